"""Giving care: its manner, what it does for the resident, and what contact leaves behind."""

from __future__ import annotations

from typing import NamedTuple

from carehome_sim.home.acts.asking import answer_risk, ask_and_choose, settle_time
from carehome_sim.home.acts.daily_life import contact
from carehome_sim.home.acts.resident import lie_down, rise
from carehome_sim.home.codes import (
    BATH,
    BED,
    BED_TIME,
    COMFORT,
    COMPANY,
    D_ANSWER,
    EV_ACT,
    EV_PASSED_OVER,
    HOURS_PER_DAY,
    MEAL,
    PERSON_CENTRED,
    RISE_TIME,
    RISK,
    TASK_FIRST,
    TOILET,
    UP,
    WISH,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note
from carehome_sim.home.rules.manner import (
    able_01,
    allowed_01,
    familiarity_01,
    fear_01,
    narrowest_gate,
    person_centred_probability,
    time_01,
    willing_01,
)
from carehome_sim.home.rules.needs import relieved
from carehome_sim.home.rules.relations import (
    dignity_01,
    knowledge_after,
    moved,
    trust_after,
    trusted,
)
from carehome_sim.home.rules.work import (
    counts_as_due,
    personal_care,
    timely_within_min,
    unfamiliar_factor,
)
from carehome_sim.home.state import Home


class Act(NamedTuple):
    """One act about to be given: the task, when it starts, and the manner it will have."""

    kind: int
    place: int
    choice: int
    carers: int
    minutes: float
    start: float
    wait_min: float
    person_centred: bool
    reason: int


@rule
def manner(home: Home, worker: int, place: int, luck_01: float) -> tuple[bool, int]:
    """Person-centred or not for this act (by a uniform), and the gate that was narrowest."""
    house = home.house[0]
    p = home.params[0]
    staff = home.staff[worker]
    resident = home.residents[place]
    unit = home.units[resident.unit]
    knowledge = home.ties[worker, place].knowledge_01
    willing = willing_01(staff.values_01, staff.habit_01, unit.norm_01, staff.exhaustion_01, p)
    able = able_01(
        staff.skill_01,
        staff.understanding_01,
        familiarity_01(knowledge, resident.paper_01, p),
        p,
    )
    fear = fear_01(house.rules_reading_01, staff.rules_understanding_01, p)
    allowed = allowed_01(staff.empowerment_01, fear, p)
    time = time_01(unit.pressure, p)
    person_centred = luck_01 < person_centred_probability(willing, able, allowed, time, p)
    return person_centred, narrowest_gate(willing, able, allowed, time)


@rule
def comfort_follows(
    home: Home, worker: int, place: int, kind: int, person_centred: bool, minutes: float
) -> None:
    """What an act of care does to needs, distress, contact, engagement and dignity.

    Reassurance comforts more from somebody who is trusted. Dignity needs to be addressed and
    treated as one is used to: a person-centred carer who knows the resident does, else it turns
    on how far the home's manner is the resident's own.
    """
    p = home.params[0]
    resident = home.residents[place]
    week = home.week[0]
    tie = home.ties[worker, place]
    kindness = p.relief_person_centred if person_centred else p.relief_task_first
    if kind == COMPANY:
        contact(home, place, minutes, True)
        resident.need_occupation_01 = relieved(resident.need_occupation_01, p.company_relief_share)
        resident.today_engaged_min += minutes
        week.social_min += minutes
        return
    if kind == COMFORT:
        kindness = min(1.0, kindness * trusted(tie.trust_01, p.trust_comforts, p))
        week.distress_relieved += kindness * resident.distress_01
        resident.distress_01 = relieved(resident.distress_01, kindness)
        resident.need_comfort_01 = relieved(resident.need_comfort_01, kindness)
        resident.need_connection_01 = relieved(
            resident.need_connection_01, kindness * p.comfort_connects_share
        )
    else:
        resident.need_comfort_01 = relieved(resident.need_comfort_01, p.care_relief_share)
    resident.today_dignity_n += 1.0
    if person_centred:
        familiar = familiarity_01(tie.knowledge_01, resident.paper_01, p)
        resident.today_dignity += dignity_01(resident.formality_01, familiar, p)
        talk = minutes * p.care_talk_share
        contact(home, place, talk, True)
        resident.today_engaged_min += talk


@rule
def ties_grow(
    home: Home, worker: int, place: int, person_centred: bool, timely: bool, minutes: float
) -> None:
    """Knowledge and trust from this contact, and the worker's habit."""
    p = home.params[0]
    staff = home.staff[worker]
    tie = home.ties[worker, place]
    tie.knowledge_01 = knowledge_after(tie.knowledge_01, minutes, person_centred, p)
    tie.trust_01 = trust_after(tie.trust_01, minutes, staff.values_01, timely, p)
    done = 1.0 if person_centred else 0.0
    staff.habit_01 = moved(staff.habit_01, done, 1.0 / p.habit_acts)


@rule
def norm_follows(home: Home, place: int, person_centred: bool) -> None:
    """People copy one another: each act moves the norm of the unit it is done on."""
    p = home.params[0]
    unit = home.units[home.residents[place].unit]
    done = 1.0 if person_centred else 0.0
    share = 1.0 / (p.norm_acts_per_resident * max(unit.residents, 1))
    unit.norm_01 = moved(unit.norm_01, done, share)


@rule
def body_follows(home: Home, place: int, kind: int, start: float, timely: bool) -> None:
    """What an act of care does besides comfort: out of bed, into bed, fed, clean."""
    resident = home.residents[place]
    if kind == UP:
        rise(home, place, start)
    elif kind == BED:
        lie_down(home, place, start)
    if kind == MEAL:
        resident.today_food_n += 1.0
        resident.today_food += 1.0 if timely else 0.0
    elif kind == UP or kind == TOILET or kind == BATH:
        resident.today_clean_n += 1.0
        resident.today_clean += 1.0 if timely else 0.0


@rule
def tally_wait(home: Home, wait_min: float, timely: bool) -> None:
    """Count one piece of due care that was begun, and how long it waited."""
    house = home.house[0]
    week = home.week[0]
    week.tasks_begun += 1.0
    week.wait_min += wait_min
    week.long_waits += 1.0 if wait_min >= home.params[0].long_wait_min else 0.0
    week.tasks_timely += 1.0 if timely else 0.0
    if house.day >= house.measured_from_day:
        home.hours[house.hour].waiting_min += wait_min


@rule
def tally_act(
    home: Home,
    worker: int,
    place: int,
    person_centred: bool,
    whole_min: float,
    counted_min: float,
) -> None:
    """Count one act with one resident: its minutes, its manner and how well the two know.

    ``counted_min`` are the minutes that were needed or wanted, however long they took.
    """
    week = home.week[0]
    tie = home.ties[worker, place]
    week.acts += 1.0
    week.knowledge += tie.knowledge_01
    week.trust += tie.trust_01
    week.care_min += whole_min
    if person_centred:
        week.person_centred_min += whole_min
        home.residents[place].week_identity += counted_min * tie.knowledge_01
    else:
        week.acts_task_first += 1.0


@rule
def leave_its_mark(
    home: Home,
    worker: int,
    place: int,
    person_centred: bool,
    timely: bool,
    took: float,
    counted: float,
) -> None:
    """What one carer's part in an act leaves behind: its tally, ties, habit and the unit's norm."""
    tally_act(home, worker, place, person_centred, took, counted)
    ties_grow(home, worker, place, person_centred, timely, took)
    norm_follows(home, place, person_centred)


@rule
def hear_wish(home: Home, worker: int, act: Act) -> float:
    """A wish that carries a risk: noticed or not, and answered; the minutes it took."""
    house = home.house[0]
    place = act.place
    resident = home.residents[place]
    if not act.person_centred and home.choices[place, RISK].voiced == 0:
        note(home, int(act.start), EV_PASSED_OVER, place, worker, act.reason, WISH, 0, 0.0)
        return 0.0
    fall, family, _, _ = draw4(
        house.seed,
        house.home,
        resident.person,
        house.day * HOURS_PER_DAY + house.hour,
        D_ANSWER,
        0,
    )
    took = answer_risk(
        home, worker, place, act.person_centred, int(act.start), act.minutes, fall, family
    )
    asked = min(took, home.params[0].asking_min)  # the walk itself counts as an activity
    timely = act.wait_min <= timely_within_min(WISH, home.params[0])
    leave_its_mark(home, worker, place, act.person_centred, timely, took, asked)
    how = PERSON_CENTRED if act.person_centred else TASK_FIRST
    note(home, int(act.start), EV_ACT, place, worker, WISH, how, act.reason, took)
    resident.busy_until_min = max(resident.busy_until_min, act.start + took)
    return took


@rule
def help_with_care(home: Home, worker: int, act: Act, took: float, luck_01: float) -> int:
    """A second carer's part in an act, in his or her own manner; what manner that was."""
    person_centred, _ = manner(home, worker, act.place, luck_01)
    counted = act.minutes if personal_care(act.kind) else 0.0
    timely = act.wait_min <= timely_within_min(act.kind, home.params[0])
    leave_its_mark(home, worker, act.place, person_centred, timely, took, counted)
    return PERSON_CENTRED if person_centred else TASK_FIRST


@rule
def give_care(home: Home, worker: int, act: Act) -> float:
    """One act of care or company with one resident; the direct minutes it took each carer."""
    p = home.params[0]
    kind, place, person_centred = act.kind, act.place, act.person_centred
    resident = home.residents[place]
    minute = int(act.start)
    took = act.minutes * unfamiliar_factor(home.ties[worker, place].knowledge_01, p)
    if person_centred and kind != COMPANY:
        took *= 1.0 + p.person_centred_extra_share
    if act.choice >= 0:
        took += ask_and_choose(home, worker, place, act.choice, person_centred, minute)
    if kind == UP or kind == BED:
        took += settle_time(home, place, worker, RISE_TIME if kind == UP else BED_TIME, act.start)
    timely = act.wait_min <= timely_within_min(kind, p)
    body_follows(home, place, kind, act.start, timely)
    comfort_follows(home, worker, place, kind, person_centred, took)
    counted = took if kind == COMPANY else 0.0
    if personal_care(kind):
        counted = act.minutes
        resident.done_acts += 1.0
        resident.done_for += 0.0 if person_centred else 1.0
    leave_its_mark(home, worker, place, person_centred, timely, took, counted)
    if counts_as_due(kind):
        tally_wait(home, act.wait_min, timely)
        resident.week_timely += 1.0 if timely else 0.0
    how = PERSON_CENTRED if person_centred else TASK_FIRST
    note(home, minute, EV_ACT, place, worker, kind, how, act.reason, took)
    resident.busy_until_min = max(resident.busy_until_min, act.start + took)
    return took
