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
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np

from carehome_sim.study.chunks import Chunk, Done, Fault
from carehome_sim.study.units import Unit

ENTRANCE = "carehome_sim.study.chunks:live"


def entrance(name: str) -> Any:
    """The function that lets a chunk live, by module and name."""
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def live_apart(chunk: Chunk, work: str | None = None) -> Iterator[Done]:
    """What became of each unit of a chunk, one by one; ``work`` names what lets it live."""
    left = list(chunk.units)
    while left:
        child = subprocess.Popen(
            [sys.executable, "-m", "carehome_sim.study.isolation", work or ENTRANCE],
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
                yield done
        except (EOFError, pickle.UnpicklingError, BrokenPipeError):
            yield _killed(left.pop(0), child.wait())
        finally:
            child.kill()
            child.wait()
            child.stdout.close()


def _killed(unit: Unit, code: int) -> Done:
    how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    fault = Fault(unit, f"its process died ({how})")
    return Done((), np.empty((0, 0)), np.empty((0, 0, 0)), (fault,))


def main() -> None:
    """The child: a chunk comes in, what became of each unit goes out."""
    work = entrance(sys.argv[1])
    chunk: Chunk = pickle.load(sys.stdin.buffer)
    out = sys.stdout.buffer
    sys.stdout = sys.stderr
    for unit in chunk.units:
        pickle.dump(work(chunk.only([unit])), out)
        out.flush()


if __name__ == "__main__":
    main()
