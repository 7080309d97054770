"""The two tables of a finished result: ``runs`` (a row per home) and ``series`` (per week).

They are written in order of arm and home, in row groups of a fixed size, from one unit at a
time: the files are the same to the last bit however the work was shared out, and memory does
not grow with the number of homes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

RUNS, SERIES = "runs.parquet", "series.parquet"
ARM, HOME, WEEK = "arm", "home", "week"
RUN_ROWS_PER_GROUP = 512
SERIES_ROWS_PER_GROUP = 8192
_WHOLE = {HOME, WEEK}


def _schema(columns: Iterable[str]) -> pa.Schema:
    return pa.schema(
        [
            (ARM, pa.string()),
            (HOME, pa.int64()),
            *((name, pa.int64() if name in _WHOLE else pa.float64()) for name in columns),
        ]
    )


class TableWriter:
    """Writes a table of ``arm``, ``home`` and float64 columns piece by piece."""

    def __init__(self, path: Path, columns: tuple[str, ...], rows_per_group: int) -> None:
        """Begin the file; ``columns`` come after ``arm`` and ``home``."""
        self._schema = _schema(columns)
        floats = [name for name in columns if name not in _WHOLE]
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            use_dictionary=[ARM],
            column_encoding=dict.fromkeys(floats, "BYTE_STREAM_SPLIT"),
            write_statistics=False,
        )
        self._size = rows_per_group
        self._arms: list[str] = []
        self._homes: list[np.ndarray[Any, Any]] = []
        self._cells: list[np.ndarray[Any, Any]] = []
        self.rows = 0

    def add(self, arm: str, homes: np.ndarray[Any, Any], cells: np.ndarray[Any, Any]) -> None:
        """Add rows of one arm: ``homes`` ``(rows,)`` and ``cells`` ``(rows, columns)``."""
        self._arms += [arm] * len(homes)
        self._homes.append(homes)
        self._cells.append(cells)
        while len(self._arms) >= self._size:
            self._flush(self._size)

    def _flush(self, rows: int) -> None:
        homes = np.concatenate(self._homes)
        cells = np.concatenate(self._cells)
        arrays = [pa.array(self._arms[:rows], pa.string()), pa.array(homes[:rows], pa.int64())]
        for index, field in enumerate(list(self._schema)[2:]):
            column = np.ascontiguousarray(cells[:rows, index])
            arrays.append(pa.array(column.astype(np.int64) if field.name in _WHOLE else column))
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema), rows)
        self.rows += rows
        self._arms, self._homes, self._cells = self._arms[rows:], [homes[rows:]], [cells[rows:]]

    def __enter__(self) -> TableWriter:
        """The writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what is left and end the file."""
        if kind is None and self._arms:
            self._flush(len(self._arms))
        self._writer.close()


class Columns(Protocol):
    """Figures of many homes, handed out a column at a time."""

    names: tuple[str, ...]
    rows: int

    def read(self, name: str) -> np.ndarray[Any, Any]:
        """A column as float64 ``(rows,)``."""
        ...


class TableColumns:
    """Reads any one column of a table; no other is held."""

    def __init__(self, path: Path) -> None:
        """Learn what the file holds; it stays open only while something is read."""
        with pq.ParquetFile(path) as opened:
            self._metadata = opened.metadata
            self.names: tuple[str, ...] = tuple(opened.schema_arrow.names)
        self._path = path
        self.rows = int(self._metadata.num_rows)

    def read(self, name: str) -> np.ndarray[Any, Any]:
        """A column as float64 ``(rows,)``."""
        with pq.ParquetFile(self._path, metadata=self._metadata) as opened:
            column = opened.read([name], use_threads=False).column(0)
        return np.asarray(column.to_numpy(), np.float64)


class TableSlices:
    """Reads any stretch of rows of a table, holding no more than a row group of it."""

    def __init__(self, path: Path) -> None:
        """Open the file and learn where its row groups begin."""
        self._file = pq.ParquetFile(path)
        groups = self._file.metadata.num_row_groups
        lengths = [self._file.metadata.row_group(index).num_rows for index in range(groups)]
        self._starts = np.concatenate([[0], np.cumsum(lengths)]).astype(int)
        self._held: dict[int, Any] = {}
        self.names: list[str] = list(self._file.schema_arrow.names)
        self.rows = int(self._starts[-1])

    def rows_from(self, start: int, stop: int) -> Any:
        """The rows ``start`` to ``stop - 1`` as a pyarrow table."""
        first = int(np.searchsorted(self._starts, start, side="right")) - 1
        last = int(np.searchsorted(self._starts, stop, side="left"))
        parts = [self._group(index) for index in range(first, last)]
        self._held = dict(zip(range(first, last), parts, strict=True))
        return pa.concat_tables(parts).slice(start - self._starts[first], stop - start)

    def _group(self, index: int) -> Any:
        held = self._held.get(index)
        return self._file.read_row_group(index) if held is None else held

    def close(self) -> None:
        """Close the file."""
        self._file.close()
