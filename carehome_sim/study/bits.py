"""Compares a finished result's stored figures with recomputed ones, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from carehome_sim.study.tables import ARM, HOME, RUNS, SERIES, WEEK, TableSlices
from carehome_sim.study.units import Figures, Unit


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
    """The two tables of a result with ``homes`` homes in each of ``arms``."""

    runs: TableSlices
    series: TableSlices
    arms: tuple[str, ...]
    homes: int

    @property
    def weeks(self) -> int:
        """Rows of the weekly series in each home."""
        return self.series.rows // (len(self.arms) * self.homes)

    def problems(self, columns: Sequence[str], series_columns: Sequence[str]) -> list[Problem]:
        """What is wrong with the tables' shape: columns and numbers of rows."""
        rows = len(self.arms) * self.homes
        found = [
            *_column_problems(RUNS, self.runs.names[2:], columns),
            *_column_problems(SERIES, self.series.names[2:], series_columns),
        ]
        if self.runs.rows != rows:
            found.append(Problem(f"{RUNS}: {self.runs.rows} rows, where {rows} homes were run."))
        if self.series.rows % rows or not self.series.rows:
            found.append(Problem(f"{SERIES}: {self.series.rows} rows do not fit {rows} homes."))
        return found

    def differences(self, unit: Unit, figures: Figures) -> list[Problem]:
        """Every stored figure of a unit's homes that is not the recomputed one."""
        weeks = figures.series.shape[1]
        if weeks != self.weeks:
            where = f"{unit.arm.name}, homes {unit.first}–{unit.last - 1}"
            return [Problem(f"{where}: {self.weeks} weeks stored, {weeks} computed again.")]
        homes = np.arange(unit.first, unit.last)
        start = unit.arm_index * self.homes + unit.first
        rows = self.runs.rows_from(start, start + unit.homes)
        stretch = self.series.rows_from(start * weeks, (start + unit.homes) * weeks)
        return [
            *_differing(unit, rows, homes, figures.rows),
            *_differing(
                unit,
                stretch,
                np.repeat(homes, weeks),
                figures.series.reshape(len(homes) * weeks, -1),
            ),
        ]


def _column_problems(table: str, stored: Sequence[str], known: Sequence[str]) -> list[Problem]:
    found = []
    if missing := [name for name in known if name not in stored]:
        found.append(Problem(f"{table}: without the columns {', '.join(missing)}."))
    if foreign := [name for name in stored if name not in known]:
        found.append(Problem(f"{table}: unknown columns {', '.join(foreign)}."))
    if not found and list(stored) != list(known):
        found.append(Problem(f"{table}: the columns are in another order."))
    return found


def _differing(
    unit: Unit, table: Any, homes: np.ndarray[Any, Any], figures: np.ndarray[Any, Any]
) -> Iterator[Problem]:
    """Problems of a stretch of rows; ``figures`` ``(rows, columns after arm and home)``."""
    names = table.column_names
    if table.column(ARM).to_pylist() != [unit.arm.name] * len(homes) or (
        table.column(HOME).to_pylist() != homes.tolist()
    ):
        where = f"{unit.arm.name}, homes {unit.first}–{unit.last - 1}"
        yield Problem(f"{where}: their rows are not where they should be, or name other homes.")
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
            f"{unit.arm.name}, home {homes[row]}{when}, {names[column + 2]}: "
            f"{was!r} stored, {computed!r} computed again.",
            arm=unit.arm.name,
            home=int(homes[row]),
            week=week,
            column=names[column + 2],
            stored=was,
            recomputed=computed,
        )
