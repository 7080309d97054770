"""Preference occasions: what is wished, who can decide, and the one inequality for risk."""

from __future__ import annotations

import math

from carehome_sim.home.codes import (
    AFTERNOON,
    BATH,
    BATHING,
    BED_TIME,
    BREAKFAST,
    COMPANY,
    DAYS_PER_WEEK,
    DAYS_PER_YEAR,
    DRESS,
    LATER,
    LUNCH,
    MEAL,
    NO,
    RISE_TIME,
    RISK,
    TOILET,
    UP,
    WITH_WHOM,
    YES,
    YES_WITH_SUPPORT,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def options(choice: int, p: Record) -> int:
    """How many options a kind of choice has; option 0 is the home's routine."""
    if choice == RISK:
        return 2
    return int(p.options_most) if choice != BATHING else int(p.options_bathing)


@rule
def usual_share(n_options: int, p: Record) -> float:
    """Share of occasions on which the wish is the usual one.

    Two asks a week apart agree with ``preference_agreement_share``; with a share ``s`` of usual
    wishes and the rest spread over ``n`` options, agreement is ``s^2 + (1 - s^2) / n``.
    """
    spread = 1.0 / n_options
    return math.sqrt(max(p.preference_agreement_share - spread, 0.0) / (1.0 - spread))


@rule
def wish(usual: int, n_options: int, usual_share_01: float, u: float) -> int:
    """Today's wish by one uniform: the usual option, or what is left of it spread over all."""
    if u < usual_share_01:
        return usual
    rest = (u - usual_share_01) / (1.0 - usual_share_01)
    return min(int(rest * n_options), n_options - 1)


@rule
def drifted(usual: int, n_options: int, u: float) -> int:
    """Another usual option than before, by one uniform."""
    step = 1 + min(int(u * (n_options - 1)), n_options - 2)
    return (usual + step) % n_options


@rule
def drift_per_week(fallen_rank_01: float, p: Record) -> float:
    """Chance that a usual wish becomes another in a week: more for those whose health is falling.

    ``fallen_rank_01`` is what function and cognition lost together this week, as ranks.
    """
    pace = fallen_rank_01 * (DAYS_PER_YEAR / DAYS_PER_WEEK) / p.drift_usual_fall_per_year
    yearly = p.drift_per_year * (1.0 - p.drift_with_health_share + p.drift_with_health_share * pace)
    return min(1.0, yearly * DAYS_PER_WEEK / DAYS_PER_YEAR)


@rule
def understanding_needed_mmse(choice: int, p: Record) -> float:
    """The cognition (MMSE) a kind of decision asks for, before the day's and hour's variation."""
    if choice == RISK:
        return p.capacity_risk_mmse
    if choice == RISE_TIME or choice == BED_TIME or choice == AFTERNOON:
        return p.capacity_plan_mmse
    return p.capacity_simple_mmse


@rule
def capable(choice: int, mmse: float, day_noise: float, hour: int, p: Record) -> bool:
    """Capacity for this decision now: presumed, decision-specific, varying by day and hour."""
    late_h = max(0.0, hour - p.sundown_from_h)
    effective = mmse + p.capacity_day_sd_mmse * day_noise - p.sundown_mmse_per_h * late_h
    return effective >= understanding_needed_mmse(choice, p)


@rule
def can_share(choice: int, mmse: float, day_noise: float, knowledge_01: float, p: Record) -> bool:
    """Whether resident and carer can decide together: knowing the person lowers what it asks."""
    reach = p.shared_reach_mmse * knowledge_01
    return mmse + p.capacity_day_sd_mmse * day_noise + reach >= understanding_needed_mmse(choice, p)


@rule
def offer_probability(person_centred: bool, p: Record) -> float:
    """Chance that a carer asks before acting, by manner."""
    return p.offer_person_centred_share if person_centred else p.offer_task_first_share


@rule
def apart_chance(pressure: float, p: Record) -> float:
    """Chance that minutes are found for something else than the unit has: less under pressure.

    ``1 / (1 + (pressure / apart_half_pressure)^2)``.
    """
    ratio = pressure / p.apart_half_pressure
    return 1.0 / (1.0 + ratio * ratio)


@rule
def voicing_probability(voice_01: float, cognitive_loss_01: float, p: Record) -> float:
    """Chance that a resident speaks up unasked; advocates and aids give back some lost voice."""
    lost = p.voice_lost_share * (1.0 - p.advocacy_voices * p.advocacy_01) * cognitive_loss_01
    return voice_01 * (1.0 - lost) * p.voicing_share


@rule
def expected_harm_01(dependency_01: float, weakness_01: float, p: Record) -> float:
    """Harm a carer expects from a risky wish, seen with a professional's eye.

    Rises with dependency as ``4 d (1 - d)`` up to ``d = 1/2`` and stays there: whoever is less
    safe is expected to come to no less harm; weakness adds.
    """
    d = min(dependency_01, 0.5)
    unsteady = 2.0 * d * 2.0 * (1.0 - d)
    outside = 1.0 - p.outdoor_safer * (p.outdoor_access_01 - p.usual_layout_01)
    harm = p.risk_harm_base_01 + p.risk_harm_unsteady_01 * unsteady + weakness_01
    return min(1.0, outside * harm)


@rule
def risk_answer(
    harm_01: float,
    accountable_01: float,
    importance_01: float,
    possible_alone: bool,
    able_to_support: bool,
    p: Record,
) -> int:
    """The one inequality: expected harm x perceived accountability against importance.

    Yes where importance outweighs and the person can do it alone; yes with support where it does
    once support has lowered the harm; another time where support is wanting just now; else no.
    """
    if possible_alone and harm_01 * accountable_01 <= importance_01:
        return YES
    if harm_01 * (1.0 - p.support_lowers_harm_share) * accountable_01 <= importance_01:
        return YES_WITH_SUPPORT if able_to_support else LATER
    return NO


@rule
def accountability(
    fear_01: float, tolerance_01: float, values_01: float, rules_understanding_01: float, p: Record
) -> float:
    """How heavily harm weighs on the carer who permits it, per unit of importance.

    The reading of the rules raises it; own tolerance of risk and person-centred values lower it,
    and so does the weight regulation gives to unresponsive care for those who understand the rules.
    """
    answerable = p.accountability_base + p.accountability_fear * fear_01
    release = p.tolerance_weight * tolerance_01 + p.values_release * values_01
    heeded = p.responsiveness_weight_01 * rules_understanding_01
    return answerable / (1.0 + release + p.responsiveness_release * heeded)


@rule
def attached_choice(task: int, meal: int, hour: int, p: Record) -> int:
    """The preference occasion that a task of this hour brings up beside its time, or -1.

    ``meal`` is 0 for the day's first meal, 1 for the second, 2 for the third. How to spend the
    afternoon comes up with company and with help to the toilet after noon.
    """
    if task == UP:
        return DRESS
    if task == BATH:
        return BATHING
    if task == COMPANY:
        return AFTERNOON
    if task == TOILET and p.afternoon_from_h <= hour < p.afternoon_to_h:
        return AFTERNOON
    if task == MEAL and meal == 0:
        return BREAKFAST
    if task == MEAL and meal == 1:
        return LUNCH
    if task == MEAL and meal == 2:
        return WITH_WHOM
    return -1
