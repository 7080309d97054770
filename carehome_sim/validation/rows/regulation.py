"""Safety rules, ratings and pay: rows R8, T9 and T10."""

from __future__ import annotations

from typing import Any

import numpy as np

from carehome_sim.home import HomeRun
from carehome_sim.home.codes import GOOD, INADEQUATE, OUTSTANDING, REQUIRES_IMPROVEMENT
from carehome_sim.home.state import Home
from carehome_sim.outcomes import home_row
from carehome_sim.study.bench import Bench
from carehome_sim.validation.checks import (
    Chart,
    Figure,
    Finding,
    Line,
    differs,
    falls,
    found,
    line_of,
    mean_of,
    no_worse,
    paired,
    share_of,
    told,
    within,
)
from carehome_sim.validation.rows.common import BASELINE, REGULATION, SECTOR, arm, spread

SANCTION = "regulation.sanction_01"
RESPONSIVENESS = "regulation.responsiveness_weight_01"
LEADERSHIP_NAME = "leadership_01"
WAGE = "pay.wage_premium_share"
# Published stock: outstanding, good, requires improvement, inadequate (%), residential homes 2023.
STOCK = {OUTSTANDING: 4.0, GOOD: 79.0, REQUIRES_IMPROVEMENT: 16.0, INADEQUATE: 2.0}
RATING_WORDS = {
    OUTSTANDING: "outstanding",
    GOOD: "good",
    REQUIRES_IMPROVEMENT: "requires improvement",
    INADEQUATE: "inadequate",
}
GOOD_LATENT = 1.0 + 3.0 * 0.63  # the latent score from which a home is good


