"""The registries: complete, sourced, in range, used; targets out of reach of the home."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import carehome_sim
from carehome_sim.evidence import default_values, outcomes, parameters, targets
from carehome_sim.scenario.sector import sector_table

PACKAGE = Path(carehome_sim.__file__).parent
HOME = PACKAGE / "home"
GRADES = {"A", "A2", "B", "C", "D"}
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
HEADLINES = (
    "staffing.care_hours_per_resident_day",
    "staffing.rota_flexibility_01",
    "leadership.leadership_01",
    "regulation.regulatory_risk_01",
)

pytestmark = pytest.mark.unit

PARAMETERS = tuple(parameters().values())
OUTCOMES = tuple(outcomes().values())
TARGETS = tuple(targets().values())


def sources(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.rglob("*.py")))


def is_parameter_record(node: ast.expr, names: tuple[str, ...]) -> bool:
    """Whether an expression is a row of parameters: by one of ``names`` or ``….params[…]``."""
    if isinstance(node, ast.Name):
        return node.id in names
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "params"
    return False


@cache
def read_by_the_home() -> frozenset[str]:
    """Every field of a parameter record that the home's sources read."""
    found: set[str] = set()
    for path in sources(HOME):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and is_parameter_record(node.value, ("p",)):
                found.add(node.attr)
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                key = node.slice.value
                if isinstance(key, str) and is_parameter_record(
                    node.value, ("p", "first", "params")
                ):
                    found.add(key)
    return frozenset(found)


def test_there_are_enough_of_them() -> None:
    assert len(PARAMETERS) >= 60
    assert len(OUTCOMES) >= 40
    assert len(TARGETS) >= 12


def test_every_parameter_says_what_it_is_and_where_it_comes_from() -> None:
    for parameter in PARAMETERS:
        assert parameter.meaning.endswith((".", "?")), parameter.name
        assert parameter.unit.strip(), parameter.name
        assert parameter.source.strip(), parameter.name
        assert parameter.grade in GRADES, parameter.name
        assert parameter.role in ("fixed", "lever", "uncertain", "initial"), parameter.name
        assert NAME.fullmatch(parameter.field), parameter.name


def test_every_default_lies_in_its_range_and_has_its_kind() -> None:
    for parameter in PARAMETERS:
        assert math.isfinite(parameter.value), parameter.name
        assert parameter.low <= parameter.value <= parameter.high, parameter.name
        if parameter.kind != "number":
            assert parameter.value == int(parameter.value), parameter.name
        if parameter.kind == "choice":
            assert len(parameter.choices) >= 2, parameter.name
            assert parameter.shown(parameter.value) in parameter.choices
        if parameter.role in ("lever", "uncertain"):
            assert parameter.low < parameter.high, parameter.name


def test_only_roots_and_rules_are_levers() -> None:
    for parameter in PARAMETERS:
        if parameter.role == "lever":
            assert parameter.causal in ("root", "rule"), parameter.name
            levels = ("individual", "relationship", "organisation", "society")
            assert parameter.level in levels, parameter.name
            assert parameter.origin in ("endogenous", "exogenous"), parameter.name


def test_every_parameter_is_read_by_the_home_or_moves_one_that_is() -> None:
    headlines = {made.follows.headline for made in PARAMETERS if made.follows}
    read = read_by_the_home()
    idle = [made.name for made in PARAMETERS if made.field not in read]
    spreads = {
        str(entry).removeprefix("-")
        for row in sector_table().values()
        for entry in (row.sd, *row.leans.values())
    }
    assert [name for name in idle if name not in headlines | spreads] == []


def test_the_home_reads_no_parameter_that_is_not_declared() -> None:
    fields = {parameter.field for parameter in PARAMETERS}
    assert read_by_the_home() <= fields


def test_what_follows_a_headline_agrees_with_it_at_the_defaults() -> None:
    for parameter in PARAMETERS:
        rule = parameter.follows
        if rule is None:
            continue
        headline = parameters()[rule.headline]
        value = rule.at_zero + (rule.at_one - rule.at_zero) * headline.value
        assert value == pytest.approx(parameter.value, abs=1e-9), parameter.name
        assert headline.follows is None, parameter.name
        for end in (rule.at_zero, rule.at_one):
            assert parameter.low - 1e-9 <= end <= parameter.high + 1e-9, parameter.name


def test_headline_settings_are_levers() -> None:
    assert [parameters()[name].role for name in HEADLINES] == ["lever"] * len(HEADLINES)


def test_fields_are_unique_and_defaults_complete() -> None:
    fields = [parameter.field for parameter in PARAMETERS]
    assert len(set(fields)) == len(fields)
    assert list(default_values()) == list(parameters())


def test_every_outcome_says_what_it_is() -> None:
    for made in OUTCOMES:
        assert made.definition.endswith("."), made.name
        assert made.title and made.denominator and made.unit and made.group, made.name
        assert made.better in ("higher", "lower", "neither"), made.name
        assert isinstance(made.additive, bool), made.name
        assert 0 <= made.decimals <= 4, made.name
        assert NAME.fullmatch(made.name), made.name


def test_every_target_is_a_band_for_an_outcome_in_its_unit() -> None:
    for made in TARGETS:
        assert made.outcome in outcomes(), made.name
        assert made.unit == outcomes()[made.outcome].unit, made.name
        assert made.low < made.high, made.name
        assert made.grade in GRADES, made.name
        assert made.meaning.endswith("."), made.name
        assert made.source, made.name


def test_the_figures_a_baseline_is_held_to_are_there() -> None:
    band = {target.outcome: (target.low, target.high) for target in targets().values()}
    assert band["choice_offered_share"] == (0.10, 0.33)
    assert band["social_min_per_6h"] == (1.0, 6.0)
    assert band["engaged_time_share"] == (0.17, 0.55)
    assert band["staff_turnover_per_year"] == (0.14, 0.38)
    assert band["staff_cost_share"] == (0.55, 0.62)
    assert band["scrqol"] == (0.70, 0.85)


@pytest.mark.parametrize("room", ["home", "scenario", "outcomes"])
def test_no_target_can_be_read_where_homes_are_made_run_or_read(room: str) -> None:
    folder = PACKAGE / room
    assert folder.is_dir()
    for path in sources(folder):
        text = path.read_text(encoding="utf-8")
        assert "targets.toml" not in text, path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("carehome_sim"):
                names = {alias.name for alias in node.names}
                assert not names & {"targets", "Target", "registry", "evidence"}, path.name
            elif isinstance(node, ast.Import):
                assert not any("evidence" in alias.name for alias in node.names), path.name
            elif isinstance(node, ast.Attribute):
                assert node.attr != "targets", path.name


def test_what_is_calibrated_against_is_not_set() -> None:
    fields = {parameter.field for parameter in PARAMETERS}
    assert not fields & {target.outcome for target in TARGETS}
