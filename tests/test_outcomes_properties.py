"""What holds for every record: shares are shares, counts count, order does not matter."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes_fakes import Record, random_record

from carehome_sim.evidence import outcomes
from carehome_sim.outcomes import home_row, row_columns, series_columns, week_rows

pytestmark = pytest.mark.property

ROUNDING = 1e-9
# Shares of income may pass 1 where cost outruns it; leavers may outnumber posts.
UNBOUNDED = {"staff_cost_share", "margin_share"}
POINTS = (
    "personalisation_index",
    "personalisation_geometric",
    "personalisation_minimum",
    "choice",
    "preference_fit",
    "identity",
    "community",
    "community_from_home",
    "comfort",
)

records = st.builds(
    random_record,
    seed=st.integers(0, 2**32 - 1),
    people=st.integers(0, 40),
    readings=st.integers(0, 60),
    weeks=st.integers(1, 6),
    part_days=st.integers(0, 6),
)


def plain(column: str) -> str:
    return column.split("__")[0]


def within(value: float, low: float, high: float) -> bool:
    return math.isnan(value) or low - ROUNDING <= value <= high + ROUNDING


@settings(max_examples=60, deadline=None)
@given(records)
def test_values_lie_where_their_unit_says_and_counts_are_not_negative(record: Record) -> None:
    row = home_row(record)
    registry = outcomes()
    assert tuple(row) == row_columns()
    for name, value in row.items():
        if name.startswith("n_"):
            assert value >= 0.0, name
        elif plain(name) in POINTS:
            assert within(value, 0.0, 100.0), name
        elif plain(name) in registry and registry[plain(name)].unit in ("share", "0–1"):
            assert plain(name) in UNBOUNDED or within(value, 0.0, 1.0), name
        elif plain(name) == "agitation_cmai":
            assert within(value, 29.0, 203.0), name
        elif plain(name).startswith("demqol"):
            assert within(value, 31.0, 124.0), name
        elif plain(name) == "scrqol":
            assert within(value, -0.17, 1.0), name


@settings(max_examples=60, deadline=None)
@given(records)
def test_index_lies_between_its_parts_and_means_keep_their_order(record: Record) -> None:
    row = home_row(record)
    parts = [row["choice"], row["identity"], row["community"]]
    index, geometric = row["personalisation_index"], row["personalisation_geometric"]
    minimum = row["personalisation_minimum"]
    assert minimum == min(parts)
    assert minimum - ROUNDING <= geometric <= index + ROUNDING <= max(parts) + 2 * ROUNDING


@settings(max_examples=60, deadline=None)
@given(records)
def test_who_decides_and_agitation_bands_add_up(record: Record) -> None:
    row = home_row(record)
    bands = [row[f"cmai_{band}_share"] for band in ("none", "middle", "high")]
    assert math.isnan(bands[0]) or sum(bands) == pytest.approx(1.0)
    for severity in ("none", "mild", "moderate", "severe"):
        shares = [
            row[f"decided_{who}_share__severity_{severity}"]
            for who in ("by_resident", "shared", "by_family", "by_practitioner")
        ]
        assert math.isnan(shares[0]) or sum(shares) == pytest.approx(1.0)


@settings(max_examples=60, deadline=None)
@given(records, st.randoms(use_true_random=False))
def test_the_order_of_residents_does_not_matter(record: Record, luck: object) -> None:
    people = list(range(len(record.stays)))
    luck.shuffle(people)  # type: ignore[attr-defined]
    order = np.array(people, dtype=np.int64)
    readings = record.readings.copy()
    if len(order):
        readings["row"] = np.argsort(order)[readings["row"]]
    turned = record.but(stays=record.stays[order], readings=readings[::-1])
    first, second = home_row(record), home_row(turned)
    np.testing.assert_allclose(
        list(first.values()), list(second.values()), rtol=1e-9, atol=1e-9, equal_nan=True
    )


@settings(max_examples=40, deadline=None)
@given(records)
def test_the_worst_off_fifth_is_no_better_off_than_everybody(record: Record) -> None:
    stays = record.stays.copy()
    stays["days"] = 60.0
    row = home_row(record.but(stays=stays))
    defined = stays["due"] > 0.0
    if defined.any():
        own = stays["timely"][defined] / stays["due"][defined]
        assert row["timely_care__worst_fifth"] <= own.mean() + ROUNDING
        assert row["timely_care__worst_fifth"] >= own.min() - ROUNDING


@settings(max_examples=40, deadline=None)
@given(records)
def test_weeks_agree_with_the_whole(record: Record) -> None:
    table = week_rows(record)
    names = series_columns()
    weights = record.weeks["tasks_due"][record.first_week :][: len(table)]
    timely = table[:, names.index("timely_care")]
    whole = float((timely * weights).sum() / weights.sum())
    assert whole == pytest.approx(home_row(record)["timely_care"])


@settings(max_examples=20, deadline=None)
@given(records)
def test_reading_leaves_the_record_as_it_was_and_gives_the_same_bits_again(record: Record) -> None:
    before = {
        field.name: np.array(getattr(record, field.name)).tobytes()
        for field in dataclasses.fields(record)
    }
    first = np.array(list(home_row(record).values())).tobytes()
    assert np.array(list(home_row(record).values())).tobytes() == first
    for name, bits in before.items():
        assert np.array(getattr(record, name)).tobytes() == bits
