"""Across English homes, as a sector sample shows them: rows R3, R5, T4 and T14."""

from __future__ import annotations

import numpy as np
import pandas as pd

from carehome_sim.study.bench import Bench
from carehome_sim.validation.checks import (
    Chart,
    Figure,
    Finding,
    Line,
    adjusted,
    by_home,
    correlation,
    differs,
    falls,
    found,
    line_of,
    regression,
    same,
    share_of,
    standard,
    told,
    within,
)
from carehome_sim.validation.rows.common import HOURS, INDEX, SECTOR, sector, spread
from carehome_sim.validation.rows.regulation import GOOD_LATENT

CASE_MIX = ("dependency", "dementia", "severe")
DOTS = 300  # homes shown in a picture


def _dots(homes: pd.DataFrame, x: str, y: str, name: str = "homes") -> tuple[Line, ...]:
    few = homes.head(DOTS)
    return (Line(name, tuple(few[x].astype(float)), tuple(few[y].astype(float))),)


def warm_is_not_good(bench: Bench) -> Finding:
    """R3: trust and care in time across homes; trust in homes that would be rated poorly."""
    homes = sector(bench, 800)
    mix = [homes[name] for name in CASE_MIX]
    link = correlation(adjusted(homes["trust"], *mix), adjusted(homes["timely_care"], *mix))
    poor = homes["latent_rating_score"] < GOOD_LATENT
    warm = homes["trust"] > homes["trust"].median()
    return found(
        within("correlation of trust and care in time, case mix taken out", link, 0.05, 0.6, "r"),
        within(
            "poorly rated homes with more than median trust",
            share_of(float((poor & warm).sum()), float(poor.sum())),
            0.15,
            None,
            "share",
        ),
        told(
            "homes that would be rated below good", share_of(float(poor.sum()), len(homes)), "share"
        ),
        chart=Chart(
            "dots", "trust (0-1)", "care in time (share)", _dots(homes, "trust", "timely_care")
        ),
    )


def big_and_routinised(bench: Bench) -> Finding:
    """R5: task-first care by size and by how dependent residents are."""
    homes = sector(bench, 800)
    sd = spread(bench, "task_first_share")
    y = homes["task_first_share"] / sd
    size, need = np.log2(homes["beds"]), standard(homes["dependency"])
    plain = regression(y, size=size, need=need)
    equal = regression(y, size=size, need=need, hours=standard(homes["demand_supply_ratio"]))
    return found(
        differs("task-first care for each doubling of beds", plain["size"], 0.1, "SD"),
        differs("task-first care per SD of dependency", plain["need"], 0.1, "SD"),
        differs(
            "for each doubling at equal minutes needed over minutes there", equal["size"], 0.1, "SD"
        ),
        chart=Chart(
            "dots", "beds", "task-first acts (share)", _dots(homes, "beds", "task_first_share")
        ),
    )


def ratios_say_little(bench: Bench) -> Finding:
    """T4: staffing ratio and vacancies against agitation and rating; hours given at random."""
    homes = sector(bench)
    wanted = ("agitation_cmai", "latent_rating_score")
    slopes = {
        name: regression(
            standard(homes[name]),
            ratio=standard(homes["care_hours_worked"]),
            vacancies=standard(homes["vacancy_share"]),
        )
        for name in wanted
    }
    random = sector(bench, 1000, SECTOR.but(borrowed=(HOURS,)))
    given = regression(standard(random[INDEX]), ratio=standard(random["hours_given"]))["ratio"]
    return found(
        same("agitation on care hours", slopes["agitation_cmai"]["ratio"], 0.1, "SD per SD"),
        same(
            "latent rating on care hours", slopes["latent_rating_score"]["ratio"], 0.1, "SD per SD"
        ),
        falls(
            "latent rating on vacancies",
            slopes["latent_rating_score"]["vacancies"],
            "SD per SD",
        ),
        differs("index on care hours where hours are given at random", given, 0.1, "SD per SD"),
        told("agitation on vacancies", slopes["agitation_cmai"]["vacancies"], "SD per SD"),
        chart=Chart(
            "dots",
            "care hours per resident-day",
            "CMAI (mean of home)",
            _dots(homes, "hours", "agitation_cmai"),
        ),
    )


def neediest_gain(bench: Bench) -> Finding:
    """T14: residents of homes that would be rated good against others, by dependency and domain."""
    homes = sector(bench, 1200)
    good = (homes["latent_rating_score"] >= GOOD_LATENT).to_numpy()
    domains = ("social", "control", "clean", "food")

    def gain(part: np.ndarray, domain: int, group: int) -> float:
        means = []
        for wanted in (True, False):
            levels = [
                homes["last_level"].iloc[at][domain][homes["last_class"].iloc[at] == group]
                for at in part
                if good[at] == wanted
            ]
            means.append(float((np.concatenate(levels) <= 1).mean()) if levels else np.nan)
        return 100.0 * (means[0] - means[1])

    at = list(range(len(homes)))

    def more(domain: int) -> Figure:
        return by_home(lambda part: gain(part, domain, 2) - gain(part, domain, 0), at)

    gains = {
        name: [by_home(lambda part, d=d, g=g: gain(part, d, g), at) for g in range(3)]
        for d, name in enumerate(domains)
    }
    return found(
        differs(
            "social participation: gain of the most less that of the least dependent",
            more(0),
            0.0,
            "points",
        ),
        differs(
            "control: gain of the most less that of the least dependent", more(1), 0.0, "points"
        ),
        differs(
            "most dependent: gain in social participation and control less that in basics",
            by_home(
                lambda part: (
                    (gain(part, 0, 2) + gain(part, 1, 2) - gain(part, 2, 2) - gain(part, 3, 2)) / 2
                ),
                at,
            ),
            0.0,
            "points",
        ),
        chart=Chart(
            "bars",
            "dependency",
            "without unmet needs, better less poorer homes (points)",
            tuple(line_of(name, ("low", "medium", "high"), three) for name, three in gains.items()),
        ),
    )
