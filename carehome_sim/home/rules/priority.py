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
    REVIEW,
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
    if kind == REVIEW:
        return p.review_harm_01
    return p.rise_harm_01


@rule
def relational(kind: int) -> float:
    """1 for acts that answer a person rather than a schedule, else 0."""
    return 1.0 if kind == COMPANY or kind == COMFORT or kind == WISH else 0.0


@rule
def omission_seen(kind: int, support_01: float, p: Record) -> float:
    """Chance that leaving this kind of task out is seen or recorded (0-1).

    Tasks are ticked. Company left out shows where inspection asks for responsive care or a
    supportive manager is about.
    """
    if relational(kind) < 0.5:
        return p.task_seen_01
    noticed = min(
        1.0,
        p.responsiveness_seen_share * p.responsiveness_weight_01
        + p.support_seen_share * support_01,
    )
    return p.relational_seen_01 + (1.0 - p.relational_seen_01) * noticed


@rule
def accountable_01(fear_01: float, floor_reach_01: float, p: Record) -> float:
    """How far a worker expects to answer for what is left out: to the rules or to the manager.

    ``1 - (1 - fear) (1 - share x reach)``: either is enough, and neither hides the other.
    """
    return 1.0 - (1.0 - fear_01) * (1.0 - p.presence_accountable_share * floor_reach_01)


@rule
def push(
    kind: int,
    values_01: float,
    norm_01: float,
    accountable: float,
    support_01: float,
    p: Record,
) -> float:
    """How strongly a worker feels drawn to a kind of task before time and person count.

    ``harm + seen x accountable`` + values for relational acts, + the team's routine for the rest.
    ``norm_01`` is the team's habit of person-centred care, so ``1 - norm_01`` is that of routine.
    """
    person = relational(kind)
    return (
        p.harm_weight * harm_if_delayed(kind, p)
        + p.seen_weight * omission_seen(kind, support_01, p) * accountable
        + p.values_weight * person * values_01
        + p.routine_weight * (1.0 - person) * (1.0 - norm_01)
    )


@rule
def weighed(
    minutes: float, due_min: float, asking_01: float, p: Record
) -> tuple[float, float, float]:
    """A task's own part of its score: urgency at minute 0, its growth per minute, and asking.

    Per minute of work and of getting there: ``ease = 1 / (reach + minutes)``; urgency is
    ``(1 + lateness x wait) x ease``, a straight line in time, worked out once when the task
    falls due.
    """
    ease = 1.0 / (p.reach_min + minutes)
    per_min = p.lateness_per_h * HOURS_PER_MINUTE * ease
    return ease - per_min * due_min, per_min, p.asking_weight * asking_01 * ease


@rule
def score(push: float, urgency: float, urgency_per_min: float, asked: float, now: float) -> float:
    """The score of one open task for one worker: draw, lateness and asking per minute of work.

    ``push x urgency now + asking``.
    """
    return push * (urgency + urgency_per_min * now) + asked
