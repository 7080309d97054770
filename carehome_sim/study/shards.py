"""What became of one chunk, on disk: a small Parquet file that tells by itself what it holds.

A shard has one line per unit: its key, its row of figures and its weekly series, each packed
into one cell (a file of three columns is written ten times faster than one of three hundred).
Its footer holds a hash of every bit, so a shard that was written but not yet noted in the
journal is recognised and kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from carehome_sim.study.folder import write_bytes

UNIT, ROW, SERIES = "unit", "row", "weekly series"
HASH, WEEKS = b"carehome.hash", b"carehome.weeks"


@dataclass(frozen=True, slots=True)
class Shard:
    """Figures of units by key: ``rows`` a unit to a row, ``series`` ``(units, weeks, columns)``."""

    keys: list[bytes]
    rows: np.ndarray[Any, Any]
    series: np.ndarray[Any, Any]

    def hash(self) -> str:
        """SHA-256 of the keys, every bit of the figures, and their shapes."""
        shapes = (len(self.keys), self.rows.shape, self.series.shape)
        digest = hashlib.sha256(repr(shapes).encode())
        digest.update(b"".join(self.keys))
        digest.update(np.ascontiguousarray(self.rows).tobytes())
        digest.update(np.ascontiguousarray(self.series).tobytes())
        return digest.hexdigest()


def write_shard(path: Path, shard: Shard) -> str:
    """Write a shard whole; the file's SHA-256 (hexadecimal)."""
    table = pa.table(
        {
            UNIT: pa.array(shard.keys, pa.binary()),
            ROW: pa.array([row.tobytes() for row in shard.rows], pa.binary()),
            SERIES: pa.array([weeks.tobytes() for weeks in shard.series], pa.binary()),
        }
    ).replace_schema_metadata(
        {HASH: shard.hash(), WEEKS: "x".join(str(length) for length in shard.series.shape[1:])}
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", use_dictionary=False, write_statistics=False)
    return write_bytes(path, sink.getvalue().to_pybytes())


def read_shard(path: Path) -> Shard | None:
    """The figures in a shard; None unless it is whole."""
    try:
        table = pq.read_table(path, use_threads=False)
        footer = table.schema.metadata or {}
        keys = [bytes(key) for key in table.column(UNIT).to_pylist()]
        weeks, width = (int(length) for length in footer[WEEKS].split(b"x"))
        rows = _unpacked(table, ROW).reshape(len(keys), -1)
        shard = Shard(keys, rows, _unpacked(table, SERIES).reshape(len(keys), weeks, width))
        return shard if shard.hash() == footer[HASH].decode() else None
    except (OSError, pa.ArrowException, KeyError, ValueError):
        return None


def _unpacked(table: Any, name: str) -> np.ndarray[Any, Any]:
    """Every float64 of a packed column, one unit after another."""
    return np.frombuffer(b"".join(table.column(name).to_pylist()), np.float64)
