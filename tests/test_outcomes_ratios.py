"""Outcomes that are one tally over another, against answers worked out by hand."""

from __future__ import annotations

import math

import pytest
from outcomes_fakes import empty_record

from carehome_sim.evidence import outcomes
from carehome_sim.outcomes import home_row, row_columns

pytestmark = pytest.mark.unit


def row_with(days: int = 14, **tallies: list[float]) -> dict[str, float]:
    """The row of a home in whose measured weeks these tallies stand (week by week)."""
    record = empty_record(days=days)
    for name, values in tallies.items():
        record.weeks[name][1 : 1 + len(values)] = values
    return home_row(record)


def test_every_outcome_of_the_registry_is_a_column_with_its_count() -> None:
    columns = row_columns()
    assert len(set(columns)) == len(columns)
    for name in outcomes():
        assert columns[columns.index(name) + 1] == f"n_{name}"


def test_row_has_the_columns_in_order() -> None:
    assert tuple(home_row(empty_record())) == row_columns()


def test_choice_weighs_by_importance_and_counts_occasions() -> None:
    row = row_with(
        weight=[40.0, 60.0], weight_own=[10.0, 20.0], weight_fit=[20.0, 30.0], occasions=[70, 80]
    )
    assert row["choice"] == pytest.approx(30.0)
    assert row["preference_fit"] == pytest.approx(50.0)
    assert row["n_choice"] == 150.0


def test_index_is_the_mean_and_stands_with_geometric_mean_and_minimum() -> None:
    row = row_with(
        weight=[100.0], weight_own=[80.0], identity=[10.0], identity_need=[100.0],
        community=[2.7], resident_weeks=[10.0],
    )  # fmt: skip
    assert (row["choice"], row["identity"], row["community"]) == pytest.approx((80.0, 10.0, 27.0))
    assert row["personalisation_index"] == pytest.approx(39.0)
    assert row["personalisation_geometric"] == pytest.approx((80 * 10 * 27) ** (1 / 3))
    assert row["personalisation_minimum"] == pytest.approx(10.0)
    assert row["n_personalisation_index"] == 3.0


def test_a_missing_part_leaves_the_index_undefined() -> None:
    row = row_with(weight=[100.0], weight_own=[80.0], identity=[10.0], identity_need=[100.0])
    assert row["choice"] == pytest.approx(80.0)
    assert math.isnan(row["personalisation_index"])
    assert math.isnan(row["personalisation_minimum"])
    assert row["n_personalisation_index"] == 2.0


def test_the_warm_up_and_what_follows_the_measured_days_do_not_count() -> None:
    record = empty_record(days=14)
    record.weeks["tasks_due"] = [1000.0, 10.0, 10.0, 1000.0]
    record.weeks["tasks_timely"] = [1000.0, 5.0, 9.0, 1000.0]
    row = home_row(record)
    assert row["timely_care"] == pytest.approx(0.7)
    assert row["n_timely_care"] == 20.0


def test_a_part_of_a_week_counts_but_not_for_a_rota_drawn_up_for_seven_days() -> None:
    row = row_with(
        days=8, tasks_due=[7.0, 1.0], tasks_timely=[7.0, 0.0],
        shifts_planned=[50.0, 50.0], shifts_empty=[5.0, 0.0],
    )  # fmt: skip
    assert row["timely_care"] == pytest.approx(7 / 8)
    assert row["understaffed_shift_share"] == pytest.approx(0.1)
    assert row["n_understaffed_shift_share"] == 50.0


def test_company_is_told_per_six_waking_hours_and_engagement_as_a_share() -> None:
    row = row_with(waking_h=[100.0], social_min=[50.0], engaged_min=[1500.0], comfort_unmet=[30.0])
    assert row["social_min_per_6h"] == pytest.approx(3.0)
    assert row["engaged_time_share"] == pytest.approx(0.25)
    assert row["comfort"] == pytest.approx(70.0)


def test_incidents_and_deaths_per_time_lived() -> None:
    row = row_with(
        bed_days=[500.0], bed_days_council=[300.0], bed_days_self=[430.0],
        incidents=[4.0], incidents_recorded=[3.0], deaths=[1.0], hospital_days=[10.0],
    )  # fmt: skip
    assert row["incidents_per_1000_bed_days"] == pytest.approx(8.0)
    assert row["recorded_incident_share"] == pytest.approx(0.75)
    assert row["deaths_per_year"] == pytest.approx(0.5)
    assert row["hospital_days_per_year"] == pytest.approx(5.0)
    assert row["n_deaths_per_year"] == pytest.approx(2.0)


def test_leavers_over_mean_filled_posts_in_a_year() -> None:
    """20 people for 52 weeks and a day, five of whom left."""
    days = 365
    per_week = [20.0] * 52 + [20.0 / 7.0]
    row = row_with(days=days, staff_weeks=per_week, leavers=[5.0], exhaustion=[0.5 * 20.0] * 52)
    assert row["staff_turnover_per_year"] == pytest.approx(0.25)
    assert row["staff_exhaustion"] == pytest.approx(54 * 0.5 * 52 * 7 / 365)


def test_posts_are_a_mean_over_weeks_and_vacancies_a_share_of_them() -> None:
    row = row_with(posts=[20.0, 30.0], vacant=[2.0, 3.0])
    assert row["staff_posts"] == pytest.approx(25.0)
    assert row["vacancy_share"] == pytest.approx(0.1)


def test_money_adds_up_over_payers() -> None:
    row = row_with(
        bed_days_council=[70.0], bed_days_self=[70.0], pay_care=[5000.0], pay_agency=[500.0],
        pay_manager=[400.0], pay_other=[3000.0], pay_hiring=[100.0], non_staff=[4000.0],
        programme=[200.0], one_off=[1000.0], income_council=[6000.0], income_self=[9000.0],
        nhs=[50.0], commissioned=[40.0],
    )  # fmt: skip
    assert row["cost_per_resident_week"] == pytest.approx(13240.0 / 20)
    payers = ("council", "self_funder", "provider")
    paid = sum(row[f"cost_{payer}_per_resident_week"] for payer in payers)
    assert paid == pytest.approx(row["cost_per_resident_week"])
    assert row["cost_provider_per_resident_week"] == pytest.approx((13200.0 - 15000.0) / 20)
    assert row["cost_nhs_per_resident_week"] == pytest.approx(2.5)
    assert row["one_off_cost_per_bed"] == pytest.approx(100.0)
    assert row["staff_cost_share"] == pytest.approx(9000.0 / 15000.0)
    assert row["margin_share"] == pytest.approx(1800.0 / 15000.0)
    heads = ("care_staff", "agency", "management", "other_staff", "other_than_staff", "programmes")
    by_head = sum(row[f"cost_{head}_per_resident_week"] for head in heads)
    assert by_head == pytest.approx(row["cost_per_resident_week"])
    assert row["n_cost_per_resident_week"] == pytest.approx(20.0)


def test_a_home_in_which_nothing_happened_has_nothing_but_undefined_figures() -> None:
    row = home_row(empty_record())
    fixed = {"one_off_cost_per_bed", "staff_posts"}
    for name in outcomes():
        if name in fixed:
            assert row[name] == 0.0
        else:
            assert math.isnan(row[name]), name
            assert row[f"n_{name}"] == 0.0 or name in ("qalys", "qalys_unweighted"), name
