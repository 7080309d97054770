"""Three ways to the same home: the compiled loop, Mesa's agents, and plain Python."""

from __future__ import annotations

import ast
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import home_worlds as worlds
import numpy as np
import pytest

from carehome_sim.home import day as loop
from carehome_sim.home import engine, mesa_model
from carehome_sim.home.arm import arm_of, room_for
from carehome_sim.home.engine import live_by_mesa, new_home, simulate_home, warmed_up
from carehome_sim.home.state import Home
from carehome_sim.scenario import Phase

pytestmark = pytest.mark.equality

DAYS = 30
CASES = {
    "baseline": ("baseline", 0, {}),
    "baseline, another seed": ("baseline", (1 << 63) + 11, {}),
    "all remedies": ("all_remedies", 1, {}),
    "co-operative": ("co_operative", 2, {}),
    "institution, weakest link": ("institution", 3, {"manner__form": 1.0}),
}
SMALL = {"home__beds": 10.0}
HERE = Path(__file__).parent

PLAIN = """
import pickle, sys
sys.path.insert(0, sys.argv[1])
from test_home_drivers import CASES, as_bytes, lived
with open(sys.argv[2], "wb") as out:
    pickle.dump({case: as_bytes(lived(case)) for case in CASES}, out)
"""


def as_bytes(home: Home) -> dict[str, bytes]:
    """Every column of every state array, bit for bit."""
    return {
        name: column.tobytes()
        for array, value in home._asdict().items()
        for name, column, _ in worlds.columns(array, np.asarray(value), np.asarray(value))
    }


def fresh(case: str) -> Home:
    name, seed, settings = CASES[case]
    return new_home(worlds.arm_of_file(name, DAYS, **SMALL, **settings), seed=seed, home=4)


def lived(case: str) -> Home:
    """A home after thirty days in the loop (compiled, or plain Python where that is off)."""
    home = fresh(case)
    loop.advance(home, DAYS * 24)
    return home


@pytest.mark.parametrize("case", CASES)
def test_agents_and_loop_give_every_state_to_the_last_bit(case):
    by_agents = fresh(case)
    live_by_mesa(by_agents, DAYS * 24)
    assert worlds.differing(lived(case), by_agents) == []


def test_with_the_compiler_off_every_state_is_the_same_to_the_last_bit(tmp_path):
    stored = tmp_path / "plain.pickle"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    subprocess.run(
        [sys.executable, "-c", PLAIN, str(HERE), str(stored)], env=environment, check=True
    )
    plain = pickle.loads(stored.read_bytes())
    for case in CASES:
        compiled = as_bytes(lived(case))
        assert compiled.keys() == plain[case].keys()
        assert [name for name in compiled if compiled[name] != plain[case][name]] == []


def test_the_three_homes_are_not_the_same_home():
    ends = [lived(case) for case in CASES]
    assert worlds.differing(ends[0], ends[1])
    assert worlds.differing(ends[0], ends[2])


def test_a_home_is_the_same_alone_and_after_others():
    arm = worlds.arm(DAYS, **SMALL)
    alone = simulate_home(arm, seed=5, home=3)
    for number in range(3):
        simulate_home(arm, seed=5, home=number)
    again = simulate_home(arm, seed=5, home=3)
    assert alone.weeks.tobytes() == again.weeks.tobytes()
    assert alone.stays.tobytes() == again.stays.tobytes()


# ---- Mesa is no puppet of the loop


def test_mesa_runs_with_the_loop_and_its_stages_taken_away(monkeypatch):
    arm = worlds.arm(14, **SMALL)
    expected = simulate_home(arm, seed=2, home=0, driver="mesa")

    def gone(*_):
        raise AssertionError("the batch loop was called")

    stages = [name for name in vars(loop) if name == "advance" or name.startswith("stage_")]
    assert len(stages) >= 6
    for name in stages:
        monkeypatch.setattr(loop, name, gone)
    monkeypatch.setattr(engine, "advance", gone)
    found = simulate_home(arm, seed=2, home=0, driver="mesa")
    assert found.weeks.tobytes() == expected.weeks.tobytes()


