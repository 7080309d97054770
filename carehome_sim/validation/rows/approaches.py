"""Training, recruitment and one-to-one time: rows R2, R6, R12, T1, T2, T3 and T8."""

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
    found,
    mean_of,
    paired,
    same,
    told,
    within,
)
from carehome_sim.validation.rows.common import (
    BASELINE,
    INDEX,
    LEADERSHIP,
    PERSON_CENTRED,
    SECTOR,
    arm,
    sector,
    share_in,
    spread,
    weekly,
)

Array = np.ndarray[Any, Any]
TRAINING = ("person_centred_training",)
RECRUITMENT = ("values_based_recruitment",)
HALF_YEAR, MONTH_WEEKS = 182, 4
# What opposes and what favours training, at either end of what is plausible.
SEES_POINT = {"staff.values_mean_01": (0.4, 0.7)}
LEADERS = {LEADERSHIP: (0.2, 0.8)}
RELEASED = (0.0, 1.0)  # share of released hours that somebody else is paid to cover
COST = "cost_per_resident_week"


def training_takes_three(bench: Bench) -> Finding:
    """R2: training with and without staff who see its point, leaders behind it, time released.

    Where no time is released, no hour is covered and nobody is spared from the floor.
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
            settings, days=196, uses=TRAINING,
            changed={
                "training.backfill_01": RELEASED[time],
                **({} if time else {"training.covered_pressure": 0.0}),
            },
        )
        arms[f"without {name}"] = arms[f"without {name}"].but(changed=arms[f"with {name}"].changed)
    lived = bench.lived(arms, homes, weekly)
    sd = spread(bench, PERSON_CENTRED)

    def gain(name: str) -> Array:
        both = [[share_in(one, 20, 28) for one in lived[f"{word} {name}"]] for word in ("with", "without")]
        return np.array(both[0]) - np.array(both[1])

    gains = {name: mean_of(gain(name)).times(1.0 / sd) for name in ("111", "011", "101", "110", "000")}
    taken = {
        name: by_home(
            lambda part, one=name: 1.0 - gain(one)[list(part)].mean() / gain("111")[list(part)].mean(),
            range(bench.homes(homes)),
        )
        for name in ("011", "101", "110")
    }
    words = {"011": "staff who do not see its point", "101": "leaders who do not support it",
             "110": "no time released"}
    return found(
        differs("training with all three, person-centred share at 6 months", gains["111"], 0.2, "SD"),
        *(within(f"share of it lost with {words[name]}", one, 0.25, None, "share") for name, one in taken.items()),
        same("training with none of the three", gains["000"], 0.1, "SD"),
        chart=Chart("bars", "", "gain of the person-centred share (SD of homes)", (
            Line("training at 6 months",
                 ("all three", "without values", "without leaders", "without time", "none"),
                 tuple(one.value for one in gains.values()),
                 tuple(one.interval()[0] for one in gains.values()),
                 tuple(one.interval()[1] for one in gains.values())),
        )),
    )


def stimulation_or_relationship(bench: Bench) -> Finding:
    """R6: one-to-one time against relationship training of the same cost, by severity."""
    homes, usual = 60, {"base": BASELINE, "train": recipe(uses=TRAINING)}
    rows = bench.rows(usual | {"alone": recipe(uses=("one_to_one_stimulation",))}, homes)
    costs = {name: float((rows[name][COST] - rows["base"][COST]).mean()) for name in ("train", "alone")}
    dose = float(np.clip(costs["train"] / max(costs["alone"], 0.01), 0.05, 1.0))
    training = float(np.clip(costs["alone"] / max(costs["train"], 0.01), 0.05, 1.0))
    arms = {
        "train": recipe(uses=TRAINING, doses={TRAINING[0]: round(training, 2)}),
        "alone": recipe(uses=("one_to_one_stimulation",),
                        doses={"one_to_one_stimulation": round(dose, 2)}),
    }
    rows = bench.rows(arms, homes)

    def lead(group: str) -> Array:
        name = f"engaged_time_share__severity_{group}"
        return np.asarray(100.0 * (rows["alone"][name] - rows["train"][name]))

    levels = [mean_of(lead(group)) for group in ("none", "mild", "moderate", "severe")]
    return found(
        differs("one-to-one less training, severe dementia: waking time engaged", levels[3], 3.0, "points"),
        differs("that lead in severe less in mild dementia", mean_of(lead("severe") - lead("mild")), 0.0, "points"),
        told("cost of one-to-one less that of training", paired(rows["alone"][COST], rows["train"][COST]),
             "pounds a resident-week"),
        chart=Chart("bars", "dementia", "one-to-one less training: waking time engaged (points)", (
            Line("at equal cost", ("none", "mild", "moderate", "severe"),
                 tuple(one.value for one in levels),
                 tuple(one.interval()[0] for one in levels), tuple(one.interval()[1] for one in levels)),
        )),
    )


def followed(bench: Bench, arms: dict[str, Recipe], homes: int, days: int) -> dict[str, Array]:
    """Gain of the person-centred share over the baseline by four weeks, ``(homes, points)``."""
    arms = {name: one.but(days=days) for name, one in arms.items()}
    lived = bench.lived({"base": recipe(days=days), **arms}, homes, weekly)
    points = range(days // DAYS_PER_WEEK // MONTH_WEEKS)
    by = {
        name: np.array([[share_in(one, MONTH_WEEKS * at, MONTH_WEEKS * (at + 1)) for at in points]
                        for one in seen])
        for name, seen in lived.items()
    }
    return {name: by[name] - by["base"] for name in arms}


def _course(name: str, gains: Array) -> Line:
    figures = [mean_of(gains[:, at]) for at in range(gains.shape[1])]
    ends = [one.interval() for one in figures]
    return Line(name, tuple(float(MONTH_WEEKS * (at + 1)) for at in range(len(figures))),
                tuple(one.value for one in figures),
                tuple(low for low, _ in ends), tuple(high for _, high in ends))


def recruit_or_train(bench: Bench) -> Finding:
    """R12: what is left after two years of half a year's training, and of choosing by values."""
    arms = {"training for half a year": recipe(uses=TRAINING, end_day=HALF_YEAR),
            "values-based recruitment": recipe(uses=RECRUITMENT)}
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
    return found(*checks, remarks=remarks, chart=Chart(
        "lines", "weeks", "gain of the person-centred share",
        tuple(_course(name, one) for name, one in gains.items()),
    ))


