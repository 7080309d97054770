"""One home, lived hour by hour by Mesa's agents, with what the page shows of it.

Because a home-year takes the engine a blink, a home whose settings are changed is lived again from
its first day, with the same luck, up to the hour that was on the screen: what stands there is
always the home that ``carehome run`` simulates. Both drivers give the same home to the last bit,
so whole days may be lived by the engine and the hours that are watched by agents.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from carehome_sim.explore.choices import Choices
from carehome_sim.home import arm_of
from carehome_sim.home.arm import Arm
from carehome_sim.home.codes import (
    DAYS_PER_WEEK,
    HOURS_PER_DAY,
)
from carehome_sim.home.day import advance
from carehome_sim.home.diary import Diary
from carehome_sim.home.engine import record_of, warmed_up
from carehome_sim.home.mesa_model import CareHomeModel
from carehome_sim.home.state import Home
from carehome_sim.outcomes import home_row, series_columns, week_rows

Array = np.ndarray[Any, Any]

DAYS_KEPT = 2  # of which every event is kept, for stories
STAFF_SEEN = ["role", "agency", "employed", "occupant", "exhaustion_01"]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a home has come to: outcomes over ``days`` measured days, and week by week.

    ``row`` is the home's row of ``runs.parquet``, ``weeks`` ``(weeks, series columns)`` its rows
    of ``series.parquet``.
    """

    days: int
    row: dict[str, float]
    weeks: Array

    def week_column(self, name: str) -> list[float]:
        """One outcome, whole week by whole week (a year has a day over)."""
        whole = self.weeks[: self.days // DAYS_PER_WEEK]
        column: list[float] = whole[:, series_columns().index(name)].tolist()
        return column


NO_FIGURES = Figures(0, {}, np.empty((0, len(series_columns()))))


def figures_of(home: Home, arm: Arm, days: int) -> Figures:
    """The figures of a home that has lived ``days`` measured days (whole weeks, or all)."""
    if days == 0:
        return NO_FIGURES
    run = record_of(home, replace(arm, measured_days=days))
    return Figures(days, home_row(run), week_rows(run))


def days_that_count(days: int, measured_days: int) -> int:
    """How many days the figures go up to: whole weeks, and all of them at the end."""
    return days if days >= measured_days else days - days % DAYS_PER_WEEK


class Reference:
    """The home as its file has it, with the same luck, to compare with week by week."""

    def __init__(self, choices: Choices) -> None:
        """Make it and let it live through its warm-up."""
        plain = Choices(file=choices.file, seed=choices.seed, home=choices.home)
        scenario = self.scenario = plain.scenario()
        self.key = (choices.file, choices.seed, choices.home)
        self.arm = arm_of(scenario)
        self.home = warmed_up(self.arm, seed=scenario.seed, home=choices.home)
        self.days = 0
        self.figures = NO_FIGURES

    def up_to(self, days: int) -> Figures:
        """Its figures after ``days`` measured days; time only goes on."""
        days = min(days, self.arm.measured_days)
        if days > self.days:
            advance(self.home, (days - self.days) * HOURS_PER_DAY)
            self.days = days
            self.figures = figures_of(self.home, self.arm, days)
        return self.figures


class Notes:
    """Events and states of the last days, hour by hour, for the plan and for stories."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.hours: deque[tuple[Array, Array, Array, Array]] = deque()
        self.events: deque[Array] = deque()
        self.first_day = 0

    @property
    def last(self) -> Array:
        """The events of the last hour."""
        return self.events[-1]

    def take(self, home: Home, day: int, hour: int) -> None:
        """Keep what the hour just lived has left behind; days too old are dropped."""
        if not self.hours:
            self.first_day = day
        if hour == 0 and day - self.first_day >= DAYS_KEPT:
            for _ in range(HOURS_PER_DAY):
                self.hours.popleft()
                self.events.popleft()
            self.first_day += 1
        house = home.house[0]
        self.events.append(np.array(home.events[: int(house["n_events"])]))
        house["n_events"] = 0
        self.hours.append(
            (
                np.array(house),
                np.array(home.residents),
                np.array(home.choices),
                np.array(home.staff[STAFF_SEEN]),
            )
        )

    def diary(self, home: Home, days: int) -> Diary:
        """The last ``days`` days (the present one among them) as a diary, everybody watched."""
        lived = len(self.hours)
        today = (lived - 1) // HOURS_PER_DAY
        skip = max(0, today + 1 - days) * HOURS_PER_DAY
        house, residents, choices, staff = (
            np.stack(kept) for kept in zip(*list(self.hours)[skip:], strict=True)
        )
        state = home.house[0]
        last_day = self.first_day + today
        return Diary(
            events=np.concatenate(list(self.events)[skip:]),
            hours=lived - skip,
            first_day=self.first_day + skip // HOURS_PER_DAY,
            measured_from_day=int(state["measured_from_day"]),
            posts=int(state["n_posts"]),
            house=house,
            residents=residents,
            choices=choices,
            staff=staff,
            weeks=np.array(home.weeks[: last_day // DAYS_PER_WEEK + 1]),
        )


class LiveHome(CareHomeModel):
    """The home on the screen: a Mesa model whose steps are hours, days or weeks.

    ``choices`` say what home it is, ``hours`` how far into the measured period it stands at once;
    ``stride_h`` is how many hours a step takes. Raises ``InputError`` where
    the choices make no scenario.
    """

    def __init__(
        self,
        choices: Choices,
        *,
        hours: int = 1,
        stride_h: int = 1,
        reference: Reference | None = None,
    ) -> None:
        """Make the home, let it live through its warm-up and on to the hour asked for."""
        scenario = choices.scenario()
        arm = arm_of(scenario)
        made = warmed_up(arm, seed=scenario.seed, home=choices.home, days_of_events=1)
        self.choices, self.arm = choices, arm
        self.script = scenario  # Mesa 3.5 means something else by a model's scenario
        self.stride_h = stride_h
        self.notes = Notes()
        self.figures = NO_FIGURES
        key = (choices.file, choices.seed, choices.home)
        kept = reference is not None and reference.key == key and reference.days * 24 <= hours
        self.reference = reference if reference is not None and kept else Reference(choices)
        self._inhabit(made)
        self.live(min(hours, self.last_hour), by_agents=False)

    @property
    def last_hour(self) -> int:
        """Hours in the measured period."""
        return self.script.measured_days * HOURS_PER_DAY

    @property
    def hours(self) -> int:
        """Hours lived since the first measured day began."""
        house = self.home.house[0]
        day = int(house["day"]) - int(house["measured_from_day"])
        return day * HOURS_PER_DAY + int(house["hour"])

    @property
    def over(self) -> bool:
        """Whether the measured period has ended."""
        return self.hours >= self.last_hour

    def step(self) -> None:
        """So many hours as a step is set to take (Mesa's step)."""
        self.live(self.stride_h)

    def live(self, hours: int, *, by_agents: bool = True) -> None:
        """Let hours pass, the last day of them agent by agent and the days before by the engine.

        What happens in the last two days is kept.
        """
        end = min(self.hours + hours, self.last_hour)
        last_midnight = (end - 1) // HOURS_PER_DAY * HOURS_PER_DAY
        kept_from = last_midnight - (DAYS_KEPT - 1) * HOURS_PER_DAY
        counts = HOURS_PER_DAY * days_that_count(end // HOURS_PER_DAY, self.script.measured_days)
        while self.hours < end:
            if kept_from - self.hours >= HOURS_PER_DAY:
                self._skip_to(counts if self.hours < counts < kept_from else kept_from)
            else:
                self._watch_an_hour(by_agents=by_agents and self.hours >= last_midnight)
            if self.hours == counts:
                self._work_out()
        self.running = not self.over

    def _skip_to(self, hour: int) -> None:
        """Live on to a midnight without keeping what happens."""
        self.home.house["events_on"] = 0
        self.notes = Notes()
        advance(self.home, hour - self.hours)
        self.follow_turnover()

    def _watch_an_hour(self, *, by_agents: bool) -> None:
        """Live an hour and keep what happens in it."""
        house = self.home.house
        house["events_on"] = 1
        day, hour = int(house["day"][0]), int(house["hour"][0])
        if by_agents:
            self.live_an_hour()
        else:
            advance(self.home, 1)
            self.follow_turnover()
        self.notes.take(self.home, day, hour)

    def _work_out(self) -> None:
        """Figures of the whole weeks lived, of this home and of the one it is compared with."""
        days = self.hours // HOURS_PER_DAY
        if days and self.arm is not None:
            self.figures = figures_of(self.home, self.arm, days)
            self.reference.up_to(days)

    def diary(self, days: int = 1) -> Diary:
        """The last days as a diary."""
        return self.notes.diary(self.home, days)
