"""The activity coordinator: a post of its own, filled or not, here today or not."""

from __future__ import annotations

from carehome_sim.home.acts.recruits import hire
from carehome_sim.home.codes import (
    ACTIVITY_COORDINATOR,
    D_APPLICANT,
    D_SICK,
    HOURS_PER_DAY,
    STAFF_LUCK,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.rules.relations import knowledge_after, trust_after
from carehome_sim.home.rules.workforce import sick_probability
from carehome_sim.home.state import Home


@rule
def coordinator(home: Home) -> int:
    """The row of the activity coordinator: behind posts and bench."""
    return home.house[0].n_posts + home.house[0].n_bench


@rule
def fill_coordinator(home: Home, chance: float) -> None:
    """Monday: an empty coordinator's post may be filled (by the week's chance of an applicant)."""
    house = home.house[0]
    staff = home.staff[coordinator(home)]
    staff.role = ACTIVITY_COORDINATOR
    staff.unit = 0
    if staff.employed == 1:
        return
    staff.contract_h = home.params[0].contract_h_per_week
    a, _, _, _ = draw4(
        house.seed, house.home, STAFF_LUCK, house.day * HOURS_PER_DAY, D_APPLICANT, 1
    )
    if a < chance:
        hire(home, coordinator(home))


@rule
def activities_today(home: Home) -> None:
    """04:00: is the coordinator in post and well; nobody has a place in a group yet."""
    house = home.house[0]
    staff = home.staff[coordinator(home)]
    a, _, _, _ = draw4(house.seed, house.home, staff.person, house.day * HOURS_PER_DAY, D_SICK, 2)
    well = a >= sick_probability(staff.exhaustion_01, home.params[0])
    house.coordinator_here = 1 if staff.employed == 1 and well else 0
    house.morning_group, house.afternoon_group = 0, 0


@rule
def known_by_coordinator(home: Home, place: int) -> float:
    """How well the coordinator knows a resident (0-1)."""
    return home.ties[coordinator(home), place].knowledge_01


@rule
def know_from_activity(home: Home, place: int, minutes: float) -> None:
    """What so many minutes of the coordinator's attention teach of a resident, and trust."""
    p = home.params[0]
    worker = coordinator(home)
    tie = home.ties[worker, place]
    tie.knowledge_01 = knowledge_after(tie.knowledge_01, minutes, True, p)
    tie.trust_01 = trust_after(tie.trust_01, minutes, home.staff[worker].values_01, True, p)
