"""Packages of remedies within a budget: found by adding up, told by simulating.

Each alternative is simulated alone first. Packages whose costs add up to little more than the
budget are ranked by the sum of their gains; the foremost are simulated as a whole, because gains
do not add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from carehome_sim.errors import InputError
from carehome_sim.evidence import parameters

if TYPE_CHECKING:
    from carehome_sim.scenario import Scenario
    from carehome_sim.study.result import StudyResult

INDEX, COST = "personalisation_index", "cost_per_resident_week"
LARGEST = 5  # alternatives in one package
SIMULATED = 8  # packages that are simulated as a whole
LEEWAY = 1.2  # sums of costs may lie so far above the budget: together they may cost less


@dataclass(frozen=True, slots=True)
class Package:
    """Alternatives taken together, and what their gains and costs add up to."""

    names: tuple[str, ...]
    gain_sum: float
    cost_sum: float

    @property
    def name(self) -> str:
        """Its alternatives' names."""
        return " + ".join(self.names)


def moved_settings(base: Scenario, other: Scenario) -> dict[str, float]:
    """Settings that an alternative moves itself (parts that follow a headline follow)."""
    known = parameters()
    return {
        name: value
        for name, value in other.settings.items()
        if value != base.settings[name]
        and (known[name].follows is None or name in other.given or name in base.given)
    }


def together(base: Scenario, others: Sequence[Scenario]) -> Scenario | None:
    """The base with everything that some alternatives change; None where they contradict."""
    from carehome_sim.scenario import with_settings

    moved: dict[str, float] = {}
    uses = {use.id: use for use in base.interventions}
    for other in others:
        if other.plain is not None or other.sector is not None:
            raise InputError(f"--budget: {other.name} is a model of care and no single remedy.")
        for name, value in moved_settings(base, other).items():
            if moved.setdefault(name, value) != value:
                return None
        for use in other.interventions:
            if uses.setdefault(use.id, use) != use:
                return None
    begun = replace(base, interventions=tuple(uses.values()))
    made = with_settings(begun, moved)
    return replace(
        made,
        name=" + ".join(other.name for other in others),
        title=" + ".join(other.title for other in others),
    )


def candidates(
    base: Scenario, others: Sequence[Scenario], alone: StudyResult, budget: float
) -> list[Package]:
    """Packages worth simulating, the largest sum of gains first."""
    by_name = {other.name: other for other in others}
    figures = {}
    for name in alone.arms[1:]:
        frame = alone.differences(name).set_index("outcome")["mean"]
        figures[name] = (float(frame[INDEX]), float(frame[COST]))
    helpful = [name for name, (gain, _) in figures.items() if gain > 0.0]
    found = []
    for names in _sets(helpful):
        gain = sum(figures[name][0] for name in names)
        cost = sum(figures[name][1] for name in names)
        if cost > LEEWAY * budget or together(base, [by_name[name] for name in names]) is None:
            continue
        found.append(Package(names, gain, cost))
    found.sort(key=lambda package: (-package.gain_sum, package.cost_sum))
    return found[:SIMULATED]


def _sets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(1, min(LARGEST, len(names)) + 1):
        yield from combinations(names, size)
