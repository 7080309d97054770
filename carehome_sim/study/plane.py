"""Cost against effect: £ per resident-week for each point of the index, and how sure that is.

The ratio of two uncertain means has no ordinary interval when the effect may be zero;
Fieller's interval says so instead of hiding it. The plane tells where the pair of means would
fall if other homes had been drawn (bootstrap over homes, fixed seed).

Source: Fieller EC (1954) J R Stat Soc B 16:175–185; Briggs AH, O'Brien BJ, Wonderling DR
(2002) Annu Rev Public Health 23:377–401.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit

from carehome_sim.study.estimates import (
    CONFIDENCE,
    ROUNDING,
    UNDEFINED,
    mean_of,
    variance_of,
)

RESAMPLES = 2000
RESAMPLING_SEED = 20_001
CELLS_AT_ONCE = 1 << 18  # of a resampling table: how many are held at a time
QUADRANTS = ("better_dearer", "better_cheaper", "worse_dearer", "worse_cheaper")


@dataclass(frozen=True, slots=True)
class Ratio:
    """Mean cost over mean effect with Fieller's 95 % interval.

    ``bounded`` is False where the effect may be zero: then no finite interval holds the
    ratio and ``ci_low``, ``ci_high`` are NaN.
    """

    value: float
    ci_low: float
    ci_high: float
    bounded: bool


def ratio_of_means(cost: np.ndarray[Any, Any], effect: np.ndarray[Any, Any]) -> Ratio:
    """Fieller's interval of ``mean(cost) / mean(effect)``, both paired differences per home.

    The limits are the roots in ``r`` of
    ``(cost - r effect)² = t² (var cost - 2 r cov + r² var effect)`` (of the means).
    """
    homes = len(cost)
    if homes == 0:
        return Ratio(UNDEFINED, UNDEFINED, UNDEFINED, False)
    mean_cost, mean_effect = mean_of(cost), mean_of(effect)
    value = mean_cost / mean_effect if mean_effect != 0.0 else UNDEFINED
    if homes < 2 or mean_effect == 0.0:
        return Ratio(value, UNDEFINED, UNDEFINED, False)
    t2 = float(stdtrit(homes - 1, 0.5 + CONFIDENCE / 2.0)) ** 2
    covariance = math.fsum(((cost - mean_cost) * (effect - mean_effect)).tolist()) / (homes - 1)
    a = mean_effect**2 - t2 * variance_of(effect) / homes
    b = mean_cost * mean_effect - t2 * covariance / homes
    c = mean_cost**2 - t2 * variance_of(cost) / homes
    if a <= 0.0:
        return Ratio(value, UNDEFINED, UNDEFINED, False)
    root = math.sqrt(max(b * b - a * c, 0.0))
    return Ratio(value, (b - root) / a, (b + root) / a, True)


def quadrant_shares(cost: np.ndarray[Any, Any], effect: np.ndarray[Any, Any]) -> dict[str, float]:
    """Share of points in each quadrant of the plane; a point on an axis counts half to each side.

    ``cost`` and ``effect`` are one difference each per point: higher effect is better.
    """
    if len(cost) == 0:
        return dict.fromkeys(QUADRANTS, UNDEFINED)
    better = _above(effect)
    dearer = _above(cost)
    worse, cheaper = 1.0 - better, 1.0 - dearer
    shares = (better * dearer, better * cheaper, worse * dearer, worse * cheaper)
    return {
        name: float(share.sum()) / len(cost) for name, share in zip(QUADRANTS, shares, strict=True)
    }


def _above(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """One where a value is above zero, a half where it is zero, zero where it is below."""
    return np.asarray((np.sign(values) + 1.0) / 2.0)


def resampled_means(
    cost: np.ndarray[Any, Any], effect: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Means of cost and effect over homes drawn anew with replacement, ``(RESAMPLES,)`` each.

    The same homes are drawn for both, so their link is kept; the seed is fixed.
    """
    homes = len(cost)
    generator = np.random.Generator(np.random.Philox(RESAMPLING_SEED))
    costs, effects = np.empty(RESAMPLES), np.empty(RESAMPLES)
    step = max(1, CELLS_AT_ONCE // max(homes, 1))
    for start in range(0, RESAMPLES, step):
        drawn = generator.integers(0, homes, size=(min(step, RESAMPLES - start), homes))
        costs[start : start + len(drawn)] = _clear(cost)[drawn].mean(axis=1)
        effects[start : start + len(drawn)] = _clear(effect)[drawn].mean(axis=1)
    return costs, effects


def _clear(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Values whose rounding noise around zero is exactly zero."""
    return np.where(np.abs(values) <= ROUNDING, 0.0, values)
