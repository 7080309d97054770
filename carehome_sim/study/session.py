"""One sitting of a study: finds what is there, simulates what is missing, closes the folder."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from carehome_sim.errors import DamagedResult, Interrupted, UnitsFailed
from carehome_sim.study import manifest as manifests
from carehome_sim.study.chunks import Chunk, Done, Fault, chunked
from carehome_sim.study.folder import locked, plain_messages, sweep
from carehome_sim.study.growing import prepare_growth
from carehome_sim.study.isolation import live_apart
from carehome_sim.study.opening import file_problems
from carehome_sim.study.plan import Plan
from carehome_sim.study.precision import HEADLINE, Reached, reached
from carehome_sim.study.store import (
    Store,
    clear_parts,
    opened,
    refuse_difference,
    refuse_foreign,
    standing,
)
from carehome_sim.study.threads import Executor
from carehome_sim.study.units import Unit

Progress = Callable[[int, int, float], None]
HOPELESS = 20  # so many faults and hardly a figure: going on would only make more of them
NAMED_FAULTS = 3
FAULTS = "faults.json"


@dataclass(frozen=True, slots=True)
class Session:
    """A plan and how it is to be carried out; nothing here but the plan changes a figure."""

    plan: Plan
    executor: Executor
    driver: str
    progress: Progress | None = None
    command: str | None = None

    def carry_out(self, folder: Path, *, resume: bool = False, grow: bool = False) -> int:
        """Bring a folder to its finished state; how many units were there already.

        ``resume`` goes on with a study of the same inputs, ``grow`` makes one of other inputs out
        of what is there.
        """
        refuse_foreign(folder, resume or grow)
        with plain_messages(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with locked(folder):
                refuse_foreign(folder, resume or grow)
                sweep(folder)
                found = standing(folder, self.plan)
                if found is not None and grow and found["inputs"] != self.plan.inputs:
                    prepare_growth(folder, found, self.plan)
                    found = None
                if found is not None:
                    refuse_difference(folder, found, self.plan)
                if found is not None and found["status"] == manifests.FINISHED:
                    return _finished_before(folder, found)
                manifest = self._begun(folder) if found is None else found
                return self._interruptible(folder, manifest)

    def _begun(self, folder: Path) -> dict[str, Any]:
        manifest = manifests.begun(
            self.plan, command=self.command, driver=self.driver, workers=self.executor.workers
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
        points = self.plan.points
        with opened(folder, self.plan) as store:
            work = _Work(self, store, count)
            index = np.full((len(points), 0), np.nan)
            homes = self.plan.replicates
            while True:
                index = work.until(index, homes)
                if work.faults:
                    manifests.write_faults(folder / FAULTS, self.plan, work.faults)
                    raise UnitsFailed(self._failed(folder, manifest, work))
                narrow = self._narrow(index)
                if narrow is None or narrow.over:
                    break
                homes = narrow.next_replicates()
            files = store.compact(homes)
        manifest |= {
            "status": manifests.FINISHED,
            "replicates": homes,
            "precision": None if narrow is None else narrow.as_json(),
            "units": {"total": index.size, "reused": work.reused},
            "files": files,
            "timings": manifest["timings"]
            | {"finished_utc": manifests.now(), "seconds": round(count.seconds, 3)},
        }
        manifests.write(folder, manifest)
        clear_parts(folder)
        (folder / FAULTS).unlink(missing_ok=True)
        return work.reused

    def _narrow(self, index: np.ndarray[Any, Any]) -> Reached | None:
        return None if self.plan.precision is None else reached(index, self.plan.precision)

    def _failed(self, folder: Path, manifest: dict[str, Any], work: _Work) -> str:
        faults = work.faults
        named = "; ".join(
            f"{self.plan.points.name(fault.unit.point)}, home {fault.unit.home}: {fault.error}"
            for fault in faults[:NAMED_FAULTS]
        )
        more = len(faults) - NAMED_FAULTS
        rest = f"; and {more} more" if more > 0 else ""
        units = "1 unit of work" if len(faults) == 1 else f"{len(faults)} units of work"
        given_up = " The rest was not tried." if work.hopeless else ""
        return (
            f"{folder}: {units} failed ({named}{rest}); see {FAULTS} there.{given_up} "
            f"What is finished is kept. To try them again: "
            f"{resuming(manifest['command'], folder)}"
        )


class _Work:
    """Brings units onto the disk: those there are counted, the rest simulated."""

    def __init__(self, session: Session, store: Store, count: Count) -> None:
        self._session = session
        self._store = store
        self._count = count
        self._asked = session.plan.precision is not None
        self._column = store.columns.index(HEADLINE) if self._asked else 0
        self.reused = 0
        self.faults: list[Fault] = []
        self.hopeless = False

    def until(self, index: np.ndarray[Any, Any], homes: int) -> np.ndarray[Any, Any]:
        """Have ``homes`` homes of every point on the disk; their index, ``(points, homes)``."""
        plan, store = self._session.plan, self._store
        first = index.shape[1]
        index = _widened(index, homes)
        self._count.expect(index.size)
        missing = []
        for unit in plan.points.order(first, homes):
            if store.holds(unit):
                self.reused += 1
                if self._asked:
                    index[unit] = store.figures(unit)[0][self._column]
                self._count.add(1)
            else:
                missing.append(unit)
        with closing(self._simulated(missing)) as simulated:
            for done in simulated:
                if self._asked:
                    for unit, row in zip(done.units, done.rows, strict=True):
                        index[unit] = row[self._column]
                self._count.add(len(done.units) + len(done.faults))
        return index

    def _simulated(self, missing: list[Unit]) -> Generator[Done, None, None]:
        """What became of units that are not there; those under suspicion live apart."""
        done = 0
        try:
            with closing(self._handed_out(missing)) as handed_out:
                for chunk, found in handed_out:
                    self._store.keep(chunk, found)
                    self.faults += found.faults
                    done += len(found.units)
                    yield found
                    if len(self.faults) >= HOPELESS and done < len(self.faults):
                        self.hopeless = True
                        return
        except BaseException:
            with suppress(OSError):  # a full disk: what was under way will be looked at apart
                self._store.journal.stopped()
            raise

    def _handed_out(self, missing: list[Unit]) -> Generator[tuple[Chunk, Done], None, None]:
        session, store = self._session, self._store
        plan, workers = session.plan, session.executor.workers
        given: dict[str, Any] = {"seed": plan.seed, "driver": session.driver, "workers": workers}
        suspects = tuple(unit for unit in missing if unit in store.under_way)
        if suspects:
            part = plan.points.part([unit.point for unit in suspects])
            chunk = Chunk(part, suspects, plan.seed, session.driver)
            yield chunk, live_apart(chunk)
        others = [unit for unit in missing if unit not in store.under_way]
        chunks = list(chunked(plan.points, others, **given))
        chunks.sort(key=lambda chunk: chunk.units[0].home)

        def begun() -> Generator[Chunk, None, None]:
            for chunk in chunks:
                store.journal.begun(chunk)
                yield chunk

        if chunks:
            yield from session.executor.finished(begun())


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
    """Room for more homes, ``(points, homes)``, undefined until they are known."""
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
