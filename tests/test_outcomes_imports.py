"""Code that computes outcomes reads only what happened: it can see no setting."""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from outcomes_fakes import Record, random_record

import carehome_sim.outcomes as room
from carehome_sim.outcomes import home_row, row_columns, series_columns, week_rows

SOURCES = sorted(Path(room.__file__).parent.rglob("*.py"))
SETTINGS = {"parameters", "default_values", "Parameter"}
LONGEST_FILE = 250


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every (module, name) a source imports, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, ""
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.module or "", alias.name


def only_for_types(tree: ast.Module) -> ast.Module:
    """The module without what stands under ``if TYPE_CHECKING``."""
    body = [
        node
        for node in tree.body
        if not (
            isinstance(node, ast.If)
            and isinstance(node.test, ast.Name)
            and node.test.id == "TYPE_CHECKING"
        )
    ]
    return ast.Module(body=body, type_ignores=[])


@pytest.mark.unit
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_outcome_code_imports_a_setting(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for module, name in imported(tree):
        assert not module.startswith("carehome_sim.scenario"), module
        assert not module.startswith("carehome_sim.study"), module
        assert not (module.startswith("carehome_sim.evidence") and name != "outcomes"), name
        assert name not in SETTINGS
    for module, _ in imported(only_for_types(tree)):
        assert not module.startswith("carehome_sim.home"), "only for types"
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Attribute) and node.attr in ("params", "settings"))


@pytest.mark.unit
def test_at_run_time_outcomes_bring_in_neither_the_home_nor_a_scenario() -> None:
    code = (
        "import sys, carehome_sim.outcomes as o; o.row_columns();"
        "print([m for m in sys.modules if m.startswith(('carehome_sim.home',"
        "'carehome_sim.scenario', 'carehome_sim.study', 'numba'))])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.unit
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.contract
def test_columns_are_fixed_unique_and_float() -> None:
    assert len(set(row_columns())) == len(row_columns())
    assert len(set(series_columns())) == len(series_columns())
    record = random_record(seed=1, people=40, readings=500, weeks=52, part_days=1)
    assert all(type(value) is float for value in home_row(record).values())
    assert week_rows(record).dtype == np.float64


@pytest.mark.contract
def test_hand_made_records_have_the_fields_of_real_ones() -> None:
    from carehome_sim.home.engine import HomeRun

    names = [field.name for field in dataclasses.fields(HomeRun)]
    assert [field.name for field in dataclasses.fields(Record)] == names
