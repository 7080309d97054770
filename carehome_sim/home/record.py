"""The record of what happens: tallies always, the full list of events for one home on request.

Outcomes are computed from these arrays and from nothing else.
"""

from __future__ import annotations

from carehome_sim.home.codes import (
    BECAUSE_ROUTINE,
    BY_CHANCE,
    EV_CHOICE,
    FAMILY,
    FOLLOWED,
    FOLLOWED_LATE,
    NEVER_ASKED,
    PRACTITIONER,
    REFUSED,
    RESIDENT,
    RISK,
    SHARED,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Home


@rule
def note(
    home: Home,
    minute: int,
    kind: int,
    resident: int,
    worker: int,
    a: int,
    b: int,
    c: int,
    value: float,
) -> None:
    """Append one event to the full record, if it is kept and not full."""
    house = home.house[0]
    if house.events_on == 0:
        return
    if house.n_events >= len(home.events):
        house.overflow += 1
        return
    event = home.events[house.n_events]
    house.n_events += 1
    event.minute = minute
    event.kind = kind
    event.resident = resident
    event.worker = worker
    event.a = a
    event.b = b
    event.c = c
    event.value = value


@rule
def note_raised_risk(home: Home, place: int, capable: bool) -> None:
    """A wish that carries a risk is on the table, once, whoever will answer it."""
    week = home.week[0]
    week.raised_risk += 1.0
    if capable:
        home.choices[place, RISK].capable = 1
        week.raised_capable += 1.0


@rule
def note_choice(
    home: Home,
    minute: int,
    place: int,
    worker: int,
    choice: int,
    end: int,
    decider: int,
    reason: int,
) -> None:
    """Close one preference occasion: how it ended, who decided, and what that does to tallies.

    What a resident settles alone, or what a kitchen has not, is left out of what staff helped with.
    """
    resident = home.residents[place]
    occasion = home.choices[place, choice]
    occasion.end = end
    occasion.decider = decider
    weight = occasion.importance_01
    week = home.week[0]
    week.occasions += 1.0
    week.weight += weight
    own = decider == RESIDENT or decider == SHARED
    got = 0.0
    fits = 0.0
    if end == FOLLOWED:
        week.n_followed += 1.0
        got = weight if own else 0.0
        fits = weight
    elif end == FOLLOWED_LATE:
        week.n_late += 1.0
    elif end == BY_CHANCE:
        week.n_chance += 1.0
        fits = weight
    elif end == REFUSED:
        week.n_refused += 1.0
    elif end == NEVER_ASKED:
        week.n_never += 1.0
    week.weight_own += got
    by_oneself = worker < 0 and reason != BECAUSE_ROUTINE
    if not by_oneself:
        week.weight_helped += weight
        week.own_helped += got
    week.weight_fit += fits
    resident.today_choice += got
    resident.today_choice_weight += weight
    resident.today_fit += fits
    resident.week_choice += got
    resident.week_choice_weight += weight
    resident.week_fit += fits
    if decider == RESIDENT:
        week.by_resident += 1.0
    elif decider == SHARED:
        week.by_shared += 1.0
    elif decider == FAMILY:
        week.by_family += 1.0
    elif decider == PRACTITIONER:
        week.by_practitioner += 1.0
    if resident.row >= 0:
        home.stays[resident.row].decided[decider] += 1.0
    note(home, minute, EV_CHOICE, place, worker, choice, end * 8 + decider, reason, weight)
