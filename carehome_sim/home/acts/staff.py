"""What a care worker does: comes on duty, picks the next act, gives it, ends the day."""

from __future__ import annotations

from carehome_sim.home.acts.arrivals import luck_place, refresh_push, send_agency
from carehome_sim.home.acts.care import give_care, hear_wish, manner, tally_wait
from carehome_sim.home.acts.tasks import take_off
from carehome_sim.home.codes import (
    BECAUSE_ROUTINE,
    COMPANY,
    D_COVER,
    D_LEAVE,
    D_SICK,
    DAYS_PER_WEEK,
    EV_ACT,
    EV_HELPED,
    EV_LEAVER,
    EV_PASSED_OVER,
    EV_SHIFT,
    HOURS_PER_DAY,
    HOURS_PER_MINUTE,
    MEDICINES,
    MINUTES_PER_HOUR,
    SENIOR,
    TASK_FIRST,
    WISH,
)
from carehome_sim.home.compiled import entry, rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note
from carehome_sim.home.rules.management import usual_start
from carehome_sim.home.rules.money import hourly_pay_gbp
from carehome_sim.home.rules.priority import score
from carehome_sim.home.rules.relations import kept, moved
from carehome_sim.home.rules.work import stretched_min, timely_within_min
from carehome_sim.home.rules.workforce import leave_per_day, sick_probability, strain_01
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
    staff.shift_pressure = 0.0
    staff.last_end_h = house.day * HOURS_PER_DAY + house.hour + hours
    stand(home, house.n_duty, worker, float(house.minute), a)
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
    """Try to fill an empty shift from an agency, up to the ceiling; else it stays empty."""
    house = home.house[0]
    p = home.params[0]
    place = luck_place(home, wanted)
    a, _, _, _ = draw4(
        house.seed, house.home, place, house.day * HOURS_PER_DAY + house.hour, D_COVER, 0
    )
    allowed = house.agency_hours_28d + hours <= p.agency_ceiling_share * (
        house.care_hours_28d + hours
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


@rule
def choose(home: Home, worker: int, now: float) -> int:
    """The open task with the highest score for this worker; -1 if there is none.

    Own unit first by weight; residents one knows first as the assignment rule has it. Somebody
    who is being helped is left alone until then; a task for two is passed over while the next in
    line will not be free soon. Notes when to look again at what was passed over.
    """
    house = home.house[0]
    p = home.params[0]
    staff = home.staff[worker]
    best = -1
    best_score = 0.0
    again = house.minute + float(MINUTES_PER_HOUR)
    known_most = 1.0 + p.consistency_01
    helper_free = home.duty[1].free_min if house.n_duty > 1 else now
    nobody_near = helper_free > now + p.second_carer_patience_min
    for index in range(house.n_due):
        task = home.tasks[index]
        kind = task.kind
        value = score(staff.push[kind], now - task.due_min, task.asking, task.ease_per_min, p)
        if task.unit != staff.unit_today:
            value *= p.other_unit_weight
        if value * known_most <= best_score:
            continue
        if kind == MEDICINES and staff.role != SENIOR and house.seniors_on_duty > 0:
            continue
        if kind == COMPANY and now < staff.skip_company_until_min:
            continue
        if task.carers == 2 and nobody_near:
            again = min(again, helper_free - p.second_carer_patience_min)
            continue
        place = task.resident
        if place >= 0:
            busy_until = home.residents[place].busy_until_min
            if busy_until > now:
                again = min(again, busy_until)
                continue
            value *= 1.0 + p.consistency_01 * home.ties[worker, place].knowledge_01
        if value > best_score:
            best = index
            best_score = value
    staff.looked_min = now
    staff.look_again_min = again
    house.last_look_min = now
    return best


@rule
def next_due_min(home: Home) -> float:
    """When the next task falls due that is not due yet; the end of the hour if none does."""
    house = home.house[0]
    if house.n_due < house.n_tasks:
        return home.tasks[house.n_due].due_min
    return house.minute + float(MINUTES_PER_HOUR)


@rule
def nothing_new(home: Home, worker: int, now: float) -> bool:
    """Whether all that is due was there when this worker looked last, and not for him or her."""
    house = home.house[0]
    staff = home.staff[worker]
    return (
        now < staff.look_again_min
        and house.minute <= staff.looked_min
        and home.tasks[house.n_due - 1].due_min <= staff.looked_min
    )


@rule
def do_round(
    home: Home, worker: int, kind: int, minutes: float, start: float, wait: float
) -> float:
    """A medicine round or a night check: many residents briefly, by routine."""
    p = home.params[0]
    staff = home.staff[worker]
    week = home.week[0]
    took = minutes
    if kind == MEDICINES and (staff.agency == 1 or staff.role != SENIOR):
        took *= p.medicines_stranger_factor
    week.care_min += took
    tally_wait(home, wait, wait <= timely_within_min(kind, p))
    note(home, int(start), EV_ACT, -1, worker, kind, TASK_FIRST, 0, took)
    return took


@rule
def do_task(home: Home, worker: int, index: int, now: float) -> int:
    """Do a task of the list, with a second carer where two are needed; who that was, or -1.

    Company is given by those who want to; who does not looks past it for the rest of the hour.
    """
    house = home.house[0]
    staff = home.staff[worker]
    task = home.tasks[index]
    kind, place, carers = task.kind, task.resident, task.carers
    minutes, due = task.minutes, task.due_min
    person_centred, reason = False, BECAUSE_ROUTINE
    if place >= 0:
        person_centred, reason = manner(home, worker, place, task.luck_01)
    staff.looked_min = -1.0
    if kind == COMPANY and not person_centred:
        staff.skip_company_until_min = house.minute + MINUTES_PER_HOUR
        note(home, int(now), EV_PASSED_OVER, place, worker, reason, kind, 0, 0.0)
        return -1
    take_off(home, index)
    start = now
    second = -1
    if carers == 2 and house.n_duty > 1:
        second = home.duty[1].worker
        start = max(now, home.duty[1].free_min)
    elif carers == 2:
        minutes *= 2.0
        carers = 1
    wait = start - due
    if place < 0:
        took = do_round(home, worker, kind, minutes, start, wait)
    elif kind == WISH:
        took = hear_wish(home, worker, place, minutes, start, person_centred, reason)
    else:
        took = give_care(
            home, worker, place, kind, wait, minutes, carers, start, person_centred, reason
        )
    home.duty[0].free_min = start + stretched_min(took, house.overhead_share)
    if second >= 0:
        note(home, int(start), EV_HELPED, place, second, kind, worker, 0, took)
    return second


@entry
def staff_act(home: Home, worker: int) -> None:
    """One worker's next act: pick by score what is due and do it, or wait for something to be due.

    With nothing due the worker stays first in line and the house is quiet until something is;
    one who may not or will not take what is due lets the next in line look.
    """
    house = home.house[0]
    first = home.duty[0]
    now = max(first.free_min, house.quiet_until_min)
    while house.n_due < house.n_tasks and home.tasks[house.n_due].due_min <= now:
        house.n_due += 1
    if house.n_due == 0:
        house.quiet_until_min = next_due_min(home)
        return
    index = -1 if nothing_new(home, worker, now) else choose(home, worker, now)
    second = -1
    if index < 0:
        first.free_min = min(home.staff[worker].look_again_min, next_due_min(home))
    else:
        second = do_task(home, worker, index, now)
    free = first.free_min
    line_up(home, 0)
    if second >= 0:
        index = place_in_line(home, second)
        home.duty[index].free_min = free
        line_up(home, index)


@entry
def staff_midnight(home: Home, worker: int) -> None:
    """The day's end for one worker: exhaustion, what is forgotten, and whether to leave."""
    house = home.house[0]
    staff = home.staff[worker]
    if staff.employed == 0:
        return
    p = home.params[0]
    overtime = max(0.0, staff.week_h / staff.contract_h - 1.0)
    pulled = strain_01(
        staff.exhaustion_trait_01,
        home.units[staff.unit].pressure_28d,
        overtime,
        house.support_01,
        p,
    )
    staff.exhaustion_01 = moved(staff.exhaustion_01, pulled, 1.0 / p.exhaustion_days)
    for place in range(len(home.residents)):
        tie = home.ties[worker, place]
        tie.knowledge_01 = kept(tie.knowledge_01, p.knowledge_loss_per_day)
    if house.day % DAYS_PER_WEEK == DAYS_PER_WEEK - 1:
        refresh_push(home, worker)
    week = home.week[0]
    week.exhaustion += staff.exhaustion_01 / DAYS_PER_WEEK
    week.staff_weeks += 1.0 / DAYS_PER_WEEK
    a, _, _, _ = draw4(house.seed, house.home, staff.person, house.day * HOURS_PER_DAY, D_LEAVE, 0)
    chance = leave_per_day(
        float(house.day - staff.since_day),
        staff.exhaustion_01,
        house.support_01,
        house.rota_strain_01,
        house.labour_market,
        p,
    )
    if a < chance:
        staff.employed = 0
        staff.vacant_since_day = house.day
        staff.starts_day = -1
        week.leavers += 1.0
        note(home, house.minute, EV_LEAVER, -1, worker, house.day - staff.since_day, 0, 0, 0.0)
