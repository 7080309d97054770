"""Tables of outcomes and of differences between arms, home paired with home.

A home in which an outcome is undefined in any arm is left out for this outcome in all arms, so
that every arm is told of the same homes; ``homes`` says how many are left, ``count`` what they
counted (such as occasions or residents).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from carehome_sim.evidence import Outcome, outcomes
from carehome_sim.study.estimates import (
    Estimate,
    estimate,
    paired_difference,
    probability_better,
    variance_reduction,
)
from carehome_sim.study.tables import Columns

COUNT = "n_"
GROUP = "__"


@dataclass(frozen=True, slots=True)
class Homes:
    """The figures of every home, read from ``table`` one column at a time, arm after arm."""

    table: Columns
    arms: tuple[str, ...]

    def has(self, column: str) -> bool:
        """Whether the homes recorded this figure."""
        return column in self.table.names

    def cells(self, column: str) -> np.ndarray[Any, Any]:
        """One figure of every home, ``(arms, homes)``."""
        return self.table.read(column).reshape(len(self.arms), -1)

    def kept(self, column: str) -> np.ndarray[Any, Any]:
        """Which homes have this figure in every arm, ``(homes,)``."""
        defined: np.ndarray[Any, Any] = np.isfinite(self.cells(column)).all(axis=0)
        return defined

    def defined(self, *columns: str) -> list[np.ndarray[Any, Any]]:
        """Figures ``(arms, homes)`` over the homes in which all of them are defined."""
        keep = np.logical_and.reduce([self.kept(column) for column in columns])
        return [self.cells(column)[:, keep] for column in columns]

    def count(self, column: str, arm: int) -> float:
        """What the figure of an arm was counted over, summed over the homes kept."""
        keep = self.kept(column)
        name = COUNT + column
        if not self.has(name):
            return float(keep.sum())
        return math.fsum(np.nan_to_num(self.cells(name)[arm, keep]).tolist())

    def outcomes(self) -> Iterator[Outcome]:
        """The registry's outcomes that the homes recorded, in the order of reporting."""
        return (outcome for name, outcome in outcomes().items() if self.has(name))

    def subgroups(self) -> Iterator[tuple[Outcome, str, str]]:
        """Outcome, group and column of every figure for a part of the residents."""
        known = outcomes()
        for column in self.table.names:
            name, found, group = column.partition(GROUP)
            if found and name in known:
                yield known[name], group, column


def _figures(made: Estimate) -> dict[str, float]:
    return {field.name: getattr(made, field.name) for field in fields(made)}


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns))


SUMMARY = (
    "outcome",
    "mean",
    "sd",
    "ci_low",
    "ci_high",
    "unit",
    "count",
    "homes",
    "title",
    "better",
)


def summary(homes: Homes, arm: int) -> pd.DataFrame:
    """Every outcome of one arm: mean and standard deviation over homes, 95 % interval."""
    rows = []
    for outcome in homes.outcomes():
        [cells] = homes.defined(outcome.name)
        rows.append(
            {
                "outcome": outcome.name,
                **_figures(estimate(cells[arm])),
                "unit": outcome.unit,
                "count": homes.count(outcome.name, arm),
                "title": outcome.title,
                "better": outcome.better,
            }
        )
    return _frame(rows, SUMMARY)


DIFFERENCES = (
    *("outcome", "mean", "ci_low", "ci_high", "probability_better", "variance_reduction"),
    *("unit", "count", "homes", "sd", "title", "better"),
)


def differences(homes: Homes, arm: int) -> pd.DataFrame:
    """Every additive outcome: the arm's paired difference from the first arm."""
    rows = [
        {"outcome": outcome.name, "title": outcome.title, **_row(homes, outcome, outcome.name, arm)}
        for outcome in homes.outcomes()
        if outcome.additive
    ]
    return _frame(rows, DIFFERENCES)


SUBGROUPS = ("outcome", "group", *DIFFERENCES[1:])


def subgroup_differences(homes: Homes, arm: int) -> pd.DataFrame:
    """Paired differences for parts of the residents, the worst-off fifth among them."""
    rows = [
        {
            "outcome": outcome.name,
            "group": group,
            "title": outcome.title,
            **_row(homes, outcome, column, arm),
        }
        for outcome, group, column in homes.subgroups()
        if outcome.additive
    ]
    return _frame(rows, SUBGROUPS)


def _row(homes: Homes, outcome: Outcome, column: str, arm: int) -> dict[str, Any]:
    [cells] = homes.defined(column)
    first, second = cells[0], cells[arm]
    return {
        **_figures(paired_difference(first, second)),
        "probability_better": probability_better(second - first, outcome.better),
        "variance_reduction": variance_reduction(first, second),
        "unit": outcome.unit,
        "better": outcome.better,
        "count": min(homes.count(column, 0), homes.count(column, arm)),
    }


def difference(homes: Homes, column: str, arm: int) -> Estimate:
    """The paired difference of one figure from the first arm."""
    [cells] = homes.defined(column)
    return paired_difference(cells[0], cells[arm])
