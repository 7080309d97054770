"""Training, delivered or not, and what is left of it: rows R2, T1 and T2."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from carehome_sim.home import HomeRun
from carehome_sim.home.codes import DAYS_PER_WEEK
from carehome_sim.home.state import Home
from carehome_sim.study.bench import Bench, Recipe, recipe
from carehome_sim.validation.checks import (
    Chart,
    Figure,
    Finding,
    Line,
    by_home,
    differs,
    falls,
    found,
    line_of,
    mean_of,
    regression,
    same,
    standard,
    told,
    within,
)
from carehome_sim.validation.rows.common import (
    LEADERSHIP,
    PERSON_CENTRED,
    SECTOR,
    TRAINING,
    arm,
    share_in,
    spread,
    weekly,
)

Array = np.ndarray[Any, Any]
HALF_YEAR = 182
# What opposes and what favours training, at either end of what is plausible.
SEES_POINT = {"staff.values_mean_01": (0.4, 0.7)}
LEADERS = {LEADERSHIP: (0.2, 0.8)}
RELEASED = (0.0, 1.0)  # share of released hours that somebody else is paid to cover


def training_takes_three(bench: Bench) -> Finding:
    """R2: training with and without staff who see its point, leaders behind it, time released.

    Where no time is released, nobody is paid to cover an hour: who goes is missing on the floor.
    """
    homes = 48
    arms: dict[str, Recipe] = {}
    for values, leaders, time in product((0, 1), repeat=3):
        settings = {
            "staff.values_mean_01": SEES_POINT["staff.values_mean_01"][values],
            LEADERSHIP: LEADERS[LEADERSHIP][leaders],
        }
        name = f"{values}{leaders}{time}"
        arms[f"without {name}"] = arm(settings, days=196)
        arms[f"with {name}"] = arm(
            settings,
            days=196,
            uses=TRAINING,
            changed={"training.backfill_01": RELEASED[time]},
        )
    lived = bench.lived(arms, homes, weekly)
    sd = spread(bench, PERSON_CENTRED)

    def gain(name: str) -> Array:
        both = [
            [share_in(one, 20, 28) for one in lived[f"{word} {name}"]]
            for word in ("with", "without")
        ]
        gained: Array = np.array(both[0]) - np.array(both[1])
        return gained

    gains = {
        name: mean_of(gain(name)).times(1.0 / sd) for name in ("111", "011", "101", "110", "000")
    }
    taken = {
        name: by_home(
            lambda part, one=name: (
                1.0 - gain(one)[list(part)].mean() / gain("111")[list(part)].mean()
            ),
            range(bench.homes(homes)),
        )
        for name in ("011", "101", "110")
    }
    words = {
        "011": "staff who do not see its point",
        "101": "leaders who do not support it",
        "110": "no time released",
    }
    return found(
        differs(
            "training with all three, person-centred share at 6 months", gains["111"], 0.2, "SD"
        ),
        *(
            differs(f"share of it lost with {words[name]}", one, 0.25, "share")
            for name, one in taken.items()
        ),
        same("training with none of the three", gains["000"], 0.1, "SD"),
        chart=Chart(
            "bars",
            "",
            "gain of the person-centred share (SD of homes)",
            (
                line_of(
                    "training at 6 months",
                    ("all three", "without values", "without leaders", "without time", "none"),
                    list(gains.values()),
                ),
            ),
        ),
    )


def sessions(home: Home, run: HomeRun) -> dict[str, float]:
    """Training sessions planned and held in a home, and whom it had for a manager."""
    weeks = run.weeks[run.first_week : run.first_week + run.measured_days // DAYS_PER_WEEK]
    p = home.params[0]
    changes = np.diff(weeks["manager_weeks"]) != 0.0
    return {
        "planned": float(weeks["sessions_planned"].sum()),
        "held": float(weeks["sessions_attended"].sum()),
        "supportive": float(p["supportiveness_01"])
        + float(home.house[0]["manager_support_z"]) * float(p["spread_of_managers_01"]),
        "changed": float(changes.any()),
    }


def planned_not_delivered(bench: Bench) -> Finding:
    """T1: how far homes of a sector sample deliver the same training."""
    homes = bench.lived({"train": SECTOR.but(uses=TRAINING)}, 400, sessions)["train"]
    planned = np.array([one["planned"] for one in homes])
    held = np.array([one["held"] for one in homes])
    some = planned > 0
    share = held[some].sum() / planned[some].sum()

    def ratio(part: Any) -> float:
        k, n = held[some][list(part)], planned[some][list(part)]
        p = k.sum() / n.sum()
        chance = float((n * p * (1.0 - p)).sum())
        return float(((k - p * n) ** 2).sum()) / chance if chance else 1.0

    logit = np.log((held + 0.5) / (planned - held + 0.5))[some]
    supportive, changed = (
        np.array([one[name] for one in homes])[some] for name in ("supportive", "changed")
    )
    odds = regression(logit, support=standard(supportive), change=changed)
    shares = held[some] / planned[some]
    levels, edges = np.histogram(shares, bins=np.linspace(0.0, 1.0, 11))
    return found(
        within(
            "variance of sessions held over binomial",
            by_home(ratio, range(int(some.sum()))),
            1.5,
            None,
            "ratio",
        ),
        differs(
            "log odds of a session per SD of the manager's support",
            odds["support"],
            0.0,
            "log odds",
        ),
        falls("log odds where the manager changed or was missing", odds["change"], "log odds"),
        told("sessions held of those planned", Figure(float(share)), "share"),
        chart=Chart(
            "bars",
            "share of planned sessions held",
            "homes",
            (
                Line(
                    "homes of a sector sample",
                    tuple(f"{low:.1f}" for low in edges[:-1]),
                    tuple(float(one) for one in levels),
                ),
            ),
        ),
    )


def trained_staff_leave(bench: Bench) -> Finding:
    """T2: what is left of training's skill twelve months on, with few leavers and with many."""
    at_end, later = HALF_YEAR, HALF_YEAR + 364
    left: dict[str, Array] = {}
    for word, leavers in (("few", 0.6), ("many", 1.8)):
        arms = {}
        for days in (at_end, later):
            base = recipe(days=days, like={"staff.leavers_per_year": leavers})
            arms[f"base {days}"] = base
            arms[f"train {days}"] = base.but(
                uses=TRAINING, end_day=None if days == at_end else HALF_YEAR
            )
        lived = bench.lived(arms, 60, mean_skill)
        left[word] = np.array(
            [np.subtract(lived[f"train {days}"], lived[f"base {days}"]) for days in (at_end, later)]
        ).T

    def kept(gains: Array, part: Any) -> float:
        mean = gains[list(part)].mean(axis=0)
        return float(mean[1] / mean[0])

    homes = range(len(left["few"]))
    gap = by_home(lambda part: kept(left["few"], part) - kept(left["many"], part), homes)
    return found(
        differs("skill left after 12 months, few leavers less many", gap, 0.0, "share"),
        told(
            "left with few leavers", by_home(lambda part: kept(left["few"], part), homes), "share"
        ),
        told(
            "left with many leavers", by_home(lambda part: kept(left["many"], part), homes), "share"
        ),
    )


def mean_skill(home: Home, run: HomeRun) -> float:
    """Mean skill of the care staff employed at the end."""
    staff = home.staff[(home.staff["employed"] == 1) & (home.staff["agency"] == 0)]
    return float(staff["skill_01"].mean())
