"""Instruments read off the four-weekly readings: ASCOT, CMAI, DEMQOL-Proxy, mood, satisfaction.

These are other ways of telling the same states, not further benefits. Every function takes the
readings of a home ``(readings,)`` and gives one score per reading.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from carehome_sim.outcomes.constants import number, numbers

Array = np.ndarray[Any, Any]

ASCOT_DOMAINS = ("control", "clean", "food", "safety", "social", "occupation", "dignity")
MEDIUM_DEPENDENCY = 1


def ascot_level(met_01: Array) -> Array:
    """ASCOT level by the one rule: 0 ideal, 1 no unmet needs, 2 some needs, 3 high needs.

    ``met_01`` is the share of what is wanted in a domain that was met; at a cut point the better
    level holds.
    """
    level = np.zeros(np.shape(met_01), dtype=np.int64)
    for cut in ("ascot_ideal_from", "ascot_no_needs_from", "ascot_some_needs_from"):
        level += met_01 < number(cut)
    return level


def lowest_weights() -> float:
    """Sum of the weights of eight domains at high needs in all of them."""
    return sum(min(numbers(f"ascot_{name}")) for name in (*ASCOT_DOMAINS, "accommodation"))


def scrqol(readings: Array) -> Array:
    """Social care-related quality of life, -0.17 to 1.

    ``slope * (sum of the weights of eight domains) + intercept`` (Netten et al. 2012).
    """
    held = int(number("ascot_accommodation_level")) - 1
    total = np.full(len(readings), numbers("ascot_accommodation")[held])
    for domain in ASCOT_DOMAINS:
        level = ascot_level(readings[f"met_{domain}_01"])
        total += np.array(numbers(f"ascot_{domain}"))[level]
    score: Array = number("ascot_slope") * total + number("ascot_intercept")
    return score


def scrqol_unweighted(readings: Array) -> Array:
    """The same levels with every domain and every step alike: 1 all ideal, 0 high needs in all."""
    worst = 3.0
    total = worst - (np.full(len(readings), number("ascot_accommodation_level")) - 1.0)
    for domain in ASCOT_DOMAINS:
        total = total + worst - ascot_level(readings[f"met_{domain}_01"])
    score: Array = total / (worst * (len(ASCOT_DOMAINS) + 1))
    return score


def level_rated(true_01: Array, bias: Array | float, noise: Array) -> Array:
    """A level from 0 to 1 as somebody rates it: with a bias of one's own and noise."""
    rated: Array = np.clip(true_01 + bias + number("level_rater_sd") * noise, 0.0, 1.0)
    return rated


def low_mood_rated(readings: Array) -> Array:
    """Low mood as staff rate it, who miss some of it."""
    return level_rated(readings["low_mood_01"], number("mood_staff_bias"), readings["staff_noise"])


def satisfaction_rated(readings: Array) -> Array:
    """Satisfaction as residents who are able to tell it; they are polite."""
    return level_rated(
        readings["satisfaction_01"], number("satisfaction_courtesy"), readings["resident_noise"]
    )


def family_view_rated(readings: Array) -> Array:
    """Satisfaction as family tell it."""
    return level_rated(
        readings["family_view_01"], number("family_courtesy"), readings["family_noise"]
    )


def scrqol_rated(readings: Array) -> Array:
    """SCRQoL as it would be rated: by residents who are able to, by staff for the others."""
    own = readings["mmse"] >= number("ascot_resident_mmse")
    noise = np.where(own, readings["resident_noise"], readings["staff_noise"])
    bias = np.where(own, 0.0, number("ascot_staff_bias"))
    lowest = number("ascot_slope") * lowest_weights() + number("ascot_intercept")
    rated: Array = np.clip(scrqol(readings) + bias + number("ascot_rater_sd") * noise, lowest, 1.0)
    return rated


def _cmai(episodes_per_day: Array) -> Array:
    """Points of the CMAI for how often there is distress: its steps are ratios of frequency.

    ``floor + points x log2(1 + episodes / rare)``.
    """
    doublings = np.log2(1.0 + episodes_per_day / number("cmai_rare_per_day"))
    return number("cmai_floor") + number("cmai_points_per_doubling") * doublings


def cmai_true(readings: Array) -> Array:
    """CMAI as an observer who misses nothing would score the last two weeks, 29–203."""
    return np.minimum(_cmai(readings["agitation_per_day"]), number("cmai_ceiling"))


