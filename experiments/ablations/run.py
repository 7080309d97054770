"""Mechanisms switched off one at a time: what each changes in the baseline and in the remedies.

python experiments/ablations/run.py --homes 40 --out experiments/ablations
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from carehome_sim.home import Arm, arm_of, simulate_home, warm_up_compiler
from carehome_sim.outcomes import home_row
from carehome_sim.scenario import load_scenario
from carehome_sim.study.bench import altered

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from studies import SCENARIOS, arguments, made, use, write

# Off: values outside a parameter's range of plausible ones, which no scenario file may give.
OFF: dict[str, dict[str, float]] = {
    "nothing (the model as it is)": {},
    "knowledge of each resident": {
        "manner.able_skill_share": 0.54,
        "manner.able_understanding_share": 0.46,
        "tasks.unfamiliar_extra_share": 0.0,
        "assignment.consistency_01": 0.0,
        "choice.shared_reach_mmse": 0.0,
    },
    "unmet need to distress": {
        "needs.unmet_comfort_share": 0.0,
        "needs.unmet_occupation_share": 0.0,
        "needs.distress_bearable_01": 0.0,
        "needs.connection_need_per_h": 0.0,
    },
    "the team's norm": {
        "manner.willing_values_share": 0.64,
        "manner.willing_habit_share": 0.36,
    },
    "the manager's hours": {
        "leadership.coaching_h_per_post": 1e9,
        "priority.presence_accountable_share": 0.0,
    },
    "limited capacity for change": {
        "change.change_manager_share": 1.0,
        "change.install_weeks": 1.0,
    },
    "shared life": {
        "life.neighbour_min": 0.0,
        "life.dated_habit_share": 0.0,
        "home.residents_settle_01": 0.0,
        "home.household_01": 0.0,
        "needs.noise_per_distress_h": 0.0,
    },
    "voice": {
        "choice.voice_gain_share": 0.0,
        "choice.voice_loss_share": 0.0,
        "choice.voice_restored_per_day": 0.0,
    },
}
OUTCOMES = ("personalisation_index", "choice", "identity", "community", "agitation_cmai",
            "timely_care", "scrqol")  # fmt: skip
APPROACHES = ("person_centred_training", "care_planning", "household_participation")


def without(arm: Arm, off: dict[str, float]) -> Arm:
    """The same arm with a mechanism switched off from its first day on."""
    return altered(arm, lambda settings: settings | off)


def rows_of(arm: Arm, homes: int, seed: int) -> list[dict[str, float]]:
    """The outcomes of so many homes."""
    with ThreadPoolExecutor() as pool:
        return list(
            pool.map(lambda home: home_row(simulate_home(arm, seed=seed, home=home)), range(homes))
        )


def main() -> None:
    """Switch each mechanism off in the baseline, in all remedies and in three approaches."""
    options = arguments(__doc__, homes=40)
    warm_up_compiler()
    baseline = load_scenario(SCENARIOS / "baseline.toml")
    three = "".join(use(name) for name in APPROACHES)
    arms = {
        "level": arm_of(baseline),
        "all remedies": arm_of(load_scenario(SCENARIOS / "all_remedies.toml"), baseline),
        "three approaches": arm_of(
            made("three", three, homes=options.homes, seed=options.seed), baseline
        ),
    }
    usual: dict[str, list[dict[str, float]]] = {}
    made_rows = []
    for word, off in OFF.items():
        found = {
            name: rows_of(without(arm, off), options.homes, options.seed)
            for name, arm in arms.items()
        }
        usual = usual or found
        for outcome in OUTCOMES:
            values = {
                name: np.array([row[outcome] for row in rows]) for name, rows in found.items()
            }
            plain = np.array([row[outcome] for row in usual["level"]])
            shift = values["level"] - plain
            made_rows.append(
                {
                    "switched off": word,
                    "outcome": outcome,
                    "baseline": values["level"].mean(),
                    "change": shift.mean(),
                    "change_sd": shift.mean() / plain.std(ddof=1),
                    "effect of all remedies": (values["all remedies"] - values["level"]).mean(),
                    "effect of three approaches": (
                        values["three approaches"] - values["level"]
                    ).mean(),
                }
            )
    table = pd.DataFrame(made_rows)
    print(table.round(3).to_string(index=False))
    write(table, options.out)


if __name__ == "__main__":
    main()
