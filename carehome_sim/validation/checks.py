"""What a pattern's test comes down to: figures with intervals, each held against what it asks.

*Differs* means at least so much in the stated direction, with a 95 % interval that leaves nothing
out. *No difference* means a 90 % interval inside a stated margin (two one-sided tests), and a
power of 0.8 or more against an effect of twice that margin: a wide interval shows nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.special import ndtr, stdtrit

Array = np.ndarray[Any, Any]
POWER = 0.8
TWO_SIDED, ONE_SIDED = 0.975, 0.95
MANY = 1e9  # degrees of freedom where nothing else is known


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its standard error and degrees of freedom (None: many)."""

    value: float
    se: float = 0.0
    df: float | None = None

    def interval(self, quantile: float = TWO_SIDED) -> tuple[float, float]:
        """The interval between a t quantile to either side."""
        if self.se == 0.0:
            return self.value, self.value
        half = self.se * float(stdtrit(self.df or MANY, quantile))
        return self.value - half, self.value + half

    def times(self, factor: float) -> Figure:
        """The same in another unit."""
        return Figure(self.value * factor, self.se * abs(factor), self.df)


def mean_of(values: Any) -> Figure:
    """The mean of one figure per home, undefined ones left out."""
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    if len(known) < 2:
        return Figure(math.nan, math.nan)
    se = float(known.std(ddof=1)) / math.sqrt(len(known))
    return Figure(float(known.mean()), se, len(known) - 1.0)


def paired(arm: Any, base: Any) -> Figure:
    """Mean difference of an arm from its base, home by home."""
    return mean_of(np.asarray(arm, dtype=float) - np.asarray(base, dtype=float))


def share_of(count: float, of: float) -> Figure:
    """A share with the standard error of Agresti and Coull (1998)."""
    n = of + 4.0
    p = (count + 2.0) / n
    return Figure(count / of if of else math.nan, math.sqrt(p * (1.0 - p) / n))


def by_home(statistic: Any, homes: Sequence[Any]) -> Figure:
    """A statistic of all homes together, its error by leaving out one tenth of homes in turn."""
    parts = 10
    whole = float(statistic(list(homes)))
    if len(homes) < 2 * parts:
        parts = len(homes)
    left = np.array(
        [
            statistic([one for at, one in enumerate(homes) if at % parts != part])
            for part in range(parts)
        ],
        dtype=float,
    )
    variance = (parts - 1) / parts * float(((left - left.mean()) ** 2).sum())
    return Figure(whole, math.sqrt(variance), parts - 1.0)


