"""Memory does not grow with homes, and work is shared out over threads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import study_fakes as fakes

from carehome_sim.study import simulate

SCRIPT = """
import resource, sys, numpy as np, pytest, study_fakes as fakes
from carehome_sim import outcomes
from carehome_sim.study import compare
fakes.install(pytest.MonkeyPatch(), per_chunk=8)
more = tuple(f"more_{number}" for number in range(270))
outcomes.row_columns = lambda: (*fakes.COLUMNS, *more)
outcomes.home_row = lambda run: fakes.home_row(run) | dict.fromkeys(more, run.luck[0])
outcomes.series_columns = lambda: (*fakes.SERIES_COLUMNS, *more[:13])
outcomes.week_rows = lambda run: np.hstack([fakes.week_rows(run), np.full((53, 13), run.luck[0])])
days = {"measured_days": 371, "warmup_days": 182, "replicates": int(sys.argv[2])}
result = compare(fakes.scenario("base", **days), [fakes.scenario("led", leadership=0.8, **days)],
                 out=sys.argv[1])
result.to_json()
result.months_to_effect("led")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def _peak_mb(folder: Path, homes: int) -> float:
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    made = subprocess.run(
        [
            sys.executable,
            "-c",
            SCRIPT,
            str(folder),
            str(homes),
        ],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(made.stdout)


@pytest.mark.contract
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is in other units elsewhere")
def test_a_thousand_homes_need_hardly_more_memory_than_ten(tmp_path: Path) -> None:
    few = _peak_mb(tmp_path / "few", 10)
    many = _peak_mb(tmp_path / "many", 1000)
    assert many - few < 50


@pytest.mark.unit
def test_homes_live_in_as_many_threads_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    together = threading.Barrier(3, timeout=30)
    waited: list[int] = []

    def meeting(arm: Any, *, home: int, **given: Any) -> Any:
        if home < 3:
            together.wait()
            waited.append(home)
        return fakes.simulate_home(arm, home=home, **given)

    fakes.install(monkeypatch, meeting, per_chunk=1)
    simulate(fakes.scenario(replicates=6), workers=3)
    assert sorted(waited) == [0, 1, 2]
