"""Image, choice of homes, pass-through of fees to hours and wages, direct payments."""

from __future__ import annotations

import math

from carehome_sim.home.codes import DAYS_PER_WEEK, DAYS_PER_YEAR, RATINGS
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def image_01(rating: int, links_01: float, p: Record) -> float:
    """What a home is seen as from outside: its published rating, its links, how homely it is."""
    rest = (1.0 - p.image_rating_weight) / 2.0
    seen = (rating - 1.0) / (RATINGS - 1.0)
    return p.image_rating_weight * seen + rest * links_01 + rest * p.homeliness_01


@rule
def moved_by_image(image: float, slope: float, p: Record) -> float:
    """By what factor a better or poorer image than usual moves something; never below 0."""
    return max(0.0, 1.0 + slope * (image - p.usual_image_01))


@rule
def pull(image: float, slope: float, p: Record) -> float:
    """Weight of a home among those within reach (logit choice); that of a usual image is 1."""
    return math.exp(slope * (image - p.usual_image_01))


@rule
def preferred(own: float, rivals: float, homes_nearby: float) -> float:
    """How often a home is chosen against an even share among it and its rivals.

    ``own`` is its pull and ``rivals`` the sum of theirs; 1 where there is no other home.
    """
    return own * (homes_nearby + 1.0) / (own + rivals)


@rule
def seeking(by_self_funders: float, by_council: float, p: Record) -> float:
    """How many look for a place here against an even share: both kinds of newcomers together."""
    return p.self_funder_share * by_self_funders + (1.0 - p.self_funder_share) * by_council


@rule
def newcomer_pays_share(by_self_funders: float, by_council: float, p: Record) -> float:
    """Share of newcomers who pay for themselves, by how often each kind prefers the home."""
    everybody = seeking(by_self_funders, by_council, p)
    return p.self_funder_share * by_self_funders / everybody if everybody > 0.0 else 0.0


@rule
def more_income_gbp_week(council_share: float, p: Record) -> float:
    """Income per resident-week above what hours and wages are set for."""
    more = p.council_fee_gbp_week - p.usual_council_fee_gbp_week
    return more * (council_share + (1.0 - council_share) * p.self_funder_fee_ratio)


@rule
def hours_for_income(more_gbp_week: float, gbp_h: float, p: Record) -> float:
    """Care hours per resident-day that a stated share of more income buys."""
    return p.hours_pass_share * more_gbp_week / (DAYS_PER_WEEK * gbp_h)


@rule
def wages_for_income(more_gbp_week: float, hours: float, gbp_h: float, p: Record) -> float:
    """Rise of care wages, as a share of them, that a stated share of more income pays for."""
    return p.wages_pass_share * more_gbp_week / (DAYS_PER_WEEK * hours * gbp_h)


@rule
def hours_for_need(dependency_01: float, p: Record) -> float:
    """Factor on planned hours by how dependent those who live here are."""
    return 1.0 + p.hours_follow_need_01 * (dependency_01 / p.usual_dependency_01 - 1.0)


@rule
def payment_starts_per_week(
    weekly_visits: bool, cognitive_loss_01: float, dependency_01: float, p: Record
) -> float:
    """Chance in a week that a council-funded resident begins a direct payment.

    Somebody has to arrange it: family who come often, or the resident as far as able.
    """
    helper = 1.0 if weekly_visits else p.payment_without_family_share
    able = (1.0 - cognitive_loss_01) * (1.0 - 0.5 * dependency_01)
    yearly = p.direct_payments_01 * p.payment_per_year * helper * able
    return min(1.0, yearly * DAYS_PER_WEEK / DAYS_PER_YEAR)
