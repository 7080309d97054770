"""Statistics of the study room against known answers and as properties."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy import stats

from carehome_sim.study import plane, timing, weights
from carehome_sim.study.estimates import (
    estimate,
    mean_of,
    paired_difference,
    probability_better,
    variance_reduction,
)
from carehome_sim.study.harms import harm_in, margins
from carehome_sim.study.precision import MOST_REPLICATES, Reached, reached

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


# The cost-effectiveness plane


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


# Weights of the three parts


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


# When an effect shows


def _weekly(effects: list[float], count: int = 12) -> np.ndarray:
    luck = np.random.default_rng(1).normal(0, 0.1, size=(count, 1))
    return np.repeat(np.array([effects]), count, axis=0) + luck


@pytest.mark.unit
def test_a_year_is_twelve_months_whatever_odd_days_are_left() -> None:
    for weeks in (52, 53):
        months = timing.months_of(weeks)
        assert months.max() == 11
        assert set(np.bincount(months)) <= {4, 5, 6}
    assert timing.months_of(3).tolist() == [0, 0, 0]
    assert timing.months_of(0).tolist() == []


@pytest.mark.unit
@pytest.mark.parametrize(
    ("effects", "shown"),
    [
        ([5.0] * 52, 1),
        ([-5.0] * 52, 1),
        ([0.0] * 26 + [5.0] * 26, 7),
        ([5.0] * 26 + [0.0] * 26, None),
        ([-5.0] * 26 + [5.0] * 26, 7),
        ([0.0] * 52, None),
    ],
)
def test_the_month_from_which_an_effect_stays(effects: list[float], shown: int | None) -> None:
    assert timing.months_to_effect(timing.monthly_effects(_weekly(effects))) == shown


@pytest.mark.unit
def test_weeks_in_which_a_home_is_undefined_are_passed_over() -> None:
    weekly = _weekly([5.0] * 8)
    weekly[0, :4] = np.nan
    weekly[1, :] = np.nan
    months = timing.monthly_effects(weekly)
    assert sum(month.effect.homes for month in months) == 11 * len(months)
    assert timing.months_to_effect(timing.monthly_effects(weekly[:1])) is None


# Harm


@pytest.mark.unit
def test_harm_is_marked_beyond_its_margin_and_only_in_its_direction() -> None:
    timely, refused = margins()["timely_care"], margins()["refused_capable_share"]
    spread = np.array([-0.001, 0.0, 0.001, 0.0])
    clear = harm_in(estimate(spread - 0.05), timely)
    assert clear is not None
    assert clear.clear
    unsure = harm_in(estimate(spread * 30 - timely.margin - 0.001), timely)
    assert unsure is not None
    assert not unsure.clear
    assert harm_in(estimate(spread - timely.margin / 2), timely) is None
    assert harm_in(estimate(spread + 0.05), timely) is None
    assert harm_in(estimate(spread + 0.05), refused) is not None
    assert harm_in(estimate(spread - 0.05), refused) is None
    assert harm_in(estimate(np.array([])), refused) is None


# Precision


@pytest.mark.property
@given(
    st.floats(0.01, 10),
    st.floats(0, 100),
    st.integers(2, MOST_REPLICATES - 1),
)
def test_batches_grow_and_end(asked: float, half_width: float, replicates: int) -> None:
    now = Reached(asked, half_width, replicates)
    if not now.over:
        assert replicates < now.next_replicates() <= min(MOST_REPLICATES, replicates * 4 + 8)


@pytest.mark.unit
def test_the_headline_of_several_arms_is_the_widest_difference() -> None:
    generator = np.random.default_rng(2)
    base = generator.normal(40, 5, 30)
    near, far = base + generator.normal(1, 0.5, 30), base + generator.normal(1, 5, 30)
    wide = reached(np.array([base, near, far]), 1.0)
    assert wide.half_width == paired_difference(base, far).half_width
    assert reached(base[None], 1.0).half_width == estimate(base).half_width
    holed = np.array([base, near])
    holed[1, 3] = np.nan
    keep = np.arange(30) != 3
    expected = paired_difference(base[keep], near[keep]).half_width
    assert reached(holed, 1.0).half_width == expected
    assert reached(np.full((2, 5), np.nan), 1.0).over
