"""The list of open tasks: what fell due, what was taken up and what was given up."""

from __future__ import annotations

from carehome_sim.home.codes import (
    COMFORT,
    COMPANY,
    D_CALENDAR,
    EV_DUE,
    HOURS_PER_DAY,
    MINUTES_PER_HOUR,
    TOILET,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note
from carehome_sim.home.rules.choice import attached_choice, voicing_probability
from carehome_sim.home.rules.priority import weighed
from carehome_sim.home.rules.work import (
    care_min,
    carers_needed,
    counts_as_due,
    dropped_after_min,
    personal_care,
)
from carehome_sim.home.state import Home


@rule
def put_task(
    home: Home,
    kind: int,
    place: int,
    unit: int,
    due_min: int,
    minutes: float,
    carers: int,
    asking_01: float,
    dropped_min: float,
    luck_01: float,
    choice: int,
) -> None:
    """Put one task on the list and count its minutes as demand of the hour it falls due in.

    The list is kept in order of due minute, so that a worker looks no further than now.
    ``luck_01`` is the uniform number that will settle the manner in which it is done; ``choice``
    the preference occasion it brings up, or -1.
    """
    house = home.house[0]
    p = home.params[0]
    if house.n_tasks >= len(home.tasks):
        house.overflow += 1
        return
    house.quiet_until_min = min(house.quiet_until_min, float(due_min))
    if due_min <= house.last_look_min:
        for turn in range(house.n_duty):
            home.staff[home.duty[turn].worker].looked_min = -1.0
    index = house.n_tasks
    while index > 0 and home.tasks[index - 1].due_min > due_min:
        home.tasks[index] = home.tasks[index - 1]
        index -= 1
    house.n_tasks += 1
    if index < house.n_due:
        house.n_due += 1
    task = home.tasks[index]
    task.kind = kind
    task.resident = place
    task.unit = unit
    task.due_min = float(due_min)
    task.minutes = minutes
    task.carers = carers
    task.luck_01 = luck_01
    task.choice = choice
    task.urgency, task.urgency_per_min, task.asked = weighed(minutes, float(due_min), asking_01, p)
    task.expires_min = due_min + dropped_min
    whole = minutes * carers
    week = home.week[0]
    if counts_as_due(kind):
        home.units[unit].due_min += whole
        week.demand_min += whole
        week.tasks_due += 1.0
        if house.day >= house.measured_from_day:
            home.hours[house.hour].demand_min += whole
        if place >= 0:
            resident = home.residents[place]
            resident.week_due += 1.0
            if personal_care(kind):
                resident.week_identity_need += whole
    note(home, due_min, EV_DUE, place, -1, kind, carers, 0, minutes)


@rule
def put_care(home: Home, kind: int, place: int, due_min: int, asking_01: float) -> None:
    """A resident's task falls due; its minutes are drawn by dependency and occasion.

    ``due_min`` -1 means at some minute of this hour. Whoever needs the toilet calls, or does not.
    """
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    a, b, luck, calls = draw4(
        house.seed,
        house.home,
        resident.person,
        house.day * HOURS_PER_DAY + house.hour,
        D_CALENDAR,
        kind,
    )
    minutes = care_min(kind, resident.dependency_01, a, p)
    if kind == TOILET and calls < voicing_probability(
        resident.voice_01, resident.cognitive_loss_01, p
    ):
        asking_01 = 1.0
    when = due_min if due_min >= 0 else house.minute + int(b * MINUTES_PER_HOUR)
    if kind == COMPANY:
        resident.company_open = 1
    elif kind == COMFORT:
        resident.comfort_open = 1
    put_task(
        home,
        kind,
        place,
        resident.unit,
        when,
        minutes,
        carers_needed(kind, resident.dependency_01, p),
        asking_01,
        dropped_after_min(kind, p),
        luck,
        attached_choice(kind, resident.meal, house.hour, p),
    )


@rule
def take_off(home: Home, index: int) -> None:
    """Take a task off the list; later ones move up."""
    house = home.house[0]
    task = home.tasks[index]
    if counts_as_due(task.kind):
        home.units[task.unit].due_min -= task.minutes * task.carers
    if task.resident >= 0:
        if task.kind == COMPANY:
            home.residents[task.resident].company_open = 0
        elif task.kind == COMFORT:
            home.residents[task.resident].comfort_open = 0
    house.n_tasks -= 1
    if index < house.n_due:
        house.n_due -= 1
    for later in range(index, house.n_tasks):
        home.tasks[later] = home.tasks[later + 1]


@rule
def withdraw(home: Home, index: int) -> None:
    """Take a task off the list because the resident is not there any more: nobody missed it."""
    task = home.tasks[index]
    if counts_as_due(task.kind):
        home.week[0].tasks_due -= 1.0
        if task.resident >= 0:
            resident = home.residents[task.resident]
            resident.week_due = max(0.0, resident.week_due - 1.0)
    take_off(home, index)


@rule
def drop_tasks_of(home: Home, place: int) -> None:
    """Take everything off the list that concerns somebody who is no longer there."""
    house = home.house[0]
    index = 0
    while index < house.n_tasks:
        if home.tasks[index].resident == place:
            withdraw(home, index)
        else:
            index += 1
