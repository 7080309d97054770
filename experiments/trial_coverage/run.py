"""Does a virtual trial's 95 % interval cover the truth in 95 % of trials, with few homes too?

python experiments/trial_coverage/run.py --replicates 2000 --out experiments/trial_coverage
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtri

from carehome_sim.trial import analyse
from carehome_sim.trial.design import CONTROL, TREATMENT

HOMES = (8, 12, 20, 30, 60)
ICCS = (0.0, 0.05, 0.15)
EFFECTS = (0.0, -5.0)  # CMAI points
WAVE = 84
LEAST, MOST = 6, 16  # residents of a home who are left at follow-up
LEVEL, BASELINE_SD, REST_SD, SLOPE = 45.0, 15.0, 12.0, 0.6  # CMAI points, and points a point
HOMES_SHARE_OF_BASELINE = 0.1
NORMAL = float(ndtri(0.975))


def simulated(rng: np.random.Generator, *, homes: int, icc: float, effect: float) -> pd.DataFrame:
    """A trial's participants from a known truth: home, baseline, arm and resident add up.

    ``icc`` is the share of what baseline and arm leave over that lies between homes.
    """
    sizes = rng.integers(LEAST, MOST + 1, homes)
    home = np.repeat(np.arange(homes), sizes)
    treated = np.isin(home, rng.permutation(homes)[homes // 2 :])
    between, within = np.sqrt(HOMES_SHARE_OF_BASELINE), np.sqrt(1.0 - HOMES_SHARE_OF_BASELINE)
    baseline = LEVEL + BASELINE_SD * (
        between * rng.standard_normal(homes)[home] + within * rng.standard_normal(len(home))
    )
    rest = np.sqrt(icc) * rng.standard_normal(homes)[home]
    rest += np.sqrt(1.0 - icc) * rng.standard_normal(len(home))
    score = LEVEL + SLOPE * (baseline - LEVEL) + effect * treated + REST_SD * rest
    return pd.DataFrame(
        {
            "home": home,
            "arm": np.where(treated, TREATMENT, CONTROL),
            "person": np.arange(len(home)),
            "joined_day": 0,
            "wave_day": WAVE,
            "status": "present",
            "agitation_baseline": baseline,
            "agitation": score,
        }
    )


def covered(
    *, homes: int, icc: float, effect: float, replicates: int, seed: int
) -> dict[str, float]:
    """How often intervals cover the truth, and what else many trials come to."""
    rng = np.random.default_rng([seed, homes, round(1000 * icc), round(abs(effect))])
    found = []
    for _ in range(replicates):
        one = analyse(simulated(rng, homes=homes, icc=icc, effect=effect), "agitation", WAVE)
        low, high = one.interval()
        found.append(
            (
                low <= effect <= high,
                abs(one.value - effect) <= NORMAL * one.se,
                one.significant,
                one.value,
                one.icc,
                one.se**2,
            )
        )
    inside, inside_normal, significant, value, iccs, variance = np.array(found, dtype=float).T
    return {
        "homes": homes,
        "icc": icc,
        "effect": effect,
        "replicates": replicates,
        "coverage_t": inside.mean(),
        "coverage_normal": inside_normal.mean(),
        "significant_share": significant.mean(),
        "mean_effect": value.mean(),
        "sd_of_effects": value.std(ddof=1),
        "root_mean_square_se": np.sqrt(variance.mean()),
        "mean_icc": iccs.mean(),
        "home_variance_nought_share": (iccs == 0.0).mean(),
    }


def main() -> None:
    """Run the study and print its table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--replicates", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="where to write results.csv")
    given = parser.parse_args()
    table = pd.DataFrame(
        [
            covered(
                homes=homes, icc=icc, effect=effect, replicates=given.replicates, seed=given.seed
            )
            for homes in HOMES
            for icc in ICCS
            for effect in EFFECTS
        ]
    ).round(4)
    print(table.to_string(index=False))
    if given.out is not None:
        table.to_csv(given.out / "results.csv", index=False)


if __name__ == "__main__":
    main()
