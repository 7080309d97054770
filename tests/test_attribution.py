"""Shares of a difference: known values, exact sums, the same homes as a comparison."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import study_fakes as fakes

from carehome_sim.errors import InputError
from carehome_sim.scenario import load_scenario, with_settings
from carehome_sim.study import attribute, compare, open_result, verify
from carehome_sim.study.attribution import (
    MOST_EXACT,
    changes_between,
    interactions,
    sets_for,
    shapley,
)

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def values(changes: int, of: Any) -> tuple[dict[frozenset[int], Any], list[list[int]]]:
    sets, orders = sets_for(changes)
    return {made: np.array([float(of(made))]) for made in sets}, orders


@pytest.mark.unit
def test_shapley_values_of_a_known_game() -> None:
    """Gloves: one left and two rights make one pair (Shapley values 4/6, 1/6, 1/6)."""
    pairs, orders = values(3, lambda made: 0 in made and bool(made & {1, 2}))
    assert orders == []
    assert shapley(pairs, orders)[:, 0] == pytest.approx([4 / 6, 1 / 6, 1 / 6])
    assert {pair: float(found[0]) for pair, found in interactions(pairs).items()} == pytest.approx(
        {(0, 1): 0.5, (0, 2): 0.5, (1, 2): -0.5}
    )


@pytest.mark.property
@pytest.mark.parametrize("changes", [1, 4, MOST_EXACT, MOST_EXACT + 3])
def test_shares_add_up_and_changes_that_do_nothing_have_none(changes: int) -> None:
    weights = np.arange(changes, dtype=float)
    additive, orders = values(changes, lambda made: weights[list(made)].sum() + 5.0)
    assert bool(orders) == (changes > MOST_EXACT)
    shares = shapley(additive, orders)[:, 0]
    assert shares == pytest.approx(weights)
    squared, orders = values(changes, lambda made: weights[list(made)].sum() ** 2)
    shares = shapley(squared, orders)[:, 0]
    assert shares.sum() == pytest.approx(weights.sum() ** 2)
    assert shares[0] == 0.0


def small(name: str, sets: tuple[str, ...] = ()) -> Any:
    short = ("home.beds=12", "run.warmup_days=28", "run.measured_days=84", *sets)
    return load_scenario(SCENARIOS / f"{name}.toml", short, replicates=4, seed=3)


@pytest.mark.contract
def test_the_whole_is_the_comparison_to_the_last_bit_and_shares_add_up_to_it(
    tmp_path: Path,
) -> None:
    base, other = small("baseline"), small("all_remedies")
    assert changes_between(base, other) == [
        "staffing.care_hours_per_resident_day",
        "staffing.rota_flexibility_01",
        "leadership.leadership_01",
        "regulation.regulatory_risk_01",
    ]
    result = attribute(base, other, out=tmp_path / "split", workers=2)
    compared = compare(base, [other], workers=2).differences("all_remedies").set_index("outcome")
    for outcome in ("personalisation_index", "cost_per_resident_week"):
        assert result.difference(outcome).mean == compared.loc[outcome, "mean"]
        assert result.shares(outcome)["mean"].sum() == pytest.approx(
            compared.loc[outcome, "mean"], abs=1e-9
        )
    assert len(result.interactions("personalisation_index")) == 6
    assert open_result(tmp_path / "split").to_json() == result.to_json()
    json.dumps(result.to_json(), allow_nan=False)
    assert verify(tmp_path / "split", sample=8).ok


@pytest.mark.contract
def test_a_split_grows_by_a_change_computing_nothing_again(tmp_path: Path) -> None:
    base, other = small("baseline"), small("all_remedies")
    first, *rest = changes_between(base, other)
    fewer = with_settings(base, {name: other.settings[name] for name in rest})
    attribute(base, fewer, out=tmp_path / "split")
    grown = attribute(base, other, out=tmp_path / "split", grow=True)
    assert (grown.reused_units, grown.manifest["units"]["total"]) == (8 * 4, 16 * 4)
    assert grown.changes == [first, *rest]
    assert grown.to_json()["outcomes"] == attribute(base, other).to_json()["outcomes"]


@pytest.mark.contract
def test_an_approach_is_a_change_of_its_own(tmp_path: Path) -> None:
    base = (SCENARIOS / "baseline.toml").as_posix()
    path = tmp_path / "two.toml"
    path.write_text(
        f'title = "Two"\nextends = "{base}"\n[leadership]\nleadership_01 = 0.8\n'
        '[[interventions]]\nuse = "supervision"\n',
        encoding="utf-8",
    )
    short = ("home.beds=12", "run.warmup_days=28", "run.measured_days=28")
    other = load_scenario(path, short, replicates=2)
    assert changes_between(small("baseline"), other) == ["leadership.leadership_01", "supervision"]
    result = attribute(load_scenario(base, short, replicates=2), other)
    assert result.changes == ["leadership.leadership_01", "supervision"]
    assert result.difference("cost_per_resident_week").mean != 0.0


@pytest.mark.contract
def test_what_cannot_be_split_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    base = load_scenario(SCENARIOS / "baseline.toml")
    with pytest.raises(InputError, match="model of care"):
        attribute(base, load_scenario(SCENARIOS / "family.toml"))
    with pytest.raises(InputError, match="changes nothing"):
        attribute(base, base)
    fakes.install(monkeypatch)
    with pytest.raises(InputError, match="measured_days"):
        attribute(fakes.scenario(), fakes.scenario(measured_days=35))
