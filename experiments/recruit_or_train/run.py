"""Recruit the right people or train those there are: what is left of each after three years?

python experiments/recruit_or_train/run.py --homes 60 --out experiments/recruit_or_train
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import carehome_sim as ch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies import arguments, bare, headed, made, picture, use, write

OUTCOME = "person_centred_minutes_share"
WEEKS_A_POINT = 4
DAYS = 1092
ARMS = {
    "train": ("training for half a year", use("person_centred_training", end_day=182)),
    "train_on": ("training that goes on", use("person_centred_training")),
    "recruit": ("values-based recruitment", use("values_based_recruitment")),
}


def effects(result: ch.StudyResult) -> pd.DataFrame:
    """Paired difference from the baseline by four weeks, with its interval."""
    series = result.series
    series["month"] = (series["week"] - 1) // WEEKS_A_POINT
    by_home = series.groupby(["arm", "home", "month"])[OUTCOME].mean().unstack("arm")
    rows = []
    for arm in ARMS:
        gained = by_home[arm] - by_home["baseline"]
        for month, values in gained.groupby("month"):
            half = 1.96 * values.std() / np.sqrt(len(values))
            rows.append(
                {"scenario": arm, "weeks": (month + 1) * WEEKS_A_POINT, "outcome": OUTCOME,
                 "difference": values.mean(), "ci_low": values.mean() - half,
                 "ci_high": values.mean() + half}
            )  # fmt: skip
    return pd.DataFrame(rows)


def drawn(table: pd.DataFrame, homes: int) -> plt.Figure:
    """One line per approach over three years."""
    figure, panel = plt.subplots(figsize=(8.5, 4.6), layout="constrained")
    for (arm, (word, _)), colour in zip(
        ARMS.items(), ("#E69F00", "#0072B2", "#009E73"), strict=True
    ):
        one = table[table["scenario"] == arm]
        panel.plot(one["weeks"], one["difference"], color=colour, label=word)
        panel.fill_between(one["weeks"], one["ci_low"], one["ci_high"], color=colour, alpha=0.2)
    panel.axhline(0, color="#666666", linewidth=1)
    panel.axvline(26, color="#999999", linestyle=":", label="half a year of training ends")
    panel.set_xlabel("weeks since the start")
    panel.set_ylabel("change in the share of minutes\ngiven person-centred")
    panel.legend(frameon=False)
    bare(panel)
    headed(figure, "Recruit or train", homes, DAYS)
    return figure


def main() -> None:
    """Follow three approaches for three years."""
    options = arguments(__doc__, homes=60)
    size = {"homes": options.homes, "seed": options.seed}
    run = f"[run]\nmeasured_days = {DAYS}\n"
    arms = [made(name, run + text, title=word, **size) for name, (word, text) in ARMS.items()]
    table = effects(ch.compare(made("baseline", run, **size), arms))
    print(table.pivot(index="weeks", columns="scenario", values="difference").round(3).to_string())
    write(table, options.out)
    picture(drawn(table, options.homes), options.out, "three_years.png")


if __name__ == "__main__":
    main()
