"""Safety rules against wishes that carry risk: sanction, and weight on responsiveness.

python experiments/safety_or_choice/run.py --homes 60 --out experiments/safety_or_choice
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import carehome_sim as ch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies import arguments, bare, headed, made, picture, shown, tidy, write

STEPS = (0.0, 0.25, 0.75, 1.0)
SETTINGS = {
    "sanction_01": ("sanction after a recorded harm", 0.5),
    "responsiveness_weight_01": ("weight on unresponsive care", 0.3),
}
SHOWN = {
    "refused_risk_share": "risky wishes refused (share)",
    "choice": "choice (points)",
    "incidents_per_1000_bed_days": "incidents (per 1,000 bed-days)",
    "timely_care": "timely care (share)",
}


def drawn(table: pd.DataFrame, homes: int) -> plt.Figure:
    """Each outcome over each setting."""
    figure, panels = plt.subplots(2, 2, figsize=(9, 6), layout="constrained")
    whole = table[table["group"] == "all"].set_index(["scenario", "outcome"])
    for panel, (outcome, word) in zip(panels.flat, SHOWN.items(), strict=True):
        for (name, (label, usual)), colour in zip(
            SETTINGS.items(), ("#D55E00", "#0072B2"), strict=True
        ):
            at = np.array(sorted((*STEPS, usual)))
            found = [
                (0.0, 0.0, 0.0)
                if step == usual
                else tuple(
                    whole.loc[(f"{name}_{step:g}", outcome), ["difference", "ci_low", "ci_high"]]
                )
                for step in at
            ]
            mean, low, high = np.array(found, dtype=float).T
            panel.plot(at, mean, "o-", color=colour, label=label, markersize=3.5)
            panel.fill_between(at, low, high, color=colour, alpha=0.2)
        panel.axhline(0, color="#666666", linewidth=1)
        panel.set_title(word, loc="left", fontsize=9.5)
        panel.set_xlabel("setting (0-1)")
        bare(panel)
    panels.flat[0].legend(frameon=False)
    headed(figure, "Safety or choice", homes)
    return figure


def main() -> None:
    """Move each setting through its range."""
    options = arguments(__doc__, homes=60)
    size = {"homes": options.homes, "seed": options.seed}
    arms = [
        made(f"{name}_{step:g}", f"[regulation]\n{name} = {step}\n", **size)
        for name in SETTINGS
        for step in STEPS
    ]
    outcomes = (*SHOWN, "personalisation_index", "refused_capable_share", "latent_rating_score")
    table = tidy(ch.compare(made("baseline", **size), arms), outcomes)
    print(shown(table, (*SHOWN, "personalisation_index")))
    write(table[table["group"] == "all"], options.out)
    picture(drawn(table, options.homes), options.out, "safety_or_choice.png")


if __name__ == "__main__":
    main()
