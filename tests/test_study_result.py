"""What a study says: tables, undefined outcomes, documents."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import study_fakes as fakes
from scipy import stats

from carehome_sim.study import compare, simulate

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _fake_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch)


@pytest.fixture
def compared() -> Any:
    return compare(
        fakes.scenario("base"),
        [fakes.scenario("led", leadership=0.8), fakes.scenario("staffed", hours=3.7)],
    )


def _row(frame: pd.DataFrame, outcome: str, **more: str) -> pd.Series:
    keep = frame["outcome"] == outcome
    for column, value in more.items():
        keep &= frame[column] == value
    [(_, row)] = frame[keep].iterrows()
    return row


def _runs(result: Any, arm: str, column: str) -> np.ndarray:
    return result.runs.loc[result.runs["arm"] == arm, column].to_numpy()


def test_a_summary_is_over_homes(compared: Any) -> None:
    values = _runs(compared, "led", "choice")
    row = _row(compared.summary("led"), "choice")
    assert row["mean"] == pytest.approx(values.mean())
    assert row["sd"] == pytest.approx(values.std(ddof=1))
    low, high = stats.t.interval(0.95, 19, loc=values.mean(), scale=stats.sem(values))
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high))
    assert (row["unit"], row["count"], row["homes"]) == ("points (0–100)", 2000, 20)


def test_a_difference_is_paired_home_by_home(compared: Any) -> None:
    first, second = _runs(compared, "base", "choice"), _runs(compared, "led", "choice")
    tested = stats.ttest_rel(second, first)
    low, high = tested.confidence_interval(0.95)
    row = _row(compared.differences("led"), "choice")
    assert row["mean"] == pytest.approx((second - first).mean())
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high))
    assert row["probability_better"] == (second > first).mean()
    assert row["variance_reduction"] > 50


def test_only_additive_outcomes_are_differenced(compared: Any) -> None:
    assert "staff_cost_share" in set(compared.summary()["outcome"])
    assert "staff_cost_share" not in set(compared.differences("led")["outcome"])
    assert set(compared.differences("led")["outcome"]) == set(fakes.ADDITIVE)


def test_better_is_lower_for_cost_and_neither_for_some(compared: Any) -> None:
    differences = compared.differences("staffed")
    assert _row(differences, "cost_per_resident_week")["probability_better"] == 0.0
    assert math.isnan(_row(differences, "decided_shared_share")["probability_better"])


def test_a_home_where_an_outcome_is_undefined_is_left_out_in_all_arms(compared: Any) -> None:
    for frame in (compared.summary("base"), compared.summary("led"), compared.differences("led")):
        assert _row(frame, "agitation_cmai")["homes"] == 17
        assert _row(frame, "agitation_cmai")["count"] == 1700
        assert _row(frame, "choice")["homes"] == 20
    first, second = (_runs(compared, arm, "agitation_cmai") for arm in ("base", "led"))
    expected = np.nanmean(second - first)
    assert _row(compared.differences("led"), "agitation_cmai")["mean"] == pytest.approx(expected)


def test_an_arm_against_itself_differs_by_exactly_zero() -> None:
    base = fakes.scenario("base")
    document = compare(base, [base, fakes.scenario("base")]).to_json()
    assert list(document["arms"]) == ["base (2)", "base (3)"]
    for arm in document["arms"].values():
        for difference in arm["differences"].values():
            assert difference["mean"] == 0.0
            assert difference["ci95"] == [0.0, 0.0]
            assert difference["probability_better"] in (0.5, None)
            assert difference["variance_reduction"] is None
        assert set(arm["cost_effectiveness"]["plane"].values()) == {0.25}
        assert arm["cost_effectiveness"]["cost_per_point"]["mean"] is None


def test_documents_have_the_promised_shape(compared: Any, tmp_path: Path) -> None:
    run = simulate(fakes.scenario(seed=0), out=tmp_path / "r").to_json()
    json.dumps(run, allow_nan=False)
    assert list(run) == [
        "scenario",
        "replicates",
        "seed",
        "warmup_days",
        "measured_days",
        "outcomes",
        "out",
    ]
    assert (run["scenario"], run["seed"], run["out"]) == ("base", 0, str(tmp_path / "r"))
    assert set(run["outcomes"]) == set(fakes.PLAIN)
    assert list(run["outcomes"]["choice"]) == ["mean", "sd", "ci95", "unit", "count"]
    several = compared.to_json()
    json.dumps(several, allow_nan=False)
    assert list(several) == ["arms"]
    assert list(several["arms"]) == ["led", "staffed"]
    assert list(several["arms"]["led"]) == ["differences", "cost_effectiveness"]
    assert list(several["arms"]["led"]["differences"]["choice"]) == [
        "mean",
        "ci95",
        "probability_better",
        "variance_reduction",
    ]


def test_one_home_gives_means_and_no_intervals() -> None:
    result = compare(
        fakes.scenario("a", replicates=1), [fakes.scenario("b", leadership=0.8, replicates=1)]
    )
    json.dumps(result.to_json(), allow_nan=False)
    difference = result.to_json()["arms"]["b"]["differences"]["choice"]
    assert difference["mean"] != 0.0
    assert difference["ci95"] == [None, None]
    assert result.months_to_effect("b") is None
    assert result.weighting("b")["share_better"] is not None


def test_an_outcome_undefined_in_every_home_is_null(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(run: Any) -> dict[str, float]:
        return dict.fromkeys(fakes.COLUMNS, math.nan)

    monkeypatch.setattr("carehome_sim.outcomes.home_row", nobody)
    result = compare(fakes.scenario("a"), [fakes.scenario("b")], precision=1.0)
    document = result.to_json()
    json.dumps(document, allow_nan=False)
    assert document["arms"]["b"]["differences"]["choice"]["mean"] is None
    assert result.precision["met"] is False
    assert result.harms("b") == []
    assert result.weighting("b")["robust"] is None
    assert len(result.summary()) == len(fakes.PLAIN)


def test_subgroups_are_differenced_by_name(compared: Any) -> None:
    frame = compared.subgroup_differences("led")
    assert set(frame["group"]) == {"severity_severe", "worst_fifth"}
    whole = _row(compared.differences("led"), "choice")["mean"]
    part = _row(frame, "choice", group="worst_fifth")
    assert part["mean"] == pytest.approx(whole)
    assert part["count"] == 2000


def test_cost_effectiveness_of_an_arm(compared: Any) -> None:
    made = compared.cost_effectiveness("staffed")
    assert made["cost"]["mean"] == pytest.approx(120.0)
    assert made["effect"]["mean"] == 0.0
    assert made["cost_per_point"]["bounded"] is False
    assert made["verdict"] == "no clear effect, dearer"
    assert made["by_payer"]["council"]["mean"] == pytest.approx(40.0)
    led = compared.cost_effectiveness("led")
    assert led["cost_per_point"]["mean"] == 0.0
    assert led["cost_per_point"]["bounded"] is True
    assert led["plane"]["better_dearer"] == led["plane"]["better_cheaper"] == 0.5
    assert led["verdict"] == "better, no clear cost"


def test_harm_is_marked_whatever_the_index_says(compared: Any) -> None:
    [harm] = compared.harms("led")
    assert harm["outcome"] == "timely_care"
    assert harm["mean"] == pytest.approx(-0.06)
    assert harm["certainty"] == "clear"
    assert compared.harms("staffed") == []


def test_weeks_tell_when_an_effect_shows(compared: Any) -> None:
    assert compared.months_to_effect("led") == 1
    assert compared.months_to_effect("staffed") is None
    monthly = compared.monthly_effects("led")
    overall = _row(compared.differences("led"), "personalisation_index")["mean"]
    assert monthly["mean"].iloc[-1] == pytest.approx(overall)


def test_random_weights_of_the_index(compared: Any) -> None:
    weighing = compared.weighting("led")
    assert 0.8 < weighing["share_better"] < 1.0
    ranks = compared.weighting_ranks()
    assert list(ranks["arm"]) == ["base", "led", "staffed"]
    assert list(ranks["rank"]) == [2, 1, 2]


def test_an_unknown_arm_is_refused(compared: Any) -> None:
    with pytest.raises(ValueError, match="base, led, staffed"):
        compared.differences("lead")


def test_seeds_differ_and_zero_is_a_seed() -> None:
    documents = [simulate(fakes.scenario(seed=seed)).to_json() for seed in (0, 1, 0)]
    assert documents[0] == documents[2]
    assert documents[0] != documents[1]


def test_a_home_undefined_in_one_arm_only_is_left_out_of_the_others_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none_left(run: Any) -> dict[str, float]:
        row = fakes.home_row(run)
        return row | {"choice": math.nan} if run.gain > 0.2 and row["choice"] < 40 else row

    monkeypatch.setattr("carehome_sim.outcomes.home_row", none_left)
    result = compare(
        fakes.scenario("base"),
        [fakes.scenario("led", leadership=0.8), fakes.scenario("staffed", hours=3.7)],
    )
    kept = np.isfinite(_runs(result, "led", "choice"))
    assert 0 < kept.sum() < 20
    for arm in result.arms:
        row = _row(result.summary(arm), "choice")
        assert (row["homes"], row["count"]) == (kept.sum(), 100 * kept.sum())
        assert row["mean"] == pytest.approx(_runs(result, arm, "choice")[kept].mean())
    assert _row(result.differences("staffed"), "choice")["homes"] == kept.sum()
