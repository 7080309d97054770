"""What a care worker on duty does: picks the next act, gives it, ends the day."""

from __future__ import annotations

import numpy as np

from carehome_sim.home.acts.care import (
    Act,
    give_care,
    hear_wish,
    help_with_care,
    manner,
    tally_wait,
)
from carehome_sim.home.acts.paper import review
from carehome_sim.home.acts.recruits import refresh_push
from carehome_sim.home.acts.shifts import line_up, place_in_line
from carehome_sim.home.acts.tasks import take_off
from carehome_sim.home.codes import (
    ACTIVITY_COORDINATOR,
    BECAUSE_ROUTINE,
    COMFORT,
    COMPANY,
    D_LEAVE,
    DAYS_PER_WEEK,
    EV_ACT,
    EV_HELPED,
    EV_LEAVER,
    EV_PASSED_OVER,
    HOURS_PER_DAY,
    INCIDENT,
    MEDICINES,
    MINUTES_PER_HOUR,
    NIGHT_CHECK,
    REVIEW,
    SENIOR,
    TASK_FIRST,
    TOILET,
    WISH,
)
from carehome_sim.home.compiled import entry, rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note
from carehome_sim.home.rules.priority import score
from carehome_sim.home.rules.relations import kept_share, moved, trust_kept, voice_heard
from carehome_sim.home.rules.work import personal_care, stretched_min, timely_within_min
from carehome_sim.home.rules.workforce import leave_per_day, strain_01
from carehome_sim.home.state import Home


@rule
def kinds_refused(home: Home, worker: int, now: float) -> int:
    """Bits of the kinds of task a worker leaves to others: medicines, reviews, company."""
    staff = home.staff[worker]
    refused = 0
    if staff.role != SENIOR and home.house[0].seniors_on_duty > 0:
        refused |= 1 << MEDICINES
    if now < staff.skip_company_until_min:
        refused |= 1 << COMPANY
    if staff.agency == 1:
        refused |= 1 << REVIEW
    return refused


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
    best_score, least = 0.0, 0.0
    again = house.minute + float(MINUTES_PER_HOUR)
    here, elsewhere = staff.unit_today, p.other_unit_weight
    consistency = p.consistency_01 * p.known_weight
    unknown = 1.0 / (1.0 + consistency)
    refused = kinds_refused(home, worker, now)
    helper_free = home.duty[1].free_min if house.n_duty > 1 else now
    nobody_near = helper_free > now + p.second_carer_patience_min
    for index in range(house.n_due):
        task = home.tasks[index]
        kind = task.kind
        value = score(staff.push[kind], task.urgency, task.urgency_per_min, task.asked, now)
        near = (task.unit == here) | (kind == INCIDENT)
        value *= 1.0 if near else elsewhere
        if value <= least:
            continue
        if (refused >> kind) & 1:
            continue
        if nobody_near and task.carers == 2:
            again = min(again, helper_free - p.second_carer_patience_min)
            continue
        place = task.resident
        if place >= 0:
            busy_until = home.residents[place].busy_until_min
            if busy_until > now:
                again = min(again, busy_until)
                continue
            value *= 1.0 + consistency * home.ties[worker, place].knowledge_01
        if value > best_score:
            best = index
            best_score = value
            least = value * unknown
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
def tally_minutes(home: Home, kind: int, minutes: float) -> None:
    """Count direct minutes of staff by what they were spent on."""
    week = home.week[0]
    if personal_care(kind):
        week.min_personal += minutes
    elif kind == COMFORT:
        week.min_reassurance += minutes
    elif kind == COMPANY:
        week.min_company += minutes
    elif kind == MEDICINES or kind == NIGHT_CHECK:
        week.min_rounds += minutes
    else:
        week.min_other += minutes


@rule
def do_task(home: Home, worker: int, index: int, now: float) -> int:
    """Do a task of the list, with a second carer where two are needed; who that was, or -1.

    Company is given by those who want to; who does not looks past it for the rest of the hour.
    """
    house = home.house[0]
    staff = home.staff[worker]
    task = home.tasks[index]
    kind, place = int(np.int64(task.kind)), int(np.int64(task.resident))
    carers, choice = int(np.int64(task.carers)), int(np.int64(task.choice))
    minutes, due, asked, luck_01 = task.minutes, task.due_min, task.asked, task.luck_01
    person_centred, reason = False, BECAUSE_ROUTINE
    if place >= 0:
        person_centred, reason = manner(home, worker, place, luck_01)
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
    elif kind == REVIEW:
        took = review(home, worker, place, minutes, start)
    else:
        act = Act(kind, place, choice, carers, minutes, start, wait, person_centred, reason)
        took = hear_wish(home, worker, act) if kind == WISH else give_care(home, worker, act)
        in_time = kind == TOILET and wait <= timely_within_min(kind, home.params[0])
        if asked > 0.0 and (kind == COMPANY or kind == COMFORT or in_time):
            resident = home.residents[place]
            resident.voice_01 = voice_heard(
                resident.voice_01, resident.voice_trait_01, home.params[0]
            )
        if second >= 0:
            how = help_with_care(home, second, act, took, luck_01)
            note(home, int(start), EV_HELPED, place, second, kind, worker, how, took)
    tally_minutes(home, kind, took * (2.0 if second >= 0 else 1.0))
    home.duty[0].free_min = start + stretched_min(took, house.overhead_share)
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
def staff_week_ends(home: Home, worker: int) -> None:
    """The week's end for one worker: exhaustion, what is forgotten, and whether to leave."""
    house = home.house[0]
    staff = home.staff[worker]
    if staff.employed == 0:
        return
    p = home.params[0]
    days = float(DAYS_PER_WEEK)
    overtime = max(0.0, staff.week_h / staff.contract_h - 1.0)
    pulled = strain_01(
        staff.exhaustion_trait_01,
        home.units[staff.unit].pressure_28d,
        overtime,
        house.support_01,
        p,
    )
    staff.exhaustion_01 = moved(staff.exhaustion_01, pulled, days / p.exhaustion_days)
    share = kept_share(p.knowledge_loss_per_day, days)
    trust_share = kept_share(p.trust_loss_per_day, days)
    for place in range(len(home.residents)):
        tie = home.ties[worker, place]
        tie.knowledge_01 *= share
        tie.trust_01 = trust_kept(tie.trust_01, trust_share, p)
    refresh_push(home, worker)
    a, _, _, _ = draw4(house.seed, house.home, staff.person, house.day * HOURS_PER_DAY, D_LEAVE, 0)
    chance = leave_per_day(
        float(house.day - staff.since_day),
        staff.exhaustion_01,
        house.support_01,
        house.rota_strain_01,
        house.labour_market * p.labour_market_tightness,
        p,
    )
    if a < chance * days:
        staff.employed = 0
        staff.starts_day = -1
        home.week[0].leavers += 1.0 if staff.role != ACTIVITY_COORDINATOR else 0.0
        note(home, house.minute, EV_LEAVER, -1, worker, house.day - staff.since_day, 0, 0, 0.0)
