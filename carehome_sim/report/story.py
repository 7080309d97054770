"""The story of a resident, a worker or the manager, told from the record of events.

Every sentence comes from an event (or a state at the end of an hour) and its reason codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from carehome_sim.home import codes
from carehome_sim.home.diary import Diary
from carehome_sim.report.story_words import CARE_WORDS, GATES, SEVERITIES, WEEKDAYS
from carehome_sim.report.words import plural


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: ``day`` of the measured year from 1, ``time`` as HH:MM.

    ``kind`` is the word of the event, ``resident`` and ``worker`` numbers from 1 (or None),
    ``wait_min`` and ``took_min`` minutes where they apply, ``manner``, ``reason``, ``decided_by``
    and ``ended`` words where they apply.
    """

    day: int
    weekday: str
    time: str
    kind: str
    text: str
    resident: int | None = None
    worker: int | None = None
    wait_min: float | None = None
    took_min: float | None = None
    manner: str | None = None
    reason: str | None = None
    decided_by: str | None = None
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A title, who it is about in a sentence, the lines, and a summing-up by day."""

    title: str
    about: str
    lines: tuple[Line, ...]
    ends: Mapping[int, str] = field(default_factory=dict)

    def frame(self) -> pd.DataFrame:
        """The lines as a table, one row each."""
        return pd.DataFrame([asdict(line) for line in self.lines])

    def document(self) -> dict[str, Any]:
        """The story as plain values for JSON."""
        return {
            "title": self.title,
            "about": self.about,
            "lines": [asdict(line) for line in self.lines],
            "days": {str(day): text for day, text in self.ends.items()},
        }


class Teller:
    """Common words: clocks, names and the wait behind each act."""

    def __init__(self, diary: Diary) -> None:
        """Put the events of a diary in order of time."""
        self.diary = diary
        self.events = diary.events[np.argsort(diary.events["minute"], kind="stable")]
        self.due: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self.mates = {
            (int(event["minute"]), int(event["resident"])): int(event["worker"])
            for event in self.events[self.events["kind"] == codes.EV_HELPED]
        }

    def line(self, minute: int, kind: str, text: str, **more: Any) -> Line:
        """One line at a minute of the run; ``more`` are fields of :class:`Line`."""
        day = minute // codes.MINUTES_PER_DAY
        clock = minute % codes.MINUTES_PER_DAY
        return Line(
            day=day - self.diary.measured_from_day + 1,
            weekday=WEEKDAYS[day % codes.DAYS_PER_WEEK],
            time=f"{clock // 60:02d}:{clock % 60:02d}",
            kind=kind,
            text=text[:1].upper() + text[1:],
            **more,
        )

    def carer(self, worker: int, minute: int) -> str:
        """What a worker is called at a minute of the run."""
        role = int(self.diary.staff[self.diary.hour_of(minute)][worker]["role"])
        return carer_name(worker, role, self.diary.posts)

    def follow(self, event: Any) -> None:
        """Keep the list of what is due: what fell due, was given up, or is void."""
        kind, place = int(event["kind"]), int(event["resident"])
        if kind == codes.EV_DUE:
            due = (int(event["minute"]), int(event["b"]))
            self.due.setdefault((place, int(event["a"])), []).append(due)
        elif kind == codes.EV_MISSED:
            self.waited(place, int(event["a"]), int(event["minute"]))
        elif kind == codes.EV_PASSED_OVER and int(event["b"]) == codes.WISH:
            self.waited(place, codes.WISH, int(event["minute"]))
        elif kind in (codes.EV_HOSPITAL, codes.EV_DEATH):
            for key in [key for key in self.due if key[0] == place]:
                del self.due[key]

    def waited(self, place: int, kind: int, minute: int) -> tuple[int, int] | None:
        """Minutes since the task fell due and the carers it needs; None if that was earlier."""
        found = self.due.get((place, kind))
        if not found:
            return None
        since, carers = found.pop(0)
        return max(minute - since, 0), carers

    def act(self, event: Any) -> Line:
        """An act of care with one resident, told from the resident's side."""
        minute, place, worker = int(event["minute"]), int(event["resident"]), int(event["worker"])
        kind, person_centred = int(event["a"]), int(event["b"]) == codes.PERSON_CENTRED
        found = self.waited(place, kind, minute)
        mate = self.mates.get((minute, place))
        two = "" if mate is None else f", with {self.carer(mate, minute)},"
        parts = [f"{self.carer(worker, minute)}{two} comes {CARE_WORDS[kind]}"]
        if found is not None:
            wait = found[0]
            parts.append("at once" if wait <= 1 else f"after a wait of {wait} min")
            if found[1] == 2 and mate is None:
                parts.append("alone where two are needed")
        parts.append(f"taking {event['value']:.0f} min")
        told = ", ".join(parts)
        reason = codes.REASON_WORDS[int(event["c"])]
        if person_centred:
            told += ". In a person-centred manner."
        else:
            told += f". Task first; {GATES[int(event['c'])]}."
        return self.line(
            minute,
            codes.EVENT_WORDS[codes.EV_ACT],
            told,
            resident=place + 1,
            worker=worker + 1,
            wait_min=None if found is None else float(found[0]),
            took_min=round(float(event["value"]), 1),
            manner=codes.MANNER_WORDS[int(event["b"])],
            reason=None if person_centred else reason,
        )

    def choice(self, event: Any, raised: str) -> Line:
        """How a preference occasion ended, who decided, and on what ground."""
        choice, end, decider = int(event["a"]), int(event["b"]) // 8, int(event["b"]) % 8
        reason = int(event["c"])
        what = codes.CHOICE_WORDS[choice]
        who = codes.DECIDER_WORDS[decider]
        if reason == codes.BECAUSE_SELF:
            told = f"{what}: settles it without help."
        elif end == codes.FOLLOWED:
            told = f"{what}: {raised}; {who} decided, and it was done."
        elif end == codes.FOLLOWED_LATE:
            told = f"{what}: {raised}; {who} decided, and it was done, but not at the time wished."
        elif end == codes.BY_CHANCE:
            ground = "known of old" if reason == codes.BECAUSE_KNOWN else "the routine suited"
            told = f"{what}: {raised}; {ground}, so it was as wished."
        elif reason == codes.BECAUSE_NOT_ON_OFFER:
            told = f"{what}: {raised}, but the home does not have it just then."
        elif end == codes.REFUSED:
            told = f"{what}: {raised}, and it was not to be; on the ground of {_ground(reason)}."
        else:
            told = f"{what}: nobody asked; {_ground(reason)} decided, and it was not as wished."
        if int(event["worker"]) < 0:
            told = f"left over from yesterday: {told}"
        return self.line(
            int(event["minute"]),
            codes.EVENT_WORDS[codes.EV_CHOICE],
            told,
            resident=int(event["resident"]) + 1,
            worker=int(event["worker"]) + 1 if event["worker"] >= 0 else None,
            reason=codes.REASON_WORDS[reason],
            decided_by=who,
            ended=codes.END_WORDS[end],
        )


