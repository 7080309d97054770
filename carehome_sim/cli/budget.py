"""``compare --budget``: which package of remedies brings most for so many pounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from carehome_sim.cli.options import StudyOptions
from carehome_sim.cli.screen import console
from carehome_sim.cli.studies import carried_out, finish, folder_of
from carehome_sim.errors import InputError
from carehome_sim.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    from carehome_sim.study import StudyResult


def run_packages(files: Sequence[str], budget: float, options: StudyOptions) -> None:
    """Simulate alternatives alone, then the packages that promise most, all in one folder.

    The folder holds an ordinary comparison, so it can be resumed, grown, reported and verified like
    any other.
    """
    from carehome_sim.study.packages import candidates, packages_there, refuse_unfit

    if options.dry_run or options.precision is not None:
        raise InputError(place="--budget", problem="cannot go with --dry-run or --precision")
    scenarios = [
        load_scenario(file, options.sets, replicates=options.replicates, seed=options.seed)
        for file in files
    ]
    base, others = scenarios[0], scenarios[1:]
    refuse_unfit(others)
    out = folder_of(options, f"{base.name}-packages")
    options = replace(options, out=out)
    packages = packages_there(out, base, others)
    if packages is None:
        result = _compared(base, others, options, "Each alone")
        packages = candidates(base, others, result, budget)
        options = replace(options, expand=True, resume=False)
    if packages:
        result = _compared(base, [*others, *packages], options, "Packages")
    rows = ranking(result, budget)
    document = {"budget": budget, "packages": rows, "out": str(out)}
    finish(result, options, lambda _: _print(rows, budget), document)


def _compared(
    base: Scenario, others: Sequence[Scenario], options: StudyOptions, what: str
) -> StudyResult:
    from carehome_sim.study import compare

    make = partial(compare, base, others, driver=options.driver)
    result: StudyResult = carried_out(make, options, base.name, what=what)
    return result


def ranking(result: StudyResult, budget: float) -> list[dict[str, Any]]:
    """Alternatives and packages, those within the budget first, the largest gain first."""
    rows = []
    for arm in result.arms[1:]:
        found = {row["outcome"]: row for row in result.differences(arm).to_dict("records")}
        gain, cost = found["personalisation_index"], found["cost_per_resident_week"]
        rows.append(
            {
                "package": arm,
                "gain": float(gain["mean"]),
                "gain_ci95": [float(gain["ci_low"]), float(gain["ci_high"])],
                "cost": float(cost["mean"]),
                "cost_ci95": [float(cost["ci_low"]), float(cost["ci_high"])],
                "within_budget": bool(cost["mean"] <= budget),
            }
        )
    return sorted(rows, key=lambda row: (not row["within_budget"], -row["gain"]))


def _print(rows: Sequence[dict[str, Any]], budget: float) -> None:
    table = Table(
        title=Text(f"For at most £{budget:g} per resident-week; packages simulated as a whole"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("Alternative or package", overflow="fold")
    for head in ("Index", "95 % interval", "£ per resident-week", "95 % interval", "Within"):
        table.add_column(head, justify="right")
    for row in rows:
        gain, cost = row["gain_ci95"], row["cost_ci95"]
        table.add_row(
            row["package"],
            f"{row['gain']:+.1f}",
            f"{gain[0]:.1f} to {gain[1]:.1f}",
            f"{row['cost']:+.0f}",
            f"{cost[0]:.0f} to {cost[1]:.0f}",
            "yes" if row["within_budget"] else "no",
        )
    console().print(table)
