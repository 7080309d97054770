"""Lets units live in a process of their own, so that one that kills its process is found out.

Used for units that were under way when an earlier sitting died without a word: they are
simulated one by one in a child process; if the child dies, the unit it was at is noted as a
fault, and a new child goes on with the next.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from importlib import import_module
from typing import Any

import numpy as np

from carehome_sim.study.chunks import Chunk, Done, Fault
from carehome_sim.study.units import Unit

ENTRANCE = "carehome_sim.study.chunks:live"
CHILD = "from carehome_sim.study.isolation import main; main()"


def entrance(name: str) -> Any:
    """The function that lets a chunk live, by module and name."""
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def live_apart(chunk: Chunk, work: str | None = None) -> Done:
    """What became of a chunk whose units live one by one; ``work`` names what lets them live."""
    left, found = list(chunk.units), []
    while left:
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, work or ENTRANCE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert child.stdin is not None and child.stdout is not None
        try:
            pickle.dump(chunk.only(left), child.stdin)
            child.stdin.close()
            while left:
                done: Done = pickle.load(child.stdout)
                left.pop(0)
                found.append(done)
        except (EOFError, pickle.UnpicklingError, BrokenPipeError):
            found.append(_killed(left.pop(0), child.wait()))
        finally:
            child.kill()
            child.wait()
            child.stdout.close()
    return _together(found)


def _killed(unit: Unit, code: int) -> Done:
    how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    fault = Fault(unit, f"its process died ({how})")
    return Done((), np.empty((0, 0)), np.empty((0, 0, 0)), (fault,))


def _together(found: list[Done]) -> Done:
    whole = [done for done in found if done.units]
    return Done(
        tuple(unit for done in whole for unit in done.units),
        np.concatenate([done.rows for done in whole]) if whole else np.empty((0, 0)),
        np.concatenate([done.series for done in whole]) if whole else np.empty((0, 0, 0)),
        tuple(fault for done in found for fault in done.faults),
    )


def main() -> None:
    """The child: a chunk comes in, what became of each unit goes out."""
    work = entrance(sys.argv[1])
    chunk: Chunk = pickle.load(sys.stdin.buffer)
    out = sys.stdout.buffer
    sys.stdout = sys.stderr
    for unit in chunk.units:
        pickle.dump(work(chunk.only([unit])), out)
        out.flush()
