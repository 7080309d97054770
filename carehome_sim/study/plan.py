"""What a study is going to do: its arms, its seed, its homes, and the inputs that decide it.

The inputs are written into the manifest in full; a folder may only be gone on with under the
same inputs, so this is also where two sets of inputs are compared and the difference named.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from carehome_sim.errors import InputError, shortened
from carehome_sim.study.points import ArmPoints, Points
from carehome_sim.study.units import arm_content, arm_from, canonical_hash, program

if TYPE_CHECKING:
    from carehome_sim.scenario import Scenario

Kind = Literal["run", "compare", "sensitivity", "attribute", "robust"]
DESCRIPTIVE = ("name", "title", "replicates", "seed")  # of a scenario, not deciding a home's life
NAMED_DIFFERENCES = 3
_SETTING = re.compile(r"^arms\.([^.]+)\.(?:before|phases\.\d+\.settings|scenario\.settings)\.")


@dataclass(frozen=True, slots=True)
class Plan:
    """A study before it begins. ``inputs`` decides every figure; ``about`` describes each arm.

    ``replicates`` homes at every design point at first; ``precision`` (points of the
    personalisation index, or None) asks for more until the headline's interval is that narrow.
    """

    kind: Kind
    points: Points
    seed: int
    replicates: int
    precision: float | None
    inputs: dict[str, Any]
    about: list[dict[str, Any]]


def plan_of(kind: Kind, scenarios: Sequence[Scenario], precision: float | None) -> Plan:
    """The plan for one scenario, or for a base and its alternatives.

    Seed and number of homes are the first scenario's: all arms share their luck, home by home.
    """
    from carehome_sim.home import arm_of

    base = scenarios[0]
    _check(scenarios, precision)
    names = distinct([scenario.name for scenario in scenarios])
    made = [arm_of(base), *(arm_of(scenario, base) for scenario in scenarios[1:])]
    contents = [arm_content(arm) for arm in made]
    arms = tuple(arm_from(name, content) for name, content in zip(names, contents, strict=True))
    inputs = {
        "kind": kind,
        "seed": base.seed,
        "replicates": base.replicates,
        "precision": precision,
        "program": program(),
        "arms": [
            {"name": name, "scenario": deciding(scenario), **content}
            for name, scenario, content in zip(names, scenarios, contents, strict=True)
        ],
    }
    about = [
        {
            "name": name,
            "title": scenario.title,
            "interventions": [plain(use) for use in scenario.interventions],
            "changes": changes_from(base, scenario),
        }
        for name, scenario in zip(names, scenarios, strict=True)
    ]
    return Plan(kind, ArmPoints(arms), base.seed, base.replicates, precision, inputs, about)


def _check(scenarios: Sequence[Scenario], precision: float | None) -> None:
    base = scenarios[0]
    for scenario in scenarios[1:]:
        for length in ("warmup_days", "measured_days"):
            if getattr(scenario, length) != getattr(base, length):
                raise InputError(
                    f"{scenario.name}: {length} is {getattr(scenario, length)}, but "
                    f"{getattr(base, length)} in {base.name}; homes can only be compared over "
                    "the same days."
                )
    if precision is not None and not (math.isfinite(precision) and precision > 0):
        raise InputError(
            f"--precision: {precision} is not allowed; give a number of index points above 0."
        )


def distinct(names: Sequence[str]) -> list[str]:
    """Names of arms, told apart where they are equal: ``A``, ``A (2)``, ``A (3)``."""
    made: list[str] = []
    for name in names:
        candidate, number = name, 1
        while candidate in made:
            number += 1
            candidate = f"{name} ({number})"
        made.append(candidate)
    return made


def deciding(scenario: Scenario) -> dict[str, Any]:
    """A scenario's resolved content without what changes no figure."""
    content = plain(scenario.resolved())
    return {key: value for key, value in content.items() if key not in DESCRIPTIVE}


def changes_from(base: Scenario, scenario: Scenario) -> list[dict[str, Any]]:
    """What a scenario changes against the first arm, each with meaning, unit and source."""
    from carehome_sim.scenario import describe_changes

    return (
        [] if scenario is base else [plain(change) for change in describe_changes(base, scenario)]
    )


def plain(value: Any) -> Any:
    """A value as JSON-able data: no data classes, sets, NaN or infinity."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(entry) for entry in value)
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | bool | None) else str(value)


def arms_from(inputs: Mapping[str, Any]) -> ArmPoints:
    """The arms that a manifest's inputs describe."""
    return ArmPoints([arm_from(entry["name"], entry) for entry in inputs["arms"]])


def design_plan(
    kind: Kind, points: Points, design: Mapping[str, Any], *, seed: int, replicates: int
) -> Plan:
    """The plan of a study whose points follow from a ``design``, JSON-able and complete."""
    inputs = {
        "kind": kind,
        "seed": seed,
        "replicates": replicates,
        "precision": None,
        "program": program(),
        "design": dict(design),
    }
    return Plan(kind, points, seed, replicates, None, inputs, [])


def scenario_from(content: Mapping[str, Any]) -> Scenario:
    """The scenario that :func:`plain` wrote down."""
    from pydantic import TypeAdapter

    from carehome_sim.scenario import Scenario

    made: Scenario = TypeAdapter(Scenario).validate_python(content)
    return made


def inputs_hash(inputs: Mapping[str, Any]) -> str:
    """SHA-256 of everything that decides a study's figures."""
    return canonical_hash(inputs)


def differences(stored: Any, asked: Any, place: str = "") -> Iterator[str]:
    """Each place where two sets of inputs differ, in words."""
    if isinstance(stored, Mapping) and isinstance(asked, Mapping):
        for key in sorted({*stored, *asked}):
            yield from differences(stored.get(key), asked.get(key), f"{place}.{key}".strip("."))
    elif isinstance(stored, list) and isinstance(asked, list) and len(stored) == len(asked):
        for index, pair in enumerate(zip(stored, asked, strict=True)):
            name = pair[0].get("name", index) if isinstance(pair[0], Mapping) else index
            yield from differences(*pair, f"{place}.{name}")
    elif isinstance(stored, list) and isinstance(asked, list):
        yield f"{place}: {len(stored)} there, {len(asked)} asked for"
    elif stored != asked:
        yield f"{place}: {shortened(repr(stored))} there, {shortened(repr(asked))} asked for"


def differing_inputs(stored: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """The first few differences between two sets of inputs in one sentence; empty if none."""
    plain_words = (_SETTING.sub(r"\1: ", found) for found in differences(stored, asked))
    found = list(dict.fromkeys(plain_words))
    if not found:
        return ""
    shown = "; ".join(found[:NAMED_DIFFERENCES])
    more = len(found) - NAMED_DIFFERENCES
    return shown if more <= 0 else f"{shown}; and {more} more"
