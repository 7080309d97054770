"""``run``, ``compare`` and ``report``: load, simulate, keep, print."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carehome_sim.cli.compiling import compile_rules
from carehome_sim.cli.options import StudyOptions
from carehome_sim.cli.places import place_for_homes
from carehome_sim.cli.screen import Homes, console, print_json, say
from carehome_sim.errors import InputError
from carehome_sim.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    from carehome_sim.study import StudyResult

RESULTS = "results"


def run_study(files: Sequence[str], options: StudyOptions) -> None:
    """Carry out a run (one file) or a comparison (a base and others), or say what it would be."""
    scenarios = [
        load_scenario(file, options.sets, replicates=options.replicates, seed=options.seed)
        for file in files
    ]
    if options.expand and not options.grow:
        from carehome_sim.cli.expanding import print_expanded

        print_expanded(scenarios, as_json=options.as_json)
    elif options.dry_run:
        from carehome_sim.cli.planning import print_plan

        print_plan(files, scenarios, options)
    else:
        _simulate(scenarios, options)


def _simulate(scenarios: Sequence[Scenario], options: StudyOptions) -> None:
    from carehome_sim.study import compare, simulate

    first, others = scenarios[0], scenarios[1:]
    given: dict[str, Any] = {"driver": options.driver, "precision": options.precision}
    if others:
        result = carried_out(partial(compare, first, others, **given), options, first.name)
    else:
        result = carried_out(partial(simulate, first, **given), options, first.name)
    if not options.quiet and result.precision is not None:
        say(_precision_note(result.precision, result.replicates))
    page = _report(result, quiet=options.quiet) if options.report else None
    if options.as_json:
        print_json(result.to_json())
        return
    _print_result(result)
    print(f"Result: {result.folder}")
    if page is not None:
        print(f"Report: {page}")


def carried_out(
    make: Callable[..., Any], options: StudyOptions, name: str, *, what: str = "Simulating"
) -> Any:
    """Let a study be made in its folder, with progress; say what was there already."""
    out = folder_of(options, name)
    if options.driver == "engine":
        compile_rules(quiet=options.quiet)
    with (
        place_for_homes(options.scheduler, options.cluster, quiet=options.quiet) as executor,
        Homes(quiet=options.quiet, what=what) as progress,
    ):
        result = make(
            out=out,
            workers=options.workers,
            resume=options.resume,
            grow=options.grow,
            progress=progress,
            command=command_line(),
            executor=executor,
        )
    if not options.quiet and (options.resume or options.grow):
        total = result.manifest["units"]["total"]
        say(f"Reused {result.reused_units} of {total} units of work.")
    return result


def folder_of(options: StudyOptions, name: str) -> Path:
    """The folder a study goes to; refused where it holds something it should not."""
    from carehome_sim.study.store import refuse_foreign

    if options.resume and options.out is None:
        raise InputError(place="--resume", problem="needs the folder to go on in: give --out DIR")
    out = options.out or default_folder(name)
    refuse_foreign(out, options.resume or options.grow)
    return out


def default_folder(name: str) -> Path:
    """``results/NAME-TIME``, the time in UTC; a name of its own if that is taken."""
    stem = f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    folder, number = Path(RESULTS) / stem, 1
    while folder.exists():
        number += 1
        folder = Path(RESULTS) / f"{stem}-{number}"
    return folder


def command_line() -> str:
    """The command as it was given, so that it can be given again."""
    return shlex.join(["carehome", *sys.argv[1:]])


def _precision_note(reached: dict[str, Any], homes: int) -> str:
    width = reached["half_width"]
    if width is None:
        return f"Precision: the index is undefined in {homes} homes; no more were added."
    word = "reached" if reached["met"] else "not reached"
    return (
        f"Precision {word} with {homes} homes in each arm: {width:.3g} points of the index to "
        f"either side, {reached['asked']:g} asked for."
    )


def _report(result: StudyResult, *, quiet: bool) -> Path:
    from carehome_sim.report import write_report

    if not quiet:
        say("Writing the report.")
    return write_report(result)


def _print_result(result: StudyResult) -> None:
    from carehome_sim.report import print_result

    print_result(result, console())


def report_folder(folder: Path, *, as_json: bool) -> None:
    """Write the report of a finished result anew and say where it is."""
    from carehome_sim import report
    from carehome_sim.study import open_result

    result = open_result(folder)
    if result.kind == "sensitivity":
        page = report.write_study_report(result)
    elif result.kind == "robust":
        page = report.write_robust_report(result)
    elif result.kind == "attribute":
        page = report.write_attribution_report(result)
    else:
        page = report.write_report(result)
    if as_json:
        print_json({"report": str(page)})
    else:
        print(f"Report: {page}")
