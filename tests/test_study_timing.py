"""When an effect shows, and when an arm does harm."""

from __future__ import annotations

import numpy as np
import pytest

from carehome_sim.study import timing
from carehome_sim.study.estimates import (
    estimate,
)
from carehome_sim.study.harms import harm_in, margins


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
