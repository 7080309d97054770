"""Outcomes of a trial by rater, read off a home's four-weekly readings.

Raters see different things: ``true`` is what an observer who misses nothing would score,
``staff`` and ``family`` have their own bias and noise, and a CMAI is ``recalled`` (by staff) over
two weeks. Trials of personalised care rest on staff or family as proxies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from carehome_sim.errors import InputError
from carehome_sim.home import HomeRun
from carehome_sim.home.state import Home
from carehome_sim.outcomes import readouts

Array = np.ndarray[Any, Any]
Scorer = Callable[[Array, Array], Array]


def _among(marked: Array, score: Array) -> Array:
    return np.where(marked, score, np.nan)


def _demqol_true(readings: Array, dependency: Array) -> Array:
    return _among(readings["severity"] > 0, readouts.demqol_true(readings))


def _demqol_staff(readings: Array, dependency: Array) -> Array:
    return _among(readings["severity"] > 0, readouts.demqol_staff(readings, dependency))


def _demqol_family(readings: Array, dependency: Array) -> Array:
    visited = (readings["severity"] > 0) & (readings["visited"] > 0)
    return _among(visited, readouts.demqol_family(readings))


def _cmai_true(readings: Array, dependency: Array) -> Array:
    return readouts.cmai_true(readings)


def _cmai_recalled(readings: Array, dependency: Array) -> Array:
    return readouts.cmai_rated(readings)


def _low_mood_true(readings: Array, dependency: Array) -> Array:
    low_mood: Array = readings["low_mood_01"].copy()
    return low_mood


def _low_mood_staff(readings: Array, dependency: Array) -> Array:
    return readouts.low_mood_rated(readings)


def _scrqol_true(readings: Array, dependency: Array) -> Array:
    return readouts.scrqol(readings)


def _scrqol_rated(readings: Array, dependency: Array) -> Array:
    return readouts.scrqol_rated(readings)


INSTRUMENTS: dict[str, dict[str, Scorer]] = {
    # CMAI, 29–203 points, lower is better
    "agitation": {"true": _cmai_true, "staff": _cmai_recalled, "recalled": _cmai_recalled},
    # low mood, 0–1, lower is better
    "depression": {"true": _low_mood_true, "staff": _low_mood_staff},
    # DEMQOL-Proxy, points, higher is better; only residents with dementia
    "quality_of_life": {"true": _demqol_true, "staff": _demqol_staff, "family": _demqol_family},
    # SCRQoL of ASCOT, −0.17 to 1, higher is better; staff rate for those unable to
    "social_care_quality_of_life": {"true": _scrqol_true, "staff": _scrqol_rated},
}


def raters_of(outcome: str) -> tuple[str, ...]:
    """Who may rate an outcome."""
    if outcome not in INSTRUMENTS:
        raise InputError(
            place="outcomes",
            given=outcome,
            problem="is not an outcome of trials",
            allowed=", ".join(INSTRUMENTS),
        )
    return tuple(INSTRUMENTS[outcome])


@dataclass(frozen=True, slots=True)
class Seen:
    """What a trial can read of one home, a row per reading ``(readings,)``.

    ``day`` counts measured days; ``person`` is unique in the home; ``severity`` of dementia is 0
    none to 3 severe; ``scores`` hold each outcome as each rater scores it.
    """

    day: Array
    person: Array
    severity: Array
    scores: dict[tuple[str, str], Array]


def seen(home: Home, run: HomeRun) -> Seen:
    """All a trial may look at of one home: what :meth:`Bench.lived` is asked for."""
    readings, stays = run.readings, run.stays
    dependency = stays["dependency_class"][readings["row"]]
    return Seen(
        day=readings["day"].copy(),
        person=stays["person"][readings["row"]],
        severity=readings["severity"].copy(),
        scores={
            (outcome, rater): scorer(readings, dependency)
            for outcome, raters in INSTRUMENTS.items()
            for rater, scorer in raters.items()
        },
    )
