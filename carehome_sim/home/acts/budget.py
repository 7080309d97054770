"""Money that moves hours: who lives here, what they bring in, and who holds a budget."""

from __future__ import annotations

from carehome_sim.home.codes import (
    CARE_ASSISTANT,
    D_BUDGET,
    DAYS_PER_WEEK,
    DAYS_PER_YEAR,
    HOURS_PER_DAY,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.rules.management import rota_level_factor
from carehome_sim.home.rules.market import (
    hours_for_income,
    hours_for_need,
    more_income_gbp_week,
    payment_starts_per_week,
    wages_for_income,
)
from carehome_sim.home.rules.money import hourly_pay_gbp
from carehome_sim.home.rules.relations import moved
from carehome_sim.home.state import Home


@rule
def who_lives_here(home: Home) -> None:
    """How many there are, how dependent, who pays and how much more: the last months' means."""
    house = home.house[0]
    p = home.params[0]
    people, dependency, council = 0.0, 0.0, 0.0
    for place in range(house.n_places):
        resident = home.residents[place]
        if resident.present == 1:
            people += 1.0
            dependency += resident.dependency_01
            council += 1.0 - resident.self_funder
    if people == 0.0:
        return
    share = 1.0 / p.hours_lag_weeks if house.people_mean > 0.0 else 1.0
    house.people_mean = moved(house.people_mean, people, share)
    house.dependency_mean_01 = moved(house.dependency_mean_01, dependency / people, share)
    house.council_share = moved(house.council_share, council / people, share)
    more = more_income_gbp_week(house.council_share, p)
    house.more_income_gbp = moved(house.more_income_gbp, more, share)


@rule
def plan_hours(home: Home) -> None:
    """Monday: care hours and wages follow need, occupancy and income, as far as settings say.

    Changes the settings in force: planned hours per resident-day and the wage premium.
    """
    house = home.house[0]
    p = home.params[0]
    if house.people_mean == 0.0:
        return
    full = house.people_mean / (house.n_places * p.occupancy_share * p.full_from_share)
    hours = p.care_hours_per_resident_day * hours_for_need(house.dependency_mean_01, p)
    hours *= min(1.0, full) * rota_level_factor(p)
    shared = p.generalist_01 - p.usual_generalist_01
    taken_over = shared * p.generalist_h_share * p.other_staff_h_per_resident_day
    p.other_staff_h_per_resident_day -= taken_over
    hours += taken_over
    more = house.more_income_gbp
    gbp_h = hourly_pay_gbp(CARE_ASSISTANT, False, False, p)
    p.wage_premium_share += wages_for_income(more, hours, gbp_h, p)
    p.care_hours_per_resident_day = max(
        p.least_care_hours, hours + hours_for_income(more, gbp_h, p)
    )


@rule
def has_budget(home: Home, place: int) -> bool:
    """Whether a resident has money of his or her own to spend: paid out, or kept by the home."""
    p = home.params[0]
    resident = home.residents[place]
    if resident.direct_payment == 1 and p.direct_payments_01 > 0.0:
        return True
    return bool(resident.self_funder == 0 and resident.budget_rank < p.personal_budget_01)


@rule
def hold_budget(home: Home, place: int) -> None:
    """A week of a resident's own budget: begun or not, and what it costs the council."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    if p.direct_payments_01 <= 0.0:
        resident.direct_payment = 0
    if resident.self_funder == 1 or p.direct_payments_01 + p.personal_budget_01 <= 0.0:
        return
    week = home.week[0]
    a, _, _, _ = draw4(
        house.seed, house.home, resident.person, house.day * HOURS_PER_DAY, D_BUDGET, 0
    )
    week.payments_possible += DAYS_PER_WEEK / DAYS_PER_YEAR
    if resident.direct_payment == 0 and a < payment_starts_per_week(
        resident.visits_per_week >= 1.0, resident.cognitive_loss_01, resident.dependency_01, p
    ):
        resident.direct_payment = 1
        week.payments_started += 1.0
    if has_budget(home, place):
        week.commissioned += p.payment_gbp_week
