"""The list of finished units: one line each, appended by one process, safe to cut anywhere.

A line is JSON and names the unit's key, its shard and the shard's SHA-256. A process killed
while writing leaves a torn last line; it is ignored, and cut off before anything is added.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any

NAME = "journal.jsonl"
FIELDS = ("key", "shard", "sha256")


def read_journal(path: Path) -> dict[str, dict[str, Any]]:
    """Entries by unit key; lines that are torn or not ours are passed over."""
    found: dict[str, dict[str, Any]] = {}
    if not path.exists():
        return found
    for line in path.read_bytes().split(b"\n"):
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in FIELDS):
            found[entry["key"]] = entry
    return found


class Journal:
    """An open journal that lines are added to, each on the disk before the next is begun."""

    def __init__(self, path: Path) -> None:
        """Open for adding, after cutting off a torn last line."""
        self._handle = path.open("ab")
        whole = path.read_bytes().rfind(b"\n") + 1
        if whole < path.stat().st_size:
            self._handle.truncate(whole)

    def add(self, *, key: str, shard: str, sha256: str) -> None:
        """Note that a unit's shard is whole."""
        line = json.dumps({"key": key, "shard": shard, "sha256": sha256})
        self._handle.write(line.encode() + b"\n")
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
