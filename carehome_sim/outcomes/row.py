"""One home, one row: every outcome with its count, by group, and by hour of the day."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from carehome_sim.evidence import outcomes
from carehome_sim.outcomes.hours import hour_columns, hour_means, morning
from carehome_sim.outcomes.ratios import RATIOS, divided, geometric_of, index_of, ratio
from carehome_sim.outcomes.readouts import read_instruments
from carehome_sim.outcomes.record import Sums, sums_over_weeks, weekly_sums
from carehome_sim.outcomes.subgroups import PARTS, subgroup_columns, subgroups

if TYPE_CHECKING:
    from carehome_sim.home import HomeRun

Found = dict[str, tuple[float, float]]


@cache
def row_columns() -> tuple[str, ...]:
    """Names of a home's row, the same for every home and in this order.

    Outcomes as the registry lists them, then outcomes by group, each followed by its count
    ``n_<name>``; then ``hourHH_*``.
    """
    names: list[str] = []
    for name in (*outcomes(), *subgroup_columns()):
        names += [name, f"n_{name}"]
    return (*names, *hour_columns())


def _personalisation(found: Found) -> Found:
    parts = [found[part][0] for part in PARTS]
    defined = float(sum(not math.isnan(part) for part in parts))
    return {
        "personalisation_index": (index_of(*parts), defined),
        "personalisation_geometric": (geometric_of(*parts), defined),
        "personalisation_minimum": (
            min(parts) if defined == len(parts) else math.nan,
            defined,
        ),
    }


def _qalys(mean_scrqol: float, sums: Sums) -> tuple[float, float]:
    """Quality of life over the time lived in the home, per bed and year."""
    return mean_scrqol * divided(sums["bed_days"], sums["bed_days_offered"]), sums["beds"]


def home_row(run: HomeRun) -> dict[str, float]:
    """Every outcome of one home's measured period, NaN where there was nothing to count.

    Reads the record of what happened and no setting.
    """
    sums = sums_over_weeks(weekly_sums(run), run.places)
    found: Found = {line.name: ratio(line, sums) for line in RATIOS}
    found.update(_personalisation(found))
    found.update(read_instruments(run.readings, run.stays))
    found["qalys"] = _qalys(found["scrqol"][0], sums)
    found["qalys_unweighted"] = _qalys(found["scrqol_unweighted"][0], sums)
    found.update(morning(run.hours))
    cells = subgroups(run.stays, run.readings, run.measured_days)
    cells.update(hour_means(run.hours))
    for name, (value, count) in found.items():
        cells[name] = value
        cells[f"n_{name}"] = count
    return {name: float(cells[name]) for name in row_columns()}