def carer_name(worker: int, role: int, posts: int) -> str:
    """What a worker is called: role and number of the post, or an agency's."""
    if role == codes.ACTIVITY_COORDINATOR:
        return "the activity coordinator"
    if worker >= posts:
        return f"agency carer {worker - posts + 1}"
    return f"{'senior carer' if role == codes.SENIOR else 'carer'} {worker + 1}"


def _ground(reason: int) -> str:
    words = {
        codes.BECAUSE_HARM: "expected harm",
        codes.BECAUSE_TIME: "no time for support",
        codes.BECAUSE_KNOWN: "what is known of the resident",
        codes.BECAUSE_ROUTINE: "the routine",
    }
    return words.get(reason, codes.REASON_WORDS[reason])


# ---- a resident ----------------------------------------------------------------------------


def resident_story(diary: Diary, place: int, *, column: int = 0) -> Story:
    """The days of whoever lives in bed place ``place`` (from 0), watched as column ``column``."""
    teller = Teller(diary)
    lines = [*_resident_events(teller, place, column), *_resident_hours(teller, place, column)]
    lines.sort(key=lambda line: (line.day, line.time, line.ended is not None))
    ends = dict(_resident_days(teller, column))
    return Story(
        title=f"Resident {place + 1}",
        about=_about_resident(diary.residents[0, column]),
        lines=tuple(lines),
        ends=ends,
    )


