"""What one scenario changes against another: from which day, by how much, why and on what word."""

from __future__ import annotations

from dataclasses import dataclass

from carehome_sim.evidence import Parameter, parameters
from carehome_sim.scenario.content import Scenario

NO_GRADE = "C"
AS_DELIVERED = ", as far as delivered"


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that differs from the base's from ``start_day`` on (up to ``end_day``).

    ``before`` and ``after`` are values as users write them, in ``unit``; ``why`` is
    ``scenario``, ids of interventions, or ``follows`` a headline setting; ``grade`` and
    ``source`` are those of the evidence for the change. A ``delivered`` change is taken up
    as far as somebody in the home finds the hours for it.
    """

    name: str
    meaning: str
    unit: str
    before: float | int | bool | str
    after: float | int | bool | str
    start_day: int
    end_day: int | None
    why: str
    grade: str
    source: str
    delivered: bool = False


def moved_settings(base: Scenario, other: Scenario) -> dict[str, float]:
    """Settings that a scenario moves itself against a base: parts that follow a headline follow."""
    known, given = parameters(), base.given | other.given
    return {
        name: value
        for name, value in other.settings.items()
        if value != base.settings[name] and (known[name].follows is None or name in given)
    }


def describe_changes(base: Scenario, alternative: Scenario) -> list[Change]:
    """Every setting in which an alternative differs from a base, headlines before their parts."""
    days = sorted({phase.start_day for one in (base, alternative) for phase in one.phases})
    made = []
    for name, parameter in parameters().items():
        previous: tuple[float, float] | None = None
        for position, day in enumerate(days):
            pair = (
                base.phase_on(day).settings[name],
                alternative.phase_on(day).settings[name],
            )
            if pair == previous:
                continue
            previous = pair
            if pair[0] != pair[1]:
                end = _end(base, alternative, name, pair, days[position + 1 :])
                made.append(_change(parameter, alternative, pair, day, end))
    return made


def _end(
    base: Scenario, alternative: Scenario, name: str, pair: tuple[float, float], days: list[int]
) -> int | None:
    """The first later day on which the pair of values is another one."""
    for day in days:
        now = (base.phase_on(day).settings[name], alternative.phase_on(day).settings[name])
        if now != pair:
            return day
    return None


def _change(
    parameter: Parameter,
    scenario: Scenario,
    pair: tuple[float, float],
    day: int,
    end: int | None,
) -> Change:
    why, grade, source = _why(parameter, scenario, day)
    return Change(
        name=parameter.name,
        meaning=parameter.meaning,
        unit=parameter.unit,
        before=parameter.shown(pair[0]),
        after=parameter.shown(pair[1]),
        start_day=day,
        end_day=end,
        why=why,
        grade=grade,
        source=source,
        delivered=_delivered(parameter, scenario, day),
    )


def _delivered(parameter: Parameter, scenario: Scenario, day: int) -> bool:
    """Whether a home has the new value only as far as it has been delivered or enacted."""
    phase = scenario.phase_on(day)
    plain = phase.plain or phase.planned
    return plain[parameter.name] != phase.planned[parameter.name]


def _why(parameter: Parameter, scenario: Scenario, day: int) -> tuple[str, str, str]:
    now = [use for use in scenario.interventions if use.in_force(day)]
    cost = parameter.section == "programme"
    for name in (parameter.name, parameter.follows.headline if parameter.follows else None):
        behind = [
            use
            for use in now
            if any(change.setting == name for change in use.changes)
            or (cost and (use.one_off_gbp_per_bed or use.weekly_gbp_per_bed or use.delivered))
        ]
        if name is not None and behind:
            sources = "; ".join(f"{use.evidence}: {use.source}" for use in behind)
            return ", ".join(use.id for use in behind), NO_GRADE, sources
    if parameter.follows is not None and parameter.name not in scenario.given:
        return f"follows {parameter.follows.headline}", parameter.grade, parameter.source
    return "scenario", parameter.grade, parameter.source
