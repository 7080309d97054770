"""Units that are handed out together, and what became of them.

A :class:`Chunk` can be pickled and sent anywhere; :func:`live` turns it into figures and does
nothing else. A fault in a home is noted beside the home and costs no other.
"""

from __future__ import annotations

import hashlib
import math
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from carehome_sim.study.points import Points, bed_years
from carehome_sim.study.units import Unit

# Assumption: seconds that a core needs for a bed-year; it sizes chunks and changes no figure.
SECONDS_PER_BED_YEAR = 0.0015
LEAST_S, MOST_S = 0.5, 15.0
CHUNKS_PER_WORKER = 200  # a large study has about so many; more would only cost files
LEAST_CHUNKS_PER_WORKER = 8  # a small one is still shared out evenly and loses little
MOST_UNITS = 2000


class Stop(Protocol):
    """Anything that can say that work should be given up (a ``threading.Event``)."""

    def is_set(self) -> bool:
        """Whether to stop before the next home."""
        ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """Units to be simulated one after another; ``points`` knows at least the points they need."""

    points: Points
    units: tuple[Unit, ...]
    seed: int
    driver: str

    @property
    def name(self) -> str:
        """A name by its first unit and all of them, for its file."""
        first = self.units[0]
        digest = hashlib.sha256(np.array(self.units, np.int64).tobytes()).hexdigest()[:10]
        return f"p{first.point:07d}-h{first.home:07d}-{digest}"

    def only(self, units: Sequence[Unit]) -> Chunk:
        """The same for some of its units."""
        return Chunk(self.points, tuple(units), self.seed, self.driver)


@dataclass(frozen=True, slots=True)
class Fault:
    """A unit that gave no figures, and why."""

    unit: Unit
    error: str
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a chunk.

    ``rows`` ``(units, row columns)`` and ``series`` ``(units, weeks, series columns)`` are those of
    ``units``; ``faults`` are units that gave none. Units in neither were given up on request.
    """

    units: tuple[Unit, ...]
    rows: np.ndarray[Any, Any]
    series: np.ndarray[Any, Any]
    faults: tuple[Fault, ...] = ()


def live(chunk: Chunk, stop: Stop | None = None) -> Done:
    """Simulate a chunk's homes one after another and read their outcomes.

    Pure but for time taken: the same unit gives the same bits on every machine, in every order
    and company. Once ``stop`` is set the rest is given up.
    """
    from carehome_sim import outcomes

    columns = outcomes.row_columns()
    units, rows, series, faults = [], [], [], []
    lives = _Lives(chunk)
    for unit in chunk.units:
        if stop is not None and stop.is_set():
            break
        try:
            run = lives.of(unit)
            row = outcomes.home_row(run)
            weeks = outcomes.week_rows(run) if chunk.points.keeps_weeks else np.empty((0, 0))
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            faults.append(Fault(unit, text, traceback.format_exc()))
            continue
        units.append(unit)
        rows.append([row[name] for name in columns])
        series.append(weeks)
    shape = (len(units), -1) if units else (0, len(columns))
    return Done(
        tuple(units),
        np.array(rows, dtype=np.float64).reshape(shape),
        np.array(series, dtype=np.float64) if series else np.empty((0, 0, 0)),
        tuple(faults),
    )


class _Lives:
    """Lets a chunk's homes live; where points share a warm-up a home is warmed up once."""

    def __init__(self, chunk: Chunk) -> None:
        self._chunk = chunk
        self._shared = chunk.points.shares_warm_up and chunk.driver == "engine"
        self._home = -1
        self._warm: Any = None

    def of(self, unit: Unit) -> Any:
        from carehome_sim import home as room

        arm = self._chunk.points.arm(unit.point)
        given: dict[str, Any] = {"seed": self._chunk.seed, "home": unit.home}
        if not self._shared:
            return room.simulate_home(arm, driver=self._chunk.driver, **given)
        if self._home != unit.home:
            self._warm = room.warmed_up(arm, **given)
            self._home = unit.home
        return room.simulate_home(arm, warm=self._warm, **given)


def chunked(
    points: Points, units: Sequence[Unit], *, seed: int, driver: str, workers: int
) -> Iterator[Chunk]:
    """Units, in the given order, in chunks worth some seconds, none across two homes or points.

    A chunk holds neighbours: homes of one point where tables hold one point after another, points
    of one home where homes share a warm-up.
    """
    if not units:
        return
    size = units_per_chunk(points, units, driver=driver, workers=workers)
    begun = 0
    for index in range(1, len(units) + 1):
        over = index == len(units) or index - begun >= size
        if over or _apart(points, units[begun], units[index]):
            inside = tuple(units[begun:index])
            part = points.part([unit.point for unit in inside])
            yield Chunk(part, inside, seed, driver)
            begun = index


def _apart(points: Points, first: Unit, other: Unit) -> bool:
    return first.home != other.home if points.shares_warm_up else first.point != other.point


def units_per_chunk(points: Points, units: Sequence[Unit], *, driver: str, workers: int) -> int:
    """How many units make a chunk worth handing out; agents one by one take a home at a time."""
    if driver != "engine":
        return 1
    arm = points.arm(units[0].point)
    each = SECONDS_PER_BED_YEAR * bed_years(arm, warmed_up=points.shares_warm_up)
    total = each * len(units)
    worth = min(max(total / (workers * CHUNKS_PER_WORKER), LEAST_S), MOST_S)
    fair = math.ceil(len(units) / (workers * LEAST_CHUNKS_PER_WORKER))
    return max(1, min(int(worth / max(each, 1e-9)), fair, MOST_UNITS))
