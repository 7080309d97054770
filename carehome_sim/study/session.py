"""One sitting of a study: finds what is there, simulates what is missing, closes the folder."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from carehome_sim.errors import DamagedResult, Interrupted
from carehome_sim.study import manifest as manifests
from carehome_sim.study.folder import locked, plain_messages, sweep
from carehome_sim.study.opening import file_problems
from carehome_sim.study.plan import Plan
from carehome_sim.study.precision import HEADLINE, Reached, reached
from carehome_sim.study.runner import finished_units, prepare
from carehome_sim.study.store import Store, clear_parts, opened, refuse_foreign, standing
from carehome_sim.study.units import Figures, Unit, units_of

Progress = Callable[[int, int, float], None]


@dataclass(frozen=True, slots=True)
class Session:
    """A plan and how it is to be carried out; nothing here but the plan changes a figure."""

    plan: Plan
    threads: int
    driver: str
    progress: Progress | None = None
    command: str | None = None

    def carry_out(self, folder: Path, *, resume: bool) -> int:
        """Bring a folder to its finished state; how many units were there already."""
        refuse_foreign(folder, resume)
        with plain_messages(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with locked(folder):
                refuse_foreign(folder, resume)
                sweep(folder)
                found = standing(folder, self.plan)
                if found is not None and found["status"] == manifests.FINISHED:
                    return _finished_before(folder, found)
                manifest = self._begun(folder) if found is None else found
                return self._interruptible(folder, manifest)

    def _begun(self, folder: Path) -> dict[str, Any]:
        manifest = manifests.begun(
            self.plan, command=self.command, driver=self.driver, workers=self.threads
        )
        manifests.write(folder, manifest)
        return manifest

    def _interruptible(self, folder: Path, manifest: dict[str, Any]) -> int:
        count = Count(self.progress)
        try:
            return self._work(folder, manifest, count)
        except KeyboardInterrupt:
            raise Interrupted(
                f"Stopped after {count.done} of {count.total} homes; they are kept. "
                f"To go on: {resuming(manifest['command'], folder)}"
            ) from None

    def _work(self, folder: Path, manifest: dict[str, Any], count: Count) -> int:
        """Simulate what is missing, batch by batch, make the tables and close the manifest."""
        prepare(self.driver)
        with opened(folder, self.plan) as store:
            units: list[Unit] = []
            index = np.full((len(self.plan.arms), 0), np.nan)
            homes, reused = self.plan.replicates, 0
            while True:
                batch = self._units(index.shape[1], homes)
                units += batch
                index = _widened(index, homes)
                count.expect(index.size)
                reused += self._batch(store, batch, index, count)
                narrow = self._narrow(index)
                if narrow is None or narrow.over:
                    break
                homes = narrow.next_replicates()
            files = store.compact(units)
        manifest |= {
            "status": manifests.FINISHED,
            "replicates": homes,
            "precision": None if narrow is None else narrow.as_json(),
            "units": {"total": len(units), "reused": reused},
            "files": files,
            "timings": manifest["timings"]
            | {"finished_utc": manifests.now(), "seconds": round(count.seconds, 3)},
        }
        manifests.write(folder, manifest)
        clear_parts(folder)
        return reused

    def _units(self, first: int, last: int) -> list[Unit]:
        arms = list(self.plan.arms)
        seed, driver = self.plan.seed, self.driver
        return list(units_of(arms, seed=seed, first=first, last=last, driver=driver))

    def _narrow(self, index: np.ndarray[Any, Any]) -> Reached | None:
        return None if self.plan.precision is None else reached(index, self.plan.precision)

    def _batch(
        self, store: Store, batch: list[Unit], index: np.ndarray[Any, Any], count: Count
    ) -> int:
        """Have every unit on the disk; note the index of its homes; how many were there."""
        column = store.columns.index(HEADLINE)

        def note(unit: Unit, figures: Figures) -> None:
            index[unit.arm_index, unit.first : unit.last] = figures.rows[:, column]
            count.add(unit.homes)

        missing = []
        for unit in batch:
            figures = store.kept(unit)
            if figures is None:
                missing.append(unit)
            else:
                note(unit, figures)
        for unit, figures in finished_units(missing, workers=self.threads, driver=self.driver):
            store.keep(unit, figures)
            note(unit, figures)
        return len(batch) - len(missing)


class Count:
    """Homes done of homes expected, told to whoever wants to know."""

    def __init__(self, progress: Progress | None) -> None:
        """Start the clock."""
        self._progress = progress
        self._began = time.monotonic()
        self.done = 0
        self.total = 0

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    def expect(self, total: int) -> None:
        """So many homes in all."""
        self.total = total
        self.add(0)

    def add(self, homes: int) -> None:
        """So many more are done."""
        self.done += homes
        if self._progress is not None:
            self._progress(self.done, self.total, self.seconds)


def resuming(command: str, folder: Path) -> str:
    """The command that goes on with the study in ``folder``."""
    words = [command]
    if "--out" not in command:
        words += ["--out", shlex.quote(str(folder))]
    if "--resume" not in command:
        words.append("--resume")
    return " ".join(words)


def _widened(index: np.ndarray[Any, Any], homes: int) -> np.ndarray[Any, Any]:
    """Room for more homes, ``(arms, homes)``, undefined until they are known."""
    made = np.full((len(index), homes), np.nan)
    made[:, : index.shape[1]] = index
    return made


def _finished_before(folder: Path, manifest: dict[str, Any]) -> int:
    """Nothing is left to do but to see that the tables are whole; units that were there."""
    problems = file_problems(folder, manifest)
    if problems:
        raise DamagedResult(f"{folder}: {'; '.join(problems)}; see carehome verify.")
    clear_parts(folder)
    return int(manifest["units"]["total"])
