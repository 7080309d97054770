"""Design points of a sensitivity study: a scenario with some settings moved, point by point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from carehome_sim.study.sampling import morris_design, sobol_design
from carehome_sim.study.units import Unit, arm_content, canonical_hash

if TYPE_CHECKING:
    from carehome_sim.home import Arm
    from carehome_sim.scenario import Factor, Scenario, Study

Array = np.ndarray[Any, Any]
ROOM_STEP = 16  # room is made in steps, so that another factor seldom means other homes


class DesignPoints:
    """Rows of settings around one scenario; tables hold all points of a home together.

    All homes are warmed up under the scenario; what a point moves comes into force on the first
    measured day. Where that can be (no factor that a home's life begins with, no sector sample, no
    ``settled``) a home is warmed up once for all points, in room that is enough for each.
    """

    keeps_weeks = False

    def __init__(
        self,
        base: Scenario,
        names: Sequence[str],
        values: Mapping[int, Sequence[float]],
    ) -> None:
        """Hold the scenario, the names of what is moved, and values by point."""
        self.base = base
        self.names = tuple(names)
        self.values = dict(values)
        self._length = len(values)
        self.room = self._room()
        self._base_identity = self._identity()

    @property
    def shares_warm_up(self) -> bool:
        """Whether a home is warmed up once for all points."""
        return self.room is not None

    def __len__(self) -> int:
        """How many points the whole design has."""
        return self._length

    def name(self, point: int) -> str:
        """The point's number in words."""
        return f"point {point}"

    def settings(self, point: int) -> dict[str, float]:
        """What is moved at a point, and to where."""
        return dict(zip(self.names, self.values[point], strict=True))

    def arm(self, point: int) -> Arm:
        """The arm of a point."""
        return self._arm(self.settings(point), self.name(point), self.room)

    def _arm(
        self, moved: Mapping[str, float], name: str, room: tuple[int, int] | None = None
    ) -> Arm:
        from dataclasses import replace

        from carehome_sim.home import arm_of

        return replace(arm_of(self.scenario(moved), self.base), name=name, room=room)

    def scenario(self, moved: Mapping[str, float]) -> Scenario:
        """The scenario with what a point moves."""
        from carehome_sim.scenario import with_settings

        return with_settings(self.base, moved)

    def _room(self) -> tuple[int, int] | None:
        """Room for every point, in steps; None where homes cannot share their warm-up."""
        from carehome_sim.home import room_for

        cells = np.array(list(self.values.values()))
        rows = (cells.min(axis=0), cells.max(axis=0))
        ends = [dict(zip(self.names, row, strict=True)) for row in rows]
        scenarios = [self.scenario(end) for end in ends]
        at_start = any(scenario.differs_at_start(self.base) for scenario in scenarios)
        if at_start or self.base.sector is not None or self.base.settled:
            return None
        posts, units = room_for([self._arm(end, "end") for end in ends])
        return -(-posts // ROOM_STEP) * ROOM_STEP, units

    def _identity(self) -> str:
        from dataclasses import replace

        from carehome_sim.home import arm_of

        return canonical_hash(arm_content(replace(arm_of(self.base), room=self.room)))

    def identity(self, point: int) -> str:
        """Hash of the scenario, the room, and what is moved to where."""
        return canonical_hash([self._base_identity, sorted(self.settings(point).items())])

    def part(self, points: Sequence[int]) -> DesignPoints:
        """Only these points, for a task."""
        made = copy(self)
        made.values = {point: self.values[point] for point in sorted(set(points))}
        made.__dict__.pop("table", None)
        return made

    def order(self, first: int, last: int) -> Iterator[Unit]:
        """All points of the first home, then of the second; or point by point."""
        if self.shares_warm_up:
            return (Unit(point, home) for home in range(first, last) for point in range(len(self)))
        return (Unit(point, home) for point in range(len(self)) for home in range(first, last))

    @cached_property
    def table(self) -> Array:
        """Every point's values, ``(points, factors)``."""
        return np.array([self.values[point] for point in range(len(self))])


def unit_design(study: Study) -> Array:
    """The study's design in the unit cube, ``(points, factors)``."""
    count, seed = len(study.factors), study.base.seed % (1 << 32)
    if study.method == "morris":
        return morris_design(count, study.samples, seed)
    return sobol_design(count, study.samples, swaps(study), seed)


def swaps(study: Study) -> list[list[int]]:
    """Columns that each swapped row takes from the other matrix: each factor, then each group."""
    where = {factor.name: index for index, factor in enumerate(study.factors)}
    single = [[index] for index in where.values()]
    return single + [[where[name] for name in group.factors] for group in study.groups]


def value_at(factor: Factor, unit: Array) -> Array:
    """From the unit interval to a factor's own scale; whole numbers and choices evenly."""
    if factor.parameter.kind == "number":
        made: Array = factor.low + unit * (factor.high - factor.low)
        return made
    steps = np.floor(unit * (factor.high - factor.low + 1.0))
    whole: Array = np.minimum(factor.low + steps, factor.high)
    return whole


def design_of(study: Study) -> DesignPoints:
    """The design points of a study."""
    unit = unit_design(study)
    columns = [value_at(factor, unit[:, index]) for index, factor in enumerate(study.factors)]
    values = np.stack(columns, axis=1)
    names = [factor.name for factor in study.factors]
    return DesignPoints(study.base, names, dict(enumerate(values.tolist())))


def study_from(inputs: Mapping[str, Any]) -> Study:
    """The study that a manifest's inputs describe."""
    from pydantic import TypeAdapter

    from carehome_sim.scenario import Study

    made: Study = TypeAdapter(Study).validate_python(inputs["design"]["study"])
    return made


def design_from(inputs: Mapping[str, Any]) -> DesignPoints:
    """The design points that a manifest's inputs describe."""
    return design_of(study_from(inputs))
