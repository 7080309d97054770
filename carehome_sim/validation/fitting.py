"""Fitting uncertain parameters to calibration rows: a scrambled design, an emulator, weights.

Sets of parameters are laid over a box around the values in force, within the registry's ranges
(scrambled Sobol points). Every calibration row is measured in each by the experiment that the
scoreboard makes of it, with fewer homes. How far figures lie outside what is asked of them is the
misfit; ridge regressions on the parameters foretell it for many more sets, the most promising of
which are measured in turn. The best sets are kept with weights. Validation rows are never seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from carehome_sim.evidence import parameters
from carehome_sim.study.bench import Bench
from carehome_sim.study.futures import drawn_futures, uncertain_parameters
from carehome_sim.validation.checks import Check
from carehome_sim.validation.registry import patterns
from carehome_sim.validation.rows import experiment_of

Array = np.ndarray[Any, Any]
REACH = 0.35  # of a parameter's range, to either side of its value: the box of the first design
CANDIDATES = 1 << 14
LEAST_TOLERANCE = 0.05
USED_FROM = 0.5  # tolerances that a parameter moves a figure by, over its box, to count as used
LEAST_ROWS = 2  # rows that a parameter has to be used by
IMPLAUSIBLE = 3.0  # standard deviations from data beyond which a set is ruled out
OUTSIDE = 3.0  # weights: misfits so far above the best count next to nothing


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of a row under one parameter set, and what is asked of it."""

    row: str
    label: str
    value: float
    se: float
    least: float | None
    most: float | None

    @property
    def tolerance(self) -> float:
        """Half the width of what is asked for; open on one side, half its bound or its error."""
        if self.least is not None and self.most is not None:
            return max((self.most - self.least) / 2.0, 1e-12)
        bound = self.most if self.least is None else self.least
        return max(abs(bound or 0.0) / 2.0, self.se, LEAST_TOLERANCE)

    def misfit(self, value: float | None = None) -> float:
        """How far outside what is asked for, in tolerances (0 inside)."""
        at = self.value if value is None else value
        if math.isnan(at):
            return OUTSIDE
        below = 0.0 if self.least is None else max(0.0, self.least - at)
        above = 0.0 if self.most is None else max(0.0, at - self.most)
        return (below + above) / self.tolerance


def calibration_rows() -> tuple[str, ...]:
    """Rows that fitting may see: calibration rows and targets, no validation row."""
    return tuple(name for name, row in patterns().items() if row.role == "C")


def measured(
    values: Mapping[str, float], *, seed: int, size: float, rows: Sequence[str] = ()
) -> list[Measured]:
    """Every figure of the calibration rows under some parameters."""
    bench = Bench(seed=seed, size=size, draw=values)
    found = []
    for name in rows or calibration_rows():
        if patterns()[name].role != "C":
            raise ValueError(f"{name} is no calibration row")
        for check in experiment_of(name)(bench).checks:
            if check.passed is not None:
                found.append(_figure(name, check))
    return found


def _figure(row: str, check: Check) -> Measured:
    return Measured(row, check.label, check.value, check.se, check.least, check.most)


def misfit(figures: Iterable[Measured]) -> float:
    """Sum over rows of the mean squared misfit of a row's figures."""
    by_row: dict[str, list[float]] = {}
    for one in figures:
        by_row.setdefault(one.row, []).append(min(one.misfit(), OUTSIDE) ** 2)
    return sum(sum(parts) / len(parts) for parts in by_row.values())


def rows_met(figures: Iterable[Measured]) -> int:
    """How many rows have no figure outside what is asked for."""
    worst: dict[str, float] = {}
    for one in figures:
        worst[one.row] = max(worst.get(one.row, 0.0), one.misfit())
    return sum(value == 0.0 for value in worst.values())


@dataclass(frozen=True, slots=True)
class Box:
    """Parameters to be fitted, each with the ends between which its values are laid."""

    names: tuple[str, ...]
    low: Array
    high: Array

    def points(self, count: int, seed: int) -> Array:
        """A scrambled Sobol design over the box, ``(count, parameters)``."""
        sampler = qmc.Sobol(len(self.names), seed=np.random.default_rng(seed))
        unit = sampler.random_base2(max(0, (count - 1).bit_length()))[:count]
        made: Array = self.low + unit * (self.high - self.low)
        return made

    def unit(self, points: Array) -> Array:
        """Points on the scale from -1 to 1."""
        made: Array = 2.0 * (points - self.low) / (self.high - self.low) - 1.0
        return made

    def values(self, point: Array) -> dict[str, float]:
        """A point as parameters by name."""
        return dict(zip(self.names, point.tolist(), strict=True))


def box_around(names: Sequence[str], reach: float = REACH) -> Box:
    """A box around the values in force that stays within every registry range."""
    known = [parameters()[name] for name in names]
    low = [max(one.low, one.value - reach * (one.high - one.low)) for one in known]
    high = [min(one.high, one.value + reach * (one.high - one.low)) for one in known]
    return Box(tuple(names), np.array(low), np.array(high))


