"""Outcomes by group, the worst-off fifth, hours of the day and single weeks."""

from __future__ import annotations

import math

import numpy as np
import pytest
from outcomes_fakes import Record, empty_record, episodes_for, rows

from carehome_sim.home.state import READING, STAY
from carehome_sim.outcomes import home_row, series_columns, week_rows
from carehome_sim.outcomes.constants import numbers
from carehome_sim.outcomes.standardised import MARGINS, standard_weights

pytestmark = pytest.mark.unit


def with_people(*people: dict[str, float], days: int = 56) -> Record:
    return empty_record(days=days).but(stays=rows(STAY, *people))


def test_groups_weigh_residents_by_what_they_count() -> None:
    row = home_row(
        with_people(
            {"severity": 3, "choice": 1.0, "choice_weight": 10.0, "self_funder": 1},
            {"severity": 3, "choice": 9.0, "choice_weight": 30.0, "self_funder": 0},
            {"severity": 0, "choice": 8.0, "choice_weight": 10.0, "self_funder": 0},
            {"severity": 0, "choice": 0.0, "choice_weight": 0.0, "self_funder": 0},
        )
    )
    assert row["choice__severity_severe"] == pytest.approx(25.0)
    assert row["choice__severity_none"] == pytest.approx(80.0)
    assert row["n_choice__severity_none"] == 1.0
    assert row["choice__funder_council"] == pytest.approx(42.5)
    assert math.isnan(row["choice__severity_mild"])
    assert row["n_choice__severity_mild"] == 0.0


def test_index_of_a_group_is_the_mean_of_its_three_parts() -> None:
    whole = {"choice_weight": 10.0, "identity_need": 10.0, "weeks": 10.0}
    parts = {"choice": 9.0, "identity": 1.5, "community": 6.0}
    row = home_row(with_people({**whole, **parts, "dependency_class": 2, "weekly_visits": 1}))
    assert row["personalisation_index__dependency_high"] == pytest.approx(55.0)
    assert row["personalisation_index__family_weekly"] == pytest.approx(55.0)
    assert math.isnan(row["personalisation_index__family_less"])


def test_worst_fifth_is_the_lowest_fifth_rounded_up_of_those_long_enough_there() -> None:
    people = [
        {"days": 56.0, "timely": float(timely), "due": 100.0} for timely in (90, 10, 50, 60, 70, 80)
    ]
    people.append({"days": 27.0, "timely": 0.0, "due": 100.0})
    people.append({"days": 56.0})
    row = home_row(with_people(*people))
    assert row["timely_care__worst_fifth"] == pytest.approx(0.30)
    assert row["n_timely_care__worst_fifth"] == 2.0
    assert math.isnan(row["choice__worst_fifth"])


def test_in_a_short_run_half_of_it_is_long_enough() -> None:
    row = home_row(with_people({"days": 7.0, "timely": 1.0, "due": 2.0}, days=14))
    assert row["timely_care__worst_fifth"] == pytest.approx(0.5)


def test_who_decides_by_severity_adds_up_to_one() -> None:
    row = home_row(
        with_people(
            {"severity": 2, "decided": (1.0, 2.0, 3.0, 4.0)},
            {"severity": 2, "decided": (9.0, 0.0, 0.0, 1.0)},
        )
    )
    shares = [
        row[f"{name}__severity_moderate"]
        for name in (
            "decided_by_resident_share",
            "decided_shared_share",
            "decided_by_family_share",
            "decided_by_practitioner_share",
        )
    ]
    assert shares == pytest.approx([0.5, 0.1, 0.15, 0.25])
    assert row["n_decided_shared_share__severity_moderate"] == 2.0


def test_instruments_by_severity() -> None:
    readings = rows(
        READING,
        {"severity": 1, "agitation_per_day": episodes_for(9.0)},
        {"severity": 1, "agitation_per_day": episodes_for(18.0)},
        {"severity": 3, "agitation_per_day": 0.0},
    )
    row = home_row(empty_record().but(readings=readings, stays=np.zeros(1, STAY)))
    assert row["agitation_cmai__severity_mild"] == pytest.approx(42.5)
    assert row["n_agitation_cmai__severity_mild"] == 2.0
    assert row["agitation_cmai__severity_severe"] == 29.0
    assert "agitation_cmai__severity_none" not in row


def test_hours_are_means_per_day_and_the_morning_is_set_against_the_day() -> None:
    record = empty_record()
    record.hours["days"] = 10.0
    record.hours["supply_min"] = 1000.0
    record.hours["demand_min"] = 100.0
    record.hours["demand_min"][6:10] = 500.0
    record.hours["workers"][7] = 45.0
    row = home_row(record)
    assert row["hour07_demand_min"] == 50.0
    assert row["hour23_supply_min"] == 100.0
    assert row["hour07_staff"] == 4.5
    assert row["morning_demand_share"] == pytest.approx(0.5)
    assert row["morning_peak_ratio"] == pytest.approx(3.0)
    assert row["n_morning_peak_ratio"] == 10.0


def test_weeks_stand_one_by_one_with_the_part_week_last() -> None:
    record = empty_record(days=15)
    record.weeks["tasks_due"] = [1.0, 10.0, 10.0, 4.0]
    record.weeks["tasks_timely"] = [1.0, 5.0, 10.0, 1.0]
    table = week_rows(record)
    names = series_columns()
    assert table.shape == (3, len(names))
    assert len(names) <= 16
    assert table[:, names.index("week")].tolist() == [1.0, 2.0, 3.0]
    assert table[:, names.index("timely_care")].tolist() == [0.5, 1.0, 0.25]
    assert np.isnan(table[:, names.index("personalisation_index")]).all()


def test_standard_weights_bring_days_to_the_standard_shares() -> None:
    luck = np.random.Generator(np.random.Philox(5))
    stays = np.zeros(300, STAY)
    stays["severity"] = luck.choice(4, 300, p=(0.5, 0.2, 0.2, 0.1))
    stays["dependency_class"] = np.minimum(2, luck.poisson(0.4 + 0.3 * stays["severity"]))
    stays["days"] = luck.uniform(1.0, 365.0, 300)
    weights = standard_weights(stays)
    lived = weights * stays["days"]
    for field, name in MARGINS:
        shares = np.bincount(stays[field], lived) / lived.sum()
        assert shares == pytest.approx(numbers(name), abs=1e-4)
    assert lived.sum() == pytest.approx(stays["days"].sum())


def test_standardising_takes_out_who_lives_there_and_nothing_else() -> None:
    """Two homes treat each severity alike; one has more severe residents. Standardised: equal."""

    def home(severe: int) -> dict[str, float]:
        people = [
            {"severity": severity, "dependency_class": 1, "days": 100.0, "choice_weight": 10.0,
             "choice": 8.0 - 2.0 * severity}
            for severity in (0, 1, 2, *[3] * severe)
        ]  # fmt: skip
        return home_row(with_people(*people))

    mild, severe = home(1), home(9)
    assert severe["choice__standardised"] == pytest.approx(mild["choice__standardised"])
    wanted = 10.0 * sum(
        share * (8.0 - 2.0 * severity)
        for severity, share in enumerate(numbers("standard_severity_shares"))
    )
    assert mild["choice__standardised"] == pytest.approx(wanted)
    assert mild["n_choice__standardised"] == 4.0


def test_an_empty_home_has_no_standardised_figure() -> None:
    assert math.isnan(home_row(with_people())["choice__standardised"])
