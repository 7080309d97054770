"""Where everybody is at the end of an hour, and what each worker was doing, read off the record.

The model knows no rooms but units; a floor plan needs them. Where somebody is follows from what
happened in the hour (help with care, an activity, a visit, a meal, a walk) and from the resident's
state. Nothing here changes the home.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from carehome_sim.explore.live import LiveHome
from carehome_sim.home import codes
from carehome_sim.report.story import carer_name
from carehome_sim.report.story_staff import ERRANDS, ROUND_WORDS

OWN_ROOM_KINDS = (codes.UP, codes.TOILET, codes.BATH, codes.BED)
LIVES_APART = 0.5  # from this much privacy on, somebody keeps to the own room


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One person: ``room`` is a room's name (see ``floor_plan``), ``doing`` a few words."""

    kind: str
    number: int
    name: str
    room: str
    doing: str
    manner: str = ""
    role: str = ""
    distressed: bool = False


def bedroom(place: int) -> str:
    """The name of the bedroom of a bed place (from 0)."""
    return f"bedroom {place + 1}"


def lounge(unit: int) -> str:
    """The name of a unit's lounge (from 0)."""
    return f"lounge {unit + 1}"


def resident_places(live: LiveHome) -> list[Whereabouts]:
    """Where each resident is, by what the last hour brought."""
    home = live.home
    hour = int(live.notes.hours[-1][0]["hour"])
    hour = (hour - 1) % codes.HOURS_PER_DAY
    day = int(live.notes.hours[-1][0]["day"]) - (hour == codes.HOURS_PER_DAY - 1)
    happened: dict[int, list[Any]] = {}
    for event in live.notes.last:
        happened.setdefault(int(event["resident"]), []).append(event)
    found = []
    for place, resident in enumerate(home.residents):
        if not resident["present"]:
            continue
        events = happened.get(place, ())
        room, doing = _room_of(resident, place, events, hour, day)
        found.append(
            Whereabouts(
                kind="resident",
                number=place + 1,
                name=f"resident {place + 1}",
                room=room,
                doing=doing,
                distressed=any(event["kind"] == codes.EV_DISTRESS for event in events),
            )
        )
    return found


def _room_of(resident: Any, place: int, events: Any, hour: int, day: int) -> tuple[str, str]:
    """A resident's room and what he or she is doing there, the rarest first."""
    own, shared = bedroom(place), lounge(int(resident["unit"]))
    if resident["hospital_until_day"] > day:
        return "hospital", "in hospital"
    kinds = {int(event["kind"]): event for event in events}
    if codes.EV_INCIDENT in kinds:
        return own, "has had a fall"
    answer = kinds.get(codes.EV_ANSWER)
    if answer is not None and int(answer["a"]) in (codes.YES, codes.YES_WITH_SUPPORT):
        return "garden", "on a walk outside"
    if codes.EV_VISIT in kinds:
        return own, "family is visiting"
    if resident["in_bed"]:
        return own, "in bed"
    activity = kinds.get(codes.EV_ACTIVITY)
    if activity is not None:
        what = int(activity["a"])
        room = "dining room" if what == codes.HOUSEHOLD else shared
        return room, codes.ACTIVITY_WORDS[what]
    apart = resident["privacy_01"] > LIVES_APART
    table = own if apart else "dining room"
    acts = [int(event["a"]) for event in events if event["kind"] == codes.EV_ACT]
    if acts and acts[-1] in OWN_ROOM_KINDS:
        return own, f"being helped: {ERRANDS[acts[-1]]}"
    if codes.MEAL in acts:
        return table, "having a meal, with help"
    if int(resident["plan"][hour]) >> codes.MEAL & 1:
        return table, "having a meal"
    if acts:
        return shared, f"with a carer: {ERRANDS[acts[-1]]}"
    return (own, "in their own room") if apart else (shared, "in the lounge")


def staff_places(live: LiveHome, residents: list[Whereabouts]) -> list[Whereabouts]:
    """Where each worker on duty is, and what he or she did last in the hour."""
    home = live.home
    posts = int(home.house[0]["n_posts"])
    hour = (int(home.house[0]["hour"]) - 1) % codes.HOURS_PER_DAY
    rooms = {person.number - 1: person.room for person in residents}
    last: dict[int, Any] = {}
    for event in live.notes.last:
        if int(event["kind"]) in (codes.EV_ACT, codes.EV_HELPED):
            last[int(event["worker"])] = event
    found = []
    for worker, staff in enumerate(home.staff):
        coordinator = int(staff["role"]) == codes.ACTIVITY_COORDINATOR
        by_day = bool(home.house[0]["coordinator_here"]) and FIRST_OFFICE_HOUR <= hour < EVENING
        if not (by_day if coordinator else staff["on_duty"]):
            continue
        event = last.get(worker)
        room, doing, manner = lounge(int(staff["unit_today"])), "ready for what is next", ""
        if coordinator:
            room, doing = _where_it_is_lively(residents), "activities with residents"
        elif event is not None:
            room, doing, manner = _act(event, rooms, int(staff["unit_today"]))
        found.append(
            Whereabouts(
                kind="staff",
                number=worker + 1,
                name=carer_name(worker, int(staff["role"]), posts),
                room=room,
                doing=doing,
                manner=manner,
                role=_role(staff, coordinator=coordinator),
            )
        )
    if int(home.house[0]["manager_in_post"]) and _office_hours(int(home.house[0]["day"]), hour):
        found.append(Whereabouts("manager", 1, "the manager", "office", "in the office"))
    return found


# Assumption of the drawing alone: the model gives manager and coordinator hours, not a clock.
FIRST_OFFICE_HOUR, LAST_OFFICE_HOUR, EVENING, OFFICE_DAYS = 9, 17, 18, 5


def _where_it_is_lively(residents: list[Whereabouts]) -> str:
    """The lounge in which most residents take part in something, else the first."""
    together = codes.ACTIVITY_WORDS[codes.GROUP]
    rooms = [person.room for person in residents if person.doing == together]
    return max(sorted(set(rooms)), key=rooms.count) if rooms else lounge(0)


def _office_hours(day: int, hour: int) -> bool:
    workday = day % codes.DAYS_PER_WEEK < OFFICE_DAYS
    return workday and FIRST_OFFICE_HOUR <= hour < LAST_OFFICE_HOUR


def _role(staff: Any, *, coordinator: bool) -> str:
    if coordinator:
        return "activity coordinator"
    if staff["agency"]:
        return "agency"
    return "senior" if staff["role"] == codes.SENIOR else "carer"


def _act(event: Any, rooms: dict[int, str], unit: int) -> tuple[str, str, str]:
    """Where an act took a worker, what it was, and its manner (none for rounds)."""
    place, kind = int(event["resident"]), int(event["a"])
    minutes = f"{float(event['value']):.0f} min"
    if place < 0:
        return f"corridor {unit + 1}", f"{ROUND_WORDS.get(kind, 'round')}, {minutes}", ""
    helps = int(event["kind"]) == codes.EV_HELPED
    with_whom = f"resident {place + 1}: {codes.TASK_WORDS[kind]}, {minutes}"
    room = rooms.get(place, bedroom(place))  # beside the resident, wherever that is by now
    if helps:
        return room, f"second carer with {with_whom}", ""
    return room, with_whom, codes.MANNER_WORDS[int(event["b"])]
