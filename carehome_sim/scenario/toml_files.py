"""Reading one TOML file: what is wrong with the file itself, said plainly."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from carehome_sim.errors import InputError
from carehome_sim.scenario.places import Place, places_of

MOST_BYTES = 1 << 20
_POSITION = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class TomlFile:
    """A file that is TOML: its path as the user would write it, its text and its content."""

    path: Path
    text: str = field(repr=False)
    content: dict[str, Any] = field(repr=False)

    @cached_property
    def places(self) -> dict[str, Place]:
        """Line and value as written of each key that stands on a line of its own."""
        return places_of(self.text)

    def error(self, place: str, **parts: Any) -> InputError:
        """An error about one place in this file, with its line where that is known."""
        known = self.places.get(place)
        if known is not None:
            parts.setdefault("line", known.line)
            if known.written is not None and "given" in parts:
                parts["given"] = known.written
        return InputError(file=self.path, place=place, **parts)


def read_toml(path: Path, *, asked_by: str | None = None) -> TomlFile:
    """Read a TOML file; every way it can fail is an ``InputError`` that names the file.

    ``asked_by`` says in words which file or option named it.
    """
    text = _text(path, _bytes(path, asked_by))
    if not text.strip():
        raise InputError(
            file=path, problem="the file is empty", hint='A file begins with title = "…".'
        )
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _malformed(path, error) from None
    except RecursionError:
        raise InputError(file=path, problem="is nested too deeply to be a scenario") from None
    except ValueError:
        raise InputError(
            file=path, problem="a number is too long", hint="No setting has so many digits."
        ) from None
    if not content:
        raise InputError(
            file=path, problem="holds only comments", hint='A file begins with title = "…".'
        )
    return TomlFile(path, text, content)


def _bytes(path: Path, asked_by: str | None) -> bytes:
    because = "" if asked_by is None else f" (named by {asked_by})"
    try:
        if path.is_dir():
            raise InputError(file=path, problem=f"is a folder, not a TOML file{because}")
        if path.exists() and not path.is_file():
            raise InputError(file=path, problem=f"is not an ordinary file{because}")
        with path.open("rb") as handle:
            raw = handle.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            file=path, problem=f"no such file{because}", hint=_neighbour(path)
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(file=path, problem=f"cannot be read: {reason}{because}") from None
    if len(raw) > MOST_BYTES:
        raise InputError(file=path, problem="is larger than 1 MB and no scenario")
    return raw


def _neighbour(path: Path) -> str | None:
    """The file in the same folder whose name is nearest to one that does not exist."""
    from carehome_sim.scenario.names import nearest

    try:
        stems = sorted(entry.stem for entry in path.parent.iterdir() if entry.suffix == ".toml")
    except (OSError, ValueError):
        return None
    stem = nearest(path.stem, stems)
    return None if stem is None else f"Did you mean {os.fspath(path.parent / stem)}.toml?"


def _text(path: Path, raw: bytes) -> str:
    if b"\x00" in raw:
        raise InputError(file=path, problem="is not text but a binary file")
    try:
        return raw.decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        raise InputError(
            file=path,
            line=raw.count(b"\n", 0, error.start) + 1,
            problem="is not UTF-8 text",
            hint="Save the file as UTF-8.",
        ) from None


def _malformed(path: Path, error: tomllib.TOMLDecodeError) -> InputError:
    message = str(error)
    found = _POSITION.search(message)
    if found is None:
        return InputError(file=path, problem=f"is not TOML: {message}")
    line = None if found[1] is None else int(found[1])
    where = " at the end of the file" if line is None else ""
    said = message[: found.start()]
    said = said[:1].lower() + said[1:]
    return InputError(file=path, line=line, problem=f"is not TOML: {said}{where}")
