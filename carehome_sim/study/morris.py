"""Morris's screening: which factors matter at all, from few homes.

Elementary effects are differences along trajectories, each factor moved by two thirds of its
range and told per whole range. ``mu_star`` is the mean of their sizes (Campolongo 2007,
https://doi.org/10.1016/j.envsoft.2006.10.004), ``sigma`` their spread: not linear, or with others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
RESAMPLES = 500
CONVERGED_SHARE = 0.25  # judgement: half-width of mu* against the largest mu*
LEAST_TRAJECTORIES = 10  # judgement: with fewer a bootstrap does not know how little it knows


@dataclass(frozen=True, slots=True)
class Screened:
    """One factor: ``mu_star`` with its 95 % interval, ``mu`` and ``sigma``, in outcome units.

    ``noise`` is the ``mu_star`` that chance between homes alone would show; a factor whose interval
    begins below it cannot be told from chance.
    """

    mu_star: float
    low: float
    high: float
    mu: float
    sigma: float
    noise: float

    @property
    def told(self) -> bool:
        """Whether the factor can be told from chance."""
        return self.low > self.noise


def elementary_effects(figures: Array, unit_design: Array) -> Array:
    """Effects per whole range, ``(trajectories, factors, homes)``, from figures and the design."""
    factors = unit_design.shape[1]
    steps = unit_design.reshape(-1, factors + 1, factors)
    values = figures.reshape(len(steps), factors + 1, -1)
    moved = np.diff(steps, axis=1)
    which = np.abs(moved).argmax(axis=2)
    by = np.take_along_axis(moved, which[:, :, np.newaxis], axis=2)
    slopes = np.diff(values, axis=1) / by
    made = np.empty((len(steps), factors, figures.shape[1]))
    np.put_along_axis(made, which[:, :, np.newaxis], slopes, axis=1)
    return made


def screen(figures: Array, unit_design: Array, *, seed: int = 0) -> tuple[Screened, ...]:
    """Every factor, from figures ``(points, homes)`` and the design in the unit cube.

    Trajectories with an undefined figure are left out.
    """
    effects = elementary_effects(figures, unit_design)
    effects = effects[np.isfinite(effects).all(axis=(1, 2))]
    if len(effects) < 2:
        raise ValueError("no trajectories with every figure defined")
    means = effects.mean(axis=2)
    homes = effects.shape[2]
    chance = np.zeros(means.shape[1])
    if homes > 1:
        spread = effects.var(axis=2, ddof=1).mean(axis=0) / homes
        chance = np.sqrt(2.0 / np.pi * spread)  # mean size of a normal number of this spread
    generator = np.random.Generator(np.random.Philox(seed))
    drawn = generator.integers(0, len(means), (RESAMPLES, len(means)))
    resampled = np.abs(means)[drawn].mean(axis=1)
    low, high = np.quantile(resampled, [0.025, 0.975], axis=0)
    return tuple(
        Screened(
            float(np.abs(means[:, index]).mean()),
            float(low[index]),
            float(high[index]),
            float(means[:, index].mean()),
            float(means[:, index].std(ddof=1)),
            float(chance[index]),
        )
        for index in range(means.shape[1])
    )


def converged(found: tuple[Screened, ...], trajectories: int) -> bool:
    """Whether there are enough trajectories, and intervals narrow against the largest effect."""
    if trajectories < LEAST_TRAJECTORIES:
        return False
    largest = max(factor.mu_star for factor in found)
    if largest == 0.0:
        return True
    return all((one.high - one.low) / 2.0 <= CONVERGED_SHARE * largest for one in found)


def chance_share(figures: Array) -> float:
    """Share of the variance between design points' means that is chance; NaN with one home."""
    cells = figures[np.isfinite(figures).all(axis=1)]
    homes = cells.shape[1]
    if homes < 2 or len(cells) < 2:
        return float("nan")
    rest = cells - cells.mean(axis=1, keepdims=True) - cells.mean(axis=0) + cells.mean()
    within = (rest**2).sum() / ((len(cells) - 1) * (homes - 1)) / homes
    between = cells.mean(axis=1).var(ddof=1)
    return float(min(max(within / between, 0.0), 1.0)) if between > 0.0 else 0.0
