"""``sensitivity``: a study file, its design, its homes, its indices."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from carehome_sim.cli.compiling import compile_rules
from carehome_sim.cli.options import StudyOptions
from carehome_sim.cli.screen import console, duration, print_json
from carehome_sim.cli.studies import carried_out, finish
from carehome_sim.scenario import Study, load_study

if TYPE_CHECKING:
    from carehome_sim.study import SensitivityResult
    from carehome_sim.study.design import DesignPoints

MOST_SHOWN = 30
TIMED = 3  # homes that a forecast of the time is made from


def run_sensitivity(file: str, samples: int | None, options: StudyOptions) -> None:
    """Carry out a sensitivity study, or say what it would be."""
    study = load_study(
        file,
        options.sets,
        samples=samples,
        replicates=options.replicates,
        seed=options.seed,
    )
    if options.dry_run:
        _print_plan(study, options)
        return
    from carehome_sim.study import sensitivity

    result = carried_out(partial(sensitivity, study), options, study.name)
    finish(result, options, print_indices)


def print_indices(result: SensitivityResult) -> None:
    """Print the verdict and the indices of every outcome."""
    from carehome_sim.report.study_page import indices_rows, verdict

    screen = console()
    morris = result.study.method == "morris"
    for outcome in result.outcomes:
        screen.print(Text(f"{outcome}: {verdict(result, outcome)}"))
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("Factor", overflow="fold")
        table.add_column("Level")
        heads = ["mu*", "95 % interval", "sigma"] if morris else ["Total", "95 % interval", "First"]
        for head in [*heads, "Rank"]:
            table.add_column(head, justify="right", no_wrap=True)
        rows = indices_rows(result, outcome)
        for row in rows[:MOST_SHOWN]:
            cells = [row["main"], row["interval"], row["other"][0][0], row["rank"]]
            table.add_row(row["name"], row["level"], *cells)
        screen.print(table)
        if len(rows) > MOST_SHOWN:
            screen.print(f"… and {len(rows) - MOST_SHOWN} more; see summary.csv.")


def _print_plan(study: Study, options: StudyOptions) -> None:
    from carehome_sim.study.design import design_of
    from carehome_sim.study.threads import usable_cores

    points = design_of(study)
    homes = len(points) * study.replicates
    workers = options.workers or usable_cores()
    compile_rules(quiet=options.quiet)
    seconds = _seconds_each(points) * homes / workers
    if options.as_json:
        print_json(
            {
                "dry_run": True,
                "method": study.method,
                "factors": [factor.name for factor in study.factors],
                "points": len(points),
                "replicates": study.replicates,
                "homes": homes,
                "seconds": seconds,
            }
        )
        return
    screen = console()
    screen.print(
        f"Would simulate {homes} homes: {study.replicates} at each of {len(points)} design points "
        f"({study.method}, {study.samples} samples), {study.base.measured_days} days after "
        f"{study.base.warmup_days} of warm-up, seed {study.base.seed}.",
        highlight=False,
    )
    screen.print(f"About {duration(seconds)} on {workers} cores (timed on a few homes here).")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("Factor", "From", "To", "Unit", "Level"):
        table.add_column(head, overflow="fold")
    for factor in study.factors:
        known = factor.parameter
        ends = f"{factor.low:g}", f"{factor.high:g}"
        table.add_row(factor.name, *ends, known.unit, str(known.level))
    screen.print(table)
    screen.print("Nothing was simulated and nothing written.")


def _seconds_each(points: DesignPoints) -> float:
    """Seconds that one home at one design point takes, from a few of them."""
    from carehome_sim.study.chunks import Chunk, live
    from carehome_sim.study.units import Unit

    few = tuple(Unit(point, 0) for point in range(min(TIMED, len(points))))
    chunk = Chunk(points, few, 1, "engine")
    live(chunk.only(few[:1]))
    began = time.perf_counter()
    live(chunk)
    return (time.perf_counter() - began) / len(few)
