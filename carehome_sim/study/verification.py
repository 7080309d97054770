"""Is a finished result what the program computes? Every figure is computed again to tell.

Checksums only tell that a file is the one that was written; who alters a figure can mend them.
So the homes are simulated anew, all of them unless a sample is asked for, and every figure is
compared to the last bit. What the manifest says of the inputs is used for that, so altered
inputs show as altered figures.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from carehome_sim.errors import DamagedResult, InputError
from carehome_sim.study import manifest as manifests
from carehome_sim.study.bits import Problem, Stored
from carehome_sim.study.chunks import chunked
from carehome_sim.study.folder import trouble
from carehome_sim.study.kinds import points_from
from carehome_sim.study.opening import file_problems
from carehome_sim.study.plan import inputs_hash
from carehome_sim.study.session import Count, Progress
from carehome_sim.study.tables import RUNS, SERIES, TableSlices
from carehome_sim.study.threads import Threads, usable_cores
from carehome_sim.study.units import Unit, program, program_version

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Verification:
    """What :func:`verify` found after ``checked_homes`` homes were computed again.

    ``problems`` names what differs, at most so many figures one by one; ``notes`` what is
    worth knowing and is no fault of the result.
    """

    ok: bool
    checked_homes: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


def verify(
    folder: Path | str,
    *,
    sample: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Compute a finished result again and compare every figure to the last bit.

    ``sample`` homes of each arm, spread evenly, are computed again (None: all of them, the
    only way to be sure that no figure was altered). Raises ``StoreError`` for a folder that
    holds no finished result.
    """
    if sample is not None and sample < 1:
        raise InputError(f"--sample: {sample} is not allowed; give 1 or more.")
    place = Path(folder)
    try:
        manifest = manifests.read(place)
    except DamagedResult as error:
        return Verification(False, 0, (Problem(str(error)),))
    if manifest["status"] != manifests.FINISHED:
        raise trouble(place, "unfinished; go on with the same command and --resume.")
    problems = [Problem(f"{message}.") for message in file_problems(place, manifest)]
    notes: list[str] = []
    try:
        if inputs_hash(manifest["inputs"]) != manifest["inputs_sha256"]:
            problems.append(Problem("manifest.json: the inputs are not those of its checksum."))
        notes = _program_notes(manifest)
        problems += _manifest_problems(manifest)
        threads = usable_cores() if workers is None else workers
        found, homes, total = _recomputed(place, manifest, sample, threads, progress)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as error:
        problems.append(Problem(f"{place}: damaged, it cannot be read ({error})."))
        found, homes, total = [], 0, 0
    problems += found
    if 0 < homes < total:
        notes.append(
            f"Only {homes} of {total} homes were computed again; others may have been altered."
        )
    return Verification(not problems, homes, tuple(problems), tuple(notes))


def _program_notes(manifest: dict[str, Any]) -> list[str]:
    made = manifest["inputs"]["program"]
    if made == program():
        return []
    return [
        f"The result was made by version {made['version']} with other rules than those here "
        f"({program_version()}); figures may differ for that reason alone."
    ]


def _manifest_problems(manifest: dict[str, Any]) -> list[Problem]:
    """Where the manifest's headings do not say what its inputs say."""
    inputs = manifest["inputs"]
    first = points_from(inputs).arm(0)
    pairs = {
        "kind": (manifest["kind"], inputs["kind"]),
        "seed": (manifest["seed"], inputs["seed"]),
        "arms": (
            [entry["name"] for entry in manifest["arms"]],
            [entry["name"] for entry in inputs.get("arms", [])],
        ),
        "warmup_days": (manifest["warmup_days"], first.warmup_days),
        "measured_days": (manifest["measured_days"], first.measured_days),
    }
    return [
        Problem(f"manifest.json: {name} is {said!r}, but {meant!r} in the inputs.")
        for name, (said, meant) in pairs.items()
        if said != meant
    ]


def _recomputed(
    place: Path,
    manifest: dict[str, Any],
    sample: int | None,
    workers: int,
    progress: Progress | None,
) -> tuple[list[Problem], int, int]:
    """Problems of figures, how many homes were computed again, and how many there are."""
    from carehome_sim.outcomes import row_columns, series_columns

    inputs = manifest["inputs"]
    points = points_from(inputs)
    homes = int(manifest["replicates"])
    total = len(points) * homes
    with contextlib.ExitStack() as files:
        runs = files.enter_context(contextlib.closing(TableSlices(place / RUNS)))
        series = None
        if points.keeps_weeks:
            series = files.enter_context(contextlib.closing(TableSlices(place / SERIES)))
        stored = Stored(runs, series, points, homes)
        problems = stored.problems(row_columns(), series_columns())
        if problems:
            return problems, 0, total
        units = _chosen(list(points.order(0, homes)), len(points), homes, sample)
        count = Count(progress)
        count.expect(len(units))
        chunks = chunked(points, units, seed=int(inputs["seed"]), driver="engine", workers=workers)
        for _, done in Threads(workers).finished(chunks):
            problems += [
                Problem(f"{points.name(fault.unit.point)}, home {fault.unit.home}: {fault.error}")
                for fault in done.faults
            ]
            problems += stored.differences(done)
            count.add(len(done.units))
    problems.sort(key=lambda found: (found.arm or "", found.home or 0, found.week or -1))
    return _shortened(problems), count.done, total


def _chosen(units: list[Unit], points: int, homes: int, sample: int | None) -> list[Unit]:
    """All units, or those of so many homes of each point (of so many in all, if points are many).

    What is chosen is spread evenly from the first to the last.
    """
    if sample is None:
        return units
    if points > homes:
        return [units[index] for index in _spread(len(units), sample)]
    chosen = set(_spread(homes, sample))
    return [unit for unit in units if unit.home in chosen]


def _spread(length: int, sample: int) -> list[int]:
    """At most so many whole numbers below ``length``, evenly spread."""
    if sample >= length:
        return list(range(length))
    return sorted({round(step * (length - 1) / max(sample - 1, 1)) for step in range(sample)})


def _shortened(problems: list[Problem]) -> list[Problem]:
    """The first problems by name and the number of the rest, so that a report stays readable."""
    if len(problems) <= MOST_NAMED:
        return problems
    rest = Problem(f"… and {len(problems) - MOST_NAMED} more figures that differ.")
    return [*problems[:MOST_NAMED], rest]
