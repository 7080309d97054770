"""``--dry-run``: what would run, about how long, and what each scenario changes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table
from rich.text import Text

from carehome_sim.cli.compiling import compile_rules
from carehome_sim.cli.options import StudyOptions
from carehome_sim.cli.screen import console, duration, print_json
from carehome_sim.errors import InputError
from carehome_sim.scenario import Scenario, describe_changes, load_scenario, parent_of
from carehome_sim.scenario.changes import AS_DELIVERED, Change
from carehome_sim.scenario.names import as_written

TRIAL_DAYS = 28
COMPILING_S = 60.0
START_AND_REPORT_S = 12.0
# Assumption: seconds for a simulated year of a home of 40 beds where it cannot be measured
# without compiling first.
USUAL_HOME_YEAR_S = 0.3
USUAL_BEDS = 40.0
DAYS_PER_YEAR = 365.0


def print_plan(files: Sequence[str], scenarios: Sequence[Scenario], options: StudyOptions) -> None:
    """Print what the study would be; nothing is simulated but a few days to time them."""
    _check_alike(scenarios)
    base = scenarios[0]
    changes = [_against_parent(files[0], base)]
    changes += [(base.name, describe_changes(base, one)) for one in scenarios[1:]]
    homes = base.replicates * len(scenarios)
    seconds, measured = _seconds(scenarios, options)
    if options.as_json:
        print_json(_document(scenarios, changes, homes, seconds))
        return
    screen = console()
    kind = "run" if len(scenarios) == 1 else "compare"
    each = f": {base.replicates} of each of {len(scenarios)} scenarios" if kind == "compare" else ""
    screen.print(
        f"Would {kind} {homes} homes{each}, {base.measured_days} days after "
        f"{base.warmup_days} of warm-up, seed {base.seed}.",
        highlight=False,
    )
    how = "timed on a few days here" if measured else "a guess; the first start compiles as well"
    screen.print(f"About {duration(seconds)} on {_workers(options)} cores ({how}).")
    if options.precision is not None:
        screen.print("--precision may add homes until the interval is narrow enough.")
    for scenario, (against, found) in zip(scenarios, changes, strict=True):
        screen.print()
        screen.print(Text(f"{scenario.name}: {scenario.title}", style="bold"))
        if against is not None:
            _print_changes(screen, against, found, scenario)
    screen.print("\nNothing was simulated and nothing written.")


def _against_parent(file: str, scenario: Scenario) -> tuple[str | None, list[Change]]:
    """What the first scenario changes against the file it extends, ``--set`` included."""
    parent = parent_of(file)
    if parent is None:
        plain = load_scenario(file)
        return "its file", describe_changes(plain, scenario)
    return parent.stem, describe_changes(load_scenario(parent), scenario)


def _check_alike(scenarios: Sequence[Scenario]) -> None:
    base = scenarios[0]
    for scenario in scenarios[1:]:
        for length in ("measured_days", "warmup_days"):
            if getattr(scenario, length) != getattr(base, length):
                raise InputError(
                    place=f"run.{length}",
                    given=str(getattr(scenario, length)),
                    problem=f"in {scenario.name} is another length than in {base.name}",
                    allowed=str(getattr(base, length)),
                )


def _workers(options: StudyOptions) -> int:
    from carehome_sim.study.threads import usable_cores

    return options.workers or usable_cores()


def _seconds(scenarios: Sequence[Scenario], options: StudyOptions) -> tuple[float, bool]:
    """About how long the study takes, and whether that was measured here."""
    from carehome_sim.home import needs_compiling, simulate_home
    from carehome_sim.home.arm import Arm

    days = scenarios[0].measured_days + scenarios[0].warmup_days
    replicates = scenarios[0].replicates
    if options.driver != "engine" or needs_compiling():
        beds = sum(scenario.settings["home.beds"] for scenario in scenarios)
        per_home = beds / USUAL_BEDS * days / DAYS_PER_YEAR * USUAL_HOME_YEAR_S
        return COMPILING_S + START_AND_REPORT_S + per_home * replicates / _workers(options), False
    compile_rules(quiet=True)
    spent = 0.0
    for scenario in scenarios:
        trial = Arm(scenario.name, scenario.settings, scenario.phases, TRIAL_DAYS, TRIAL_DAYS)
        began = time.perf_counter()
        simulate_home(trial, seed=scenario.seed, home=0)
        spent += (time.perf_counter() - began) / (2 * TRIAL_DAYS) * days
    return START_AND_REPORT_S + spent * replicates / _workers(options), True


def _print_changes(screen: Any, against: str, found: Sequence[Change], scenario: Scenario) -> None:
    for use in scenario.interventions:
        until = "" if use.end_day is None else f" until day {use.end_day}"
        screen.print(
            Text(
                f"  with {use.id} from day {use.start_day}{until}, dose {use.dose_01:g} "
                f"(evidence: {use.evidence})"
            )
        )
    if not found:
        screen.print(Text(f"  Changes nothing against {against}."))
        return
    table = Table(title=Text(f"Changes against {against}"), title_justify="left", box=None)
    for head in ("Setting", "Before", "After", "Unit", "From day", "Why", "Grade"):
        table.add_column(head, overflow="fold", justify="left")
    for change in found:
        end = "" if change.end_day is None else f" to {change.end_day}"
        table.add_row(
            Text(change.name),
            Text(as_written(change.before)),
            Text(as_written(change.after)),
            Text(change.unit),
            f"{change.start_day}{end}",
            Text(change.why + (AS_DELIVERED if change.delivered else "")),
            change.grade,
        )
    screen.print(table)


def _document(
    scenarios: Sequence[Scenario],
    changes: Sequence[tuple[str | None, list[Change]]],
    homes: int,
    seconds: float,
) -> dict[str, Any]:
    base = scenarios[0]
    return {
        "dry_run": True,
        "homes": homes,
        "replicates": base.replicates,
        "seed": base.seed,
        "measured_days": base.measured_days,
        "warmup_days": base.warmup_days,
        "seconds": seconds,
        "scenarios": [
            {
                "name": scenario.name,
                "title": scenario.title,
                "hash": scenario.hash(),
                "against": against,
                "interventions": [
                    {key: value for key, value in asdict(use).items() if key != "changes"}
                    for use in scenario.interventions
                ],
                "changes": [asdict(change) for change in found],
            }
            for scenario, (against, found) in zip(scenarios, changes, strict=True)
        ],
    }
