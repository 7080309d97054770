"""A day in the home: work falling due against minutes on hand, hour by hour."""

from __future__ import annotations

from typing import Any

import numpy as np

from carehome_sim.outcomes.ratios import divided

Array = np.ndarray[Any, Any]
Row = dict[str, float]

HOURS_PER_DAY = 24
MORNING = slice(6, 10)
KINDS = {
    "demand_min": "demand_min",
    "supply_min": "supply_min",
    "staff": "workers",
    "waiting_min": "waiting_min",
}


def hour_columns() -> tuple[str, ...]:
    """``hourHH_<what>`` for every hour of the day, in order."""
    return tuple(f"hour{hour:02d}_{kind}" for hour in range(HOURS_PER_DAY) for kind in KINDS)


def hour_means(hours: Array) -> Row:
    """Mean per day of each hour: minutes due, direct minutes on hand, staff, minutes waited."""
    days = np.asarray(hours["days"], dtype=np.float64)
    means = {kind: divided(hours[field], days).tolist() for kind, field in KINDS.items()}
    return {
        f"hour{hour:02d}_{kind}": means[kind][hour]
        for hour in range(HOURS_PER_DAY)
        for kind in KINDS
    }


def morning(hours: Array) -> dict[str, tuple[float, float]]:
    """How far work bunches in the morning (06:00–09:59), with the days it was counted over.

    ``morning_demand_share`` is the share of the day's work that falls due then;
    ``morning_peak_ratio`` is demand over supply then, over demand over supply of the whole day.
    """
    demand, supply = hours["demand_min"], hours["supply_min"]
    all_demand, all_supply = float(demand.sum()), float(supply.sum())
    then_demand, then_supply = float(demand[MORNING].sum()), float(supply[MORNING].sum())
    days = float(hours["days"][0])
    return {
        "morning_demand_share": (divided(then_demand, all_demand), days),
        "morning_peak_ratio": (divided(then_demand * all_supply, then_supply * all_demand), days),
    }
