"""``compare --futures``: which remedy is best over everything the evidence leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from carehome_sim.cli.options import StudyOptions
from carehome_sim.cli.screen import console, print_json
from carehome_sim.cli.studies import carried_out, finish
from carehome_sim.errors import InputError
from carehome_sim.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    from carehome_sim.study import RobustResult

HOMES_IN_A_FUTURE = 2


def run_robust(files: Sequence[str], futures: int, options: StudyOptions) -> None:
    """Compare scenarios in so many futures."""
    if options.driver != "engine" or options.precision is not None:
        raise InputError(place="--futures", problem="cannot go with --driver or --precision")
    homes = options.replicates or HOMES_IN_A_FUTURE
    scenarios = [
        load_scenario(file, options.sets, replicates=homes, seed=options.seed) for file in files
    ]
    if options.dry_run:
        _print_plan(scenarios, futures, options)
        return
    from carehome_sim.study import robust

    make = partial(robust, scenarios[0], scenarios[1:], futures=futures)
    result = carried_out(make, options, f"{scenarios[0].name}-futures")
    finish(result, options, _print)


def _print(result: RobustResult) -> None:
    from carehome_sim.report.robust_page import leaf_sentences, regret_rows

    screen = console()
    table = Table(
        title=Text(f"Over {result.futures} futures; points of the personalisation index"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("Scenario", overflow="fold")
    for head in ("Best in", "Better in", "Gain", "95 % of futures", "Regret", "worst tenth"):
        table.add_column(head, justify="right")
    for row in regret_rows(result):
        cells = [row["best"], row["better"], row["gain"], row["interval"]]
        table.add_row(row["arm"], *cells, row["regret"], row["worst"])
    screen.print(table)
    for sentence in leaf_sentences(result):
        screen.print(Text(sentence))


def _print_plan(scenarios: Sequence[Scenario], futures: int, options: StudyOptions) -> None:
    homes = futures * len(scenarios) * scenarios[0].replicates
    if options.as_json:
        print_json({"dry_run": True, "futures": futures, "homes": homes})
        return
    print(
        f"Would simulate {homes} homes: {scenarios[0].replicates} of each of {len(scenarios)} "
        f"scenarios in each of {futures} futures.\nNothing was simulated and nothing written."
    )
