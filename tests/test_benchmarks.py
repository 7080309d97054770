"""The stage that benchmarks compare is one stage: rules, Mesa objects and C come to the same."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

pytestmark = pytest.mark.equality
FOLDER = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture(scope="module")
def stage() -> ModuleType:
    about = importlib.util.spec_from_file_location("morning_care", FOLDER / "morning_care.py")
    assert about and about.loader
    made = importlib.util.module_from_spec(about)
    sys.modules["morning_care"] = made
    about.loader.exec_module(made)
    return made


def test_mesa_objects_and_c_come_to_what_the_rules_come_to(stage: ModuleType) -> None:
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed")
    stage.check_registry()
    luck = stage.luck_of(12)
    rules = stage.by_rules(luck)
    np.testing.assert_allclose(stage.by_objects(luck), rules, rtol=1e-9)
    np.testing.assert_allclose(stage.in_c(FOLDER / "morning_care.c")(luck), rules, rtol=1e-9)
    norm, acts, centred, offered, minutes = rules
    assert 0.0 < norm < 1.0 and 300 < acts <= 12 * stage.RESIDENTS
    assert 0 < centred < acts and 0 < offered < acts and minutes > 5 * acts
