"""Staff over weeks and months: exhaustion, sickness, leaving, hiring, skill and empowerment."""

from __future__ import annotations

import math

from carehome_sim.home.codes import DAYS_PER_YEAR
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import normal_rank
from carehome_sim.home.state import Record


@rule
def strain_01(
    trait_01: float, pressure: float, overtime_share: float, support_01: float, p: Record
) -> float:
    """The level of exhaustion that present work pulls towards."""
    load = p.strain_pressure * (pressure - p.strain_usual_pressure)
    felt = trait_01 + load + p.strain_overtime * overtime_share
    felt -= p.strain_support * (2.0 * support_01 - 1.0)
    return min(1.0, max(0.0, felt))


@rule
def sick_probability(exhaustion_01: float, p: Record) -> float:
    """Chance of being off sick for a shift."""
    return p.sick_share * (1.0 + p.sick_exhaustion * (exhaustion_01 - p.exhaustion_start_mean_01))


@rule
def leave_per_day(
    tenure_days: float,
    exhaustion_01: float,
    support_01: float,
    rota_strain_01: float,
    labour_market: float,
    p: Record,
) -> float:
    """Daily chance that a care worker leaves.

    First year, the local labour market, pay, the rota, support by the manager and (weakly, as
    English homes show) exhaustion.
    """
    tenure = p.leave_first_year if tenure_days < DAYS_PER_YEAR else p.leave_later
    pay = max(0.0, 1.0 - p.leave_pay * p.wage_premium_share)
    rota = 1.0 + p.leave_rota * rota_strain_01 - p.leave_staff_led * p.staff_led_share_01
    support = 1.0 - p.leave_support * (2.0 * support_01 - 1.0)
    tired = 1.0 + p.leave_exhaustion * (exhaustion_01 - p.exhaustion_start_mean_01)
    yearly = p.leavers_per_year * tenure * pay * max(0.0, rota) * max(0.0, support)
    return min(1.0, yearly * max(0.0, tired) * labour_market / DAYS_PER_YEAR)


@rule
def applicants_per_week(labour_market: float, p: Record) -> float:
    """Applicants for one vacant post in a week: fewer in a tight market, more for better pay."""
    return p.applicants_per_week / labour_market * (1.0 + p.applicants_pay * p.wage_premium_share)


@rule
def hire_probability(labour_market: float, likes: float, p: Record) -> float:
    """Chance that a week brings an applicant whose values pass the home's threshold.

    ``likes`` multiplies applicants: how a home is seen from outside.
    """
    above = 1.0 - normal_rank((p.values_threshold_01 - p.values_mean_01) / p.values_sd_01)
    return 1.0 - math.exp(-applicants_per_week(labour_market, p) * likes * above)


@rule
def skill_after_week(skill_01: float, habit_01: float, coaching_01: float, p: Record) -> float:
    """Skill after a week: coaching adds, disuse takes away down to a floor.

    ``habit_01``, the habit of person-centred care, says how far it is used.
    """
    gained = p.skill_coaching_per_week * coaching_01 * (1.0 - skill_01)
    idle = 1.0 + p.skill_disuse_weight * (p.habit_start_01 - habit_01)
    lost = p.skill_loss_per_week * idle * max(0.0, skill_01 - p.skill_floor_01)
    return skill_01 + gained - lost


@rule
def understanding_after_week(
    understanding_01: float, trait_01: float, coaching_01: float, p: Record
) -> float:
    """Understanding after a week: coaching adds, the rest fades to what the person came with."""
    gained = p.understanding_coaching_per_week * coaching_01 * (1.0 - understanding_01)
    lost = p.understanding_loss_per_week * max(0.0, understanding_01 - trait_01)
    return understanding_01 + gained - lost


@rule
def empowerment_target(
    support_01: float, consistency_01: float, flat_01: float, p: Record
) -> float:
    """How far staff come to feel free to act: support that is consistent, and flat hierarchy."""
    level = p.empowerment_base_01 + p.empowerment_support * support_01 * consistency_01
    return min(1.0, level + p.empowerment_flat * flat_01)
