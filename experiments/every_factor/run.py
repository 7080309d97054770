"""Run every factor low and high with common luck: does it move what it was declared to move?

python experiments/every_factor/run.py --homes 24 --csv experiments/every_factor/results.csv
"""

from __future__ import annotations

import argparse
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from carehome_sim.evidence import parameters
from carehome_sim.home import Arm, simulate_home, warm_up_compiler
from carehome_sim.outcomes import home_row
from carehome_sim.scenario import Phase
from carehome_sim.scenario.settings import complete

HERE = Path(__file__).parent
LEAST_SD = 0.05
ALWAYS = 99.0  # standard deviations, where homes do not differ at all


def declared() -> dict[str, dict[str, Any]]:
    """What each factor is declared to move."""
    return tomllib.loads((HERE / "directions.toml").read_text(encoding="utf-8"))


def arm(given: dict[str, float], settled: bool, days: int) -> Arm:
    """A home under some settings: from day 0, or from the beginning of its warm-up."""
    settings = complete(given)
    return Arm("factor", settings if settled else complete({}), (Phase(0, settings),), 182, days)


def figures(made: Arm, outcome: str, homes: int, seed: int) -> np.ndarray[Any, Any]:
    """One outcome of so many homes."""
    with ThreadPoolExecutor() as pool:
        return np.array(
            list(
                pool.map(
                    lambda home: home_row(simulate_home(made, seed=seed, home=home))[outcome],
                    range(homes),
                )
            )
        )


def effect(name: str, word: dict[str, Any], homes: int, days: int, seed: int) -> dict[str, Any]:
    """One factor's effect on its outcome, in standard deviations between homes at its low end."""
    known = parameters()[name]
    given, settled = dict(word.get("given", {})), word.get("settled", False)
    ends = [float(word.get(end, getattr(known, end))) for end in ("low", "high")]
    low, high = (
        figures(arm({**given, name: value}, settled, days), word["outcome"], homes, seed)
        for value in ends
    )
    kept = np.isfinite(low) & np.isfinite(high)
    gained = (high - low)[kept]
    spread = float(np.std(low[kept], ddof=1))
    mean = float(gained.mean())
    in_sd = mean / spread if spread > 0.0 else float(np.sign(mean)) * ALWAYS
    wanted = 1.0 if word["moves"] == "up" else -1.0
    return {
        "factor": name,
        "level": known.level,
        "low": ends[0],
        "high": ends[1],
        "outcome": word["outcome"],
        "declared": word["moves"],
        "effect": mean,
        "effect_sd": in_sd,
        "moves_as_declared": bool(wanted * in_sd >= LEAST_SD),
    }


def table(homes: int, days: int, seed: int = 1) -> pd.DataFrame:
    """Every declared factor."""
    warm_up_compiler()
    return pd.DataFrame(
        [effect(name, word, homes, days, seed) for name, word in declared().items()]
    )


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--homes", type=int, default=24)
    parser.add_argument("--days", type=int, default=364)
    parser.add_argument("--csv", type=Path)
    options = parser.parse_args()
    made = table(options.homes, options.days)
    print(made.to_string(index=False, float_format=lambda value: f"{value:.3g}"))
    print(f"\n{int(made['moves_as_declared'].sum())} of {len(made)} move as declared.")
    if options.csv:
        made.to_csv(options.csv, index=False, float_format="%.6g", encoding="utf-8-sig")


if __name__ == "__main__":
    main()
