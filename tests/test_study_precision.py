"""Homes are added until the headline is known as precisely as asked."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import study_fakes as fakes
from hypothesis import given
from hypothesis import strategies as st

from carehome_sim.errors import (
    InputError,
)
from carehome_sim.study import simulate
from carehome_sim.study.estimates import (
    estimate,
    paired_difference,
)
from carehome_sim.study.precision import MOST_REPLICATES, Reached, reached

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _fake_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch)


def _row(frame: pd.DataFrame, outcome: str, **more: str) -> pd.Series:
    keep = frame["outcome"] == outcome
    for column, value in more.items():
        keep &= frame[column] == value
    [(_, row)] = frame[keep].iterrows()
    return row


def test_precision_adds_homes_until_the_interval_is_narrow(tmp_path: Path) -> None:
    result = simulate(fakes.scenario(replicates=10), precision=0.5, out=tmp_path / "r")
    made = _row(result.summary(), "personalisation_index")
    assert 10 < result.replicates == len(result.runs) == result.precision["replicates"]
    assert (made["ci_high"] - made["ci_low"]) / 2 == result.precision["half_width"] <= 0.5
    plain = simulate(fakes.scenario(replicates=result.replicates))
    assert plain.to_json()["outcomes"] == result.to_json()["outcomes"]
    again = simulate(fakes.scenario(replicates=10), precision=0.5, out=tmp_path / "r", resume=True)
    assert again.to_json() == result.to_json()


def test_precision_that_cannot_be_had_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carehome_sim.study.precision.MOST_REPLICATES", 30)
    result = simulate(fakes.scenario(replicates=10), precision=1e-6)
    assert result.precision["met"] is False
    assert result.replicates == 30


@pytest.mark.parametrize("precision", [0.0, -1.0, math.nan, math.inf])
def test_precision_is_a_number_above_zero(precision: float) -> None:
    with pytest.raises(InputError, match="--precision"):
        simulate(fakes.scenario(), precision=precision)


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
