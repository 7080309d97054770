"""Constants of the instruments: how states are read as ASCOT, CMAI or DEMQOL scores.

They are measuring rods, not settings: nothing in a simulated home reads them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ReadoutConstant:
    """One constant of an instrument; ``value`` is one number or a tuple (ASCOT levels 1–4)."""

    name: str
    meaning: str
    unit: str
    value: float | tuple[float, ...]
    grade: str
    source: str

    @property
    def role(self) -> str:
        """Always ``fixed``: a measuring rod is never a lever."""
        return "fixed"


@cache
def readout_constants() -> Mapping[str, ReadoutConstant]:
    """Every constant of the instruments by name, in order of declaration."""
    text = files("carehome_sim.outcomes").joinpath("readout.toml").read_text(encoding="utf-8")
    made: dict[str, ReadoutConstant] = {}
    for name, entry in tomllib.loads(text).items():
        raw = entry["value"]
        value = tuple(map(float, raw)) if isinstance(raw, list) else float(raw)
        rest = {key: entry[key] for key in ("meaning", "unit", "grade", "source")}
        made[name] = ReadoutConstant(name=name, value=value, **rest)
    return MappingProxyType(made)


@cache
def number(name: str) -> float:
    """The value of a constant that is one number."""
    value = readout_constants()[name].value
    if isinstance(value, tuple):
        raise TypeError(f"{name} is a list of {len(value)} numbers")
    return value


@cache
def numbers(name: str) -> tuple[float, ...]:
    """The values of a constant that is a list."""
    value = readout_constants()[name].value
    return value if isinstance(value, tuple) else (value,)
