"""Care work in minutes: who needs help with what, how long it takes and what an hour yields."""

from __future__ import annotations

import math

from carehome_sim.home.codes import (
    BATH,
    BED,
    COMFORT,
    COMPANY,
    INCIDENT,
    MEAL,
    MEDICINES,
    MINUTES_PER_HOUR,
    NIGHT_CHECK,
    REVIEW,
    TOILET,
    UP,
    WISH,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def needs_help(kind: int, dependency_01: float, p: Record) -> bool:
    """Whether a resident of this dependency (1 - Barthel / 20) needs help with a care task."""
    if kind == UP:
        return dependency_01 > p.up_help_from_01
    if kind == TOILET:
        return dependency_01 > p.toilet_help_from_01
    if kind == MEAL:
        return dependency_01 > p.meal_help_from_01
    if kind == BATH:
        return dependency_01 > p.bath_help_from_01
    return dependency_01 > p.bed_help_from_01


@rule
def care_min(kind: int, dependency_01: float, u: float, p: Record) -> float:
    """Direct minutes of one carer for one care task.

    Minutes rise from ``*_least_min`` to ``*_most_min`` with dependency and vary by occasion
    by ``task_spread_share`` either way (``u`` uniform).
    """
    if kind == UP:
        base = p.up_least_min + (p.up_most_min - p.up_least_min) * dependency_01
    elif kind == TOILET:
        base = p.toilet_least_min + (p.toilet_most_min - p.toilet_least_min) * dependency_01
    elif kind == MEAL:
        base = p.meal_least_min + (p.meal_most_min - p.meal_least_min) * dependency_01
    elif kind == BATH:
        base = p.bath_least_min + (p.bath_most_min - p.bath_least_min) * dependency_01
    elif kind == BED:
        base = p.bed_least_min + (p.bed_most_min - p.bed_least_min) * dependency_01
    elif kind == COMFORT:
        base = p.comfort_min
    elif kind == COMPANY:
        base = p.company_min
    elif kind == WISH:
        base = p.support_min
    elif kind == REVIEW:
        base = p.review_min
    else:
        base = p.incident_min
    return base * (1.0 + p.task_spread_share * (2.0 * u - 1.0))


@rule
def carers_needed(kind: int, dependency_01: float, p: Record) -> int:
    """One carer, or two where the resident cannot be moved by one."""
    moved = kind == UP or kind == TOILET or kind == BATH or kind == BED
    return 2 if moved and dependency_01 > p.two_carers_from_01 else 1


@rule
def round_min(kind: int, dependency_01: float, p: Record) -> float:
    """Direct minutes that one resident adds to a medicine round or a night check."""
    if kind == MEDICINES:
        return p.medicines_min
    return p.night_check_min + p.night_change_min * dependency_01


@rule
def stretched_min(minutes: float, overhead_share: float) -> float:
    """Paid minutes that direct minutes take once breaks, records and walking are added.

    ``minutes / (1 - overhead_share)``.
    """
    return minutes / (1.0 - overhead_share)


@rule
def overhead_share(
    record_min: float, hours_per_resident_day: float, released_share: float, p: Record
) -> float:
    """Share of paid time that is no direct care: breaks, indirect work, walking, records, release.

    Record minutes per resident-day are spread over the paid care hours of that resident-day; ways
    are longer in larger units.
    """
    records = record_min / (MINUTES_PER_HOUR * max(hours_per_resident_day, p.least_care_hours))
    doublings = math.log2(max(p.beds_per_unit, 1.0) / p.usual_unit_beds)
    walking = max(0.0, p.walking_share * (1.0 + p.walking_per_doubling * doublings))
    total = p.break_share + p.indirect_share + walking + records + released_share
    return min(total, p.overhead_most_share)


@rule
def unfamiliar_factor(knowledge_01: float, p: Record) -> float:
    """How much longer care takes a carer who does not know the resident (1 for one who does)."""
    return 1.0 + p.unfamiliar_extra_share * (1.0 - knowledge_01)


@rule
def counts_as_due(kind: int) -> bool:
    """Whether a task is care that is owed (as against company, wishes and reviews)."""
    return kind != COMPANY and kind != WISH and kind != REVIEW


@rule
def personal_care(kind: int) -> bool:
    """Whether a task is care that a resident needs by the clock, the same in every arm."""
    return kind <= BED


@rule
def timely_within_min(kind: int, p: Record) -> float:
    """The wait up to which care counts as timely."""
    if kind == TOILET or kind == COMFORT or kind == INCIDENT:
        return p.timely_urgent_min
    return p.timely_min


@rule
def dropped_after_min(kind: int, p: Record) -> float:
    """The wait after which a task is given up as missed."""
    if kind == TOILET:
        return p.toilet_dropped_min
    if kind == MEAL:
        return p.meal_dropped_min
    if kind == COMFORT:
        return p.comfort_dropped_min
    if kind == COMPANY or kind == WISH:
        return p.company_dropped_min
    if kind == BATH:
        return p.bath_dropped_min
    if kind == REVIEW:
        return p.review_dropped_min
    if kind == INCIDENT or kind == MEDICINES or kind == NIGHT_CHECK:
        return p.round_dropped_min
    return p.rise_dropped_min
