"""``evidence``: every number of the model and every outcome, for reading or as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from carehome_sim.cli.screen import console, print_json
from carehome_sim.cli.usage import used_by
from carehome_sim.errors import InputError
from carehome_sim.evidence import Outcome, Parameter, outcomes, parameters
from carehome_sim.scenario.names import nearest, nearest_settings, number

SUGGESTED = 3


def show_evidence(name: str | None, *, outcomes_wanted: bool, as_json: bool) -> None:
    """Print all settings or outcomes, or those that ``name`` names; a near miss is suggested."""
    if name is None:
        entries = outcome_entries() if outcomes_wanted else parameter_entries()
    elif outcomes_wanted or name in outcomes():
        entries, outcomes_wanted = [_outcome_named(name)], True
    else:
        entries = _parameters_named(name)
    if as_json:
        print_json(entries)
    elif name is not None and len(entries) == 1:
        _print_one(console(), entries[0])
    elif outcomes_wanted:
        _print_outcomes(console(), entries)
    else:
        _print_parameters(console(), entries)


def parameter_entries() -> list[dict[str, Any]]:
    """Every parameter, then every constant of the instruments that outcomes are read with."""
    from carehome_sim.outcomes.constants import readout_constants

    made = [parameter_entry(parameter) for parameter in parameters().values()]
    for constant in readout_constants().values():
        value = constant.value
        numbers = value if isinstance(value, tuple) else (value,)
        made.append(
            {
                "name": f"readout.{constant.name}",
                "meaning": constant.meaning,
                "unit": constant.unit,
                "value": list(value) if isinstance(value, tuple) else value,
                "low": min(numbers),
                "high": max(numbers),
                "distribution": "fixed",
                "role": constant.role,
                "level": None,
                "origin": None,
                "grade": constant.grade,
                "source": constant.source,
                "used_by": ["outcomes"],
            }
        )
    return made


def parameter_entry(parameter: Parameter) -> dict[str, Any]:
    """A parameter as data; a choice has words for a value and no range."""
    is_choice = parameter.kind == "choice"
    fixed = parameter.low == parameter.high
    distribution = "fixed" if fixed else parameter.distribution
    return {
        "name": parameter.name,
        "meaning": parameter.meaning,
        "unit": parameter.unit,
        "value": parameter.shown(parameter.value),
        "low": None if is_choice else parameter.shown(parameter.low),
        "high": None if is_choice else parameter.shown(parameter.high),
        "distribution": f"one of {', '.join(parameter.choices)}" if is_choice else distribution,
        "role": parameter.role,
        "level": parameter.level,
        "origin": parameter.origin,
        "grade": parameter.grade,
        "source": parameter.source,
        "used_by": used_by(parameter),
    }


def outcome_entries() -> list[dict[str, Any]]:
    """Every outcome as data."""
    return [_outcome_entry(outcome) for outcome in outcomes().values()]


def _outcome_entry(outcome: Outcome) -> dict[str, Any]:
    return asdict(outcome)


def _outcome_named(name: str) -> dict[str, Any]:
    close = nearest(name, outcomes())
    if name not in outcomes():
        raise InputError(
            place=name,
            problem="is no outcome",
            hint=f"Did you mean {close}?" if close else "See carehome evidence --outcomes.",
        )
    return _outcome_entry(outcomes()[name])


def _parameters_named(name: str) -> list[dict[str, Any]]:
    """The parameter of that name or last part, or all of a table."""
    everything = parameter_entries()
    chosen = [entry for entry in everything if name in (entry["name"], _field(entry["name"]))]
    chosen = chosen or [entry for entry in everything if _section(entry["name"]) == name]
    if chosen:
        return chosen
    names = {entry["name"]: None for entry in everything} | dict.fromkeys(outcomes())
    close = nearest_settings(name, most=SUGGESTED)
    other = nearest(name, names)
    if other is not None and other not in close:
        close = [other, *close][:SUGGESTED]
    raise InputError(
        place=name,
        problem="is neither a setting nor an outcome",
        hint=f"Did you mean {' or '.join(close)}?"
        if close
        else "carehome evidence lists all settings, carehome evidence --outcomes all outcomes.",
    )


def _field(name: str) -> str:
    return name.rpartition(".")[2]


def _section(name: str) -> str:
    return name.rpartition(".")[0]


def _range(entry: Mapping[str, Any]) -> str:
    if entry["low"] is None:
        return str(entry["distribution"]).removeprefix("one of ").replace(", ", " or ")
    if entry["low"] == entry["high"] or entry["distribution"] == "fixed":
        return "fixed"
    return f"{_number(entry['low'])} to {_number(entry['high'])}"


def _number(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_number(one) for one in value)
    return number(value) if isinstance(value, float) else str(value)


def _print_parameters(screen: Console, entries: Sequence[Mapping[str, Any]]) -> None:
    section = None
    table = Table()
    for entry in entries:
        if _section(entry["name"]) != section:
            if section is not None:
                screen.print(table)
            section = _section(entry["name"])
            table = _parameter_table(section)
        level = "" if entry["level"] is None else f"\n{entry['level']}\n{entry['origin']}"
        table.add_row(
            Text(_field(entry["name"])),
            Text(f"{_number(entry['value'])}  ({_range(entry)})\n{entry['unit']}"),
            Text(f"{entry['role']}{level}"),
            entry["grade"],
            Text(
                f"{entry['meaning']}\nSource: {entry['source']}\nUsed by {_brief(entry['used_by'])}"
            ),
        )
    screen.print(table)


def _brief(uses: Sequence[str]) -> str:
    shown = ", ".join(use.removeprefix("home/") for use in uses[:2])
    return f"{shown} and {len(uses) - 2} more" if len(uses) > 2 else shown


def _parameter_table(section: str) -> Table:
    table = Table(title=Text(f"[{section}]"), title_justify="left", show_lines=True)
    table.add_column("Setting", ratio=5, overflow="fold")
    table.add_column("Value, range, unit", ratio=4, overflow="fold")
    table.add_column("Role", ratio=3, overflow="fold")
    table.add_column("Grade")
    table.add_column("Meaning, source, what uses it", ratio=9, overflow="fold")
    return table


def _print_outcomes(screen: Console, entries: Sequence[Mapping[str, Any]]) -> None:
    table = Table(title="Outcomes", title_justify="left", show_lines=True)
    table.add_column("Outcome", ratio=4, overflow="fold")
    table.add_column("Unit", ratio=2, overflow="fold")
    table.add_column("Better is", ratio=1)
    table.add_column("Definition and denominator", ratio=7, overflow="fold")
    for entry in entries:
        table.add_row(
            Text(f"{entry['name']}\n{entry['title']}"),
            Text(entry["unit"]),
            entry["better"],
            Text(f"{entry['definition']}\nOver: {entry['denominator']}"),
        )
    screen.print(table)


def _print_one(screen: Console, entry: Mapping[str, Any]) -> None:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for key, value in entry.items():
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            said = "\n".join(value)
        elif isinstance(value, bool):
            said = "yes" if value else "no"
        elif isinstance(value, str):
            said = value
        elif value is None:
            said = "-"
        else:
            said = _number(value)
        table.add_row(key.replace("_", " "), Text(said))
    screen.print(table)
