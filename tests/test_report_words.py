from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carehome_sim.evidence import outcomes
from carehome_sim.report.facts import labels_of
from carehome_sim.report.words import (
    counted,
    interval,
    listed,
    number,
    plural,
    pounds,
    scale_of,
    shortened,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "decimals", "sign", "text"),
    [
        (1234.56, 1, False, "1,234.6"),
        (-0.25, 2, False, "−0.25"),
        (4.2, 1, True, "+4.2"),
        (0.0, 1, True, "0"),
        (0.001, 1, False, "0.0"),
        (0.001, 1, True, "+0.0"),
        (-0.001, 1, True, "−0.0"),
        (math.nan, 1, False, "–"),
        (math.inf, 1, False, "–"),
        (None, 1, False, "–"),
    ],
)
def test_numbers_read_as_people_write_them(value, decimals, sign, text):
    assert number(value, decimals, sign=sign) == text


def test_an_interval_with_an_undefined_end_is_a_dash():
    assert interval(1.0, 2.0, 1) == "1.0 to 2.0"
    assert interval(math.nan, 2.0, 1) == "–"
    assert interval(None, None, 1) == "–"


def test_pounds_have_pence_only_when_small():
    assert pounds(1040.4) == "£1,040"
    assert pounds(-3.2, sign=True) == "−£3.20"
    assert pounds(12.0, sign=True) == "+£12"
    assert pounds(0.0) == "£0"
    assert pounds(None) == "–"


def test_shares_are_told_in_per_cent_and_their_differences_in_percentage_points():
    scale = scale_of(outcomes()["timely_care"])
    assert (scale.factor, scale.unit, scale.difference_unit) == (100.0, "%", "percentage points")
    assert scale_of(outcomes()["staff_turnover_per_year"]).unit == "% per year"
    assert scale_of(outcomes()["choice"]).difference_unit == "points"


def test_small_counts_are_words():
    assert counted(5, "scenario") == "five scenarios"
    assert counted(1, "scenario") == "one scenario"
    assert counted(1200, "scenario") == "1,200 scenarios"
    assert plural(1, "home") == "1 home"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""


@pytest.mark.property
@given(text=st.text(max_size=300), most=st.integers(3, 60))
def test_a_shortened_text_is_never_too_long(text, most):
    assert len(shortened(text, most)) <= most


@pytest.mark.property
@given(titles=st.lists(st.text(max_size=60), min_size=1, max_size=12))
def test_every_arm_has_a_label_of_its_own(titles):
    names = tuple(f"arm_{place}" for place in range(len(titles)))
    labels = labels_of(names, dict(zip(names, titles, strict=True)))
    assert len(set(labels.values())) == len(names)
