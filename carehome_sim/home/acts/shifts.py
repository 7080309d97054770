"""Who is on duty: coming, being covered, going, and the line of those who are free."""

from __future__ import annotations

from carehome_sim.home.acts.recruits import luck_place, send_agency
from carehome_sim.home.codes import (
    D_COVER,
    D_SICK,
    DAYS_PER_WEEK,
    EV_SHIFT,
    HOURS_PER_DAY,
    HOURS_PER_MINUTE,
    MINUTES_PER_HOUR,
    SENIOR,
)
from carehome_sim.home.compiled import entry, rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note
from carehome_sim.home.rules.management import may_call_agency, usual_start
from carehome_sim.home.rules.money import hourly_pay_gbp
from carehome_sim.home.rules.workforce import sick_probability
from carehome_sim.home.state import Home


@rule
def stand(home: Home, index: int, worker: int, free_min: float, tie_break: float) -> None:
    """Give a place of the line of those on duty to a worker."""
    place = home.duty[index]
    place.worker = worker
    place.free_min = free_min
    place.tie_break = tie_break


@rule
def line_up(home: Home, index: int) -> None:
    """Let the worker at a place of the line take the right one: whoever is free first in front.

    Ties go by a keyed draw.
    """
    last = home.house[0].n_duty - 1
    mine = home.duty[index]
    worker, free, tie = mine.worker, mine.free_min, mine.tie_break
    while index < last:
        behind = home.duty[index + 1]
        if behind.free_min > free or (behind.free_min == free and behind.tie_break >= tie):
            break
        stand(home, index, behind.worker, behind.free_min, behind.tie_break)
        index += 1
    while index > 0:
        before = home.duty[index - 1]
        if before.free_min < free or (before.free_min == free and before.tie_break <= tie):
            break
        stand(home, index, before.worker, before.free_min, before.tie_break)
        index -= 1
    stand(home, index, worker, free, tie)


@rule
def place_in_line(home: Home, worker: int) -> int:
    """Where in the line somebody on duty stands."""
    index = 0
    while home.duty[index].worker != worker:
        index += 1
    return index


@rule
def pay_hours(home: Home, worker: int, hours: float, night: bool, moved_start: bool) -> None:
    """Hours worked are counted and paid for: an employee's wage or the agency's charge."""
    house = home.house[0]
    p = home.params[0]
    staff = home.staff[worker]
    week = home.week[0]
    week.hours_worked += hours
    house.care_hours_28d += hours
    if staff.agency == 1:
        week.hours_agency += hours
        house.agency_hours_28d += hours
        week.pay_agency += hours * p.agency_gbp_h
    else:
        week.pay_care += hours * hourly_pay_gbp(staff.role, night, moved_start, p)


@rule
def on_duty(home: Home, worker: int, hours: int, unit: int) -> None:
    """Begin a shift of so many hours on a unit; its hours are paid."""
    house = home.house[0]
    p = home.params[0]
    staff = home.staff[worker]
    week = home.week[0]
    a, _, _, _ = draw4(
        house.seed, house.home, staff.person, house.day * HOURS_PER_DAY + house.hour, D_SICK, 1
    )
    staff.on_duty = 1
    staff.looked_min = -1.0
    staff.unit_today = unit
    staff.duty_until_min = house.minute + hours * MINUTES_PER_HOUR
    staff.shift_hours = hours
    staff.last_end_h = house.day * HOURS_PER_DAY + house.hour + hours
    away = min(staff.away_min + p.handover_min, float(hours * MINUTES_PER_HOUR))
    staff.away_min = 0.0
    staff.away_until_min = house.minute + away
    stand(home, house.n_duty, worker, house.minute + away, a)
    house.n_duty += 1
    line_up(home, house.n_duty - 1)
    home.units[unit].workers += 1
    if staff.role == SENIOR:
        house.seniors_on_duty += 1
    night = house.hour + hours > HOURS_PER_DAY
    midday_h = p.day_starts_h + int(p.shift_h) // 2
    moved_start = not usual_start(house.hour, int(midday_h), p)
    pay_hours(home, worker, float(hours), night, moved_start)
    note(home, house.minute, EV_SHIFT, -1, worker, hours, unit, staff.role, float(staff.agency))
    if staff.agency == 1:
        return
    if moved_start:
        week.hours_moved += hours
    staff.week_h += hours
    week.hours_overtime += max(0.0, min(float(hours), staff.week_h - staff.contract_h))


