"""What the manager does: each night admissions and absences, each week hours, people and rota."""

from __future__ import annotations

from carehome_sim.home.acts.activities import fill_coordinator
from carehome_sim.home.acts.admissions import fill_places
from carehome_sim.home.acts.budget import plan_hours, who_lives_here
from carehome_sim.home.acts.change import (
    bring_into_force,
    champions_of,
    pursue_change,
    train,
)
from carehome_sim.home.acts.community import community_week
from carehome_sim.home.acts.daily_life import settle_shared_matters
from carehome_sim.home.acts.inspection import regulator_week
from carehome_sim.home.acts.recruits import becomes_senior, hire
from carehome_sim.home.acts.roster import make_roster
from carehome_sim.home.acts.units import arrange_units
from carehome_sim.home.codes import (
    CARE_ASSISTANT,
    D_APPLICANT,
    D_MANAGER,
    DAYS_PER_WEEK,
    EV_MANAGER,
    GOOD,
    HOURS_PER_DAY,
    HOURS_PER_MINUTE,
    MANAGER_LUCK,
    SENIOR,
    STAFF_LUCK,
)
from carehome_sim.home.compiled import entry, rule
from carehome_sim.home.draws import draw4, standard_normal
from carehome_sim.home.record import note
from carehome_sim.home.rules.inspection import pressed
from carehome_sim.home.rules.management import (
    coaching_worth,
    compliance_h,
    firefighting_h,
    floor_reach_01,
    hours_by_night_and_day,
    manager_leaves_per_day,
    rostering_h,
    rules_reading_target,
    senior_posts,
    support_target,
)
from carehome_sim.home.rules.market import moved_by_image
from carehome_sim.home.rules.people import clipped
from carehome_sim.home.rules.relations import moved
from carehome_sim.home.rules.work import overhead_share
from carehome_sim.home.rules.workforce import (
    empowerment_target,
    hire_probability,
    skill_after_week,
    understanding_after_week,
)
from carehome_sim.home.state import Home


@rule
def divide_posts(home: Home, night_share: float) -> None:
    """Divide posts into day and night groups, by their share of hours, and over units."""
    house = home.house[0]
    by_night = 0
    by_day = 0
    for worker in range(house.n_posts):
        staff = home.staff[worker]
        if int((worker + 1) * night_share + 0.5) > int(worker * night_share + 0.5):
            staff.night = 1
            staff.group_turn = by_night
            by_night += 1
        else:
            staff.night = 0
            staff.group_turn = by_day
            by_day += 1
        staff.unit = staff.group_turn % house.n_units


@rule
def plan_posts(home: Home) -> None:
    """How many care posts the planned hours need, and which of them are senior posts.

    Who is employed keeps the hours of the contract he or she came with; vacant posts have those
    of today. Posts of another length count for as much as they give.
    """
    house = home.house[0]
    p = home.params[0]
    house.residents_planned = max(1, int(house.n_places * p.occupancy_share + 0.5))
    night, day = hours_by_night_and_day(p.care_hours_per_resident_day * house.residents_planned, p)
    hours = (night + day) * DAYS_PER_WEEK
    employed, contracted_h = 0.0, 0.0
    for worker in range(house.n_posts):
        staff = home.staff[worker]
        if staff.employed == 0:
            staff.contract_h = p.contract_h_per_week
        employed += staff.employed
        contracted_h += staff.employed * staff.contract_h
    wanted = hours / (p.contract_h_per_week * (1.0 - p.annual_leave_share))
    wanted += employed - contracted_h / p.contract_h_per_week
    house.posts_wanted = min(max(int(wanted + 0.5), 2), house.n_posts)
    released_h = p.observation_h_per_week + champions_of(home) * p.champion_h_per_week
    household_min = p.household_01 * p.household_staff_min * DAYS_PER_WEEK
    released_h += house.residents_planned * household_min * HOURS_PER_MINUTE
    record_min = p.record_min_per_resident_day
    record_min += p.poor_rating_record_min if house.rating < GOOD else 0.0
    house.overhead_share = overhead_share(
        record_min, p.care_hours_per_resident_day, released_h / hours, p
    )
    divide_posts(home, night / (night + day))
    for worker in range(house.n_posts):
        staff = home.staff[worker]
        turn = staff.group_turn
        more = senior_posts(turn + 1, p) > senior_posts(turn, p)
        staff.role = SENIOR if more else CARE_ASSISTANT
        if more and staff.employed == 1:
            becomes_senior(home, worker)
    house.seniors_on_duty = 0
    for turn in range(house.n_duty):
        if home.staff[home.duty[turn].worker].role == SENIOR:
            house.seniors_on_duty += 1
    for bench in range(house.n_bench):
        home.staff[house.n_posts + bench].contract_h = p.contract_h_per_week


