"""Means, intervals and paired differences against known answers and as properties."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy import stats

from carehome_sim.study.estimates import (
    estimate,
    mean_of,
    paired_difference,
    probability_better,
    variance_reduction,
)

FIGURES = st.floats(-1e6, 1e6, allow_nan=False, width=64)


def homes(least: int = 2, most: int = 40) -> Any:
    return npst.arrays(np.float64, st.integers(least, most), elements=FIGURES)


def pairs(least: int = 2, most: int = 40) -> Any:
    return npst.arrays(
        np.float64, st.tuples(st.just(2), st.integers(least, most)), elements=FIGURES
    )


@pytest.mark.property
@given(homes())
def test_the_interval_is_students(values: np.ndarray) -> None:
    made = estimate(values)
    assert made.mean == pytest.approx(np.mean(values), rel=1e-9, abs=1e-9)
    assert made.sd == pytest.approx(np.std(values, ddof=1), rel=1e-6, abs=1e-6)
    if values.min() < values.max() and made.sd > 1e-9:
        low, high = stats.t.interval(
            0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values)
        )
        assert made.ci_low == pytest.approx(low, rel=1e-6, abs=1e-6)
        assert made.ci_high == pytest.approx(high, rel=1e-6, abs=1e-6)


@pytest.mark.unit
def test_the_interval_of_a_textbook_sample() -> None:
    """Gosset's sleep data: additional hours under the second drug against the first."""
    first = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
    second = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    made = paired_difference(first, second)
    assert made.mean == pytest.approx(1.58)
    assert (made.ci_low, made.ci_high) == pytest.approx((0.7001142, 2.4598858), abs=1e-6)


@pytest.mark.property
@given(homes(), st.randoms(use_true_random=False))
def test_figures_do_not_depend_on_the_order_of_homes(values: np.ndarray, random: Any) -> None:
    order = list(range(len(values)))
    random.shuffle(order)
    assert estimate(values) == estimate(values[order])


@pytest.mark.property
@given(homes(1))
def test_an_arm_against_itself_differs_by_exactly_nothing(values: np.ndarray) -> None:
    made = paired_difference(values, values.copy())
    assert (made.mean, math.copysign(1, made.mean)) == (0.0, 1.0)
    if len(values) > 1:
        assert (made.sd, made.ci_low, made.ci_high) == (0.0, 0.0, 0.0)
    assert probability_better(values - values, "higher") == 0.5
    assert math.isnan(variance_reduction(values, values))


@pytest.mark.unit
def test_one_home_has_a_mean_and_no_interval_and_none_has_neither() -> None:
    one = estimate(np.array([3.0]))
    assert one.mean == 3.0
    assert all(math.isnan(value) for value in (one.sd, one.ci_low, one.ci_high))
    assert math.isnan(estimate(np.array([])).mean)
    assert math.isnan(probability_better(np.array([]), "higher"))


@pytest.mark.unit
def test_equal_values_have_exactly_that_mean() -> None:
    made = estimate(np.full(7, 0.1))
    assert (made.mean, made.sd, made.ci_low, made.ci_high) == (0.1, 0.0, 0.1, 0.1)


@pytest.mark.unit
def test_ties_count_half_and_direction_comes_from_the_outcome() -> None:
    differences = np.array([1.0, 2.0, 0.0, -1.0])
    assert probability_better(differences, "higher") == 0.625
    assert probability_better(differences, "lower") == 0.375
    assert math.isnan(probability_better(differences, "neither"))


@pytest.mark.property
@given(pairs(3, 12))
def test_variance_reduction_is_over_all_pairings_of_different_homes(cells: np.ndarray) -> None:
    first, second = cells
    paired = np.var(second - first, ddof=1)
    scale = np.abs(cells).max()
    count = len(first)
    shifts = [second[(np.arange(count) + k) % count] - first for k in range(1, count)]
    if math.sqrt(paired) > 1e-6 * max(scale, 1e-3):
        unpaired = np.mean([np.var(shift, ddof=1) for shift in shifts])
        assert variance_reduction(first, second) == pytest.approx(unpaired / paired, rel=1e-5)


@pytest.mark.statistical
def test_variance_reduction_of_known_correlation() -> None:
    """Arms of equal variance with correlation r: 1 / (1 - r). Tolerance is over 5 sd."""
    generator = np.random.default_rng(7)
    shared, own = generator.normal(size=(2, 20_000))
    first, second = shared, 0.8 * shared + 0.6 * own
    assert variance_reduction(first, second) == pytest.approx(5.0, rel=0.05)


@pytest.mark.statistical
def test_the_interval_covers_the_truth_in_95_of_100() -> None:
    """2,000 samples of 8: false alarm under one in 10,000 within 93–97 %."""
    samples = np.random.default_rng(3).normal(2.0, 3.0, size=(2000, 8))
    made = [estimate(sample) for sample in samples]
    covered = np.mean([one.ci_low <= 2.0 <= one.ci_high for one in made])
    assert 0.93 < covered < 0.97


@pytest.mark.property
@given(homes())
def test_the_mean_is_rounded_once(values: np.ndarray) -> None:
    from fractions import Fraction

    exact = sum(map(Fraction, values.tolist()), Fraction()) / len(values)
    assert mean_of(values) == pytest.approx(float(exact), rel=1e-15, abs=5e-324)
