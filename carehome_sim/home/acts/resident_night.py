"""The end of a resident's day: memories and mood, death, and each week decline."""

from __future__ import annotations

from carehome_sim.home.acts.arrivals import clear_day, note_known, set_abilities
from carehome_sim.home.acts.budget import hold_budget
from carehome_sim.home.acts.daily_life import grow_fond
from carehome_sim.home.acts.medicine import medicine_week
from carehome_sim.home.acts.paper import paper_ages
from carehome_sim.home.acts.readings import close_week_of, read_states
from carehome_sim.home.acts.tasks import drop_tasks_of
from carehome_sim.home.codes import (
    D_HEALTH,
    DAYS_PER_WEEK,
    DAYS_PER_YEAR,
    EV_DEATH,
    HOURS_PER_DAY,
    MINUTES_PER_HOUR,
    N_CHOICES,
    NOT_DUE,
)
from carehome_sim.home.compiled import entry, rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note
from carehome_sim.home.rules.health import (
    death_per_day,
    disuse_factor,
    rank_correlation,
    rank_decline,
)
from carehome_sim.home.rules.needs import (
    unmet_01,
)
from carehome_sim.home.rules.relations import moved, satisfaction_target
from carehome_sim.home.state import Home


@rule
def remember_day(home: Home, place: int) -> None:
    """Fold the day into four-week memories, mood, satisfaction and the week's tallies."""
    p = home.params[0]
    resident = home.residents[place]
    week = home.week[0]
    week.bed_days += 1.0
    share = 1.0 / p.memory_days
    waking_min = resident.today_waking_h * MINUTES_PER_HOUR
    own = resident.self_engaged_share
    attended = min(resident.today_engaged_min, waking_min)
    engaged = attended + own * (waking_min - attended)
    week.waking_h += resident.today_waking_h
    week.engaged_min += engaged
    resident.week_identity_need += p.occupation_wanted_min_day
    resident.week_wanted += resident.wanted_contact_min
    resident.week_days += 1.0
    if resident.today_choice_weight > 0.0:
        got = resident.today_choice / resident.today_choice_weight
        resident.met_control_01 = moved(resident.met_control_01, got, share)
        got = resident.today_fit / resident.today_choice_weight
        resident.met_fit_01 = moved(resident.met_fit_01, got, share)
    if resident.today_clean_n > 0.0:
        got = resident.today_clean / resident.today_clean_n
        resident.met_clean_01 = moved(resident.met_clean_01, got, share)
    else:
        resident.met_clean_01 = moved(resident.met_clean_01, 1.0, share)
    if resident.today_food_n > 0.0:
        got = resident.today_food / resident.today_food_n
        resident.met_food_01 = moved(resident.met_food_01, got, share)
    resident.met_safety_01 = moved(resident.met_safety_01, 1.0 - resident.today_hurt, share)
    wanted = max(resident.wanted_contact_min, p.least_wanted_min)
    resident.met_social_01 = moved(
        resident.met_social_01, min(1.0, resident.today_contact_min / wanted), share
    )
    if waking_min > 0.0:
        got = min(1.0, engaged / (p.engaged_wanted_share * waking_min))
        resident.met_occupation_01 = moved(resident.met_occupation_01, got, share)
    if resident.today_dignity_n > 0.0:
        got = resident.today_dignity / resident.today_dignity_n
        resident.met_dignity_01 = moved(resident.met_dignity_01, got, share)
    resident.agitation_per_day = moved(
        resident.agitation_per_day, resident.today_events, 1.0 / p.agitation_memory_days
    )
    unmet = unmet_01(
        resident.need_comfort_01, resident.need_occupation_01, resident.need_connection_01, p
    )
    distressed = resident.today_distress_h / max(resident.today_waking_h, 1.0)
    borne = min(1.0, unmet + p.mood_distress_weight * distressed)
    mood = p.mood_trait_share * resident.mood_trait_01 + (1.0 - p.mood_trait_share) * borne
    resident.low_mood_01 = moved(resident.low_mood_01, mood, 1.0 / p.mood_memory_days)
    met = (
        resident.met_fit_01
        + resident.met_food_01
        + resident.met_social_01
        + resident.met_occupation_01
        + resident.met_dignity_01
    ) / p.satisfaction_domains
    felt = satisfaction_target(met, resident.expectation_01, resident.low_mood_01, p)
    resident.satisfaction_01 = moved(resident.satisfaction_01, felt, share)
    resident.expectation_01 = moved(resident.expectation_01, met, 1.0 / p.expectation_days)
    seen = satisfaction_target(met, p.family_expects_01, resident.low_mood_01, p)
    resident.family_view_01 = moved(resident.family_view_01, seen, share)
    resident.voice_01 = moved(resident.voice_01, resident.voice_trait_01, p.voice_restored_per_day)
    if resident.row >= 0:
        stay = home.stays[resident.row]
        stay.days += 1.0
        stay.waking_h += resident.today_waking_h
        stay.engaged_min += engaged
    clear_day(home, place)


