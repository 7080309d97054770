"""Which arms do harm, whatever they do for the index.

The margins and why they are what they are stand in ``margins.toml`` beside this file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from carehome_sim.study.estimates import Estimate


@dataclass(frozen=True, slots=True)
class Margin:
    """How far an outcome may move the wrong way (``sign`` -1 down, 1 up), in its unit."""

    outcome: str
    margin: float
    unit: str
    sign: int
    meaning: str
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Harm:
    """An arm's outcome beyond its margin; ``clear`` where the whole interval is beyond it."""

    outcome: str
    effect: Estimate
    margin: Margin
    clear: bool


@cache
def margins() -> Mapping[str, Margin]:
    """The margin of each guarded outcome, by name."""
    text = files("carehome_sim.study").joinpath("margins.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {name: Margin(outcome=name, **entry) for name, entry in tomllib.loads(text).items()}
    )


def harm_in(effect: Estimate, margin: Margin) -> Harm | None:
    """The harm that a difference amounts to, or None where its mean stays within the margin."""
    if not margin.sign * effect.mean > margin.margin:
        return None
    nearest = effect.ci_low if margin.sign > 0 else effect.ci_high
    return Harm(margin.outcome, effect, margin, bool(margin.sign * nearest > margin.margin))
