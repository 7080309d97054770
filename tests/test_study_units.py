"""Units of work: whole, portable, and known by what decides them."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest
import study_fakes as fakes

from carehome_sim.scenario import Phase
from carehome_sim.study.chunks import Chunk, chunked, live, units_per_chunk
from carehome_sim.study.plan import Plan, plain, plan_of
from carehome_sim.study.units import unit_key

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _fake_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch)


def _plan(**given: Any) -> Plan:
    return plan_of("run", [fakes.scenario(**given)], None)


def _chunks(plan: Plan, homes: int = 7) -> list[Chunk]:
    units = list(plan.points.order(0, homes))
    return list(chunked(plan.points, units, seed=plan.seed, driver="engine", workers=1))


def _key(**given: Any) -> bytes:
    plan = _plan(**given)
    return unit_key(plan.points.identity(0), plan.seed, 0, plan.inputs["program"])


def test_chunks_cover_every_home_once() -> None:
    covered = [unit.home for chunk in _chunks(_plan()) for unit in chunk.units]
    assert covered == list(range(7))


def test_no_chunk_goes_across_two_arms() -> None:
    plan = plan_of("compare", [fakes.scenario("a"), fakes.scenario("b")], None)
    chunks = _chunks(plan)
    assert all(len({unit.point for unit in chunk.units}) == 1 for chunk in chunks)
    assert sorted(unit for chunk in chunks for unit in chunk.units) == sorted(
        (point, home) for point in range(2) for home in range(7)
    )


def test_a_chunk_can_be_sent_elsewhere_and_gives_the_same_bits() -> None:
    for chunk in _chunks(_plan()):
        sent, here = live(pickle.loads(pickle.dumps(chunk))), live(chunk)
        assert sent.units == here.units == chunk.units
        assert sent.rows.tobytes() == here.rows.tobytes()
        assert sent.series.tobytes() == here.series.tobytes()


@pytest.mark.parametrize(
    "change", [{"seed": 2}, {"leadership": 0.6}, {"measured_days": 35}, {"warmup_days": 21}]
)
def test_identity_is_what_decides_the_figures(change: dict[str, Any]) -> None:
    assert _key(**change) != _key()
    assert _key(name="another") == _key()


def test_a_larger_home_makes_a_smaller_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carehome_sim.study.chunks.MOST_UNITS", 1000)
    few, many = (_plan(measured_days=days, replicates=1000).points for days in (28, 1000))
    sizes = [
        units_per_chunk(points, list(points.order(0, 1000)), driver="engine", workers=1)
        for points in (few, many)
    ]
    assert sizes[0] > sizes[1] >= 1
    assert units_per_chunk(few, list(few.order(0, 9)), driver="mesa", workers=1) == 1


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
        "phase": {"start_day": 7, "settings": {"x": 1.0}, "plain": None, "steps": []},
        "flag": True,
    }
