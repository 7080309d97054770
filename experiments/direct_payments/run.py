"""Direct payments: how many of those offered one begin, and who?

python experiments/direct_payments/run.py --homes 200 --out experiments/direct_payments
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from carehome_sim.home import arm_of, codes, warm_up_compiler
from carehome_sim.home.day import advance
from carehome_sim.home.engine import warmed_up

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies import arguments, made, use, write

DAYS = 365


def people(homes: int, seed: int) -> pd.DataFrame:
    """Council-funded residents after a year in which payments were offered."""
    warm_up_compiler()
    arm = arm_of(made("direct_payments", use("direct_payments"), homes=homes, seed=seed))
    rows = []
    for number in range(homes):
        home = warmed_up(arm, seed=seed, home=number)
        advance(home, DAYS * codes.HOURS_PER_DAY)
        living = home.residents[home.residents["present"] == 1]
        there = living[living["self_funder"] == 0]
        for one in there:
            rows.append(
                {
                    "holds": int(one["direct_payment"]),
                    "family weekly": "yes" if one["visits_per_week"] >= 1 else "no",
                    "dementia": ("none", "mild", "moderate", "severe")[int(one["severity"])],
                    "dependency": "high" if one["dependency_01"] > 0.5 else "low",
                }
            )
    return pd.DataFrame(rows)


def main() -> None:
    """Count who holds a payment after a year."""
    options = arguments(__doc__, homes=200)
    found = people(options.homes, options.seed)
    rows = [{"group": "all", "is": "", "people": len(found), "hold": found["holds"].sum()}]
    for column in ("family weekly", "dementia", "dependency"):
        for value, part in found.groupby(column):
            rows.append(
                {"group": column, "is": value, "people": len(part), "hold": part["holds"].sum()}
            )
    table = pd.DataFrame(rows)
    table["share"] = table["hold"] / table["people"]
    print(table.round(4).to_string(index=False))
    write(table, options.out)


if __name__ == "__main__":
    main()
