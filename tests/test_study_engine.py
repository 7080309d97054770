"""The study room with real homes: small ones, for a few weeks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import study_fakes as fakes

from carehome_sim.study import compare, verify

pytestmark = pytest.mark.contract


def _small(name: str, hours: float, seed: int = 1) -> Any:
    made = fakes.scenario(name, hours=hours, replicates=6, seed=seed, measured_days=84)
    made.settings["home.beds"] = 8.0
    return made


def _compared(folder: Path, **given: Any) -> Any:
    others = [_small("same", 3.3), _small("more", 4.2)]
    return compare(_small("base", 3.3, **given), others, out=folder, workers=2)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return _compared(tmp_path_factory.mktemp("study") / "r")


def test_the_same_settings_differ_by_exactly_nothing(result: Any) -> None:
    for difference in result.to_json()["arms"]["same"]["differences"].values():
        assert difference["mean"] in (0.0, None)
        assert difference["ci95"] in ([0.0, 0.0], [None, None])


def test_more_hours_are_worked_and_paid_for(result: Any) -> None:
    differences = result.differences("more").set_index("outcome")
    assert differences.loc["care_hours_worked", "mean"] > 0
    assert differences.loc["staff_posts", "ci_low"] > 0
    assert result.cost_effectiveness("more")["cost"]["mean"] > 0


def test_everything_that_is_said_can_be_written_as_json(result: Any) -> None:
    json.dumps(result.to_json(), allow_nan=False)
    assert len(result.subgroup_differences("more")) > 50
    assert len(result.weighting_ranks()) == 3
    assert len(result.monthly_effects("more")) > 0
    assert np.isfinite(result.summary("more")["mean"]).sum() > 40


def test_real_homes_are_recomputed_to_the_last_bit(result: Any) -> None:
    found = verify(result.folder, workers=1)
    assert (found.ok, found.checked_homes) == (True, 18)


def test_seeds_differ(result: Any, tmp_path: Path) -> None:
    other = _compared(tmp_path / "r", seed=0)
    assert other.to_json() != result.to_json()


def test_months_are_told_in_whole_weeks(tmp_path: Path) -> None:
    base, more = _small("base", 3.3), _small("more", 4.2)
    for scenario in (base, more):
        object.__setattr__(scenario, "measured_days", 29)
    result = compare(base, [more], out=tmp_path / "r", workers=2)
    weekly = result.series.pivot(
        index=["home", "week"], columns="arm", values="personalisation_index"
    )
    assert weekly.index.get_level_values("week").max() == 5
    gained = (weekly["more"] - weekly["base"]).unstack("week")
    whole = gained[[1, 2, 3, 4]].mean(axis=1).mean()
    assert result.monthly_effects("more").iloc[-1]["mean"] == pytest.approx(whole)
