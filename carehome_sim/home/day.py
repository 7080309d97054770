"""The stages of an hour and of a day, in order: the whole model on one screen.

This is the batch driver's loop. The Mesa driver (``mesa_model.py``) goes through the same acts
in the same order, agent by agent, without using this file.
"""

from __future__ import annotations

from carehome_sim.home.acts.house import close_hour, feel_pressure, next_to_act, open_hour, tick
from carehome_sim.home.acts.manager import manager_midnight, manager_week
from carehome_sim.home.acts.resident import resident_hour
from carehome_sim.home.acts.resident_night import resident_midnight
from carehome_sim.home.acts.shifts import clock_off, clock_on, shifts_begin, shifts_end
from carehome_sim.home.acts.staff import staff_act, staff_week_ends
from carehome_sim.home.codes import DAYS_PER_WEEK, HOURS_PER_DAY
from carehome_sim.home.compiled import entry, rule
from carehome_sim.home.state import Home


@rule
def stage_week_begins(home: Home) -> None:
    """Monday 00:00: the manager settles posts, recruitment, own hours and the rota."""
    house = home.house[0]
    if house.hour == 0 and house.day % DAYS_PER_WEEK == 0:
        manager_week(home)


@rule
def stage_shifts_change(home: Home) -> None:
    """Those whose shift is over go; those whose shift begins come, are off sick or are covered."""
    if shifts_end(home):
        for worker in range(len(home.staff)):
            clock_off(home, worker)
    if shifts_begin(home):
        for worker in range(len(home.staff)):
            clock_on(home, worker)


@rule
def stage_residents_live(home: Home) -> None:
    """Needs grow; care, wishes, visits and activities fall due; distress may arise."""
    for place in range(len(home.residents)):
        resident_hour(home, place)


@rule
def stage_staff_act(home: Home) -> None:
    """Whoever is free earliest picks the next act and gives it, until the hour is used up."""
    worker = next_to_act(home)
    while worker >= 0:
        staff_act(home, worker)
        worker = next_to_act(home)


@rule
def stage_night_falls(home: Home) -> None:
    """Midnight: residents and manager take stock of the day, on Sundays staff of the week."""
    house = home.house[0]
    if house.hour == HOURS_PER_DAY - 1:
        for place in range(len(home.residents)):
            resident_midnight(home, place)
        if house.day % DAYS_PER_WEEK == DAYS_PER_WEEK - 1:
            for worker in range(len(home.staff)):
                staff_week_ends(home, worker)
        manager_midnight(home)


@entry
def advance(home: Home, hours: int) -> None:
    """Let a home live for so many hours."""
    for _ in range(hours):
        open_hour(home)
        stage_week_begins(home)
        stage_shifts_change(home)
        stage_residents_live(home)
        feel_pressure(home)
        stage_staff_act(home)
        close_hour(home)
        stage_night_falls(home)
        tick(home)