def correlation(x: Any, y: Any) -> Figure:
    """Pearson's correlation; the error is Fisher's, brought back from his scale."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    known = ~(np.isnan(x) | np.isnan(y))
    if known.sum() < 5 or np.ptp(x[known]) == 0.0 or np.ptp(y[known]) == 0.0:
        return Figure(math.nan, math.nan)
    r = float(np.corrcoef(x[known], y[known])[0, 1])
    return Figure(r, (1.0 - r * r) / math.sqrt(known.sum() - 3.0))


def regression(y: Any, **x: Any) -> dict[str, Figure]:
    """Ordinary least squares with errors that allow for unequal spread (HC3); by column."""
    import statsmodels.api as sm

    names = list(x)
    table = np.column_stack([np.asarray(x[name], dtype=float) for name in names])
    wanted = np.asarray(y, dtype=float)
    known = ~(np.isnan(table).any(axis=1) | np.isnan(wanted))
    fitted = sm.OLS(wanted[known], sm.add_constant(table[known])).fit(cov_type="HC3")
    df = float(fitted.df_resid)
    return {
        name: Figure(float(fitted.params[at + 1]), float(fitted.bse[at + 1]), df)
        for at, name in enumerate(names)
    }


def standard(values: Any) -> Array:
    """Values in standard deviations from their mean; zeros where they do not vary."""
    known = np.asarray(values, dtype=float)
    sd = float(np.nanstd(known))
    made: Array = (known - np.nanmean(known)) / sd if sd > 0.0 else np.zeros_like(known)
    return made


def adjusted(y: Any, *for_these: Any) -> Array:
    """What is left of a figure once a straight line through others is taken off."""
    table = np.column_stack([np.ones(len(np.asarray(y))), *map(standard, for_these)])
    wanted = np.asarray(y, dtype=float)
    known = ~(np.isnan(table).any(axis=1) | np.isnan(wanted))
    slopes = np.linalg.lstsq(table[known], wanted[known], rcond=None)[0]
    made: Array = wanted - table @ slopes
    return made


@dataclass(frozen=True, slots=True)
class Check:
    """One figure and what is asked of it.

    ``low`` to ``high`` is the interval told (95 %, or 90 % for no difference); ``least`` and
    ``most`` the bounds asked for (None: no such bound); ``passed`` None where a figure is only
    told. ``power`` is that of a null against twice its margin.
    """

    label: str
    value: float
    low: float
    high: float
    unit: str
    asks: Literal["differs", "within", "same", "told"]
    least: float | None = None
    most: float | None = None
    passed: bool | None = None
    power: float | None = None
    se: float = 0.0


def differs(label: str, found: Figure, least: float, unit: str) -> Check:
    """At least ``least`` (with its sign) away from nothing, and surely on that side."""
    low, high = found.interval()
    if least >= 0.0:
        passed = found.value >= least and low > 0.0
        return _check(label, found, unit, "differs", (low, high), least=least, passed=passed)
    passed = found.value <= least and high < 0.0
    return _check(label, found, unit, "differs", (low, high), most=least, passed=passed)


def falls(label: str, found: Figure, unit: str) -> Check:
    """Surely below nothing, by however little."""
    interval = found.interval()
    passed = interval[1] < 0.0
    return _check(label, found, unit, "differs", interval, most=0.0, passed=passed)


def within(label: str, found: Figure, least: float | None, most: float | None, unit: str) -> Check:
    """A figure that should lie between two bounds (either may be open)."""
    known = not math.isnan(found.value)
    passed = known and (least is None or found.value >= least)
    passed = passed and (most is None or found.value <= most)
    return _check(label, found, unit, "within", found.interval(), least, most, passed)


def no_worse(label: str, found: Figure, margin: float, unit: str) -> Check:
    """Surely not lower than by a margin: the 90 % interval lies above it."""
    low, high = found.interval(ONE_SIDED)
    return _check(label, found, unit, "within", (low, high), -margin, None, low > -margin)


def same(label: str, found: Figure, margin: float, unit: str) -> Check:
    """No difference beyond a margin, with enough power to have seen twice that margin."""
    low, high = found.interval(ONE_SIDED)
    power = 1.0
    if found.se > 0.0:
        needed = float(stdtrit(found.df or MANY, TWO_SIDED))
        power = float(ndtr(2.0 * margin / found.se - needed))
    passed = -margin < low and high < margin and power >= POWER
    return _check(label, found, unit, "same", (low, high), -margin, margin, passed, power)


def told(label: str, found: Figure, unit: str) -> Check:
    """A figure that is only told."""
    return _check(label, found, unit, "told", found.interval())


def _check(
    label: str,
    figure: Figure,
    unit: str,
    asks: Literal["differs", "within", "same", "told"],
    interval: tuple[float, float],
    least: float | None = None,
    most: float | None = None,
    passed: bool | None = None,
    power: float | None = None,
) -> Check:
    low, high = interval
    verdict = None if passed is None else bool(passed)
    return Check(label, figure.value, low, high, unit, asks, least, most, verdict, power, figure.se)


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or one row of points, of a chart."""

    name: str
    x: tuple[float | str, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


def line_of(name: str, x: Sequence[float | str], figures: Sequence[Figure]) -> Line:
    """A line of figures with their 95 % intervals."""
    ends = [one.interval() for one in figures]
    return Line(
        name,
        tuple(x),
        tuple(one.value for one in figures),
        tuple(low for low, _ in ends),
        tuple(high for _, high in ends),
    )


@dataclass(frozen=True, slots=True)
class Chart:
    """What a row's picture shows beside its checks: ``dots``, ``lines`` or ``bars``."""

    kind: Literal["dots", "lines", "bars"]
    x: str
    y: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What an experiment found: its checks, a picture's numbers, remarks in words."""

    checks: tuple[Check, ...]
    chart: Chart | None = None
    remarks: tuple[str, ...] = ()

    @property
    def passed(self) -> bool | None:
        """Whether everything that is asked holds; None where nothing is asked."""
        asked = [check.passed for check in self.checks if check.passed is not None]
        return all(asked) if asked else None


def found(*checks: Check, chart: Chart | None = None, remarks: Sequence[str] = ()) -> Finding:
    """A finding of these checks."""
    return Finding(checks, chart, tuple(remarks))
