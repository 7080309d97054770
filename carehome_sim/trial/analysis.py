"""The effect of a trial's treatment, as the trial's own analysis gives it.

A mixed model: outcome at a follow-up on arm and outcome at baseline, with home as a random
intercept, by REML. Tests and intervals refer to a t distribution with the degrees of freedom
*between* homes: homes less two, and one less for each covariate of homes. With few homes a
normal reference calls too much significant; this one keeps its level (Leyrat et al. 2018, doi
10.1093/ije/dyx169). Where the home variance is nought, the model is least squares over
residents; that is its solution there, so it is kept, with the degrees of freedom of homes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from carehome_sim.trial.design import CONTROL, LEAST_HOMES_PER_ARM, TREATMENT
from carehome_sim.trial.mixed import fit_random_intercept
from carehome_sim.trial.participants import baseline_of, home_baseline_of

ARM_TERM = 1
PERSON_BITS = 32  # a person's number within a home is below 2^32
SIGNIFICANT_BELOW = 0.05
ADJUSTED = ("resident", "home", "none")


@dataclass(frozen=True, slots=True)
class Effect:
    """Treatment less control, in the outcome's own unit, at one follow-up.

    ``se`` with ``df`` degrees of freedom between homes; ``icc`` the intraclass correlation of
    homes, given arm and baseline; ``sd`` the pooled standard deviation of residents' baseline
    within arms; ``homes`` and ``residents`` those analysed. ``notes`` are an optimiser's.
    """

    outcome: str
    wave_day: int
    value: float
    se: float
    df: int
    icc: float
    sd: float
    homes: int
    residents: int
    notes: tuple[str, ...] = ()

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The interval that covers the truth in this share of trials."""
        half = self.se * float(stdtrit(self.df, 0.5 + level / 2.0))
        return self.value - half, self.value + half

    @property
    def p(self) -> float:
        """Two-sided p of no effect."""
        return 2.0 * float(stdtr(self.df, -abs(self.value / self.se)))

    @property
    def significant(self) -> bool:
        """Whether the trial would have been called significant, at 5 %."""
        return self.p < SIGNIFICANT_BELOW

    @property
    def smd(self) -> float:
        """Standardised mean difference: the effect in standard deviations of the baseline."""
        return self.value / self.sd

    @property
    def smd_se(self) -> float:
        """Its standard error, the standard deviation taken as known."""
        return self.se / self.sd

    def smd_interval(self, level: float = 0.95) -> tuple[float, float]:
        """The interval of the standardised mean difference."""
        low, high = self.interval(level)
        return low / self.sd, high / self.sd


def analyse(
    frame: pd.DataFrame,
    outcome: str,
    wave_day: int,
    *,
    baseline: str = "resident",
    home_covariates: Sequence[str] = (),
    solver: str = "profile",
) -> Effect:
    """The effect on ``outcome`` at ``wave_day`` in a table of participants.

    ``baseline`` adjusts for the ``resident``'s own outcome at baseline (closed cohort), for the
    mean of the ``home`` (open cohort, where newcomers have no baseline) or for ``none``.
    ``home_covariates`` are columns that are the same for all of a home. Residents without
    outcome or baseline are left out. ``solver`` is ``profile`` or ``statsmodels``.
    """
    if baseline not in ADJUSTED:
        raise ValueError(f"baseline is {baseline!r}; it may be {', '.join(ADJUSTED)}")
    by_home = [*home_covariates]
    by_home += [home_baseline_of(outcome)] if baseline == "home" else []
    covariates = [*by_home] + ([baseline_of(outcome)] if baseline == "resident" else [])
    scores = frame[[outcome, *covariates]].to_numpy(dtype=float)
    known = (frame["wave_day"].to_numpy() == wave_day) & ~np.isnan(scores).any(axis=1)
    scores = scores[known] - scores[known].mean(axis=0)
    home = frame["home"].to_numpy()[known]
    treated = frame["arm"].to_numpy()[known] == TREATMENT
    in_arm = {CONTROL: len(set(home[~treated])), TREATMENT: len(set(home[treated]))}
    for arm, homes in in_arm.items():
        if homes < LEAST_HOMES_PER_ARM:
            raise ValueError(
                f"{outcome} at day {wave_day}: {homes} homes with residents to analyse in the "
                f"{arm} arm; at least {LEAST_HOMES_PER_ARM} are needed"
            )
    df = sum(in_arm.values()) - 2 - len(by_home)
    if df < 1:
        raise ValueError(f"{sum(in_arm.values())} homes are too few for {by_home} and two arms")
    terms = np.column_stack([np.ones(len(home)), treated, scores[:, 1:]])
    fit = fit_random_intercept(scores[:, 0], terms, home, solver=solver)
    return Effect(
        outcome=outcome,
        wave_day=wave_day,
        value=float(fit.coefficients[ARM_TERM]),
        se=math.sqrt(float(fit.covariance[ARM_TERM, ARM_TERM])),
        df=df,
        icc=fit.icc,
        sd=baseline_sd(frame, outcome),
        homes=sum(in_arm.values()),
        residents=len(home),
        notes=fit.notes,
    )


def baseline_sd(frame: pd.DataFrame, outcome: str) -> float:
    """Standard deviation of residents' outcome at baseline, pooled within arms.

    Over all who were recruited at baseline, lost later or not.
    """
    people = frame["home"].to_numpy(dtype=np.int64) << PERSON_BITS
    people |= frame["person"].to_numpy(dtype=np.int64)
    _, first = np.unique(people, return_index=True)
    treated = frame["arm"].to_numpy()[first] == TREATMENT
    score = frame[baseline_of(outcome)].to_numpy(dtype=float)[first]
    arms = [score[among & ~np.isnan(score)] for among in (treated, ~treated)]
    squares = sum(float(((one - one.mean()) ** 2).sum()) for one in arms)
    return math.sqrt(squares / (sum(map(len, arms)) - len(arms)))