def _about_resident(who: Any) -> str:
    if int(who["present"]) == 0:
        return "The place is empty at first."
    visits = float(who["visits_per_week"])
    often = f"about {plural(round(visits), 'family visit')} a week"
    family = often if visits > 0 else "no family visits"
    if 0 < visits < 1:
        family = "family visits now and then"
    return (
        f"{'A woman' if who['female'] else 'A man'} of {who['age_years']:.0f}, "
        f"{SEVERITIES[int(who['severity'])]} (MMSE {who['mmse']:.0f} of 30), "
        f"Barthel index {who['barthel']:.0f} of 20; {family}; "
        f"{'pays for the place' if who['self_funder'] else 'funded by the council'}"
        f"{'; family holds the power of attorney' if who['attorney'] else ''}; "
        f"would like {who['wanted_contact_min']:.0f} min of company a day."
    )


def _raised(teller: Teller, event: Any, column: int) -> str:
    """Whether the wish had been asked for or spoken, or neither.

    What is left over from yesterday is closed as the new day is laid out: it stands in the hour
    before.
    """
    hour = teller.diary.hour_of(int(event["minute"]))
    left_over = int(event["worker"]) < 0
    occasion = teller.diary.choices[max(hour - 1, 0) if left_over else hour, column]
    asked, voiced = (bool(occasion[int(event["a"])][name]) for name in ("asked", "voiced"))
    if asked or voiced:
        return "asked" if asked else "spoke up unasked"
    followed = int(event["b"]) // 8 in (codes.FOLLOWED, codes.FOLLOWED_LATE)
    return "noticed without a word" if followed else "nobody asked"


def _resident_events(teller: Teller, place: int, column: int) -> Iterator[Line]:
    alone: dict[int, list[str]] = {}
    for event in teller.events[teller.events["resident"] == place]:
        minute, kind = int(event["minute"]), int(event["kind"])
        teller.follow(event)
        if kind == codes.EV_ACT:
            yield teller.act(event)
        elif kind == codes.EV_CHOICE and int(event["c"]) == codes.BECAUSE_SELF:
            alone.setdefault(minute, []).append(codes.CHOICE_WORDS[int(event["a"])])
        elif kind == codes.EV_CHOICE:
            yield teller.choice(event, _raised(teller, event, column))
        else:
            told = other(teller, event)
            if told is not None:
                word = codes.EVENT_WORDS[kind]
                worker = int(event["worker"]) + 1 if event["worker"] >= 0 else None
                yield teller.line(minute, word, told, resident=place + 1, worker=worker)
    for minute, which in alone.items():
        text = f"settles without help today: {', '.join(which)}."
        yield teller.line(minute, codes.EVENT_WORDS[codes.EV_CHOICE], text, resident=place + 1)


def other(teller: Teller, event: Any) -> str | None:
    """What is neither care nor choice, in words; None for what is told elsewhere."""
    kind, minute, a, c = (int(event[name]) for name in ("kind", "minute", "a", "c"))
    value = float(event["value"])
    worker = teller.carer(int(event["worker"]), minute) if event["worker"] >= 0 else ""
    if kind == codes.EV_MISSED:
        return f"nobody came {CARE_WORDS[a]}; given up after {value:.0f} min."
    if kind == codes.EV_ANSWER:
        said = codes.ANSWER_WORDS[a]
        return (
            f"a walk outside: {worker} says “{said}”; {codes.DECIDER_WORDS[int(event['b'])]} "
            f"decides; the harm feared weighs {value:.2f} (a wish goes up to 1)."
        )
    if kind == codes.EV_DISTRESS:
        return "distress: unmet need, pain, noise or haste is too much."
    if kind == codes.EV_INCIDENT:
        why = ("a fall", "a fall on a walk that was agreed to", "a fall going to the toilet alone")
        return f"{why[c]}; {'it is recorded' if a == 1 else 'nobody records it'}."
    if kind == codes.EV_VISIT:
        return f"family visits for {value:.0f} min."
    if kind == codes.EV_ACTIVITY:
        return f"{codes.ACTIVITY_WORDS[a]}, which suits by {value:.0%}."
    if kind == codes.EV_REVIEW:
        family = " and family" if a else ""
        return f"{worker} goes over the care plan with them{family}; it tells {value:.0%} of them."
    if kind == codes.EV_HOSPITAL:
        return f"goes to hospital for {plural(a, 'day')}."
    if kind == codes.EV_DEATH:
        return f"dies at {value:.0f}."
    if kind == codes.EV_ADMISSION:
        return f"somebody new moves in: {SEVERITIES[a]}, Barthel index {value:.0f}."
    if kind == codes.EV_PASSED_OVER:
        if int(event["b"]) == codes.COMPANY:
            return f"{worker} looks past the wish for company ({codes.REASON_WORDS[a]})."
        return f"{worker} does not notice a wish that was not spoken."
    return None


