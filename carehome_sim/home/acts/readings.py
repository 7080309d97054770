"""What is written down about each resident: the week's sums and the four-weekly reading."""

from __future__ import annotations

from carehome_sim.home.codes import (
    D_RATER,
    DAYS_PER_READING,
    DAYS_PER_WEEK,
    HOURS_PER_DAY,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4, standard_normal
from carehome_sim.home.rules.relations import community_score
from carehome_sim.home.state import Home


@rule
def close_week_of(home: Home, place: int) -> None:
    """Add a resident's week (or part of one) to the home's week and to the resident's stay."""
    p = home.params[0]
    resident = home.residents[place]
    week = home.week[0]
    days = resident.week_days
    share = days / DAYS_PER_WEEK
    if share > 0.0:
        private = resident.privacy_01 > 0.5
        score = community_score(resident.week_contact, resident.week_wanted, days, private, p)
        by_home = community_score(
            resident.week_contact_home, resident.week_wanted, days, private, p
        )
        identity = min(resident.week_identity, resident.week_identity_need)
        week.resident_weeks += share
        week.community += score * share
        week.community_home += by_home * share
        week.identity += identity
        week.identity_need += resident.week_identity_need
        timely = resident.week_timely >= p.warehoused_timely_share * resident.week_due
        low = p.warehoused_below_01
        choice_low = resident.week_choice < low * resident.week_choice_weight
        if timely and choice_low and identity < low * resident.week_identity_need and score < low:
            week.warehoused += share
        if resident.row >= 0:
            stay = home.stays[resident.row]
            stay.choice += resident.week_choice
            stay.choice_weight += resident.week_choice_weight
            stay.fit += resident.week_fit
            stay.identity += identity
            stay.identity_need += resident.week_identity_need
            stay.community += score * share
            stay.community_home += by_home * share
            stay.weeks += share
            stay.timely += resident.week_timely
            stay.due += resident.week_due
    resident.week_choice = 0.0
    resident.week_choice_weight = 0.0
    resident.week_fit = 0.0
    resident.week_identity = 0.0
    resident.week_identity_need = 0.0
    resident.week_contact = 0.0
    resident.week_contact_home = 0.0
    resident.week_wanted = 0.0
    resident.week_days = 0.0
    resident.week_timely = 0.0
    resident.week_due = 0.0


@rule
def read_states(home: Home, place: int) -> None:
    """Every four measured weeks: a resident's states and the luck of those who rate them."""
    house = home.house[0]
    resident = home.residents[place]
    since = house.day - house.measured_from_day + 1
    if since <= 0 or since % DAYS_PER_READING != 0 or resident.row < 0:
        return
    if house.readings_taken >= len(home.readings):
        house.overflow += 1
        return
    reading = home.readings[house.readings_taken]
    house.readings_taken += 1
    reading.day = since
    reading.row = resident.row
    reading.severity = resident.severity
    reading.visited = 1 if resident.visits_per_week > 0.0 else 0
    reading.mmse = resident.mmse
    reading.low_mood_01 = resident.low_mood_01
    reading.agitation_per_day = resident.agitation_per_day
    reading.satisfaction_01 = resident.satisfaction_01
    reading.expectation_01 = resident.expectation_01
    reading.family_view_01 = resident.family_view_01
    reading.met_control_01 = resident.met_control_01
    reading.met_clean_01 = resident.met_clean_01
    reading.met_food_01 = resident.met_food_01
    reading.met_safety_01 = resident.met_safety_01
    reading.met_social_01 = resident.met_social_01
    reading.met_occupation_01 = resident.met_occupation_01
    reading.met_dignity_01 = resident.met_dignity_01
    reading.comfort_01 = 1.0 - resident.need_comfort_01
    a, b, c, d = draw4(
        house.seed, house.home, resident.person, house.day * HOURS_PER_DAY, D_RATER, 0
    )
    reading.staff_noise, reading.family_noise = standard_normal(a), standard_normal(b)
    reading.recall_noise, reading.resident_noise = standard_normal(c), standard_normal(d)
