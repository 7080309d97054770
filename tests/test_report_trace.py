"""Every figure of a report is traced to rows of the store: rebuilt here from ``runs`` alone."""

from __future__ import annotations

import re
from pathlib import Path

import home_worlds as worlds
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import carehome_sim as ch
from carehome_sim.evidence import outcomes
from carehome_sim.report import write_report
from carehome_sim.report.facts import COST, INDEX, gather
from carehome_sim.report.readings import PRACTICE, readings_sentence, readings_table
from carehome_sim.report.tables import EFFECTS
from carehome_sim.report.words import number, scale_of

pytestmark = pytest.mark.contract

SMALL = ["home.beds=12", "run.measured_days=56", "run.warmup_days=28"]
ARMS = ("flexible_rota", "more_hours")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, pd.DataFrame, Path]:
    """The page of a real comparison, its rows read back from the folder, and the folder."""
    folder = tmp_path_factory.mktemp("trace") / "result"
    base, *others = (
        ch.load_scenario(worlds.SCENARIOS / f"{name}.toml", sets=SMALL, replicates=8)
        for name in ("baseline", *ARMS)
    )
    page = write_report(ch.compare(base, others, out=folder))
    runs = pd.read_parquet(folder / "runs.parquet").sort_values("home")
    return page.read_text(encoding="utf-8"), runs, folder


def paired(runs: pd.DataFrame, arm: str, column: str) -> np.ndarray:
    """Home by home, an arm less the baseline, where every arm is defined."""
    table = runs.pivot(index="home", columns="arm", values=column).dropna()
    return (table[arm] - table["baseline"]).to_numpy()


def interval(values: np.ndarray) -> tuple[float, float, float]:
    half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean()), float(values.mean() - half), float(values.mean() + half)


def row_of(page: str, heading: str, arm: str) -> str:
    """The text of one arm's row in the table under a heading."""
    part = page[page.index(heading) :]
    label = {"flexible_rota": "Flexible rota", "more_hours": "More hours"}[arm]
    start = part.index(f'<th scope="row">{label}')
    return re.sub(r"<[^>]+>", " ", part[start : part.index("</tr>", start)])


@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("name", EFFECTS)
def test_effects(told, arm, name):
    page, runs, _ = told
    scale = scale_of(outcomes()[name])
    mean, low, high = interval(scale.factor * paired(runs, arm, name))
    row = row_of(page, 'id="effects"', arm)
    assert number(mean, scale.decimals, sign=True) in row
    assert f"{number(low, scale.decimals)} to {number(high, scale.decimals)}" in row


@pytest.mark.parametrize("arm", ARMS)
def test_costs_and_the_cost_of_a_point(told, arm):
    page, runs, folder = told
    facts = {made.name: made for made in gather(ch.open_result(folder)).arms}[arm]
    cost, effect = paired(runs, arm, COST), paired(runs, arm, INDEX)
    assert facts.difference(COST).mean == pytest.approx(cost.mean(), rel=1e-12)
    per_point = (facts.cost_effectiveness or {})["cost_per_point"]["mean"]
    assert per_point is None or per_point == pytest.approx(cost.mean() / effect.mean(), rel=1e-9)
    for payer in ("council", "self_funder", "provider", "nhs"):
        column = f"cost_{payer}_per_resident_week"
        shown = facts.cost_effectiveness["by_payer"][payer]["mean"]
        assert shown == pytest.approx(paired(runs, arm, column).mean(), abs=1e-9)
    assert f"£{abs(cost.mean()):,.0f}" in page or f"£{abs(cost.mean()):,.2f}" in page


@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("group", ["severity_severe", "worst_fifth", "funder_self"])
def test_subgroups(told, arm, group):
    _, runs, folder = told
    facts = {made.name: made for made in gather(ch.open_result(folder)).arms}[arm]
    columns = [name for name in runs.columns if name == f"{INDEX}__{group}"]
    if not columns:
        columns = [name for name in runs.columns if name.startswith(f"{INDEX}__funder")][:1]
    values = paired(runs, arm, columns[0])
    shown = [made.mean for made in facts.subgroups.values() if made.defined]
    assert any(mean == pytest.approx(values.mean(), abs=1e-9) for mean in shown)


def test_the_headline(told):
    page, runs, _ = told
    best = max(ARMS, key=lambda arm: paired(runs, arm, INDEX).mean())
    mean, low, high = interval(paired(runs, best, INDEX))
    headline = page[page.index('class="headline"') :].split("</p>")[0].replace("&nbsp;", " ")
    assert f"{number(abs(mean), 1)} points" in headline
    assert f"{number(low, 1)} to {number(high, 1)}" in headline
    if low > 0.0:
        gains = paired(runs, best, INDEX)
        better = float(((gains > 0) + 0.5 * (gains == 0)).mean())
        assert f"{100 * better:.0f} %" in headline


def test_two_readings_rank_by_what_was_found(told):
    page, runs, folder = told
    facts = gather(ch.open_result(folder))
    rows = {row["label"]: row for row in readings_table(facts)}
    practice = {
        arm: np.mean(
            [scale_of(outcomes()[n]).factor * paired(runs, arm, n).mean() for n in PRACTICE]
        )
        for arm in ARMS
    }
    policy = {arm: paired(runs, arm, "choice").mean() for arm in ARMS}
    for found, column in ((policy, "policy_rank"), (practice, "practice_rank")):
        first = max(found, key=found.__getitem__)
        label = next(arm.label for arm in facts.arms if arm.name == first)
        assert rows[label][column] == "1"
        assert label in readings_sentence(facts)
    assert readings_sentence(facts) in page
