"""Splits the difference between two scenarios over the settings that changed (Shapley values).

Every set of changes is simulated on the same homes; a change's share is what it adds, on average
over all orders in which the changes could have been made (Shapley 1953,
https://doi.org/10.1515/9781400881970-018). Exact to eight changes; beyond, orders are sampled, each
with its reverse. Shares add up to the whole difference, home by home.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import factorial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd

from carehome_sim.errors import InputError
from carehome_sim.evidence import outcomes
from carehome_sim.scenario.changes import moved_settings
from carehome_sim.study.conduct import How, carry_out
from carehome_sim.study.costs import number
from carehome_sim.study.design import DesignPoints
from carehome_sim.study.estimates import Estimate, estimate
from carehome_sim.study.kept import KeptResult
from carehome_sim.study.plan import Plan, design_plan, plain, scenario_from
from carehome_sim.study.units import arm_content, canonical_hash

if TYPE_CHECKING:
    from carehome_sim.scenario import Scenario

Array = np.ndarray[Any, Any]
MOST_EXACT = 8
ORDERS = 64  # sampled orders beyond that, half of them the reverse of the others
SHOWN = ("personalisation_index", "choice", "identity", "community", "cost_per_resident_week")


class SubsetPoints(DesignPoints):
    """Every set of changes between two scenarios that is asked for: 1 made, 0 not."""

    def __init__(self, base: Scenario, other: Scenario, changes: Sequence[str]) -> None:
        """Hold both scenarios and the names of their changes."""
        self.other = other
        sets, _ = sets_for(len(changes))
        values = {
            point: [float(number in made) for number in range(len(changes))]
            for point, made in enumerate(sets)
        }
        super().__init__(base, changes, values)

    def scenario(self, moved: Mapping[str, float]) -> Scenario:
        """The base with some of the changes made."""
        from carehome_sim.scenario import with_settings

        made = {name for name, value in moved.items() if value > 0.5}
        ids = {use.id for use in self.base.interventions}
        added = tuple(
            use for use in self.other.interventions if use.id in made and use.id not in ids
        )
        begun = replace(self.base, interventions=(*self.base.interventions, *added))
        settings = {name: self.other.settings[name] for name in made & self.other.settings.keys()}
        return with_settings(begun, settings)

    def name(self, point: int) -> str:
        """The changes made at a point."""
        made = [name for name, value in self.settings(point).items() if value > 0.5]
        return " + ".join(made) or "no change"

    def identity(self, point: int) -> str:
        """What the point is by its settings, whatever the changes are called."""
        return canonical_hash(arm_content(self.arm(point)))


def changes_between(base: Scenario, other: Scenario) -> list[str]:
    """What can be split: settings that were moved themselves, and approaches that were added."""
    if other.plain is not None or base.plain is not None or other.sector is not None:
        raise InputError(
            f"attribute: {other.name} is a model of care or a sector sample; only settings and "
            "approaches can be split."
        )
    ids = {use.id for use in base.interventions}
    gone = ids - {use.id for use in other.interventions}
    if gone:
        raise InputError(f"attribute: {other.name} takes away {', '.join(sorted(gone))}.")
    added = [use.id for use in other.interventions if use.id not in ids]
    return [*moved_settings(base, other), *added]


def sets_for(changes: int, seed: int = 0) -> tuple[list[frozenset[int]], list[list[int]]]:
    """Sets of changes to simulate, and the orders to walk through them (none where exact)."""
    everything = range(changes)
    if changes <= MOST_EXACT:
        sets = [
            frozenset(made)
            for size in range(changes + 1)
            for made in combinations(everything, size)
        ]
        return sets, []
    generator = np.random.Generator(np.random.Philox(seed))
    half = [generator.permutation(changes).tolist() for _ in range(ORDERS // 2)]
    orders = [order for one in half for order in (one, one[::-1])]
    found = {frozenset(order[:size]): None for order in orders for size in range(changes + 1)}
    return list(found), orders


def shapley(values: Mapping[frozenset[int], Array], orders: Sequence[Sequence[int]]) -> Array:
    """Share of every change in every home, ``(changes, homes)``, from values by set of changes."""
    whole = max(values, key=len)
    count = len(whole)
    made = np.zeros((count, len(values[whole])))
    if orders:
        for order in orders:
            for size, change in enumerate(order):
                before = frozenset(order[:size])
                made[change] += values[before | {change}] - values[before]
        return made / len(orders)
    for change in range(count):
        for before, value in values.items():
            if change not in before:
                made[change] += _weight(len(before), count) * (values[before | {change}] - value)
    return made


def interactions(values: Mapping[frozenset[int], Array]) -> dict[tuple[int, int], Array]:
    """What two changes make only together (Shapley interaction index), by pair, per home.

    Grabisch and Roubens 1999, https://doi.org/10.1007/s001820050125.
    """
    count = len(max(values, key=len))
    found = {}
    for pair in combinations(range(count), 2):
        one, other = frozenset(pair[:1]), frozenset(pair[1:])
        total = np.zeros(len(values[frozenset()]))
        for rest, value in values.items():
            if not rest & {*pair}:
                weight = _weight(len(rest), count - 1)
                both = values[rest | one | other]
                total += weight * (both - values[rest | one] - values[rest | other] + value)
        found[pair] = total
    return found


def _weight(size: int, count: int) -> float:
    return factorial(size) * factorial(count - size - 1) / factorial(count)


def attribute(base: Scenario, other: Scenario, **how: Unpack[How]) -> AttributionResult:
    """Simulate every set of changes between two scenarios, and split their difference.

    Seed and number of homes are the base's; ``how`` are the keywords of :func:`simulate` from
    ``out`` to ``executor``.
    """
    return carry_out(AttributionResult, plan_of_attribution(base, other), **how)


def plan_of_attribution(base: Scenario, other: Scenario) -> Plan:
    """The plan: the points are sets of changes. ``InputError`` where there is nothing to split."""
    for length in ("warmup_days", "measured_days"):
        if getattr(base, length) != getattr(other, length):
            raise InputError(f"attribute: {length} differs between {base.name} and {other.name}.")
    changes = changes_between(base, other)
    if not changes:
        raise InputError(f"attribute: {other.name} changes nothing against {base.name}.")
    points = SubsetPoints(base, other, changes)
    whole = points.scenario(dict.fromkeys(changes, 1.0))
    if whole.phases != other.phases:
        raise InputError(
            f"attribute: {other.name} cannot be put together from its changes against "
            f"{base.name}, one by one; let it extend that file."
        )
    design = {"base": plain(base), "other": plain(other), "changes": changes}
    return design_plan("attribute", points, design, seed=base.seed, replicates=base.replicates)


def changes_from(inputs: Mapping[str, Any]) -> SubsetPoints:
    """The points that a manifest's inputs describe."""
    design = inputs["design"]
    base, other = scenario_from(design["base"]), scenario_from(design["other"])
    return SubsetPoints(base, other, design["changes"])


