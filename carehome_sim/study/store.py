"""The folder of a study under way: finished units kept as shards, then made into two tables.

``parts/`` holds the shards and the journal while homes are being simulated; when the last one
is done they become ``runs.parquet`` and ``series.parquet``, the manifest says *finished*, and
``parts/`` goes. Each step is whole or not there, so a study may be cut off anywhere.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from carehome_sim.errors import DamagedResult
from carehome_sim.study import manifest as manifests
from carehome_sim.study.folder import contents, file_hash, sweep, trouble, whole_file
from carehome_sim.study.journal import NAME as JOURNAL
from carehome_sim.study.journal import Journal, read_journal
from carehome_sim.study.plan import Plan, differing_inputs
from carehome_sim.study.shards import read_shard, shard_name, write_shard
from carehome_sim.study.tables import (
    RUN_ROWS_PER_GROUP,
    RUNS,
    SERIES,
    SERIES_ROWS_PER_GROUP,
    TableWriter,
)
from carehome_sim.study.units import Figures, Unit

PARTS = "parts"


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
    """The manifest that is already there for the same inputs; None in an empty folder.

    Other inputs are refused with what differs named.
    """
    if not (folder / manifests.NAME).exists():
        return None
    found = manifests.read(folder)
    if found["inputs"].get("program") != plan.inputs["program"]:
        raise trouble(
            folder,
            "was begun by this program under other rules (another version, or edited since); "
            "give another --out.",
        )
    different = differing_inputs(found["inputs"], plan.inputs)
    if different:
        raise trouble(folder, f"holds a study of other inputs ({different}); give another --out.")
    return found


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
        self._journal = journal
        self._noted = read_journal(self.parts / JOURNAL)

    def kept(self, unit: Unit) -> Figures | None:
        """A unit's figures from an earlier start, if its shard is whole.

        A shard that the journal does not name, or that was written anew after its line, is
        adopted: its own footer proves what it is.
        """
        path = self.parts / shard_name(unit)
        if not path.exists():
            return None
        figures = read_shard(path, unit)
        if figures is None:
            return None
        sha256 = file_hash(path)
        noted = self._noted.get(unit.key)
        if noted is None or noted["sha256"] != sha256:
            self._journal.add(key=unit.key, shard=path.name, sha256=sha256)
        return figures

    def keep(self, unit: Unit, figures: Figures) -> None:
        """Put a finished unit's shard on the disk and note it in the journal."""
        sha256 = write_shard(self.parts, unit, figures)
        self._journal.add(key=unit.key, shard=shard_name(unit), sha256=sha256)

    def compact(self, units: list[Unit]) -> dict[str, Any]:
        """Make the two tables from all shards, in order; each file's SHA-256 and rows."""
        made: dict[str, Any] = {}
        with (
            whole_file(self.folder / RUNS) as runs_path,
            whole_file(self.folder / SERIES) as series_path,
        ):
            with (
                TableWriter(runs_path, self.columns, RUN_ROWS_PER_GROUP) as runs,
                TableWriter(series_path, self.series_columns, SERIES_ROWS_PER_GROUP) as series,
            ):
                for unit in sorted(units, key=lambda unit: (unit.arm_index, unit.first)):
                    self._add(unit, runs, series)
            for name, path, table in ((RUNS, runs_path, runs), (SERIES, series_path, series)):
                made[name] = {"sha256": file_hash(path), "rows": table.rows}
        return made

    def _add(self, unit: Unit, runs: TableWriter, series: TableWriter) -> None:
        path = self.parts / shard_name(unit)
        figures = read_shard(path, unit)
        if figures is None:
            raise DamagedResult(f"{path}: was whole a moment ago and is not any more.")
        homes = np.arange(unit.first, unit.last, dtype=np.int64)
        weeks, width = figures.series.shape[1:]
        runs.add(unit.arm.name, homes, figures.rows)
        series.add(unit.arm.name, np.repeat(homes, weeks), figures.series.reshape(-1, width))


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
