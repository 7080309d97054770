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

import carehome_sim as ch
from carehome_sim.study.ranking import STABLE_SHARE, ranked, share_above

INDEX = "personalisation_index"


def main() -> None:
    """Read the studies, print their indices and the common ranking."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--csv", type=Path)
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
    share = share_above(together)
    for at, name in enumerate(names):
        below = [names[other] for other in np.flatnonzero(share[at] >= STABLE_SHARE)]
        if below:
            print(
                f"{name} is above, in {100 * STABLE_SHARE:.0f} % of all draws: {', '.join(below)}"
            )
    for study, result in results.items():
        word = "converged" if result.converged(INDEX) else "not converged: do not rank"
        print(f"{study}: {word}; chance {100 * result.noise_share(INDEX):.1f} %")
    every = pd.concat(tables, ignore_index=True)
    every = every.merge(common[["name", "rank", "tied_with"]], on="name", how="left")
    if options.csv:
        every.to_csv(options.csv, index=False, float_format="%.4g", encoding="utf-8-sig")


if __name__ == "__main__":
    main()
