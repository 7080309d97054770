"""What the page says of the home in words and figures: the clock, news, stories, outcomes."""

from __future__ import annotations

import numpy as np

from carehome_sim.evidence import outcomes
from carehome_sim.explore.live import LiveHome
from carehome_sim.home import codes
from carehome_sim.report.story import Story, Teller, other, resident_story
from carehome_sim.report.story_staff import manager_story, worker_story
from carehome_sim.report.story_words import WEEKDAYS
from carehome_sim.report.words import number, plural, scale_of

MOST_NEWS, MOST_OF_A_KIND = 7, 3
GRAVE, PLAIN = "grave", "plain"
NEWS = {
    codes.EV_DEATH: GRAVE,
    codes.EV_INCIDENT: GRAVE,
    codes.EV_HOSPITAL: GRAVE,
    codes.EV_ADMISSION: PLAIN,
    codes.EV_INSPECTION: PLAIN,
    codes.EV_MISSED: GRAVE,
    codes.EV_ANSWER: PLAIN,
    codes.EV_VISIT: PLAIN,
}
FIGURES_SHOWN = (
    "personalisation_index",
    "choice",
    "identity",
    "community",
    "timely_care",
    "scrqol",
    "agitation_cmai",
    "warehoused_share",
    "incidents_per_1000_bed_days",
    "refused_capable_share",
    "staff_exhaustion",
    "staff_turnover_per_year",
    "agency_share",
    "cost_per_resident_week",
)


def clock_words(live: LiveHome) -> tuple[str, str]:
    """The hour on the screen, and the day in words."""
    day, hour = divmod(max(live.hours - 1, 0), codes.HOURS_PER_DAY)
    clock = f"{hour:02d}:00 to {(hour + 1) % codes.HOURS_PER_DAY:02d}:00"
    weekday = WEEKDAYS[day % codes.DAYS_PER_WEEK]
    return clock, f"{weekday}, day {day + 1} of {live.script.measured_days}"


def news(live: LiveHome) -> list[tuple[str, str]]:
    """What a visitor would notice of the last hour: how grave it is, and a sentence."""
    teller, events = Teller(live.diary()), live.notes.last
    told = []
    begun = int(np.sum(events["kind"] == codes.EV_SHIFT))
    if begun:
        told.append((PLAIN, f"{plural(begun, 'shift begins', 'shifts begin')}."))
    for kind, weight in NEWS.items():
        told += [(weight, told_of) for told_of in _news_of(live, teller, kind)]
    distressed = len(set(events["resident"][events["kind"] == codes.EV_DISTRESS].tolist()))
    if distressed:
        told.append((GRAVE, f"{plural(distressed, 'resident')} in distress."))
    return told[:MOST_NEWS]


def _news_of(live: LiveHome, teller: Teller, kind: int) -> list[str]:
    of_kind = live.notes.last[live.notes.last["kind"] == kind]
    if not len(of_kind):
        return []
    if kind == codes.EV_INSPECTION:
        rating = codes.RATING_WORDS[int(live.home.house[0]["rating"])]
        return [f"An inspection: the home is rated {rating}."]
    if kind == codes.EV_VISIT and len(of_kind) >= MOST_OF_A_KIND:
        return [f"{len(of_kind)} residents have family visiting."]
    made = []
    for event in of_kind[:MOST_OF_A_KIND]:
        sentence, place = other(teller, event), int(event["resident"]) + 1
        if sentence and place:
            made.append(f"Resident {place}: {sentence}")
        elif kind == codes.EV_MISSED:
            made.append("A round was missed.")
    return made


def story_of(live: LiveHome, chosen: tuple[str, int]) -> Story:
    """The day so far of whoever was clicked, in the words of ``carehome journey``.

    Of a worker it is two days, for night shifts begin on the day before.
    """
    kind, index = chosen
    if kind == "resident":
        return resident_story(live.diary(), index - 1, column=index - 1)
    return (
        manager_story(live.diary()) if kind == "manager" else worker_story(live.diary(2), index - 1)
    )


def figure_rows(
    mine: dict[str, float], filed: dict[str, float]
) -> list[tuple[str, str, str, str, str]]:
    """Outcomes so far: title, unit, of this home, of the home as filed, the difference."""
    made = []
    for name in FIGURES_SHOWN:
        outcome = outcomes()[name]
        scale = scale_of(outcome)
        here = scale.factor * mine.get(name, np.nan)
        there = scale.factor * filed.get(name, np.nan)
        decimals = max(scale.decimals, 1) if abs(here) < 100 else scale.decimals
        made.append(
            (
                outcome.title,
                scale.unit,
                number(here, decimals),
                number(there, decimals),
                number(round(here - there, decimals), decimals, sign=True)
                if np.isfinite(here - there)
                else number(None, 0),
            )
        )
    return made
