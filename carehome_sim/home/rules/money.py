"""Wages, fees and who pays, in pounds of 2024/25."""

from __future__ import annotations

import math

from carehome_sim.home.codes import SENIOR
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def hourly_pay_gbp(role: int, night: bool, moved: bool, p: Record) -> float:
    """What one paid hour of an employed care worker costs, on-costs included (£ per hour)."""
    wage = p.care_wage_gbp_h * (1.0 + p.wage_premium_share)
    if role == SENIOR:
        wage *= 1.0 + p.senior_premium_share
    if night:
        wage *= 1.0 + p.night_premium_share
    if moved:
        wage *= 1.0 + p.unsocial_premium_share
    return wage * (1.0 + p.on_cost_share)


@rule
def other_pay_gbp_h(p: Record) -> float:
    """What one paid hour of staff who give no personal care costs, on-costs included (£)."""
    return p.other_staff_wage_gbp_h * (1.0 + p.wage_premium_share) * (1.0 + p.on_cost_share)


@rule
def fixed_gbp_week(beds: float, p: Record) -> float:
    """Fixed cost per bed and week: falls with size up to a point, then stays.

    ``fixed x (size / usual size) ^ -power``.
    """
    size = min(beds, p.scale_to_beds) / p.scale_usual_beds
    return p.fixed_gbp_bed_week * math.pow(size, -p.scale_power)


@rule
def income_gbp_week(council: float, self_funded: float, p: Record) -> tuple[float, float]:
    """Weekly fees from councils and from self-funders for so many resident-weeks of each."""
    return (
        council * p.council_fee_gbp_week,
        self_funded * p.council_fee_gbp_week * p.self_funder_fee_ratio,
    )
