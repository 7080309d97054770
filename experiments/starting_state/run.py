"""Does it matter where a home starts: with a poor norm of care, a good one, or the sector's mix?

python experiments/starting_state/run.py --homes 60 --out experiments/starting_state
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from carehome_sim.home import Arm, arm_of, simulate_home, warm_up_compiler
from carehome_sim.outcomes import home_row
from carehome_sim.scenario import load_scenario

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies import SCENARIOS, arguments, bare, picture, write

# The norm of care of a home on the first day of its warm-up, half a year before it is measured.
STATES = {"poor": (0.05, 0.0), "sector mix": (0.3, 0.08), "good": (0.9, 0.0)}
FORMS = {"additive": 0.0, "weakest_link": 1.0}
SHOWN = ("personalisation_index", "person_centred_minutes_share", "timely_care")


def started(arm: Arm, norm: tuple[float, float], form: float) -> Arm:
    """The same arm in homes that begin with another norm, under a rule for the manner of care."""
    given = {
        "manner.norm_start_01": norm[0],
        "manner.norm_start_sd_01": norm[1],
        "manner.form": form,
    }
    phases = tuple(replace(phase, settings={**phase.settings, **given}) for phase in arm.phases)
    return replace(arm, before={**arm.before, **given}, phases=phases)


def lived(arm: Arm, homes: int, seed: int) -> tuple[pd.DataFrame, np.ndarray[Any, Any]]:
    """Outcomes of each home, and the mean norm of all in each week of the run."""
    with ThreadPoolExecutor() as pool:
        runs = list(pool.map(lambda n: simulate_home(arm, seed=seed, home=n), range(homes)))
    norms = np.mean([run.weeks["norm"] for run in runs], axis=0)
    return pd.DataFrame([home_row(run) for run in runs]), norms[: runs[0].first_week + 52]


def interval(values: np.ndarray[Any, Any]) -> tuple[float, float, float]:
    """Mean and 95 % interval over homes."""
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values))
    return values.mean(), values.mean() - half, values.mean() + half


def drawn(paths: dict[tuple[str, str], np.ndarray[Any, Any]], homes: int) -> plt.Figure:
    """How the norm of care moves from where it began."""
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained", sharey=True)
    colours = {"poor": "#D55E00", "sector mix": "#666666", "good": "#0072B2"}
    for panel, form in zip(panels, FORMS, strict=True):
        for state, colour in colours.items():
            path = paths[form, state]
            weeks = np.arange(len(path)) - (len(path) - 52)
            panel.plot(weeks, path, color=colour, label=state)
        panel.axvline(0, color="#666666", linewidth=1, linestyle=":")
        panel.set_title(f"{form.replace('_', ' ')} rule", loc="left", fontsize=9.5)
        panel.set_xlabel("week, measured from week 0")
        panel.set_ylim(0, 1)
        bare(panel)
    panels[0].set_ylabel("norm of person-centred care (0-1)")
    panels[0].legend(frameon=False, title="start")
    figure.suptitle(
        f"A home forgets where it began\nmean of {homes} simulated 40-bed homes, unchanged",
        x=0.01, ha="left", fontsize=10.5,
    )  # fmt: skip
    return figure


def main() -> None:
    """The baseline and all remedies from each starting state, under both manner rules."""
    options = arguments(__doc__, homes=60)
    warm_up_compiler()
    base = load_scenario(SCENARIOS / "baseline.toml")
    arms = {
        "baseline": arm_of(base),
        "all remedies": arm_of(load_scenario(SCENARIOS / "all_remedies.toml"), base),
    }
    rows, paths = [], {}
    for form, code in FORMS.items():
        for state, norm in STATES.items():
            found = {
                name: lived(started(arm, norm, code), options.homes, options.seed)
                for name, arm in arms.items()
            }
            paths[form, state] = found["baseline"][1]
            for outcome in SHOWN:
                level = found["baseline"][0][outcome].to_numpy()
                gained = found["all remedies"][0][outcome].to_numpy() - level
                mean, low, high = interval(gained)
                rows.append(
                    {"manner rule": form, "start": state, "outcome": outcome,
                     "baseline": level.mean(), "all remedies": mean, "ci_low": low,
                     "ci_high": high}
                )  # fmt: skip
    table = pd.DataFrame(rows)
    print(table.round(3).to_string(index=False))
    write(table, options.out)
    picture(drawn(paths, options.homes), options.out, "norm.png")


if __name__ == "__main__":
    main()
