"""Ranges that £25 per resident-week buys: from pilot runs to a study file.

python experiments/barrier_ranking/ranges.py --homes 8

Each factor of full.toml is run at both ends of its range; what a unit of it costs per resident-week
gives how far £25 moves it from the baseline, to either side, within the registry's range. A factor
that costs nothing keeps its whole range.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

import carehome_sim as ch
from carehome_sim.scenario import Factor, with_settings

HERE = Path(__file__).parent
POUNDS = 25.0
COST = "cost_per_resident_week"
HEAD = """kind = "study"
title = "Which barrier changes personalisation most: what £25 per resident-week buys"
base = "../../scenarios/baseline.toml"
outcomes = ["personalisation_index"]
together = ["level", "origin"]

[method]
name = "sobol"
samples = 512
replicates = 4
"""


def bought(factor: Factor, base: ch.Scenario, workers: int | None) -> tuple[float, float, float]:
    """From where to where £25 moves a factor, and what a unit of it costs."""
    ends = [with_settings(base, {factor.name: value}) for value in (factor.low, factor.high)]
    result = ch.compare(base, ends, workers=workers)
    low, high = (
        float(result.differences(arm).set_index("outcome").loc[COST, "mean"])
        for arm in result.arms[1:]
    )
    now = base.settings[factor.name]
    slopes = [(now - factor.low, -low), (factor.high - now, high)]
    reach = [
        width if abs(cost) * 1.0 <= POUNDS or width == 0.0 else width * POUNDS / abs(cost)
        for width, cost in slopes
    ]
    each = (high - low) / (factor.high - factor.low)
    return max(factor.low, now - reach[0]), min(factor.high, now + reach[1]), each


def main() -> None:
    """Run the pilots and write budget.toml and ranges.csv."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--homes", type=int, default=8)
    parser.add_argument("--workers", type=int)
    options = parser.parse_args()
    study = ch.load_study(HERE / "full.toml")
    base = ch.load_scenario(HERE.parents[1] / "scenarios/baseline.toml", replicates=options.homes)
    rows, tables = [], []
    for factor in study.factors:
        low, high, each = bought(factor, base, options.workers)
        if factor.parameter.kind == "integer":
            low, high = round(low), round(high)
        rows.append({"factor": factor.name, "low": low, "high": high, "gbp_per_unit": each})
        tables.append(f'[[factors]]\nname = "{factor.name}"\nlow = {low:.6g}\nhigh = {high:.6g}\n')
    (HERE / "budget.toml").write_text(HEAD + "\n" + "".join(tables), encoding="utf-8")
    frame = pd.DataFrame(rows)
    frame.to_csv(HERE / "ranges.csv", index=False, float_format="%.6g", encoding="utf-8-sig")
    print(frame.to_string(index=False))


if __name__ == "__main__":
    main()
