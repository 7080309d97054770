"""What a month of days shows when every event is kept: rows R4, T7 and T13."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from carehome_sim.home import HomeRun, codes
from carehome_sim.home.state import Home
from carehome_sim.outcomes.constants import number
from carehome_sim.study.bench import Bench, recipe
from carehome_sim.validation.checks import (
    Chart,
    Finding,
    Line,
    by_home,
    differs,
    falls,
    found,
    mean_of,
    paired,
    told,
    within,
)
from carehome_sim.validation.rows.common import ROTA, arm, sector

Array = np.ndarray[Any, Any]
DAYS, QUARTER_DAYS = 28, 91
LEAST_OCCASIONS = 4
NEAR_SHIFT_MIN = 90
NOT_OWED = (codes.COMPANY, codes.WISH, codes.REVIEW)


def say_and_satisfaction(home: Home, run: HomeRun) -> pd.DataFrame:
    """Each resident and kind of choice: own say, and how satisfied the resident says to be with it.

    Satisfaction with a kind of choice is read as satisfaction with a stay is: what was met against
    what was expected, mood, courtesy and a rater's error; who decided has no part in it.
    """
    p = home.params[0]
    events = run.events[run.events["kind"] == codes.EV_CHOICE]
    residents = home.residents
    here = residents["present"][events["resident"]] == 1
    since = residents["since_day"][events["resident"]] * codes.MINUTES_PER_DAY
    events = events[here & (events["minute"] >= since)]
    ends, deciders = events["b"] // 8, events["b"] % 8
    frame = pd.DataFrame(
        {
            "resident": events["resident"],
            "choice": events["a"],
            "own": np.isin(deciders, (codes.RESIDENT, codes.SHARED)).astype(float),
            "met": np.isin(ends, (codes.FOLLOWED, codes.BY_CHANCE)).astype(float),
        }
    )
    cells = frame.groupby(["resident", "choice"]).agg(
        own=("own", "mean"), met=("met", "mean"), n=("own", "size")
    )
    cells = cells[cells["n"] >= LEAST_OCCASIONS].reset_index()
    who = cells["resident"].to_numpy()
    able = residents["mmse"][who] >= number("ascot_resident_mmse")
    key = np.array([home.house[0]["seed"], home.house[0]["home"]], dtype=np.uint64)
    noise = np.random.Generator(np.random.Philox(key=key)).standard_normal(len(cells))
    felt = (
        p["satisfaction_base_01"]
        + p["satisfaction_gap_weight"] * (cells["met"] - residents["expectation_01"][who])
        - p["satisfaction_mood_weight"] * residents["low_mood_01"][who]
    )
    cells["satisfied"] = np.clip(
        felt + number("satisfaction_courtesy") + number("level_rater_sd") * noise, 0.0, 1.0
    )
    told: pd.DataFrame = cells[able]
    return told


def own_say_and_satisfaction(bench: Bench) -> Finding:
    """R4: own say and satisfaction over resident and kind of choice; families across homes."""
    homes = bench.lived({"base": recipe(days=DAYS * 2)}, 40, say_and_satisfaction, events=True)[
        "base"
    ]

    def link(parts: Any) -> float:
        cells = pd.concat(parts, ignore_index=True)
        return float(np.corrcoef(cells["own"], cells["satisfied"])[0, 1])

    sample = sector(bench)
    shared = sample["decided_by_resident_share"] + sample["decided_shared_share"]
    from carehome_sim.validation.checks import correlation

    return found(
        within("own say and satisfaction with it", by_home(link, homes), 0.35, 0.57, "r"),
        differs(
            "families' satisfaction and residents' say across homes",
            correlation(shared, sample["family_satisfaction_rated"]),
            0.0,
            "r",
        ),
    )


def from_change(minutes: Array) -> Array:
    """Minutes from the nearer change of shift, at 8 or at 20 o'clock."""
    made: Array = np.minimum(np.abs(minutes - 480), np.abs(minutes - 1200))
    return made


def nights(home: Home, run: HomeRun) -> dict[str, Array]:
    """Times in bed of residents who need help, by their acts; of the others, as they wish."""
    residents = home.residents
    events = run.events[run.events["kind"] == codes.EV_ACT]
    wanted = np.isin(events["a"], (codes.UP, codes.BED)) & (events["resident"] >= 0)
    events = events[wanted]
    order = np.lexsort((events["minute"], events["resident"]))
    events = events[order]
    same = (events["resident"][1:] == events["resident"][:-1]) & (events["a"][:-1] == codes.BED)
    same &= events["a"][1:] == codes.UP
    lengths = (events["minute"][1:] - events["minute"][:-1])[same]
    lengths = lengths[lengths < 20 * codes.MINUTES_PER_HOUR] / 60.0
    minutes = events["minute"] % codes.MINUTES_PER_DAY
    here = (residents["present"] == 1) & (
        residents["dependency_01"] < float(home.params[0]["up_help_from_01"])
    )
    own = (codes.MINUTES_PER_DAY - residents["bed_wish_min"] + residents["rise_wish_min"])[
        here
    ] / 60.0
    rise_gap = []
    for kind, field in ((codes.UP, "rise_pref_min"), (codes.BED, "bed_pref_min")):
        these = events["a"] == kind
        at = minutes[these].astype(float)
        at = np.where((kind == codes.BED) & (at < 720), at + codes.MINUTES_PER_DAY, at)
        rise_gap.append(np.abs(at - residents[field][events["resident"][these]]))
    helped = (residents["present"] == 1) & ~here
    wishes = np.concatenate([residents["rise_pref_min"][helped], residents["bed_pref_min"][helped]])
    return {
        "assisted": lengths,
        "independent": own,
        "minutes": minutes,
        "gap": np.concatenate(rise_gap),
        "wished_near": float((from_change(wishes) <= NEAR_SHIFT_MIN).mean()),
    }


