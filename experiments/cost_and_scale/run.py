"""What size costs and what it gives: homes of 10 to 120 beds at equal hours per resident.

python experiments/cost_and_scale/run.py --homes 40 --out experiments/cost_and_scale
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import carehome_sim as ch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies import arguments, bare, made, picture, write

BEDS = (10, 20, 40, 60, 90, 120)
SHOWN = {
    "cost_per_resident_week": "cost (pounds a resident-week)",
    "identity": "identity (points)",
    "choice": "choice (points)",
    "knowledge_of_residents": "knowledge of residents (0-1)",
    "timely_care": "timely care (share)",
    "latent_rating_score": "latent rating (1-4)",
}


def main() -> None:
    """Run each size, in units of twenty and as one undivided home."""
    options = arguments(__doc__, homes=40)
    rows = []
    for divided in (True, False):
        for beds in BEDS:
            units = min(20, beds) if divided else beds
            size = beds / 40  # hours of activity staff go with residents, as care hours do
            text = (
                f"settled = true\n[home]\nbeds = {beds}\nbeds_per_unit = {units}\n"
                f"activity_h_per_week = {min(80, 25 * size)}\none_to_one_h_per_week = {2 * size}\n"
            )
            one = made(f"beds_{beds}", text, homes=options.homes, seed=options.seed)
            table = ch.simulate(one).summary()
            for row in table[table["outcome"].isin(SHOWN)].to_dict("records"):
                rows.append(
                    {"units": "of 20 at most" if divided else "undivided", "beds": beds,
                     "outcome": row["outcome"], "mean": row["mean"], "ci_low": row["ci_low"],
                     "ci_high": row["ci_high"]}
                )  # fmt: skip
    table = pd.DataFrame(rows)
    print(
        table.pivot(index=["units", "beds"], columns="outcome", values="mean").round(3).to_string()
    )
    write(table, options.out)
    figure, panels = plt.subplots(2, 3, figsize=(10.5, 5.4), layout="constrained")
    for panel, (outcome, word) in zip(panels.flat, SHOWN.items(), strict=True):
        for units, colour in (("of 20 at most", "#0072B2"), ("undivided", "#D55E00")):
            one = table[(table["outcome"] == outcome) & (table["units"] == units)]
            panel.plot(one["beds"], one["mean"], "o-", color=colour, label=f"units {units}")
            panel.fill_between(one["beds"], one["ci_low"], one["ci_high"], color=colour, alpha=0.2)
        panel.set_title(word, loc="left", fontsize=9.5)
        panel.set_xlabel("beds")
        bare(panel)
    panels.flat[0].legend(frameon=False)
    figure.suptitle(
        "Cost and scale at equal hours per resident\n"
        f"means with 95 % intervals; {options.homes} simulated homes of each size, 365 days",
        x=0.01, ha="left", fontsize=10.5,
    )  # fmt: skip
    picture(figure, options.out, "cost_and_scale.png")


if __name__ == "__main__":
    main()
