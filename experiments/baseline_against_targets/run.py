"""Print each published figure beside what a simulated baseline gives, and whether it is met.

python experiments/baseline_against_targets/run.py --replicates 200
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

import carehome_sim as ch
from carehome_sim.evidence import outcomes, targets

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.toml"


def verdict(mean: float, low: float, high: float) -> str:
    """Whether a mean lies in a target's band, and if not, on which side of it."""
    if mean != mean:
        return "undefined"
    if mean < low:
        return "MISSED, below"
    return "MISSED, above" if mean > high else "met"


def against_targets(runs: pd.DataFrame) -> pd.DataFrame:
    """One row per target: its band, the mean of homes, their quartiles and the verdict."""
    rows = []
    for target in targets().values():
        homes = runs[target.outcome]
        decimals = outcomes()[target.outcome].decimals
        lower, upper = homes.quantile(0.25), homes.quantile(0.75)
        rows.append(
            {
                "target": target.name,
                "published": f"{target.low:g} to {target.high:g}",
                "simulated": f"{homes.mean():.{decimals}f}",
                "quartiles of homes": f"{lower:.{decimals}f} to {upper:.{decimals}f}",
                "homes within": f"{homes.between(target.low, target.high).mean():.0%}",
                "grade": target.grade,
                "verdict": verdict(homes.mean(), target.low, target.high),
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    """Simulate the scenario and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", type=Path, default=BASELINE)
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--csv", type=Path, default=None, help="also write the table here")
    given = parser.parse_args()

    scenario = ch.load_scenario(given.scenario, replicates=given.replicates, seed=given.seed)
    table = against_targets(ch.simulate(scenario, workers=given.workers).runs)
    print(table.to_string(index=False))
    met = int((table["verdict"] == "met").sum())
    missed = ", ".join(table.loc[table["verdict"] != "met", "target"])
    print(f"\n{met} of {len(table)} met." + (f" Not met: {missed}." if missed else ""))
    if given.csv is not None:
        table.to_csv(given.csv, index=False)


if __name__ == "__main__":
    main()
