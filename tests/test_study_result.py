"""What a study says: tables, undefined outcomes, documents, verification, precision."""

from __future__ import annotations

import json
import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import study_fakes as fakes
from scipy import stats

from carehome_sim.errors import InputError, StoreError
from carehome_sim.study import compare, open_result, simulate, verify
from carehome_sim.study.folder import file_hash
from carehome_sim.study.plan import inputs_hash, plan_of
from carehome_sim.study.units import Unit, homes_per_unit, run_unit, units_of

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _fake_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch)
    monkeypatch.setattr("carehome_sim.study.units.BED_YEARS_PER_UNIT", 12)


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


# Units


def _units(**given: Any) -> list[Unit]:
    plan = plan_of("run", [fakes.scenario(**given)], None)
    return list(units_of(list(plan.arms), seed=plan.seed, first=0, last=7, driver="engine"))


def test_units_cover_every_home_once() -> None:
    covered = [home for unit in _units() for home in range(unit.first, unit.last)]
    assert covered == list(range(7))


def test_a_unit_can_be_sent_elsewhere_and_gives_the_same_bits() -> None:
    for unit in _units():
        sent = pickle.loads(pickle.dumps(unit))
        assert sent.key == unit.key
        assert run_unit(sent).hash() == run_unit(unit).hash()


@pytest.mark.parametrize(
    "change", [{"seed": 2}, {"leadership": 0.6}, {"measured_days": 35}, {"warmup_days": 21}]
)
def test_identity_is_what_decides_the_figures(change: dict[str, Any]) -> None:
    assert _units(**change)[0].key != _units()[0].key
    assert _units(name="another")[0].key == _units()[0].key


def test_a_larger_home_makes_a_smaller_unit() -> None:
    plan = plan_of("run", [fakes.scenario(measured_days=365)], None)
    assert homes_per_unit(plan.arms[0], "mesa") == 1
    assert homes_per_unit(plan.arms[0]) == 1


# Precision


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


# Verification


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    compare(fakes.scenario("base"), [fakes.scenario("led", leadership=0.8)], out=tmp_path / "r")
    return tmp_path / "r"


def _alter(folder: Path, table: str, row: int, column: str, by: float) -> float:
    """Change one figure of a table and leave everything else as it is."""
    read = pq.read_table(folder / table)
    values = read.column(column).to_pylist()
    values[row] += by
    index = read.column_names.index(column)
    pq.write_table(read.set_column(index, column, pa.array(values)), folder / table)
    return values[row]


def _mend(folder: Path) -> None:
    """Make every checksum of a folder fit what lies there."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    for name in manifest["files"]:
        manifest["files"][name]["sha256"] = file_hash(folder / name)
    manifest["inputs_sha256"] = inputs_hash(manifest["inputs"])
    path.write_text(json.dumps(manifest))


def test_an_untouched_result_is_the_same_to_the_last_bit(finished: Path) -> None:
    found = verify(finished)
    assert (found.ok, found.problems, found.checked_homes) == (True, (), 40)
    assert found.checked_units == 20
    assert found.notes == ()


def test_an_altered_figure_is_named(finished: Path) -> None:
    now = _alter(finished, "runs.parquet", 27, "choice", 1e-9)
    _mend(finished)
    assert open_result(finished).replicates == 20
    [problem] = verify(finished).problems
    assert (problem.arm, problem.home, problem.column) == ("led", 7, "choice")
    assert problem.stored == now
    assert problem.recomputed == pytest.approx(now)
    assert problem.recomputed != now
    assert all(part in str(problem) for part in ("led", "home 7", "choice", repr(now)))


def test_an_altered_week_is_named(finished: Path) -> None:
    _alter(finished, "series.parquet", 4 * 5 + 2, "timely_care", 0.01)
    _mend(finished)
    [problem] = verify(finished).problems
    assert (problem.arm, problem.home, problem.week) == ("base", 5, 2)


def test_an_altered_file_is_named_by_its_checksum_too(finished: Path) -> None:
    _alter(finished, "runs.parquet", 0, "choice", 1.0)
    told = [str(problem) for problem in verify(finished).problems]
    assert any("runs.parquet" in line and "checksum" in line for line in told)
    assert any("home 0, choice" in line for line in told)


def test_a_figure_made_undefined_is_found(finished: Path) -> None:
    _alter(finished, "runs.parquet", 1, "choice", math.nan)
    _mend(finished)
    assert [problem.column for problem in verify(finished).problems] == ["choice"]


def test_altered_inputs_show_in_the_figures(finished: Path) -> None:
    path = finished / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["inputs"]["arms"][1]["phases"][0]["settings"][fakes.LEADERSHIP] = 0.7
    path.write_text(json.dumps(manifest))
    assert "checksum" in str(verify(finished).problems[0])
    _mend(finished)
    found = verify(finished)
    assert not found.ok
    assert {problem.arm for problem in found.problems[:20]} == {"led"}
    assert "more figures" in str(found.problems[-1])


def test_an_altered_heading_of_the_manifest_is_found(finished: Path) -> None:
    path = finished / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["seed"] = 5
    path.write_text(json.dumps(manifest))
    assert any("seed is 5" in str(problem) for problem in verify(finished).problems)


@pytest.mark.parametrize("damage", ["rows", "order", "column", "cut", "gone", "manifest"])
def test_damage_of_every_kind_is_found(finished: Path, damage: str) -> None:
    path = finished / "runs.parquet"
    table = pq.read_table(path)
    if damage == "rows":
        pq.write_table(table.slice(0, 39), path)
    elif damage == "order":
        pq.write_table(table.take(list(reversed(range(40)))), path)
    elif damage == "column":
        pq.write_table(table.drop_columns(["choice"]), path)
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:1000])
    elif damage == "gone":
        path.unlink()
    else:
        (finished / "manifest.json").write_text("{")
    if damage not in ("gone", "manifest"):
        _mend(finished)
    found = verify(finished)
    assert not found.ok
    assert found.problems


def test_a_sample_says_that_it_is_one(finished: Path) -> None:
    found = verify(finished, sample=3)
    assert (found.ok, found.checked_homes) == (True, 6)
    assert "Only 6 homes" in found.notes[0]
    _alter(finished, "runs.parquet", 19, "choice", 1.0)
    _mend(finished)
    assert not verify(finished, sample=3).ok
    assert not verify(finished, sample=100).ok


def test_other_rules_are_noted_and_are_no_fault(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carehome_sim.study.verification.program_hash", lambda: "0" * 64)
    found = verify(finished)
    assert found.ok
    assert "other rules" in found.notes[0]


def test_only_a_finished_result_can_be_verified(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        verify(tmp_path)
    with pytest.raises(InputError, match="--sample"):
        verify(tmp_path, sample=0)
