"""How sure a mean over simulated homes is: t intervals, probability of benefit, paired gain.

Sums are exact (``math.fsum``), so a figure does not depend on order, workers or processor.
A home in which an outcome is undefined (NaN) is left out before anything here is called.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import stdtrit

Better = Literal["higher", "lower", "neither"]

CONFIDENCE = 0.95
ROUNDING = 1e-12  # a spread this small beside the figures themselves is rounding, not chance
UNDEFINED = math.nan


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over homes with its standard deviation and 95 % interval, in the outcome's unit.

    ``homes`` is how many homes it is a mean of. What cannot be said (an interval from one
    home, a mean of none) is NaN.
    """

    mean: float
    sd: float
    ci_low: float
    ci_high: float
    homes: int

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.ci_high - self.ci_low) / 2.0


def mean_of(values: np.ndarray[Any, Any]) -> float:
    """The mean, rounded once; equal values give exactly that value."""
    if len(values) == 0:
        return UNDEFINED
    if values.min() == values.max():
        return float(values[0]) + 0.0
    return math.fsum(values.tolist()) / len(values)


def variance_of(values: np.ndarray[Any, Any]) -> float:
    """The sample variance (divisor ``n - 1``); NaN for fewer than two values."""
    if len(values) < 2:
        return UNDEFINED
    centred = values - mean_of(values)
    return math.fsum((centred * centred).tolist()) / (len(values) - 1)


def t_half_width(variance: float, homes: int) -> float:
    """Half-width of Student's 95 % interval of a mean: ``t(n - 1) × sqrt(variance / n)``."""
    if homes < 2:
        return UNDEFINED
    if variance == 0.0:
        return 0.0
    quantile = float(stdtrit(homes - 1, 0.5 + CONFIDENCE / 2.0))
    return quantile * math.sqrt(variance / homes)


def estimate(values: np.ndarray[Any, Any]) -> Estimate:
    """Mean, standard deviation and Student's 95 % interval of one figure per home."""
    mean, variance = mean_of(values), variance_of(values)
    half = t_half_width(variance, len(values))
    return Estimate(mean, math.sqrt(variance), mean - half, mean + half, len(values))


def probability_better(differences: np.ndarray[Any, Any], better: Better) -> float:
    """Share of homes in which the arm is better than the first one; ties count half.

    NaN where neither direction is better, or there is no home to tell.
    """
    if better == "neither" or len(differences) == 0:
        return UNDEFINED
    wins = differences > 0.0 if better == "higher" else differences < 0.0
    ties = differences == 0.0
    return (2 * int(wins.sum()) + int(ties.sum())) / (2 * len(differences))


def variance_reduction(first: np.ndarray[Any, Any], second: np.ndarray[Any, Any]) -> float:
    """How many times less the paired difference varies than one between unlike homes.

    Numerator: variance of ``second - first`` had the second arm been simulated with other
    seeds, estimated from the same homes by pairing every home with every *other* home:
    ``var(first) + var(second) + 2 cov(first, second) / (n - 1)``. Denominator: variance of
    the paired difference. NaN where the pairs do not vary at all, or for a single home.
    """
    homes = len(first)
    differences = second - first
    paired = variance_of(differences)
    scale = max(float(np.abs(first).max(initial=0.0)), float(np.abs(second).max(initial=0.0)))
    if homes < 2 or math.sqrt(paired) <= ROUNDING * scale:
        return UNDEFINED
    covariance = math.fsum(((first - mean_of(first)) * (second - mean_of(second))).tolist()) / (
        homes - 1
    )
    unpaired = variance_of(first) + variance_of(second) + 2.0 * covariance / (homes - 1)
    return unpaired / paired


def paired_difference(first: np.ndarray[Any, Any], second: np.ndarray[Any, Any]) -> Estimate:
    """Mean of ``second - first`` over homes that shared their luck, with its interval."""
    return estimate(second - first)
