"""Barriers inside and outside the home, as groups: row R15."""

from __future__ import annotations

from typing import Any

import numpy as np

from carehome_sim.evidence import parameters
from carehome_sim.scenario.factors import ranged
from carehome_sim.study.bench import Bench
from carehome_sim.validation.checks import Chart, Figure, Finding, found, line_of, told
from carehome_sim.validation.rows.common import BASELINE, INDEX, arm

Array = np.ndarray[Any, Any]
# The four headline settings, and what screening of all roots and rules put foremost.
FACTORS = (
    "staffing.care_hours_per_resident_day",
    "staffing.rota_flexibility_01",
    "staffing.night_share",
    "leadership.leadership_01",
    "regulation.regulatory_risk_01",
    "home.activity_h_per_week",
    "home.one_to_one_h_per_week",
    "home.household_01",
    "home.occupancy_share",
    "money.council_fee_gbp_week",
)
ORIGINS = ("endogenous", "exogenous")
BUDGET_GBP = 25.0
COST = "cost_per_resident_week"
SAMPLES, HOMES = 64, 2


def affordable(bench: Bench) -> list[tuple[float, float]]:
    """What £25 per resident-week buys to either side of the baseline, by a straight line."""
    ends = {}
    for name in FACTORS:
        low, high = ranged(name, parameters()[name].value, "sector")
        ends[name] = (low, high)
    arms = {f"{name} {at}": arm({name: ends[name][at]}) for name in FACTORS for at in (0, 1)}
    rows = bench.rows({"base": BASELINE, **arms}, 20)
    made = []
    for name in FACTORS:
        known, (low, high) = parameters()[name], ends[name]
        cost = float((rows[f"{name} 1"][COST] - rows[f"{name} 0"][COST]).mean())
        reach = BUDGET_GBP * (high - low) / max(abs(cost), 1e-6)
        made.append((max(known.low, known.value - reach), min(known.high, known.value + reach)))
    return made


def group_indices(bench: Bench, ranges: list[tuple[float, float]]) -> dict[str, Figure]:
    """Total index of each group of factors over some ranges (Jansen's estimator)."""
    low, high = (np.array(ends) for ends in zip(*ranges, strict=True))
    draws = np.random.Generator(np.random.Philox(15)).random((2, SAMPLES, len(FACTORS)))
    a, b = low + draws * (high - low)
    inside = np.array([parameters()[name].origin == "endogenous" for name in FACTORS])
    tables = {"a": a, "endogenous": np.where(inside, b, a), "exogenous": np.where(inside, a, b)}
    arms = {
        f"{word} {row}": arm(dict(zip(FACTORS, table[row].tolist(), strict=True)))
        for word, table in tables.items()
        for row in range(SAMPLES)
    }
    rows = bench.rows(arms, HOMES, numbers=range(HOMES))
    level = {
        word: np.array([rows[f"{word} {row}"][INDEX].mean() for row in range(SAMPLES)])
        for word in tables
    }
    variance = float(level["a"].var(ddof=1))
    made = {}
    for word in ORIGINS:
        squares = (level["a"] - level[word]) ** 2 / 2.0 / variance
        made[word] = Figure(float(squares.mean()), float(squares.std(ddof=1)) / SAMPLES**0.5)
    return made


def endogenous_or_exogenous(bench: Bench) -> Finding:
    """R15: how much of the index's variance goes with what homes, and what others, decide."""
    definitions = {
        "full ranges": [(parameters()[name].low, parameters()[name].high) for name in FACTORS],
        "P10 to P90 of homes": [
            ranged(name, parameters()[name].value, "sector") for name in FACTORS
        ],
        "what £25 buys": affordable(bench),
    }
    indices = {word: group_indices(bench, ranges) for word, ranges in definitions.items()}
    words = tuple(definitions)
    return found(
        *(
            told(f"{origin} barriers, {word}", indices[word][origin], "total index")
            for word in words
            for origin in ORIGINS
        ),
        chart=Chart(
            "bars",
            "",
            "total index of the group",
            tuple(
                line_of(origin, words, [indices[word][origin] for word in words])
                for origin in ORIGINS
            ),
        ),
        remarks=(
            f"Ten factors, {SAMPLES} samples: rougher than a sensitivity study, which has "
            "intervals, convergence and ties.",
        ),
    )
