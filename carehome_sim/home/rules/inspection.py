"""The regulator: key questions, rating, how soon again, and what a rating presses for."""

from __future__ import annotations

import math

from carehome_sim.home.codes import GOOD, INADEQUATE, OUTSTANDING, REQUIRES_IMPROVEMENT
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def question_01(value: float, least: float, most: float) -> float:
    """A key question from 0 (all that could be wrong is) to 1 (nothing left to find)."""
    return min(1.0, max(0.0, (value - least) / (most - least)))


@rule
def unharmed_01(recorded: float, bed_days: float, p: Record) -> float:
    """What recorded harm leaves of a week's claim to be safe: ``1 - weight x harm`` (0-1)."""
    per_1000 = 1000.0 * recorded / max(bed_days, 1.0)
    return 1.0 - p.safe_harm_weight * min(1.0, per_1000 / p.safe_harm_most)


@rule
def sanctioned(recorded: float, p: Record) -> float:
    """Chance that a week's recorded harms bring a sanction: each by itself may."""
    return 1.0 - math.pow(1.0 - p.sanction_01 * p.sanction_per_harm, recorded)


@rule
def overall_01(
    safe: float, effective: float, caring: float, responsive: float, led: float, p: Record
) -> float:
    """The five key questions as one weighted mean: caring and responsive at the cost of safe.

    Assumption: safe weighs twice as much as effective and well-led, caring and responsive half,
    where nothing is asked of responsiveness.
    """
    safety = 2.0 - p.responsiveness_weight_01
    person = 0.5 + p.responsiveness_weight_01
    total = safety * safe + effective + person * (caring + responsive) + led
    return total / (safety + 1.0 + 2.0 * person + 1.0)


@rule
def rating_of(score_01: float, weeks_without_manager: float, p: Record) -> int:
    """The rating (1 inadequate to 4 outstanding) that a score earns.

    A home that has long had no manager cannot be good.
    """
    rating = INADEQUATE
    if score_01 >= p.outstanding_from_01:
        rating = OUTSTANDING
    elif score_01 >= p.good_from_01:
        rating = GOOD
    elif score_01 >= p.requires_from_01:
        rating = REQUIRES_IMPROVEMENT
    if weeks_without_manager > p.no_manager_weeks:
        rating = min(rating, REQUIRES_IMPROVEMENT)
    return rating


@rule
def weeks_to_next(rating: int, p: Record) -> float:
    """Weeks until the next inspection by the present rating."""
    if rating >= GOOD:
        return p.good_weeks
    return p.requires_weeks if rating == REQUIRES_IMPROVEMENT else p.inadequate_weeks


@rule
def pressed(rules_reading: float, rating: int, p: Record) -> float:
    """The reading of the rules under a rating: a poor one makes everybody stricter."""
    if rating >= GOOD:
        return rules_reading
    return rules_reading + p.pressure_share * (1.0 - rules_reading)
