"""Sector samples: each home of a sample gets settings of its own from one joint table.

The table (``evidence/sector.toml``) says how settings are spread over English homes and which go
together. A home's draw depends on seed and number alone, so the same homes come back in every arm;
what an arm changes against the sector's own scenario is added to every home.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from carehome_sim.evidence import default_values, parameters
from carehome_sim.scenario.settings import complete, within

SECTOR_LUCK = 0x5EC7  # keeps these draws apart from every other use of the seed
MOST_LEAN = 0.95
SIZE = "home.beds"


@dataclass(frozen=True, slots=True)
class SectorRow:
    """One row of the joint table: a setting or a mark, its spread over homes, what it leans on."""

    name: str
    spread: Literal["rank", "share", "normal", "lognormal"]
    grade: str
    source: str
    setting: str | None = None
    sd: float | str = 0.0
    share: float = 0.5
    least: float = -np.inf
    most: float = np.inf
    with_size: bool = False
    leans: Mapping[str, float | str] = field(default_factory=dict)


@cache
def sector_table() -> Mapping[str, SectorRow]:
    """The joint table by row name, in the order in which rows are drawn."""
    text = files("carehome_sim.evidence").joinpath("sector.toml").read_text(encoding="utf-8")
    made = {name: SectorRow(name=name, **entry) for name, entry in tomllib.loads(text).items()}
    known = parameters()
    for row in made.values():
        if row.setting is not None and row.setting not in known:
            raise ValueError(f"sector.toml: {row.name} is about unknown {row.setting}")
    return MappingProxyType(made)


def value_of(entry: float | str, settings: Mapping[str, float]) -> float:
    """A number of the table, or the value of the parameter it names, perhaps with a minus."""
    if not isinstance(entry, str):
        return float(entry)
    return -settings[entry[1:]] if entry.startswith("-") else settings[entry]


def ranks_of(seed: int, home: int, settings: Mapping[str, float] | None = None) -> dict[str, float]:
    """A home's standard normal rank in every row; rows that go together share theirs.

    ``settings`` hold the parameters that the table names (None: the registry's).
    """
    values = default_values() if settings is None else settings
    key = np.array([seed, (SECTOR_LUCK << 32) | home], dtype=np.uint64)
    fresh = np.random.Generator(np.random.Philox(key=key)).standard_normal(len(sector_table()))
    ranks: dict[str, float] = {}
    for row, own in zip(sector_table().values(), fresh.tolist(), strict=True):
        weights = {name: value_of(entry, values) for name, entry in row.leans.items()}
        leaning = sum(weight * ranks[name] for name, weight in weights.items())
        shared = min(sum(weight * weight for weight in weights.values()), MOST_LEAN)
        ranks[row.name] = leaning + float(np.sqrt(1.0 - shared)) * own
    return ranks


def marks_of(seed: int, home: int) -> dict[str, float]:
    """What a home is that no setting says: its region's rank (0-1), with nursing, for profit."""
    from scipy.stats import norm

    ranks = ranks_of(seed, home)
    return {
        row.name: float(norm.cdf(ranks[row.name]))
        if row.spread == "rank"
        else float(norm.cdf(ranks[row.name]) > 1.0 - row.share)
        for row in sector_table().values()
        if row.setting is None
    }


def sector_home(
    settings: Mapping[str, float], sector: Mapping[str, float], seed: int, home: int
) -> dict[str, float]:
    """The settings of one home of a sample.

    ``sector`` are those that the sample is drawn around, ``settings`` those of an arm: what the
    arm changes is changed in every home. Parts of a headline setting move with it.
    """
    known = parameters()
    ranks = ranks_of(seed, home, settings)
    drawn: dict[str, float] = {}
    for row in sector_table().values():
        if row.setting is None:
            continue
        centre, sd = sector[row.setting], value_of(row.sd, settings)
        if row.spread == "lognormal":
            value = centre * float(np.exp(sd * ranks[row.name]))
        else:
            value = centre + sd * ranks[row.name]
        value = min(max(value, row.least), row.most)
        if row.with_size:
            value *= drawn[SIZE] / sector[SIZE]
        value += settings[row.setting] - centre
        parameter = known[row.setting]
        if parameter.kind == "integer":
            value = float(round(value))
        drawn[row.setting] = within(parameter, value)
    moved = complete(drawn)
    plain = complete({})
    made = dict(settings)
    made.update(drawn)
    for name, parameter in known.items():
        follows = parameter.follows
        if follows is not None and follows.headline in drawn and name not in drawn:
            made[name] = within(parameter, settings[name] + moved[name] - plain[name])
    return made


def sector_frame(seed: int, homes: int, sector: Mapping[str, float]) -> Any:
    """A pandas frame of the homes of a sample: marks and drawn settings, one row per home."""
    import pandas as pd

    names = [row.setting for row in sector_table().values() if row.setting is not None]
    rows = []
    for home in range(homes):
        made = sector_home(sector, sector, seed, home)
        rows.append({"home": home, **marks_of(seed, home), **{name: made[name] for name in names}})
    return pd.DataFrame(rows)
