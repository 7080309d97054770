"""The patterns that the model must show, each declared once in ``patterns.toml``."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

Role = Literal["B", "C", "V", "Q"]
ROLES = {
    "V": "validation: nothing was fitted to it, no rule states it; some led to a changed mechanism",
    "C": "calibration: seen by the fit of uncertain parameters",
    "B": "built in: verified only",
    "Q": "open question: answered, not required",
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of the scoreboard.

    ``pattern`` is the finding in words, ``test`` what is asked of simulated figures,
    ``mechanism`` what should bring it about; ``off`` are values of parameters, whatever their
    ranges, that switch this mechanism off. ``kind`` tells patterns from targets (published
    figures). ``missing`` is what is believed to be wanting where the row fails, ``caution`` what to
    know where it holds; ``bears_on`` are the questions that it has to do with.
    """

    id: str
    role: Role
    pattern: str
    test: str
    source: str
    mechanism: str = ""
    off: Mapping[str, float] = field(default_factory=dict)
    kind: Literal["pattern", "target"] = "pattern"
    missing: str = ""
    revised: str = ""
    caution: str = ""
    bears_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What users ask of the model: its name, title, and the settings by which it is asked."""

    id: str
    title: str
    settings: tuple[str, ...]

    def asked_by(self, setting: str) -> bool:
        """Whether who moves a setting asks this (``leadership.`` stands for all below it)."""
        return any(
            setting.startswith(one) if one.endswith(".") else setting == one
            for one in self.settings
        )


@cache
def questions() -> Mapping[str, Question]:
    """Every question by name, in the order in which they are told."""
    text = files("carehome_sim.validation").joinpath("questions.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            name: Question(name, entry["title"], tuple(entry["settings"]))
            for name, entry in tomllib.loads(text).items()
        }
    )


@cache
def verdicts() -> Mapping[str, str]:
    """The verdict of every row when all were last tried, as docs/scoreboard.md tells them."""
    text = files("carehome_sim.validation").joinpath("verdicts.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({row["id"]: row["verdict"] for row in rows})


@cache
def patterns() -> Mapping[str, Pattern]:
    """Every row by id, in the order in which they are told."""
    from carehome_sim.evidence import parameters

    text = files("carehome_sim.validation").joinpath("patterns.toml").read_text(encoding="utf-8")
    made = {}
    for name, entry in tomllib.loads(text).items():
        pattern = Pattern(id=name, **{**entry, "bears_on": tuple(entry.get("bears_on", ()))})
        if not pattern.bears_on or not set(pattern.bears_on) <= set(questions()):
            raise ValueError(f"patterns.toml: {name} bears on no question, or on an unknown one")
        unknown = [one for one in pattern.off if one not in parameters()]
        if unknown:
            raise ValueError(f"patterns.toml: {name} switches off unknown {unknown[0]}")
        if (pattern.role == "V") != bool(pattern.mechanism and pattern.off):
            raise ValueError(f"patterns.toml: {name}: a V row, and only one, names a mechanism")
        made[name] = pattern
    return MappingProxyType(made)
