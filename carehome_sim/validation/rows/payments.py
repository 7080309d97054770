"""Money beside fees: direct payments and community events, rows R9 and R11."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from carehome_sim.home import HomeRun, codes
from carehome_sim.home.state import Home
from carehome_sim.study.bench import Bench, recipe
from carehome_sim.validation.checks import (
    Figure,
    Finding,
    by_home,
    differs,
    falls,
    found,
    mean_of,
    told,
    within,
)

# Assumed: councils that offered payments expected one in five of those eligible to take one up.
# The study tells 400 expected and 40 begun, and no number of people eligible (Ettelt 2018).
ANTICIPATED_SHARE = 0.2
LEAST_HOLDERS = 5


def payments(home: Home, run: HomeRun) -> pd.DataFrame:
    """Council-funded residents at the end of a year: who holds a direct payment."""
    there = home.residents[(home.residents["present"] == 1) & (home.residents["self_funder"] == 0)]
    weeks = run.weeks[run.first_week :]
    return pd.DataFrame(
        {
            "home": float(home.house[0]["home"]),
            "possible": float(weeks["payments_possible"].sum()),
            "started": float(weeks["payments_started"].sum()),
            "holds": there["direct_payment"] > 0,
            "family": there["visits_per_week"] >= 1.0,
            "cognition": there["mmse"] / 10.0,
            "dependency": there["dependency_01"],
        }
    )


def few_and_unequal(bench: Bench) -> Finding:
    """R9: how many of those offered a direct payment begin one, and who."""
    import statsmodels.api as sm

    homes = bench.lived({"offered": recipe(uses=("direct_payments",))}, 1200, payments)["offered"]
    people = pd.concat(homes, ignore_index=True)

    def share(part: Any) -> float:
        first = [one.iloc[0] for one in part if len(one)]
        started = sum(float(one["started"]) for one in first)
        return 100.0 * started / max(sum(float(one["possible"]) for one in first), 1e-9)

    started = by_home(share, homes)
    wanted = sm.add_constant(people[["family", "cognition", "dependency"]].astype(float))
    checks = [
        within("payments begun in a year of those eligible", started, 0.0, 3.0, "%"),
        within(
            "payments begun of those anticipated",
            started.times(1.0 / ANTICIPATED_SHARE),
            5.0,
            15.0,
            "%",
        ),
    ]
    odds = dict.fromkeys(("family", "cognition", "dependency"), Figure(math.nan, math.nan))
    if people["holds"].sum() >= LEAST_HOLDERS:
        fitted = sm.GLM(people["holds"].astype(float), wanted, family=sm.families.Binomial()).fit(
            cov_type="cluster", cov_kwds={"groups": people["home"].astype(int)}
        )
        odds = {name: Figure(float(fitted.params[name]), float(fitted.bse[name])) for name in odds}
    for name in ("family", "cognition"):
        checks.append(differs(f"log odds of a payment by {name}", odds[name], 0.0, "log odds"))
    checks.append(falls("log odds of a payment by dependency", odds["dependency"], "log odds"))
    return found(
        *checks,
        remarks=(
            "The study counts payments against those anticipated; who was eligible is not told. "
            "One in five of those eligible is assumed to have been anticipated.",
        ),
    )


def at_events(home: Home, run: HomeRun) -> dict[str, Any]:
    """Community events of a home: who was there, by ability, and what they brought."""
    events = run.events
    there = (events["kind"] == codes.EV_ACTIVITY) & (events["a"] == codes.EVENT)
    days = events["minute"][there] // codes.MINUTES_PER_DAY
    ability = (
        1.0 - home.residents["dependency_01"] * 0.5 - home.residents["cognitive_loss_01"] * 0.5
    )
    weeks = run.weeks[run.first_week :]
    return {
        "events": float(len(np.unique(days))),
        "places": events["resident"][there].copy(),
        "engaged": events["value"][there].copy(),
        "ability": ability.copy(),
        "proceeds": float(weeks["event_gbp"].sum()),
    }


def events_bring_money(bench: Bench) -> Finding:
    """R11: what community events bring to the amenity fund, and whom they bring company."""
    homes = bench.lived(
        {"linked": recipe(uses=("community_links",), days=182)}, 40, at_events, events=True
    )["linked"]
    shares = []
    for one in homes:
        if not one["events"]:
            continue
        order = np.argsort(one["ability"])
        fifth = max(1, len(order) // 5)
        got = (
            np.bincount(one["places"], weights=one["engaged"], minlength=len(order)) / one["events"]
        )
        shares.append((got[order[-fifth:]].mean(), got[order[:fifth]].mean()))
    ratio = by_home(
        lambda part: sum(a for a, _ in part) / max(sum(b for _, b in part), 1e-9), shares
    )
    return found(
        differs(
            "proceeds of events in half a year",
            mean_of([one["proceeds"] for one in homes]),
            1.0,
            "pounds a home",
        ),
        within("engagement per event, ablest fifth over least able", ratio, 2.0, None, "ratio"),
        told("events in half a year", mean_of([one["events"] for one in homes]), "events"),
    )
