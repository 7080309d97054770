"""The compiler's cache: an edited rule changes the result, a second start compiles nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import carehome_sim
from carehome_sim.home import needs_compiling, warm_up_compiler
from carehome_sim.home.compiled import cache_folder

PACKAGE = Path(carehome_sim.__file__).parent
LIVE = """
from carehome_sim.evidence import default_values
from carehome_sim.home import Arm
from carehome_sim.home.engine import new_home
from carehome_sim.scenario import Phase
settings = {**default_values(), "home.beds": 8.0}
home = new_home(Arm("a", settings, (Phase(0, settings),), 0, 28), seed=1, home=0)
print(home.residents["wanted_contact_min"].sum())
"""
A_MONTH = """
from carehome_sim.evidence import default_values
from carehome_sim.home import Arm, simulate_home
from carehome_sim.scenario import Phase
settings = {**default_values(), "home.beds": 8.0}
simulate_home(Arm("a", settings, (Phase(0, settings),), 0, 28), seed=1, home=0)
"""
RULE = "return mean * math.exp("
EDITED = "return 2.0 * mean * math.exp("


def lived(package_root: Path, program: str = LIVE) -> str:
    """What a new process says of a home of the package in a folder."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(package_root), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.unit
def test_an_edited_rule_changes_the_result(tmp_path):
    copy = tmp_path / "carehome_sim"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    before = lived(tmp_path)  # the same sources: the machine code that is there
    rules = copy / "home" / "rules" / "people.py"
    text = rules.read_text(encoding="utf-8")
    assert RULE in text
    rules.write_text(text.replace(RULE, EDITED), encoding="utf-8")
    assert float(lived(tmp_path)) == pytest.approx(2.0 * float(before))


@pytest.mark.contract
def test_a_later_start_compiles_nothing():
    warm_up_compiler()
    assert not needs_compiling()
    machine_code = {path: path.stat().st_mtime_ns for path in cache_folder().rglob("*.nbc")}
    assert machine_code
    lived(PACKAGE.parent, A_MONTH)
    after = {path: path.stat().st_mtime_ns for path in cache_folder().rglob("*.nbc")}
    assert after == machine_code
