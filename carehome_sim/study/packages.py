"""Packages of remedies within a budget: found by adding up, told by simulating.

Each alternative is simulated alone first. Packages whose costs add up to little more than the
budget are ranked by the sum of their gains; the foremost are simulated as a whole, because gains
do not add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from carehome_sim.errors import InputError
from carehome_sim.scenario.changes import moved_settings
from carehome_sim.study import manifest as manifests

if TYPE_CHECKING:
    from carehome_sim.scenario import Scenario
    from carehome_sim.study.result import StudyResult

INDEX, COST = "personalisation_index", "cost_per_resident_week"
JOINED = " + "
LARGEST = 5  # alternatives in one package
SIMULATED = 8  # packages that are simulated as a whole
LEEWAY = 1.2  # sums of costs may lie so far above the budget: together they may cost less


def refuse_unfit(others: Sequence[Scenario]) -> None:
    """Refuse what cannot be part of a package, or be told from another."""
    for other in others:
        if other.plain is not None or other.sector is not None:
            raise InputError(f"--budget: {other.name} is a model of care and no single remedy.")
        if JOINED in other.name or [one.name for one in others].count(other.name) > 1:
            raise InputError(f"--budget: {other.name}: give each alternative a name of its own.")


def together(base: Scenario, others: Sequence[Scenario]) -> Scenario | None:
    """The base with everything that some alternatives change; None where they contradict."""
    from carehome_sim.scenario import with_settings

    moved: dict[str, float] = {}
    uses = {use.id: use for use in base.interventions}
    for other in others:
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
        name=JOINED.join(other.name for other in others),
        title=JOINED.join(other.title for other in others),
    )


def candidates(
    base: Scenario, others: Sequence[Scenario], alone: StudyResult, budget: float
) -> list[Scenario]:
    """Packages of two or more worth simulating, the largest sum of gains first."""
    figures = {}
    for other in others:
        means = alone.differences(other.name).set_index("outcome")["mean"]
        figures[other.name] = (float(means[INDEX]), float(means[COST]))
    helpful = [other for other in others if figures[other.name][0] > 0.0]
    found = []
    for size in range(2, min(LARGEST, len(helpful)) + 1):
        for parts in combinations(helpful, size):
            gain, cost = (sum(figures[one.name][which] for one in parts) for which in (0, 1))
            made = together(base, parts) if cost <= LEEWAY * budget else None
            if made is not None:
                found.append((gain, cost, made))
    found.sort(key=lambda entry: (-entry[0], entry[1]))
    return [made for _, _, made in found[:SIMULATED]]


def packages_there(
    folder: Path, base: Scenario, others: Sequence[Scenario]
) -> list[Scenario] | None:
    """The packages that a folder's comparison holds already; None where it has none yet."""
    if not (folder / manifests.NAME).exists():
        return None
    by_name = {other.name: other for other in others}
    there = [entry["name"].split(JOINED) for entry in manifests.read(folder).get("arms", [])]
    packages = [names for names in there if len(names) > 1 and by_name.keys() >= {*names}]
    if not packages:
        return None
    made = [together(base, [by_name[name] for name in names]) for names in packages]
    return [scenario for scenario in made if scenario is not None]