class AttributionResult(KeptResult):
    """A finished attribution; shares are worked out from its table of homes."""

    kind = "attribute"

    def __init__(self, place: Path, manifest: dict[str, Any], **given: Any) -> None:
        """Hold an opened result; use the function that makes it, or ``open_result``."""
        super().__init__(place, manifest, **given)
        self.points = changes_from(manifest["inputs"])
        self.changes = list(self.points.names)
        self.sets, self.orders = sets_for(len(self.changes))

    @property
    def exact(self) -> bool:
        """Whether all orders were walked through, not a sample."""
        return not self.orders

    def values(self, outcome: str) -> dict[frozenset[int], Array]:
        """An outcome of every home by set of changes, over homes where it is defined throughout."""
        cells = self.column(outcome, self.replicates * len(self.sets))
        shape = (self.replicates, len(self.sets))
        table = cells.reshape(shape).T if self.points.shares_warm_up else cells.reshape(shape[::-1])
        table = table[:, np.isfinite(table).all(axis=0)]
        return dict(zip(self.sets, table, strict=True))

    def difference(self, outcome: str) -> Estimate:
        """The whole difference, home by home."""
        values = self.values(outcome)
        return estimate(values[max(values, key=len)] - values[frozenset()])

    def shares(self, outcome: str) -> pd.DataFrame:
        """What each change makes of the difference, with 95 % intervals over homes."""
        made = shapley(self.values(outcome), self.orders)
        return pd.DataFrame(
            [
                {"change": name, **_columns(estimate(row))}
                for name, row in zip(self.changes, made, strict=True)
            ]
        )

    def interactions(self, outcome: str) -> pd.DataFrame:
        """What pairs of changes make only together; empty where orders were sampled."""
        columns = ["one", "other", "mean", "ci_low", "ci_high"]
        if not self.exact or len(self.changes) < 2:
            return pd.DataFrame([], columns=columns)
        return pd.DataFrame(
            [
                {
                    "one": self.changes[one],
                    "other": self.changes[other],
                    **_columns(estimate(row)),
                }
                for (one, other), row in interactions(self.values(outcome)).items()
            ],
            columns=columns,
        )

    def to_json(self) -> dict[str, Any]:
        """The result as the command line prints it."""
        return {
            "base": self.points.base.name,
            "alternative": self.points.other.name,
            "exact": self.exact,
            "replicates": self.replicates,
            "seed": self.manifest["seed"],
            "outcomes": {name: self._document(name) for name in SHOWN},
            "out": None if self.folder is None else str(self.folder),
        }

    def _document(self, outcome: str) -> dict[str, Any]:
        whole = self.difference(outcome)
        return {
            "unit": outcomes()[outcome].unit,
            "difference": number(whole.mean),
            "ci95": [number(whole.ci_low), number(whole.ci_high)],
            "changes": [_json(row, "change") for row in self.shares(outcome).to_dict("records")],
            "interactions": [
                _json(row, "one", "other") for row in self.interactions(outcome).to_dict("records")
            ],
        }


def _columns(made: Estimate) -> dict[str, float]:
    return {"mean": made.mean, "ci_low": made.ci_low, "ci_high": made.ci_high}


def _json(row: dict[Any, Any], *words: str) -> dict[str, Any]:
    interval = [number(row["ci_low"]), number(row["ci_high"])]
    return {**{word: row[word] for word in words}, "mean": number(row["mean"]), "ci95": interval}
