"""The story of a care worker's shifts and of the manager's weeks, from the record of events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from carehome_sim.home import codes
from carehome_sim.home.diary import Diary
from carehome_sim.report.story import Line, Story, Teller
from carehome_sim.report.story_words import GATES, SEVERITIES
from carehome_sim.report.words import plural

ERRANDS = (
    "getting up, washing and dressing",
    "the toilet",
    "a meal",
    "a bath",
    "going to bed",
    "comfort",
    "company",
    "a walk outside",
    "a fall",
)
ROUND_WORDS = {codes.MEDICINES: "medicine round", codes.NIGHT_CHECK: "night check"}


def worker_story(diary: Diary, worker: int) -> Story:
    """The shifts of whoever holds care post ``worker`` (from 0) in the days watched."""
    teller = Teller(diary)
    lines: list[Line] = []
    done: list[Any] = []
    over: int | None = None
    for event in teller.events:
        kind, minute = int(event["kind"]), int(event["minute"])
        teller.follow(event)
        if int(event["worker"]) != worker:
            if kind == codes.EV_ACT and event["resident"] >= 0:
                teller.waited(int(event["resident"]), int(event["a"]), minute)
            continue
        if over is not None and minute >= over and kind != codes.EV_LEAVER:
            lines.append(_shift_ends(teller, worker, over, done))
            over, done = None, []
        if kind == codes.EV_SHIFT:
            over = minute + int(event["a"]) * 60
            done = []
        if kind in (codes.EV_ACT, codes.EV_HELPED):
            done.append(event)
        line = _worker_line(teller, event, worker)
        if line is not None:
            lines.append(line)
    told_until = (diary.first_day * codes.HOURS_PER_DAY + diary.hours) * codes.MINUTES_PER_HOUR
    if over is not None and done and over <= told_until:
        lines.append(_shift_ends(teller, worker, over, done))
    lines.sort(key=lambda line: (line.day, line.time, line.ended is not None))
    return Story(
        title=f"Care post {worker + 1}",
        about=_about_worker(diary, worker),
        lines=tuple(lines),
    )


def _about_worker(diary: Diary, worker: int) -> str:
    who = diary.staff[0][worker]
    if int(who["employed"]) == 0:
        return "Nobody holds the post at first."
    role = "A senior carer" if who["role"] == codes.SENIOR else "A care assistant"
    return (
        f"{role}, the {ordinal(int(who['occupant']))} to hold the post in this home's life, "
        f"exhaustion {who['exhaustion_01']:.0%} of the scale."
    )


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th ..."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{endings.get(number % 10, 'th')}"


def _worker_line(teller: Teller, event: Any, worker: int) -> Line | None:
    kind, minute, place = (int(event[name]) for name in ("kind", "minute", "resident"))
    a, reason, value = int(event["a"]), int(event["c"]), float(event["value"])
    word = codes.EVENT_WORDS[kind]
    who = {"resident": place + 1 if place >= 0 else None, "worker": worker + 1}
    if kind == codes.EV_SHIFT:
        role = codes.ROLE_WORDS[reason]
        text = f"shift of {plural(a, 'hour')} begins, as {role}, on unit {int(event['b']) + 1}."
        return teller.line(minute, word, text, **who)
    if kind == codes.EV_ACT and place < 0:
        return teller.line(
            minute, word, f"{ROUND_WORDS[a]}, {value:.0f} min.", took_min=round(value, 1), **who
        )
    if kind == codes.EV_ACT:
        found = teller.waited(place, a, minute)
        wait = "" if found is None else f", {_waiting(found[0])}"
        how = "person-centred" if int(event["b"]) else f"task first; {GATES[reason]}"
        return teller.line(
            minute,
            word,
            f"resident {place + 1}: {ERRANDS[a]}{wait}, {value:.0f} min; {how}.",
            wait_min=None if found is None else float(found[0]),
            took_min=round(value, 1),
            manner=codes.MANNER_WORDS[int(event["b"])],
            reason=None if int(event["b"]) else codes.REASON_WORDS[reason],
            **who,
        )
    if kind == codes.EV_CHOICE:
        ended, decider = int(event["b"]) // 8, codes.DECIDER_WORDS[int(event["b"]) % 8]
        text = f"{codes.CHOICE_WORDS[a]}: {codes.END_WORDS[ended]}; {decider} decided."
        return teller.line(
            minute,
            word,
            text,
            ended=codes.END_WORDS[ended],
            decided_by=decider,
            reason=codes.REASON_WORDS[reason],
            **who,
        )
    if kind == codes.EV_HELPED:
        mate = teller.carer(int(event["b"]), minute)
        text = f"helps {mate} with resident {place + 1} ({ERRANDS[a]}), {value:.0f} min."
        return teller.line(minute, word, text, took_min=round(value, 1), **who)
    if kind == codes.EV_PASSED_OVER:
        what = "a wish for company" if int(event["b"]) == codes.COMPANY else "an unspoken wish"
        text = f"looks past {what} of resident {place + 1} ({codes.REASON_WORDS[a]})."
        return teller.line(minute, word, text, reason=codes.REASON_WORDS[a], **who)
    if kind == codes.EV_ANSWER:
        text = f"resident {place + 1} wants a walk outside: “{codes.ANSWER_WORDS[a]}”."
        return teller.line(minute, word, text, **who)
    if kind == codes.EV_REVIEW:
        family = " and family" if a else ""
        text = f"goes over the care plan with resident {place + 1}{family}."
        return teller.line(minute, word, text, **who)
    if kind == codes.EV_TRAINING:
        cover = "somebody is paid to cover" if a else "the floor goes without"
        text = f"a training session of {value:.0f} h this week; {cover}."
        return teller.line(minute, word, text, **who)
    if kind == codes.EV_LEAVER:
        return teller.line(minute, word, f"leaves the home after {plural(a, 'day')}.", **who)
    if kind == codes.EV_HIRED:
        return teller.line(minute, word, "somebody new starts in the post.", **who)
    return None


def _waiting(minutes: int) -> str:
    return "at once" if minutes <= 1 else f"due {minutes} min ago"


def _shift_ends(teller: Teller, worker: int, over: int, done: list[Any]) -> Line:
    """The end of a shift: what its minutes went to."""
    minutes = sum(float(event["value"]) for event in done)
    acts = [event for event in done if event["kind"] == codes.EV_ACT and event["resident"] >= 0]
    centred = sum(1 for event in acts if event["b"] == codes.PERSON_CENTRED)
    share = f", {centred / len(acts):.0%} of acts person-centred" if acts else ""
    text = f"shift ends: {plural(len(done), 'act')}, {minutes:.0f} min of direct care{share}."
    return teller.line(over, codes.EVENT_WORDS[codes.EV_SHIFT], text, worker=worker + 1)


# ---- the manager ---------------------------------------------------------------------------


def manager_story(diary: Diary) -> Story:
    """The manager's Mondays, and what reached the office in the days watched."""
    teller = Teller(diary)
    lines = [*_office(teller), *_mondays(teller)]
    lines.sort(key=lambda line: (line.day, line.time))
    in_post = int(diary.house[0]["manager_in_post"]) == 1
    return Story(
        title="The manager",
        about="In post at first." if in_post else "The post is vacant at first.",
        lines=tuple(lines),
    )


