"""One home watched: every event of some days, and what one person's state was hour by hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from carehome_sim.home.arm import Arm
from carehome_sim.home.codes import DAYS_PER_WEEK, HOURS_PER_DAY, MINUTES_PER_DAY
from carehome_sim.home.day import advance
from carehome_sim.home.engine import new_home, warmed_up
from carehome_sim.home.state import Home

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Diary:
    """What happened in a home from one midnight on, and the states beside it.

    ``events`` all events of the days; ``hours`` so many hours were watched, from ``first_day``
    (days since the start of the run) at 00:00; ``measured_from_day`` the first measured day.
    Of each hour's end: ``house`` ``(hours,)``, ``residents`` ``(hours, places)`` and ``choices``
    ``(hours, places, kinds of choice)`` of the places watched, ``staff`` ``(hours, posts +
    bench)``; ``weeks`` the tallies of each week. ``posts`` how many rows of staff are posts.
    """

    events: Array
    hours: int
    first_day: int
    measured_from_day: int
    posts: int
    house: Array
    residents: Array
    choices: Array
    staff: Array
    weeks: Array

    def hour_of(self, minute: int) -> int:
        """The watched hour in which a minute of the run lies (the last one at most)."""
        return min(max((minute - self.first_day * MINUTES_PER_DAY) // 60, 0), self.hours - 1)


def posts_of(arm: Arm) -> int:
    """How many care posts an arm's home has room for."""
    return int(new_home(arm, seed=0, home=0).house[0]["n_posts"])


def watch(
    arm: Arm, *, seed: int, home: int, from_day: int, days: int, places: tuple[int, ...] = ()
) -> Diary:
    """Let replicate ``home`` of an arm live and keep a diary of ``days`` measured days.

    ``from_day`` counts measured days from 0. The home is the one a study simulates: the same
    luck, the same figures. ``places`` are those whose states are kept.
    """
    first = arm.warmup_days + from_day
    made = warmed_up(arm, seed=seed, home=home, days_of_events=days)
    advance(made, from_day * HOURS_PER_DAY)
    made.house["events_on"] = 1
    seen = []
    for _ in range(days * HOURS_PER_DAY):
        advance(made, 1)
        seen.append(_look(made, places))
    if int(made.house[0]["overflow"]) > 0:
        raise OverflowError("the events of the days watched did not fit")
    house, residents, choices, staff = (np.stack(kept) for kept in zip(*seen, strict=True))
    return Diary(
        events=np.asarray(made.events[: int(made.house[0]["n_events"])]),
        hours=len(seen),
        first_day=first,
        measured_from_day=arm.warmup_days,
        posts=int(made.house[0]["n_posts"]),
        house=house,
        residents=residents,
        choices=choices,
        staff=staff,
        weeks=np.asarray(made.weeks[: (first + days - 1) // DAYS_PER_WEEK + 1]),
    )


def _look(home: Home, places: tuple[int, ...]) -> tuple[Array, Array, Array, Array]:
    """Copies of what is kept of an hour."""
    chosen = list(places)
    return (
        np.array(home.house[0]),
        np.array(home.residents[chosen]),
        np.array(home.choices[chosen]),
        np.array(home.staff[["role", "agency", "employed", "occupant", "exhaustion_01"]]),
    )