def sessions(home: Home, run: HomeRun) -> dict[str, float]:
    """Training sessions planned and held in a home, and whom it had for a manager."""
    weeks = run.weeks[run.first_week : run.first_week + run.measured_days // DAYS_PER_WEEK]
    p = home.params[0]
    changes = np.diff(weeks["manager_weeks"]) != 0.0
    return {
        "planned": float(weeks["sessions_planned"].sum()),
        "held": float(weeks["sessions_attended"].sum()),
        "supportive": float(p["supportiveness_01"]) + float(home.house[0]["manager_support_z"])
        * float(p["spread_of_managers_01"]),
        "changed": float(changes.any()),
    }


def planned_not_delivered(bench: Bench) -> Finding:
    """T1: how far homes of a sector sample deliver the same training."""
    import statsmodels.api as sm

    homes = bench.lived({"train": SECTOR.but(uses=TRAINING)}, 400, sessions)["train"]
    planned = np.array([one["planned"] for one in homes])
    held = np.array([one["held"] for one in homes])
    some = planned > 0
    share = held[some].sum() / planned[some].sum()
    ratio = float(
        ((held[some] - share * planned[some]) ** 2).sum()
        / (planned[some] * share * (1.0 - share)).sum()
    )
    x = np.array([[one["supportive"], one["changed"]] for one in homes])[some]
    sd = float(x[:, 0].std()) or 1.0
    table = sm.add_constant(np.column_stack([x[:, 0] / sd, x[:, 1]]))
    fitted = sm.GLM(
        np.column_stack([held[some], planned[some] - held[some]]), table, family=sm.families.Binomial()
    ).fit(scale="X2")
    support, change = (Figure(float(fitted.params[at]), float(fitted.bse[at])) for at in (1, 2))
    shares = held[some] / planned[some]
    levels, edges = np.histogram(shares, bins=np.linspace(0.0, 1.0, 11))
    return found(
        within("variance of sessions held over binomial", Figure(ratio), 1.5, None, "ratio"),
        differs("log odds of a session per SD of the manager's support", support, 0.0, "log odds"),
        differs("log odds where the manager changed or was missing", change, -1e-9, "log odds"),
        told("sessions held of those planned", Figure(float(share)), "share"),
        chart=Chart("bars", "share of planned sessions held", "homes", (
            Line("homes of a sector sample", tuple(f"{low:.1f}" for low in edges[:-1]),
                 tuple(float(one) for one in levels)),
        )),
    )


def trained_staff_leave(bench: Bench) -> Finding:
    """T2: what is left of training twelve months on, with few leavers and with many."""
    left: dict[str, Array] = {}
    for word, leavers in (("few", 0.6), ("many", 1.8)):
        many = {"staff.leavers_per_year": leavers}
        arms = {"base": recipe(days=560, like=many),
                "train": recipe(days=560, like=many, uses=TRAINING, end_day=HALF_YEAR)}
        lived = bench.lived(arms, 60, skills)
        left[word] = np.array(lived["train"]) - np.array(lived["base"])

    def kept(gains: Array, part: Any) -> float:
        mean = gains[list(part)].mean(axis=0)
        return float(mean[1] / mean[0])

    homes = range(len(left["few"]))
    gap = by_home(lambda part: kept(left["few"], part) - kept(left["many"], part), homes)
    return found(
        differs("share of the skill left after 12 months, few leavers less many", gap, 0.05, "share"),
        told("left with few leavers", by_home(lambda part: kept(left["few"], part), homes), "share"),
        told("left with many leavers", by_home(lambda part: kept(left["many"], part), homes), "share"),
    )


def skills(home: Home, run: HomeRun) -> tuple[float, float]:
    """Person-centred share of minutes at the end of half a year, and twelve months later."""
    weeks = weekly(home, run)
    half = HALF_YEAR // DAYS_PER_WEEK
    return share_in(weeks, half - 4, half), share_in(weeks, half + 48, half + 54)


def skill_fades(bench: Bench) -> Finding:
    """T8: twelve months after training has ended."""
    gains = followed(bench, {"training for half a year": recipe(uses=TRAINING, end_day=HALF_YEAR)}, 80, 588)
    course = next(iter(gains.values()))
    sd = spread(bench, PERSON_CENTRED)
    ended = HALF_YEAR // DAYS_PER_WEEK // MONTH_WEEKS
    later = course[:, ended + 12 : ended + 14].mean(axis=1)
    return found(
        same("12 months after support ended, person-centred share", mean_of(later).times(1.0 / sd), 0.1, "SD"),
        told("at its end", mean_of(course[:, ended - 1]).times(1.0 / sd), "SD"),
        chart=Chart("lines", "weeks", "gain of the person-centred share",
                    (_course("training for half a year", course),)),
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
    return found(
        within("SD of the true effect between homes over its mean", by_home(ratio, at), 0.5, None, "ratio"),
        told("mean effect of training on the index", mean_of(twins.mean(axis=0)), "points"),
        told("correlation of a home's effect under two lucks", Figure(float(np.corrcoef(twins)[0, 1])), "r"),
        chart=Chart("dots", "effect under one luck (points)", "effect under another (points)",
                    (Line("homes", tuple(twins[0].tolist()), tuple(twins[1].tolist())),)),
    )
