"""Two readings side by side, and other ways to weigh the index: does the ranking turn on them?

The report that the model follows reads personalised care in two ways: as *policy* has it (choice
and control) and as *practice* has it (identity, community, comfort). Remedies are ranked by each.
"""

from __future__ import annotations

from typing import Any

from carehome_sim.evidence import outcomes
from carehome_sim.report.cells import Cell, difference_cell
from carehome_sim.report.facts import ArmFacts, Facts
from carehome_sim.report.words import UNDEFINED, listed, scale_of

POLICY = ("choice",)
PRACTICE = ("identity", "community", "comfort")
OTHER_MEANS = ("personalisation_geometric", "personalisation_minimum")
COLUMNS = (*POLICY, *PRACTICE, *OTHER_MEANS)


def gain(arm: ArmFacts, names: tuple[str, ...]) -> float | None:
    """The mean change of some outcomes in points (0–100); None where one is undefined."""
    made = [(arm.difference(name), scale_of(outcomes()[name])) for name in names]
    if not all(estimate.defined for estimate, _ in made):
        return None
    return sum(scale.factor * estimate.mean for estimate, scale in made) / len(made)


def ranks(facts: Facts, names: tuple[str, ...]) -> dict[str, str]:
    """Each arm's rank by a reading, 1 for the largest gain; equal gains share a rank."""
    gains = {arm.name: gain(arm, names) for arm in facts.arms}
    known = [value for value in gains.values() if value is not None]
    return {
        name: UNDEFINED if value is None else str(1 + sum(other > value for other in known))
        for name, value in gains.items()
    }


def readings_table(facts: Facts) -> list[dict[str, Any]]:
    """One row per arm: rank under each reading, the changes behind it, and random weights."""
    policy, practice = ranks(facts, POLICY), ranks(facts, PRACTICE)
    known = outcomes()
    return [
        {
            "label": arm.label,
            "policy_rank": policy[arm.name],
            "practice_rank": practice[arm.name],
            "cells": [difference_cell(arm.difference(name), known[name]) for name in COLUMNS],
            "weights": _weights_cell(arm),
        }
        for arm in facts.arms
    ]


def _weights_cell(arm: ArmFacts) -> Cell:
    share = arm.weighting.get("share_better")
    if share is None:
        return Cell(UNDEFINED)
    low, high = arm.weighting["range"]
    return Cell(f"{100 * share:.0f} %", f"{low:+.1f} to {high:+.1f}".replace("-", "−"))


def readings_sentence(facts: Facts) -> str:
    """Whether both readings put the same scenario first, in one sentence."""
    firsts = [
        [arm.label for arm in facts.arms if found[arm.name] == "1"]
        for found in (ranks(facts, POLICY), ranks(facts, PRACTICE))
    ]
    if not all(firsts):
        return "One of the two readings cannot be formed from this result."
    policy, practice = (listed([f"“{label}”" for label in first]) for first in firsts)
    if len(facts.arms) == 1:
        return "With one scenario there is nothing to rank; the changes behind each reading follow."
    if policy == practice:
        return f"Both readings put {policy} first."
    return (
        f"As policy reads it (choice and control) {policy} comes first; as practice reads it "
        f"(identity, community, comfort) {practice}."
    )
