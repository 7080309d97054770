"""``--expand``: a scenario with every setting written out, as a file that can be run again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carehome_sim.cli.screen import print_json
from carehome_sim.evidence import parameters
from carehome_sim.scenario import Scenario
from carehome_sim.scenario.names import as_written


def print_expanded(scenarios: Sequence[Scenario], *, as_json: bool) -> None:
    """Print each scenario fully resolved: TOML, or with ``as_json`` one document."""
    if as_json:
        documents = [scenario.resolved() | {"hash": scenario.hash()} for scenario in scenarios]
        print_json(documents[0] if len(documents) == 1 else documents)
        return
    for number, scenario in enumerate(scenarios):
        if number:
            print(f"\n# {'=' * 70}\n")
        print("\n".join(expanded(scenario)))


def expanded(scenario: Scenario) -> Iterator[str]:
    """The lines of a TOML file that makes the same homes.

    A part that follows its headline stands in a comment: written out it would no longer follow.
    """
    yield f"# {scenario.name}, every setting written out; hash {scenario.hash()}"
    yield 'kind = "scenario"'
    yield f"title = {as_written(scenario.title)}"
    yield f"settled = {as_written(scenario.settled)}"
    yield "\n[run]"
    for key in ("measured_days", "warmup_days", "replicates", "seed"):
        yield f"{key} = {getattr(scenario, key)}"
    section = None
    for name, parameter in parameters().items():
        if parameter.section != section:
            section = parameter.section
            yield f"\n[{section}]"
        line = f"{parameter.field} = {as_written(parameter.shown(scenario.settings[name]))}"
        if parameter.follows is not None and name not in scenario.given:
            yield f"# {line}  # {parameter.unit}; follows {parameter.follows.headline}"
        else:
            yield f"{line}  # {parameter.unit}"
    for use in scenario.interventions:
        yield "\n[[interventions]]"
        yield f"use = {as_written(use.id)}"
        yield f"start_day = {use.start_day}"
        if use.end_day is not None:
            yield f"end_day = {use.end_day}"
        yield f"dose_01 = {use.dose_01}"
