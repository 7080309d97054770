"""What happened in a study under way: one line each, appended by one process, safe to cut.

Lines are JSON. ``begun`` names a chunk that was handed out, with its units, ``over`` one of which
all is known; ``kept`` names a shard that is whole, with its SHA-256; ``stopped`` tells of an end
that somebody asked for. What was begun and is not over was under way when a process died without
a word. A process killed while writing leaves a torn last line; it is ignored, and cut off before
anything is added.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from carehome_sim.study.chunks import Chunk
from carehome_sim.study.units import Unit

NAME = "journal.jsonl"


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Every whole line; what is torn or not ours is passed over."""
    if not path.exists():
        return
    for line in path.read_bytes().split(b"\n"):
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


def kept_shards(path: Path) -> dict[str, str]:
    """SHA-256 of every shard that was noted as whole, by file name."""
    return {
        entry["kept"]: entry["sha256"]
        for entry in read_lines(path)
        if isinstance(entry.get("kept"), str) and isinstance(entry.get("sha256"), str)
    }


def left_under_way(path: Path) -> set[Unit]:
    """Units of chunks that were handed out and never heard of again."""
    flying: dict[str, set[Unit]] = {}
    for entry in read_lines(path):
        if isinstance(entry.get("begun"), str) and isinstance(entry.get("units"), list):
            flying[entry["begun"]] = {Unit(int(point), int(home)) for point, home in entry["units"]}
        elif entry.get("stopped"):
            flying.clear()
        elif isinstance(entry.get("over"), str):
            flying.pop(entry["over"], None)
    return set().union(*flying.values())


class Journal:
    """An open journal that lines are added to, each on the disk before the next is begun."""

    def __init__(self, path: Path) -> None:
        """Open for adding, after cutting off a torn last line."""
        self._handle = path.open("ab")
        whole = path.read_bytes().rfind(b"\n") + 1
        if whole < path.stat().st_size:
            self._handle.truncate(whole)

    def begun(self, chunk: Chunk) -> None:
        """Note that a chunk is handed out."""
        self._add({"begun": chunk.name, "units": [list(unit) for unit in chunk.units]})

    def over(self, chunk_name: str) -> None:
        """Note that it is known what became of a chunk."""
        self._add({"over": chunk_name})

    def kept(self, shard: str, sha256: str) -> None:
        """Note that a shard is whole."""
        self._add({"kept": shard, "sha256": sha256})

    def stopped(self) -> None:
        """Note that somebody asked for the end: nothing under way is under suspicion."""
        self._add({"stopped": True})

    def _add(self, entry: dict[str, Any]) -> None:
        self._handle.write(json.dumps(entry).encode() + b"\n")
        self._handle.flush()
        os.fsync(self._handle.fileno())

    def __enter__(self) -> Journal:
        """The journal itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._handle.close()
