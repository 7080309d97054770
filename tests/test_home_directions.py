"""More of this moves that: settings of a home, and who decides."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import home_worlds as worlds
import numpy as np
import pytest

from carehome_sim.evidence import parameters, targets
from carehome_sim.home.engine import simulate_home
from carehome_sim.outcomes import home_row

pytestmark = pytest.mark.direction

HOMES = 16
DAYS = 182
WARMUP = 182
HEADLINES = {
    "rota": ("staffing__rota_flexibility_01", 0.0, 1.0),  # rigid, against wholly by demand
    "hours": ("staffing__care_hours_per_resident_day", 3.3, 3.7),
    "leadership": ("leadership__leadership_01", 0.5, 0.8),
    "regulation": ("regulation__regulatory_risk_01", 0.5, 0.2),
}


def with_followers(settings: dict[str, float]) -> dict[str, float]:
    """A headline setting with those that follow it, as a scenario file would resolve it."""
    made = dict(settings)
    for parameter in parameters().values():
        rule = parameter.follows
        if rule is not None and rule.headline.replace(".", "__") in settings:
            headline = settings[rule.headline.replace(".", "__")]
            value = rule.at_zero + (rule.at_one - rule.at_zero) * headline
            made[parameter.name.replace(".", "__")] = value
    return made


@cache
def rows(
    chosen: tuple[tuple[str, float], ...], days: int = DAYS, from_day_0: bool = False
) -> tuple[dict[str, float], ...]:
    """Outcomes of homes under some settings: from their warm-up on, or from day 0 on."""
    after = worlds.arm(days, WARMUP, **with_followers(dict(chosen)))
    before = worlds.arm(days, WARMUP).before if from_day_0 else after.before
    arm = replace(after, before=before)
    return tuple(home_row(simulate_home(arm, seed=1, home=number)) for number in range(HOMES))


def of(outcome: str, **settings: float) -> np.ndarray:
    return np.array([row[outcome] for row in rows(tuple(sorted(settings.items())))])


def difference(outcome: str, poor: dict[str, float], good: dict[str, float]) -> tuple[float, float]:
    """Mean of the paired difference, and half its 99.9 % interval."""
    paired = of(outcome, **good) - of(outcome, **poor)
    return paired.mean(), 3.3 * paired.std(ddof=1) / np.sqrt(HOMES)


@pytest.mark.parametrize("headline", HEADLINES)
def test_each_headline_setting_moved_to_good_raises_the_index(headline):
    name, poor, good = HEADLINES[headline]
    found = [
        np.array([row["personalisation_index"] for row in rows(((name, value),), 364, True)])
        for value in (poor, good)
    ]
    gained = found[1] - found[0]
    assert gained.mean() - 3.3 * gained.std(ddof=1) / np.sqrt(HOMES) > 0
    assert gained.mean() >= 1.0


def test_a_setting_of_the_form_not_in_use_changes_exactly_nothing():
    placebo = of("personalisation_index", manner__weakest_slope=9.0)
    assert (placebo == of("personalisation_index")).all()
    for placebo_row, row in zip(rows((("manner__weakest_slope", 9.0),)), rows(()), strict=True):
        np.testing.assert_array_equal(list(placebo_row.values()), list(row.values()))


MOVES: dict[str, tuple[str, float, float, str, int]] = {
    "more hours, less waiting": ("staffing__care_hours_per_resident_day", 3.0, 4.0, "wait_min", -1),
    "more hours, more company": (
        *("staffing__care_hours_per_resident_day", 3.0, 4.0, "social_min_per_6h", 1),
    ),
    "more hours, more cost": (
        *("staffing__care_hours_per_resident_day", 3.0, 4.0, "cost_per_resident_week", 1),
    ),
    "a flexible rota, times nearer to wishes": (
        *("staffing__rota_flexibility_01", 0.0, 1.0, "choice", 1),
    ),
    "heavier sanction, more paper and less choice": (
        *("regulation__regulatory_risk_01", 0.1, 0.9, "choice", -1),
    ),
    "heavier sanction, more risky wishes refused": (
        *("regulation__regulatory_risk_01", 0.1, 0.9, "refused_risk_share", 1),
    ),
    "a higher agency ceiling, fewer empty shifts": (
        *("staffing__agency_ceiling_share", 0.0, 0.5, "understaffed_shift_share", -1),
    ),
    "consistent assignment, residents better known": (
        *("assignment__consistency_01", 0.0, 1.0, "knowledge_of_residents", 1),
    ),
    "carers with person-centred values, less task-first care": (
        *("staff__values_mean_01", 0.35, 0.65, "task_first_share", -1),
    ),
    "more on offer, wishes met more often": (
        *("home__option_available_share", 0.3, 0.95, "preference_fit", 1),
    ),
    "more activities, more engaged time": (
        *("home__activity_h_per_week", 5, 40, "engaged_time_share", 1),
    ),
    "more self-funders, more income from them": (
        *("residents__self_funder_share", 0.25, 0.65, "cost_self_funder_per_resident_week", 1),
    ),
    "more pain, more agitation": ("residents__pain_share", 0.1, 0.43, "agitation_cmai", 1),
    "risky wishes followed with less fear, more permitted harm": (
        *("choice__accountability_base", 0.2, 1.2, "refused_risk_share", 1),
    ),
}


@pytest.mark.parametrize("move", MOVES)
def test_more_of_this_moves_that(move):
    setting, low, high, outcome, sign = MOVES[move]
    mean, half = difference(outcome, {setting: low}, {setting: high})
    assert sign * mean - half > 0, (mean, half)


def test_who_decides_shifts_with_cognition():
    found = [
        np.nanmean(of(f"decided_by_resident_share__severity_{severity}"))
        for severity in ("none", "mild", "moderate", "severe")
    ]
    assert found == sorted(found, reverse=True)
    assert found[0] - found[3] > 0.3
    practitioner = [
        np.nanmean(of(f"decided_by_practitioner_share__severity_{severity}"))
        for severity in ("none", "severe")
    ]
    assert practitioner[1] > practitioner[0] + 0.3
    shared = [
        np.nanmean(of(f"decided_shared_share__severity_{severity}"))
        for severity in ("none", "moderate")
    ]
    assert shared[1] > shared[0]
    assert np.nanmean(of("decided_by_family_share__severity_severe")) > 0.02
    assert np.nanmean(of("decided_shared_share__severity_severe")) > 0.02


def test_both_forms_of_the_manner_rule_run_and_differ():
    additive, weakest = (
        of("person_centred_minutes_share"),
        of("person_centred_minutes_share", manner__form=1.0),
    )
    assert ((weakest > 0.02) & (weakest < 0.9)).all()
    assert not np.array_equal(additive, weakest)


@pytest.mark.parametrize("name", sorted(targets()))
def test_the_baseline_lands_near_each_published_figure(name):
    """Sixteen homes for half a year: within the band, or within three standard errors of it."""
    target = targets()[name]
    found = of(target.outcome)
    reach = 3 * np.nanstd(found, ddof=1) / np.sqrt(HOMES)
    assert target.low - reach <= np.nanmean(found) <= target.high + reach


def test_an_unchanged_home_does_not_drift_in_the_measured_year():
    """No outcome of the weekly series moves by over 0.1 of its spread between half-years."""
    from carehome_sim.outcomes import series_columns, week_rows

    arm = worlds.arm(364, 364)
    columns = series_columns()
    tables = np.array([week_rows(simulate_home(arm, seed=8, home=number)) for number in range(60)])
    for outcome in ("personalisation_index", "timely_care", "staff_exhaustion", "trust"):
        cells = tables[:, :, columns.index(outcome)]
        first, second = cells[:, :26].mean(axis=1), cells[:, 26:].mean(axis=1)
        spread = cells.mean(axis=1).std(ddof=1)
        standard_error = (second - first).std(ddof=1) / np.sqrt(len(cells))
        assert abs((second - first).mean()) < 0.1 * spread + 3 * standard_error, outcome
