"""Hand-made records of homes, for tests of what is read off them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from carehome_sim.home.state import EVENT, HOUR_OF_DAY, READING, STAY, WEEK
from carehome_sim.outcomes.constants import number

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of a ``HomeRun`` (a test holds the two to one another)."""

    weeks: Array
    first_week: int
    measured_days: int
    places: int
    stays: Array
    readings: Array
    hours: Array
    events: Array

    def but(self, **changes: Any) -> Record:
        return replace(self, **changes)


def episodes_for(points: float) -> float:
    """Episodes of distress a day that score so many points above the floor of the CMAI."""
    doublings = points / number("cmai_points_per_doubling")
    return number("cmai_rare_per_day") * (2.0**doublings - 1.0)


def rows(dtype: np.dtype[Any], *entries: dict[str, Any]) -> Array:
    made = np.zeros(len(entries), dtype)
    for row, entry in zip(made, entries, strict=True):
        for name, value in entry.items():
            row[name] = value
    return made


def empty_record(days: int = 14, places: int = 10, warmup_weeks: int = 1) -> Record:
    """A home in which nothing happened."""
    return Record(
        weeks=np.zeros(warmup_weeks + days // 7 + 1, WEEK),
        first_week=warmup_weeks,
        measured_days=days,
        places=places,
        stays=np.zeros(0, STAY),
        readings=np.zeros(0, READING),
        hours=np.zeros(24, HOUR_OF_DAY),
        events=np.zeros(0, EVENT),
    )


def random_record(seed: int, people: int, readings: int, weeks: int, part_days: int = 0) -> Record:
    """A record in which every tally is possible: parts never exceed what they are parts of."""
    luck = np.random.default_rng(seed)
    record = empty_record(days=7 * weeks + part_days, warmup_weeks=2)
    table = record.weeks
    for name in table.dtype.names or ():
        table[name] = luck.uniform(0.0, 100.0, len(table))
    parts = {
        "occasions": (
            *("by_resident", "by_shared", "by_family", "by_practitioner"),
            *("n_followed", "n_late", "n_chance", "n_refused", "n_never"),
        ),
        "tasks_begun": ("long_waits",),
        "weight": ("weight_own",),
        "identity_need": ("identity",),
        "resident_weeks": ("community", "community_home", "warehoused"),
        "waking_h": ("comfort_unmet",),
        "episodes": ("episodes_offered",),
        "medicine_weeks": ("sedated",),
        "sessions_planned": ("sessions_attended",),
        "mondays": ("delivered", "links"),
        "payments_possible": ("payments_started",),
        "tasks_due": ("tasks_timely", "tasks_missed"),
        "incidents": ("incidents_recorded",),
        "raised_risk": ("refused_risk",),
        "raised_capable": ("refused_capable",),
        "staff_weeks": ("exhaustion",),
        "posts": ("vacant",),
        "hours_worked": ("hours_agency",),
        "shifts_planned": ("shifts_empty",),
        "acts": ("knowledge", "trust", "acts_task_first"),
        "care_min": ("person_centred_min",),
    }
    for whole, fields in parts.items():
        for field in fields:
            table[field] = luck.uniform(0.0, 1.0 / len(fields), len(table)) * table[whole]
    table["weight_fit"] = (table["weight_own"] + table["weight"]) / 2.0
    table["engaged_min"] = luck.uniform(0.0, 60.0, len(table)) * table["waking_h"]
    return record.but(
        stays=_random_stays(luck, people),
        readings=_random_readings(luck, people, readings if people else 0),
        hours=_random_hours(luck),
    )


def _random_stays(luck: np.random.Generator, people: int) -> Array:
    stays = np.zeros(people, STAY)
    stays["severity"] = luck.integers(0, 4, people)
    stays["dependency_class"] = luck.integers(0, 3, people)
    stays["self_funder"] = luck.integers(0, 2, people)
    stays["weekly_visits"] = luck.integers(0, 2, people)
    stays["days"] = luck.integers(0, 60, people)
    stays["decided"] = luck.integers(0, 20, (people, 4))
    wholes = {"choice": "choice_weight", "identity": "identity_need", "community": "weeks"}
    for part, whole in {**wholes, "timely": "due"}.items():
        stays[whole] = luck.uniform(0.0, 50.0, people) * (luck.random(people) < 0.9)
        stays[part] = luck.random(people) * stays[whole]
    return stays


def _random_readings(luck: np.random.Generator, people: int, number: int) -> Array:
    readings = np.zeros(number, READING)
    for name in readings.dtype.names or ():
        if name.endswith("_01"):
            readings[name] = luck.random(number)
        elif name.endswith("_noise"):
            readings[name] = luck.normal(size=number)
    readings["agitation_per_day"] = luck.exponential(2.0, number)
    readings["severity"] = luck.integers(0, 4, number)
    readings["visited"] = luck.integers(0, 2, number)
    readings["row"] = luck.integers(0, max(people, 1), number)
    return readings


def _random_hours(luck: np.random.Generator) -> Array:
    hours = np.zeros(24, HOUR_OF_DAY)
    for name in hours.dtype.names or ():
        hours[name] = luck.uniform(1.0, 100.0, 24)
    hours["days"] = 14.0
    return hours
