"""Residents who come: who they are, what they bring and how they feel at first."""

from __future__ import annotations

import math

from carehome_sim.home.acts.market import newcomer_pays
from carehome_sim.home.acts.medicine import feel_medicine
from carehome_sim.home.codes import (
    AFTERNOON,
    ALONE,
    D_IMPORTANCE,
    D_ORIGIN,
    D_TRAITS,
    D_TRAITS_MORE,
    DAYS_PER_WEEK,
    DAYS_PER_YEAR,
    EV_ADMISSION,
    HOURS_PER_DAY,
    N_CHOICES,
    NOBODY,
    NOT_DUE,
    OCCUPANTS,
    WITH_WHOM,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4, normal_rank, standard_normal
from carehome_sim.home.record import note
from carehome_sim.home.rules.choice import options
from carehome_sim.home.rules.health import admission_rank, interpolated
from carehome_sim.home.rules.needs import self_engaged_share
from carehome_sim.home.rules.people import (
    clipped,
    exponential,
    lognormal,
    severity,
    visits_per_week,
)
from carehome_sim.home.state import Home


@rule
def set_abilities(home: Home, place: int) -> None:
    """Read cognition and function off their ranks; severity and dependency follow."""
    p = home.params[0]
    resident = home.residents[place]
    resident.mmse = interpolated(resident.cognition_rank_01, home.curves[0])
    resident.barthel = interpolated(resident.function_rank_01, home.curves[1])
    resident.dependency_01 = 1.0 - resident.barthel / p.barthel_most
    resident.cognitive_loss_01 = 1.0 - resident.mmse / p.mmse_most
    resident.severity = severity(resident.cognition_rank_01, p)
    resident.self_engaged_share = self_engaged_share(
        resident.cognitive_loss_01, resident.dependency_01, p
    ) * (1.0 - p.antipsychotic_dulls_share * resident.antipsychotic)


@rule
def note_known(home: Home, place: int) -> None:
    """How well the unit's own staff know a resident on average: what the team can go by."""
    house = home.house[0]
    resident = home.residents[place]
    known, people = 0.0, 0.0
    for worker in range(house.n_posts):
        staff = home.staff[worker]
        if staff.employed == 1 and staff.unit == resident.unit:
            known += home.ties[worker, place].knowledge_01
            people += 1.0
    resident.known_01 = known / max(people, 1.0)


@rule
def clear_day(home: Home, place: int) -> None:
    """A new day: nothing has happened to this resident yet."""
    resident = home.residents[place]
    resident.today_choice = 0.0
    resident.today_choice_weight = 0.0
    resident.today_fit = 0.0
    resident.today_clean = 0.0
    resident.today_clean_n = 0.0
    resident.today_food = 0.0
    resident.today_food_n = 0.0
    resident.today_hurt = 0.0
    resident.today_contact_min = 0.0
    resident.today_engaged_min = 0.0
    resident.today_waking_h = 0.0
    resident.today_dignity = 0.0
    resident.today_dignity_n = 0.0
    resident.today_events = 0.0
    resident.today_distress_h = 0.0


@rule
def open_stay(home: Home, place: int) -> None:
    """Begin the row in which this resident's time in the measured period is added up."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    resident.row = -1
    if house.stays_recorded >= len(home.stays):
        house.overflow += 1
        return
    resident.row = house.stays_recorded
    house.stays_recorded += 1
    stay = home.stays[resident.row]
    stay.person = resident.person
    stay.place = place
    stay.age_years = resident.age_years
    stay.female = resident.female
    stay.self_funder = resident.self_funder
    stay.attorney = resident.attorney
    stay.severity = resident.severity
    stay.weekly_visits = 1 if resident.visits_per_week >= 1.0 else 0
    stay.dependency_class = 0
    if resident.barthel < p.barthel_low_dependency:
        stay.dependency_class = 1
    if resident.barthel < p.barthel_medium_dependency:
        stay.dependency_class = 2


@rule
def admit(home: Home, place: int, prevalent: bool) -> None:
    """Put a new person in a place: somebody from the prevalent mix, or a newcomer."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    resident.occupant += 1
    resident.person = place * OCCUPANTS + resident.occupant
    resident.present = 1
    seed, number, person = house.seed, house.home, resident.person
    a, b, c, d = draw4(seed, number, person, 0, D_ORIGIN, 0)
    z1, z2 = standard_normal(a), standard_normal(b)
    shared = p.cognition_function_correlation if prevalent else p.admission_correlation
    z2 = shared * z1 + math.sqrt(1.0 - shared * shared) * z2
    resident.function_rank_01 = normal_rank(z1)
    resident.cognition_rank_01 = normal_rank(z2)
    resident.since_day = house.day
    if prevalent:
        resident.since_day = house.day - int(exponential(DAYS_PER_YEAR / p.deaths_per_year, c))
    else:
        resident.function_rank_01 = admission_rank(resident.function_rank_01, p)
        resident.cognition_rank_01 = admission_rank(resident.cognition_rank_01, p)
    resident.antipsychotic = 0
    set_abilities(home, place)

    a, b, c, d = draw4(seed, number, person, 0, D_TRAITS, 0)
    z1, z2 = standard_normal(a), standard_normal(b)
    resident.age_years = clipped(
        p.age_mean_years + p.age_sd_years * z1, p.age_least_years, p.age_most_years
    )
    resident.proneness_trait = lognormal(1.0, p.agitation_log_sd, z2)
    z1, z2 = standard_normal(c), standard_normal(d)
    resident.rise_pref_min = clipped(
        p.rise_mean_min + p.rise_sd_min * z1, p.rise_earliest_min, p.rise_latest_min
    )
    resident.bed_pref_min = clipped(
        p.bed_mean_min + p.bed_sd_min * z2, p.bed_earliest_min, p.bed_latest_min
    )
    a, b, c, d = draw4(seed, number, person, 0, D_TRAITS, 1)
    resident.female = 1 if a < p.female_share else 0
    pays = p.self_funder_share if prevalent else newcomer_pays(home)
    resident.self_funder = 1 if b < pays else 0
    resident.visits_per_week = visits_per_week(c, d, p)
    a, b, c, d = draw4(seed, number, person, 0, D_TRAITS, 2)
    resident.attorney = 1 if a < p.attorney_share and resident.visits_per_week > 0.0 else 0
    resident.painful = 1 if b < p.pain_share / p.pain_untreated_share else 0
    resident.pain_01 = p.pain_level_01 if b < p.pain_share else 0.0
    resident.risk_appetite_01 = c
    a, resident.budget_rank, _, _ = draw4(seed, number, person, 0, D_TRAITS_MORE, 1)
    prone = min(p.antipsychotic_prone_most, resident.proneness_trait)
    medicated = prevalent and resident.severity > 0 and a < p.antipsychotic_start_share * prone
    resident.antipsychotic = 1 if medicated else 0
    resident.direct_payment = 0
    feel_medicine(home, place)
    a, b, c, d = draw4(seed, number, person, 0, D_TRAITS_MORE, 0)
    z1, z2 = standard_normal(a), standard_normal(b)
    resident.wanted_contact_min = lognormal(p.wanted_contact_mean_min, p.wanted_contact_log_sd, z1)
    resident.voice_trait_01 = clipped(p.voice_mean_01 + p.voice_sd_01 * z2, 0.0, 1.0)
    z1, z2 = standard_normal(c), standard_normal(d)
    resident.mood_trait_01 = clipped(p.low_mood_mean_01 + p.low_mood_sd_01 * z1, 0.0, 1.0)
    resident.privacy_01 = 1.0 if resident.wanted_contact_min < p.private_under_min else 0.0
    resident.formality_01, more, other, _ = draw4(seed, number, person, 0, D_TRAITS_MORE, 2)
    for choice in range(N_CHOICES):
        a, b, c, d = draw4(seed, number, person, 0, D_IMPORTANCE, choice)
        resident.importance_01[choice] = clipped(
            p.importance_least_01 + (1.0 - p.importance_least_01) * a, 0.0, 1.0
        )
        kinds = options(choice, p)
        resident.usual[choice] = 0
        if b >= p.usual_is_routine_share:
            resident.usual[choice] = 1 + min(int(c * (kinds - 1)), kinds - 2)
        if choice == WITH_WHOM and resident.privacy_01 > 0.5:
            resident.usual[choice] = ALONE
        occasion = home.choices[place, choice]
        occasion.end = NOT_DUE
        occasion.decider = NOBODY
    resident.interests = 1 << int(resident.usual[AFTERNOON])
    if more < p.second_interest_share:
        kinds = options(AFTERNOON, p)
        resident.interests |= 1 << min(int(other * kinds), kinds - 1)
    start_feelings(home, place)
    clear_day(home, place)
    resident.hospital_until_day = -1
    resident.company_open = 0
    resident.comfort_open = 0
    resident.episode = 0
    resident.episode_offered = 0
    resident.in_bed = 1
    resident.in_bed_since_min = -1
    resident.meal = -1
    resident.busy_until_min = 0.0
    resident.luck_block = -1
    resident.notable = 0
    resident.visit_hour = -1
    resident.activity_hour = -1
    resident.second_activity_hour = -1
    resident.review_hour = -1
    resident.risk_hour = -1
    resident.fall_hour = -1
    resident.bath_day = resident.person % DAYS_PER_WEEK
    for hour in range(HOURS_PER_DAY + 1):
        resident.plan[hour] = 0
    for worker in range(len(home.staff)):
        tie = home.ties[worker, place]
        tie.knowledge_01 = 0.0
        tie.trust_01 = p.trust_floor_01
    resident.known_01 = 0.0
    resident.neighbours_01 = 0.0
    resident.done_for, resident.done_acts = 0.0, 0.0
    interval = int(p.review_interval_weeks) * DAYS_PER_WEEK
    if prevalent:
        resident.paper_01 = p.paper_start_01
        resident.neighbours_01 = p.met_start_01
        resident.reviewed_day = house.day - resident.person % interval
    else:
        resident.paper_01 = p.paper_admission_01
        resident.reviewed_day = house.day - interval + 2 * DAYS_PER_WEEK
    resident.row = -1
    if house.measured_from_day <= house.day:
        open_stay(home, place)
    note(home, house.minute, EV_ADMISSION, place, -1, resident.severity, 0, 0, resident.barthel)


@rule
def start_feelings(home: Home, place: int) -> None:
    """Needs, voice, mood and memories at the start of a stay (or of the run)."""
    p = home.params[0]
    resident = home.residents[place]
    resident.need_comfort_01 = p.need_start_01
    resident.need_occupation_01 = p.need_start_01
    resident.need_connection_01 = p.need_start_01
    resident.low_mood_01 = resident.mood_trait_01
    resident.agitation_per_day = 0.0
    resident.distress_01 = 0.0
    resident.fallen_rank_01 = 0.0
    resident.voice_01 = resident.voice_trait_01
    resident.weakness_01 = 0.0
    resident.met_control_01 = p.met_start_01
    resident.met_clean_01 = p.met_start_01
    resident.met_food_01 = p.met_start_01
    resident.met_safety_01 = 1.0
    resident.met_social_01 = p.met_start_01
    resident.met_occupation_01 = p.met_start_01
    resident.met_dignity_01 = p.met_start_01
    resident.met_fit_01 = p.met_start_01
    resident.expectation_01 = p.met_start_01
    resident.satisfaction_01 = p.satisfaction_base_01
    resident.family_view_01 = p.satisfaction_base_01
