"""Life with others: visits, activities of every kind, neighbours, and matters that are shared."""

from __future__ import annotations

from carehome_sim.home.acts.activities import know_from_activity, known_by_coordinator
from carehome_sim.home.acts.budget import has_budget
from carehome_sim.home.acts.paper import plan_review, put_review
from carehome_sim.home.codes import (
    AFTERNOON,
    BREAKFAST,
    BY_HABIT,
    BY_MAJORITY,
    BY_THE_MANAGER,
    D_CONTACT,
    D_SETTLE,
    DAYS_PER_WEEK,
    EV_ACTIVITY,
    EV_VISIT,
    EVENT,
    GROUP,
    HOME_LUCK,
    HOURS_PER_DAY,
    HOUSEHOLD,
    LUNCH,
    MINUTES_PER_HOUR,
    ONE_TO_ONE,
    VOLUNTEER,
    WITH_WHOM,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note
from carehome_sim.home.rules.choice import options
from carehome_sim.home.rules.life import (
    attention_01,
    family_comes,
    goes_to_group,
    interest_01,
    neighbours_target_01,
    one_to_one_chance,
    volunteer_chance,
)
from carehome_sim.home.rules.money import other_pay_gbp_h
from carehome_sim.home.rules.needs import activity_fit_01, relieved
from carehome_sim.home.rules.relations import moved
from carehome_sim.home.state import Home


@rule
def contact(home: Home, place: int, minutes: float, by_home: bool) -> None:
    """Minutes of contact received: they meet the need for connection and count as engaged."""
    p = home.params[0]
    resident = home.residents[place]
    resident.need_connection_01 = relieved(
        resident.need_connection_01, min(1.0, minutes * p.contact_relief_per_min)
    )
    resident.week_contact += minutes
    resident.today_contact_min += minutes
    if by_home:
        resident.week_contact_home += minutes


@rule
def join_in(
    home: Home,
    place: int,
    what: int,
    minutes: float,
    demand_01: float,
    attention_01: float,
    content_01: float,
) -> None:
    """Something to take part in: it engages as far as ability, interest and attention carry.

    One rule for groups, one-to-one time, household tasks, volunteers and events; no term for
    severity. It meets needs while it lasts and leaves nothing behind.
    """
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    what_is_on = int(home.units[resident.unit].settled[AFTERNOON])
    own = what == GROUP and (int(resident.interests) >> what_is_on) & 1 == 1
    interest = interest_01(own, content_01, p)
    ability = 1.0 - resident.cognitive_loss_01
    fit = activity_fit_01(demand_01, ability, interest, attention_01, p)
    engaged = minutes * fit
    beside = what == VOLUNTEER or what == ONE_TO_ONE
    home.week[0].social_min += engaged if what == ONE_TO_ONE else 0.0
    contact(home, place, engaged if beside else engaged * p.group_contact_share, True)
    share = fit * min(1.0, minutes / MINUTES_PER_HOUR)
    resident.need_occupation_01 = relieved(resident.need_occupation_01, share)
    resident.today_engaged_min += engaged
    resident.week_identity += engaged
    note(home, house.minute, EV_ACTIVITY, place, -1, what, 0, 0, fit)


@rule
def live_together(home: Home, place: int) -> None:
    """Whatever this hour brings with others: family, activities, neighbours, a review."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    hour = house.hour
    if hour == resident.visit_hour:
        contact(home, place, p.visit_min, False)
        resident.need_occupation_01 = relieved(resident.need_occupation_01, p.visit_relief_share)
        resident.today_engaged_min += p.visit_min
        note(home, house.minute, EV_VISIT, place, -1, 0, 0, 0, p.visit_min)
    if hour == resident.review_hour:
        put_review(home, place)
    if resident.in_bed == 1:
        return
    known = max(resident.paper_01, resident.known_01)
    in_group = hour in (resident.activity_hour, resident.second_activity_hour)
    if in_group and hour != resident.event_hour and house.coordinator_here == 1:
        morning = hour == resident.activity_hour
        people = house.morning_group if morning else house.afternoon_group
        attention = attention_01(float(people), p)
        join_in(home, place, GROUP, MINUTES_PER_HOUR, p.activity_demand_01, attention, 0.0)
        know_from_activity(home, place, MINUTES_PER_HOUR / max(people, 1))
    if hour == resident.one_to_one_hour and (
        house.coordinator_here == 1 or resident.own_helper == 1
    ):
        home.week[0].one_to_one_min += p.one_to_one_min
        content = p.content_by_interest_01 * max(known, known_by_coordinator(home, place))
        join_in(home, place, ONE_TO_ONE, p.one_to_one_min, p.one_to_one_demand_01, 1.0, content)
        if resident.own_helper == 0:
            know_from_activity(home, place, p.one_to_one_min)
    if hour == resident.household_hour:
        join_in(
            home, place, HOUSEHOLD, p.household_min, p.household_demand_01,
            p.household_attention_01, p.content_by_interest_01 * known,
        )  # fmt: skip
    if hour == resident.volunteer_hour:
        home.week[0].volunteer_min += p.volunteer_min
        join_in(home, place, VOLUNTEER, p.volunteer_min, p.one_to_one_demand_01, 1.0, 0.0)
    if hour == resident.event_hour:
        join_in(home, place, EVENT, MINUTES_PER_HOUR, p.event_demand_01, p.event_attention_01, 0.0)
    if hour == p.neighbour_at_h:
        contact(home, place, p.neighbour_min * resident.neighbours_01, True)


@rule
def plan_with_others(home: Home, place: int) -> None:
    """What today brings with others: who visits, what there is a place in, whether a review is due.

    ``notable`` keeps a bit for each hour in which something does.
    """
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    hour = house.day * HOURS_PER_DAY
    a, b, c, d = draw4(house.seed, house.home, resident.person, hour, D_CONTACT, 0)
    resident.visit_hour = -1
    if a < resident.visits_per_week * family_comes(house.family_h, p) / DAYS_PER_WEEK:
        resident.visit_hour = int(p.visits_from_h) + int(b * (p.visits_to_h - p.visits_from_h))
    resident.activity_hour = -1
    resident.second_activity_hour = -1
    if house.day % DAYS_PER_WEEK < p.activity_days_per_week:
        goes = goes_to_group(resident.wanted_contact_min, float(house.residents_planned), p)
        if c < goes:
            resident.activity_hour = int(p.activity_morning_h)
            house.morning_group += 1
        if d < goes:
            resident.second_activity_hour = int(p.activity_afternoon_h)
            house.afternoon_group += 1
    alone, when, household, visited = draw4(
        house.seed, house.home, resident.person, hour, D_CONTACT, 1
    )
    people = float(house.residents_planned)
    resident.one_to_one_hour = -1
    chance = one_to_one_chance(resident.cognitive_loss_01, people, p)
    by_home = chance
    if has_budget(home, place):
        chance = min(1.0, chance + p.payment_sessions_per_week / DAYS_PER_WEEK)
    resident.own_helper = 1 if by_home <= alone < chance else 0
    if alone < chance:
        span = p.one_to_one_to_h - p.one_to_one_from_h
        resident.one_to_one_hour = int(p.one_to_one_from_h + when * span)
    resident.household_hour = int(p.household_at_h) if household < p.household_01 else -1
    resident.volunteer_hour = -1
    if resident.privacy_01 < 0.5 and visited < volunteer_chance(house.links_01, people, p):
        resident.volunteer_hour = int(p.volunteer_at_h)
    resident.event_hour = -1
    if house.day % DAYS_PER_WEEK == house.event_day and resident.privacy_01 < 0.5:
        resident.event_hour = int(p.event_at_h)
    plan_review(home, place)
    notable = 1 << int(p.neighbour_at_h) if resident.privacy_01 < 0.5 else 0
    notable |= hour_bit(resident.visit_hour) | hour_bit(resident.activity_hour)
    notable |= hour_bit(resident.second_activity_hour) | hour_bit(resident.one_to_one_hour)
    notable |= hour_bit(resident.household_hour) | hour_bit(resident.volunteer_hour)
    notable |= hour_bit(resident.event_hour) | hour_bit(resident.review_hour)
    resident.notable = notable


@rule
def hour_bit(hour: int) -> int:
    """The bit of an hour of the day; none for -1."""
    return 1 << hour if hour >= 0 else 0


@rule
def grow_fond(home: Home, place: int) -> None:
    """A week later: how much at ease a resident is with the others of the unit."""
    p = home.params[0]
    resident = home.residents[place]
    target = neighbours_target_01(resident.met_fit_01, home.units[resident.unit].noise_01)
    resident.neighbours_01 = moved(resident.neighbours_01, target, 1.0 / p.neighbour_weeks)


@rule
def settle_shared_matters(home: Home) -> None:
    """Monday: what each unit will have for meals, company and the afternoon, and who settles it.

    In a week in which residents meet, each one's usual wish counts by its importance and by how
    much he or she still speaks up; a meeting costs hours of staff. In other weeks it is as ever,
    or as the manager thinks best by what is on paper of each, or as most say who are asked; a
    manager who does not see the point leaves it as ever.
    """
    house = home.house[0]
    p = home.params[0]
    for index in range(house.n_units):
        unit = home.units[index]
        a, b, knows, _ = draw4(
            house.seed, house.home, HOME_LUCK, house.day * HOURS_PER_DAY, D_SETTLE, index
        )
        by_residents = a < p.residents_settle_01
        if by_residents:
            home.week[0].pay_other += p.meeting_h * other_pay_gbp_h(p)
        way = BY_HABIT
        if b < p.manager_settles_01:
            understands = house.manager_in_post * house.manager_understanding_01
            way = BY_THE_MANAGER if knows < understands else BY_HABIT
        elif b >= 1.0 - p.majority_settles_01:
            way = BY_MAJORITY
        for choice in (BREAKFAST, LUNCH, AFTERNOON, WITH_WHOM):
            best, most = int(unit.habit[choice]), -1.0
            if by_residents or way != BY_HABIT:
                for option in range(options(choice, p)):
                    wanted = wanted_by(home, index, choice, option, way, by_residents)
                    if wanted > most:
                        best, most = option, wanted
            unit.settled[choice] = best


@rule
def wanted_by(
    home: Home, unit: int, choice: int, option: int, way: int, by_residents: bool
) -> float:
    """How much an option is wanted on a unit: by those who speak up, as known, or as they say."""
    total = 0.0
    for place in range(len(home.residents)):
        resident = home.residents[place]
        if resident.present == 0 or resident.unit != unit or resident.usual[choice] != option:
            continue
        if by_residents:
            total += resident.importance_01[choice] * resident.voice_01
        elif way == BY_THE_MANAGER:
            total += resident.paper_01
        else:
            total += 1.0 - resident.cognitive_loss_01
    return total
