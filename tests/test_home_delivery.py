"""Each approach is delivered by itself: when it starts, by whom, and what is left when it ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import home_worlds as worlds
import numpy as np
import pytest

from carehome_sim.home import codes
from carehome_sim.home.acts.change import champions_of
from carehome_sim.home.arm import Arm, arm_of
from carehome_sim.home.compiled import entry
from carehome_sim.home.day import advance
from carehome_sim.home.engine import Home, new_home, simulate_home
from carehome_sim.scenario import load_scenario

pytestmark = pytest.mark.direction


@entry
def counted(home: Home) -> int:
    return champions_of(home)


def arm_with(folder: Path, *uses: dict[str, Any], days: int = 364, **settings: float) -> Arm:
    """A home without a warm-up, with a manager who stays, that uses some approaches."""
    path = folder / "home.toml"
    lines = [f"[run]\nmeasured_days = {days}\n"]
    for given in uses:
        lines.append("[[interventions]]")
        lines += [f"{key} = {value!r}".replace("'", '"') for key, value in given.items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    settings = {"leadership__in_post_share": 1.0} | settings
    sets = [f"{name.replace('__', '.')}={value}" for name, value in settings.items()]
    return replace(arm_of(load_scenario(path, sets)), warmup_days=0)


def lived(arm: Arm, days: int, home: int = 0) -> Home:
    made = new_home(arm, seed=5, home=home)
    advance(made, days * codes.HOURS_PER_DAY)
    return made


def delivered(home: Home) -> list[float]:
    """How far each approach is delivered, that of the model of care first."""
    return [float(value) for value in home.approaches["delivered_01"]]


def test_an_approach_that_starts_later_starts_from_nothing(tmp_path):
    arm = arm_with(tmp_path, {"use": "care_planning"}, {"use": "flat_hierarchy", "start_day": 210})
    before, after = lived(arm, 209), lived(arm, 218)
    assert delivered(before)[1] > 0.5
    assert delivered(before)[2] == 0.0
    assert delivered(after)[2] < 0.25
    assert after.params["plan_quality_01"][0] > 0.8


def test_an_approach_that_ended_fades_while_another_is_supported(tmp_path):
    arm = arm_with(tmp_path, {"use": "care_planning", "end_day": 182}, {"use": "flat_hierarchy"})
    at_end, later = lived(arm, 182), lived(arm, 350)
    assert delivered(at_end)[1] > 0.5
    assert delivered(later)[1] < 0.6 * delivered(at_end)[1]
    assert delivered(later)[2] >= delivered(at_end)[2] - 0.1


def test_what_champions_deliver_needs_champions(tmp_path):
    """Without anybody named, a manager's hours do not stand in for them."""
    with_them = arm_with(tmp_path, {"use": "household_participation"})
    nobody = arm_with(
        tmp_path, {"use": "household_participation"}, change__champion_named_share=0.03
    )
    phases = tuple(
        replace(
            phase,
            settings={**phase.settings, "change.champions": 0.0},
            plain={**phase.plain, "change.champions": 0.0},
            steps=tuple(
                replace(step, settings={**step.settings, "change.champions": 0.0})
                for step in phase.steps
            ),
        )
        for phase in nobody.phases
    )
    none = replace(nobody, phases=phases)
    assert delivered(lived(with_them, 182))[1] > 0.3
    assert delivered(lived(none, 182))[1] == 0.0


def test_champions_go_back_to_care_when_an_approach_ends(tmp_path):
    arm = arm_with(tmp_path, {"use": "household_participation", "end_day": 182})
    assert int(counted(lived(arm, 181))) == 1
    assert int(counted(lived(arm, 203))) == 0


def test_an_expert_brings_hours_along(tmp_path):
    """In a home whose manager has few hours left, what an expert brings gets further."""
    found = []
    for share in (0.1, 0.8):
        arm = arm_with(
            tmp_path,
            {"use": "leadership_development"},
            change__expert_brings_share=share,
            change__change_manager_share=0.1,
            leadership__floor_h_per_week=0.0,
        )
        found.append(np.mean([delivered(lived(arm, 182, home))[1] for home in range(3)]))
    assert found[1] > found[0] + 0.02


def test_sessions_ordered_without_any_approach_are_held():
    arm = worlds.arm(182, training__sessions_per_worker_month=1.0, training__backfill_01=1.0)
    weeks = simulate_home(arm, seed=5, home=0).weeks
    assert weeks["sessions_planned"].sum() > 50
    assert weeks["sessions_attended"].sum() > 0.95 * weeks["sessions_planned"].sum()
