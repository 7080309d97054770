"""The measured part of a home's record, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from carehome_sim.home import HomeRun

DAYS_PER_WEEK = 7
DAYS_PER_YEAR = 365.0

Sums = dict[str, Any]


def measured_weeks(run: HomeRun) -> np.ndarray[Any, Any]:
    """The rows of the measured weeks; the last may be only part of a week."""
    rows = -(-run.measured_days // DAYS_PER_WEEK)
    weeks: np.ndarray[Any, Any] = run.weeks[run.first_week : run.first_week + rows]
    return weeks


def days_in_weeks(run: HomeRun) -> np.ndarray[Any, Any]:
    """Days lived in each measured week, ``(weeks,)``: seven but perhaps for the last."""
    rows = -(-run.measured_days // DAYS_PER_WEEK)
    before = DAYS_PER_WEEK * np.arange(rows, dtype=np.float64)
    lived: np.ndarray[Any, Any] = np.minimum(float(DAYS_PER_WEEK), run.measured_days - before)
    return lived


def weekly_sums(run: HomeRun) -> Sums:
    """Every tally of the measured weeks as a column ``(weeks,)``, with a few joined ones.

    ``rota_planned`` and ``rota_empty`` are the shifts planned and left empty in whole weeks: the
    rota is drawn up for seven days, so a part of a week cannot be judged by it.
    """
    weeks = measured_weeks(run)
    days = days_in_weeks(run)
    sums: Sums = {name: weeks[name] for name in weeks.dtype.names or ()}
    whole = (days == DAYS_PER_WEEK) * 1.0
    sums["rota_planned"] = sums["shifts_planned"] * whole
    sums["rota_empty"] = sums["shifts_empty"] * whole
    sums["days"] = days
    sums["weeks"] = np.ones(len(weeks))
    sums["bed_days_offered"] = run.places * days
    return sums


def sums_over_weeks(weekly: Sums, places: int) -> Sums:
    """Every tally over the whole measured period (week after week, in order).

    ``beds`` is the number of places and ``home`` is 1, for what is counted once.
    """
    names = list(weekly)
    table = np.array([weekly[name] for name in names], dtype=np.float64)
    running = np.zeros(len(names))
    for week in range(table.shape[1]):
        running += table[:, week]
    sums: Sums = dict(zip(names, running.tolist(), strict=True))
    sums["beds"] = float(places)
    sums["home"] = 1.0
    return sums
