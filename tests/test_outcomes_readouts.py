"""ASCOT, CMAI and DEMQOL-Proxy against the published tables and answers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from outcomes_fakes import empty_record, episodes_for, rows

from carehome_sim.home.state import READING, STAY
from carehome_sim.outcomes import home_row, readout_constants
from carehome_sim.outcomes.constants import number, numbers
from carehome_sim.outcomes.readouts import (
    ASCOT_DOMAINS,
    ascot_level,
    cmai_rated,
    cmai_true,
    demqol_family,
    demqol_staff,
    demqol_true,
    scrqol,
    scrqol_rated,
)

pytestmark = pytest.mark.unit


def readings_met(*shares: float) -> np.ndarray:
    return rows(READING, *({f"met_{name}_01": share for name in ASCOT_DOMAINS} for share in shares))


def test_one_rule_and_three_cut_points_make_the_ascot_levels() -> None:
    ideal, no_needs, some = (
        number(f"ascot_{level}_from") for level in ("ideal", "no_needs", "some_needs")
    )
    below = 1e-9
    met = [1.0, ideal, ideal - below, no_needs, no_needs - below, some, some - below, 0.0]
    assert ascot_level(np.array(met)).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(("level", "published"), [(0, 0.999), (1, 0.757), (2, 0.170), (3, -0.171)])
def test_weights_give_the_published_scores_when_all_eight_domains_agree(
    level: int, published: float
) -> None:
    domains = (*ASCOT_DOMAINS, "accommodation")
    total = sum(numbers(f"ascot_{domain}")[level] for domain in domains)
    score = number("ascot_slope") * total + number("ascot_intercept")
    assert score == pytest.approx(published, abs=0.0006)


def test_weights_fall_from_level_to_level_and_no_control_is_worst() -> None:
    tables = [numbers(f"ascot_{domain}") for domain in (*ASCOT_DOMAINS, "accommodation")]
    assert all(list(table) == sorted(table, reverse=True) for table in tables)
    assert min(min(table) for table in tables) == numbers("ascot_control")[3] == 0.0


def test_scrqol_holds_accommodation_and_follows_the_other_seven() -> None:
    held = number("ascot_slope") * (numbers("ascot_accommodation")[1])
    best, worst = scrqol(readings_met(1.0, 0.0)).tolist()
    assert best == pytest.approx(0.999 - number("ascot_slope") * 0.863 + held, abs=0.0006)
    assert worst == pytest.approx(-0.171 - number("ascot_slope") * 0.288 + held, abs=0.0006)


def test_cmai_rises_from_its_floor_with_episodes_and_stops_at_its_ceiling() -> None:
    readings = rows(
        READING,
        {"agitation_per_day": 0.0},
        {"agitation_per_day": episodes_for(9.0)},
        {"agitation_per_day": 1e9},
    )
    assert cmai_true(readings).tolist() == pytest.approx([29.0, 38.0, 203.0])
    assert cmai_rated(readings).tolist() == [29.0, 38.0, 203.0]


def test_cmai_rises_with_each_doubling_and_so_does_the_error_of_recall() -> None:
    often = [50.0, 100.0, 200.0]
    true = cmai_true(rows(READING, *({"agitation_per_day": one} for one in often)))
    steps = np.diff(true)
    assert steps.tolist() == pytest.approx([number("cmai_points_per_doubling")] * 2, rel=0.01)
    rare, frequent = episodes_for(3.0), episodes_for(40.0)
    noisy = [
        {"agitation_per_day": one, "recall_noise": noise}
        for one in (0.0, rare, frequent)
        for noise in (-1.0, 1.0)
    ]
    nothing, little, much = np.diff(cmai_rated(rows(READING, *noisy)).reshape(3, 2)).ravel()
    assert 0.0 < nothing <= little < much


def test_demqol_loses_points_by_mood_agitation_and_unmet_wants() -> None:
    content = {"met_social_01": 1.0, "met_occupation_01": 1.0}
    agitated = episodes_for(10.0)
    readings = rows(
        READING,
        content,
        {**content, "low_mood_01": 0.5},
        {**content, "agitation_per_day": agitated},
        {"met_social_01": 1.0},
    )
    lost = 124.0 - demqol_true(readings)
    assert lost[0] == 0.0
    assert lost[1] == pytest.approx(number("demqol_low_mood_points") / 2.0)
    assert lost[2] == pytest.approx(10.0 * number("demqol_agitation_points"))
    assert lost[3] == pytest.approx(number("demqol_unmet_points") / 2.0)


def test_raters_differ_by_bias_noise_and_what_they_see() -> None:
    spread = number("demqol_rater_sd_points")
    readings = rows(
        READING,
        {"low_mood_01": 0.5},
        {"low_mood_01": 0.5, "staff_noise": 10.0 / spread, "family_noise": -10.0 / spread},
    )
    true = demqol_true(readings)
    medium, high = np.array([1, 1]), np.array([2, 2])
    by_staff, by_family = demqol_staff(readings, medium), demqol_family(readings)
    assert by_staff[0] == np.rint(true[0] + number("demqol_staff_bias_points"))
    assert by_family[0] == np.rint(true[0] + number("demqol_family_bias_points"))
    assert by_staff[1] - by_staff[0] == by_family[0] - by_family[1] == 10.0
    taken_off = number("demqol_staff_dependency_points")
    assert by_staff[0] - demqol_staff(readings, high)[0] == pytest.approx(taken_off, abs=1.0)


def test_instruments_for_dementia_leave_others_out() -> None:
    readings = rows(
        READING,
        {
            "severity": 0,
            "agitation_per_day": episodes_for(90.0),
            "visited": 1,
            "family_view_01": 0.9,
        },
        {"severity": 1, "agitation_per_day": 0.0, "visited": 0, "family_view_01": 0.1},
        {
            "severity": 2,
            "agitation_per_day": episodes_for(9.0),
            "visited": 1,
            "family_view_01": 0.5,
        },
        {
            "severity": 3,
            "agitation_per_day": episodes_for(27.0),
            "visited": 0,
            "family_view_01": 0.1,
        },
    )
    row = home_row(empty_record().but(readings=readings, stays=np.zeros(1, STAY)))
    assert row["agitation_cmai"] == pytest.approx((29 + 38 + 56) / 3)
    assert row["n_agitation_cmai"] == 3.0
    shares = [row[f"cmai_{level}_share"] for level in ("none", "middle", "high")]
    assert shares == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    assert row["cmai_median"] == 38.0
    assert row["n_demqol_proxy_family"] == 1.0
    assert row["family_satisfaction"] == pytest.approx(0.7)
    assert row["n_scrqol"] == 4.0


def test_quality_of_life_is_rated_by_residents_who_can_and_by_staff_for_the_others() -> None:
    readings = readings_met(0.5, 0.5, 0.0)
    readings["mmse"] = [25.0, 5.0, 5.0]
    readings["resident_noise"] = [0.5, 9.0, 9.0]
    readings["staff_noise"] = [9.0, 0.5, -90.0]
    true = scrqol(readings)
    own, proxy, lowest = scrqol_rated(readings).tolist()
    noise = 0.5 * number("ascot_rater_sd")
    assert own == pytest.approx(true[0] + noise)
    assert proxy == pytest.approx(true[1] + noise + number("ascot_staff_bias"))
    assert lowest == pytest.approx(-0.171, abs=0.001)


def test_qalys_are_scrqol_times_the_share_of_bed_time_lived_in() -> None:
    record = empty_record(days=14, places=10)
    record.weeks["bed_days"][1:3] = [56.0, 56.0]
    stays = np.zeros(1, STAY)
    row = home_row(record.but(readings=readings_met(1.0), stays=stays))
    assert row["qalys"] == pytest.approx(0.8 * row["scrqol"])
    assert math.isnan(row["agitation_cmai"])


def test_every_constant_says_what_it_is_and_where_it_comes_from() -> None:
    for constant in readout_constants().values():
        assert constant.role == "fixed"
        assert constant.grade in ("A", "A2", "B", "C", "D")
        assert constant.meaning.endswith(".")
        assert constant.unit
        assert constant.source


def test_cut_points_are_ordered_shares() -> None:
    cuts = [number(f"ascot_{level}_from") for level in ("some_needs", "no_needs", "ideal")]
    assert 0.0 < cuts[0] < cuts[1] < cuts[2] <= 1.0
