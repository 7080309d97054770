"""Compares a finished result's stored figures with recomputed ones, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from carehome_sim.study.chunks import Done
from carehome_sim.study.points import Points
from carehome_sim.study.tables import ARM, HOME, RUNS, SERIES, WEEK, TableSlices
from carehome_sim.study.units import Unit


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it should be; figures carry where they stand and both values."""

    message: str
    arm: str | None = None
    home: int | None = None
    week: int | None = None
    column: str | None = None
    stored: float | None = None
    recomputed: float | None = None

    def __str__(self) -> str:
        """The problem in one sentence."""
        return self.message


@dataclass(frozen=True, slots=True)
class Stored:
    """The tables of a result with ``homes`` homes at each of ``points``."""

    runs: TableSlices
    series: TableSlices | None
    points: Points
    homes: int

    def problems(self, columns: Sequence[str], series_columns: Sequence[str]) -> list[Problem]:
        """What is wrong with the tables' shape: columns and numbers of rows."""
        rows = len(self.points) * self.homes
        found = _column_problems(RUNS, self.runs.names[2:], columns)
        if self.runs.rows != rows:
            found.append(Problem(f"{RUNS}: {self.runs.rows} rows, where {rows} homes were run."))
        if self.series is not None:
            found += _column_problems(SERIES, self.series.names[2:], series_columns)
            if self.series.rows % rows or not self.series.rows:
                found.append(Problem(f"{SERIES}: {self.series.rows} rows do not fit {rows} homes."))
        return found

    def differences(self, done: Done) -> list[Problem]:
        """Every stored figure of finished units that is not the recomputed one."""
        found: list[Problem] = []
        for unit, row, weeks in zip(done.units, done.rows, done.series, strict=True):
            place = self._place(unit)
            table = self.runs.rows_from(place, place + 1)
            found += self._differing(unit, table, row[np.newaxis])
            if self.series is None:
                continue
            each = self.series.rows // (len(self.points) * self.homes)
            if len(weeks) != each:
                where = f"{self.points.name(unit.point)}, home {unit.home}"
                found.append(Problem(f"{where}: {each} weeks stored, {len(weeks)} computed again."))
                continue
            stretch = self.series.rows_from(place * each, (place + 1) * each)
            found += self._differing(unit, stretch, weeks)
        return found

    def _place(self, unit: Unit) -> int:
        """Which row of the runs a unit is: homes of a point together, or points of a home."""
        if self.points.shares_warm_up:
            return unit.home * len(self.points) + unit.point
        return unit.point * self.homes + unit.home

    def _differing(
        self, unit: Unit, table: Any, figures: np.ndarray[Any, Any]
    ) -> Iterator[Problem]:
        """Problems of a unit's rows; ``figures`` ``(rows, columns after arm and home)``."""
        names = table.column_names
        arm = self.points.name(unit.point)
        length = len(figures)
        if table.column(ARM).to_pylist() != [arm] * length or (
            table.column(HOME).to_pylist() != [unit.home] * length
        ):
            yield Problem(
                f"{arm}, home {unit.home}: its rows are not where they should be, or name others."
            )
            return
        stored = np.stack(
            [np.asarray(table.column(name).to_numpy(), np.float64) for name in names[2:]], axis=1
        )
        figures = np.ascontiguousarray(figures)
        undefined = np.isnan(stored) & np.isnan(figures)
        differ = (stored.view(np.uint64) != figures.view(np.uint64)) & ~undefined
        week_column = names.index(WEEK) - 2 if WEEK in names else None
        for row, column in np.argwhere(differ):
            week = None if week_column is None else int(figures[row, week_column])
            was, computed = float(stored[row, column]), float(figures[row, column])
            when = "" if week is None else f", week {week}"
            yield Problem(
                f"{arm}, home {unit.home}{when}, {names[column + 2]}: "
                f"{was!r} stored, {computed!r} computed again.",
                arm=arm,
                home=unit.home,
                week=week,
                column=names[column + 2],
                stored=was,
                recomputed=computed,
            )


def _column_problems(table: str, stored: Sequence[str], known: Sequence[str]) -> list[Problem]:
    found = []
    if missing := [name for name in known if name not in stored]:
        found.append(Problem(f"{table}: without the columns {', '.join(missing)}."))
    if foreign := [name for name in stored if name not in known]:
        found.append(Problem(f"{table}: unknown columns {', '.join(foreign)}."))
    if not found and list(stored) != list(known):
        found.append(Problem(f"{table}: the columns are in another order."))
    return found