def _mondays(teller: Teller) -> Iterator[Line]:
    """How the week's hours are shared out, as settled on Monday."""
    diary = teller.diary
    for hour in range(diary.hours):
        day = diary.first_day + hour // 24
        if hour % 24 or day % codes.DAYS_PER_WEEK:
            continue
        house, week = diary.house[hour], diary.weeks[day // codes.DAYS_PER_WEEK]
        minute = day * codes.MINUTES_PER_DAY
        if not house["manager_in_post"]:
            text = "the post is vacant: nobody is on the floor this week."
        else:
            text = (
                f"plans the week: {house['compliance_h']:.1f} h on audits, records and the "
                f"regulator; {house['firefighting_h']:.1f} h on gaps, incidents and the rota; "
                f"{house['family_h']:.1f} h for families; {house['change_h']:.1f} h on change; "
                f"{house['floor_h']:.1f} h are left "
                f"for the floor."
            )
        yield teller.line(minute, "manager", text)
        vacant, wanted = int(week["vacant"]), int(house["posts_wanted"])
        rise, bed = int(house["routine_rise_min"]), int(house["routine_bed_min"])
        text = (
            f"{vacant} of {plural(wanted, 'care post')} vacant; the new rota has hands for routine "
            f"rising about {rise // 60:02d}:{rise % 60:02d} and bedtimes about "
            f"{bed // 60:02d}:{bed % 60:02d}."
        )
        yield teller.line(minute, "manager", text)


def _office(teller: Teller) -> Iterator[Line]:
    """Events that reach the manager's desk."""
    for event in teller.events:
        kind, minute, a = (int(event[name]) for name in ("kind", "minute", "a"))
        place = int(event["resident"]) + 1
        text = None
        if kind == codes.EV_INCIDENT and a == 1:
            text = f"an incident is recorded: resident {place} is hurt."
        elif kind == codes.EV_HOSPITAL:
            text = f"resident {place} goes to hospital for {plural(a, 'day')}."
        elif kind == codes.EV_DEATH:
            text = f"resident {place} dies at {event['value']:.0f}."
        elif kind == codes.EV_ADMISSION:
            text = f"a newcomer takes place {place}: {SEVERITIES[a]}."
        elif kind == codes.EV_LEAVER:
            text = f"the holder of care post {int(event['worker']) + 1} leaves."
        elif kind == codes.EV_HIRED:
            text = f"somebody starts in care post {int(event['worker']) + 1}."
        elif kind == codes.EV_MANAGER:
            text = "a new manager starts." if a == 1 else "the manager leaves."
        elif kind == codes.EV_INSPECTION:
            before = codes.RATING_WORDS[int(event["b"])]
            text = f"an inspection: the home is rated {codes.RATING_WORDS[a]} (before: {before})."
        elif kind == codes.EV_ANSWER and a == codes.NO:
            text = f"the wish of resident {place} for a walk outside was answered with no."
        if text is not None:
            yield teller.line(minute, codes.EVENT_WORDS[kind], text)
