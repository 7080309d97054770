"""Sobol's indices with chance kept apart: how much of an outcome's variance each factor makes.

Every design point has the same homes, so an outcome is ``f(x) + g(home) + e(x, home)``: what the
factors make, what a home is by luck, and what luck makes of the factors in it. Products are taken
across *different* homes, so that ``e`` cancels in expectation and the indices are those of ``f``;
with one home they are SALib's (Saltelli 2010 for the first order,
https://doi.org/10.1016/j.cpc.2009.09.018, Jansen 1999 for the total,
https://doi.org/10.1016/S0010-4655(98)00154-4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
RESAMPLES = 500
CONVERGED_HALF_WIDTH = 0.1  # judgement: an index known to a tenth can be ranked
LEAST_SAMPLES = 64  # judgement: with fewer a bootstrap does not know how little it knows


@dataclass(frozen=True, slots=True)
class Index:
    """An index of one factor or group: estimate and 95 % interval (bootstrap over samples)."""

    value: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2.0


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """First and total indices of each swap, the share of chance, and whether to rank.

    ``noise_share``: share of the variance between design points (means over homes) that is chance
    and would go with more homes; undefined with one home.
    """

    first: tuple[Index, ...]
    total: tuple[Index, ...]
    noise_share: float
    variance: float
    samples: int

    @property
    def converged(self) -> bool:
        """Whether the total indices are known well enough to be ranked."""
        enough = self.samples >= LEAST_SAMPLES
        return enough and all(index.half_width <= CONVERGED_HALF_WIDTH for index in self.total)


def blocks_of(figures: Array, swaps: int) -> Array:
    """Figures ``(points, homes)`` of a Sobol design as ``(samples, 2 + swaps, homes)``."""
    return figures.reshape(-1, swaps + 2, figures.shape[1])


def sobol_indices(figures: Array, swaps: int, *, seed: int = 0) -> SobolIndices:
    """Indices of every swap from figures ``(points, homes)`` in the design's order.

    Undefined figures leave out their sample. Raises ``ValueError`` where nothing is left.
    """
    blocks = blocks_of(figures, swaps)
    blocks = blocks[np.isfinite(blocks).all(axis=(1, 2))]
    if len(blocks) < 2:
        raise ValueError("no samples with every figure defined")
    moments = sample_moments(blocks)
    first, total, variance, noise = indices_from(moments)
    generator = np.random.Generator(np.random.Philox(seed))
    drawn = generator.integers(0, len(blocks), (RESAMPLES, len(blocks)))
    resampled = [indices_from(moments[rows]) for rows in drawn]
    firsts = np.array([made[0] for made in resampled])
    totals = np.array([made[1] for made in resampled])
    return SobolIndices(
        _intervals(first, firsts),
        _intervals(total, totals),
        float(noise) if blocks.shape[2] > 1 else float("nan"),
        float(variance),
        len(blocks),
    )


def sample_moments(blocks: Array, other: Array | None = None) -> Array:
    """Each sample's share in the products that indices are made of, ``(samples, 2 + 2 swaps)``.

    Columns: product of different homes (what factors make), of the same means (with chance), then
    the numerators of first and total indices of each swap. ``other`` takes the place of the second
    outcome of each product (the same where absent).
    """
    one = _centred(blocks)
    two = one if other is None else _centred(other)
    a, b, swapped = one[:, 0], one[:, -1], one[:, 1:-1]
    a2, b2, swapped2 = two[:, 0], two[:, -1], two[:, 1:-1]
    across = (_across(a, a2) + _across(b, b2)) / 2.0
    means = (_mean(a) * _mean(a2) + _mean(b) * _mean(b2)) / 2.0
    first = _across(b[:, np.newaxis], swapped2 - a2[:, np.newaxis])
    if other is not None:
        first = (first + _across(b2[:, np.newaxis], swapped - a[:, np.newaxis])) / 2.0
    gaps, gaps2 = a[:, np.newaxis] - swapped, a2[:, np.newaxis] - swapped2
    total = 0.5 * _across(gaps, gaps2)
    return np.concatenate([across[:, np.newaxis], means[:, np.newaxis], first, total], axis=1)


def indices_from(moments: Array) -> tuple[Array, Array, float, float]:
    """First and total indices, variance made by factors, and share of chance, from samples."""
    mean = moments.mean(axis=0)
    swaps = (len(mean) - 2) // 2
    variance, with_chance = mean[0], mean[1]
    noise = 1.0 - variance / with_chance if with_chance > 0.0 else 0.0
    if variance <= 0.0:
        nothing = np.full(swaps, np.nan)
        return nothing, nothing, 0.0, min(max(noise, 0.0), 1.0)
    first, total = mean[2 : 2 + swaps] / variance, mean[2 + swaps :] / variance
    return first, total, variance, min(max(noise, 0.0), 1.0)


def by_samples(figures: Array, swaps: int, *, seed: int = 0) -> dict[int, SobolIndices]:
    """Indices from the first 8, 16, 32 … samples up to all: do they still move?"""
    width = swaps + 2
    samples = len(figures) // width
    powers = (1 << power for power in range(3, samples.bit_length()))
    sizes = sorted({*powers, samples})
    return {size: sobol_indices(figures[: size * width], swaps, seed=seed) for size in sizes}


def _centred(blocks: Array) -> Array:
    """Figures less what each home is on average over both matrices."""
    both = blocks[:, [0, -1]].mean(axis=(0, 1))
    centred: Array = blocks - both
    return centred


def _mean(cells: Array) -> Array:
    mean: Array = cells.mean(axis=-1)
    return mean


def _across(one: Array, other: Array) -> Array:
    """Mean product over pairs of different homes (of the home with itself where there is one)."""
    homes = one.shape[-1]
    same = (one * other).sum(axis=-1)
    if homes == 1:
        return np.asarray(same)
    return np.asarray((one.sum(axis=-1) * other.sum(axis=-1) - same) / (homes * (homes - 1)))


def _intervals(values: Array, resampled: Array) -> tuple[Index, ...]:
    low, high = np.nanquantile(resampled, [0.025, 0.975], axis=0)
    return tuple(
        Index(float(value), float(below), float(above))
        for value, below, above in zip(values, low, high, strict=True)
    )


def weighted(moments: Sequence[Sequence[Array]], weights: Array) -> tuple[Array, Array]:
    """First and total indices of weighted sums of outcomes.

    ``moments[i][j]`` are the mean moments of the products of outcomes i and j, ``weights``
    ``(draws, outcomes)``. Returns two arrays ``(draws, swaps)``.
    """
    cells: Array = np.array(moments)
    made = np.einsum("di,dj,ijm->dm", weights, weights, cells)
    swaps = (made.shape[1] - 2) // 2
    variance = made[:, :1]
    return made[:, 2 : 2 + swaps] / variance, made[:, 2 + swaps :] / variance
