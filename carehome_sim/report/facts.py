"""What the report tells, taken once from a result: arms, levels, differences, cost, setting.

Sentences, tables and figures all draw from here, so they cannot tell different stories.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from carehome_sim.report.words import plural, shortened
from carehome_sim.study import costs, effects

if TYPE_CHECKING:
    from carehome_sim.study import StudyResult
    from carehome_sim.study.effects import Homes
    from carehome_sim.study.tables import Columns

INDEX = "personalisation_index"
PARTS = ("choice", "identity", "community")
TIMELY, QUALITY, COST = "timely_care", "scrqol", "cost_per_resident_week"
LABEL_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over homes with its 95 % interval, and the probability of benefit for differences."""

    mean: float
    low: float
    high: float
    sd: float = math.nan
    probability_better: float = math.nan
    count: float = math.nan
    homes: int = 0

    @property
    def defined(self) -> bool:
        """Whether there is a mean at all."""
        return math.isfinite(self.mean)

    @property
    def nothing(self) -> bool:
        """Whether it is zero in every home."""
        return self.mean == 0.0 and self.low == 0.0 == self.high

    @property
    def clear(self) -> bool:
        """Whether its interval lies on one side of zero."""
        return self.low > 0.0 or self.high < 0.0


ABSENT = Estimate(math.nan, math.nan, math.nan)


@dataclass(frozen=True, slots=True)
class ArmFacts:
    """One alternative: its difference from the first arm in everything that is reported."""

    name: str
    title: str
    label: str
    number: int
    levels: Mapping[str, Estimate]
    differences: Mapping[str, Estimate]
    subgroups: Mapping[tuple[str, str], Estimate]
    cost_effectiveness: Mapping[str, Any] | None
    harms: list[dict[str, Any]]
    months_to_effect: int | None
    weighting: Mapping[str, Any]
    changes: list[dict[str, Any]]
    interventions: list[dict[str, Any]]

    def difference(self, outcome: str) -> Estimate:
        """The arm's difference from the first arm; undefined where it was not recorded."""
        return self.differences.get(outcome, ABSENT)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the report tells of a result."""

    kind: str
    name: str
    title: str
    label: str
    levels: Mapping[str, Estimate]
    arms: tuple[ArmFacts, ...]
    replicates: int
    seed: int
    beds: int
    measured_days: int
    warmup_days: int
    manifest: Mapping[str, Any]

    @property
    def population(self) -> str:
        """The homes simulated, in words."""
        if self.beds == 0:
            return plural(self.replicates, "simulated home") + " of England’s mix"
        return plural(self.replicates, f"simulated {self.beds}-bed home")

    @property
    def setting(self) -> str:
        """Population and period, as every figure states them."""
        return f"{self.population}, {plural(self.measured_days, 'day')} measured"

    @property
    def changed(self) -> set[str]:
        """The settings that any alternative moves itself.

        Left out are parts that follow a headline, and what approaches cost.
        """
        return {
            str(change["name"])
            for arm in self.arms
            for change in arm.changes
            if not change["why"].startswith("follows")
            if not str(change["name"]).startswith("programme.")
        }

    def level(self, outcome: str) -> Estimate:
        """The first arm's level of an outcome; undefined where it was not recorded."""
        return self.levels.get(outcome, ABSENT)

    def by_effect(self) -> list[ArmFacts]:
        """The alternatives, largest gain in the index first; undefined ones last."""

        def order(arm: ArmFacts) -> tuple[bool, float]:
            effect = arm.difference(INDEX)
            return (not effect.defined, -effect.mean if effect.defined else 0.0)

        return sorted(self.arms, key=order)


def labels_of(names: tuple[str, ...], titles: Mapping[str, str]) -> dict[str, str]:
    """A short name for pictures and tables, different for every arm.

    It is the title, or what stands in it before a colon.
    """
    made: dict[str, str] = {}
    for name in names:
        title = titles.get(name) or name
        label = shortened(title.partition(": ")[0] or title, LABEL_LETTERS)
        if label in made.values():
            again = (
                name[name.rfind(" (") :] if name.endswith(")") and " (" in name else f" · {name}"
            )
            label = shortened(label, LABEL_LETTERS - 8) + shortened(again, 24)
        while label in made.values():
            label += "′"
        made[name] = label
    return made


