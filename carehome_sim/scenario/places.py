"""Where in a TOML text each key stands and how its value is written there.

Only keys on lines of their own are found; for others a message names the place without a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TABLE = re.compile(r"^\s*\[(\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_NAME = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_KEY = re.compile(rf"^\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")
_PART = re.compile(r"""[\w-]+|"([^"]*)"|'([^']*)'""")
_QUOTES = ('"""', "'''")


@dataclass(frozen=True, slots=True)
class Place:
    """A line (from 1) and what stands to the right of the equals sign (None for a table)."""

    line: int
    written: str | None


def places_of(text: str) -> dict[str, Place]:
    """Every table and key of a TOML text; ``interventions[0].use`` for lists of tables."""
    found: dict[str, Place] = {}
    table, inside = "", None
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if inside is not None:
            inside = None if inside in line else inside
            continue
        header = _TABLE.match(line)
        if header is not None:
            table = _path(header[2])
            if header[1]:
                counts[table] = counts.get(table, -1) + 1
                table = f"{table}[{counts[table]}]"
            found.setdefault(table, Place(number, None))
            continue
        key = _KEY.match(line)
        if key is not None:
            rest = line[key.end() :]
            path = _path(key[1])
            found.setdefault(f"{table}.{path}" if table else path, Place(number, _value(rest)))
            inside = next((mark for mark in _QUOTES if rest.count(mark) == 1), None)
    return found


def _path(written: str) -> str:
    return ".".join(part[1] or part[2] or part[0] for part in _PART.finditer(written))


def _value(rest: str) -> str:
    """The value without a comment behind it (a ``#`` inside quotes is none)."""
    quote = ""
    for index, letter in enumerate(rest):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "#":
            return rest[:index].strip()
    return rest.strip()
