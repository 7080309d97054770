"""Change in the home: what approaches are worth today, champions, and training sessions."""

from __future__ import annotations

from carehome_sim.home.codes import (
    BY_CHAMPIONS,
    D_CHANGE,
    EV_TRAINING,
    HOME_LUCK,
    HOURS_PER_DAY,
    MINUTES_PER_HOUR,
    SESSIONS_PER_WEEK,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note
from carehome_sim.home.rules.change import (
    after_session,
    change_h_to_give,
    delivered_after_week,
    guided_share,
    left_to_the_home_h,
    readiness_01,
    support_for_change_01,
)
from carehome_sim.home.rules.money import hourly_pay_gbp
from carehome_sim.home.state import Home


@rule
def bring_into_force(home: Home) -> None:
    """Settings of the day: up the stairs of approaches, each step as far as it is delivered."""
    phase = home.house[0].phase
    for column in range(home.now.shape[1]):
        below = home.stairs[phase, 0, column]
        value = below
        for slot in range(len(home.approaches)):
            above = home.stairs[phase, slot + 1, column]
            value += home.approaches[slot].delivered_01 * (above - below)
            below = above
        home.now[0, column] = value


@rule
def champions_of(home: Home) -> int:
    """How many champions work here now."""
    count = 0
    for worker in range(home.house[0].n_posts):
        count += home.staff[worker].champion * home.staff[worker].employed
    return count


@rule
def name_champion(home: Home) -> None:
    """Where a champion is wanting, the one with the firmest values is named, some week or other.

    One too many goes back to care alone, the one with the least firm values first.
    """
    house = home.house[0]
    p = home.params[0]
    here = champions_of(home)
    wanted = int(p.champions)
    if here == wanted:
        return
    a, _, _, _ = draw4(house.seed, house.home, HOME_LUCK, house.day * HOURS_PER_DAY, D_CHANGE, 0)
    if here < wanted and a >= p.champion_named_share:
        return
    sign = 1.0 if here < wanted else -1.0
    best = -1
    for worker in range(house.n_posts):
        staff = home.staff[worker]
        if staff.employed == 0 or (staff.champion == 1) == (here < wanted):
            continue
        if best < 0 or sign * staff.values_01 > sign * home.staff[best].values_01:
            best = worker
    if best >= 0:
        home.staff[best].champion = 1 if here < wanted else 0


@rule
def mean_pressure(home: Home) -> float:
    """Minutes needed over minutes there, mean of the units over the last weeks."""
    total = 0.0
    for unit in range(home.house[0].n_units):
        total += home.units[unit].pressure_28d
    return total / home.house[0].n_units


@rule
def asked_of(home: Home, champions: bool) -> float:
    """Hours a week that approaches in force ask of champions, or of anybody else in the home.

    What all together ask for beyond the single approaches is the upkeep of the model of care.
    """
    phase = home.house[0].phase
    p = home.params[0]
    total, upkeep = 0.0, p.change_h_per_week
    for slot in range(1, len(home.approaches)):
        by = home.approaches[slot].deliverer
        hours = max(0.0, home.asked_h[phase, slot])
        upkeep -= hours
        if (by == BY_CHAMPIONS) == champions:
            total += left_to_the_home_h(hours, by, p)
    return total if champions else total + max(0.0, upkeep)


@rule
def pursue_change(home: Home, left_h: float, supportive_01: float) -> float:
    """A week's work on approaches: hours of manager and champions, uptake; the manager's hours.

    The manager guides champions first. They see to what is theirs to deliver, then to the rest;
    the manager only to the rest. Hours that champions have left go to colleagues.
    """
    house = home.house[0]
    p = home.params[0]
    name_champion(home)
    champions = float(champions_of(home))
    to_give = house.manager_in_post * change_h_to_give(left_h, supportive_01, p)
    guiding_h = min(to_give, champions * p.champion_guided_h)
    free = champions * p.champion_h_per_week * guided_share(guiding_h, champions, p)
    theirs, others = asked_of(home, True), asked_of(home, False)
    by_champions = support_for_change_01(free, theirs)
    free = max(0.0, free - theirs)
    helped = min(free, others)
    manager_h = min(to_give - guiding_h, others - helped)
    by_others = support_for_change_01(manager_h + helped, others)
    house.champions_free_h = free - helped
    house.change_support_01 = support_for_change_01(
        theirs * by_champions + others * by_others, theirs + others
    )
    ready = readiness_01(house.understanding_01, mean_pressure(home), p)
    delivered, in_force = 0.0, 0.0
    for slot in range(len(home.approaches)):
        approach = home.approaches[slot]
        support = 0.0
        if home.asked_h[house.phase, slot] >= 0.0:
            support = by_champions if approach.deliverer == BY_CHAMPIONS else by_others
            in_force += 1.0
            delivered += approach.delivered_01
        approach.delivered_01 = delivered_after_week(approach.delivered_01, support * ready, p)
    week = home.week[0]
    manager_h += guiding_h
    house.change_h = manager_h
    week.mondays += 1.0
    week.change_h += manager_h
    week.delivered += delivered / max(in_force, 1.0)
    return manager_h


@rule
def train(home: Home) -> None:
    """The week's training sessions: planned, cancelled, or attended and paid for by the floor.

    A session takes place where there is support for it, and for those whose hours are covered by
    somebody else or whose unit can spare them; else it is lost.
    """
    house = home.house[0]
    p = home.params[0]
    if p.sessions_per_worker_month <= 0.0:
        return
    week = home.week[0]
    hour = house.day * HOURS_PER_DAY
    for worker in range(house.n_posts):
        staff = home.staff[worker]
        if staff.employed == 0:
            continue
        planned, backfill, held, _ = draw4(house.seed, house.home, staff.person, hour, D_CHANGE, 1)
        if planned >= p.sessions_per_worker_month * SESSIONS_PER_WEEK:
            continue
        week.sessions_planned += 1.0
        backfilled = backfill < p.backfill_01
        spared = home.units[staff.unit].pressure_28d <= p.covered_pressure
        if held >= house.change_support_01 or not (backfilled or spared):
            continue
        week.sessions_attended += 1.0
        if backfilled:
            pay = hourly_pay_gbp(staff.role, False, False, p)
            week.pay_care += p.session_h * pay
        else:
            staff.away_min += p.session_h * MINUTES_PER_HOUR
        values = staff.values_01
        staff.skill_01 = after_session(staff.skill_01, p.skill_per_session, values, p)
        staff.understanding_01 = after_session(
            staff.understanding_01, p.session_understanding_share, values, p
        )
        staff.rules_understanding_01 = after_session(
            staff.rules_understanding_01, p.session_rules_share, values, p
        )
        note(home, house.minute, EV_TRAINING, -1, worker, int(backfilled), 0, 0, p.session_h)
