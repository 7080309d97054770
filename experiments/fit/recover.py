"""Simulate and recover: is a set of parameters kept by the data that it made?

python experiments/fit/recover.py --tries 10 --csv experiments/fit/recovered.csv
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import pandas as pd

from carehome_sim.home import warm_up_compiler
from carehome_sim.study.bench import Bench, recipe
from carehome_sim.validation.checks import mean_of
from carehome_sim.validation.fitting import (
    IMPLAUSIBLE,
    Measured,
    box_around,
    emulate,
    implausibility,
)

PARAMETERS = (
    "staff.leavers_per_year",
    "needs.distress_scale_per_h",
    "choice.offer_person_centred_share",
)
TARGETS = (
    "staff_turnover_per_year",
    "agitation_cmai",
    "choice_offered_share",
    "person_centred_minutes_share",
)
DESIGN, HOMES, DATA_HOMES, LOOKED_AT = 32, 20, 40, 4096


def figures(values: dict[str, float], *, seed: int, homes: int) -> list[Measured]:
    """The four targets under three parameters, with their standard errors."""
    rows = Bench(seed=seed, draw=values).rows({"base": recipe()}, homes)["base"]
    found = {name: mean_of(rows[name]) for name in TARGETS}
    return [Measured(name, name, one.value, one.se, None, None) for name, one in found.items()]


def main() -> None:
    """One design for all tries; in each try other parameters make the data, under other luck."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tries", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--csv", type=Path)
    given = parser.parse_args()
    warm_up_compiler()
    box = box_around(PARAMETERS)
    began = time.monotonic()
    points = box.points(DESIGN, given.seed)
    design = [figures(box.values(point), seed=given.seed, homes=HOMES) for point in points]
    emulator = emulate(box, points, design)
    print(f"{DESIGN} sets of {HOMES} homes in {time.monotonic() - began:.0f} s")
    truths = box.points(given.tries + 1, given.seed + 100)[1:]
    everywhere = box.points(LOOKED_AT, given.seed + 200)
    rows = []
    for at, truth in enumerate(truths):
        began = time.monotonic()
        made = figures(box.values(truth), seed=given.seed + 1000 + at, homes=DATA_HOMES)
        data = [(one.value, one.se) for one in made]
        worst = float(implausibility(emulator, truth[None, :], data)[0])
        kept = implausibility(emulator, everywhere, data) <= IMPLAUSIBLE
        rows.append(
            {
                "try": at + 1,
                **box.values(truth),
                "implausibility_of_truth": worst,
                "kept": worst <= IMPLAUSIBLE,
                "share_of_box_kept": float(kept.mean()),
                "seconds": round(time.monotonic() - began, 1),
            }
        )
    table = pd.DataFrame(rows)
    print(table.round(3).to_string(index=False))
    print(
        f"kept in {int(table['kept'].sum())} of {len(table)} tries; on average "
        f"{table['share_of_box_kept'].mean():.0%} of the box is kept"
    )
    if given.csv:
        table.drop(columns="seconds").to_csv(given.csv, index=False, float_format="%.4g")


if __name__ == "__main__":
    main()
