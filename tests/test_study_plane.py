"""Cost against effect, and the index under other weights, against known answers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy import stats

from carehome_sim.study import plane, weights

FIGURES = st.floats(-1e6, 1e6, allow_nan=False, width=64)


def pairs(least: int = 2, most: int = 40) -> Any:
    return npst.arrays(
        np.float64, st.tuples(st.just(2), st.integers(least, most)), elements=FIGURES
    )


@pytest.mark.unit
def test_fiellers_interval_against_its_definition() -> None:
    """At both limits the t statistic of cost - r × effect is exactly the critical value."""
    generator = np.random.default_rng(11)
    effect = generator.normal(5, 4, size=30)
    cost = 10 + 2 * effect + generator.normal(0, 9, size=30)
    ratio = plane.ratio_of_means(cost, effect)
    assert ratio.bounded
    assert ratio.ci_low < ratio.value < ratio.ci_high
    for limit in (ratio.ci_low, ratio.ci_high):
        statistic = stats.ttest_1samp(cost - limit * effect, 0.0).statistic
        assert abs(statistic) == pytest.approx(stats.t.ppf(0.975, 29), rel=1e-9)


@pytest.mark.unit
def test_no_finite_interval_where_the_effect_may_be_zero() -> None:
    generator = np.random.default_rng(12)
    ratio = plane.ratio_of_means(generator.normal(5, 1, 20), generator.normal(0.1, 5, 20))
    assert not ratio.bounded
    assert math.isnan(ratio.ci_low)
    assert math.isfinite(ratio.value)
    nothing = plane.ratio_of_means(np.full(20, 3.0), np.zeros(20))
    assert math.isnan(nothing.value)
    assert not nothing.bounded


@pytest.mark.property
@given(pairs(1))
def test_quadrants_share_out_every_point(cells: np.ndarray) -> None:
    shares = plane.quadrant_shares(*cells)
    assert math.fsum(shares.values()) == pytest.approx(1.0)
    assert all(0.0 <= share <= 1.0 for share in shares.values())


@pytest.mark.unit
def test_each_quadrant_by_its_name() -> None:
    shares = plane.quadrant_shares(np.array([1.0, -1.0, 1.0, -1.0]), np.array([1.0, 1.0, -1, 0]))
    assert shares == {
        "better_dearer": 0.25,
        "better_cheaper": 0.375,
        "worse_dearer": 0.25,
        "worse_cheaper": 0.125,
    }
    assert set(plane.quadrant_shares(np.zeros(3), np.zeros(3)).values()) == {0.25}


@pytest.mark.statistical
def test_resampled_means_spread_like_the_standard_error() -> None:
    """2,000 resamples: the spread is within 8 % of the truth (5 sd)."""
    generator = np.random.default_rng(5)
    cost, effect = generator.normal(3, 2, 100), generator.normal(1, 4, 100)
    costs, effects = plane.resampled_means(cost, effect)
    assert np.std(costs) == pytest.approx(np.std(cost) / 10, rel=0.08)
    assert np.std(effects) == pytest.approx(np.std(effect) / 10, rel=0.08)
    again, _ = plane.resampled_means(cost, effect)
    assert np.array_equal(costs, again)


@pytest.mark.unit
def test_weights_are_one_thousand_sets_that_sum_to_one_and_stay_the_same() -> None:
    sets = weights.weight_sets()
    assert sets.shape == (1000, 3)
    assert np.allclose(sets.sum(axis=1), 1.0)
    assert sets.min() >= 0.0
    assert np.allclose(sets.mean(axis=0), 1 / 3, atol=0.04)


@pytest.mark.unit
def test_an_arm_better_in_all_parts_is_better_under_all_weights() -> None:
    assert weights.share_better(np.array([1.0, 0.1, 2.0])) == 1.0
    assert weights.share_better(np.array([-1.0, -0.1, 0.0])) == 0.0
    assert weights.share_better(np.zeros(3)) == 0.5


@pytest.mark.statistical
def test_opposed_parts_split_the_weights_where_geometry_says() -> None:
    """Gain 1 in one part, loss 2 in another: better when w1 > 2 w2, chance 1/3; 5 sd = 0.075."""
    assert weights.share_better(np.array([1.0, -2.0, 0.0])) == pytest.approx(1 / 3, abs=0.075)


@pytest.mark.unit
def test_ranks_tell_stable_from_unstable() -> None:
    means = np.array([[50.0, 50, 50], [60, 60, 60], [80, 40, 50]])
    ranks = weights.ranks(means)
    assert weights.equal_ranks(means).tolist() == [3, 1, 2]
    assert ranks.shape == (1000, 3)
    assert set(ranks[:, 0]) == {2, 3}
    assert weights.equal_ranks(np.ones((2, 3))).tolist() == [1, 1]
