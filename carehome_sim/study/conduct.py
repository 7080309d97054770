"""The room's two front doors: live one scenario, or compare a base with its alternatives."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar, Unpack

from carehome_sim.errors import InputError, Interrupted
from carehome_sim.study import manifest as manifests
from carehome_sim.study.kept import KeptResult
from carehome_sim.study.plan import Plan, plan_of
from carehome_sim.study.result import StudyResult
from carehome_sim.study.session import Progress, Session
from carehome_sim.study.threads import DRIVERS, Executor, Threads, usable_cores

if TYPE_CHECKING:
    from carehome_sim.scenario import Scenario

R = TypeVar("R", bound=KeptResult)


def simulate(
    scenario: Scenario,
    *,
    out: Path | str | None = None,
    workers: int | None = None,
    driver: str = "engine",
    resume: bool = False,
    grow: bool = False,
    progress: Progress | None = None,
    precision: float | None = None,
    command: str | None = None,
    executor: Executor | None = None,
) -> StudyResult:
    """Simulate ``scenario.replicates`` homes of one scenario; outcomes with uncertainty.

    ``out`` is the result's folder (None: figures are kept only as long as the result);
    ``workers`` threads (None: all cores), which change no figure; ``driver`` ``engine`` or
    ``mesa``, the same figures; ``resume`` goes on in a folder of the same inputs, ``grow`` in one
    of other inputs (more homes, more arms), computing nothing again; ``progress`` is called with
    homes done, homes in all and seconds; ``precision`` adds homes until the index's interval is
    at most so many points to either side; ``command`` is what the manifest says repeats the
    study; ``executor`` is where homes live (None: threads here).
    Raises ``InputError`` or ``StoreError`` for what the caller can mend, ``UnitsFailed`` where
    homes gave no figures, ``Interrupted`` after Ctrl-C.
    """
    return carry_out(
        StudyResult,
        plan_of("run", [scenario], precision),
        driver,
        out=out,
        workers=workers,
        resume=resume,
        grow=grow,
        progress=progress,
        command=command,
        executor=executor,
    )


def compare(
    base: Scenario,
    alternatives: Sequence[Scenario],
    *,
    out: Path | str | None = None,
    workers: int | None = None,
    driver: str = "engine",
    resume: bool = False,
    grow: bool = False,
    progress: Progress | None = None,
    precision: float | None = None,
    command: str | None = None,
    executor: Executor | None = None,
) -> StudyResult:
    """Simulate a base and its alternatives on common luck; paired differences from the base.

    Seed and number of homes are the base's. ``precision`` is about the widest interval of the
    index's differences. Everything else as in :func:`simulate`.
    """
    if not alternatives:
        raise InputError("compare: no alternative; name at least one scenario after the base.")
    return carry_out(
        StudyResult,
        plan_of("compare", [base, *alternatives], precision),
        driver,
        out=out,
        workers=workers,
        resume=resume,
        grow=grow,
        progress=progress,
        command=command,
        executor=executor,
    )


def _check(workers: int | None, driver: str) -> None:
    if workers is not None and workers < 1:
        raise InputError(f"--workers: {workers} is not allowed; give 1 or more.")
    if driver not in DRIVERS:
        raise InputError(f"--driver: {driver!r} is not allowed; give {' or '.join(DRIVERS)}.")


class How(TypedDict, total=False):
    """How a study is carried out, in the words of :func:`simulate`; no figure depends on it."""

    out: Path | str | None
    workers: int | None
    resume: bool
    grow: bool
    progress: Progress | None
    command: str | None
    executor: Executor | None


def carry_out(made: type[R], plan: Plan, driver: str = "engine", **how: Unpack[How]) -> R:
    """Bring a plan's folder to its finished state; its result, of class ``made``."""
    workers, out = how.get("workers"), how.get("out")
    _check(workers, driver)
    where = how.get("executor") or Threads(workers or usable_cores(), driver)
    session = Session(plan, where, driver, how.get("progress"), how.get("command"))
    if out is not None:
        folder = Path(out)
        reused = session.carry_out(
            folder, resume=how.get("resume", False), grow=how.get("grow", False)
        )
        return made(folder, manifests.read(folder), reused_units=reused)
    folder = Path(tempfile.mkdtemp(prefix="carehome-study-"))
    try:
        session.carry_out(folder)
        return made(folder, manifests.read(folder), kept=False)
    except Interrupted:
        shutil.rmtree(folder, ignore_errors=True)
        raise Interrupted("Stopped; no folder was given, so nothing is kept.") from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