@rule
def fill_posts(home: Home) -> None:
    """Recruit: each vacant post draws applicants; those who pass the threshold start later."""
    house = home.house[0]
    p = home.params[0]
    employed = 0
    for worker in range(house.n_posts):
        employed += home.staff[worker].employed
    short = house.posts_wanted - employed
    week = home.week[0]
    week.posts += house.posts_wanted
    week.vacant += max(short, 0)
    slower = 1.0 - p.hiring_unmanaged_share * (1 - house.manager_in_post)
    likes = moved_by_image(house.image_01, p.image_applicants, p)
    tightness = house.labour_market * p.labour_market_tightness
    chance = hire_probability(tightness, likes, p) * slower
    fill_coordinator(home, chance)
    for worker in range(house.n_posts):
        staff = home.staff[worker]
        if short <= 0:
            break
        if staff.employed == 1:
            continue
        short -= 1
        if staff.starts_day >= 0:
            if house.day >= staff.starts_day:
                hire(home, worker)
                staff.starts_day = -1
            continue
        a, _, _, _ = draw4(
            house.seed,
            house.home,
            STAFF_LUCK + worker,
            house.day * HOURS_PER_DAY,
            D_APPLICANT,
            0,
        )
        if a < chance:
            staff.starts_day = house.day + int(p.checks_days)
            week.pay_hiring += p.hiring_gbp


@rule
def manager_person(home: Home) -> None:
    """Draw the traits of whoever is or becomes the manager: manner, attitude and understanding."""
    house = home.house[0]
    p = home.params[0]
    a, b, c, _ = draw4(
        house.seed, house.home, MANAGER_LUCK, 0, D_MANAGER, 1 + house.manager_occupant
    )
    house.manager_support_z, house.manager_attitude_z = standard_normal(a), standard_normal(b)
    understanding = p.manager_understanding_mean_01 + p.spread_of_managers_01 * standard_normal(c)
    house.manager_understanding_01 = clipped(understanding, 0.0, 1.0)


