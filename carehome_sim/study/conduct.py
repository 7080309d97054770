"""The room's two front doors: live one scenario, or compare a base with its alternatives."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carehome_sim.errors import InputError, Interrupted
from carehome_sim.study import manifest as manifests
from carehome_sim.study.plan import plan_of
from carehome_sim.study.result import StudyResult
from carehome_sim.study.session import Progress, Session
from carehome_sim.study.threads import DRIVERS, Executor, Threads, usable_cores

if TYPE_CHECKING:
    from carehome_sim.scenario import Scenario


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
    _check(workers, driver)
    plan = plan_of("run", [scenario], precision)
    session = Session(plan, executor or threads(workers, driver), driver, progress, command)
    return _result(session, out, resume, grow)


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
    _check(workers, driver)
    if not alternatives:
        raise InputError("compare: no alternative; name at least one scenario after the base.")
    plan = plan_of("compare", [base, *alternatives], precision)
    session = Session(plan, executor or threads(workers, driver), driver, progress, command)
    return _result(session, out, resume, grow)


def threads(workers: int | None, driver: str = "engine") -> Threads:
    """Threads of this process: so many, or one for each core."""
    return Threads(workers or usable_cores(), driver)


def _check(workers: int | None, driver: str) -> None:
    if workers is not None and workers < 1:
        raise InputError(f"--workers: {workers} is not allowed; give 1 or more.")
    if driver not in DRIVERS:
        raise InputError(f"--driver: {driver!r} is not allowed; give {' or '.join(DRIVERS)}.")


def carried_out(
    session: Session, out: Path | str | None, *, resume: bool, grow: bool = False
) -> tuple[Path, dict[str, Any], int]:
    """The folder of a study that was carried out, its manifest, and units that were there."""
    if out is not None:
        reused = session.carry_out(Path(out), resume=resume, grow=grow)
        return Path(out), manifests.read(Path(out)), reused
    folder = Path(tempfile.mkdtemp(prefix="carehome-study-"))
    try:
        session.carry_out(folder, resume=False)
        return folder, manifests.read(folder), 0
    except Interrupted:
        shutil.rmtree(folder, ignore_errors=True)
        raise Interrupted("Stopped; no folder was given, so nothing is kept.") from None
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _result(session: Session, out: Path | str | None, resume: bool, grow: bool) -> StudyResult:
    folder, manifest, reused = carried_out(session, out, resume=resume, grow=grow)
    return StudyResult(folder, manifest, kept=out is not None, reused_units=reused)
