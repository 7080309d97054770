"""A home that lives in no time: stands in for the engine where the study room is tested.

Its figures depend on seed, home number and two settings, and on nothing else, like those of a
real home. Home 3 of every seven has nobody with dementia: its agitation is undefined.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from carehome_sim.evidence import default_values
from carehome_sim.scenario import Phase, Scenario

ADDITIVE = (
    "personalisation_index",
    "choice",
    "identity",
    "community",
    "timely_care",
    "refused_capable_share",
    "agitation_cmai",
    "cost_per_resident_week",
    "cost_council_per_resident_week",
    "decided_shared_share",
)
PLAIN = (*ADDITIVE, "staff_cost_share")
GROUPED = ("choice__severity_severe", "choice__worst_fifth")
COLUMNS = (*PLAIN, *GROUPED, *(f"n_{name}" for name in (*PLAIN, *GROUPED)), "hour07_staff")
SERIES_COLUMNS = ("week", "personalisation_index", "timely_care")
LEADERSHIP = "leadership.leadership_01"
HOURS = "staffing.care_hours_per_resident_day"


def scenario(name: str = "base", *, replicates: int = 20, seed: int = 1, **moved: Any) -> Scenario:
    """A scenario of 28 days; ``leadership`` and ``hours`` move the two settings that matter."""
    settings = default_values()
    settings[LEADERSHIP] = moved.pop("leadership", 0.5)
    settings[HOURS] = moved.pop("hours", 3.3)
    days = {"measured_days": 28, "warmup_days": 14} | moved
    return Scenario(
        name=name,
        title=f"The {name} home",
        settings=settings,
        given=frozenset(),
        interventions=(),
        phases=(Phase(0, settings),),
        replicates=replicates,
        seed=seed,
        settled=False,
        **days,
    )


def simulate_home(
    arm: Any, *, seed: int, home: int, driver: str = "engine", events: bool = False
) -> SimpleNamespace:
    now = arm.phases[-1].settings
    gain = now[LEADERSHIP] - 0.5
    more = now[HOURS] - 3.3
    luck = np.random.Generator(np.random.Philox(key=seed, counter=home)).normal(size=8)
    choice = 40 + 5 * luck[0] + gain * (10 + luck[1])
    identity = 30 + 5 * luck[2] + gain * 20
    community = 35 + 3 * luck[3] - gain * 5
    return SimpleNamespace(
        values={
            "personalisation_index": (choice + identity + community) / 3,
            "choice": choice,
            "identity": identity,
            "community": community,
            "timely_care": 0.9 + 0.01 * luck[4] - 0.2 * gain,
            "refused_capable_share": 0.02,
            "agitation_cmai": np.nan if home % 7 == 3 else 45 + luck[5] - gain,
            "cost_per_resident_week": 1000 + 30 * luck[6] + 300 * more,
            "cost_council_per_resident_week": 500 + 100 * more,
            "decided_shared_share": 0.2 + gain,
            "staff_cost_share": 0.6,
            "choice__severity_severe": choice - 5,
            "choice__worst_fifth": choice - 20,
            "hour07_staff": 6.0,
        },
        weeks=arm.measured_days // 7,
        gain=gain,
        luck=luck,
    )


def slow_home(arm: Any, **given: Any) -> SimpleNamespace:
    time.sleep(0.02)
    return simulate_home(arm, **given)


def home_row(run: SimpleNamespace) -> dict[str, float]:
    counts = {
        f"n_{name}": 0.0 if np.isnan(run.values[name]) else 100.0 for name in (*PLAIN, *GROUPED)
    }
    return {**run.values, **counts}


def week_rows(run: SimpleNamespace) -> np.ndarray[Any, Any]:
    index = run.values["personalisation_index"]
    return np.array(
        [[week, index + run.luck[7] * week, 0.9] for week in range(run.weeks)], np.float64
    )


def live(chunk: Any) -> Any:
    """The stand-in for a child process or a worker elsewhere: fakes in place, then the work."""
    import pytest

    from carehome_sim.study.chunks import live as real

    with pytest.MonkeyPatch.context() as patch:
        install(patch)
        return real(chunk)


def install(monkeypatch: Any, simulate: Any = simulate_home, per_chunk: int = 2) -> None:
    """Put the stand-in where the study room looks for the engine and for outcomes.

    ``per_chunk`` is the most homes that are handed out together.
    """
    monkeypatch.setattr("carehome_sim.study.chunks.MOST_UNITS", per_chunk)
    monkeypatch.setattr("carehome_sim.study.isolation.ENTRANCE", "study_fakes:live")
    here = str(Path(__file__).parent)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([here, *filter(None, sys.path)]))
    monkeypatch.setattr("carehome_sim.home.simulate_home", simulate)
    monkeypatch.setattr("carehome_sim.home.warm_up_compiler", lambda: None)
    monkeypatch.setattr("carehome_sim.outcomes.home_row", home_row)
    monkeypatch.setattr("carehome_sim.outcomes.week_rows", week_rows)
    monkeypatch.setattr("carehome_sim.outcomes.row_columns", lambda: COLUMNS)
    monkeypatch.setattr("carehome_sim.outcomes.series_columns", lambda: SERIES_COLUMNS)
