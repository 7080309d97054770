"""What trials would find: rows R14, T3 and C7."""

from __future__ import annotations

from typing import Any

import numpy as np

from carehome_sim.study.bench import Bench
from carehome_sim.validation.checks import (
    Chart,
    Figure,
    Finding,
    Line,
    by_home,
    differs,
    found,
    mean_of,
    same,
    told,
    within,
)
from carehome_sim.validation.rows.common import (
    BASELINE,
    INDEX,
    SECTOR,
    TRAINING,
    spread,
)

FOLLOW_UP_DAYS = 196  # 6.5 months


def agitation_not_depression(bench: Bench) -> Finding:
    """R14: training in virtual trials, as care-home trials are designed and analysed."""
    from carehome_sim.trial import TrialDesign, run_trial

    design = TrialDesign(bench.homes(30), 20, follow_up_days=(84, 364))
    trained = SECTOR.but(uses=TRAINING, end_day=28 + 182)
    trials = [run_trial(bench, SECTOR, trained, design, replicate=at) for at in range(12)]

    def smd(outcome: str, day: int) -> Figure:
        return mean_of([one.effect(outcome, day).smd for one in trials])

    called = np.mean([one.effect("agitation", 84).significant for one in trials])
    return found(
        within("agitation at 12 weeks", smd("agitation", 84), -0.70, -0.17, "SMD"),
        within("agitation at 52 weeks", smd("agitation", 364), -0.19, 0.01, "SMD"),
        same("depression at 12 weeks", smd("depression", 84), 0.15, "SMD"),
        same("depression at 52 weeks", smd("depression", 364), 0.15, "SMD"),
        told(
            "trials that would call agitation at 12 weeks significant",
            Figure(float(called)),
            "share",
        ),
    )


def homes_differ_more(bench: Bench) -> Finding:
    """T3: the true effect of training, home by home: twin lives of each home under other luck.

    The covariance of a home's effect under two lucks is the variance of the true effect; what
    varies beyond it is chance. Luck is common to the two arms of each life.
    """
    homes = 300
    effects = []
    for bench_of in (bench, bench.with_luck(bench.seed + 7919)):
        rows = bench_of.rows({"base": SECTOR, "train": SECTOR.but(uses=TRAINING)}, homes)
        effects.append(np.asarray(rows["train"][INDEX] - rows["base"][INDEX]))
    twins = np.array(effects)

    def ratio(part: Any) -> float:
        own = twins[:, list(part)]
        true = float(np.cov(own)[0, 1])
        return float(np.sqrt(max(true, 0.0))) / abs(float(own.mean()))

    at = range(twins.shape[1])
    mean = mean_of(twins.mean(axis=0)).times(1.0 / spread(bench, INDEX))
    return found(
        differs("mean effect of training on the index", mean, 0.1, "SD"),
        within(
            "SD of the true effect between homes over its mean",
            by_home(ratio, at),
            0.5,
            None,
            "ratio",
        ),
        told("mean effect of training on the index", mean_of(twins.mean(axis=0)), "points"),
        told(
            "correlation of a home's effect under two lucks",
            Figure(float(np.corrcoef(twins)[0, 1])),
            "r",
        ),
        chart=Chart(
            "dots",
            "effect under one luck (points)",
            "effect under another (points)",
            (Line("homes", tuple(twins[0].tolist()), tuple(twins[1].tolist())),),
        ),
    )


def loss_to_follow_up(bench: Bench) -> Finding:
    """C7: residents lost to follow-up at 6.5 months: deaths as simulated, withdrawal by design."""
    from carehome_sim.trial import TrialDesign, run_trial

    design = TrialDesign(
        bench.homes(100),
        dementia_only=False,
        follow_up_days=(FOLLOW_UP_DAYS,),
        outcomes=("depression",),
    )
    frame = run_trial(bench, BASELINE, BASELINE, design).frame
    homes = [group for _, group in frame.groupby("home")]

    def share(part: Any, *ends: str) -> float:
        gone = sum(float(group["status"].isin(ends).sum()) for group in part)
        return 100.0 * gone / sum(len(group) for group in part)

    return found(
        within(
            "lost at 6.5 months",
            by_home(lambda part: share(part, "died", "withdrawn"), homes),
            15.5,
            23.5,
            "%",
        ),
        told(
            "died by then (published 14.2)", by_home(lambda part: share(part, "died"), homes), "%"
        ),
        remarks=(
            "Withdrawal is part of a trial's design and not of the home: what is tested is "
            "mortality.",
        ),
    )
