"""The measured weeks one by one: what a run looks like over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from carehome_sim.outcomes.ratios import RATIOS, index_of, ratio
from carehome_sim.outcomes.record import weekly_sums
from carehome_sim.outcomes.subgroups import PARTS

if TYPE_CHECKING:
    from carehome_sim.home import HomeRun

SERIES = (
    *PARTS,
    "timely_care",
    "social_min_per_6h",
    "engaged_time_share",
    "demand_supply_ratio",
    "person_centred_minutes_share",
    "knowledge_of_residents",
    "trust",
    "staff_exhaustion",
    "vacancy_share",
    "agency_share",
    "cost_per_resident_week",
)
LINES = tuple(line for name in SERIES for line in RATIOS if line.name == name)


def series_columns() -> tuple[str, ...]:
    """``week`` (1 is the first measured week), the index, and other outcomes of single weeks."""
    return ("week", "personalisation_index", *SERIES)


def week_rows(run: HomeRun) -> np.ndarray[Any, Any]:
    """One row per measured week, ``(weeks, series columns)``; the last may be part of a week."""
    sums = weekly_sums(run)
    columns = {line.name: ratio(line, sums)[0] for line in LINES}
    columns["week"] = np.arange(1.0, len(sums["weeks"]) + 1.0)
    columns["personalisation_index"] = index_of(*(columns[part] for part in PARTS))
    return np.column_stack([columns[name] for name in series_columns()])
