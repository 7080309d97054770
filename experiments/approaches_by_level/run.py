"""Each approach alone, by level and by cognition: who benefits?

python experiments/approaches_by_level/run.py --homes 60 --out experiments/approaches_by_level
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import carehome_sim as ch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies import SCENARIOS, arguments, bare, headed, made, picture, shown, tidy, use, write

LEVELS = ("individual", "relationship", "organisation", "society")
GROUPS = ("severity_none", "severity_mild", "severity_moderate", "severity_severe")
WORDS = ("no dementia", "mild", "moderate", "severe dementia")
COLOURS = ("#0072B2", "#56B4E9", "#E69F00", "#D55E00")
INDEX = "personalisation_index"


def approaches() -> pd.DataFrame:
    """Every shipped approach with its level and title, level by level."""
    rows = []
    for path in sorted((SCENARIOS / "interventions").glob("*.toml")):
        about = tomllib.loads(path.read_text(encoding="utf-8"))
        rows.append({"id": path.stem, "title": about["title"], "level": about["level"]})
    frame = pd.DataFrame(rows)
    frame["order"] = frame["level"].map(LEVELS.index)
    return frame.sort_values(["order", "id"]).reset_index(drop=True)


def drawn(table: pd.DataFrame, about: pd.DataFrame, homes: int) -> plt.Figure:
    """Effect on the index by severity, one row per approach, grouped by level."""
    figure, panel = plt.subplots(figsize=(9.5, 12), layout="constrained")
    wanted = table[table["outcome"] == INDEX].set_index(["scenario", "group"])
    places, at, previous = {}, 0.0, ""
    for row in about.itertuples():
        at += 1.9 if row.level != previous else 1.0
        if row.level != previous:
            panel.text(-0.02, at - 0.95, row.level, transform=panel.get_yaxis_transform(),
                       ha="right", va="center", fontweight="bold")  # fmt: skip
        places[row.id], previous = at, row.level
    for shift, (group, word, colour) in zip(
        np.linspace(-0.27, 0.27, 4), zip(GROUPS, WORDS, COLOURS, strict=True), strict=True
    ):
        found = wanted.xs(group, level="group")
        rows = [places[name] + shift for name in found.index]
        panel.hlines(rows, found["ci_low"], found["ci_high"], color=colour, linewidth=1.2)
        panel.plot(found["difference"], rows, "o", color=colour, markersize=3.6, label=word)
    panel.axvline(0, color="#666666", linewidth=1)
    panel.set_yticks(list(places.values()), about["title"])
    panel.invert_yaxis()
    panel.tick_params(axis="y", length=0)
    panel.grid(axis="x", color="#E6E6E6")
    panel.set_axisbelow(True)
    bare(panel)
    panel.set_xlabel("change in points of the personalisation index (0-100)")
    panel.legend(loc="lower right", frameon=False)
    headed(figure, "Who benefits from each approach alone", homes)
    return figure


def main() -> None:
    """Compare the baseline with each approach alone."""
    options = arguments(__doc__, homes=60)
    about = approaches()
    size = {"homes": options.homes, "seed": options.seed}
    alternatives = [
        made(row.id, use(row.id), title=row.title, **size) for row in about.itertuples()
    ]
    result = ch.compare(made("baseline", **size), alternatives)
    table = tidy(result)
    print(shown(table, (INDEX, "choice", "identity", "community", "cost_per_resident_week")))
    kept = table[(table["group"] == "all") | (table["outcome"] == INDEX)]
    write(kept, options.out)
    picture(drawn(table, about, options.homes), options.out, "who_benefits.png")


if __name__ == "__main__":
    main()
