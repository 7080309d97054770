"""A finished study becomes a larger one: what it holds is laid ready, and nothing of it is lost."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import numpy as np

from carehome_sim.errors import DamagedResult
from carehome_sim.study import manifest as manifests
from carehome_sim.study.folder import trouble
from carehome_sim.study.kinds import points_from
from carehome_sim.study.opening import file_problems
from carehome_sim.study.plan import Plan
from carehome_sim.study.shards import Shard, write_shard
from carehome_sim.study.store import PARTS
from carehome_sim.study.tables import RUNS, SERIES, TableSlices
from carehome_sim.study.units import unit_key

UNITS_AT_ONCE = 512


def prepare_growth(folder: Path, found: dict[str, Any], plan: Plan) -> None:
    """Make a folder ready for a larger study, after a look at whether it is one.

    The tables of a finished study stay until the larger ones take their place.
    """
    _refuse_loss(folder, found, plan)
    if found["status"] == manifests.FINISHED:
        _lay_ready(folder, found)


def _refuse_loss(folder: Path, manifest: dict[str, Any], plan: Plan) -> None:
    """A study may only grow into one that has all of its homes."""
    inputs = manifest["inputs"]
    points, homes = points_from(inputs), int(manifest["replicates"])
    wanted = {plan.points.identity(point) for point in range(len(plan.points))}
    lost = sum(points.identity(point) not in wanted for point in range(len(points)))
    if inputs["seed"] != plan.seed:
        why = f"its seed is {inputs['seed']}, not {plan.seed}"
    elif homes > plan.replicates:
        why = f"it has {homes} homes at each point, more than {plan.replicates}"
    elif lost:
        why = f"{lost} of its {len(points)} design points are not in the new study"
    else:
        return
    raise trouble(
        folder, f"cannot grow into this study: {why}. Nothing was changed; give another --out."
    )


def _lay_ready(folder: Path, manifest: dict[str, Any]) -> None:
    """Put the figures of a finished study back into shards; the tables stay until new ones come."""
    problems = file_problems(folder, manifest)
    if problems:
        raise DamagedResult(f"{folder}: {'; '.join(problems)}; see carehome verify.")
    inputs = manifest["inputs"]
    points, homes = points_from(inputs), int(manifest["replicates"])
    units = list(points.order(0, homes))
    (folder / PARTS).mkdir(exist_ok=True)
    with contextlib.ExitStack() as files:
        runs = files.enter_context(contextlib.closing(TableSlices(folder / RUNS)))
        series, weeks = None, 0
        if points.keeps_weeks:
            series = files.enter_context(contextlib.closing(TableSlices(folder / SERIES)))
            weeks = series.rows // len(units)
        for start in range(0, len(units), UNITS_AT_ONCE):
            some = units[start : start + UNITS_AT_ONCE]
            stop = start + len(some)
            rows = _cells(runs.rows_from(start, stop))
            width = 0 if series is None else len(series.names) - 2
            weekly = np.empty((len(some), 0, 0))
            if series is not None:
                cells = _cells(series.rows_from(start * weeks, stop * weeks))
                weekly = cells.reshape(len(some), weeks, width)
            keys = [
                unit_key(points.identity(unit.point), inputs["seed"], unit.home, inputs["program"])
                for unit in some
            ]
            path = folder / PARTS / f"laid-ready-{start:09d}.parquet"
            write_shard(path, Shard(keys, rows, weekly))


def _cells(table: Any) -> np.ndarray[Any, Any]:
    """The figures of a stretch of a table, without arm and home, to the last bit."""
    columns = [
        np.asarray(table.column(name).to_numpy(), np.float64) for name in table.column_names[2:]
    ]
    return np.stack(columns, axis=1)
