"""What happens to the house itself: the clock, rounds, pressure, tasks given up, the accounts."""

from __future__ import annotations

import numpy as np

from carehome_sim.home.acts.activities import activities_today, coordinator
from carehome_sim.home.acts.budget import plan_hours
from carehome_sim.home.acts.change import bring_into_force
from carehome_sim.home.acts.harm import incident
from carehome_sim.home.acts.tasks import put_care, put_task, take_off, withdraw
from carehome_sim.home.codes import (
    BATH,
    BED,
    D_FALL,
    DAYS_PER_READING,
    DAYS_PER_WEEK,
    EV_MISSED,
    FORECAST_DAY,
    HOURS_PER_DAY,
    INCIDENT,
    MEAL,
    MEDICINES,
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    NIGHT_CHECK,
    TOILET,
    UP,
)
from carehome_sim.home.compiled import entry, rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note
from carehome_sim.home.rules.money import fixed_gbp_week, income_gbp_week, other_pay_gbp_h
from carehome_sim.home.rules.needs import noise_fades
from carehome_sim.home.rules.relations import moved, trust_kept, voice_unheard
from carehome_sim.home.rules.work import (
    counts_as_due,
    dropped_after_min,
    personal_care,
    round_min,
    stretched_min,
)
from carehome_sim.home.state import Home


@rule
def put_round(home: Home, kind: int, unit: int) -> None:
    """A medicine round or a night check of one unit falls due: one task, all its residents."""
    house = home.house[0]
    p = home.params[0]
    minutes = 0.0
    for place in range(house.n_places):
        resident = home.residents[place]
        here = resident.present == 1 and resident.hospital_until_day <= house.day
        if here and resident.unit == unit:
            minutes += round_min(kind, resident.dependency_01, p)
    if minutes > 0.0:
        if house.day % DAYS_PER_WEEK == FORECAST_DAY:
            house.wanted_min[house.hour] += minutes
        put_task(
            home, kind, -1, unit, house.minute, minutes, 1, 0.0, dropped_after_min(kind, p), 0.0, -1
        )


@rule
def count_residents(home: Home) -> None:
    """How many live on each unit (people come and go at midnight)."""
    house = home.house[0]
    for index in range(house.n_units):
        home.units[index].residents = 0
    for place in range(house.n_places):
        if home.residents[place].present == 1:
            home.units[home.residents[place].unit].residents += 1


@entry
def open_hour(home: Home) -> None:
    """The clock strikes: settings of the day, rounds of the hour, noise dies down."""
    house = home.house[0]
    if house.hour == 0:
        if house.day % DAYS_PER_WEEK == 0:
            house.week = house.day // DAYS_PER_WEEK
            home.week[0] = home.weeks[house.week]
        while (
            house.phase + 1 < len(home.phase_day)
            and home.phase_day[house.phase + 1] <= house.day - house.measured_from_day
        ):
            house.phase += 1
            bring_into_force(home)
            plan_hours(home)
            home.week[0].one_off += home.params[0].one_off_gbp
        count_residents(home)
    if house.hour == home.params[0].care_day_starts_h:
        activities_today(home)
    house.quiet_until_min = float(house.minute)
    house.last_look_min = -1.0
    p = home.params[0]
    h = house.hour
    medicines = (
        h == p.medicines_1_h or h == p.medicines_2_h or h == p.medicines_3_h or h == p.medicines_4_h
    )
    night = h == p.night_check_1_h or h == p.night_check_2_h or h == p.night_check_3_h
    fades = noise_fades(p)
    for index in range(house.n_units):
        home.units[index].noise_01 *= 1.0 - fades
    if medicines or night:
        kind = MEDICINES if medicines else NIGHT_CHECK
        for index in range(house.n_units):
            put_round(home, kind, index)


@entry
def feel_pressure(home: Home) -> None:
    """Work due over minutes on hand, unit by unit: what staff feel; supply is noted."""
    house = home.house[0]
    p = home.params[0]
    week = home.week[0]
    on_hand_min = 0.0
    for turn in range(house.n_duty):
        away = home.staff[home.duty[turn].worker].away_until_min - house.minute
        on_hand_min += MINUTES_PER_HOUR - min(max(away, 0.0), float(MINUTES_PER_HOUR))
    supply = on_hand_min * (1.0 - house.overhead_share)
    week.supply_min += supply
    if house.day >= house.measured_from_day:
        hour = home.hours[house.hour]
        hour.supply_min += supply
        hour.workers += house.n_duty
        hour.days += 1.0
    for index in range(house.n_units):
        unit = home.units[index]
        hands = max(float(unit.workers), p.least_hands)
        due = stretched_min(unit.due_min, house.overhead_share) / (hands * MINUTES_PER_HOUR)
        unit.pressure = moved(unit.pressure, min(due, p.pressure_most), p.pressure_share_per_h)
        share = 1.0 / (DAYS_PER_READING * HOURS_PER_DAY)
        unit.pressure_28d = moved(unit.pressure_28d, unit.pressure, share)


@entry
def next_to_act(home: Home) -> int:
    """The worker whose turn it is: free earliest before the hour is out; -1 if none."""
    house = home.house[0]
    if house.n_duty == 0:
        return -1
    first = home.duty[0]
    if max(first.free_min, house.quiet_until_min) >= house.minute + MINUTES_PER_HOUR:
        return -1
    return first.worker


