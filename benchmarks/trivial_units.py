"""A hundred thousand units of work whose homes take no time: what the machinery itself costs.

Called by ``bench.py units``; prints seconds, peak memory and files left.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

COLUMNS = ("personalisation_index", "choice", "identity", "community")


def main() -> None:
    """Run so many units into a folder."""
    from carehome_sim import home, outcomes
    from carehome_sim.scenario import load_scenario
    from carehome_sim.study import simulate

    units, folder = int(sys.argv[1]), Path(sys.argv[2])

    def no_time(arm: Any, *, seed: int, home: int, **_: Any) -> SimpleNamespace:
        return SimpleNamespace(value=float(home % 97))

    home.simulate_home = no_time
    home.warm_up_compiler = lambda: None
    outcomes.row_columns = lambda: COLUMNS
    outcomes.series_columns = lambda: ("week", COLUMNS[0])
    outcomes.home_row = lambda run: dict.fromkeys(COLUMNS, run.value)
    outcomes.week_rows = lambda run: np.full((4, 2), run.value)
    scenarios = Path(__file__).parents[1] / "scenarios"
    scenario = load_scenario(scenarios / "baseline.toml", replicates=units)
    began = time.perf_counter()
    simulate(scenario, out=folder, workers=2)
    spent = time.perf_counter() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    files = sum(1 for path in folder.rglob("*") if path.is_file())
    print(f"{spent} {peak_mb} {files}")


if __name__ == "__main__":
    main()
