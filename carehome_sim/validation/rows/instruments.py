"""What raters would record: rows C1, C2, C3 and C5."""

from __future__ import annotations

from typing import Any

import numpy as np

from carehome_sim.home import HomeRun
from carehome_sim.home.state import Home
from carehome_sim.outcomes.constants import number
from carehome_sim.outcomes.readouts import cmai_rated, demqol_family, demqol_staff
from carehome_sim.study.bench import Bench
from carehome_sim.validation.checks import (
    Chart,
    Figure,
    Finding,
    Line,
    by_home,
    found,
    line_of,
    within,
)
from carehome_sim.validation.rows.common import SECTOR, sector

Array = np.ndarray[Any, Any]
WAVES = (28, 140, 252, 392, 504)  # measured days: five waves over 16 months
COURSE_DAYS = 511
# MMSE that goes with each CDR stage (Perneczky R et al. 2006 Am J Geriatr Psychiatry 14:139).
STAGES = {
    "very mild": (26.0, 30.0, 15.0),
    "mild": (21.0, 26.0, 33.0),
    "moderate": (11.0, 21.0, 45.0),
    "severe": (-1.0, 11.0, 45.0),
}


def cmai_of_residents(bench: Bench) -> Finding:
    """C1: CMAI of residents with dementia at one wave."""
    homes = list(sector(bench).itertuples())

    def scores(part: Any) -> Array:
        return np.concatenate([one.first_cmai[one.first_severity > 0] for one in part])

    def share(least: float, most: float) -> Figure:
        return by_home(
            lambda part: 100.0 * float(((scores(part) >= least) & (scores(part) <= most)).mean()),
            homes,
        )

    def quantile(level: float) -> Figure:
        return by_home(lambda part: float(np.quantile(scores(part), level)), homes)

    high = number("cmai_high_above")
    counts, edges = np.histogram(np.clip(scores(homes), 29, 99), bins=np.arange(29, 105, 5))
    return found(
        within("no agitation (CMAI 29)", share(0.0, 29.0), 12.0, 18.0, "%"),
        within("some (30 to 45)", share(29.5, high), 42.0, 48.0, "%"),
        within("clinically significant (above 45)", share(high + 0.5, 203.0), 37.0, 43.0, "%"),
        within("lower quartile", quantile(0.25), 31.0, 35.0, "points"),
        within("median", quantile(0.5), 39.0, 43.0, "points"),
        within("upper quartile", quantile(0.75), 53.0, 57.0, "points"),
        chart=Chart(
            "bars",
            "CMAI",
            "residents with dementia (share)",
            (
                Line(
                    "simulated",
                    tuple(f"{low}-" for low in edges[:-1]),
                    tuple((counts / counts.sum()).tolist()),
                ),
            ),
        ),
    )


def course(home: Home, run: HomeRun) -> dict[str, Array]:
    """CMAI of residents with dementia at five waves, ``(residents, waves)``, NaN where lost."""
    readings = run.readings
    rows = np.unique(readings["row"])
    table = np.full((len(rows), len(WAVES)), np.nan)
    at = {row: place for place, row in enumerate(rows)}
    scores = cmai_rated(readings)
    dementia = np.zeros(len(rows), dtype=bool)
    for reading, score in zip(readings, scores, strict=True):
        if reading["day"] in WAVES:
            table[at[reading["row"]], WAVES.index(int(reading["day"]))] = score
            dementia[at[reading["row"]]] |= reading["severity"] > 0
    return {"cmai": table[dementia & ~np.isnan(table[:, 0])]}


def course_of_agitation(bench: Bench) -> Finding:
    """C2: who stays free of agitation, and in whom it comes back, over 16 months."""
    homes = bench.lived({"base": SECTOR.but(days=COURSE_DAYS)}, 120, course)["base"]
    high = number("cmai_high_above")

    def shares(part: Any) -> tuple[float, float]:
        table = np.concatenate([one["cmai"] for one in part])
        later = ~np.isnan(table[:, 1:]).all(axis=1)
        rises = (np.nan_to_num(table[:, 1:]) > high).any(axis=1)
        none, much = (table[:, 0] <= 29.0) & later, (table[:, 0] > high) & later
        return 100.0 * float((~rises[none]).mean()), 100.0 * float(rises[much].mean())

    return found(
        within(
            "of those without agitation: never above 45 later",
            by_home(lambda part: shares(part)[0], homes),
            84.0,
            92.0,
            "%",
        ),
        within(
            "of those above 45: above 45 again",
            by_home(lambda part: shares(part)[1], homes),
            66.0,
            74.0,
            "%",
        ),
    )


def agitation_by_severity(bench: Bench) -> Finding:
    """C3: share above 45 by stage of dementia."""
    homes = list(sector(bench).itertuples())
    high = number("cmai_high_above")

    def share(stage: str, part: Any) -> float:
        low, top, _ = STAGES[stage]
        above = []
        for one in part:
            inside = (one.first_mmse >= low) & (one.first_mmse < top)
            if stage != "very mild":
                inside &= one.first_severity > 0
            above.append(one.first_cmai[inside] > high)
        return 100.0 * float(np.concatenate(above).mean())

    shares = {stage: by_home(lambda part, s=stage: share(s, part), homes) for stage in STAGES}
    return found(
        *(
            within(f"above 45, {stage}", one, STAGES[stage][2] - 5.0, STAGES[stage][2] + 5.0, "%")
            for stage, one in shares.items()
        ),
        remarks=("Stages of the Clinical Dementia Rating are read off MMSE (Perneczky 2006).",),
        chart=Chart(
            "bars",
            "stage",
            "above 45 (%)",
            (
                line_of("simulated", tuple(shares), list(shares.values())),
                Line("published", tuple(STAGES), tuple(one[2] for one in STAGES.values())),
            ),
        ),
    )


def two_raters(home: Home, run: HomeRun) -> tuple[Array, Array]:
    """DEMQOL-Proxy of each resident with dementia and family, by staff and by family, at a wave."""
    these = (
        (run.readings["day"] == 168)
        & (run.readings["severity"] > 0)
        & (run.readings["visited"] > 0)
    )
    readings = run.readings[these]
    dependency = run.stays["dependency_class"][readings["row"]]
    return demqol_staff(readings, dependency), demqol_family(readings)


def quality_by_two_raters(bench: Bench) -> Finding:
    """C5: DEMQOL-Proxy by staff and by family: medians and how far they agree."""
    from scipy.stats import spearmanr

    homes = bench.lived({"base": SECTOR.but(days=182)}, 300, two_raters)["base"]

    def joined(part: Any, rater: int) -> Array:
        return np.concatenate([one[rater] for one in part])

    return found(
        within(
            "median by staff",
            by_home(lambda part: float(np.median(joined(part, 0))), homes),
            102.0,
            106.0,
            "points",
        ),
        within(
            "median by family",
            by_home(lambda part: float(np.median(joined(part, 1))), homes),
            99.0,
            103.0,
            "points",
        ),
        within(
            "rank correlation of the two",
            by_home(
                lambda part: float(spearmanr(joined(part, 0), joined(part, 1)).statistic), homes
            ),
            0.28,
            0.42,
            "rho",
        ),
    )
