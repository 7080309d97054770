"""Lets chunks live on Dask workers: a scheduler's address, or a profile of a batch system.

The driver alone writes to the result's folder; workers get chunks and hand back figures. A worker
that dies costs the chunk it was at, which is done again elsewhere; a chunk that kills workers
lives apart, unit by unit, so that the unit that does it is named. If the scheduler goes, the study
stops and can be resumed.
"""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from carehome_sim.errors import CarehomeError, InputError
from carehome_sim.scenario.cluster_file import Profile
from carehome_sim.study import isolation
from carehome_sim.study.chunks import Chunk, Done
from carehome_sim.study.threads import prepare
from carehome_sim.study.units import program

IN_FLIGHT_PER_WORKER = 3
LOOK_ROUND_S = 0.5
WAIT_FOR_WORKERS_S = 600.0
CONNECT_S = 20.0
LISTENS_S = 5.0
ADDRESS = re.compile(r"(?:tcp|tls)://(?P<host>[^:/\s]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})")
EXTRA = "cluster"
SYSTEMS = {
    "slurm": "SLURMCluster",
    "pbs": "PBSCluster",
    "sge": "SGECluster",
    "lsf": "LSFCluster",
}
Tell = Callable[[str], None]


class ClusterLost(CarehomeError):
    """The scheduler or all workers are gone; what is finished is kept."""


def let_live(entrance: str, chunk: Chunk, made_by: dict[str, str]) -> Done:
    """On a worker: what became of a chunk."""
    _same_program(made_by)
    prepare(chunk.driver)
    done: Done = isolation.entrance(entrance)(chunk)
    return done


def let_live_apart(entrance: str, chunk: Chunk, made_by: dict[str, str]) -> Done:
    """On a worker: what became of a chunk that killed workers, its units in a process apart."""
    _same_program(made_by)
    return isolation.live_apart(chunk, entrance)


def _same_program(made_by: dict[str, str]) -> None:
    if program() != made_by:
        raise CarehomeError(
            f"a worker runs other rules ({program()['version']}, "
            f"{program()['source_sha256'][:12]}) than this program ({made_by['version']}, "
            f"{made_by['source_sha256'][:12]}); install the same on both."
        )


@dataclass(frozen=True, slots=True)
class DaskWorkers:
    """Workers that a Dask scheduler knows of; ``address`` says in words where it is."""

    client: Any
    address: str

    @property
    def workers(self) -> int:
        """Threads of all workers there are now, at least one."""
        known = self.client.scheduler_info(n_workers=-1)["workers"].values()
        return max(1, sum(int(worker["nthreads"]) for worker in known))

    def finished(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Done]]:
        """Each chunk with what became of it, as it is known; few are in flight at a time."""
        from distributed import KilledWorker

        flying: dict[Any, Chunk] = {}
        waiting = iter(chunks)
        bell = threading.Event()
        try:
            while True:
                self._fill(flying, waiting, bell)
                if not flying:
                    return
                for future in self._over(flying, bell):
                    chunk = flying.pop(future)
                    error = future.exception() if future.status == "error" else None
                    if error is None and future.status == "finished":
                        yield chunk, future.result()
                    elif isinstance(error, KilledWorker):
                        flying[self._submit(let_live_apart, chunk, bell)] = chunk
                    elif error is not None:
                        raise error
                    elif future.status == "lost" and self.client.status == "running":
                        flying[self._submit(let_live, chunk, bell)] = chunk
                    else:
                        raise self._lost(f"a task is {future.status}")
        finally:
            with contextlib.suppress(Exception):
                self.client.cancel(list(flying), force=True)

    def _fill(
        self, flying: dict[Any, Chunk], waiting: Iterator[Chunk], bell: threading.Event
    ) -> None:
        most = self.workers * IN_FLIGHT_PER_WORKER
        while len(flying) < most:
            chunk = next(waiting, None)
            if chunk is None:
                return
            flying[self._submit(let_live, chunk, bell)] = chunk

    def _submit(self, work: Any, chunk: Chunk, bell: threading.Event) -> Any:
        future = self.client.submit(work, isolation.ENTRANCE, chunk, program(), pure=False)
        future.add_done_callback(lambda _: bell.set())
        return future

    def _over(self, flying: dict[Any, Chunk], bell: threading.Event) -> list[Any]:
        """Futures of which all is known; looks round so that a lost scheduler is noticed."""
        while True:
            if self.client.status != "running":
                raise self._lost(f"the connection is {self.client.status}")
            bell.clear()
            over = [future for future in flying if future.status != "pending"]
            if over:
                return over
            bell.wait(LOOK_ROUND_S)

    def _lost(self, how: str) -> ClusterLost:
        return ClusterLost(
            f"the scheduler at {self.address} is gone ({how}). What is finished is kept; start a "
            "scheduler and workers and run the same command with --resume."
        )


