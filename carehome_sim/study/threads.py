"""Lets chunks live on this machine and hands back each as it is finished, in whatever order.

Compiled homes run in threads: the engine lets go of Python's lock while a home lives, so
threads over homes scale with cores. Homes whose agents act one by one in Python gain nothing
from threads and run in the caller's.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar

from carehome_sim.study.chunks import Chunk, Done, live

Given = TypeVar("Given")
Made = TypeVar("Made")

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
        yield from worked_off(live, chunks, self.workers)


def worked_off(
    work: Callable[[Given, threading.Event], Made], items: Iterable[Given], workers: int
) -> Iterator[tuple[Given, Made]]:
    """Let threads work on items, few at a time; each item with what came of it, as it is known.

    ``work`` is handed an item and an event that is set once nobody waits any more. The first
    error of any item is raised here.
    """
    stop = threading.Event()
    landed: SimpleQueue[tuple[Given, Made | BaseException]] = SimpleQueue()

    def one(item: Given) -> None:
        try:
            landed.put((item, work(item, stop)))
        except BaseException as error:
            landed.put((item, error))

    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="home")
    flying = 0
    try:
        for item in items:
            pool.submit(one, item)
            flying += 1
            while flying >= workers * IN_FLIGHT_PER_WORKER:
                yield _next_of(landed)
                flying -= 1
        while flying:
            yield _next_of(landed)
            flying -= 1
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _next_of(landed: SimpleQueue[tuple[Given, Made | BaseException]]) -> tuple[Given, Made]:
    """Wait for the next item that is finished.

    A queue holds no lock while Python code runs, so a Ctrl-C that comes now leaves none locked:
    futures that are waited for can be left so, and their workers then never end.
    """
    while True:
        try:
            item, made = landed.get(timeout=LOOK_ROUND_S)
        except Empty:
            continue
        if isinstance(made, BaseException):
            raise made
        return item, made
