"""The tables of a report as rows of text: effects with cost, payers, harm, targets, changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from carehome_sim.evidence import outcomes, parameters, targets
from carehome_sim.report.cells import Cell, cost_cell, difference_cell, level_cell, per_point_cell
from carehome_sim.report.facts import COST, INDEX, PARTS, QUALITY, TIMELY, ArmFacts, Estimate, Facts
from carehome_sim.report.words import UNDEFINED, interval, number, scale_of
from carehome_sim.scenario.changes import AS_DELIVERED

EFFECTS = (INDEX, *PARTS, TIMELY, QUALITY, "agitation_cmai")
PAYERS = ("council", "self_funder", "provider", "nhs")
SHORT = {
    INDEX: "Index",
    QUALITY: "Quality of life",
    "agitation_cmai": "Agitation",
    "refused_capable_share": "Capable adults refused",
}


def why_changed(change: Mapping[str, Any]) -> str:
    """What a change comes from, and whether somebody in the home has to bring it about."""
    why = str(change.get("why", ""))
    return why + AS_DELIVERED if change.get("delivered") else why


def title_of(name: str) -> str:
    """An outcome's name for the head of a narrow column."""
    return SHORT.get(name, outcomes()[name].title)


def marks(arm: ArmFacts) -> list[str]:
    """What a reader must not miss about an arm."""
    made = [f"harm: {title_of(harm['outcome']).lower()}" for harm in arm.harms]
    if arm.weighting.get("robust") is False:
        made.append("turns on weights")
    return made


def effects_table(facts: Facts) -> list[dict[str, Any]]:
    """One row per arm in the order given: effects, cost, cost per point, month, marks."""
    known = outcomes()
    return [
        {
            "label": arm.label,
            "title": arm.title,
            "cells": [difference_cell(arm.difference(name), known[name]) for name in EFFECTS],
            "cost": cost_cell(arm.difference(COST)),
            "per_point": per_point_cell(arm),
            "month": UNDEFINED if arm.months_to_effect is None else str(arm.months_to_effect),
            "marks": marks(arm),
        }
        for arm in facts.arms
    ]


def effects_heads() -> list[tuple[str, str]]:
    """Name and unit of each column of effects."""
    known = outcomes()
    units = {"percentage points": "% points", "SCRQoL (-0.17–1)": "SCRQoL"}
    found = [(title_of(name), scale_of(known[name]).difference_unit) for name in EFFECTS]
    return [(title, units.get(unit, unit)) for title, unit in found]


def baseline_cells(facts: Facts) -> list[Cell]:
    """The levels that the effects are differences from."""
    return [level_cell(facts.level(name), outcomes()[name]) for name in EFFECTS]


def payers_table(facts: Facts) -> list[dict[str, Any]]:
    """Who pays what more in each arm, £ per resident-week, and the one-off cost per bed."""
    rows = []
    for arm in facts.arms:
        found = arm.cost_effectiveness or {}
        by_payer = found.get("by_payer", {})
        one_off = found.get("one_off")
        rows.append(
            {
                "label": arm.label,
                "cells": [_json_cell(by_payer.get(payer)) for payer in PAYERS],
                "one_off": _json_cell(one_off),
                "verdict": found.get("verdict", UNDEFINED),
            }
        )
    return rows


def _json_cell(made: Mapping[str, Any] | None) -> Cell:
    if not made or made["mean"] is None:
        return Cell(UNDEFINED)
    low, high = (math.nan if end is None else end for end in made["ci95"])
    return cost_cell(Estimate(made["mean"], low, high))


def harms_table(facts: Facts) -> list[dict[str, str]]:
    """Every guarded outcome that an arm moves beyond its margin."""
    rows = []
    for arm in facts.arms:
        for harm in arm.harms:
            outcome = outcomes()[harm["outcome"]]
            scale = scale_of(outcome)
            low, high = (math.nan if end is None else scale.factor * end for end in harm["ci95"])
            rows.append(
                {
                    "label": arm.label,
                    "outcome": outcome.title,
                    "change": number(scale.factor * harm["mean"], scale.decimals + 1, sign=True),
                    "interval": interval(low, high, scale.decimals + 1),
                    "margin": number(scale.factor * harm["margin"], scale.decimals + 1),
                    "unit": scale.difference_unit,
                    "certainty": harm["certainty"],
                    "meaning": harm["meaning"],
                    "source": harm["source"],
                }
            )
    return rows


def targets_table(facts: Facts) -> list[dict[str, str]]:
    """The first arm beside published figures; which are missed, and to which side."""
    rows = []
    for target in targets().values():
        outcome = outcomes()[target.outcome]
        scale = scale_of(outcome)
        made = facts.level(target.outcome)
        if not made.defined:
            verdict = "undefined"
        elif made.mean < target.low:
            verdict = "missed: too low"
        else:
            verdict = "missed: too high" if made.mean > target.high else "met"
        rows.append(
            {
                "outcome": outcome.title,
                "meaning": target.meaning,
                "simulated": number(scale.factor * made.mean, scale.decimals),
                "interval": interval(
                    scale.factor * made.low, scale.factor * made.high, scale.decimals
                ),
                "band": interval(
                    scale.factor * target.low, scale.factor * target.high, scale.decimals
                ),
                "unit": scale.unit,
                "verdict": verdict,
                "grade": target.grade,
                "source": target.source,
            }
        )
    return rows


def changes_table(arm: ArmFacts) -> list[dict[str, str]]:
    """What an arm changes, each setting with unit, reason, grade and source."""
    known = parameters()

    def shown(name: str, value: Any) -> str:
        if value is None:
            return UNDEFINED
        parameter = known.get(name)
        if parameter is None or isinstance(value, str | bool):
            return str(value)
        plain = parameter.shown(float(value))
        return f"{plain:,.6g}" if isinstance(plain, float) else str(plain)

    return [
        {
            "name": str(change.get("name", "")),
            "meaning": str(change.get("meaning", "")),
            "before": shown(str(change.get("name")), change.get("before")),
            "after": shown(str(change.get("name")), change.get("after")),
            "unit": str(change.get("unit", "")),
            "days": _days(change),
            "why": why_changed(change),
            "grade": str(change.get("grade", "")),
            "source": str(change.get("source", "")),
        }
        for change in arm.changes
    ]


def _days(change: Mapping[str, Any]) -> str:
    end = change.get("end_day")
    return f"{change.get('start_day', 0)}" + ("" if end is None else f" to {end}")


def outcomes_table(levels: Mapping[str, Estimate]) -> list[dict[str, Any]]:
    """Every outcome of an arm, with its definition and what it is counted over."""
    rows = []
    for name, outcome in outcomes().items():
        made = levels.get(name)
        if made is None:
            continue
        scale = scale_of(outcome)
        rows.append(
            {
                "group": outcome.group,
                "title": outcome.title,
                "definition": f"{outcome.definition} Counted over: {outcome.denominator}.",
                "cell": level_cell(made, outcome),
                "sd": number(scale.factor * made.sd, scale.decimals),
                "unit": scale.unit,
                "better": outcome.better,
            }
        )
    return rows
