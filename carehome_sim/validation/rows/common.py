"""What experiments share: arms written as settings, the sector sample, spreads between homes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from carehome_sim.evidence import parameters
from carehome_sim.home import HomeRun
from carehome_sim.home.state import Home
from carehome_sim.outcomes import home_row
from carehome_sim.outcomes.readouts import ascot_level, cmai_rated
from carehome_sim.study.bench import Bench, Recipe, recipe
from carehome_sim.validation.checks import Figure, paired

INDEX, PERSON_CENTRED = "personalisation_index", "person_centred_minutes_share"
HOURS = "staffing.care_hours_per_resident_day"
ROTA = "staffing.rota_flexibility_01"
LEADERSHIP = "leadership.leadership_01"
REGULATION = "regulation.regulatory_risk_01"
TRAINING = ("person_centred_training",)
SECTOR_HOMES = 2000
SECTOR = recipe(extends="sector")
BASELINE = recipe()
FIRST_WAVE = 28  # measured day of the first reading


def arm(
    settings: Mapping[str, float] | None = None, *, settled: bool = True, **more: Any
) -> Recipe:
    """An arm with some settings moved, warmed up under them (``settled``) or from day 0 on."""
    lines = ""
    by_section: dict[str, list[str]] = {}
    for name, value in (settings or {}).items():
        parameter = parameters()[name]
        written = round(value) if parameter.kind == "integer" else float(value)
        by_section.setdefault(parameter.section, []).append(f"{parameter.field} = {written}")
    for section, entries in by_section.items():
        lines += f"[{section}]\n" + "\n".join(entries) + "\n"
    return recipe(lines, from_base=not settled, **more)


def sector_home_seen(home: Home, run: HomeRun) -> dict[str, Any]:
    """A home of a sector sample: its outcomes, what it is, and its residents at two readings."""
    p = home.params[0]
    seen = dict(home_row(run))
    first = run.readings[run.readings["day"] == FIRST_WAVE]
    last = run.readings[run.readings["day"] == run.readings["day"].max(initial=0)]
    stays = run.stays
    return seen | {
        "beds": float(run.places),
        "hours": float(p["care_hours_per_resident_day"]),
        "hours_given": float(home.stairs[0, 0, p.dtype.names.index("care_hours_per_resident_day")]),
        "leadership": float(p["leadership_01"]),
        "dependency": float(home.house[0]["dependency_mean_01"]),
        "dementia": float((stays["severity"] > 0).mean()) if len(stays) else np.nan,
        "severe": float((stays["severity"] == 3).mean()) if len(stays) else np.nan,
        "rating": float(home.house[0]["rating"]),
        "latent_end": float(run.weeks[run.first_week + run.measured_days // 7 - 1]["latent"]),
        "first_cmai": cmai_rated(first),
        "first_mmse": first["mmse"].copy(),
        "first_severity": first["severity"].copy(),
        "last_level": np.stack(
            [ascot_level(last[f"met_{name}_01"]) for name in ("social", "control", "clean", "food")]
        ),
        "last_class": stays["dependency_class"][last["row"]].copy(),
    }


def sector(bench: Bench, homes: int = SECTOR_HOMES, made: Recipe = SECTOR) -> pd.DataFrame:
    """A year of a sample of English homes, one row per home (arrays of residents as objects)."""
    return pd.DataFrame(bench.lived({"sector": made}, homes, sector_home_seen)["sector"])


def spread(bench: Bench, outcome: str) -> float:
    """Standard deviation of an outcome between homes of the sector sample, mechanisms all on."""
    return float(sector(bench.usual or bench)[outcome].std(ddof=1))


def effects(
    bench: Bench, arms: Mapping[str, Recipe], base: Recipe, homes: int, outcome: str
) -> dict[str, Figure]:
    """Paired differences of arms from a base, in standard deviations between homes."""
    rows = bench.rows({"base": base, **arms}, homes)
    sd = spread(bench, outcome)
    return {
        name: paired(rows[name][outcome], rows["base"][outcome]).times(1.0 / sd) for name in arms
    }


def weekly(home: Home, run: HomeRun) -> dict[str, np.ndarray[Any, Any]]:
    """Tallies of the measured weeks, ``(weeks,)`` each."""
    weeks = run.weeks[run.first_week : run.first_week + run.measured_days // 7]
    names = ("care_min", "person_centred_min", "identity", "identity_need")
    return {name: weeks[name].copy() for name in names}


def share_in(weeks: dict[str, Any], first: int, last: int) -> float:
    """Share of care minutes given person-centred in measured weeks ``first`` to ``last - 1``."""
    total = float(weeks["care_min"][first:last].sum())
    return float(weeks["person_centred_min"][first:last].sum()) / total if total else np.nan