def cmai_rated(readings: Array) -> Array:
    """CMAI as a rater recalls it: whole points, noise that the floor of the scale cuts off.

    How often there was distress is recalled by a ratio too high or too low.
    """
    noise = readings["recall_noise"]
    often = readings["agitation_per_day"] * np.exp(number("cmai_recall_log_sd") * noise)
    recalled = _cmai(often) + number("cmai_recall_sd_points") * noise
    rated: Array = np.clip(np.rint(recalled), number("cmai_floor"), number("cmai_ceiling"))
    return rated


def demqol_true(readings: Array) -> Array:
    """DEMQOL-Proxy without a rater's error: what mood, agitation and unmet wants leave of 124."""
    unmet = 1.0 - (readings["met_social_01"] + readings["met_occupation_01"]) / 2.0
    lost = (
        number("demqol_low_mood_points") * readings["low_mood_01"]
        + number("demqol_agitation_points") * (cmai_true(readings) - number("cmai_floor"))
        + number("demqol_unmet_points") * unmet
    )
    score: Array = np.maximum(number("demqol_best") - lost, number("demqol_floor"))
    return score


def _rated(score: Array, noise: Array) -> Array:
    noisy = score + number("demqol_rater_sd_points") * noise
    rated: Array = np.clip(np.rint(noisy), number("demqol_floor"), number("demqol_best"))
    return rated


def demqol_staff(readings: Array, dependency_class: Array) -> Array:
    """DEMQOL-Proxy as staff rate it; they rate the dependent lower than they are.

    ``dependency_class`` is 0 low, 1 medium, 2 high for each reading.
    """
    tracked = number("demqol_staff_dependency_points") * (dependency_class - MEDIUM_DEPENDENCY)
    score = demqol_true(readings) + number("demqol_staff_bias_points") - tracked
    return _rated(score, readings["staff_noise"])


def demqol_family(readings: Array) -> Array:
    """DEMQOL-Proxy as family rate it."""
    score = demqol_true(readings) + number("demqol_family_bias_points")
    return _rated(score, readings["family_noise"])


def mean_and_count(values: Array, among: Array | None = None) -> tuple[float, float]:
    """Mean over the readings marked in ``among`` (all where none are marked), and how many."""
    chosen = values if among is None else values[among]
    if len(chosen) == 0:
        return float("nan"), 0.0
    return float(chosen.sum()) / len(chosen), float(len(chosen))


def quartiles(values: Array) -> tuple[float, float, float]:
    """Lower quartile, median and upper quartile; NaN where there is nothing."""
    if len(values) == 0:
        return float("nan"), float("nan"), float("nan")
    lower, middle, upper = np.quantile(values, [0.25, 0.5, 0.75]).tolist()
    return lower, middle, upper


def read_instruments(readings: Array, stays: Array) -> dict[str, tuple[float, float]]:
    """Mean and count of every outcome that is read off the readings."""
    dementia = readings["severity"] > 0
    visited = readings["visited"] > 0
    cmai = cmai_rated(readings)
    dependency = stays["dependency_class"][readings["row"]]
    low = number("cmai_floor")
    high = number("cmai_high_above")
    lower, middle, upper = quartiles(cmai[dementia])
    people = float(dementia.sum())
    able = readings["mmse"] >= number("ascot_resident_mmse")
    return {
        "scrqol": mean_and_count(scrqol(readings)),
        "scrqol_rated": mean_and_count(scrqol_rated(readings)),
        "scrqol_unweighted": mean_and_count(scrqol_unweighted(readings)),
        "agitation_cmai": mean_and_count(cmai, dementia),
        "agitation_cmai_true": mean_and_count(cmai_true(readings), dementia),
        "demqol_true": mean_and_count(demqol_true(readings), dementia),
        "low_mood_rated": mean_and_count(low_mood_rated(readings)),
        "resident_satisfaction_rated": mean_and_count(satisfaction_rated(readings), able),
        "family_satisfaction_rated": mean_and_count(family_view_rated(readings), visited),
        "cmai_none_share": mean_and_count((cmai <= low) * 1.0, dementia),
        "cmai_middle_share": mean_and_count(((cmai > low) & (cmai <= high)) * 1.0, dementia),
        "cmai_high_share": mean_and_count((cmai > high) * 1.0, dementia),
        "cmai_lower_quartile": (lower, people),
        "cmai_median": (middle, people),
        "cmai_upper_quartile": (upper, people),
        "low_mood": mean_and_count(readings["low_mood_01"]),
        "demqol_proxy_staff": mean_and_count(demqol_staff(readings, dependency), dementia),
        "demqol_proxy_family": mean_and_count(demqol_family(readings), dementia & visited),
        "resident_satisfaction": mean_and_count(readings["satisfaction_01"]),
        "family_satisfaction": mean_and_count(readings["family_view_01"], visited),
    }
