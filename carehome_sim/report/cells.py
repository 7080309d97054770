"""Single cells of a report's tables: a figure, its interval, and whether it is better."""

from __future__ import annotations

from dataclasses import dataclass

from carehome_sim.evidence import Outcome
from carehome_sim.report.facts import COST, INDEX, ArmFacts, Estimate
from carehome_sim.report.words import UNDEFINED, interval, number, pounds, scale_of

FEW = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure with its interval below it; ``tone`` is better, worse, unclear or none."""

    main: str
    below: str = ""
    tone: str = "none"


def difference_cell(made: Estimate, outcome: Outcome) -> Cell:
    """A difference as a cell, toned by whether it is clearly better or worse."""
    scale = scale_of(outcome)
    if not made.defined:
        return Cell(UNDEFINED)
    main = number(scale.factor * made.mean, scale.decimals, sign=True)
    below = interval(scale.factor * made.low, scale.factor * made.high, scale.decimals)
    if made.nothing:
        return Cell("0", "no change")
    if not made.clear or outcome.better == "neither":
        return Cell(main, below, "unclear" if not made.clear else "none")
    gain = (made.mean > 0) == (outcome.better == "higher")
    return Cell(main, below, "better" if gain else "worse")


def level_cell(made: Estimate, outcome: Outcome) -> Cell:
    """A level as a cell; too few to tell where it was counted over fewer than twenty."""
    scale = scale_of(outcome)
    if not made.defined:
        return Cell(UNDEFINED)
    if made.count < FEW and outcome.denominator != "parts that are defined":
        return Cell("too few", f"counted over {number(made.count, 0)}")
    return Cell(
        number(scale.factor * made.mean, scale.decimals),
        interval(scale.factor * made.low, scale.factor * made.high, scale.decimals),
    )


def cost_cell(made: Estimate) -> Cell:
    """A difference in cost, in £ per resident-week."""
    if not made.defined:
        return Cell(UNDEFINED)
    if made.nothing:
        return Cell("£0", "no change")
    return Cell(
        pounds(made.mean, sign=True),
        interval(made.low, made.high, 0 if abs(made.mean) >= 9.995 else 2),
        "none" if made.clear else "unclear",
    )


def per_point_cell(arm: ArmFacts) -> Cell:
    """£ per resident-week for each point of the index; a dash where the gain may be nothing."""
    found = (arm.cost_effectiveness or {}).get("cost_per_point") or {}
    value, bounded = found.get("mean"), found.get("bounded")
    if value is None or not bounded:
        return Cell(UNDEFINED, "gain may be nothing")
    if arm.difference(INDEX).mean < 0:
        return Cell(UNDEFINED, "index falls")
    if not arm.difference(COST).clear:
        return Cell(UNDEFINED, "no clear cost")
    if value < 0:
        return Cell("saves", "better, cheaper")
    low, high = found["ci95"]
    return Cell(pounds(value), f"{pounds(low)} to {pounds(high)}")
