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
from carehome_sim.cli.screen import console, print_json
from carehome_sim.cli.studies import carried_out, folder_of
from carehome_sim.errors import InputError
from carehome_sim.scenario import load_scenario

if TYPE_CHECKING:
    from carehome_sim.study import StudyResult

ALONE, PACKAGES = "alone", "packages"


def run_packages(files: Sequence[str], budget: float, options: StudyOptions) -> None:
    """Simulate alternatives alone, then the packages that promise most within the budget."""
    scenarios = [
        load_scenario(file, options.sets, replicates=options.replicates, seed=options.seed)
        for file in files
    ]
    if options.dry_run:
        raise InputError(place="--dry-run", problem="cannot go with --budget")
    from carehome_sim.report import write_report
    from carehome_sim.study import compare
    from carehome_sim.study.packages import candidates, together

    base, others = scenarios[0], scenarios[1:]
    out = folder_of(options, f"{base.name}-packages")
    given: dict[str, Any] = {"driver": options.driver, "precision": options.precision}
    first = replace(options, out=out / ALONE)
    alone = carried_out(partial(compare, base, others, **given), first, ALONE, what="Each alone")
    found = candidates(base, others, alone, budget)
    if not found:
        raise InputError(
            place="--budget",
            given=f"{budget:g}",
            problem="buys none of the alternatives",
            allowed="a larger budget, or other alternatives",
        )
    by_name = {other.name: other for other in others}
    made = [together(base, [by_name[name] for name in package.names]) for package in found]
    packages = [scenario for scenario in made if scenario is not None]
    second = replace(options, out=out / PACKAGES)
    make = partial(compare, base, packages, **given)
    result = carried_out(make, second, PACKAGES, what="Packages")
    page = write_report(result) if options.report else None
    rows = ranking(result, budget)
    if options.as_json:
        print_json({"budget": budget, "packages": rows, "out": str(out)})
        return
    _print(rows, budget)
    print(f"Result: {out}")
    if page is not None:
        print(f"Report: {page}")


def ranking(result: StudyResult, budget: float) -> list[dict[str, Any]]:
    """Packages within the budget first, the largest gain first."""
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
        title=Text(f"Packages for at most £{budget:g} per resident-week, simulated as a whole"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("Package", overflow="fold")
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
