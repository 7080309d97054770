"""A virtual trial: homes are randomised, each lives once in its arm, the effects are analysed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from carehome_sim.study.bench import Bench, Recipe
from carehome_sim.trial.analysis import Effect, analyse
from carehome_sim.trial.design import BASELINE_DAY, CONTROL, TREATMENT, TrialDesign
from carehome_sim.trial.instruments import seen
from carehome_sim.trial.luck import ARMS, generator
from carehome_sim.trial.participants import attrition, columns_of, participants


@dataclass(frozen=True, slots=True)
class TrialResult:
    """What a trial found.

    ``arms`` says which arm each home was in; ``frame`` holds a row per participant and
    follow-up (see :func:`participants`); ``effects`` one for each outcome and follow-up day;
    ``attrition`` the losses by arm and wave.
    """

    design: TrialDesign
    seed: int
    replicate: int
    arms: Mapping[int, str]
    frame: pd.DataFrame
    effects: Mapping[tuple[str, int], Effect]
    attrition: pd.DataFrame

    def effect(self, outcome: str, wave_day: int) -> Effect:
        """The effect on an outcome at a follow-up."""
        return self.effects[(outcome, wave_day)]

    def table(self) -> pd.DataFrame:
        """The effects as a table, a row for each outcome and follow-up."""
        rows = []
        for effect in self.effects.values():
            low, high = effect.interval()
            rows.append(
                {
                    "outcome": effect.outcome,
                    "wave_day": effect.wave_day,
                    "effect": effect.value,
                    "se": effect.se,
                    "df": effect.df,
                    "low": low,
                    "high": high,
                    "p": effect.p,
                    "smd": effect.smd,
                    "smd_se": effect.smd_se,
                    "icc": effect.icc,
                    "homes": effect.homes,
                    "residents": effect.residents,
                }
            )
        return pd.DataFrame(rows)


def randomised(homes_per_arm: int, *, seed: int, replicate: int = 0) -> dict[int, str]:
    """Which arm each home is in, by home number: one to one, by a keyed permutation.

    Replicate 0 has homes 0 to ``2 * homes_per_arm - 1``, replicate 1 the next as many, and so on.
    """
    count = 2 * homes_per_arm
    order = generator(seed, ARMS, home=replicate).permutation(count) + replicate * count
    treated = set(order[homes_per_arm:].tolist())
    return {
        home: TREATMENT if home in treated else CONTROL
        for home in range(replicate * count, (replicate + 1) * count)
    }


def run_trial(
    bench: Bench,
    control: Recipe,
    treatment: Recipe,
    design: TrialDesign,
    *,
    replicate: int = 0,
    solver: str = "profile",
) -> TrialResult:
    """Carry out a trial of ``treatment`` against ``control`` with the homes of a bench.

    The approaches of both arms begin when the baseline has been read, on measured day 28 (an
    ``end_day`` of a recipe counts measured days, so a course of 180 days ends on day 208). Up to
    then the arms must be the same. Each ``replicate`` is the same trial with other homes. A
    closed cohort is adjusted for residents' own baseline, an open one for their home's.
    """
    recipes = {
        arm: made.but(days=design.measured_days, start_day=BASELINE_DAY)
        for arm, made in ((CONTROL, control), (TREATMENT, treatment))
    }
    _same_until_baseline(bench, recipes)
    arms = randomised(design.homes_per_arm, seed=bench.seed, replicate=replicate)
    tables = []
    for arm, made in recipes.items():
        numbers = tuple(home for home, its_arm in arms.items() if its_arm == arm)
        lived = bench.lived({arm: made}, len(numbers), seen, numbers=numbers)[arm]
        tables += [
            participants(one, home=home, arm=arm, design=design, seed=bench.seed)
            for home, one in zip(numbers, lived, strict=True)
        ]
    frame = _together(tables, design)
    baseline = "resident" if design.cohort == "closed" else "home"
    effects = {
        (outcome, wave): analyse(frame, outcome, wave, baseline=baseline, solver=solver)
        for outcome in design.outcomes
        for wave in design.follow_up_days
    }
    return TrialResult(design, bench.seed, replicate, arms, frame, effects, attrition(frame))


def _together(tables: list[pd.DataFrame], design: TrialDesign) -> pd.DataFrame:
    """The participants of all homes, by home; homes where nobody takes part leave no row."""
    filled = [table for table in tables if len(table)]
    if not filled:
        return pd.DataFrame(columns=list(columns_of(design)))
    frame = pd.concat(filled, ignore_index=True)
    return frame.sort_values(["home", "wave_day", "joined_day", "person"], ignore_index=True)


def _same_until_baseline(bench: Bench, recipes: Mapping[str, Recipe]) -> None:
    """Refuse arms that differ before anything has been randomised."""
    before: list[Any] = []
    for made in recipes.values():
        arm = bench.arm(made)
        early = [phase for phase in arm.phases if phase.start_day < BASELINE_DAY]
        own = (made.borrowed, arm.sector, arm.warmup_days)
        before.append((*own, arm.before, arm.before_plain, early))
    if before[0] != before[1]:
        raise ValueError(
            f"the arms differ before the baseline (measured day {BASELINE_DAY}); what a trial "
            "compares is given as approaches (uses), which begin then"
        )
