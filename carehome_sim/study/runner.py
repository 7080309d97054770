"""Runs units on this machine and hands back each as it is finished, in whatever order.

Compiled homes run in threads: the engine lets go of Python's lock while a home lives, so
threads over homes scale with cores. Homes whose agents act one by one in Python gain nothing
from threads and run in the caller's. A cluster can take the place of :func:`finished_units`:
it needs to send out :class:`~carehome_sim.study.units.Unit` and call ``run_unit``.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from carehome_sim.study.units import Figures, Unit, run_unit

DRIVERS = ("engine", "mesa")
IN_FLIGHT_PER_WORKER = 2
LOOK_ROUND_S = 0.25  # how often the waiting caller looks round, so that Ctrl-C is heard


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


def finished_units(
    units: Iterable[Unit], *, workers: int, driver: str
) -> Iterator[tuple[Unit, Figures]]:
    """Each unit with its figures, as it is finished; few are held at a time.

    An error in a unit is raised here with the unit named. However the caller leaves, work
    under way is given up after the home that is being simulated.
    """
    if driver != "engine":
        for unit in units:
            yield unit, _named(unit, None)
        return
    stop = threading.Event()
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="home")
    try:
        flying: dict[Future[Figures], Unit] = {}
        for unit in units:
            flying[pool.submit(_named, unit, stop)] = unit
            if len(flying) >= workers * IN_FLIGHT_PER_WORKER:
                yield from _landed(flying)
        while flying:
            yield from _landed(flying)
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _landed(flying: dict[Future[Figures], Unit]) -> Iterator[tuple[Unit, Figures]]:
    """Wait until at least one unit is finished; take out and hand back all that are."""
    done: set[Future[Figures]] = set()
    while not done:
        done, _ = wait(flying, timeout=LOOK_ROUND_S, return_when=FIRST_COMPLETED)
    for future in done:
        yield flying.pop(future), future.result()


def _named(unit: Unit, stop: threading.Event | None) -> Figures:
    try:
        return run_unit(unit, stop)
    except Exception as error:
        error.add_note(f"while simulating homes {unit.first}–{unit.last - 1} of {unit.arm.name}")
        raise