def risks(home: Home, run: HomeRun) -> dict[str, float]:
    """What came of risky wishes, harm of all kinds, choice and care in time."""
    weeks = run.weeks[run.first_week :]
    row = home_row(run)
    raised, days = float(weeks["raised_risk"].sum()), float(weeks["bed_days"].sum())
    return {
        "followed": float(weeks["followed_risk"].sum()) / raised if raised else np.nan,
        "harm_permitted": 1000.0 * float(weeks["incidents_permitted"].sum()) / days,
        "incidents": row["incidents_per_1000_bed_days"],
        "choice": row["choice"],
        "timely": row["timely_care"],
        "leadership": float(home.params[0][LEADERSHIP_NAME]),
        "latent": float(weeks["latent"][: run.measured_days // 7].mean()),
    }


def safety_against_wishes(bench: Bench) -> Finding:
    """R8: a stricter regime, one that asks for responsive care, and hardly any oversight."""
    arms = {
        "base": BASELINE,
        "strict": arm({SANCTION: 0.9}),
        "responsive": arm({RESPONSIVENESS: 0.8}),
    }
    lived = bench.lived(arms, 100, risks)
    years = bench.lived(
        {name: one.but(days=1092) for name, one in arms.items() if name != "responsive"}, 16, risks
    )

    def change(name: str, what: str, of: dict[str, list[Any]] = lived) -> Figure:
        return paired([one[what] for one in of[name]], [one[what] for one in of["base"]])

    sd = {"choice": spread(bench, "choice"), "timely": spread(bench, "timely_care")}
    sample = bench.lived(
        {"usual": SECTOR, "unseen": SECTOR.but(text=arm({REGULATION: 0.05}).text)}, 300, risks
    )
    led = np.array([one["leadership"] for one in sample["usual"]])
    fall = np.array(
        [b["timely"] - a["timely"] for a, b in zip(sample["usual"], sample["unseen"], strict=True)]
    )
    thirds = np.quantile(led, (1 / 3, 2 / 3))
    parts = [
        fall[led <= thirds[0]],
        fall[(led > thirds[0]) & (led <= thirds[1])],
        fall[led > thirds[1]],
    ]
    badly, middling, well = (mean_of(part).times(1.0 / sd["timely"]) for part in parts)
    return found(
        differs(
            "stricter sanctions: risky wishes followed",
            change("strict", "followed"),
            -0.02,
            "share",
        ),
        differs(
            "stricter sanctions: choice",
            change("strict", "choice").times(1.0 / sd["choice"]),
            -0.1,
            "SD",
        ),
        falls(
            "stricter sanctions: harm from permitted risk",
            change("strict", "harm_permitted"),
            "per 1,000 bed-days",
        ),
        differs(
            "more weight on responsive care: choice",
            change("responsive", "choice").times(1.0 / sd["choice"]),
            0.1,
            "SD",
        ),
        differs("hardly any oversight, worst-led third: care in time", badly, -0.2, "SD"),
        no_worse("the same in the middle third", middling, 0.2, "SD"),
        no_worse("the same in the best-led third", well, 0.2, "SD"),
        told(
            "stricter sanctions: all incidents over 3 years",
            change("strict", "incidents", years),
            "per 1,000 bed-days",
        ),
        chart=Chart(
            "bars",
            "leadership",
            "care in time with hardly any oversight (SD)",
            (
                line_of(
                    "homes of a sector sample",
                    ("worst-led third", "middle third", "best-led third"),
                    (badly, middling, well),
                ),
            ),
        ),
    )


def rated(home: Home, run: HomeRun) -> dict[str, float]:
    """A home's size and its published rating at the end."""
    return {"beds": float(run.places), "rating": float(home.house[0]["rating"])}


def stock_of_ratings(bench: Bench) -> Finding:
    """T9: what inspections make of homes that all began as good, after five years.

    Nothing of the published mix is left in the first rating: every home begins as good, and the
    years before the last are warm-up.
    """
    fresh = {
        "inspection.start_outstanding_share": 0.0,
        "inspection.start_requires_share": 0.0,
        "inspection.start_inadequate_share": 0.0,
    }
    homes = bench.lived(
        {"five years": SECTOR.but(changed=fresh, days=1092, warmup_days=728)}, 800, rated
    )["five years"]
    ratings = np.array([one["rating"] for one in homes])
    beds = np.array([one["beds"] for one in homes])
    small = beds <= np.median(beds)
    good = ratings >= GOOD
    shares = {
        code: share_of(float((ratings == code).sum()), len(ratings)).times(100.0) for code in STOCK
    }
    a, b = (share_of(float(good[part].sum()), float(part.sum())) for part in (small, ~small))
    gap = Figure(100.0 * (a.value - b.value), 100.0 * float(np.hypot(a.se, b.se)))
    return found(
        *(
            within(f"homes rated {RATING_WORDS[code]}", shares[code], level - 3.0, level + 3.0, "%")
            for code, level in STOCK.items()
        ),
        differs("good or better: smaller half of homes less larger half", gap, 0.0, "points"),
        chart=Chart(
            "bars",
            "",
            "homes (%)",
            (
                line_of("simulated", tuple(RATING_WORDS.values()), tuple(shares.values())),
                Line("published", tuple(RATING_WORDS.values()), tuple(STOCK.values())),
            ),
        ),
    )


def pay_and_rating(bench: Bench) -> Finding:
    """T10: a tenth more pay, and the chance that a home is good or better, in its second year."""
    arms = {
        "usual": SECTOR.but(days=728),
        "paid": SECTOR.but(text=arm({WAGE: 0.1}).text, days=728),
    }
    lived = bench.lived(arms, 300, last_year)
    gain = paired(lived["paid"], lived["usual"]).times(100.0)
    return found(
        within(
            "time rated good or better by what can be seen, pay 10% higher",
            gain,
            3.0,
            11.0,
            "points",
        ),
        told("that share at usual pay", mean_of(lived["usual"]).times(100.0), "%"),
    )


def last_year(home: Home, run: HomeRun) -> float:
    """Share of the last 52 weeks in which a home's latent rating is good or better."""
    weeks = run.weeks[run.first_week : run.first_week + run.measured_days // 7]
    return float((weeks["latent"][-52:] >= GOOD_LATENT).mean())
