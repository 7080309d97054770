"""Factors of a study: roots and rules, how far each is varied, which are looked at together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from carehome_sim.evidence import Parameter, default_values, parameters
from carehome_sim.scenario.sector import sector_table, value_of

HEADLINE_SETTINGS = (
    "staffing.care_hours_per_resident_day",
    "staffing.rota_flexibility_01",
    "leadership.leadership_01",
    "regulation.regulatory_risk_01",
)
P90 = 1.2816  # of the standard normal distribution


@dataclass(frozen=True, slots=True)
class Factor:
    """A root or rule that a study varies evenly from ``low`` to ``high``."""

    name: str
    low: float
    high: float

    @property
    def parameter(self) -> Parameter:
        """Its entry in the registry."""
        return parameters()[self.name]


@dataclass(frozen=True, slots=True)
class Group:
    """Factors looked at together; ``kind`` is ``level``, ``origin``, ``pair`` or ``given``."""

    name: str
    kind: str
    factors: tuple[str, ...]


def every_factor() -> list[str]:
    """Roots and rules that can change on any day; parts that follow a headline stay with it."""
    return [
        name
        for name, known in parameters().items()
        if known.role == "lever"
        and known.settable_at == "any_day"
        and known.low < known.high
        and known.follows is None
        and known.section != "programme"
    ]


def ranged(name: str, centre: float, ranges: str) -> tuple[float, float]:
    """From where to where a factor varies: the registry's range, or P10 to P90 over homes.

    Factors for which the joint table has no spread are taken from the tenth to the ninetieth
    hundredth of the registry's range.
    """
    known = parameters()[name]
    if ranges == "full":
        return known.low, known.high
    row = next((row for row in sector_table().values() if row.setting == name), None)
    if row is None or row.spread not in ("normal", "lognormal"):
        tenth = 0.1 * (known.high - known.low)
        return known.low + tenth, known.high - tenth
    ends = []
    for z in (-P90, P90):
        far = value_of(row.sd, default_values()) * z
        value = centre * math.exp(far) if row.spread == "lognormal" else centre + far
        value = min(max(value, row.least), row.most)
        ends.append(min(max(value, known.low), known.high))
    return ends[0], ends[1]


def groups_of(factors: Sequence[Factor], together: Sequence[str]) -> tuple[Group, ...]:
    """Groups by level and by origin where they divide the factors, pairs of headline settings."""
    found: list[Group] = []
    for kind in [word for word in ("level", "origin") if word in together]:
        members: dict[str, list[str]] = {}
        for factor in factors:
            members.setdefault(str(getattr(factor.parameter, kind)), []).append(factor.name)
        if len(members) > 1:
            found += [Group(word, kind, tuple(names)) for word, names in members.items()]
    headline = [factor.name for factor in factors if factor.name in HEADLINE_SETTINGS]
    if "pair" in together:
        found += [
            Group(f"{one} × {other}", "pair", (one, other))
            for one, other in combinations(headline, 2)
        ]
    return tuple(found)
