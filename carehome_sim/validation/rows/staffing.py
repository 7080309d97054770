"""Hours, rotas, leaders and load: rows R1, R13, T5 and T6."""

from __future__ import annotations

import numpy as np

from carehome_sim.home import HomeRun
from carehome_sim.home.state import Home
from carehome_sim.outcomes import home_row
from carehome_sim.outcomes.readouts import ascot_level
from carehome_sim.study.bench import Bench, recipe
from carehome_sim.validation.checks import (
    Chart,
    Figure,
    Finding,
    correlation,
    differs,
    found,
    line_of,
    mean_of,
    paired,
    told,
    within,
)
from carehome_sim.validation.rows.common import (
    HOURS,
    INDEX,
    LEADERSHIP,
    ROTA,
    arm,
    effects,
    sector,
    spread,
)

USUAL_HOURS, FEWER_HOURS = 3.3, 2.9
STEPS_OF_HOURS = (2.4, 2.8, 3.3, 4.0, 4.7)
# Means of the upper and lower third of leadership in the sector table (0.5, spread 0.18).
UPPER_THIRD, LOWER_THIRD = 0.70, 0.30
CARE_MINUTES = (
    *(
        f"tasks.{task}_{end}_min"
        for task in ("up", "toilet", "meal", "bath", "bed")
        for end in ("least", "most")
    ),
    "tasks.medicines_min",
    "tasks.night_check_min",
    "tasks.night_change_min",
)
LOADS = (1.1, 1.2, 1.3)
BASIC, HIGHER = ("clean", "food", "safety"), ("social", "occupation", "control")


def workload_and_rota(bench: Bench) -> Finding:
    """R1: fewer hours, or a rota that cannot follow demand, lower the index."""
    flexible = arm({ROTA: 0.8})
    against = effects(
        bench,
        {"fixed": arm({ROTA: 0.2}), "fewer": arm({ROTA: 0.8, HOURS: FEWER_HOURS})},
        flexible,
        80,
        INDEX,
    )
    steps = {
        f"{hours:g} {rota:g}": arm({HOURS: hours, ROTA: rota})
        for hours in STEPS_OF_HOURS
        for rota in (0.2, 0.8)
    }
    rows = bench.rows(steps, 24)
    sd = spread(bench, INDEX)
    gains = [
        paired(rows[f"{hours:g} 0.8"][INDEX], rows[f"{hours:g} 0.2"][INDEX]).times(1.0 / sd)
        for hours in STEPS_OF_HOURS
    ]
    turning = Figure(gains[0].value - gains[-1].value, float(np.hypot(gains[0].se, gains[-1].se)))
    return found(
        differs("0.4 care hours fewer per resident-day, index", against["fewer"], -0.1, "SD"),
        differs("rota flexibility 0.8 to 0.2, index", against["fixed"], -0.1, "SD"),
        told("rota's gain with 2.4 hours less its gain with 4.7", turning, "SD"),
        chart=Chart(
            "lines",
            "care hours per resident-day",
            "gain of the index (SD of homes)",
            (line_of("rota flexibility 0.2 to 0.8", STEPS_OF_HOURS, gains),),
        ),
    )


def what_managers_decide(bench: Bench) -> Finding:
    """R13: the best-led third of homes against the worst-led, staffed alike with like residents."""
    sd = spread(bench, INDEX)
    gains = []
    for hours in (2.8, USUAL_HOURS, 4.0):
        rows = bench.rows(
            {
                "well": arm({HOURS: hours, LEADERSHIP: UPPER_THIRD}),
                "badly": arm({HOURS: hours, LEADERSHIP: LOWER_THIRD}),
            },
            60,
        )
        gains.append(paired(rows["well"][INDEX], rows["badly"][INDEX]).times(1.0 / sd))
    return found(
        within("upper against lower third of leadership, index", gains[1], 0.3, 1.1, "SD"),
        told("the same with 2.8 hours", gains[0], "SD"),
        told("the same with 4.0 hours", gains[2], "SD"),
        chart=Chart(
            "lines",
            "care hours per resident-day",
            "gain of the index (SD of homes)",
            (line_of("upper against lower third of leadership", (2.8, USUAL_HOURS, 4.0), gains),),
        ),
    )


