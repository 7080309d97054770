"""Fitting: it stays within ranges, sees calibration rows only, and finds what made the data."""

from __future__ import annotations

import numpy as np
import pytest

from carehome_sim.evidence import parameters
from carehome_sim.validation.fitting import (
    IMPLAUSIBLE,
    Box,
    Measured,
    box_around,
    calibration_rows,
    emulate,
    implausibility,
    lone,
    measured,
    misfit,
    promising,
    rows_met,
    weights,
)
from carehome_sim.validation.registry import patterns

NAMES = ("a", "b", "c")


def figure(row: str, value: float, least: float | None, most: float | None) -> Measured:
    return Measured(row, row, value, 0.01, least, most)


def toy(point: np.ndarray, noise: np.ndarray) -> list[Measured]:
    """Four figures of three parameters, with an error each."""
    a, b, c = point
    made = np.array([a + 0.3 * b, b - 0.2 * c + 0.2 * b * b, c * 1.5, a - c + 0.5 * a * a])
    rows = ("one", "two", "three", "four")
    return [
        Measured(row, row, value, 0.05, -0.1, 0.1)
        for row, value in zip(rows, (made + noise).tolist(), strict=True)
    ]


@pytest.fixture(scope="module")
def fitted():
    box = Box(NAMES, np.full(3, -1.0), np.full(3, 1.0))
    rng = np.random.default_rng(1)
    points = box.points(64, 1)
    return emulate(box, points, [toy(point, rng.normal(0.0, 0.05, 4)) for point in points])


@pytest.mark.unit
def test_only_calibration_rows_may_be_seen():
    assert {patterns()[name].role for name in calibration_rows()} == {"C"}
    assert len(calibration_rows()) == 15
    with pytest.raises(ValueError, match="R1"):
        measured({}, seed=1, size=0.01, rows=("R1",))


@pytest.mark.property
def test_a_box_never_leaves_the_registry_ranges():
    names = [one.name for one in parameters().values() if one.role == "uncertain"][:80]
    names = [name for name in names if parameters()[name].low < parameters()[name].high]
    box = box_around(names, reach=0.9)
    points = box.points(64, 7)
    for at, name in enumerate(names):
        known = parameters()[name]
        assert known.low <= points[:, at].min() and points[:, at].max() <= known.high
        assert box.low[at] <= known.value <= box.high[at]


@pytest.mark.unit
def test_misfit_is_nothing_inside_and_counts_tolerances_outside():
    inside, outside = figure("x", 0.5, 0.0, 1.0), figure("x", 2.0, 0.0, 1.0)
    assert inside.misfit() == 0.0 and outside.misfit() == 2.0
    assert misfit([inside, outside]) == 2.0
    assert rows_met([inside, outside, figure("y", 1.0, None, 2.0)]) == 1


@pytest.mark.unit
def test_a_parameter_that_one_row_uses_is_not_fitted():
    box = Box(("shared", "alone", "idle"), np.full(3, -1.0), np.full(3, 1.0))
    points = box.points(64, 2)
    results = [
        [figure("x", 2 * a + b, -0.5, 0.5), figure("y", 2 * a, -0.5, 0.5)] for a, b, _ in points
    ]
    assert set(lone(emulate(box, points, results))) == {"alone", "idle"}


@pytest.mark.unit
def test_promising_points_have_little_misfit_and_keep_what_is_fixed(fitted):
    points = promising(fitted, 5, 3, {"b": 0.25})
    assert (points[:, 1] == 0.25).all()
    assert fitted.misfits(points).max() < np.median(fitted.misfits(fitted.box.points(256, 4)))


@pytest.mark.unit
def test_weights_add_up_and_only_the_best_have_any():
    shares = weights([1.0, 9.0, 0.5, 2.0, np.inf], 3)
    assert shares.sum() == pytest.approx(1.0)
    assert (shares > 0).tolist() == [True, False, True, True, False]
    assert shares[2] == shares.max()


@pytest.mark.statistical
def test_the_set_that_made_the_data_is_kept_and_most_others_are_not(fitted):
    """Forty truths: kept in nine of ten or more (the chance of fewer is below 1 in 1,000)."""
    rng = np.random.default_rng(5)
    truths = fitted.box.points(64, 6)[:40]
    everywhere = fitted.box.points(1024, 8)
    kept, shares = 0, []
    for truth in truths:
        data = [(one.value, one.se) for one in toy(truth, rng.normal(0.0, 0.05, 4))]
        kept += implausibility(fitted, truth[None, :], data)[0] <= IMPLAUSIBLE
        shares.append(float((implausibility(fitted, everywhere, data) <= IMPLAUSIBLE).mean()))
    assert kept >= 36
    assert np.mean(shares) < 0.15