@rule
def leave_home(home: Home, place: int) -> None:
    """The place falls vacant."""
    resident = home.residents[place]
    close_week_of(home, place)
    resident.present = 0
    resident.row = -1
    resident.in_bed = 0
    for choice in range(N_CHOICES):
        home.choices[place, choice].end = NOT_DUE
    drop_tasks_of(home, place)


@rule
def declines(home: Home, place: int) -> None:
    """A week of decline at a pace of one's own, drawn anew each year; abilities follow."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    week = DAYS_PER_WEEK / DAYS_PER_YEAR
    year = (house.day - resident.since_day) // int(DAYS_PER_YEAR)
    by_function, by_cognition, _, _ = draw4(
        house.seed, house.home, resident.person, year, D_HEALTH, 1
    )
    function, cognition = resident.function_rank_01, resident.cognition_rank_01
    fall = 2.0 * by_function * week * rank_decline(function, 1.0, p)
    if resident.done_acts > 0.0:
        fall *= disuse_factor(resident.done_for / resident.done_acts, p)
    resident.done_for, resident.done_acts = 0.0, 0.0
    resident.function_rank_01 = max(0.0, function - fall)
    tied = rank_correlation(p.cognition_function_correlation)
    fall = 2.0 * by_cognition * week * rank_decline(cognition, tied, p)
    resident.cognition_rank_01 = max(0.0, cognition - fall)
    resident.fallen_rank_01 = function + cognition
    resident.fallen_rank_01 -= resident.function_rank_01 + resident.cognition_rank_01
    set_abilities(home, place)


@entry
def resident_midnight(home: Home, place: int) -> None:
    """The day's end for one resident: memories, death; each week decline."""
    house = home.house[0]
    resident = home.residents[place]
    if resident.present == 0:
        return
    p = home.params[0]
    week = home.week[0]
    in_hospital = resident.hospital_until_day > house.day
    if in_hospital:
        week.hospital_days += 1.0
    else:
        remember_day(home, place)
    if resident.self_funder == 1:
        week.bed_days_self += 1.0
    else:
        week.bed_days_council += 1.0
    resident.age_years += 1.0 / DAYS_PER_YEAR
    resident.weakness_01 -= p.weakness_recovery_per_day * resident.weakness_01
    a, _, _, _ = draw4(
        house.seed, house.home, resident.person, house.day * HOURS_PER_DAY, D_HEALTH, 0
    )
    if a < death_per_day(resident.function_rank_01, p):
        week.deaths += 1.0
        note(home, house.minute, EV_DEATH, place, -1, 0, 0, 0, resident.age_years)
        leave_home(home, place)
        return
    if house.day % DAYS_PER_WEEK == DAYS_PER_WEEK - 1:
        declines(home, place)
        note_known(home, place)
        paper_ages(home, place)
        medicine_week(home, place)
        hold_budget(home, place)
        grow_fond(home, place)
    if house.day % DAYS_PER_WEEK == DAYS_PER_WEEK - 1 or house.day == house.days_total - 1:
        close_week_of(home, place)
    read_states(home, place)
