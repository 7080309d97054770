"""An arm of a study: the settings that homes live under, as records that rules read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from carehome_sim.evidence import default_values, parameters
from carehome_sim.home import state
from carehome_sim.home.codes import DAYS_PER_WEEK
from carehome_sim.scenario import Phase, Scenario
from carehome_sim.scenario.sector import sector_home

ROOM_FOR_POSTS = 1.2  # hours that follow need, a high rota, work taken over from others


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a study: settings before day 0, settings from each later day, and lengths.

    ``before_plain`` are the settings before day 0 without what a model of care has to enact;
    ``sector`` those around which each home draws its own (None: all have the arm's); ``room`` how
    many posts and units there is room for (None: as many as the arm's own settings may need).
    """

    name: str
    before: Mapping[str, float]
    phases: tuple[Phase, ...]
    warmup_days: int
    measured_days: int
    before_plain: Mapping[str, float] | None = None
    sector: Mapping[str, float] | None = None
    room: tuple[int, int] | None = None


def arm_of(scenario: Scenario, base: Scenario | None = None) -> Arm:
    """The arm a scenario makes: warmed up under ``base`` where one is given.

    A scenario that says ``settled = true``, or that changes what a home is from its first day
    on (such as its beds), is warmed up under its own settings. The warm-up is rounded up to
    whole weeks.
    """
    own = base is None or scenario.settled or scenario.differs_at_start(base)
    begins = scenario if own or base is None else base
    return Arm(
        name=scenario.name,
        before=begins.settings,
        before_plain=begins.plain,
        sector=scenario.sector,
        phases=scenario.phases,
        warmup_days=-(-scenario.warmup_days // DAYS_PER_WEEK) * DAYS_PER_WEEK,
        measured_days=scenario.measured_days,
    )


def drawn(arm: Arm, *, seed: int, home: int) -> Arm:
    """The arm as one home of a sector sample lives it; the arm itself where there is no sample."""
    sector = arm.sector
    if sector is None:
        return arm

    def own(settings: Mapping[str, float]) -> dict[str, float]:
        return sector_home(settings, sector, seed, home)

    def own_if(settings: Mapping[str, float] | None) -> dict[str, float] | None:
        return None if settings is None else own(settings)

    return replace(
        arm,
        before=own(arm.before),
        before_plain=own_if(arm.before_plain),
        phases=tuple(
            Phase(
                phase.start_day,
                own(phase.settings),
                own_if(phase.plain),
                tuple(replace(step, settings=own(step.settings)) for step in phase.steps),
            )
            for phase in arm.phases
        ),
        sector=None,
    )


def parameter_records(settings: Sequence[Mapping[str, float]]) -> Any:
    """Parameter records, one per mapping of full names to values; what is missing is default."""
    records = state.empty(len(settings), state.parameter_dtype())
    defaults = default_values()
    for row, given in enumerate(settings):
        for name, parameter in parameters().items():
            records[parameter.field][row] = given.get(name, defaults[name])
    return records


def as_numbers(records: Any) -> np.ndarray[Any, Any]:
    """Parameter records as plain numbers ``(records, parameters)``, the same memory."""
    return np.asarray(records).view(np.float64).reshape(len(records), -1)


def _most_posts(params: Any, places: int) -> int:
    residents = max(1, math.floor(places * float(params["occupancy_share"].max()) + 0.5))
    more = float((params["council_fee_gbp_week"] - params["usual_council_fee_gbp_week"]).max())
    bought = max(0.0, more) / DAYS_PER_WEEK / float(params["care_wage_gbp_h"].min())
    hours = ROOM_FOR_POSTS * float(params["care_hours_per_resident_day"].max()) + bought
    hours *= residents
    per_post = float((params["contract_h_per_week"] * (1.0 - params["annual_leave_share"])).min())
    return max(4, math.ceil(hours * DAYS_PER_WEEK / per_post) + 1)


def room_in(params: Any, places: int) -> tuple[int, int]:
    """The most posts and units that any row of settings may need."""
    units = math.ceil(places / float(params["beds_per_unit"].min()))
    return _most_posts(params, places), units


def room_for(arms: Sequence[Arm]) -> tuple[int, int]:
    """Room (posts, units) in which each of some arms, and what lies between them, finds place.

    The arms' homes have the same beds.
    """
    rows = [arm.before for arm in arms] + [phase.planned for arm in arms for phase in arm.phases]
    params = parameter_records(rows)
    return room_in(params, int(params["beds"].max()))
