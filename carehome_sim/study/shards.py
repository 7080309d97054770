"""One finished unit on disk: a small Parquet file that tells by itself what it is.

A shard holds the rows of the unit's homes, their weekly series packed into one cell a home,
and in its footer the unit's key and a hash of every bit. So a shard that was written but not
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

HOME = "home"
PACKED = "weekly series"
KEY, HASH, WEEKS = b"carehome.unit", b"carehome.hash", b"carehome.weeks"


def shard_name(unit: Unit) -> str:
    """The file name of a unit's shard: where it belongs and the start of its key."""
    return f"arm{unit.arm_index:03d}-home{unit.first:07d}-{unit.key[:12]}.parquet"


def write_shard(folder: Path, unit: Unit, figures: Figures, columns: tuple[str, ...]) -> str:
    """Write a unit's figures whole; the file's SHA-256 (hexadecimal)."""
    arrays: list[Any] = [pa.array(range(unit.first, unit.last), pa.int64())]
    arrays += [pa.array(np.ascontiguousarray(column)) for column in figures.rows.T]
    arrays.append(pa.array([weeks.tobytes() for weeks in figures.series], pa.binary()))
    table = pa.table(arrays, names=[HOME, *columns, PACKED]).replace_schema_metadata(
        {
            KEY: unit.key,
            HASH: figures.hash(),
            WEEKS: "x".join(str(length) for length in figures.series.shape[1:]),
        }
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", use_dictionary=False)
    return write_bytes(folder / shard_name(unit), sink.getvalue().to_pybytes())


def read_shard(path: Path, unit: Unit, columns: tuple[str, ...]) -> Figures | None:
    """The figures in a shard; None unless it is whole and belongs to exactly this unit."""
    try:
        table = pq.read_table(path, memory_map=False)
        footer = table.schema.metadata or {}
        if footer.get(KEY) != unit.key.encode():
            return None
        rows = np.stack([table.column(name).to_numpy() for name in columns], axis=1)
        weeks, width = (int(length) for length in footer[WEEKS].split(b"x"))
        packed = b"".join(cell.as_py() for cell in table.column(PACKED))
        series = np.frombuffer(packed, np.float64).reshape(unit.homes, weeks, width)
        figures = Figures(rows, series)
        return figures if figures.hash() == footer[HASH].decode() else None
    except (OSError, pa.ArrowException, KeyError, ValueError):
        return None
