"""One ranking out of several studies: ranks that do not hold in 80 % of all draws are ties.

python experiments/barrier_ranking/rank.py FOLDER... --csv experiments/barrier_ranking/results.csv

Every study gives 500 draws of its total indices (samples drawn again, and the index's parts weighed
anew); studies with other ranges or the other manner rule stand side by side with equal weight.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import carehome_sim as ch
from carehome_sim.report.drawing import BLUE, DPI, INK, blank, entitle, look
from carehome_sim.report.figures.sensitivity import label_of
from carehome_sim.study.ranking import STABLE_SHARE, ranked, share_above

INDEX = "personalisation_index"
WORDS = {
    "full": "full range",
    "sector": "P10–P90 of homes",
    "budget": "what £25 buys",
    "weakest_link": "full, weakest link",
}


def picture(every: pd.DataFrame) -> Figure:
    """Total indices with intervals, a panel for each study, factors in one order."""
    single = every[every["level"] != "(group)"]
    order = single.groupby("name")["ST"].mean().sort_values().index
    studies = list(dict.fromkeys(single["study"]))
    with look():
        figure = blank(0.32 * len(order) + 0.7)
        panels = np.atleast_1d(figure.subplots(1, len(studies), sharey=True))
        for axes, study in zip(panels, studies, strict=True):
            rows = single[single["study"] == study].set_index("name").loc[order]
            places = np.arange(len(order))
            axes.barh(places, rows["ST"], color=BLUE, height=0.6)
            axes.hlines(places, rows["ST_low"], rows["ST_high"], color=INK, lw=1.2)
            axes.set_title(WORDS.get(study, study), fontsize=9)
            axes.set_xlim(0.0, 1.0)
            axes.grid(axis="x")
        panels[0].set_yticks(np.arange(len(order)), [label_of(name) for name in order])
        entitle(
            figure,
            "Which barrier matters most depends on how far it may vary",
            "Sobol total index of each factor (share of the variance of the personalisation index "
            "that stays if all others are known) with its 95 % interval; 40-bed home, one year, "
            f"{int(single['samples'].min())} samples or more of 4 homes.",
        )
    return figure


def main() -> None:
    """Read the studies, print their indices and the common ranking."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--png", type=Path)
    options = parser.parse_args()
    results = {folder.name: ch.open_result(folder) for folder in options.folders}
    names = next(iter(results.values())).factors
    tables = []
    for study, result in results.items():
        table = result.table(INDEX)[["name", "level", "S1", "ST", "ST_low", "ST_high"]]
        groups = result.groups(INDEX)[["name", "S1", "ST", "ST_low", "ST_high"]]
        both = pd.concat([table, groups.assign(level="(group)")], ignore_index=True)
        both.insert(0, "study", study)
        both.insert(1, "samples", result.study.samples)
        both["converged"] = result.converged(INDEX)
        both["noise_share"] = result.noise_share(INDEX)
        tables.append(both)
    draws = {study: result.draws(INDEX) for study, result in results.items()}
    together = np.concatenate(list(draws.values()))
    common = ranked(together, names)
    print(common.to_string(index=False, float_format=lambda value: f"{value:.2f}"))
    told = pd.DataFrame(
        {study: np.median(one, axis=0) for study, one in draws.items()}, index=names
    )
    print(f"\nTotal index, median of draws:\n{told.to_string(float_format='{:.2f}'.format)}\n")
    share = np.min([share_above(one) for one in draws.values()], axis=0)
    for at, name in enumerate(names):
        below = [names[other] for other in np.flatnonzero(share[at] >= STABLE_SHARE)]
        if below:
            print(f"{name} is above, in every study ({STABLE_SHARE:.0%}): {', '.join(below)}")
    for study, result in results.items():
        word = "converged" if result.converged(INDEX) else "not converged: do not rank"
        print(f"{study}: {word}; chance {100 * result.noise_share(INDEX):.1f} %")
    every = pd.concat(tables, ignore_index=True)
    every = every.merge(common[["name", "rank", "tied_with"]], on="name", how="left")
    if options.png:
        with look():
            FigureCanvasAgg(picture(every)).print_figure(options.png, dpi=DPI)
    if options.csv:
        every.to_csv(options.csv, index=False, float_format="%.4g", encoding="utf-8-sig")


if __name__ == "__main__":
    main()
