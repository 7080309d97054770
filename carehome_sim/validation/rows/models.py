"""Models of care, size and shared life: rows R7, R10 and R16."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from carehome_sim.home import HomeRun, codes
from carehome_sim.home.state import Home
from carehome_sim.study.bench import Bench, recipe
from carehome_sim.validation.checks import (
    Chart,
    Figure,
    Finding,
    by_home,
    differs,
    found,
    line_of,
    mean_of,
    no_worse,
    paired,
    same,
    told,
)
from carehome_sim.validation.rows.common import BASELINE, arm, spread

MODELS = ("institution", "family", "hotel", "co_operative")
LABEL_ONLY = "[model_of_care]\nlabel_only = true\n"
SHARED_MATTERS = (codes.BREAKFAST, codes.LUNCH, codes.AFTERNOON, codes.WITH_WHOM)
BEDS = (10, 20, 40, 60, 90, 120)


def choice_or_closeness(bench: Bench) -> Finding:
    """R7: hotel and family homes in choice and in trust; what the labels alone change."""
    homes = 60
    arms = {name: recipe(extends=name) for name in MODELS[:3]}
    arms |= {f"{name} label": recipe(LABEL_ONLY, extends=name) for name in ("family", "hotel")}
    rows = bench.rows({"base": BASELINE, **arms}, homes)

    def apart(one: str, other: str, outcome: str) -> Figure:
        return paired(rows[one][outcome], rows[other][outcome]).times(1.0 / spread(bench, outcome))

    choice, trust = (apart("family", "hotel", outcome) for outcome in ("choice", "trust"))
    gaps = np.array(
        [
            (rows["family"][outcome] - rows["hotel"][outcome]) / spread(bench, outcome)
            for outcome in ("trust", "choice")
        ]
    )

    def closer(part: Any) -> float:
        one, other = np.abs(gaps[:, list(part)].mean(axis=1))
        return float(one - other)

    return found(
        same("family less hotel, choice", choice, 0.3, "SD"),
        differs(
            "how far apart in trust, less how far apart in choice",
            by_home(closer, range(gaps.shape[1])),
            0.0,
            "SD",
        ),
        same("family by label alone, choice", apart("family label", "base", "choice"), 0.1, "SD"),
        same("hotel by label alone, choice", apart("hotel label", "base", "choice"), 0.1, "SD"),
        told("family less hotel, trust", trust, "SD"),
        *(
            told(f"{one} less institution, {outcome}", apart(one, "institution", outcome), "SD")
            for one in ("family", "hotel")
            for outcome in ("choice", "trust")
        ),
    )


def economies_of_scale(bench: Bench) -> Finding:
    """R10: what size costs and gives at equal hours, and what change costs."""
    sizes = {}
    for beds in BEDS:
        size = beds / 40.0  # activity staff go with residents, as care hours do
        settings = {
            "home.beds": beds,
            "home.activity_h_per_week": min(80.0, 25.0 * size),
            "home.one_to_one_h_per_week": 2.0 * size,
        }
        sizes[f"units {beds}"] = arm({**settings, "home.beds_per_unit": min(20, beds)})
        sizes[f"pooled {beds}"] = arm({**settings, "home.beds_per_unit": beds})
    rows = bench.rows(sizes, 40)
    doublings = np.log2(np.array(BEDS, dtype=float))

    def slope(kind: str, outcome: str, sd: float) -> Figure:
        table = np.array([rows[f"{kind} {beds}"][outcome] for beds in BEDS]) / sd
        centred = doublings - doublings.mean()
        return mean_of((centred[:, None] * table).sum(axis=0) / float((centred**2).sum()))

    cost = {beds: rows[f"units {beds}"]["cost_per_resident_week"] for beds in BEDS}
    arms = {
        "base": BASELINE,
        "changed": recipe(uses=("household_participation", "person_centred_training")),
    }
    change = bench.rows(arms, 40)
    lasting, one_off = (
        paired(change["changed"][name], change["base"][name])
        for name in ("cost_programmes_per_resident_week", "one_off_cost_per_bed")
    )
    return found(
        differs(
            "identity for each doubling of beds, one undivided home",
            slope("pooled", "identity", spread(bench, "identity")),
            -0.1,
            "SD",
        ),
        differs(
            "the same in units of 20 at most",
            slope("units", "identity", spread(bench, "identity")),
            -0.1,
            "SD",
        ),
        no_worse(
            "care in time for each doubling of beds, staff pooled",
            slope("pooled", "timely_care", spread(bench, "timely_care")),
            0.1,
            "SD",
        ),
        told("lasting cost of two approaches (built in)", lasting, "pounds a resident-week"),
        told("one-off cost of two approaches (built in)", one_off, "pounds a bed"),
        told(
            "unit cost, 60 beds less 10 (built in)",
            paired(cost[60], cost[10]),
            "pounds a resident-week",
        ),
        told(
            "unit cost, 120 beds less 60 (built in)",
            paired(cost[120], cost[60]),
            "pounds a resident-week",
        ),
        chart=Chart(
            "lines",
            "beds",
            "identity (points)",
            tuple(
                line_of(word, BEDS, [mean_of(rows[f"{kind} {beds}"]["identity"]) for beds in BEDS])
                for kind, word in (("units", "units of 20 at most"), ("pooled", "undivided"))
            ),
        ),
    )


def unlike(home: Home, run: HomeRun) -> pd.DataFrame:
    """Residents at the end: how far their usual wishes differ from their unit, and their choice."""
    residents = home.residents
    there = np.flatnonzero((residents["present"] == 1) & (residents["row"] >= 0))
    usual = residents["usual"][there][:, SHARED_MATTERS]
    importance = residents["importance_01"][there][:, SHARED_MATTERS]
    unit = residents["unit"][there]
    others = np.array(
        [
            ((usual[unit == unit[at]] != usual[at]).mean(axis=0) * importance[at]).sum()
            / importance[at].sum()
            for at in range(len(there))
        ]
    )
    stays = run.stays[residents["row"][there]]
    full = stays["choice_weight"] > 0.0
    return pd.DataFrame(
        {
            "unlike": others[full],
            "choice": 100.0 * (stays["choice"] / np.where(full, stays["choice_weight"], 1.0))[full],
            "fit": 100.0 * (stays["fit"] / np.where(full, stays["choice_weight"], 1.0))[full],
            "dependency": residents["dependency_01"][there][full],
            "cognition": residents["mmse"][there][full],
            "voice": residents["voice_trait_01"][there][full],
            "minutes": float(run.weeks[run.first_week :]["care_min"].sum()),
        }
    )


def collective_setting(bench: Bench) -> Finding:
    """R16: residents whose wishes differ most from their unit's, and what catering apart does.

    Catering apart: whatever somebody wishes beside the shared programme can be had.
    """
    arms = {
        "usual": BASELINE,
        "apart": arm({"home.option_available_share": 1.0}),
        "together": arm({"home.option_available_share": 0.4}),
    }
    lived = bench.lived(arms, 120, unlike)

    def gap(parts: Any) -> float:
        people = pd.concat(parts, ignore_index=True)
        x = np.column_stack(
            [np.ones(len(people)), people[["unlike", "dependency", "cognition", "voice"]]]
        )
        slopes = np.linalg.lstsq(x, people["choice"].to_numpy(), rcond=None)[0]
        return float(slopes[1] * people["unlike"].std())

    sd = float(pd.concat(lived["usual"])["choice"].std())
    gaps = {name: by_home(gap, homes).times(1.0 / sd) for name, homes in lived.items()}
    pairs = list(zip(lived["together"], lived["apart"], strict=True))
    narrowed = by_home(lambda part: gap([b for _, b in part]) - gap([a for a, _ in part]), pairs)
    minutes = mean_of([b["minutes"].iloc[0] / a["minutes"].iloc[0] - 1.0 for a, b in pairs])
    return found(
        differs(
            "wishes met per SD of being unlike one's unit", gaps["usual"], -0.1, "SD of residents"
        ),
        differs(
            "the gap with catering apart against without",
            narrowed.times(1.0 / sd),
            0.02,
            "SD of residents",
        ),
        differs("staff minutes with catering apart", minutes.times(100.0), 0.0, "%"),
        chart=Chart(
            "bars",
            "",
            "wishes met per SD of being unlike (SD)",
            (
                line_of(
                    "residents",
                    ("no catering apart", "as usual", "all catered for"),
                    [gaps[name] for name in ("together", "usual", "apart")],
                ),
            ),
        ),
    )