def test_the_mesa_model_does_not_import_the_loop():
    tree = ast.parse(Path(mesa_model.__file__).read_text(encoding="utf-8"))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not any(module and module.endswith(".day") for module in modules)


@pytest.mark.parametrize(
    ("agent", "action"),
    [
        ("Resident", "live"),
        ("Resident", "sleep"),
        ("Staff", "come_on_duty"),
        ("Staff", "act"),
        ("Staff", "end_week"),
        ("Manager", "plan_week"),
        ("Manager", "end_day"),
    ],
)
def test_one_agent_that_does_not_act_changes_the_home(monkeypatch, agent, action):
    days = 120
    arm = worlds.arm(days, **SMALL)
    whole = new_home(arm, seed=9, home=0)
    live_by_mesa(whole, days * 24)
    kind = getattr(mesa_model, agent)
    acts = getattr(kind, action)
    idle_one = 2

    def unless_idle(self, *given):
        mine = getattr(self, "place", getattr(self, "worker", idle_one))
        if mine != idle_one:
            return acts(self, *given)
        if action == "act":  # keeps the line moving: looks again when the hour is out
            home = self.model.home
            home.duty["free_min"][0] = home.house["minute"][0] + 60.0
        return None

    monkeypatch.setattr(kind, action, unless_idle)
    lacking = new_home(arm, seed=9, home=0)
    live_by_mesa(lacking, days * 24)
    assert worlds.differing(whole, lacking)


def test_the_model_of_a_scenario_stands_where_the_engine_does_after_warming_up():
    from carehome_sim.scenario import load_scenario

    sets = ["home.beds=8", "run.warmup_days=28", "run.measured_days=14"]
    scenario = load_scenario(worlds.SCENARIOS / "baseline.toml", sets=sets)
    model = mesa_model.CareHomeModel(scenario, seed=3, home=1)
    assert int(model.home.house["day"][0]) == 28
    for _ in range(14 * 24):
        model.step()
    run = simulate_home(arm_of(scenario), seed=3, home=1)
    assert np.asarray(model.home.weeks).tobytes() == run.weeks.tobytes()
    assert len(model.agents) > 8


def test_arms_that_share_a_base_share_the_warm_up_to_the_last_bit():
    """An arm that will ask for more posts later meets nobody else's luck before."""
    base = worlds.arm(14, 56, home__beds=10, staffing__agency_ceiling_share=1.0)
    more = {**base.before, "staffing.care_hours_per_resident_day": 5.0}
    later = replace(base, phases=(Phase(0, more),))
    one, other = (simulate_home(arm, seed=6, home=0) for arm in (base, later))
    assert one.weeks["hours_agency"][: one.first_week].sum() > 0
    assert one.weeks[: one.first_week].tobytes() == other.weeks[: other.first_week].tobytes()
    assert one.weeks["hours_worked"][one.first_week] < other.weeks["hours_worked"][-2]


def test_an_arm_goes_on_from_a_shared_warm_up_to_the_last_bit():
    """Two arms that branch from one warmed-up home live as if each had been warmed up alone."""
    base = worlds.arm(28, 28, home__beds=10)
    more = {**base.before, "staffing.care_hours_per_resident_day": 5.0}
    arms = [base, replace(base, phases=(Phase(0, more),))]
    arms = [replace(arm, room=room_for(arms)) for arm in arms]
    warm = warmed_up(arms[0], seed=6, home=0)
    before = Home(*(array.copy() for array in warm))
    records = []
    for arm in (arms[1], arms[0], arms[1]):
        branch = simulate_home(arm, seed=6, home=0, warm=warm)
        alone = simulate_home(arm, seed=6, home=0)
        for name in ("weeks", "stays", "readings", "hours"):
            assert getattr(branch, name).tobytes() == getattr(alone, name).tobytes(), name
        records.append(branch.weeks.tobytes())
    assert records[0] == records[2] != records[1]
    assert worlds.differing(before, warm) == []
