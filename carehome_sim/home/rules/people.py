"""Who lives and works in the home: traits from random ranks and numbers."""

from __future__ import annotations

import math

from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def clipped(value: float, low: float, high: float) -> float:
    """``value`` held between ``low`` and ``high``."""
    return min(max(value, low), high)


@rule
def severity(cognition_rank_01: float, p: Record) -> int:
    """Dementia severity (CDR class): 0 none, 1 mild, 2 moderate, 3 severe.

    Cuts follow from both marginals: the share with dementia and the shares of severity among
    them, read as ranks of cognition.
    """
    with_dementia = p.dementia_share
    if cognition_rank_01 >= with_dementia:
        return 0
    if cognition_rank_01 >= with_dementia * (1.0 - p.mild_share):
        return 1
    if cognition_rank_01 >= with_dementia * (1.0 - p.mild_share - p.moderate_share):
        return 2
    return 3


@rule
def visits_per_week(u: float, u_more: float, p: Record) -> float:
    """Family visits a week: none, weekly or more, or occasional."""
    if u < p.no_contact_share:
        return 0.0
    if u < p.no_contact_share + p.visited_weekly_share:
        return 1.0 + p.visits_spread_per_week * u_more
    return p.visits_occasional_per_week


@rule
def lognormal(mean: float, log_sd: float, z: float) -> float:
    """A log-normal number of this mean from a standard normal one."""
    return mean * math.exp(log_sd * z - log_sd * log_sd / 2.0)


@rule
def exponential(mean: float, u: float) -> float:
    """An exponential number of this mean from a uniform one."""
    return -mean * math.log(u)
