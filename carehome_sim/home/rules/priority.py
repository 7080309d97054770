"""What to do next: a score in which nothing ranks a routine above company as such."""

from __future__ import annotations

from carehome_sim.home.codes import (
    BATH,
    COMFORT,
    COMPANY,
    HOURS_PER_MINUTE,
    INCIDENT,
    MEAL,
    MEDICINES,
    NIGHT_CHECK,
    TOILET,
    WISH,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def harm_if_delayed(kind: int, p: Record) -> float:
    """Harm a carer expects if this kind of task waits another hour (0-1)."""
    if kind == INCIDENT:
        return p.incident_harm_01
    if kind == TOILET:
        return p.toilet_harm_01
    if kind == MEAL:
        return p.meal_harm_01
    if kind == MEDICINES:
        return p.medicines_harm_01
    if kind == COMFORT:
        return p.comfort_harm_01
    if kind == COMPANY or kind == WISH:
        return p.company_harm_01
    if kind == BATH:
        return p.bath_harm_01
    if kind == NIGHT_CHECK:
        return p.night_check_harm_01
    return p.rise_harm_01


@rule
def omission_seen(kind: int, p: Record) -> float:
    """Chance that leaving this kind of task out is seen or recorded (0-1)."""
    if kind == COMPANY or kind == COMFORT or kind == WISH:
        return p.relational_seen_01
    return p.task_seen_01


@rule
def relational(kind: int) -> float:
    """1 for acts that answer a person rather than a schedule, else 0."""
    return 1.0 if kind == COMPANY or kind == COMFORT or kind == WISH else 0.0


@rule
def push(kind: int, values_01: float, habit_01: float, accountable_01: float, p: Record) -> float:
    """How strongly a worker feels drawn to a kind of task before time and person count.

    ``harm + seen x accountable`` + values for relational acts, + habit of routine for the rest.
    ``habit_01`` is the worker's habit of person-centred care, so ``1 - habit_01`` is that of
    routine.
    """
    person = relational(kind)
    return (
        p.harm_weight * harm_if_delayed(kind, p)
        + p.seen_weight * omission_seen(kind, p) * accountable_01
        + p.values_weight * person * values_01
        + p.routine_weight * (1.0 - person) * (1.0 - habit_01)
    )


@rule
def ease_per_min(minutes: float, p: Record) -> float:
    """How little a task asks: 1 over its minutes and the minutes to get there."""
    return 1.0 / (p.reach_min + minutes)


@rule
def score(push_now: float, wait_min: float, asking_01: float, ease: float, p: Record) -> float:
    """The score of one open task for one worker: draw, lateness and asking per minute of work.

    ``(push (1 + lateness wait) + asking) / (reach + minutes)``.
    """
    late = 1.0 + p.lateness_per_h * HOURS_PER_MINUTE * wait_min
    return (push_now * late + p.asking_weight * asking_01) * ease
