"""Cost-effectiveness of an arm in words and numbers: what a point of the index costs, and whom."""

from __future__ import annotations

import math
from typing import Any

from carehome_sim.evidence import outcomes
from carehome_sim.study.effects import Homes, difference
from carehome_sim.study.estimates import Estimate, estimate
from carehome_sim.study.plane import quadrant_shares, ratio_of_means, resampled_means
from carehome_sim.study.precision import HEADLINE

COST = "cost_per_resident_week"
ONE_OFF = "one_off_cost_per_bed"
PAYERS = {
    "council": "cost_council_per_resident_week",
    "self_funder": "cost_self_funder_per_resident_week",
    "provider": "cost_provider_per_resident_week",
    "nhs": "cost_nhs_per_resident_week",
}


def number(value: float) -> float | None:
    """A float for JSON: None where it is undefined or has no end."""
    return float(value) if math.isfinite(value) else None


def as_json(made: Estimate, unit: str) -> dict[str, Any]:
    """An estimate with its unit, as JSON-able data."""
    return {
        "mean": number(made.mean),
        "ci95": [number(made.ci_low), number(made.ci_high)],
        "unit": unit,
    }


def cost_effectiveness(homes: Homes, arm: int) -> dict[str, Any] | None:
    """What an arm costs more than the first, for each point of the index it gains.

    ``cost_per_point`` has Fieller's interval, null where the gain may be zero;
    ``plane`` the share of resampled means in each quadrant, ``plane_of_homes`` the share of
    homes (a point on an axis counts half to each side). None if cost or index was not recorded.
    """
    if not (homes.has(COST) and homes.has(HEADLINE)):
        return None
    costs, effects = homes.defined(COST, HEADLINE)
    cost, effect = costs[arm] - costs[0], effects[arm] - effects[0]
    ratio = ratio_of_means(cost, effect)
    resampled = resampled_means(cost, effect) if len(cost) else (cost, effect)
    registry = outcomes()
    made_cost, made_effect = estimate(cost), estimate(effect)
    return {
        "cost": {"outcome": COST, **as_json(made_cost, registry[COST].unit)},
        "effect": {"outcome": HEADLINE, **as_json(made_effect, registry[HEADLINE].unit)},
        "cost_per_point": {
            "mean": number(ratio.value),
            "ci95": [number(ratio.ci_low), number(ratio.ci_high)],
            "bounded": ratio.bounded,
            "unit": "£ per resident-week per point of the index",
        },
        "verdict": verdict(made_cost, made_effect),
        "plane": _shares(quadrant_shares(*resampled)),
        "plane_of_homes": _shares(quadrant_shares(cost, effect)),
        "by_payer": {
            payer: as_json(difference(homes, column, arm), registry[column].unit)
            for payer, column in PAYERS.items()
            if homes.has(column)
        },
        "one_off": (
            as_json(difference(homes, ONE_OFF, arm), registry[ONE_OFF].unit)
            if homes.has(ONE_OFF)
            else None
        ),
        "homes": len(cost),
    }


def _shares(shares: dict[str, float]) -> dict[str, float | None]:
    return {name: number(share) for name, share in shares.items()}


def verdict(cost: Estimate, effect: Estimate) -> str:
    """Which corner of the plane both intervals agree on, in words."""
    better = _word(effect, "better", "worse", "no clear effect")
    dearer = _word(cost, "dearer", "cheaper", "no clear cost")
    return f"{better}, {dearer}"


def _word(made: Estimate, above: str, below: str, neither: str) -> str:
    if made.ci_low > 0.0:
        return above
    return below if made.ci_high < 0.0 else neither