@rule
def let_down(home: Home, place: int) -> None:
    """Nobody came: the resident trusts those who were about a little less."""
    p = home.params[0]
    for turn in range(home.house[0].n_duty):
        worker = home.duty[turn].worker
        if home.staff[worker].unit_today == home.residents[place].unit:
            tie = home.ties[worker, place]
            tie.trust_01 = trust_kept(tie.trust_01, 1.0 - p.trust_missed_share, p)


@rule
def give_up(home: Home, index: int) -> None:
    """Nobody came: the task is missed, and the resident bears it.

    Somebody who cannot get up or go to bed alone still has to be helped: it falls due again, but
    for getting up once the night has come and for going to bed once it is over.
    """
    house = home.house[0]
    p = home.params[0]
    task = home.tasks[index]
    kind, place = int(np.int64(task.kind)), int(np.int64(task.resident))
    due, asked = task.due_min, task.asked
    take_off(home, index)
    now = house.minute + MINUTES_PER_HOUR
    if counts_as_due(kind):
        home.week[0].tasks_missed += 1.0
        if house.day >= house.measured_from_day:
            home.hours[house.hour].waiting_min += now - due
    note(home, now, EV_MISSED, place, -1, kind, 0, 0, float(now - due))
    if place < 0:
        return
    resident = home.residents[place]
    if counts_as_due(kind):
        let_down(home, place)
    if asked > 0.0:
        resident.voice_01 = voice_unheard(resident.voice_01, p)
    if kind == MEAL:
        resident.today_food_n += 1.0
    elif kind == UP or kind == BATH or kind == TOILET:
        resident.today_clean_n += 1.0
    if personal_care(kind):
        resident.need_comfort_01 += p.missed_comfort_share * (1.0 - resident.need_comfort_01)
    minute = now % MINUTES_PER_DAY
    by_day = resident.rise_due_min <= minute < resident.bed_due_min
    if (kind == UP and by_day) or (kind == BED and not by_day):
        put_care(home, kind, place, now, 0.0)
    elif kind == TOILET:
        a, _, _, _ = draw4(
            house.seed,
            house.home,
            resident.person,
            house.day * HOURS_PER_DAY + house.hour,
            D_FALL,
            0,
        )
        unsteady = 2.0 * resident.dependency_01 * 2.0 * (1.0 - resident.dependency_01)
        if a < p.unhelped_fall_share * unsteady and incident(home, place, now - 1, 2, False):
            put_care(home, INCIDENT, place, now - 1, 1.0)


@entry
def close_hour(home: Home) -> None:
    """The hour ends: tasks of people in hospital go, those nobody came to are given up."""
    house = home.house[0]
    now = house.minute + MINUTES_PER_HOUR
    index = 0
    while index < house.n_tasks:
        task = home.tasks[index]
        place = task.resident
        if place >= 0 and home.residents[place].hospital_until_day > house.day:
            withdraw(home, index)
        elif task.expires_min <= now and task.kind != INCIDENT:
            give_up(home, index)
        else:
            index += 1


@entry
def tick(home: Home) -> None:
    """One hour on; at midnight the day, the accounts and perhaps the week are closed."""
    house = home.house[0]
    if house.hour == HOURS_PER_DAY - 1:
        accounts(home)
        home.weeks[house.week] = home.week[0]
        house.hour = 0
        house.day += 1
    else:
        house.hour += 1
    house.minute = house.day * MINUTES_PER_DAY + house.hour * MINUTES_PER_HOUR


@rule
def accounts(home: Home) -> None:
    """One day of costs and income, in pounds, and of the staff there are."""
    house = home.house[0]
    p = home.params[0]
    week = home.week[0]
    week_share = 1.0 / DAYS_PER_WEEK
    council = 0.0
    self_funded = 0.0
    for place in range(house.n_places):
        resident = home.residents[place]
        if resident.present == 1:
            if resident.self_funder == 1:
                self_funded += 1.0
            else:
                council += 1.0
            if resident.hospital_until_day > house.day:
                week.nhs += p.hospital_day_gbp
    from_council, from_self = income_gbp_week(council, self_funded, p)
    week.income_council += from_council * week_share
    week.income_self += from_self * week_share
    people = council + self_funded
    activity_h = p.activity_h_per_week + p.one_to_one_h_per_week + p.community_h_per_week
    activity_h *= home.staff[coordinator(home)].employed
    other_h = people * p.other_staff_h_per_resident_day + activity_h * week_share
    week.pay_other += other_h * other_pay_gbp_h(p)
    week.pay_manager += p.manager_gbp_week * week_share * house.manager_in_post
    week.non_staff += people * p.non_staff_gbp_week * week_share
    week.non_staff += house.n_places * fixed_gbp_week(float(house.n_places), p) * week_share
    week.programme += (p.weekly_gbp + people * p.amenity_gbp_per_resident_week) * week_share
    week.commissioned += p.weekly_council_gbp * week_share
    for worker in range(house.n_posts):
        staff = home.staff[worker]
        if staff.employed == 1:
            week.exhaustion += staff.exhaustion_01 * week_share
            week.staff_weeks += week_share
    week.norm += home.units[0].norm_01 * week_share
