"""The scoreboard: checks decide as they say, every row has an experiment, nothing is hidden."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carehome_sim.evidence import parameters
from carehome_sim.study.bench import Bench, recipe, scenario_of
from carehome_sim.validation import Plan, patterns, validate
from carehome_sim.validation.checks import (
    Figure,
    by_home,
    correlation,
    differs,
    found,
    mean_of,
    paired,
    regression,
    same,
    told,
    within,
)
from carehome_sim.validation.rows import WHERE, experiment_of
from carehome_sim.validation.scoreboard import NAME, score

PACKAGE = Path(__file__).parents[1] / "carehome_sim"
numbers = st.floats(-5.0, 5.0)


@pytest.mark.unit
def test_every_row_of_the_evidence_is_declared_and_has_an_experiment():
    assert list(WHERE) == list(patterns())
    roles = [row.role for row in patterns().values() if row.kind == "pattern"]
    assert {role: roles.count(role) for role in "VCBQ"} == {"V": 20, "C": 6, "B": 2, "Q": 2}
    assert sum(row.kind == "target" for row in patterns().values()) == 9
    for name in WHERE:
        assert experiment_of(name).__doc__.split(":")[0].startswith(name)


@pytest.mark.unit
def test_rows_for_validation_name_a_mechanism_and_switch_it_off_by_real_parameters():
    for row in patterns().values():
        assert (row.role == "V") == bool(row.mechanism)
        for name, value in row.off.items():
            assert value != parameters()[name].value, (row.id, name)


@pytest.mark.contract
def test_no_rule_and_no_setting_knows_of_a_row():
    ids = re.compile(r"\b[RTC]([1-9]|1[0-9])\b")
    files = [*(PACKAGE / "home").rglob("*.py"), *(PACKAGE / "evidence").rglob("*.toml")]
    files += [*(PACKAGE / "outcomes").rglob("*.*"), *(PACKAGE / "scenario").rglob("*.py")]
    for file in files:
        if file.suffix in (".py", ".toml"):
            text = file.read_text(encoding="utf-8")
            assert not ids.search(text), file
            assert "scoreboard" not in text.replace("experiments/fit", ""), file
    names = {word for name in parameters() for word in re.split(r"[._]", name)}
    assert not names & {"pattern", "target", "validation", "scoreboard"}


@pytest.mark.property
@given(value=numbers, se=st.floats(0.001, 2.0), least=st.floats(0.01, 1.0))
def test_to_differ_is_to_be_large_enough_and_surely_on_that_side(value, se, least):
    check = differs("", Figure(value, se, 30.0), least, "")
    mirrored = differs("", Figure(-value, se, 30.0), -least, "")
    assert check.passed == (value >= least and check.low > 0.0) == mirrored.passed


@pytest.mark.property
@given(value=numbers, se=st.floats(0.001, 2.0), margin=st.floats(0.05, 1.0))
def test_no_difference_needs_an_interval_inside_and_the_power_to_see_twice_as_much(
    value, se, margin
):
    check = same("", Figure(value, se), margin, "")
    assert check.passed == (-margin < check.low and check.high < margin and check.power >= 0.8)
    assert not check.passed or abs(value) < margin


@pytest.mark.statistical
def test_the_power_of_a_null_is_what_it_says():
    """A true effect of twice the margin is told from nothing in about the share that is told."""
    margin, se = 0.1, 0.07
    power = same("", Figure(0.0, se), margin, "").power
    draws = np.random.default_rng(3).normal(2.0 * margin, se, 20_000)
    seen = float((np.abs(draws) > 1.96 * se).mean())
    assert seen == pytest.approx(power, abs=0.01)  # five standard errors


@pytest.mark.unit
def test_bounds_may_be_open_and_what_is_undefined_does_not_pass():
    assert within("", Figure(2.0), 1.0, None, "").passed
    assert not within("", Figure(2.0), None, 1.0, "").passed
    assert not within("", Figure(math.nan), None, 1.0, "").passed
    assert told("", Figure(1.0), "").passed is None


@pytest.mark.unit
def test_a_finding_passes_if_all_that_is_asked_holds_and_asks_nothing_of_what_is_told():
    good, bad = within("", Figure(0.0), -1.0, 1.0, ""), within("", Figure(2.0), -1.0, 1.0, "")
    assert found(good, told("", Figure(9.0), "")).passed
    assert found(good, bad).passed is False
    assert found(told("", Figure(0.0), "")).passed is None


@pytest.mark.statistical
def test_figures_cover_what_they_estimate():
    """Two thousand samples: 95 % intervals cover 93.5 to 96.5 % (false alarms 1 in 500)."""
    rng = np.random.default_rng(11)
    hits = np.zeros(3)
    for _ in range(2000):
        x = rng.normal(size=40)
        y = 0.5 * x + rng.normal(size=40)
        for at, (figure, truth) in enumerate(
            (
                (mean_of(y), 0.0),
                (regression(y, slope=x)["slope"], 0.5),
                (by_home(np.mean, y.tolist()), 0.0),
            )
        ):
            low, high = figure.interval()
            hits[at] += low <= truth <= high
    assert (abs(hits / 2000 - 0.95) < 0.015).all(), hits


@pytest.mark.unit
def test_correlation_of_what_does_not_vary_is_undefined_and_passes_nothing():
    undefined = correlation(np.ones(20), np.arange(20.0))
    assert math.isnan(undefined.value)
    assert not within("", undefined, -0.24, 0.24, "").passed
    assert correlation(np.arange(20.0), np.arange(20.0)).value == pytest.approx(1.0)


@pytest.mark.equality
def test_arms_that_share_a_warm_up_live_as_they_would_alone():
    arms = {
        "base": recipe(days=60),
        "more": recipe("[staffing]\ncare_hours_per_resident_day = 3.7\n", days=60, from_base=True),
        "trained": recipe(days=60, uses=("person_centred_training",)),
    }
    together = Bench(workers=1).rows(arms, 6)
    for name, one in arms.items():
        alone = Bench(workers=1).rows({name: one}, 6)[name]
        assert alone.equals(together[name]), name
    gain = paired(together["more"]["timely_care"], together["base"]["timely_care"])
    assert gain.value > 0.0


@pytest.mark.direction
def test_a_mechanism_switched_off_is_off_and_comes_back():
    usual = Bench(workers=1)
    off = usual.without({"needs.distress_scale_per_h": 0.0})
    one = {"base": recipe(days=60)}
    quiet = off.rows(one, 6)["base"]["agitation_cmai_true"]
    assert quiet.max() < usual.rows(one, 6)["base"]["agitation_cmai_true"].min() + 1.0
    assert off.usual is usual and not usual.off


@pytest.mark.unit
def test_a_recipe_says_what_a_scenario_file_would():
    made = scenario_of(recipe("[home]\nbeds = 12\n", uses=("pay_uplift",), days=90, start_day=7))
    assert made.settings["home.beds"] == 12 and made.measured_days == 90
    assert [(use.id, use.start_day) for use in made.interventions] == [("pay_uplift", 7)]


@pytest.mark.contract
def test_a_scoreboard_is_kept_row_by_row_and_gone_on_with(tmp_path):
    told_rows: list[str] = []
    plan = Plan(rows=("T11", "T12"), size=0.003, seed=2)
    board = validate(plan, tmp_path, lambda row, done, total: told_rows.append(row))
    assert (tmp_path / NAME).exists() and told_rows == ["T11", "T12"]
    assert [row["id"] for row in board["patterns"]] == ["T11", "T12"]
    assert board["score"] == score(board["patterns"])
    again = validate(plan, tmp_path)
    assert again["patterns"] == board["patterns"]
    fresh = validate(Plan(rows=("T11", "T12"), size=0.003, seed=2))
    for one, other in zip(fresh["patterns"], board["patterns"], strict=True):
        assert one["figures"] == other["figures"]


@pytest.mark.contract
def test_shares_of_parameter_sets_are_told_beside_the_verdict(tmp_path):
    sets = ({"money.non_staff_gbp_week": 100.0}, {"pay.other_staff_h_per_resident_day": 3.0})
    board = validate(Plan(rows=("T11",), size=0.003, sets=sets), tmp_path)
    assert board["sets"] == 2
    assert board["patterns"][0]["share_of_sets"] in (0.0, 0.5, 1.0)


@pytest.mark.unit
def test_a_row_missed_in_a_set_with_few_homes_is_tried_with_all(monkeypatch):
    tried = []

    def made(name, bench):
        tried.append((name, bench.size))
        passed = name == "T11" and bench.size == 1.0
        return {"passed": passed, "figures": [], "chart": None, "remarks": [], "error": None,
                "homes": 0, "seconds": 0.0}  # fmt: skip

    monkeypatch.setattr("carehome_sim.validation.scoreboard._made", made)
    board = validate(Plan(rows=("T11", "T12"), sets=({"money.non_staff_gbp_week": 100.0},)))
    assert [row["share_of_sets"] for row in board["patterns"]] == [1.0, 0.0]
    assert tried == [("T11", 1.0), ("T12", 1.0), ("T11", 0.25), ("T11", 1.0), ("T12", 0.25)]


@pytest.mark.unit
def test_what_is_forced_or_holds_in_too_few_sets_does_not_count():
    rows = [
        {"role": "V", "passed": True, "forced": False},
        {"role": "V", "passed": True, "forced": True},
        {"role": "V", "passed": False, "forced": None},
        {"role": "V", "passed": True, "forced": False, "share_of_sets": 0.8},
        {"role": "V", "passed": True, "forced": False, "share_of_sets": 0.79},
        {"role": "C", "passed": True, "forced": None},
    ]
    assert score(rows) == {
        "V": {"passed": 2, "of": 5, "forced": 1, "unsteady": 1},
        "C": {"passed": 1, "of": 1, "forced": 0, "unsteady": 0},
    }
