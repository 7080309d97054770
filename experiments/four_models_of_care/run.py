"""Institution, family, hotel and co-operative against the baseline; and each as a label only.

python experiments/four_models_of_care/run.py --homes 60 --out experiments/four_models_of_care
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import carehome_sim as ch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies import OUTCOMES, SCENARIOS, arguments, bare, headed, made, picture, shown, tidy, write

MODELS = ("institution", "family", "hotel", "co_operative")
SHOWN = {
    "choice": "choice (points)",
    "identity": "identity (points)",
    "community": "community (points)",
    "trust": "trust (0-1)",
    "timely_care": "timely care (share)",
    "cost_per_resident_week": "cost (pounds a resident-week)",
}


def drawn(table: pd.DataFrame, homes: int) -> plt.Figure:
    """One panel per outcome, one row per model; hollow: the label alone."""
    figure, panels = plt.subplots(2, 3, figsize=(10.5, 5), layout="constrained", sharey=True)
    whole = table[table["group"] == "all"].set_index(["scenario", "outcome"])
    for panel, (outcome, word) in zip(panels.flat, SHOWN.items(), strict=True):
        for row, model in enumerate(MODELS):
            for label, shift, face in (("", -0.12, "#0072B2"), ("label_", 0.16, "white")):
                one = whole.loc[(label + model, outcome)]
                panel.hlines(row + shift, one["ci_low"], one["ci_high"], color="#0072B2")
                panel.plot(one["difference"], row + shift, "o", color="#0072B2", mfc=face)
        panel.axvline(0, color="#666666", linewidth=1)
        panel.set_yticks(range(len(MODELS)), [name.replace("_", "-") for name in MODELS])
        panel.set_title(word, loc="left", fontsize=9.5)
        panel.grid(axis="x", color="#E6E6E6")
        panel.locator_params(axis="x", nbins=5)
        bare(panel)
    panels.flat[0].invert_yaxis()
    headed(figure, "Models of care, enacted (filled) and as a label only (hollow)", homes)
    return figure


def main() -> None:
    """Compare the baseline with the four models and their labels."""
    options = arguments(__doc__, homes=60)
    size = {"homes": options.homes, "seed": options.seed}
    arms = []
    for model in MODELS:
        file = SCENARIOS / f"{model}.toml"
        arms.append(made(model, extends=file, **size))
        arms.append(
            made(f"label_{model}", "[model_of_care]\nlabel_only = true\n", extends=file, **size)
        )
    outcomes = (*OUTCOMES, "trust", "knowledge_of_residents", "delivered_share")
    table = tidy(ch.compare(made("baseline", **size), arms), outcomes)
    print(shown(table, (*SHOWN, "personalisation_index", "delivered_share")))
    write(table[table["group"] == "all"], options.out)
    picture(drawn(table, options.homes), options.out, "models.png")


if __name__ == "__main__":
    main()