def _resident_hours(teller: Teller, place: int, column: int) -> Iterator[Line]:
    """What shows in the states: the day's wishes, and getting up or lying down unaided."""
    diary = teller.diary
    helped = {
        (diary.hour_of(int(event["minute"])), int(event["a"]))
        for event in teller.events[teller.events["resident"] == place]
        if int(event["kind"]) in (codes.EV_ACT, codes.EV_MISSED)
    }
    for hour in range(diary.hours):
        who = diary.residents[hour, column]
        midnight = (diary.first_day + hour // 24) * codes.MINUTES_PER_DAY
        here = who["present"] and who["hospital_until_day"] <= diary.first_day + hour // 24
        if not here:
            continue
        if hour % 24 == 4:
            yield teller.line(midnight + 240, "wish", _wishes(diary, hour, column))
        was = diary.residents[hour - 1, column] if hour else who
        if was["person"] != who["person"]:
            continue
        near = ((hour, hour - 1, hour + 1), codes.UP if was["in_bed"] else codes.BED)
        if was["in_bed"] != who["in_bed"] and not any((h, near[1]) in helped for h in near[0]):
            due = "rise_due_min" if was["in_bed"] else "bed_due_min"
            text = "gets up without help." if was["in_bed"] else "goes to bed without help."
            yield teller.line(midnight + int(who[due]), "self", text, resident=place + 1)


def _clock(minutes: float) -> str:
    whole = int(minutes) % codes.MINUTES_PER_DAY
    return f"{whole // 60:02d}:{whole % 60:02d}"


def _wishes(diary: Diary, hour: int, column: int) -> str:
    """What the day is hoped to bring, and what is arranged for it."""
    who, choices = diary.residents[hour, column], diary.choices[hour, column]
    told = [
        f"hopes to get up about {_clock(who['rise_wish_min'])} "
        f"and to go to bed about {_clock(who['bed_wish_min'])}"
    ]
    for choice, due, what in (
        (codes.RISE_TIME, "rise_due_min", "getting up"),
        (codes.BED_TIME, "bed_due_min", "going to bed"),
    ):
        occasion = choices[choice]
        if occasion["end"] != codes.OPEN:
            continue
        if occasion["asked"] or occasion["voiced"]:
            how = "was asked" if occasion["asked"] else "spoke up"
            who_says = codes.DECIDER_WORDS[int(occasion["decider"])]
            told.append(f"{how} about {what}, {who_says} decided: {_clock(who[due])}")
        else:
            by = "as the team knows it" if occasion["agreed"] else "as the routine has it"
            told.append(f"nobody asked about {what}: {_clock(who[due])}, {by}")
    if who["risk_hour"] >= 0 and choices[codes.RISK]["end"] == codes.OPEN:
        told.append(f"will feel like a walk outside about {int(who['risk_hour']):02d}:00")
    return "; ".join(told) + "."


def _resident_days(teller: Teller, column: int) -> Iterator[tuple[int, str]]:
    """What each day did: company, needs and voice, as they stand by 23:00."""
    diary = teller.diary
    for first in range(0, diary.hours - 22, 24):
        day = diary.first_day + first // 24
        who, before = diary.residents[first + 22, column], diary.residents[first, column]
        if not who["present"] or who["hospital_until_day"] > day:
            continue
        number = day - diary.measured_from_day + 1
        yield (
            number,
            f"By 23:00: {who['today_contact_min']:.0f} of {who['wanted_contact_min']:.0f} wanted "
            f"minutes of company; unmet need for comfort {who['need_comfort_01']:.0%}, "
            f"occupation {who['need_occupation_01']:.0%}, "
            f"connection {who['need_connection_01']:.0%}; "
            f"voice {before['voice_01']:.2f} → {who['voice_01']:.2f}.",
        )