@rule
def own_week(home: Home) -> None:
    """Share the manager's hours out; floor time becomes coaching, support and empowerment."""
    house = home.house[0]
    p = home.params[0]
    week = home.week[0]
    present = float(house.manager_in_post)
    vacancies = week.vacant
    attitude = p.manager_risk_attitude_01 + p.spread_of_managers_01 * house.manager_attitude_z
    supportive = p.supportiveness_01 + p.spread_of_managers_01 * house.manager_support_z
    supportive = clipped(supportive, 0.0, 1.0)
    target = rules_reading_target(p.sanction_01, clipped(attitude, 0.0, 1.0), p)
    target = pressed(target, house.rating, p)
    house.rules_reading_01 = moved(house.rules_reading_01, target, 1.0 / p.rules_memory_weeks)
    house.compliance_h = compliance_h(house.rules_reading_01, p)
    house.firefighting_h = firefighting_h(
        vacancies, house.recorded_this_week, house.gaps_this_week, p
    )
    house.firefighting_h += rostering_h(
        p.moved_starts_share, p.staff_led_share_01, float(house.posts_wanted), p
    )
    left = p.manager_h_per_week - house.compliance_h - house.firefighting_h
    house.family_h = present * max(0.0, min(left, p.family_h_per_week))
    left -= house.family_h
    neighbours_h = present * max(0.0, min(left, p.manager_community_h_per_week))
    left -= neighbours_h
    community_week(home, neighbours_h)
    left -= pursue_change(home, left, supportive)
    house.floor_h = present * max(0.0, min(left, p.floor_h_per_week))
    share = 1.0 / p.coaching_memory_weeks
    reach = floor_reach_01(house.floor_h, float(house.posts_wanted), p)
    house.floor_reach_01 = moved(house.floor_reach_01, reach, share)
    colleagues = p.observation_h_per_week * p.observation_worth
    colleagues += house.champions_free_h
    by_colleagues = floor_reach_01(colleagues, float(house.posts_wanted), p)
    taught = supportive * reach * coaching_worth(house.manager_understanding_01, p)
    coached = 1.0 - (1.0 - min(1.0, taught)) * (1.0 - by_colleagues)
    house.coaching_01 = moved(house.coaching_01, coached, share)
    felt = support_target(present, supportive, reach, p)
    house.support_01 = moved(house.support_01, felt, share)
    house.rota_strain_01 = p.moved_starts_share * (1.0 - p.staff_led_share_01)
    freedom = empowerment_target(
        house.support_01, p.consistency_of_manager_01, p.flat_hierarchy_01, p
    )
    understanding, people = 0.0, 0.0
    for worker in range(house.n_posts):
        staff = home.staff[worker]
        if staff.employed == 0:
            continue
        understanding += staff.understanding_01
        people += 1.0
        staff.skill_01 = skill_after_week(staff.skill_01, staff.habit_01, house.coaching_01, p)
        staff.understanding_01 = understanding_after_week(
            staff.understanding_01, staff.understanding_trait_01, house.coaching_01, p
        )
        staff.rules_understanding_01 = understanding_after_week(
            staff.rules_understanding_01, staff.rules_understanding_trait_01, 0.0, p
        )
        staff.empowerment_01 = moved(
            staff.empowerment_01, freedom, 1.0 / p.empowerment_memory_weeks
        )
    house.understanding_01 = understanding / max(people, 1.0)
    house.recorded_this_week = 0.0
    house.gaps_this_week = 0.0
    house.agency_hours_28d *= 1.0 - 1.0 / p.agency_window_weeks
    house.care_hours_28d *= 1.0 - 1.0 / p.agency_window_weeks
    house.planned_hours_28d *= 1.0 - 1.0 / p.agency_window_weeks
    week.manager_weeks += present
    week.floor_h += house.floor_h
    week.compliance_h += house.compliance_h
    week.firefighting_h += house.firefighting_h


@entry
def manager_week(home: Home) -> None:
    """The manager's Monday: posts, recruitment, own hours and the rota."""
    bring_into_force(home)
    who_lives_here(home)
    plan_hours(home)
    arrange_units(home)
    plan_posts(home)
    fill_posts(home)
    own_week(home)
    train(home)
    settle_shared_matters(home)
    make_roster(home)


@entry
def manager_midnight(home: Home) -> None:
    """The day's end for the manager: leaving or being replaced; admissions to free places."""
    house = home.house[0]
    p = home.params[0]
    hour = house.day * HOURS_PER_DAY
    a, _, _, _ = draw4(house.seed, house.home, MANAGER_LUCK, hour, D_MANAGER, 0)
    if house.manager_in_post == 1:
        if a < manager_leaves_per_day(p.in_post_share, p):
            house.manager_in_post = 0
            house.manager_change_day = house.day
            note(home, house.minute, EV_MANAGER, -1, -1, 0, 0, 0, 0.0)
    elif a < 1.0 / p.manager_replaced_days:
        house.manager_in_post = 1
        house.manager_occupant += 1
        manager_person(home)
        house.manager_change_day = house.day
        note(home, house.minute, EV_MANAGER, -1, -1, 1, 0, 0, 0.0)
    if house.day % DAYS_PER_WEEK == DAYS_PER_WEEK - 1:
        regulator_week(home)
    fill_places(home)
