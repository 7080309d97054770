"""What a cluster-randomised trial in care homes sets down before it begins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from carehome_sim.errors import InputError
from carehome_sim.home.codes import DAYS_PER_READING, DAYS_PER_YEAR
from carehome_sim.trial.instruments import raters_of

BASELINE_DAY = DAYS_PER_READING  # the first reading: what it shows, nothing has changed yet
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0
LEAST_HOMES_PER_ARM = 2
CONTROL, TREATMENT = "control", "treatment"

LOST_SHARE, LOST_AFTER_MONTHS, LOST_BY_DEATH_SHARE = 0.195, 6.5, 0.73
"""Loss to follow-up in care-home trials (Journal of Clinical Epidemiology 2022; graded A)."""

WITHDRAWAL_PER_MONTH = (1.0 - LOST_BY_DEATH_SHARE) * -math.log(1.0 - LOST_SHARE) / LOST_AFTER_MONTHS
"""Hazard of leaving a trial alive, a month: 0.0090.

Assumption: death and withdrawal have constant hazards, so that they share the losses as they
share the hazard.
"""


@dataclass(frozen=True, slots=True)
class TrialDesign:
    """The design of a trial with two arms, homes randomised one to one.

    ``homes_per_arm`` homes. ``residents_per_home`` recruited before the homes are randomised
    (None: all who are eligible). Eligible are those with dementia (all residents where not
    ``dementia_only``), with a recalled CMAI of ``least_cmai`` points or more at baseline (None:
    whatever it is). The baseline is the reading on measured day 28, after which the approaches
    begin; ``follow_up_days`` count from it, in multiples of 28. ``outcomes`` are rated by
    ``rater``. ``withdrawal_per_month`` is the hazard of leaving the trial alive. A ``closed``
    cohort is those read at baseline; in an ``open`` one the eligible who come later take the
    places of those who were lost.
    """

    homes_per_arm: int
    residents_per_home: int | None = None
    dementia_only: bool = True
    least_cmai: float | None = None
    follow_up_days: tuple[int, ...] = (84, 364)
    outcomes: tuple[str, ...] = ("agitation", "depression")
    rater: str = "staff"
    withdrawal_per_month: float = WITHDRAWAL_PER_MONTH
    cohort: Literal["closed", "open"] = "closed"

    def __post_init__(self) -> None:
        """Refuse what cannot be carried out, saying what is allowed."""
        if self.homes_per_arm < LEAST_HOMES_PER_ARM:
            raise _refused("homes_per_arm", self.homes_per_arm, f"{LEAST_HOMES_PER_ARM} or more")
        if self.residents_per_home is not None and self.residents_per_home < 1:
            raise _refused("residents_per_home", self.residents_per_home, "1 or more, or None")
        if not self.follow_up_days or list(self.follow_up_days) != sorted(set(self.follow_up_days)):
            raise _refused("follow_up_days", self.follow_up_days, "rising days, at least one")
        for day in self.follow_up_days:
            if day <= 0 or day % DAYS_PER_READING:
                raise _refused("follow_up_days", day, f"multiples of {DAYS_PER_READING} days")
        if not 0.0 <= self.withdrawal_per_month < math.inf:
            raise _refused("withdrawal_per_month", self.withdrawal_per_month, "0 or more a month")
        if self.cohort not in ("closed", "open"):
            raise _refused("cohort", self.cohort, "closed or open")
        if self.cohort == "open" and self.least_cmai is not None:
            raise _refused(
                "least_cmai",
                self.least_cmai,
                "None in an open cohort: those who come later would be chosen by what the "
                "arms may have changed",
            )
        if not self.outcomes:
            raise _refused("outcomes", self.outcomes, "at least one outcome")
        for outcome in self.outcomes:
            if self.rater not in raters_of(outcome):
                allowed = ", ".join(raters_of(outcome))
                raise _refused("rater", self.rater, f"for {outcome}: {allowed}")

    @property
    def measured_days(self) -> int:
        """Days that homes are measured: up to the last follow-up."""
        return BASELINE_DAY + self.follow_up_days[-1]


def _refused(place: str, given: object, allowed: str) -> InputError:
    return InputError(place=place, given=str(given), problem="is not possible", allowed=allowed)
