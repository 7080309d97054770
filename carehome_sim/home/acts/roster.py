"""The week's rota: how many shifts, when they start, and who works them."""

from __future__ import annotations

from carehome_sim.home.codes import (
    D_CALENDAR,
    DAYS_PER_WEEK,
    HOURS_PER_DAY,
    MINUTES_PER_HOUR,
    SENIOR,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.rules.management import moved_start_gain
from carehome_sim.home.state import Home, Record

START, LENGTH, UNIT, NIGHT = 0, 1, 2, 3


@rule
def whole_part(carry: float, amount: float) -> tuple[int, float]:
    """So many whole shifts out of a fractional number; the rest is carried to the next day."""
    total = carry + amount
    whole = max(int(total), 0)
    return whole, total - whole


@rule
def day_slots(home: Home, slots: Record) -> int:
    """The shifts of one day, at their usual starts: long days, half days and nights.

    ``slots`` is ``(most, 4)``: start hour, length in hours, unit, night or not. Planned hours
    are met exactly over time; at least one worker is planned for every hour.
    """
    house = home.house[0]
    p = home.params[0]
    hours = p.care_hours_per_resident_day * house.residents_planned
    length = int(p.shift_h)
    half = length // 2
    night_hours = max(hours * p.night_share, float(HOURS_PER_DAY - length))
    day_hours = max(hours - night_hours, float(length))
    halves, house.carry_half = whole_part(
        house.carry_half, day_hours * p.short_shift_share / length
    )
    longs, house.carry_day = whole_part(
        house.carry_day, day_hours * (1.0 - p.short_shift_share) / length
    )
    if longs + halves == 0:
        longs = 1
        house.carry_day -= 1.0
    nights, house.carry_night = whole_part(house.carry_night, night_hours / length)
    if nights == 0:
        nights = 1
        house.carry_night -= 1.0
    number = 0
    most = len(slots)
    for turn in range(longs + 2 * halves + nights):
        if number >= most:
            house.overflow += 1
            break
        night = turn >= longs + 2 * halves
        short = longs <= turn < longs + 2 * halves
        slots[number, START] = int(p.night_starts_h) if night else int(p.day_starts_h)
        slots[number, LENGTH] = half if short else length
        if short and (turn - longs) % 2 == 1:
            slots[number, START] += half
        pair = longs + (turn - longs) // 2 if short else turn
        slots[number, UNIT] = pair % house.n_units
        slots[number, NIGHT] = 1 if night else 0
        number += 1
    return number


@rule
def move_starts(home: Home, slots: Record, number: int) -> None:
    """Move the start of the flexible share of shifts by up to three hours to meet demand.

    The demand is what was wanted hour by hour in the last weeks; the day's hours are to lie in
    proportion to it. Fixed shifts are counted first; each flexible shift then takes the start
    that fills most of what is left.
    """
    house = home.house[0]
    p = home.params[0]
    flexible, house.carry_flexible = whole_part(house.carry_flexible, p.moved_starts_share * number)
    if flexible == 0:
        return
    unmet = house.unmet_h
    wanted = 0.0
    for hour in range(HOURS_PER_DAY):
        wanted += house.wanted_min[hour]
    planned_h = 0.0
    for slot in range(number):
        planned_h += slots[slot, LENGTH]
    for hour in range(HOURS_PER_DAY):
        unmet[hour] = 0.0
        if wanted > 0.0:
            unmet[hour] = planned_h * house.wanted_min[hour] / wanted
    for slot in range(number):
        if slot >= flexible:
            for step in range(slots[slot, LENGTH]):
                unmet[(slots[slot, START] + step) % HOURS_PER_DAY] -= 1.0
    reach = int(p.start_moves_most_h)
    for slot in range(min(flexible, number)):
        best = slots[slot, START]
        best_gain = -1.0
        for turn in range(2 * reach + 1):
            shift = (turn + 1) // 2 if turn % 2 == 1 else -(turn // 2)
            start = slots[slot, START] + shift
            if start < 0 or start >= HOURS_PER_DAY:
                continue
            gain = 0.0
            for step in range(slots[slot, LENGTH]):
                gain += moved_start_gain(unmet[(start + step) % HOURS_PER_DAY])
            if gain > best_gain:
                best_gain = gain
                best = start
        slots[slot, START] = best
        for step in range(slots[slot, LENGTH]):
            unmet[(best + step) % HOURS_PER_DAY] -= 1.0


@rule
def find_worker(home: Home, slots: Record, slot: int, day: int, need_senior: bool) -> int:
    """The employee for a shift: rested, with hours left; own group and unit first; -1 if none."""
    house = home.house[0]
    p = home.params[0]
    starts = (house.day + day) * HOURS_PER_DAY + slots[slot, START]
    best = -1
    best_cost = 0.0
    for worker in range(house.n_posts):
        staff = home.staff[worker]
        if staff.employed == 0 or staff.night != slots[slot, NIGHT]:
            continue
        if home.roster[worker, day, 0] >= 0 or staff.last_end_h + p.rest_h > starts:
            continue
        after = staff.week_h + slots[slot, LENGTH]
        if after > staff.contract_h * (1.0 + p.overtime_most_share):
            continue
        cost = after / staff.contract_h
        if staff.unit != slots[slot, UNIT]:
            cost += p.roster_unit_weight * p.consistency_01
        if need_senior and staff.role != SENIOR:
            cost += p.roster_senior_weight
        if best < 0 or cost < best_cost:
            best = worker
            best_cost = cost
    return best


@rule
def assign(home: Home, slots: Record, number: int, day: int) -> None:
    """Give each shift of a day to an employee, or leave it to the temporary-staff bench."""
    house = home.house[0]
    week = home.week[0]
    bench = 0
    senior_day = False
    senior_night = False
    for turn in range(number):
        slot = number - 1 - turn
        night = slots[slot, NIGHT] == 1
        need_senior = not (senior_night if night else senior_day)
        worker = find_worker(home, slots, slot, day, need_senior)
        week.shifts_planned += 1.0
        if worker < 0:
            if bench >= house.n_bench:
                week.shifts_empty += 1.0
                house.gaps_this_week += 1.0
                continue
            worker = house.n_posts + bench
            bench += 1
        else:
            staff = home.staff[worker]
            staff.week_h += slots[slot, LENGTH]
            staff.last_end_h = (
                (house.day + day) * HOURS_PER_DAY + slots[slot, START] + slots[slot, LENGTH]
            )
            if staff.role == SENIOR:
                senior_night = senior_night or night
                senior_day = senior_day or not night
        home.roster[worker, day, 0] = slots[slot, START]
        house.start_hours[day] |= 1 << slots[slot, START]
        home.roster[worker, day, 1] = slots[slot, LENGTH]
        home.roster[worker, day, 2] = slots[slot, UNIT]


@rule
def routine_times(home: Home, cover: Record) -> None:
    """When the routine gets people up and puts them to bed: where the rota has the hands.

    Rising is spread round the hour at which cover rises above its daily middle, going to bed
    before the hour at which it falls below.
    """
    house = home.house[0]
    p = home.params[0]
    most = 0.0
    least = cover[0]
    for hour in range(HOURS_PER_DAY):
        most = max(most, cover[hour])
        least = min(least, cover[hour])
    middle = (most + least) / 2.0
    first = int(p.day_starts_h)
    last = int(p.night_starts_h)
    for hour in range(HOURS_PER_DAY):
        if cover[hour] > middle and hour >= p.care_day_starts_h:
            first = hour
            break
    for turn in range(HOURS_PER_DAY):
        hour = HOURS_PER_DAY - 1 - turn
        if cover[hour] > middle:
            last = hour + 1
            break
    house.routine_rise_min = int(first * MINUTES_PER_HOUR + p.routine_rise_after_min)
    house.routine_bed_min = int(last * MINUTES_PER_HOUR - p.routine_bed_before_min)


@rule
def make_roster(home: Home) -> None:
    """Draw up the rota of the coming seven days."""
    house = home.house[0]
    p = home.params[0]
    for worker in range(len(home.staff)):
        staff = home.staff[worker]
        staff.week_h = 0.0
        if worker < house.n_posts and staff.employed == 1:
            a, _, _, _ = draw4(
                house.seed, house.home, staff.person, house.day * HOURS_PER_DAY, D_CALENDAR, 0
            )
            if a < p.annual_leave_share:
                staff.week_h = staff.contract_h * 2.0
        for day in range(DAYS_PER_WEEK):
            home.roster[worker, day, 0] = -1
    slots = home.slots
    cover = house.cover
    for hour in range(HOURS_PER_DAY):
        cover[hour] = 0.0
    for day in range(DAYS_PER_WEEK):
        house.start_hours[day] = 0
        number = day_slots(home, slots)
        move_starts(home, slots, number)
        for slot in range(number):
            for step in range(slots[slot, LENGTH]):
                cover[(slots[slot, START] + step) % HOURS_PER_DAY] += 1.0
        assign(home, slots, number, day)
    routine_times(home, cover)
    for worker in range(house.n_posts):
        home.staff[worker].week_h = 0.0
    for hour in range(HOURS_PER_DAY):
        house.wanted_min[hour] *= 1.0 - p.forecast_weeks_share
