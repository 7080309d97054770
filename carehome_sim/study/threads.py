"""Lets chunks live on this machine and hands back each as it is finished, in whatever order.

Compiled homes run in threads: the engine lets go of Python's lock while a home lives, so
threads over homes scale with cores. Homes whose agents act one by one in Python gain nothing
from threads and run in the caller's.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from carehome_sim.study.chunks import Chunk, Done, live

DRIVERS = ("engine", "mesa")
IN_FLIGHT_PER_WORKER = 2
LOOK_ROUND_S = 0.25  # how often the waiting caller looks round, so that Ctrl-C is heard


class Executor(Protocol):
    """Whatever can let chunks live: threads here, or a cluster."""

    @property
    def workers(self) -> int:
        """How many chunks can live at once."""
        ...

    def finished(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Done]]:
        """Each chunk with what became of it, as it is known; few are held at a time."""
        ...


def usable_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def prepare(driver: str) -> None:
    """Compile the rules, or load them, before any thread needs them."""
    if driver == "engine":
        from carehome_sim import home

        home.warm_up_compiler()


@dataclass(frozen=True, slots=True)
class Threads:
    """Threads of this process, or the caller's own where agents act one by one."""

    workers: int
    driver: str = "engine"

    def finished(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Done]]:
        """Each chunk with what became of it, as it is known.

        However the caller leaves, work under way is given up after the home that is being
        simulated.
        """
        prepare(self.driver)
        if self.driver != "engine":
            for chunk in chunks:
                yield chunk, live(chunk)
            return
        stop = threading.Event()
        pool = ThreadPoolExecutor(max_workers=self.workers, thread_name_prefix="home")
        try:
            flying: dict[Future[Done], Chunk] = {}
            for chunk in chunks:
                flying[pool.submit(live, chunk, stop)] = chunk
                if len(flying) >= self.workers * IN_FLIGHT_PER_WORKER:
                    yield from _landed(flying)
            while flying:
                yield from _landed(flying)
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)


def _landed(flying: dict[Future[Done], Chunk]) -> Iterator[tuple[Chunk, Done]]:
    """Wait until at least one chunk is finished; take out and hand back all that are."""
    done: set[Future[Done]] = set()
    while not done:
        done, _ = wait(flying, timeout=LOOK_ROUND_S, return_when=FIRST_COMPLETED)
    for future in done:
        yield flying.pop(future), future.result()
