"""The headline comparison under both manner rules: additive gates, and the weakest link.

python experiments/manner_forms/run.py --homes 60 --out experiments/manner_forms
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import carehome_sim as ch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies import SCENARIOS, arguments, made, shown, tidy, write

REMEDIES = ("flexible_rota", "more_hours", "better_leadership", "proportionate_regulation",
            "all_remedies")  # fmt: skip
FORMS = ("additive", "weakest_link")


def main() -> None:
    """Run the comparison twice."""
    options = arguments(__doc__, homes=60)
    size = {"homes": options.homes, "seed": options.seed}
    tables = []
    for form in FORMS:
        text = f'settled = true\n[manner]\nform = "{form}"\n'
        base = made("baseline", text, **size)
        text = f'[manner]\nform = "{form}"\n'
        arms = [made(name, text, extends=SCENARIOS / f"{name}.toml", **size) for name in REMEDIES]
        table = tidy(ch.compare(base, arms))
        print(
            f"\n{form}\n"
            + shown(table, ("personalisation_index", "choice", "identity", "community"))
        )
        tables.append(table[table["group"] == "all"].assign(form=form))
    write(pd.concat(tables), options.out)


if __name__ == "__main__":
    main()
