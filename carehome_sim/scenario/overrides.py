"""Settings given on the command line: ``--set path=value``, ``--replicates``, ``--seed``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from carehome_sim.errors import InputError
from carehome_sim.evidence import parameters
from carehome_sim.scenario.checking import ALLOWED, did_you_mean, problem_with
from carehome_sim.scenario.names import allowed, nearest
from carehome_sim.scenario.schema import RunTable, scenario_model

FORM = "path.to.setting=value, such as leadership.leadership_01=0.8"
RUN_KEYS = tuple(RunTable.model_fields)


def overridden(sets: Sequence[str]) -> dict[str, Any]:
    """Values by full name from ``path.to.setting=value``; of two for one name the last holds."""
    made = {}
    for text in sets:
        name, separator, written = (part.strip() for part in text.partition("="))
        if not separator or not name or not written:
            raise InputError(
                place="--set", given=text or '""', problem="is not understood", allowed=FORM
            )
        value = _value(written)
        section, _, field = name.rpartition(".")
        if name in parameters():
            if not _right(section, field, value):
                parameter = parameters()[name]
                raise InputError(
                    place=f"--set {name}",
                    given=written,
                    problem="is not allowed"
                    if parameter.choices
                    else problem_with(value, whole=parameter.kind == "integer"),
                    allowed=allowed(parameter),
                )
        elif section == "run" and field in RUN_KEYS:
            if not _right(section, field, value):
                raise InputError(place=f"--set {name}", given=written, allowed=ALLOWED[name])
        else:
            close = nearest(name, [f"run.{key}" for key in RUN_KEYS])
            raise InputError(
                place=f"--set {name}",
                problem="is no setting",
                hint=f"Did you mean {close}?" if close else did_you_mean(name),
            )
        made[name] = value
    return made


def run_value(name: str, value: int) -> int:
    """A value for the ``[run]`` table given as an option of its own."""
    if not _right("run", name, value):
        raise InputError(place=f"--{name}", given=str(value), allowed=ALLOWED[f"run.{name}"])
    return value


def _value(written: str) -> Any:
    """A value as TOML reads it; a bare word is text, so that choices need no quotes."""
    try:
        content: Mapping[str, Any] = tomllib.loads(f"value = {written}")
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return written
    return content["value"] if len(content) == 1 else written


def _right(section: str, field: str, value: Any) -> bool:
    try:
        scenario_model().model_validate({section: {field: value}})
    except ValidationError:
        return False
    return True
