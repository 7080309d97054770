"""Care staff who come: hired into a post or sent by an agency, and what the first ones know."""

from __future__ import annotations

from carehome_sim.home.acts.arrivals import note_known
from carehome_sim.home.codes import (
    BENCH_FIRST,
    CARE_ASSISTANT,
    COORDINATOR_PLACE,
    D_OPTION,
    D_STAFF,
    D_STAFF_MORE,
    DAYS_PER_YEAR,
    EV_HIRED,
    HOURS_PER_DAY,
    N_TASKS,
    OCCUPANTS,
    SENIOR,
    STAFF_LUCK,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4, standard_normal
from carehome_sim.home.record import note
from carehome_sim.home.rules.manner import fear_01
from carehome_sim.home.rules.people import clipped, exponential
from carehome_sim.home.rules.priority import accountable_01, push
from carehome_sim.home.rules.relations import overlap_knowledge
from carehome_sim.home.state import Home


@rule
def refresh_push(home: Home, worker: int) -> None:
    """How strongly each kind of task draws this worker, from values, habit and reading of rules."""
    house = home.house[0]
    p = home.params[0]
    staff = home.staff[worker]
    fear = fear_01(house.rules_reading_01, staff.rules_understanding_01, p)
    accountable = accountable_01(fear, house.floor_reach_01, p)
    for kind in range(N_TASKS):
        staff.push[kind] = push(
            kind, staff.values_01, home.units[staff.unit].norm_01, accountable, house.support_01, p
        )


@rule
def luck_place(home: Home, worker: int) -> int:
    """The number by which a post or a place on the bench has its luck.

    The bench is counted by itself: how many posts an arm has room for moves nobody's luck.
    """
    posts, bench = home.house[0].n_posts, home.house[0].n_bench
    if worker == posts + bench:
        return COORDINATOR_PLACE
    return worker if worker < posts else BENCH_FIRST + worker - posts


@rule
def becomes_senior(home: Home, worker: int) -> None:
    """A senior's training, once, adds skill; a professional's eye is stricter with risk."""
    p = home.params[0]
    staff = home.staff[worker]
    if staff.senior_trained == 1:
        return
    staff.senior_trained = 1
    staff.skill_01 += p.senior_skill_share * (1.0 - staff.skill_01)
    staff.risk_tolerance_01 = max(0.0, staff.risk_tolerance_01 - p.senior_strictness_01)


@rule
def staff_person(home: Home, worker: int, least_values_01: float) -> None:
    """Draw the person who fills a post or comes from an agency."""
    house = home.house[0]
    p = home.params[0]
    staff = home.staff[worker]
    staff.occupant += 1
    staff.person = STAFF_LUCK + luck_place(home, worker) * OCCUPANTS + staff.occupant
    seed, number, person = house.seed, house.home, staff.person
    z1, z2 = 0.0, 0.0
    for attempt in range(int(p.applicants_most)):
        a, b, c, d = draw4(seed, number, person, 0, D_STAFF, attempt)
        z1, z2 = standard_normal(a), standard_normal(b)
        if p.values_mean_01 + p.values_sd_01 * z1 >= least_values_01:
            break
    staff.values_01 = clipped(p.values_mean_01 + p.values_sd_01 * z1, 0.0, 1.0)
    staff.skill_01 = clipped(p.skill_mean_01 + p.skill_sd_01 * z2, 0.0, 1.0)
    a, b, c, d = draw4(seed, number, person, 0, D_STAFF_MORE, 0)
    z1, z2 = standard_normal(a), standard_normal(b)
    trained = 1.0 if c < p.dementia_training_share else 0.0
    staff.understanding_01 = clipped(
        p.understanding_mean_01
        + p.understanding_training_01 * trained
        + p.understanding_sd_01 * z1,
        0.0,
        1.0,
    )
    rules_trained = 1.0 if d < p.capacity_training_share else 0.0
    staff.rules_understanding_01 = clipped(
        p.rules_understanding_mean_01 + p.rules_understanding_training_01 * rules_trained, 0.0, 1.0
    )
    staff.risk_tolerance_01 = clipped(
        p.risk_tolerance_mean_01 + p.risk_tolerance_sd_01 * z2, 0.0, 1.0
    )
    staff.understanding_trait_01 = staff.understanding_01
    staff.rules_understanding_trait_01 = staff.rules_understanding_01
    staff.champion = 0
    staff.away_min = 0.0
    staff.senior_trained = 0
    if staff.role == SENIOR:
        becomes_senior(home, worker)
    a, b, c, d = draw4(seed, number, person, 0, D_STAFF_MORE, 1)
    z1, z2 = standard_normal(a), standard_normal(b)
    staff.exhaustion_trait_01 = clipped(
        p.exhaustion_start_mean_01 + p.exhaustion_sd_01 * z1, 0.0, 1.0
    )
    staff.exhaustion_01 = staff.exhaustion_trait_01
    staff.habit_01 = clipped(p.habit_start_01 + p.habit_start_sd_01 * z2, 0.0, 1.0)
    staff.empowerment_01 = p.empowerment_start_01
    staff.since_day = house.day
    staff.skip_company_until_min = -1
    staff.last_end_h = -HOURS_PER_DAY
    refresh_push(home, worker)
    for place in range(len(home.residents)):
        tie = home.ties[worker, place]
        tie.knowledge_01 = 0.0
        tie.trust_01 = p.trust_floor_01


@rule
def hire(home: Home, worker: int) -> None:
    """Fill a vacant post with somebody whose values pass the home's threshold."""
    house = home.house[0]
    staff = home.staff[worker]
    staff.employed = 1
    staff.agency = 0
    staff_person(home, worker, home.params[0].values_threshold_01)
    home.week[0].hired += 1.0
    note(home, house.minute, EV_HIRED, -1, worker, staff.role, 0, 0, staff.values_01)


@rule
def send_agency(home: Home, worker: int) -> None:
    """A temporary worker, a stranger to the home, takes a place on the bench."""
    staff = home.staff[worker]
    staff.role = CARE_ASSISTANT
    staff.employed = 0
    staff.agency = 1
    staff_person(home, worker, 0.0)


@rule
def start_tenures(home: Home) -> None:
    """Give staff of the first day a past, and everybody what overlapping tenures have taught."""
    house = home.house[0]
    p = home.params[0]
    for worker in range(len(home.staff)):
        staff = home.staff[worker]
        if staff.employed == 0:
            continue
        a, _, _, _ = draw4(house.seed, house.home, staff.person, 0, D_OPTION, 0)
        staff.since_day = house.day - int(exponential(DAYS_PER_YEAR / p.leavers_per_year, a))
        for place in range(len(home.residents)):
            resident = home.residents[place]
            if resident.present == 0:
                continue
            overlap = house.day - max(staff.since_day, resident.since_day)
            near = 1.0 if resident.unit == staff.unit else p.start_knowledge_other_unit_share
            tie = home.ties[worker, place]
            tie.knowledge_01 = near * overlap_knowledge(float(overlap), p)
            earned = p.trust_floor_01 + (1.0 - p.trust_floor_01) * staff.values_01
            tie.trust_01 = p.trust_floor_01 + (earned - p.trust_floor_01) * tie.knowledge_01
    for place in range(len(home.residents)):
        note_known(home, place)
