"""What lasts and what it is worth: rows R6, R12 and T8."""

from __future__ import annotations

from typing import Any

import numpy as np

from carehome_sim.home.codes import DAYS_PER_WEEK
from carehome_sim.study.bench import Bench, Recipe, recipe
from carehome_sim.validation.checks import (
    Chart,
    Figure,
    Finding,
    Line,
    by_home,
    differs,
    found,
    line_of,
    mean_of,
    paired,
    same,
    told,
)
from carehome_sim.validation.rows.common import (
    BASELINE,
    PERSON_CENTRED,
    TRAINING,
    arm,
    share_in,
    spread,
    weekly,
)

Array = np.ndarray[Any, Any]
RECRUITMENT = ("values_based_recruitment",)
HALF_YEAR, MONTH_WEEKS = 182, 4
ONE_TO_ONE = "home.one_to_one_h_per_week"
COST = "cost_per_resident_week"


def stimulation_or_relationship(bench: Bench) -> Finding:
    """R6: one-to-one time against relationship training of the same cost, by severity.

    As much training as a home can hold (a session a week for everybody, all hours covered, four
    champions), and one-to-one time, nobody first, for the money that it costs.
    """
    homes = 60
    train = arm(
        {
            "training.sessions_per_worker_month": 4.0,
            "training.backfill_01": 1.0,
            "training.deliverer_quality_01": 0.9,
            "change.champions": 4.0,
        },
        settled=False,
    )

    def alone(hours: float) -> Recipe:
        return arm(
            {
                ONE_TO_ONE: round(hours, 1),
                "home.one_to_one_to_severe_01": 0.0,
                "home.content_by_interest_01": 0.7,
            },
            settled=False,
        )

    pilot = bench.rows({"base": BASELINE, "train": train, "alone": alone(22.0)}, 30)
    costs = {
        name: float((pilot[name][COST] - pilot["base"][COST]).mean()) for name in ("train", "alone")
    }
    hours = 2.0 + 20.0 * costs["train"] / max(costs["alone"], 1.0)
    rows = bench.rows({"train": train, "alone": alone(min(80.0, hours))}, homes)

    def lead(group: str) -> Array:
        name = f"engaged_time_share__severity_{group}"
        return np.asarray(100.0 * (rows["alone"][name] - rows["train"][name]))

    levels = [mean_of(lead(group)) for group in ("none", "mild", "moderate", "severe")]
    return found(
        differs(
            "one-to-one less training, severe dementia: waking time engaged",
            levels[3],
            3.0,
            "points",
        ),
        differs(
            "that lead in severe less in mild dementia",
            mean_of(lead("severe") - lead("mild")),
            0.0,
            "points",
        ),
        told("cost of the training", Figure(costs["train"]), "pounds a resident-week"),
        told(
            "cost of one-to-one less that of training",
            paired(rows["alone"][COST], rows["train"][COST]),
            "pounds a resident-week",
        ),
        told("hours of one-to-one a week for it", Figure(hours), "hours"),
        chart=Chart(
            "bars",
            "dementia",
            "one-to-one less training: waking time engaged (points)",
            (line_of("at equal cost", ("none", "mild", "moderate", "severe"), levels),),
        ),
    )


def followed(bench: Bench, arms: dict[str, Recipe], homes: int, days: int) -> dict[str, Array]:
    """Gain of the person-centred share over the baseline by four weeks, ``(homes, points)``."""
    arms = {name: one.but(days=days) for name, one in arms.items()}
    lived = bench.lived({"base": recipe(days=days), **arms}, homes, weekly)
    points = range(days // DAYS_PER_WEEK // MONTH_WEEKS)
    by = {
        name: np.array(
            [
                [share_in(one, MONTH_WEEKS * at, MONTH_WEEKS * (at + 1)) for at in points]
                for one in seen
            ]
        )
        for name, seen in lived.items()
    }
    return {name: by[name] - by["base"] for name in arms}


def _course(name: str, gains: Array) -> Line:
    figures = [mean_of(gains[:, at]) for at in range(gains.shape[1])]
    return line_of(name, [float(MONTH_WEEKS * (at + 1)) for at in range(len(figures))], figures)


def recruit_or_train(bench: Bench) -> Finding:
    """R12: what is left after two years of half a year's training, and of choosing by values."""
    arms = {
        "training for half a year": recipe(uses=TRAINING, end_day=HALF_YEAR),
        "values-based recruitment": recipe(uses=RECRUITMENT),
    }
    gains = followed(bench, arms, 60, 756)
    train, recruit = gains.values()
    at_two_years = 728 // DAYS_PER_WEEK // MONTH_WEEKS - 1

    def left(part: Any) -> float:
        course = train[list(part)].mean(axis=0)
        return float(course[at_two_years - 1 : at_two_years + 1].mean() / course.max())

    def crossing(part: Any) -> float:
        over = recruit[list(part)].mean(axis=0) > train[list(part)].mean(axis=0)
        later = np.flatnonzero(over & (np.arange(len(over)) >= 6))
        return float((later[0] + 1) * MONTH_WEEKS) if len(later) else np.nan

    homes = range(len(train))
    crossed = by_home(crossing, homes)
    remarks = [] if crossed.value == crossed.value else ["No crossing within the time followed."]
    checks = [
        told("training's share of its peak left at 24 months", by_home(left, homes), "share"),
        told("recruitment at 24 months", mean_of(recruit[:, at_two_years]), "person-centred share"),
    ]
    if not remarks:
        checks.append(told("recruitment overtakes training after", crossed, "weeks"))
    return found(
        *checks,
        remarks=remarks,
        chart=Chart(
            "lines",
            "weeks",
            "gain of the person-centred share",
            tuple(_course(name, one) for name, one in gains.items()),
        ),
    )


def skill_fades(bench: Bench) -> Finding:
    """T8: twelve months after training has ended."""
    gains = followed(
        bench, {"training for half a year": recipe(uses=TRAINING, end_day=HALF_YEAR)}, 80, 588
    )
    course = next(iter(gains.values()))
    sd = spread(bench, PERSON_CENTRED)
    ended = HALF_YEAR // DAYS_PER_WEEK // MONTH_WEEKS
    later = course[:, ended + 13 : ended + 15].mean(axis=1)
    return found(
        same(
            "12 months after support ended, person-centred share",
            mean_of(later).times(1.0 / sd),
            0.1,
            "SD",
        ),
        differs("at its end", mean_of(course[:, ended - 1]).times(1.0 / sd), 0.1, "SD"),
        chart=Chart(
            "lines",
            "weeks",
            "gain of the person-centred share",
            (_course("training for half a year", course),),
        ),
    )