@contextlib.contextmanager
def workers_at(address: str) -> Iterator[DaskWorkers]:
    """The workers of a scheduler that is running, by its address (tcp://host:port)."""
    distributed = _dask()
    _refuse_silent(address)
    try:
        client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise _unreachable(address, type(error).__name__) from None
    with _closing(client) as open_client:
        yield _waited_for(DaskWorkers(open_client, address))


def _refuse_silent(address: str) -> None:
    """Refuse an address that is none, or behind which nothing listens, before Dask waits for it."""
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise InputError(
            place="--scheduler", given=address, allowed="tcp://HOST:PORT or tls://HOST:PORT"
        )
    try:
        socket.create_connection((found["host"], int(found["port"])), timeout=LISTENS_S).close()
    except (OSError, OverflowError) as error:
        raise _unreachable(address, type(error).__name__) from None


def _unreachable(address: str, why: str) -> InputError:
    return InputError(
        place="--scheduler",
        given=address,
        problem="cannot be reached",
        hint=f"Is a scheduler running there? ({why})",
    )


@contextlib.contextmanager
def workers_of(profile: Profile, tell: Tell) -> Iterator[DaskWorkers]:
    """The workers that a profile asks for; they are given back in the end.

    ``tell`` is told the job script before it is handed in.
    """
    distributed = _dask()
    if profile.system == "allocation":
        with _closing(_by_file(distributed, profile)) as client:
            yield _waited_for(DaskWorkers(client, str(profile.scheduler_file)))
        return
    with contextlib.ExitStack() as stack:
        if profile.system == "local":
            cluster = stack.enter_context(
                distributed.LocalCluster(
                    n_workers=profile.jobs,
                    threads_per_worker=profile.threads_per_job,
                    dashboard_address=None,
                    silence_logs=50,
                )
            )
        else:
            cluster = stack.enter_context(_asked_for(profile))
            tell(f"Job script of {profile.title}:\n{cluster.job_script().rstrip()}")
            cluster.adapt(minimum_jobs=profile.jobs, maximum_jobs=profile.jobs)
            tell(f"Asked for {profile.jobs} jobs; waiting for the first worker.")
        client = stack.enter_context(_closing(distributed.Client(cluster, set_as_default=False)))
        yield _waited_for(DaskWorkers(client, str(cluster.scheduler_address)))


def _asked_for(profile: Profile) -> Any:
    """A cluster object of dask-jobqueue; one process a job, threads inside."""
    before = signal.getsignal(signal.SIGINT)
    try:
        import dask_jobqueue
    except ImportError:
        raise _missing() from None
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)  # importing it puts a handler of its own there
    given: dict[str, Any] = {
        "cores": profile.threads_per_job,
        "processes": 1,
        "memory": f"{profile.memory_gb_per_job:g}GB",
        "walltime": profile.walltime,
        "job_extra_directives": list(profile.directives),
        "job_script_prologue": list(profile.prologue),
        "python": profile.python or sys.executable,
        "log_directory": profile.log_directory,
        "interface": profile.interface,
        "scheduler_options": {"dashboard_address": None},
        "silence_logs": 50,
    }
    if profile.queue is not None:
        given["queue"] = profile.queue
    if profile.account is not None:
        given["account" if profile.system in ("slurm", "pbs") else "project"] = profile.account
    if profile.system == "lsf":
        given["ncpus"] = profile.threads_per_job
        given["mem"] = int(profile.memory_gb_per_job * 1e9)
    return getattr(dask_jobqueue, SYSTEMS[profile.system])(**given)


def _by_file(distributed: Any, profile: Profile) -> Any:
    try:
        return distributed.Client(
            scheduler_file=profile.scheduler_file, timeout=CONNECT_S, set_as_default=False
        )
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(
            file=profile.path,
            place="scheduler_file",
            given=str(profile.scheduler_file),
            problem="leads to no scheduler",
            hint=f"Is one running in the allocation? ({type(error).__name__})",
        ) from None


def _waited_for(found: DaskWorkers) -> DaskWorkers:
    try:
        found.client.wait_for_workers(1, timeout=WAIT_FOR_WORKERS_S)
    except TimeoutError:
        raise ClusterLost(
            f"no worker came to the scheduler at {found.address} within "
            f"{WAIT_FOR_WORKERS_S / 60:.0f} minutes."
        ) from None
    return found


@contextlib.contextmanager
def _closing(client: Any) -> Iterator[Any]:
    try:
        yield client
    finally:
        with contextlib.suppress(Exception):
            client.close(timeout=5)


def _dask() -> Any:
    try:
        import dask
        import distributed
    except ImportError:
        raise _missing() from None
    # A chunk that has killed two workers lives apart next; more workers need not die of it.
    dask.config.set({"distributed.scheduler.allowed-failures": 1})
    return distributed


def _missing() -> InputError:
    return InputError(
        place="--scheduler and --cluster",
        problem=f"need the extra “{EXTRA}”",
        hint=f"Install it: pip install 'carehome-sim[{EXTRA}]'.",
    )
