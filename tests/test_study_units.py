"""Units of work: whole, portable, and known by what decides them."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
import study_fakes as fakes

from carehome_sim.scenario import Phase
from carehome_sim.study.plan import plain, plan_of
from carehome_sim.study.units import Unit, homes_per_unit, run_unit, units_of

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _fake_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch)


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


def test_inputs_are_written_as_plain_data() -> None:
    given = {
        "whole": np.int64(3),
        "real": np.float64(0.5),
        "none": math.nan,
        "names": frozenset({"b", "a"}),
        "phase": Phase(7, {"x": 1.0}),
        "flag": np.True_,
    }
    assert plain(given) == {
        "whole": 3,
        "real": 0.5,
        "none": None,
        "names": ["a", "b"],
        "phase": {"start_day": 7, "settings": {"x": 1.0}, "plain": None, "fading": None},
        "flag": True,
    }
