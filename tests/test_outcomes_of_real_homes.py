"""Outcomes of homes that really lived: what was tallied is what is meant."""

from __future__ import annotations

import math

import numpy as np
import pytest

from carehome_sim.evidence import default_values, outcomes
from carehome_sim.home.arm import Arm
from carehome_sim.home.engine import HomeRun, simulate_home
from carehome_sim.outcomes import home_row, series_columns, week_rows
from carehome_sim.scenario import Phase

pytestmark = pytest.mark.contract

BEDS = 16
DAYS = 57
RARE = {"refused_risk_share", "refused_capable_share", "recorded_incident_share"}
RARE |= {"training_attended_share", "direct_payments_started_share"}  # none in the baseline


@pytest.fixture(scope="module")
def run() -> HomeRun:
    settings = {**default_values(), "home.beds": float(BEDS)}
    arm = Arm("small", settings, (Phase(0, settings),), warmup_days=28, measured_days=DAYS)
    return simulate_home(arm, seed=11, home=0)


def test_every_outcome_of_a_home_that_lived_is_a_number(run: HomeRun) -> None:
    row = home_row(run)
    undefined = {name for name in outcomes() if math.isnan(row[name])}
    assert undefined <= RARE


def test_what_was_tallied_adds_up(run: HomeRun) -> None:
    row = home_row(run)
    deciders = ("by_resident", "shared", "by_family", "by_practitioner")
    assert sum(row[f"decided_{who}_share"] for who in deciders) == pytest.approx(1.0)
    assert row["choice"] <= row["preference_fit"] <= 100.0
    assert row["community_from_home"] <= row["community"] + 1e-9
    assert 0.0 < row["qalys"] <= row["scrqol"]
    payers = ("council", "self_funder", "provider")
    paid = sum(row[f"cost_{payer}_per_resident_week"] for payer in payers)
    assert paid == pytest.approx(row["cost_per_resident_week"])
    for name, outcome in outcomes().items():
        if outcome.unit == "share" and not math.isnan(row[name]):
            assert row[name] >= 0.0, name


def test_residents_by_group_make_up_the_home(run: HomeRun) -> None:
    row = home_row(run)
    for part in ("choice", "identity", "community"):
        cells = [row[f"{part}__funder_{who}"] for who in ("council", "self")]
        defined = [cell for cell in cells if not math.isnan(cell)]
        assert min(defined) - 0.5 <= row[part] <= max(defined) + 0.5
    beds = sum(row[f"n_community__funder_{who}"] for who in ("council", "self"))
    assert BEDS // 2 <= beds <= 2 * BEDS


def test_weeks_are_all_there_and_each_is_a_number(run: HomeRun) -> None:
    table = week_rows(run)
    assert table.shape == (math.ceil(DAYS / 7), len(series_columns()))
    assert np.isfinite(table[:-1]).all()


def test_a_day_has_twenty_four_hours_of_work_and_hands(run: HomeRun) -> None:
    row = home_row(run)
    assert all(row[f"hour{hour:02d}_staff"] >= 0.0 for hour in range(24))
    assert row["hour08_demand_min"] > row["hour03_demand_min"]
    assert row["morning_peak_ratio"] > 1.0