@dataclass(frozen=True, slots=True)
class Emulator:
    """Ridge regressions of every figure on parameters and their squares.

    ``spare`` is the standard deviation of what they leave open: residuals, and that the same few
    homes were measured in every set, whose luck is not that of others.
    """

    box: Box
    shape: tuple[Measured, ...]
    fits: tuple[Any, ...]
    spare: Array

    def figures(self, points: Array) -> Array:
        """Figures foretold, ``(points, figures)``."""
        x = _terms(self.box.unit(points))
        return np.column_stack([fit.predict(x) for fit in self.fits])

    def misfits(self, points: Array) -> Array:
        """The misfit foretold for each point."""
        table = self.figures(points)
        rows = [one.row for one in self.shape]
        total = np.zeros(len(points))
        for row in dict.fromkeys(rows):
            columns = [at for at, name in enumerate(rows) if name == row]
            parts = [self._squares(table[:, at], self.shape[at]) for at in columns]
            total += np.mean(parts, axis=0)
        return total

    @staticmethod
    def _squares(values: Array, figure: Measured) -> Array:
        below = 0.0 if figure.least is None else np.maximum(0.0, figure.least - values)
        above = 0.0 if figure.most is None else np.maximum(0.0, values - figure.most)
        made: Array = np.minimum((below + above) / figure.tolerance, OUTSIDE) ** 2
        return made

    def used_by(self) -> pd.DataFrame:
        """By how many tolerances each parameter moves each row over its box."""
        count = len(self.box.names)
        table = pd.DataFrame(
            [
                [2.0 * abs(float(fit.coef_[at])) / figure.tolerance for at in range(count)]
                for fit, figure in zip(self.fits, self.shape, strict=True)
            ],
            columns=list(self.box.names),
        )
        return table.groupby([one.row for one in self.shape]).max().T


def _terms(unit: Array) -> Array:
    return np.column_stack([unit, unit**2])


def emulate(box: Box, points: Array, results: Sequence[Sequence[Measured]]) -> Emulator:
    """Regress every figure on the parameters of the sets in which it was measured."""
    from sklearn.linear_model import RidgeCV

    x = _terms(box.unit(points))
    by_label = [{(one.row, one.label): one.value for one in result} for result in results]
    shape = max(results, key=len)
    fits, spare = [], []
    for figure in shape:
        column = np.array([one.get((figure.row, figure.label), np.nan) for one in by_label])
        known = ~np.isnan(column)
        fit = RidgeCV(alphas=np.logspace(-1, 3, 9)).fit(x[known], column[known])
        fits.append(fit)
        rest = column[known] - fit.predict(x[known])
        loose = max(1, int(known.sum()) - x.shape[1] - 1)
        errors = [
            one.se
            for result in results
            for one in result
            if (one.row, one.label) == (figure.row, figure.label) and not math.isnan(one.se)
        ]
        spare.append(math.sqrt(float(rest @ rest) / loose + float(np.mean(np.square(errors)))))
    return Emulator(box, tuple(shape), tuple(fits), np.array(spare))


def promising(emulator: Emulator, count: int, seed: int, fixed: Mapping[str, float]) -> Array:
    """Points of the box with the least foretold misfit, ``fixed`` parameters at given values."""
    points = emulator.box.points(CANDIDATES, seed)
    for at, name in enumerate(emulator.box.names):
        if name in fixed:
            points[:, at] = fixed[name]
    order = np.argsort(emulator.misfits(points), kind="stable")
    made: Array = points[order[:count]]
    return made


def lone(emulator: Emulator) -> list[str]:
    """Parameters that fewer than two rows use: they are not fitted."""
    used = (emulator.used_by() >= USED_FROM).sum(axis=1)
    return [str(name) for name in used.index[used < LEAST_ROWS]]


def weights(misfits: Sequence[float], most: int) -> Array:
    """Weights of sets, ``exp(-misfit / 2)`` against the best, of the best ``most``; sum 1."""
    table = np.asarray(misfits, dtype=float)
    known = np.isfinite(table)
    made = np.where(known, np.exp(-0.5 * np.where(known, table - table.min(), 0.0)), 0.0)
    made[np.argsort(table, kind="stable")[most:]] = 0.0
    total: Array = made / made.sum()
    return total


def implausibility(emulator: Emulator, points: Array, data: Sequence[tuple[float, float]]) -> Array:
    """How far each point's worst figure is foretold from data, in standard deviations.

    ``data`` are figures with their standard errors, in the emulator's order. The deviation holds
    the data's error and what the emulator leaves open.
    """
    values, errors = (np.array(one) for one in zip(*data, strict=True))
    deviations = np.sqrt(errors**2 + emulator.spare**2)
    worst: Array = (np.abs(emulator.figures(points) - values) / deviations).max(axis=1)
    return worst


def kept_sets() -> tuple[dict[str, float], ...]:
    """The parameter sets that fitting has kept, the weightiest first; none before it has."""
    place = files("carehome_sim.evidence").joinpath("kept_sets.csv")
    if not place.is_file():
        return ()
    with place.open(encoding="utf-8") as file:
        frame = pd.read_csv(file).sort_values("weight", ascending=False, kind="stable")
    rows = frame.drop(columns=["weight", "misfit"]).to_dict("records")
    return tuple({str(name): float(value) for name, value in row.items()} for row in rows)


def sets_over_ranges(count: int, seed: int) -> tuple[dict[str, float], ...]:
    """So many parameter sets, drawn evenly over the registry's ranges."""
    if not count:
        return ()
    names = [known.name for known in uncertain_parameters()]
    return tuple(
        dict(zip(names, values.tolist(), strict=True)) for values in drawn_futures(count, seed)
    )
