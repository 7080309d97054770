"""The registries: every number of the model and every outcome, each declared once.

Declarations live in TOML beside this file (``parameters/*.toml``, ``outcomes.toml``,
``targets.toml``). Validation, the command line, JSON Schema, sensitivity analysis, property
tests and the model's parameter record all derive from what is read here.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

Kind = Literal["number", "integer", "switch", "choice"]
Role = Literal["fixed", "lever", "uncertain", "initial"]
Causal = Literal["root", "rule"]
Level = Literal["individual", "relationship", "organisation", "society"]
Origin = Literal["endogenous", "exogenous"]
Better = Literal["higher", "lower", "neither"]

GRADES = ("A", "A2", "B", "C", "D")


class RegistryError(Exception):
    """A declaration in the package's own registry is malformed: a fault of ours, not a user's."""


@dataclass(frozen=True, slots=True)
class Follows:
    """A setting that moves with a headline setting unless it is given a value of its own.

    The value is ``at_zero + (at_one - at_zero) * headline``.
    """

    headline: str
    at_zero: float
    at_one: float


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model: what it means, what it may be and where it comes from.

    ``name`` is the registry name, the path in a scenario file and the ``--set`` path;
    ``field`` (its last part) is the name rules read it by; ``fitted_from`` the value before it was
    fitted (None: never). ``settable_at`` tells whether an
    alternative can bring a new value into force during a run ("any_day") or only from the
    start of a home's life ("start").
    """

    name: str
    meaning: str
    unit: str
    kind: Kind
    value: float
    low: float
    high: float
    distribution: str
    role: Role
    causal: Causal | None
    level: Level | None
    origin: Origin | None
    grade: str
    source: str
    choices: tuple[str, ...] = ()
    follows: Follows | None = None
    settable_at: Literal["any_day", "start"] = "any_day"
    fitted_from: float | None = None

    @property
    def section(self) -> str:
        """The table of a scenario file the parameter stands in."""
        return self.name.rpartition(".")[0]

    @property
    def field(self) -> str:
        """The name by which rules read the parameter."""
        return self.name.rpartition(".")[2]

    def shown(self, value: float) -> float | int | bool | str:
        """The value as a user writes it: a choice by its word, a switch as true or false."""
        if self.kind == "choice":
            return self.choices[int(value)]
        if self.kind == "switch":
            return bool(value)
        return int(value) if self.kind == "integer" else float(value)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing the model reports: its definition, what it is counted over, and its direction.

    ``additive`` outcomes may be differenced between arms; ``count`` says in words what the
    accompanying count is a count of.
    """

    name: str
    title: str
    definition: str
    denominator: str
    unit: str
    better: Better
    additive: bool
    group: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Target:
    """A published figure that a run is printed beside; never read by a simulated home."""

    name: str
    outcome: str
    meaning: str
    low: float
    high: float
    unit: str
    grade: str
    source: str


def _tables(package_path: str) -> list[tuple[str, dict[str, Any]]]:
    root = files("carehome_sim.evidence").joinpath(package_path)
    entries = sorted(root.iterdir(), key=lambda entry: entry.name) if root.is_dir() else [root]
    return [
        (entry.name, tomllib.loads(entry.read_text(encoding="utf-8")))
        for entry in entries
        if entry.name.endswith(".toml")
    ]


def _number(raw: Any, kind: Kind, choices: tuple[str, ...]) -> float:
    if kind == "choice":
        return float(choices.index(raw))
    if kind == "switch":
        return float(bool(raw))
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise ValueError(f"{raw!r} is not a finite number")
    return float(raw)


def _sourced(entry: Mapping[str, Any]) -> str:
    """Where a value comes from; one that was fitted says so, and from what it was moved."""
    source: str = entry["source"]
    if "fitted_from" not in entry:
        return source
    return f"{source}; fitted to calibration rows (experiments/fit), from {entry['fitted_from']:g}"


def _parameter(section: str, field: str, entry: Mapping[str, Any]) -> Parameter:
    name = f"{section}.{field}"
    try:
        kind: Kind = entry.get("kind", "number")
        choices = tuple(entry.get("choices", ()))
        low, high = entry.get("range", (0, max(len(choices) - 1, 1)))
        raw_follows = entry.get("follows")
        follows = None
        if raw_follows is not None:
            follows = Follows(
                raw_follows["headline"], raw_follows["at_zero"], raw_follows["at_one"]
            )
        made = Parameter(
            name=name,
            meaning=entry["meaning"],
            unit=entry["unit"],
            kind=kind,
            value=_number(entry["value"], kind, choices),
            low=float(low),
            high=float(high),
            distribution=entry.get("distribution", "uniform"),
            role=entry["role"],
            causal=entry.get("causal"),
            level=entry.get("level"),
            origin=entry.get("origin"),
            grade=entry["grade"],
            source=_sourced(entry),
            choices=choices,
            follows=follows,
            settable_at=entry.get("settable_at", "any_day"),
            fitted_from=entry.get("fitted_from"),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise RegistryError(f"{name}: {error}") from error
    if made.grade not in GRADES or not made.low <= made.value <= made.high:
        raise RegistryError(
            f"{name}: grade {made.grade}, {made.value} in [{made.low}, {made.high}]?"
        )
    if made.role == "lever" and None in (made.level, made.origin, made.causal):
        raise RegistryError(f"{name}: a lever needs level, origin and causal role")
    return made


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by name: sections in the order they are first met, each in one piece."""
    found: dict[str, Parameter] = {}
    fields: dict[str, str] = {}
    for file_name, tables in _tables("parameters"):
        for section, entries in tables.items():
            for field, entry in entries.items():
                made = _parameter(section, field, entry)
                if field in fields:
                    raise RegistryError(f"{file_name}: {field} is also {fields[field]}")
                fields[field] = made.name
                found[made.name] = made
    for made in found.values():
        if made.follows is not None and made.follows.headline not in found:
            raise RegistryError(f"{made.name}: follows unknown {made.follows.headline}")
    sections = list(dict.fromkeys(made.section for made in found.values()))
    order = sorted(found.values(), key=lambda made: sections.index(made.section))
    return MappingProxyType({made.name: made for made in order})


@cache
def outcomes() -> Mapping[str, Outcome]:
    """Every outcome by name, in the order they are reported."""
    [(_, tables)] = _tables("outcomes.toml")
    return MappingProxyType(
        {
            name: Outcome(
                name=name,
                title=entry["title"],
                definition=entry["definition"],
                denominator=entry["denominator"],
                unit=entry["unit"],
                better=entry["better"],
                additive=entry.get("additive", True),
                group=entry["group"],
                decimals=entry.get("decimals", 2),
            )
            for name, entry in tables.items()
        }
    )


@cache
def targets() -> Mapping[str, Target]:
    """Published figures that results are printed beside, by name."""
    [(_, tables)] = _tables("targets.toml")
    return MappingProxyType({name: Target(name=name, **entry) for name, entry in tables.items()})


def default_values() -> dict[str, float]:
    """The registry's value of every parameter, by name."""
    return {name: parameter.value for name, parameter in parameters().items()}
