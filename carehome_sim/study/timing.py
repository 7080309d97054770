"""When does an effect show? Month by month from the weekly series.

A month is a twelfth of 52 weeks, counted from the first measured day. In each home the weekly
differences of a month are averaged; the interval is over homes. A last, incomplete month is
joined to the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from carehome_sim.study.estimates import Estimate, estimate

MONTHS_PER_YEAR = 12
WEEKS_PER_YEAR = 52


@dataclass(frozen=True, slots=True)
class Month:
    """The effect in one month after the first measured day (1 is the first month)."""

    month: int
    effect: Estimate


def months_of(weeks: int) -> np.ndarray[Any, Any]:
    """The month (from 0) that each of so many weeks belongs to."""
    complete = max(1, weeks * MONTHS_PER_YEAR // WEEKS_PER_YEAR)
    return np.minimum(np.arange(weeks) * MONTHS_PER_YEAR // WEEKS_PER_YEAR, complete - 1)


def monthly_effects(differences: np.ndarray[Any, Any]) -> list[Month]:
    """Effect in each month; ``differences`` ``(homes, weeks)``, NaN where undefined."""
    made = []
    month_of_week = months_of(differences.shape[1])
    for month in range(int(month_of_week.max(initial=-1)) + 1):
        cells = differences[:, month_of_week == month]
        defined = np.isfinite(cells)
        counted = defined.sum(axis=1)
        sums = np.where(defined, cells, 0.0).sum(axis=1)
        made.append(Month(month + 1, estimate(sums[counted > 0] / counted[counted > 0])))
    return made


def months_to_effect(effects: list[Month]) -> int | None:
    """The first month from which on every interval lies on the same side of zero.

    None where the effect of the last month cannot be told from none.
    """
    shown: int | None = None
    side = 0
    for month in reversed(effects):
        now = _side(month.effect)
        if now == 0 or (side != 0 and now != side):
            break
        shown, side = month.month, now
    return shown


def _side(effect: Estimate) -> int:
    if effect.ci_low > 0.0:
        return 1
    return -1 if effect.ci_high < 0.0 else 0