def nights_begin_with_shifts(bench: Bench) -> Finding:
    """T7: nights of residents who need help, against shifts from 8 to 8 and against wishes."""
    arms = {"fixed": arm({ROTA: 0.0}, days=DAYS), "flexible": arm({ROTA: 0.9}, days=DAYS)}
    lived = bench.lived(arms, 40, nights, events=True)
    fixed = lived["fixed"]
    longer = mean_of(
        [
            60.0 * (one["assisted"].mean() - one["independent"].mean())
            for one in fixed
            if len(one["independent"])
        ]
    )

    def more_variable(parts: Any) -> float:
        assisted = np.concatenate([one["assisted"] for one in parts])
        alone = np.concatenate([one["independent"] for one in parts])
        return float(60.0 * (assisted.std() - alone.std()))

    def near(one: Any) -> float:
        return float((from_change(one["minutes"]) <= NEAR_SHIFT_MIN).mean())

    wished = mean_of([one["wished_near"] for one in fixed])
    gap = paired(
        [one["gap"].mean() for one in lived["flexible"]], [one["gap"].mean() for one in fixed]
    )
    hours = np.arange(24)
    return found(
        differs("night in bed, helped less unaided residents", longer, 30.0, "minutes"),
        differs(
            "spread of nights, helped less unaided residents",
            by_home(more_variable, fixed),
            0.0,
            "minutes",
        ),
        within(
            "rising and bed times within 90 minutes of a change of shift",
            mean_of([near(one) for one in fixed]),
            0.4,
            None,
            "share",
        ),
        told("the same of the times that they would prefer", wished, "share"),
        falls("gap to the times preferred, flexible less fixed rota", gap, "minutes"),
        chart=Chart(
            "lines",
            "hour of the day",
            "helped up or to bed (share of acts)",
            tuple(
                Line(
                    name,
                    tuple(hours.astype(float)),
                    tuple(
                        np.bincount(
                            np.concatenate([one["minutes"] for one in seen]) // 60, minlength=24
                        )
                        / max(1, sum(len(one["minutes"]) for one in seen))
                    ),
                )
                for name, seen in (("fixed rota", fixed), ("flexible rota", lived["flexible"]))
            ),
        ),
    )


def waits_by_worker(home: Home, run: HomeRun) -> dict[str, float]:
    """Care staff at work in three months, and how many began a resident's care an hour late."""
    late: dict[int, int] = {}
    worked: set[int] = set()
    due: dict[tuple[int, int], int] = {}
    limit = float(home.params[0]["long_wait_min"])
    for event in run.events:
        if event["resident"] < 0:
            continue
        place, kind = int(event["resident"]), int(event["a"])
        if event["kind"] in (codes.EV_DEATH, codes.EV_HOSPITAL, codes.EV_ADMISSION):
            due = {key: minute for key, minute in due.items() if key[0] != place}
        elif kind in NOT_OWED:
            continue
        elif event["kind"] == codes.EV_DUE:
            due[(place, kind)] = int(event["minute"])
        elif event["kind"] == codes.EV_MISSED:
            due.pop((place, kind), None)
        elif event["kind"] == codes.EV_ACT:
            worker = int(event["worker"])
            worked.add(worker)
            if int(event["minute"]) - due.pop((place, kind), int(event["minute"])) >= limit:
                late[worker] = late.get(worker, 0) + 1
    return {
        "staff": float(len(worked)),
        "late": float(len(late)),
        "acts_late": float(sum(late.values())),
    }


def made_to_wait(bench: Bench) -> Finding:
    """T13: share of care staff who, within three months, made a resident wait an hour or longer."""
    homes = bench.lived({"base": recipe(days=QUARTER_DAYS)}, 24, waits_by_worker, events=True)[
        "base"
    ]

    def share(part: Any) -> float:
        return 100.0 * float(sum(one["late"] for one in part) / sum(one["staff"] for one in part))

    def acts(part: Any) -> float:
        return float(sum(one["acts_late"] for one in part) / sum(one["staff"] for one in part))

    return found(
        within("care staff who made somebody wait", by_home(share, homes), 18.0, 34.0, "%"),
        told(
            "such acts for each worker in three months",
            by_home(acts, homes),
            "acts",
        ),
        remarks=(
            "A wait of an hour or longer counts as one that a worker would report; what staff "
            "themselves would call making somebody wait is not known.",
        ),
    )