@rule
def call_agency(home: Home, hours: int, unit: int, wanted: int) -> None:
    """Try to fill an empty shift from an agency, where that is allowed; else it stays empty."""
    house = home.house[0]
    p = home.params[0]
    place = luck_place(home, wanted)
    a, _, _, _ = draw4(
        house.seed, house.home, place, house.day * HOURS_PER_DAY + house.hour, D_COVER, 0
    )
    allowed = may_call_agency(
        hours, house.agency_hours_28d, house.care_hours_28d, house.planned_hours_28d, p
    )
    found = p.agency_found_share * (1.0 - p.gap_unmanaged_share * (1 - house.manager_in_post))
    if allowed and a < found:
        for bench in range(house.n_bench):
            worker = house.n_posts + bench
            if home.staff[worker].on_duty == 0:
                send_agency(home, worker)
                on_duty(home, worker, hours, unit)
                return
    home.week[0].shifts_empty += 1.0
    house.gaps_this_week += 1.0


@rule
def shifts_begin(home: Home) -> bool:
    """Whether the rota has any shift begin this hour."""
    house = home.house[0]
    return (house.start_hours[house.day % DAYS_PER_WEEK] >> house.hour) & 1 == 1


@rule
def shifts_end(home: Home) -> bool:
    """Whether anybody on duty goes home this hour."""
    house = home.house[0]
    for turn in range(house.n_duty):
        if home.staff[home.duty[turn].worker].duty_until_min <= house.minute:
            return True
    return False


@entry
def clock_on(home: Home, worker: int) -> None:
    """A worker whose shift begins this hour comes, or is off sick and may be covered."""
    house = home.house[0]
    weekday = house.day % DAYS_PER_WEEK
    if home.roster[worker, weekday, 0] != house.hour:
        return
    p = home.params[0]
    staff = home.staff[worker]
    hours = home.roster[worker, weekday, 1]
    unit = home.roster[worker, weekday, 2]
    house.planned_hours_28d += hours
    if worker >= house.n_posts:
        call_agency(home, hours, unit, worker)
        return
    a, _, _, _ = draw4(
        house.seed, house.home, staff.person, house.day * HOURS_PER_DAY + house.hour, D_SICK, 0
    )
    if staff.employed == 0 or a < sick_probability(staff.exhaustion_01, p):
        if staff.employed == 1:
            sick_pay = hours * hourly_pay_gbp(staff.role, False, False, p) * p.sick_pay_share
            home.week[0].pay_care += sick_pay
        call_agency(home, hours, unit, worker)
        return
    on_duty(home, worker, hours, unit)


@entry
def clock_off(home: Home, worker: int) -> None:
    """A worker whose shift is over goes home; minutes it took to finish an act are paid."""
    house = home.house[0]
    staff = home.staff[worker]
    if staff.on_duty == 0 or staff.duty_until_min > house.minute:
        return
    index = place_in_line(home, worker)
    over_h = max(0.0, home.duty[index].free_min - staff.duty_until_min) * HOURS_PER_MINUTE
    pay_hours(home, worker, over_h, False, False)
    home.week[0].hours_overtime += over_h
    staff.on_duty = 0
    home.units[staff.unit_today].workers -= 1
    if staff.role == SENIOR:
        house.seniors_on_duty -= 1
    house.n_duty -= 1
    for left in range(index, house.n_duty):
        behind = home.duty[left + 1]
        stand(home, left, behind.worker, behind.free_min, behind.tie_break)
