"""Outcomes that are one tally over another: which over which, and what they are counted over.

Each is a line of :data:`RATIOS`; the same line serves a whole measured period and single weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from carehome_sim.outcomes.record import DAYS_PER_WEEK, DAYS_PER_YEAR, Sums

HOURS = 60.0
EXHAUSTION_POINTS = 54.0

PEOPLE = ("bed_days_council", "bed_days_self")
WAKING_H_PER_DAY = 14.0  # of the day, to which distress is scaled
FEES = ("income_council", "income_self")
STAFF_PAY = ("pay_care", "pay_agency", "pay_manager", "pay_other", "pay_hiring")
RUNNING = (*STAFF_PAY, "non_staff", "programme")


@dataclass(frozen=True, slots=True)
class Ratio:
    """``scale * (over - minus) / under``, each a sum of tallies; ``count`` stands beside it."""

    name: str
    over: tuple[str, ...]
    under: tuple[str, ...]
    count: tuple[str, ...]
    scale: float = 1.0
    minus: tuple[str, ...] = ()


def _share(name: str, over: str, under: str, scale: float = 1.0, count: str = "") -> Ratio:
    return Ratio(name, (over,), (under,), (count or under,), scale)


def _per_year(name: str, over: str) -> Ratio:
    return Ratio(name, (over,), PEOPLE, PEOPLE, DAYS_PER_YEAR)


def _per_week(name: str, over: tuple[str, ...], minus: tuple[str, ...] = ()) -> Ratio:
    return Ratio(name, over, PEOPLE, PEOPLE, float(DAYS_PER_WEEK), minus)


MINUTES = ("personal", "reassurance", "company", "rounds", "other")
ENDS = {
    "wish_followed_share": "n_followed",
    "wish_late_share": "n_late",
    "wish_by_chance_share": "n_chance",
    "wish_refused_share": "n_refused",
    "wish_never_asked_share": "n_never",
}
HEADS = {
    "cost_care_staff": ("pay_care",),
    "cost_agency": ("pay_agency",),
    "cost_management": ("pay_manager", "pay_hiring"),
    "cost_other_staff": ("pay_other",),
    "cost_other_than_staff": ("non_staff",),
    "cost_programmes": ("programme", "commissioned"),
}
LOWERED = ("distress_relieved", "distress_worn_off", "distress_sedated")

# A count in resident-days is divided by these to give resident-years or resident-weeks.
COUNT_DAYS = {
    "deaths_per_year": DAYS_PER_YEAR,
    "hospital_days_per_year": DAYS_PER_YEAR,
    "reviews_per_year": DAYS_PER_YEAR,
    "direct_payments_begun": DAYS_PER_YEAR,
    "cost_per_resident_week": float(DAYS_PER_WEEK),
    "cost_council_per_resident_week": float(DAYS_PER_WEEK),
    "cost_self_funder_per_resident_week": float(DAYS_PER_WEEK),
    "cost_provider_per_resident_week": float(DAYS_PER_WEEK),
    "cost_nhs_per_resident_week": float(DAYS_PER_WEEK),
    **{f"{head}_per_resident_week": float(DAYS_PER_WEEK) for head in HEADS},
}

RATIOS: tuple[Ratio, ...] = (
    _share("choice", "weight_own", "weight", 100.0, "occasions"),
    _share("preference_fit", "weight_fit", "weight", 100.0, "occasions"),
    _share("identity", "identity", "identity_need", 100.0, "resident_weeks"),
    _share("community", "community", "resident_weeks", 100.0),
    _share("community_from_home", "community_home", "resident_weeks", 100.0),
    Ratio("comfort", ("waking_h",), ("waking_h",), ("waking_h",), 100.0, ("comfort_unmet",)),
    _share("warehoused_share", "warehoused", "resident_weeks"),
    _share("decided_by_resident_share", "by_resident", "occasions"),
    _share("decided_shared_share", "by_shared", "occasions"),
    _share("decided_by_family_share", "by_family", "occasions"),
    _share("decided_by_practitioner_share", "by_practitioner", "occasions"),
    _share("choice_offered_share", "episodes_offered", "episodes"),
    _share("timely_care", "tasks_timely", "tasks_due"),
    _share("missed_care_share", "tasks_missed", "tasks_due"),
    _share("wait_min", "wait_min", "tasks_begun"),
    _share("long_wait_share", "long_waits", "tasks_begun"),
    *(_share(name, end, "occasions") for name, end in ENDS.items()),
    *(Ratio(f"staff_min_{kind}", (f"min_{kind}",), PEOPLE, PEOPLE) for kind in MINUTES),
    _share("distress_h_per_day", "distress_h", "waking_h", WAKING_H_PER_DAY),
    *(Ratio(f"{name}_share", (name,), LOWERED, ("distress_h",)) for name in LOWERED),
    _share("demand_supply_ratio", "demand_min", "supply_min"),
    _share("social_min_per_6h", "social_min", "waking_h", 6.0),
    _share("engaged_time_share", "engaged_min", "waking_h", 1.0 / HOURS),
    _share("time_in_bed_h", "bed_h", "nights"),
    _share("incidents_per_1000_bed_days", "incidents", "bed_days", 1000.0),
    _share("recorded_incident_share", "incidents_recorded", "incidents"),
    _share("refused_risk_share", "refused_risk", "raised_risk"),
    _share("refused_capable_share", "refused_capable", "raised_capable"),
    _per_year("deaths_per_year", "deaths"),
    _per_year("hospital_days_per_year", "hospital_days"),
    _share("staff_exhaustion", "exhaustion", "staff_weeks", EXHAUSTION_POINTS),
    _share("staff_turnover_per_year", "leavers", "staff_weeks", DAYS_PER_YEAR / DAYS_PER_WEEK),
    _share("vacancy_share", "vacant", "posts"),
    _share("agency_share", "hours_agency", "hours_worked"),
    _share("understaffed_shift_share", "rota_empty", "rota_planned"),
    Ratio("care_hours_worked", ("hours_worked",), PEOPLE, PEOPLE),
    _share("knowledge_of_residents", "knowledge", "acts"),
    _share("trust", "trust", "acts"),
    _share("person_centred_minutes_share", "person_centred_min", "care_min"),
    _share("task_first_share", "acts_task_first", "acts"),
    _share("training_attended_share", "sessions_attended", "sessions_planned"),
    _share("delivered_share", "delivered", "mondays"),
    _share("cqc_rating_score", "rating", "sundays"),
    _share("latent_rating_score", "latent", "sundays"),
    _share("antipsychotic_share", "sedated", "medicine_weeks"),
    _share("community_links", "links", "mondays"),
    _per_year("reviews_per_year", "reviews"),
    _share("inspections_per_year", "inspections", "sundays", 365.0 / 7.0),
    _share("sanctions_per_year", "sanctions", "sundays", 365.0 / 7.0),
    Ratio("self_funder_share", ("bed_days_self",), PEOPLE, PEOPLE),
    _per_year("direct_payments_begun", "payments_started"),
    _share("direct_payments_started_share", "payments_started", "payments_possible"),
    _share("staff_posts", "posts", "weeks", 1.0, "home"),
    _per_week("cost_per_resident_week", (*RUNNING, "commissioned")),
    _per_week("cost_council_per_resident_week", ("income_council", "commissioned")),
    _per_week("cost_self_funder_per_resident_week", ("income_self",)),
    _per_week("cost_provider_per_resident_week", RUNNING, FEES),
    _per_week("cost_nhs_per_resident_week", ("nhs",)),
    *(_per_week(f"{head}_per_resident_week", over) for head, over in HEADS.items()),
    _share("one_off_cost_per_bed", "one_off", "beds"),
    Ratio("staff_cost_share", STAFF_PAY, FEES, FEES),
    Ratio("margin_share", FEES, FEES, FEES, 1.0, RUNNING),
)


def divided(over: Any, under: Any) -> Any:
    """``over / under``, NaN where nothing was counted; numbers or arrays."""
    if isinstance(under, np.ndarray):
        out = np.full(under.shape, np.nan)
        return np.divide(over, under, out=out, where=under > 0.0)
    return over / under if under > 0.0 else float("nan")


def _total(sums: Sums, names: Sequence[str]) -> Any:
    total = sums[names[0]]
    for name in names[1:]:
        total = total + sums[name]
    return total


def ratio(line: Ratio, sums: Sums) -> tuple[Any, Any]:
    """One outcome and its count, from sums over a period or from columns of weeks."""
    over = _total(sums, line.over)
    if line.minus:
        over = over - _total(sums, line.minus)
    count = _total(sums, line.count) / COUNT_DAYS.get(line.name, 1.0)
    return divided(line.scale * over, _total(sums, line.under)), count


def index_of(choice: Any, identity: Any, community: Any) -> Any:
    """The personalisation index: the mean of its three parts (0–100)."""
    return (choice + identity + community) / 3.0


def geometric_of(choice: float, identity: float, community: float) -> float:
    """Geometric mean of the three parts (0–100); rounding may not lift it over the mean."""
    return float(np.cbrt(choice * identity * community))