def loaded(home: Home, run: HomeRun) -> dict[str, float]:
    """Company, due care in time, and the share of residents whose needs are met by domain."""
    row = home_row(run)
    seen = {
        "company": row["staff_min_company"],
        "timely": row["timely_care"] * (1.0 - row["missed_care_share"]),
        "timely_only": row["timely_care"],
        "begun": 1.0 - row["missed_care_share"],
    }
    for domain in (*BASIC, *HIGHER, "dignity"):
        seen[domain] = float((ascot_level(run.readings[f"met_{domain}_01"]) <= 1).mean())
    return seen


def company_goes_first(bench: Bench) -> Finding:
    """T6: with more to do, company falls by a larger share than due care."""
    arms = {"usual": recipe(), "family": recipe(extends="family")}
    for load in LOADS:
        heavier = dict.fromkeys(CARE_MINUTES, load)
        arms[f"usual {load}"] = recipe(like=heavier)
        arms[f"family {load}"] = recipe(extends="family", like=heavier)
    lived = bench.lived(arms, 40, loaded)

    def kept(model: str, load: float, what: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        before = np.array([one[what] for one in lived[model]])
        after = np.array([one[what] for one in lived[f"{model} {load}"]])
        share: np.ndarray[tuple[int], np.dtype[np.float64]] = after / np.maximum(before, 1e-9)
        return share

    gaps = [
        mean_of(kept("usual", load, "begun") - kept("usual", load, "company")) for load in LOADS
    ]
    family = mean_of(kept("family", LOADS[-1], "company") - kept("usual", LOADS[-1], "company"))
    levels = {
        domain: mean_of([one[domain] for one in lived["usual"]]) for domain in (*BASIC, *HIGHER)
    }
    lowest = min((levels[name] for name in BASIC), key=lambda one: one.value)
    highest = max((levels[name] for name in HIGHER), key=lambda one: one.value)
    above = Figure(lowest.value - highest.value, float(np.hypot(lowest.se, highest.se)))
    return found(
        *(
            differs(f"due care kept less company kept, load +{load - 1:.0%}", gap, 0.02, "share")
            for load, gap in zip(LOADS, gaps, strict=True)
        ),
        told(
            "care in time kept less company kept, +30%",
            mean_of(kept("usual", LOADS[-1], "timely_only") - kept("usual", LOADS[-1], "company")),
            "share",
        ),
        differs("company kept in family homes less in default ones, +30%", family, 0.02, "share"),
        differs("worst basic domain less best of the higher ones, needs met", above, 0.0, "share"),
        *(
            told(f"residents without unmet needs: {name}", one, "share")
            for name, one in levels.items()
        ),
        chart=Chart(
            "lines",
            "care minutes against usual",
            "share kept",
            tuple(
                line_of(
                    f"{word}, {model} home",
                    LOADS,
                    [mean_of(kept(model, load, what)) for load in LOADS],
                )
                for model in ("usual", "family")
                for what, word in (("company", "company"), ("begun", "due care"))
            ),
        ),
    )


def exhaustion_and_pay(bench: Bench) -> Finding:
    """T5: exhaustion hardly goes with leaving, pay a little; exhaustion shows in care."""
    homes = sector(bench)
    link = correlation(homes["staff_exhaustion"], homes["staff_turnover_per_year"])
    arms = {
        "base": recipe(),
        "paid": arm({"pay.wage_premium_share": 0.1}),
        "fresh": recipe(changed={"staff.exhaustion_start_mean_01": 0.2}),
        "tired": recipe(changed={"staff.exhaustion_start_mean_01": 0.4}),
    }
    rows = bench.rows(arms, 120)
    leavers = paired(
        rows["paid"]["staff_turnover_per_year"], rows["base"]["staff_turnover_per_year"]
    )
    tired, fresh = rows["tired"], rows["fresh"]
    task_first = paired(tired["task_first_share"], fresh["task_first_share"])
    company = paired(tired["staff_min_company"], fresh["staff_min_company"])
    return found(
        within("correlation of exhaustion and leaving across homes", link, -0.24, 0.24, "r"),
        within("pay 10% higher: leavers in a year", leavers.times(100.0), -4.0, -1.5, "points"),
        differs(
            "tired against fresh staff: task-first care",
            task_first.times(1.0 / spread(bench, "task_first_share")),
            0.1,
            "SD",
        ),
        differs(
            "tired against fresh staff: company given",
            company.times(1.0 / spread(bench, "staff_min_company")),
            -0.1,
            "SD",
        ),
    )
