"""Whether care is given in a person-centred manner: four gates, two rival ways to combine them."""

from __future__ import annotations

import math

from carehome_sim.home.codes import (
    BECAUSE_ABLE,
    BECAUSE_ALLOWED,
    BECAUSE_TIME,
    BECAUSE_WILLING,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def logistic(x: float) -> float:
    """``1 / (1 + exp(-x))``."""
    return 1.0 / (1.0 + math.exp(-x))


@rule
def willing_01(
    values_01: float, habit_01: float, norm_01: float, exhaustion_01: float, p: Record
) -> float:
    """How far a worker wants to: values, own habit and the team's norm, dampened by exhaustion."""
    drive = (
        p.willing_values_share * values_01
        + p.willing_habit_share * habit_01
        + (1.0 - p.willing_values_share - p.willing_habit_share) * norm_01
    )
    return drive * (1.0 - p.exhaustion_dampens_share * exhaustion_01)


@rule
def able_01(skill_01: float, understanding_01: float, familiarity_01: float, p: Record) -> float:
    """How far a worker can: skill, understanding and knowledge of this resident (or a plan)."""
    return (
        p.able_skill_share * skill_01
        + p.able_understanding_share * understanding_01
        + (1.0 - p.able_skill_share - p.able_understanding_share) * familiarity_01
    )


@rule
def familiarity_01(knowledge_01: float, paper_01: float, p: Record) -> float:
    """Own knowledge of the resident, or what a care plan can stand in for after a handover.

    ``paper x stands in x (base + (1 - base) x handover / full handover)``.
    """
    briefed = min(1.0, p.handover_min / p.handover_full_min)
    told = p.handover_base_share + (1.0 - p.handover_base_share) * briefed
    return max(knowledge_01, p.plan_stands_in_share * told * paper_01)


@rule
def fear_01(rules_reading_01: float, rules_understanding_01: float, p: Record) -> float:
    """A worker's own reading of the rules: the climate's, less what understanding takes off."""
    return rules_reading_01 * (1.0 - p.understanding_calms_share * rules_understanding_01)


@rule
def allowed_01(empowerment_01: float, fear: float, p: Record) -> float:
    """How far a worker feels allowed to depart from routine."""
    return empowerment_01 * (1.0 - p.fear_binds_share * fear)


@rule
def time_01(pressure: float, p: Record) -> float:
    """Room in the hour: 1 with nothing else due, ½ where due work is ``pressure_half`` of time.

    ``1 / (1 + (pressure / pressure_half)^2)``.
    """
    ratio = pressure / p.pressure_half
    return 1.0 / (1.0 + ratio * ratio)


@rule
def person_centred_probability(
    willing: float, able: float, allowed: float, time: float, p: Record
) -> float:
    """Probability of a person-centred manner from the four gates (each 0-1).

    Additive form: a logit in which every gate counts on its own. Weakest-link form: a logit in
    the narrowest gate alone. ``manner.form`` chooses; headlines are given under both.
    """
    if p.form < 1.0:
        return logistic(
            p.manner_intercept
            + p.willing_slope * willing
            + p.able_slope * able
            + p.allowed_slope * allowed
            + p.time_slope * time
        )
    narrowest = min(min(willing, able), min(allowed, time))
    return logistic(p.weakest_slope * (narrowest - p.weakest_midpoint_01))


@rule
def narrowest_gate(willing: float, able: float, allowed: float, time: float) -> int:
    """The gate that is narrowest, as a reason code; ties go to the first named."""
    least = willing
    reason = BECAUSE_WILLING
    if able < least:
        least = able
        reason = BECAUSE_ABLE
    if allowed < least:
        least = allowed
        reason = BECAUSE_ALLOWED
    if time < least:
        reason = BECAUSE_TIME
    return reason
