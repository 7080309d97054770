"""The stage that benchmarks compare is one stage: rules, Mesa objects and C come to the same."""

from __future__ import annotations

import shutil
from types import ModuleType

import numpy as np
import pytest
from scripts import ROOT, loaded

pytestmark = pytest.mark.equality
# Without a compiler there is no case, which pytest reports as skipped (and CI as failed).
COMPILERS = [name for name in ("gcc", "cc") if shutil.which(name)][:1]
MORNINGS = 12


@pytest.fixture(scope="module")
def stage() -> ModuleType:
    made = loaded("benchmarks/morning_care.py")
    made.check_registry()
    return made


def test_mesa_objects_come_to_what_the_rules_come_to(stage: ModuleType) -> None:
    luck = stage.luck_of(MORNINGS)
    rules = stage.by_rules(luck)
    np.testing.assert_allclose(stage.by_objects(luck), rules, rtol=1e-9)
    norm, acts, centred, offered, minutes = rules
    assert 0.0 < norm < 1.0 and 300 < acts <= MORNINGS * stage.RESIDENTS
    assert 0 < centred < acts and 0 < offered < acts and minutes > 5 * acts


@pytest.mark.parametrize("compiler", COMPILERS)
def test_c_comes_to_what_the_rules_come_to(stage: ModuleType, compiler: str) -> None:
    luck = stage.luck_of(MORNINGS)
    in_c = stage.in_c(ROOT / "benchmarks" / "morning_care.c")
    np.testing.assert_allclose(in_c(luck), stage.by_rules(luck), rtol=1e-9)
