"""Published figures read off outcomes: rows T11, T12, C4, C6, C8 and C9."""

from __future__ import annotations

import numpy as np
import pandas as pd

from carehome_sim.study.bench import Bench, recipe
from carehome_sim.validation.checks import (
    Chart,
    Figure,
    Finding,
    Line,
    by_home,
    correlation,
    differs,
    found,
    mean_of,
    paired,
    regression,
    standard,
    told,
    within,
)
from carehome_sim.validation.rows.common import BASELINE, TRAINING, arm, sector

# An approach like WHELD: training with champions, and an hour of company a week for each resident.
RESIDENTS, ONE_TO_ONE = 34, "home.one_to_one_h_per_week"


def staff_cost(bench: Bench) -> Finding:
    """T11: staff cost over income."""
    homes = sector(bench)
    return found(
        within(
            "staff cost over income", mean_of(100.0 * homes["staff_cost_share"]), 55.0, 62.0, "%"
        )
    )


def idle_days(bench: Bench) -> Finding:
    """T12: waking time in which residents are not engaged."""
    homes = sector(bench)
    return found(
        within(
            "waking time not engaged",
            mean_of(100.0 * (1.0 - homes["engaged_time_share"])),
            45.0,
            83.0,
            "%",
        )
    )


def agitation_on_ratio(bench: Bench) -> Finding:
    """C4: CMAI on the ratio of staff to residents across homes."""
    homes = sector(bench)
    slope = regression(
        standard(homes["agitation_cmai"]), ratio=standard(homes["care_hours_worked"])
    )["ratio"]
    return found(within("CMAI on care hours, standardised", slope, -0.04, 0.11, "SD per SD"))


def turnover_of_homes(bench: Bench) -> Finding:
    """C6: staff who leave in a year, by home; no link with burnout."""
    homes = sector(bench)
    leavers = 100.0 * homes["staff_turnover_per_year"]

    def quantile(level: float) -> Figure:
        return by_home(lambda part: float(np.quantile(part, level)), list(leavers))

    return found(
        within("lower quartile of yearly turnover", quantile(0.25), 11.0, 17.0, "%"),
        within("median of yearly turnover", quantile(0.5), 19.7, 25.7, "%"),
        within("upper quartile of yearly turnover", quantile(0.75), 34.7, 40.7, "%"),
        within(
            "correlation of exhaustion and turnover",
            correlation(homes["staff_exhaustion"], homes["staff_turnover_per_year"]),
            -0.24,
            0.24,
            "r",
        ),
        told("mean yearly turnover (published 30.4)", mean_of(leavers), "%"),
        chart=Chart("bars", "yearly turnover (%)", "homes", (_histogram(leavers),)),
    )


def _histogram(values: pd.Series) -> Line:
    edges = np.arange(0.0, 101.0, 10.0)
    counts, _ = np.histogram(np.clip(values, 0.0, 99.9), bins=edges)
    return Line(
        "homes of a sector sample",
        tuple(f"{low:.0f}-" for low in edges[:-1]),
        tuple(float(one) for one in counts),
    )


def choice_in_the_morning(bench: Bench) -> Finding:
    """C8: morning care in which a choice is offered, as usual and after training."""
    rows = bench.rows({"base": BASELINE, "trained": recipe(uses=TRAINING)}, 80)
    usual, after = rows["base"]["choice_offered_share"], rows["trained"]["choice_offered_share"]
    minutes = [f"staff_min_{kind}" for kind in ("personal", "reassurance", "company")]
    given = paired(*(rows[name][minutes].sum(axis=1) for name in ("trained", "base")))
    return found(
        within(
            "morning care with a choice offered, usual care",
            mean_of(100.0 * usual),
            10.0,
            33.0,
            "%",
        ),
        within("the same after training", mean_of(100.0 * after), None, 100.0 / 3.0, "%"),
        differs("rise after training", paired(100.0 * after, 100.0 * usual), 0.5, "points"),
        differs(
            "staff minutes with residents after training", given, 0.1, "minutes a resident-day"
        ),
    )


def company_beyond_care(bench: Bench) -> Finding:
    """C9: social interaction beyond care tasks, as usual and under an approach like WHELD."""
    wheld = arm({ONE_TO_ONE: 2.0 + RESIDENTS}, settled=False, uses=TRAINING)
    rows = bench.rows({"base": BASELINE, "wheld": wheld}, 80)
    usual, after = (rows[name]["social_min_per_6h"] for name in ("base", "wheld"))
    return found(
        within(
            "company beyond care tasks, usual care", mean_of(usual), 1.0, 6.0, "minutes in 6 hours"
        ),
        differs(
            "rise under an approach like WHELD", paired(after, usual), 0.1, "minutes in 6 hours"
        ),
        told("the same under it (published 10)", mean_of(after), "minutes in 6 hours"),
    )
