"""``attribute``: which of the changes between two scenarios makes the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from carehome_sim.cli.options import StudyOptions
from carehome_sim.cli.screen import console, print_json
from carehome_sim.cli.studies import carried_out, finish
from carehome_sim.errors import InputError
from carehome_sim.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    from carehome_sim.study import AttributionResult


def run_attribution(base: str, others: Sequence[str], options: StudyOptions) -> None:
    """Split the difference of each alternative; several go into folders of their own."""
    files = [base, *others]
    scenarios = [
        load_scenario(file, options.sets, replicates=options.replicates, seed=options.seed)
        for file in files
    ]
    if options.dry_run:
        _print_plan(scenarios, as_json=options.as_json)
        return
    from carehome_sim.study.attribution import plan_of_attribution

    for other in scenarios[1:]:
        plan_of_attribution(scenarios[0], other)  # refused before anything is simulated
    if len(others) == 1:
        _one(scenarios[0], scenarios[1], options)
        return
    if options.out is None or options.as_json:
        raise InputError(
            place="attribute",
            problem="takes several alternatives only with --out DIR and without --json",
        )
    for other in scenarios[1:]:
        _one(scenarios[0], other, replace(options, out=options.out / other.name))


def _one(base: Scenario, other: Scenario, options: StudyOptions) -> None:
    from carehome_sim.study import attribute

    result = carried_out(partial(attribute, base, other), options, f"{other.name}-attributed")
    finish(result, options, _print)


def _print(result: AttributionResult) -> None:
    from carehome_sim.evidence import outcomes
    from carehome_sim.report.attribution_page import share_rows
    from carehome_sim.report.words import scale_of

    index, cost = "personalisation_index", "cost_per_resident_week"
    screen = console()
    base, other = result.points.base.title, result.points.other.title
    how = "all orders" if result.exact else "sampled orders"
    screen.print(Text(f"“{other}” against “{base}”: share of each change, mean over {how}."))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Change", overflow="fold")
    for name in (index, cost):
        unit = scale_of(outcomes()[name]).difference_unit
        table.add_column(f"{outcomes()[name].title}\n{unit}", justify="right")
        table.add_column("95 % interval", justify="right")
    costs = {row["name"]: row for row in share_rows(result, cost)}
    for row in share_rows(result, index):
        paid = costs[row["name"]]
        table.add_row(
            row["name"] or row["label"],
            row["mean"],
            row["interval"],
            paid["mean"],
            paid["interval"],
        )
    screen.print(table)


def _print_plan(scenarios: Sequence[Scenario], *, as_json: bool) -> None:
    from carehome_sim.study.attribution import changes_between, sets_for

    plans: list[dict[str, Any]] = []
    for other in scenarios[1:]:
        changes = changes_between(scenarios[0], other)
        sets, orders = sets_for(len(changes))
        plans.append(
            {
                "alternative": other.name,
                "changes": changes,
                "sets": len(sets),
                "exact": not orders,
                "homes": len(sets) * scenarios[0].replicates,
            }
        )
    if as_json:
        print_json({"dry_run": True, "alternatives": plans})
        return
    for plan in plans:
        print(
            f"{plan['alternative']}: would simulate {plan['homes']} homes, "
            f"{scenarios[0].replicates} for each of {plan['sets']} sets of changes "
            f"({', '.join(plan['changes'])})."
        )
    print("Nothing was simulated and nothing written.")
