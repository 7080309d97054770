"""The folder of a study under way: finished units kept as shards, then made into tables.

``parts/`` holds the shards and the journal while homes are being simulated; when the last one
is done they become ``runs.parquet`` (and ``series.parquet``), the manifest says *finished*, and
``parts/`` goes. Each step is whole or not there, so a study may be cut off anywhere. A shard is
known by the keys of its units alone: it serves every study that asks for the same units.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from carehome_sim.errors import DamagedResult
from carehome_sim.study import manifest as manifests
from carehome_sim.study.chunks import Chunk, Done
from carehome_sim.study.folder import contents, file_hash, sweep, trouble, whole_file
from carehome_sim.study.journal import NAME as JOURNAL
from carehome_sim.study.journal import Journal, kept_shards, left_under_way
from carehome_sim.study.kinds import command_of
from carehome_sim.study.plan import Plan, differing_inputs
from carehome_sim.study.shards import Shard, read_shard, write_shard
from carehome_sim.study.tables import (
    RUN_ROWS_PER_GROUP,
    RUNS,
    SERIES,
    SERIES_ROWS_PER_GROUP,
    TableWriter,
)
from carehome_sim.study.units import Unit, unit_key

PARTS = "parts"
SHARDS = "*.parquet"
SHARDS_HELD = 8


def refuse_foreign(folder: Path, resume: bool) -> None:
    """Refuse a folder that holds something, unless it is to be gone on with."""
    if folder.exists() and not folder.is_dir():
        raise trouble(folder, "is not a folder; give another --out.")
    if not folder.is_dir():
        return
    found = contents(folder)
    if found and not resume:
        raise trouble(
            folder, "is not empty; give another --out, or --resume to go on with what is there."
        )
    if found and found != [PARTS]:
        manifests.read(folder)


def standing(folder: Path, plan: Plan) -> dict[str, Any] | None:
    """The manifest that is already there, of the same kind and program; None in an empty folder."""
    if not (folder / manifests.NAME).exists():
        return None
    found = manifests.read(folder)
    if found["inputs"].get("program") != plan.inputs["program"]:
        raise trouble(
            folder,
            "was begun by this program under other rules (another version, or edited since); "
            "give another --out.",
        )
    if found["kind"] != plan.kind:
        raise trouble(
            folder, f"holds a result of carehome {command_of(found['kind'])}; give another --out."
        )
    return found


def refuse_difference(folder: Path, found: dict[str, Any], plan: Plan) -> None:
    """Refuse to go on with a study of other inputs; what differs is named."""
    different = differing_inputs(found["inputs"], plan.inputs)
    if different:
        raise trouble(folder, f"holds a study of other inputs ({different}); give another --out.")


class Store:
    """The shards and the journal of a study under way in ``folder``."""

    def __init__(self, folder: Path, plan: Plan, journal: Journal) -> None:
        """Hold the open journal; see :func:`opened`."""
        from carehome_sim.outcomes import row_columns, series_columns

        self.folder = folder
        self.parts = folder / PARTS
        self.plan = plan
        self.columns: tuple[str, ...] = row_columns()
        self.series_columns: tuple[str, ...] = series_columns()
        self.journal = journal
        self.under_way = left_under_way(self.parts / JOURNAL)
        self._where: dict[bytes, tuple[Path, int]] = {}
        self._read = lru_cache(maxsize=SHARDS_HELD)(read_shard)
        self._adopt()

    def _adopt(self) -> None:
        """Learn what shards hold; one that is not whole is as good as not there.

        One that the journal does not name, or that was written anew after its line, is adopted: its
        own footer proves what it is.
        """
        noted = kept_shards(self.parts / JOURNAL)
        for path in sorted(self.parts.glob(SHARDS)):
            shard = self._read(path)
            if shard is None:
                continue
            sha256 = file_hash(path)
            if noted.get(path.name) != sha256:
                self.journal.kept(path.name, sha256)
            self._note(path, shard.keys)

    def _note(self, path: Path, keys: Sequence[bytes]) -> None:
        for index, key in enumerate(keys):
            self._where[key] = (path, index)

    def key(self, unit: Unit) -> bytes:
        """What a unit of this study is known by."""
        plan = self.plan
        identity = plan.points.identity(unit.point)
        return unit_key(identity, plan.seed, unit.home, plan.inputs["program"])

    def holds(self, unit: Unit) -> bool:
        """Whether a unit's figures are on the disk."""
        return self.key(unit) in self._where

    def figures(self, unit: Unit) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """A unit's row and weekly series, from its shard."""
        path, index = self._where[self.key(unit)]
        shard = self._read(path)
        if shard is None:
            raise DamagedResult(f"{path}: was whole a moment ago and is not any more.")
        return shard.rows[index], shard.series[index]

    def keep(self, chunk: Chunk, done: Done) -> None:
        """Put the figures of a chunk's finished units on the disk and note it in the journal."""
        if done.units:
            path = self.parts / f"{chunk.only(done.units).name}.parquet"
            keys = [self.key(unit) for unit in done.units]
            sha256 = write_shard(path, Shard(keys, done.rows, done.series))
            self._read.cache_clear()
            self.journal.kept(path.name, sha256)
            self._note(path, keys)
        self.journal.over(chunk.name)

    def compact(self, homes: int) -> dict[str, Any]:
        """Make the tables from all shards, in order; each file's SHA-256 and rows."""
        weekly = self.plan.points.keeps_weeks
        made: dict[str, Any] = {}
        with contextlib.ExitStack() as files:
            paths = {
                name: files.enter_context(whole_file(self.folder / name))
                for name in ((RUNS, SERIES) if weekly else (RUNS,))
            }
            with contextlib.ExitStack() as writers:
                runs = writers.enter_context(
                    TableWriter(paths[RUNS], self.columns, RUN_ROWS_PER_GROUP)
                )
                series = None
                if weekly:
                    writer = TableWriter(paths[SERIES], self.series_columns, SERIES_ROWS_PER_GROUP)
                    series = writers.enter_context(writer)
                for unit in self.plan.points.order(0, homes):
                    self._add(unit, runs, series)
            rows = {RUNS: runs.rows, SERIES: series.rows if series is not None else 0}
            for name, path in paths.items():
                made[name] = {"sha256": file_hash(path), "rows": rows[name]}
        return made

    def _add(self, unit: Unit, runs: TableWriter, series: TableWriter | None) -> None:
        row, weeks = self.figures(unit)
        name = self.plan.points.name(unit.point)
        runs.add(name, np.array([unit.home]), row[np.newaxis])
        if series is not None:
            series.add(name, np.full(len(weeks), unit.home), weeks)


@contextlib.contextmanager
def opened(folder: Path, plan: Plan) -> Iterator[Store]:
    """The store of a study under way (call while holding the folder's lock)."""
    parts = folder / PARTS
    parts.mkdir(exist_ok=True)
    sweep(parts)
    with Journal(parts / JOURNAL) as journal:
        yield Store(folder, plan, journal)


def clear_parts(folder: Path) -> None:
    """Remove the shards and the journal of a finished study."""
    shutil.rmtree(folder / PARTS, ignore_errors=True)
