"""Is what a file says allowed? Every departure becomes one plain message."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from carehome_sim.errors import InputError
from carehome_sim.evidence import parameters
from carehome_sim.scenario.names import allowed, as_written, nearest, nearest_settings
from carehome_sim.scenario.schema import (
    EVIDENCE,
    FUTURE_KINDS,
    KINDS,
    LEVELS,
    NOW_KINDS,
    OPERATIONS,
    InterventionFile,
    may_be_changed,
    scenario_model,
)
from carehome_sim.scenario.toml_files import TomlFile, read_toml

_UNIONS = ("list[UseTable]", "RunTable")
ALLOWED = {
    "title": "text of 1 to 2000 characters",
    "meaning": "text of 1 to 2000 characters",
    "source": "text of 1 to 2000 characters",
    "extends": "the path of a scenario file, as text",
    "settled": "true or false",
    "run.measured_days": "a whole number from 1 to 1095 (days)",
    "run.warmup_days": "a whole number from 0 to 730 (days)",
    "run.replicates": "a whole number from 2 to 1000000 (homes)",
    "run.seed": "a whole number from 0 to 18446744073709551615",
    "interventions": "a list of tables, each begun by [[interventions]]",
    "use": "the id of an intervention, such as supervision",
    "start_day": "a whole number from 0 to 1094 (measured days)",
    "end_day": "a whole number from 1 to 1095 (measured days)",
    "dose_01": "a number from 0 to 1 (share of full strength)",
    "one_off_gbp_per_bed": "a number from 0 to 100000 (pounds per bed)",
    "weekly_gbp_per_bed": "a number from 0 to 100000 (pounds per bed and week)",
    "name": "a name, as text",
    "base": "the path of a scenario file, as text",
    "outcomes": "a list of names, such as personalisation_index",
    "method": "a table: name, samples, replicates",
    "method.name": '"sobol" or "morris"',
    "method.samples": "a whole number from 2 to 65536 (Sobol: a power of two)",
    "method.replicates": "a whole number from 1 to 1000 (homes at each design point)",
    "system": '"slurm", "pbs", "sge", "lsf", "local" or "allocation"',
    "jobs": "a whole number from 1 to 10000",
    "threads_per_job": "a whole number from 1 to 512 (cores)",
    "memory_gb_per_job": "a number above 0 (gigabytes)",
    "walltime": "hours:minutes:seconds, as text",
    "together": 'a list of "level", "origin" and "pair"',
    "ranges": '"full" or "sector"',
    "every_factor": "true or false",
    "low": "a number",
    "high": "a number",
    "factors": "a list of at least two (tables begun by [[factors]], or names in a group)",
    "changes": "a list of at least one table, each begun by [[changes]]",
    "setting": "the name of a setting, such as leadership.leadership_01",
    "value": "a number",
    "evidence": " or ".join(f'"{word}"' for word in EVIDENCE),
    "level": " or ".join(f'"{word}"' for word in LEVELS),
    "op": " or ".join(f'"{word}"' for word in OPERATIONS),
}


def kind_of(file: TomlFile) -> str:
    """The kind of a file: ``scenario`` where none is given."""
    kind = file.content.get("kind", "scenario")
    if kind not in KINDS if isinstance(kind, str) else True:
        likely = nearest(kind, KINDS) if isinstance(kind, str) else None
        raise file.error(
            "kind",
            given=as_written(kind),
            problem="is no kind of file",
            allowed=" or ".join(f'"{word}"' for word in NOW_KINDS),
            hint=None if likely is None else f'Did you mean "{likely}"?',
        )
    if kind in FUTURE_KINDS:
        raise file.error(
            "kind",
            given=as_written(kind),
            problem="is a kind of file that is not supported yet",
            allowed=" or ".join(f'"{word}"' for word in NOW_KINDS),
        )
    return str(kind)


def file_of_kind(path: str | Path, kind: str) -> TomlFile:
    """Read a file that has to be of one kind; ``InputError`` where it is of another or of none."""
    file = read_toml(Path(path))
    if "kind" not in file.content:
        raise InputError(
            file=file.path,
            place="kind",
            problem=f"is missing: this is not a {kind}",
            allowed=as_written(kind),
        )
    found = kind_of(file)
    if found != kind:
        raise file.error(
            "kind", given=as_written(found), problem=f"is not a {kind}", allowed=as_written(kind)
        )
    return file


def scenario_errors(file: TomlFile) -> list[InputError]:
    """What is wrong with one scenario file taken by itself."""
    return model_errors(file, scenario_model())


def intervention_errors(file: TomlFile) -> list[InputError]:
    """What is wrong with one intervention file."""
    found = model_errors(file, InterventionFile)
    if found:
        return found
    seen: set[str] = set()
    for index, change in enumerate(file.content["changes"]):
        place, name = f"changes[{index}].setting", change["setting"]
        known = parameters().get(name)
        if known is None:
            found.append(_unknown_setting(file, place, name))
        elif not may_be_changed(known):
            found.append(
                file.error(
                    place,
                    given=as_written(name),
                    problem="cannot be changed by an intervention",
                    allowed="a lever that can change on any day (costs go into "
                    "one_off_gbp_per_bed and weekly_gbp_per_bed)",
                )
            )
        elif name in seen:
            found.append(file.error(place, given=as_written(name), problem="is changed twice"))
        elif change["op"] == "set" and not known.low <= change["value"] <= known.high:
            found.append(
                file.error(
                    f"changes[{index}].value",
                    given=as_written(change["value"]),
                    problem=f"is out of range for {name}",
                    allowed=allowed(known),
                )
            )
        seen.add(name)
    return found


def _unknown_setting(file: TomlFile, place: str, name: str) -> InputError:
    return file.error(
        place, given=as_written(name), problem="is not a setting", hint=did_you_mean(name)
    )


def did_you_mean(name: str) -> str:
    """A sentence with the nearest setting, or where to see them all."""
    close = nearest_settings(name, most=1)
    return f"Did you mean {close[0]}?" if close else "See carehome evidence for all settings."


def model_errors(file: TomlFile, model: type[BaseModel]) -> list[InputError]:
    """Where a file departs from its model, in plain words."""
    try:
        model.model_validate(file.content)
    except ValidationError as error:
        made: dict[str, InputError] = {}
        for entry in error.errors(include_url=False, include_context=False):
            place = _place(entry["loc"])
            made.setdefault(place, _error(file, place, entry, model))
        return sorted(made.values(), key=lambda one: (one.line or 0, one.place or ""))
    return []


def _place(loc: tuple[int | str, ...]) -> str:
    place = ""
    for part in loc:
        if isinstance(part, int):
            place += f"[{part}]"
        elif part not in _UNIONS:
            place += f".{part}" if place else str(part)
    return place


def _error(file: TomlFile, place: str, entry: Any, model: type[BaseModel]) -> InputError:
    kind = entry["type"]
    if kind == "extra_forbidden":
        return _unknown(file, place, entry["input"], model)
    if kind == "missing":
        return InputError(
            file=file.path,
            place=place,
            problem="is missing",
            allowed=ALLOWED.get(place.rpartition(".")[2]),
        )
    parameter = parameters().get(place)
    given = entry["input"]
    if parameter is not None:
        problem = problem_with(given, whole=parameter.kind == "integer")
        word = nearest(given, parameter.choices) if isinstance(given, str) else None
        if parameter.kind in ("choice", "switch"):
            problem = "is not allowed"
        return file.error(
            place,
            given=as_written(given),
            problem=problem,
            allowed=allowed(parameter),
            hint=None if word is None else f'Did you mean "{word}"?',
        )
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return file.error(
            place,
            given=as_written(given),
            problem="is not a table",
            allowed=f"a table, begun by [{place}]" if "[" not in place else "a table",
        )
    last = place.rpartition(".")[2].split("[")[0]
    return file.error(
        place,
        given=as_written(given),
        problem="is not allowed",
        allowed=ALLOWED.get(place, ALLOWED.get(last)),
    )


def problem_with(given: Any, *, whole: bool) -> str:
    """What is wrong with a value that should be a number in a range."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        return "is not a number"
    if isinstance(given, float) and not math.isfinite(given):
        return "is not a finite number"
    if whole and isinstance(given, float):
        return "is not a whole number"
    return "is out of range"


def _unknown(file: TomlFile, place: str, given: Any, model: type[BaseModel]) -> InputError:
    table, _, key = place.rpartition(".")
    keys = _keys(model, table)
    is_table = isinstance(given, dict) and not table
    close = nearest(key, keys)
    elsewhere = key in {parameter.field for parameter in parameters().values()}
    if elsewhere and not is_table:
        hint = did_you_mean(place)
    elif close is not None:
        hint = f"Did you mean {f'{table}.{close}' if table else close}?"
    elif model is InterventionFile or "[" in place or table == "run":
        hint = f"Known here: {', '.join(keys)}."
    elif is_table:
        hint = f"Tables: {', '.join(keys)}."
    else:
        hint = did_you_mean(place)
    return file.error(place, problem=f"is no {'table' if is_table else 'setting'}", hint=hint)


def _keys(model: type[BaseModel], table: str) -> list[str]:
    """The keys that a table of a file may hold."""
    schema = model.model_json_schema()
    found = schema
    if table:
        name = table.split("[")[0]
        entry = schema["properties"].get(name, {})
        text = str(entry)
        found = next((body for title, body in schema["$defs"].items() if f"/{title}'" in text), {})
    return list(found.get("properties", {}))
