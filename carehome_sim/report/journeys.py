"""One person's days in one simulated home: simulate, watch and tell."""

from __future__ import annotations

from carehome_sim.errors import InputError
from carehome_sim.home import arm_of
from carehome_sim.home.diary import posts_of, watch
from carehome_sim.report.story import Story, resident_story
from carehome_sim.report.story_staff import manager_story, worker_story
from carehome_sim.scenario import Scenario


def journey(
    scenario: Scenario,
    *,
    resident: int | None = None,
    staff: int | None = None,
    manager: bool = False,
    days: int = 1,
    from_day: int = 1,
    home: int = 0,
) -> Story:
    """The story of a resident, of a care worker or of the manager in one home of a scenario.

    ``resident`` is a bed place and ``staff`` a care post, both from 1; ``from_day`` counts
    measured days from 1; ``home`` is the replicate of a study with the scenario's seed, from 0.
    Raises ``InputError`` unless exactly one person is named who exists.
    """
    if (resident is not None) + (staff is not None) + bool(manager) != 1:
        raise InputError(
            "journey: say who to follow, with one of --resident N, --staff N and --manager."
        )
    within("--from-day", from_day, scenario.measured_days, "measured days")
    left = scenario.measured_days - from_day + 1
    within("--days", days, left, f"measured days from day {from_day}")
    if resident is not None:
        within("--resident", resident, int(scenario.settings["home.beds"]), "bed places")
    arm = arm_of(scenario)
    if staff is not None:
        within("--staff", staff, posts_of(arm), "care posts")
    diary = watch(
        arm,
        seed=scenario.seed,
        home=home,
        from_day=from_day - 1,
        days=days,
        places=() if resident is None else (resident - 1,),
    )
    if resident is not None:
        return resident_story(diary, resident - 1)
    return manager_story(diary) if staff is None else worker_story(diary, staff - 1)


def within(option: str, given: int, most: int, unit: str) -> None:
    """Refuse a number that is not from 1 to ``most``."""
    if not 1 <= given <= most:
        raise InputError(
            place=option, given=str(given), allowed=f"a whole number from 1 to {most} ({unit})"
        )
