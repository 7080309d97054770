"""Robust choice over futures, and packages within a budget."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from carehome_sim.cli.entry import main
from carehome_sim.evidence import parameters
from carehome_sim.report import write_robust_report
from carehome_sim.scenario import load_scenario
from carehome_sim.study import compare, open_result, robust, verify
from carehome_sim.study.futures import (
    FuturePoints,
    RobustResult,
    drawn_futures,
    uncertain_parameters,
)
from carehome_sim.study.packages import candidates, together

pytestmark = pytest.mark.direction
SCENARIOS = Path(__file__).parents[1] / "scenarios"
SHORT = ("home.beds=12", "run.warmup_days=28", "run.measured_days=84")


def small(name: str) -> Any:
    return load_scenario(SCENARIOS / f"{name}.toml", SHORT, replicates=4, seed=2)


@pytest.fixture(scope="module")
def futures(tmp_path_factory: pytest.TempPathFactory) -> Any:
    arms = [small("more_hours"), small("all_remedies")]
    out = tmp_path_factory.mktemp("futures") / "r"
    return robust(small("baseline"), arms, futures=16, out=out, workers=2)


def test_futures_lie_in_the_registrys_ranges_and_nothing_else_is_drawn() -> None:
    values = drawn_futures(16, 1)
    known = uncertain_parameters()
    assert len(known) > 150
    assert all(one.role == "uncertain" for one in known)
    assert (values >= [one.low for one in known]).all()
    assert (values <= [one.high for one in known]).all()
    assert not np.array_equal(values, drawn_futures(16, 2))
    assert np.array_equal(values, drawn_futures(40, 1)[:16])
    points = FuturePoints([small("baseline"), small("all_remedies")], 16, 1)
    drawn = points.arm(7).phases[0].settings
    moved = parameters()["leadership.leadership_01"].name
    assert drawn[moved] == small("all_remedies").settings[moved]
    assert drawn[known[0].name] == values[3][0]


def test_all_remedies_are_best_in_most_futures_and_regret_says_so(futures: Any) -> None:
    best = futures.probability_best().set_index("by").loc["index"]
    assert best[list(futures.arms)].sum() == pytest.approx(1.0)
    assert best["all_remedies"] > 0.8
    regret = futures.regret().set_index("arm")
    assert regret.loc["all_remedies", "regret_mean"] < regret.loc["baseline", "regret_mean"]
    assert (regret["regret_p90"] >= 0).all() and (regret["gain"]["baseline"] == 0.0)
    free = futures.net(0.0)
    assert free == pytest.approx(-futures.gains("cost_per_resident_week"))


def test_the_document_can_be_written_opened_and_verified(futures: Any) -> None:
    json.dumps(futures.to_json(), allow_nan=False)
    assert open_result(futures.folder).to_json() == futures.to_json()
    assert verify(futures.folder, sample=6).ok
    page = write_robust_report(futures).read_text(encoding="utf-8")
    assert "Where the answer turns" in page and "All four remedies" in page


def fake(count: int, best: Any) -> Any:
    """A result whose gains are known: which arm leads is a function of the parameters."""
    made = RobustResult.__new__(RobustResult)
    made.arms, made.futures = ("base", "one", "other"), count
    made.points = FuturePoints([small("baseline")] * 3, count, 1)
    lead = best(drawn_futures(count, 1))
    gains = np.stack([np.zeros(count), 1.0 + lead, np.ones(count)], axis=1)
    made.gains = lambda outcome: gains
    return made


def test_what_decides_between_two_arms_is_found_with_where_it_turns() -> None:
    known = uncertain_parameters()[40]
    middle = (known.low + known.high) / 2
    result = fake(256, lambda values: values[:, 40] - middle)
    first = result.thresholds().iloc[0]
    assert first["name"] == known.name
    assert first["turns_at"] == pytest.approx(middle)
    assert abs(first["rank_correlation"]) > result.told_from
    assert abs(result.thresholds()["rank_correlation"].iloc[1]) < result.told_from
    leaves = result.discovery()
    assert sum(leaf["share_of_futures"] for leaf in leaves) == pytest.approx(1.0)
    assert {leaf["best"] for leaf in leaves} == {"one", "other"}
    assert all(known.name in leaf["when"][0] and leaf["holds_in"] > 0.95 for leaf in leaves)


def test_chance_gives_hardly_a_rule_and_no_threshold() -> None:
    told, thresholds = 0, 0
    for seed in range(6):
        luck = np.random.Generator(np.random.Philox(seed)).normal(size=128)
        result = fake(128, lambda values, luck=luck: luck)
        told += bool(result.discovery())
        links = result.thresholds()["rank_correlation"].abs()
        thresholds += bool((links >= result.told_from).any())
    assert told <= 1
    assert thresholds <= 2  # several hundred links are looked at in each


def test_a_package_is_its_parts_together_and_contradictions_make_none() -> None:
    base = small("baseline")
    parts = [small("more_hours"), small("better_leadership")]
    made = together(base, parts)
    assert made is not None
    assert made.name == "more_hours + better_leadership"
    for part in parts:
        for name, value in part.settings.items():
            if value != base.settings[name]:
                assert made.settings[name] == value, name
    other = load_scenario(
        SCENARIOS / "baseline.toml", (*SHORT, "leadership.leadership_01=0.2"), replicates=4
    )
    assert together(base, [parts[1], other]) is None


@pytest.fixture(scope="module")
def files() -> list[str]:
    names = ("baseline", "flexible_rota", "more_hours", "better_leadership")
    return [str(SCENARIOS / f"{name}.toml") for name in names]


def budgeted(files: list[str], out: Path, *more: str) -> tuple[int, Any]:
    sets = [word for one in SHORT for word in ("--set", one)]
    words = ["compare", *files, *sets, "--replicates", "4", "--out", str(out), "--json"]
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        code = main([*words, "--no-report", *more])
    return code, json.loads(told.getvalue()) if told.getvalue() else None


def test_packages_keep_to_the_budget_in_one_folder_that_can_be_gone_on_with(
    files: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "r"
    code, document = budgeted(files, out, "--budget", "30")
    assert code == 0
    rows = document["packages"]
    names = [row["package"] for row in rows]
    assert {"flexible_rota", "more_hours", "better_leadership"} < {*names}
    assert any(" + " in name for name in names)
    within = [row["within_budget"] for row in rows]
    assert within == sorted(within, reverse=True)
    inside = [row["gain"] for row in rows if row["within_budget"]]
    assert inside == sorted(inside, reverse=True)
    assert all(row["cost"] <= 30.0 for row in rows if row["within_budget"])
    assert budgeted(files, out, "--budget", "30", "--resume") == (code, document)
    assert verify(out, sample=1).ok
    code, grown = budgeted(files, out, "--budget", "30", "--expand", "--replicates", "6")
    assert code == 0
    assert [row["package"] for row in grown["packages"]] != [] and open_result(out).replicates == 6
    assert {row["package"] for row in grown["packages"]} == {*names}


def test_where_the_budget_buys_no_package_the_alternatives_are_told(
    files: list[str], tmp_path: Path
) -> None:
    code, document = budgeted(files[:3], tmp_path / "r", "--budget", "0.01")
    assert code == 0
    assert {row["package"] for row in document["packages"]} == {"flexible_rota", "more_hours"}
    assert not any(row["within_budget"] for row in document["packages"] if row["cost"] > 0.01)


def test_what_cannot_be_part_of_a_package_is_refused_before_anything_is_simulated(
    files: list[str], tmp_path: Path
) -> None:
    family = str(SCENARIOS / "family.toml")
    assert budgeted([*files, family], tmp_path / "a", "--budget", "30") == (2, None)
    assert budgeted([*files, files[1]], tmp_path / "b", "--budget", "30") == (2, None)
    assert list(tmp_path.iterdir()) == []


def test_candidates_are_the_sums_that_promise_most() -> None:
    base = small("baseline")
    others = [small(name) for name in ("flexible_rota", "more_hours", "better_leadership")]
    alone = compare(base, others, workers=2)
    paid = alone.differences("more_hours").set_index("outcome")
    budget = 0.7 * float(paid.loc["cost_per_resident_week", "mean"])
    found = [package.name for package in candidates(base, others, alone, budget)]
    assert found == ["flexible_rota + better_leadership"]
    assert len(candidates(base, others, alone, 1e6)) == 4
