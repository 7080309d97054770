"""What every finished study is: a folder, its manifest, and a table of homes."""

from __future__ import annotations

import shutil
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from carehome_sim.errors import DamagedResult
from carehome_sim.study.tables import RUNS, TableColumns


class KeptResult:
    """A finished study in a folder; ``folder`` is None if it was not asked to be kept.

    ``reused_units`` tells how many units of work were found there rather than simulated.
    """

    kind: str

    def __init__(
        self, place: Path, manifest: dict[str, Any], *, kept: bool = True, reused_units: int = 0
    ) -> None:
        """Hold an opened result; use the function that makes it, or ``open_result``."""
        self._place = place
        self.folder = place if kept else None
        self.manifest = manifest
        self.reused_units = reused_units
        if not kept:
            weakref.finalize(self, shutil.rmtree, place, ignore_errors=True)

    @property
    def replicates(self) -> int:
        """Homes at every design point."""
        return int(self.manifest["replicates"])

    def column(self, name: str, rows: int) -> np.ndarray[Any, Any]:
        """A figure of every home, in the order of the table."""
        path = self._place / RUNS
        try:
            cells = TableColumns(path).read(name)
        except (OSError, pa.ArrowException) as error:
            raise DamagedResult(f"{path}: cannot be read ({error}).") from error
        if len(cells) != rows:
            raise DamagedResult(f"{path}: {len(cells)} rows, not one per home.")
        return cells
