"""One finished unit on disk: a small Parquet file that tells by itself what it is.

A shard has one line per home: its number, its row of figures and its weekly series, each packed
into one cell (a file of three columns is written ten times faster than one of three hundred).
Its footer holds the unit's key and a hash of every bit, so a shard that was written but not
yet noted in the journal is recognised and kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from carehome_sim.study.folder import write_bytes
from carehome_sim.study.units import Figures, Unit

HOME, ROW, SERIES = "home", "row", "weekly series"
KEY, HASH, WEEKS = b"carehome.unit", b"carehome.hash", b"carehome.weeks"


def shard_name(unit: Unit) -> str:
    """The file name of a unit's shard: where it belongs and the start of its key."""
    return f"arm{unit.arm_index:03d}-home{unit.first:07d}-{unit.key[:12]}.parquet"


def write_shard(folder: Path, unit: Unit, figures: Figures) -> str:
    """Write a unit's figures whole; the file's SHA-256 (hexadecimal)."""
    table = pa.table(
        {
            HOME: pa.array(range(unit.first, unit.last), pa.int64()),
            ROW: pa.array([row.tobytes() for row in figures.rows], pa.binary()),
            SERIES: pa.array([weeks.tobytes() for weeks in figures.series], pa.binary()),
        }
    ).replace_schema_metadata(
        {
            KEY: unit.key,
            HASH: figures.hash(),
            WEEKS: "x".join(str(length) for length in figures.series.shape[1:]),
        }
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", use_dictionary=False, write_statistics=False)
    return write_bytes(folder / shard_name(unit), sink.getvalue().to_pybytes())


def read_shard(path: Path, unit: Unit) -> Figures | None:
    """The figures in a shard; None unless it is whole and belongs to exactly this unit."""
    try:
        table = pq.read_table(path)
        footer = table.schema.metadata or {}
        if footer.get(KEY) != unit.key.encode():
            return None
        weeks, width = (int(length) for length in footer[WEEKS].split(b"x"))
        figures = Figures(
            _unpacked(table, ROW).reshape(unit.homes, -1),
            _unpacked(table, SERIES).reshape(unit.homes, weeks, width),
        )
        return figures if figures.hash() == footer[HASH].decode() else None
    except (OSError, pa.ArrowException, KeyError, ValueError):
        return None


def _unpacked(table: Any, name: str) -> np.ndarray[Any, Any]:
    """Every float64 of a packed column, one home after another."""
    return np.frombuffer(b"".join(table.column(name).to_pylist()), np.float64)
