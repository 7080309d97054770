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
WRITERS = {
    "run": "write_report",
    "compare": "write_report",
    "sensitivity": "write_study_report",
    "attribute": "write_attribution_report",
    "robust": "write_robust_report",
}


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
    finish(result, options, _print_result)


def finish(
    result: Any, options: StudyOptions, show: Callable[[Any], None], document: Any = None
) -> None:
    """Write the report of a result where one is wanted, and print it by ``show``, or as JSON."""
    page = None
    if options.report:
        if not options.quiet:
            say("Writing the report.")
        page = _write_report(result)
    if options.as_json:
        print_json(result.to_json() if document is None else document)
        return
    show(result)
    print(f"Result: {result.folder}")
    if page is not None:
        print(f"Report: {page}")


def _write_report(result: Any) -> Path:
    from carehome_sim import report

    page: Path = getattr(report, WRITERS[result.kind])(result)
    return page


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
        first = "" if result.reused_units else "Nothing was there yet. "
        say(f"{first}Reused {result.reused_units} of {total} units of work.")
    return result


def folder_of(options: StudyOptions, name: str) -> Path:
    """The folder a study goes to; refused where it holds something it should not, or nothing."""
    from carehome_sim.study.folder import contents, plain_messages
    from carehome_sim.study.store import refuse_foreign

    for option, given in (("--resume", options.resume), ("--expand", options.expand)):
        if given and options.out is None:
            raise InputError(place=option, problem="needs the folder to go on in: give --out DIR")
    out = options.out or default_folder(name)
    with plain_messages(out):
        refuse_foreign(out, options.resume or options.grow)
        if options.grow and not (out.is_dir() and contents(out)):
            raise InputError(
                place="--expand", given=str(out), problem="holds no study that could grow"
            )
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


def _print_result(result: StudyResult) -> None:
    from carehome_sim.report import print_result

    print_result(result, console())


def report_folder(folder: Path, *, as_json: bool) -> None:
    """Write the report of a finished result anew and say where it is."""
    from carehome_sim.study import open_result

    page = _write_report(open_result(folder))
    if as_json:
        print_json({"report": str(page)})
    else:
        print(f"Report: {page}")