class _Remembered:
    """Columns of a table, each read once while the facts are taken (large tables: every time)."""

    MOST_CELLS = 40_000_000

    def __init__(self, table: Columns) -> None:
        self.names, self.rows = table.names, table.rows
        self._table = table
        self._kept: dict[str, np.ndarray[Any, Any]] = {}

    def read(self, name: str) -> np.ndarray[Any, Any]:
        if name not in self._kept:
            if len(self.names) * self.rows > self.MOST_CELLS:
                return self._table.read(name)
            self._kept[name] = self._table.read(name)
        return self._kept[name]


def _levels(homes: Homes, arm: int) -> dict[str, Estimate]:
    return {
        row["outcome"]: Estimate(
            row["mean"],
            row["ci_low"],
            row["ci_high"],
            sd=row["sd"],
            count=row["count"],
            homes=int(row["homes"]),
        )
        for row in effects.summary(homes, arm).to_dict("records")
    }


def _difference(row: Mapping[Any, Any]) -> Estimate:
    chance = row["probability_better"]
    return Estimate(
        row["mean"],
        row["ci_low"],
        row["ci_high"],
        sd=row["sd"],
        probability_better=math.nan if chance is None else float(chance),
        count=row["count"],
        homes=int(row["homes"]),
    )


def _arm(result: StudyResult, homes: Homes, number: int, label: str) -> ArmFacts:
    name = result.arms[number]
    about = result.manifest["arms"][number]
    differences = effects.differences(homes, number).to_dict("records")
    subgroups = effects.subgroup_differences(homes, number).to_dict("records")
    return ArmFacts(
        name=name,
        title=result.titles[name] or name,
        label=label,
        number=number,
        levels=_levels(homes, number),
        differences={row["outcome"]: _difference(row) for row in differences},
        subgroups={(row["outcome"], row["group"]): _difference(row) for row in subgroups},
        cost_effectiveness=costs.cost_effectiveness(homes, number),
        harms=result.harms(name),
        months_to_effect=result.months_to_effect(name),
        weighting=result.weighting(name) if homes.has(PARTS[0]) else {},
        changes=list(about.get("changes", ())),
        interventions=list(about.get("interventions", ())),
    )


def gather(result: StudyResult) -> Facts:
    """Everything the report tells, worked out once."""
    homes = replace(result.homes, table=_Remembered(result.homes.table))
    labels = labels_of(result.arms, result.titles)
    first = result.arms[0]
    settings = result.manifest["inputs"]["arms"][0]["before"]
    sampled = result.manifest["inputs"]["arms"][0].get("sector") is not None
    return Facts(
        kind=result.kind,
        name=first,
        title=result.titles[first] or first,
        label=labels[first],
        levels=_levels(homes, 0),
        arms=tuple(
            _arm(result, homes, number, labels[name])
            for number, name in enumerate(result.arms)
            if number > 0
        ),
        replicates=result.replicates,
        seed=int(result.manifest["seed"]),
        beds=0 if sampled else int(settings.get("home.beds", 40)),
        measured_days=int(result.manifest["measured_days"]),
        warmup_days=int(result.manifest["warmup_days"]),
        manifest=result.manifest,
    )


def mean_over_homes(result: StudyResult, columns: list[str]) -> np.ndarray[Any, Any]:
    """Mean of each column in each arm, ``(arms, columns)``, over the homes that have it."""
    made = np.full((len(result.arms), len(columns)), np.nan)
    for index, column in enumerate(columns):
        if result.homes.has(column):
            [cells] = result.homes.defined(column)
            if cells.shape[1]:
                made[:, index] = cells.mean(axis=1)
    return made
