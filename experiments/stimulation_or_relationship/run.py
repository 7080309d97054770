"""One-to-one stimulation or training in relationships: what helps in advanced dementia?

python experiments/stimulation_or_relationship/run.py --homes 80 --out FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import carehome_sim as ch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies import arguments, made, tidy, use, write

GROUPS = ("severity_mild", "severity_severe")
OUTCOMES = ("engaged_time_share", "personalisation_index", "identity", "agitation_cmai")
COST = "cost_per_resident_week"


def main() -> None:
    """Compare the two at doses that cost the same."""
    options = arguments(__doc__, homes=80)
    size = {"homes": options.homes, "seed": options.seed}
    baseline = made("baseline", **size)
    names = ("person_centred_training", "one_to_one_stimulation")
    whole = ch.compare(baseline, [made(name, use(name), **size) for name in names])
    cost = {
        name: float(frame.loc[frame["outcome"] == COST, "mean"].iloc[0])
        for name in names
        for frame in (whole.differences(name),)
    }
    least = min(cost.values())
    doses = {name: round(least / cost[name], 3) for name in names}
    print(f"cost a resident-week at full dose: {cost}; doses that cost the same: {doses}")
    arms = [made(name, use(name, dose_01=doses[name]), **size) for name in names]
    table = tidy(ch.compare(baseline, arms), (*OUTCOMES, COST))
    kept = table[table["group"].isin(("all", *GROUPS))]
    wide: pd.DataFrame = kept[kept["difference"].notna()].pivot_table(
        index=["outcome", "group"], columns="scenario", values="difference"
    )
    print(wide.round(4).to_string())
    write(kept, options.out)


if __name__ == "__main__":
    main()
