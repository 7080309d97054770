"""What reads a parameter: rules, found in the sources of the home, and the table of homes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from carehome_sim.evidence import Parameter, parameters
from carehome_sim.scenario.sector import sector_table

RECORDS = ("p", "first", "params")  # what a record of parameters is called in the home
ROOM = "home"


@cache
def readers() -> Mapping[str, tuple[str, ...]]:
    """For each field of the parameter record: ``file: function`` of all that read it."""
    room = Path(str(files("carehome_sim"))) / ROOM
    found: dict[str, dict[str, None]] = {}
    for path in sorted(room.rglob("*.py")):
        name = f"{ROOM}/{path.relative_to(room).as_posix()}"
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function, field in _read(tree, None):
            found.setdefault(field, {})[f"{name}: {function}" if function else name] = None
    return MappingProxyType({field: tuple(places) for field, places in found.items()})


def used_by(parameter: Parameter) -> list[str]:
    """What uses a parameter: rules that read it, and the parts that follow it."""
    parts = [
        f"moves {other.name}"
        for other in parameters().values()
        if other.follows is not None and other.follows.headline == parameter.name
    ]
    return [*parts, *readers().get(parameter.field, ()), *_sector_rows(parameter.name)]


def _sector_rows(name: str) -> list[str]:
    """Rows of the joint table of English homes whose spread or correlations a parameter gives."""
    return [
        f"scenario/sector.py: {row.name}"
        for row in sector_table().values()
        if name in [str(entry).removeprefix("-") for entry in (row.sd, *row.leans.values())]
    ]


def _read(node: ast.AST, function: str | None) -> Iterator[tuple[str | None, str]]:
    """Every field of a parameter record read below a node, with the function it is read in."""
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.FunctionDef) else function
        if isinstance(child, ast.Attribute) and _is_record(child.value):
            yield inside, child.attr
        elif (
            isinstance(child, ast.Subscript)
            and _is_record(child.value)
            and isinstance(child.slice, ast.Constant)
            and isinstance(child.slice.value, str)
        ):
            yield inside, child.slice.value
        yield from _read(child, inside)


def _is_record(node: ast.expr) -> bool:
    """Whether an expression is a record of parameters: ``p``, or a row of ``….params``."""
    if isinstance(node, ast.Name):
        return node.id in RECORDS
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "params"
    return False
