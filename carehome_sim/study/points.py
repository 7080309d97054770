"""Design points: the sets of settings whose homes a study lets live.

A comparison has a few (its arms), a sensitivity study thousands; both are numbered from 0. What
a point is made of is worked out when it is needed, so that a study may be larger than memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from carehome_sim.study.units import Unit, arm_content, canonical_hash

if TYPE_CHECKING:
    from carehome_sim.home import Arm

DAYS_PER_YEAR = 365
USUAL_BEDS = 40


class Points(Protocol):
    """Design points of a study, or the part of them that one task needs (same numbers)."""

    @property
    def keeps_weeks(self) -> bool:
        """Whether the weekly series is kept, not only one row per home."""
        ...

    @property
    def shares_warm_up(self) -> bool:
        """Whether the same home is the same at every point until its first measured day."""
        ...

    def __len__(self) -> int:
        """How many points there are."""
        ...

    def name(self, point: int) -> str:
        """What the point is called in tables."""
        ...

    def arm(self, point: int) -> Arm:
        """The settings homes live under at a point."""
        ...

    def identity(self, point: int) -> str:
        """Hash of everything that decides homes at a point but for seed and number."""
        ...

    def part(self, points: Sequence[int]) -> Points:
        """What is needed to make only these points, small enough to be sent elsewhere."""
        ...

    def order(self, first: int, last: int) -> Iterator[Unit]:
        """Units of homes ``first`` to ``last - 1``, in the order in which tables hold them."""
        ...


class ArmPoints:
    """The arms of a run or a comparison; tables hold one arm after another."""

    keeps_weeks = True
    shares_warm_up = False

    def __init__(self, arms: Sequence[Arm] | Mapping[int, Arm]) -> None:
        """Hold arms by number."""
        numbered = arms if isinstance(arms, Mapping) else dict(enumerate(arms))
        self.arms: dict[int, Arm] = dict(numbered)

    def __len__(self) -> int:
        """How many arms there are."""
        return len(self.arms)

    def name(self, point: int) -> str:
        """The arm's name."""
        return self.arms[point].name

    def arm(self, point: int) -> Arm:
        """The arm itself."""
        return self.arms[point]

    @cached_property
    def _identities(self) -> dict[int, str]:
        return {point: canonical_hash(arm_content(arm)) for point, arm in self.arms.items()}

    def identity(self, point: int) -> str:
        """Hash of the arm's content; its name does not enter."""
        return self._identities[point]

    def part(self, points: Sequence[int]) -> ArmPoints:
        """Only these arms."""
        return ArmPoints({point: self.arms[point] for point in sorted(set(points))})

    def order(self, first: int, last: int) -> Iterator[Unit]:
        """All homes of the first arm, then of the second, and so on."""
        return (Unit(point, home) for point in self.arms for home in range(first, last))


def bed_years(arm: Arm, *, warmed_up: bool = False) -> float:
    """How much there is to simulate for one home: beds times years, warm-up included or not."""
    beds = max(
        float(settings.get("home.beds", USUAL_BEDS))
        for settings in (arm.before, *(phase.settings for phase in arm.phases))
    )
    days = arm.measured_days + (0 if warmed_up else arm.warmup_days)
    return beds * days / DAYS_PER_YEAR


def plain_of(points: Points) -> dict[str, Any]:
    """How many points there are and a hash of what they are, for a manifest."""
    return {
        "points": len(points),
        "sha256": canonical_hash([points.identity(point) for point in range(len(points))]),
    }
