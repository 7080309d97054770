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
from carehome_sim.home.rules.management import (
    hours_by_night_and_day,
    shortfall_relieved,
)
from carehome_sim.home.rules.people import clipped
from carehome_sim.home.state import Home, Record

START, LENGTH, UNIT, NIGHT, FLEXIBLE, USUAL = 0, 1, 2, 3, 4, 5
DAYS_OFF_CHOSEN = 2  # assumed: of each week, where staff have a say in the rota
ROTA_ROUNDS = 2  # assumed: whoever draws up a rota goes over it once more
ROUNDING = 1e-9  # gains this close are equal


@rule
def whole_part(carry: float, amount: float) -> tuple[int, float]:
    """So many whole shifts out of a fractional number; the rest is carried to the next day."""
    total = carry + amount
    whole = max(int(total), 0)
    return whole, total - whole


@rule
def day_slots(home: Home, slots: Record) -> int:
    """The shifts of one day, at their usual starts: long days, half days and nights.

    ``slots`` is ``(most, 6)``: start hour, length in hours, unit, night or not, start flexible or
    not, usual start. Planned hours are met exactly over time; one worker at least is planned
    for every hour.
    """
    house = home.house[0]
    p = home.params[0]
    hours = p.care_hours_per_resident_day * house.residents_planned
    length = int(p.shift_h)
    half = length // 2
    night_hours, day_hours = hours_by_night_and_day(hours, p)
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
        slots[number, USUAL] = slots[number, START]
        pair = longs + (turn - longs) // 2 if short else turn
        slots[number, UNIT] = pair % house.n_units
        slots[number, NIGHT] = 1 if night else 0
        number += 1
    return number


@rule
def mark_flexible(home: Home, slots: Record, number: int) -> None:
    """Mark the shifts whose start may move: the flexible share of the day's hours.

    They lie at even strides through long days, half days and nights alike; what is over or short
    is carried on, so that over time the share of hours is met exactly.
    """
    house = home.house[0]
    share = home.params[0].moved_starts_share
    for slot in range(number):
        length = slots[slot, LENGTH]
        house.carry_flexible += share * length
        moves = share > 0.0 and house.carry_flexible * 2.0 >= length
        slots[slot, FLEXIBLE] = 1 if moves else 0
        house.carry_flexible -= slots[slot, FLEXIBLE] * length


@rule
def want_hands(home: Home, slots: Record, number: int) -> None:
    """How many workers each hour of the day is to have: by demand, and by night what is safe.

    The day's hours are laid out in proportion to what was wanted hour by hour in the last weeks,
    half of it done in the hour in which it falls due and half in the next (assumed: much care
    can wait for half an hour); between the usual start and end of the night no hour is to have
    fewer than the night's own.
    """
    house = home.house[0]
    wanted, planned_h = 0.0, 0.0
    for hour in range(HOURS_PER_DAY):
        house.hands_wanted[hour] = 0.0
        wanted += house.wanted_min[hour]
    for slot in range(number):
        planned_h += slots[slot, LENGTH]
        if slots[slot, NIGHT] == 1:
            for step in range(slots[slot, LENGTH]):
                house.hands_wanted[(slots[slot, START] + step) % HOURS_PER_DAY] += 1.0
    for hour in range(HOURS_PER_DAY):
        at_hand = (house.wanted_min[hour] + house.wanted_min[hour - 1]) / 2.0
        by_demand = planned_h * at_hand / max(wanted, 1.0)
        house.hands_wanted[hour] = max(house.hands_wanted[hour], by_demand)


@rule
def put_shift(home: Home, slots: Record, slot: int, workers: float) -> None:
    """Add a shift to the day's cover (``workers`` 1) or take it out again (-1)."""
    for step in range(slots[slot, LENGTH]):
        home.house[0].hands_planned[(slots[slot, START] + step) % HOURS_PER_DAY] += workers


@rule
def best_start(home: Home, usual: int, length: int) -> int:
    """The start within reach that relieves most shortfall; of equals the nearest to the usual."""
    house = home.house[0]
    reach = int(home.params[0].start_moves_most_h)
    best, best_gain = usual, -1.0
    for turn in range(2 * reach + 1):
        start = usual + ((turn + 1) // 2 if turn % 2 == 1 else -(turn // 2))
        if start < 0 or start >= HOURS_PER_DAY:
            continue
        gain = 0.0
        for step in range(length):
            hour = (start + step) % HOURS_PER_DAY
            gain += shortfall_relieved(house.hands_wanted[hour], house.hands_planned[hour])
        if gain > best_gain + ROUNDING:
            best, best_gain = start, gain
    return best


@rule
def move_starts(home: Home, slots: Record, number: int) -> None:
    """Move the flexible starts by up to three hours to where hands are short.

    One shift after another is taken out and put back at its best start, given all the others;
    after a second round nothing much is left to gain.
    """
    mark_flexible(home, slots, number)
    want_hands(home, slots, number)
    for hour in range(HOURS_PER_DAY):
        home.house[0].hands_planned[hour] = 0.0
    for slot in range(number):
        put_shift(home, slots, slot, 1.0)
    for turn in range(ROTA_ROUNDS * number):
        slot = turn % number
        if slots[slot, FLEXIBLE] == 0:
            continue
        put_shift(home, slots, slot, -1.0)
        usual = slots[slot, USUAL]
        slots[slot, START] = best_start(home, usual, slots[slot, LENGTH])
        put_shift(home, slots, slot, 1.0)


@rule
def find_worker(home: Home, slots: Record, slot: int, day: int, need_senior: bool) -> int:
    """The employee for a shift: rested, with hours left; own group and unit first; -1 if none.

    Where staff have a say in the rota, the days that each would rather have off weigh against it.
    """
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
        if (staff.person + day) % DAYS_PER_WEEK < DAYS_OFF_CHOSEN:
            cost += p.day_off_weight * p.staff_led_share_01
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

    Rising is spread round the mean hour at which the hands of the day come, going to bed before
    the mean hour at which they go. The hands of the day are what an hour has beyond the least of
    the night, up to what an hour between the usual starts has on average.
    """
    house = home.house[0]
    p = home.params[0]
    first, last = int(p.day_starts_h), int(p.night_starts_h)
    night, day = cover[0], 0.0
    for hour in range(HOURS_PER_DAY):
        night = min(night, cover[hour])
        day += cover[hour] / (last - first) if first <= hour < last else 0.0
    middle = (first + last) // 2
    rise, bed = float(middle), float(middle)
    for hour in range(int(p.care_day_starts_h), HOURS_PER_DAY):
        there = clipped((cover[hour] - night) / max(day - night, 1.0), 0.0, 1.0)
        rise -= there if hour < middle else 0.0
        bed += there if hour >= middle else 0.0
    house.routine_rise_min = int(rise * MINUTES_PER_HOUR + p.routine_rise_after_min)
    house.routine_bed_min = int(bed * MINUTES_PER_HOUR - p.routine_bed_before_min)


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
