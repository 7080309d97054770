from __future__ import annotations

import pytest
import scoreboard_fakes as fakes

from carehome_sim.report.figures.scoreboard import scale_of
from carehome_sim.report.scoreboard_checks import (
    asked_words,
    figure_words,
    how_far,
    interval_words,
    shown,
    value_words,
)
from carehome_sim.report.scoreboard_page import off_sentence
from carehome_sim.report.scoreboard_words import row_reading

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("check", "figure", "asked", "far"),
    [
        (
            fakes.differs("x", -0.31, -0.1, True),
            "−0.31 SD (−0.36 to −0.26)",
            "−0.1 SD or lower",
            "",
        ),
        (
            fakes.differs("x", 0.2, 0.1, False, half=0.3),
            "+0.20 SD (−0.10 to 0.50)",
            "+0.1 SD or higher",
            "large enough, but its interval reaches over 0",
        ),
        (
            fakes.differs("x", 0.021, 0.02, True, half=0.002, unit="share"),
            "+2.1 percentage points (1.9 to 2.3)",
            "+2 percentage points or higher",
            "",
        ),
        (
            fakes.check("x", 3.4, 0.2, asks="same", least=-0.1, most=0.1, passed=False, power=0.9),
            "+3.40 SD (3.20 to 3.60)",
            "no difference beyond ±0.1 SD",
            "3.3 SD beyond the margin",
        ),
        (
            fakes.check("x", 0.0, 0.2, asks="same", least=-0.1, most=0.1, passed=False, power=0.4),
            "0 SD (−0.20 to 0.20)",
            "no difference beyond ±0.1 SD",
            "too imprecise to tell: power 0.40, 0.8 is asked",
        ),
        (
            fakes.check(
                "x", 0.06, 0.05, asks="same", least=-0.1, most=0.1, passed=False, power=0.9
            ),
            "+0.06 SD (0.01 to 0.11)",
            "no difference beyond ±0.1 SD",
            "its interval reaches beyond the margin",
        ),
        (
            fakes.check("x", -3.2, 0.0, asks="within", least=0.0, passed=False, unit="£ a week"),
            "−£3.20 a week",
            "at least £0 a week",
            "£3.2 a week below what was asked",
        ),
        (fakes.check("x", None), "undefined", "told only", ""),
        (
            fakes.check("x", None, asks="within", most=1.0, passed=False),
            "undefined",
            "at most 1 SD",
            "nothing to compute it from",
        ),
    ],
)
def test_figures_are_written_with_what_was_asked_and_how_far_off_they_are(
    check, figure, asked, far
):
    one = shown(check)
    assert (figure_words(one), asked_words(one), how_far(one)) == (figure, asked, far)


@pytest.mark.parametrize(("value", "least"), [(0.09996, 0.1), (0.4999999, 0.5), (54.97, 55.0)])
def test_a_missed_figure_is_never_rounded_to_its_bound(value, least):
    one = shown(fakes.check("x", value, 4.0, asks="within", least=least, passed=False))
    if round(value, 5) < least:
        assert float(value_words(one).split()[0]) < least


def test_intervals_without_ends_and_exact_figures():
    assert interval_words(shown(fakes.check("x", 1.0, low=-float("inf"), high=2.0))) == "−∞ to 2.00"
    assert interval_words(shown(fakes.check("x", 1.0, 0.0))) == ""
    assert interval_words(shown(fakes.check("x", 1.0, low=None, high=None))) == ""


@pytest.mark.parametrize(
    "check",
    [
        fakes.differs("x", 12.0, 0.1, True),
        fakes.differs("x", -0.4, 0.1, False),
        fakes.differs("x", -0.4, -0.1, True),
        fakes.check("x", 0.61, 0.01, asks="within", least=0.6, passed=True),
        fakes.check("x", 55.0, 0.0, asks="within", most=55.0, passed=True),
        fakes.check("x", 0.5, 0.1, asks="within", least=0.3, most=1.1, passed=True),
        fakes.check("x", 900.0, 90.0, asks="within", least=0.3, most=1.1, passed=False),
    ],
)
def test_a_figure_stands_in_the_shaded_column_if_and_only_if_its_bounds_hold_it(check):
    one = shown(check)
    scale = scale_of(one)
    left, right = scale.band
    met = (one.least is None or one.value >= one.least) and (
        one.most is None or one.value <= one.most
    )
    assert (left - 1e-9 <= scale.at(one.value) <= right + 1e-9) == met
    assert 0.0 <= left < right <= 1.0


def test_readings_say_what_was_met():
    rows = {row["id"]: row for row in fakes.board()["patterns"]}
    assert row_reading(rows["R1"]) == "Both checks are met."
    assert row_reading(rows["R2"]) == "All 3 checks are met."
    assert row_reading(rows["R5"]).endswith("but with the mechanism off as well.")
    assert row_reading(rows["R3"]).startswith("0 of 2 checks met; missed: r(trust, timely care)")
    assert "stopped" in row_reading(rows["R16"])
    assert "Nothing is asked" in row_reading(rows["R12"])


def test_off_sentences_tell_what_became_of_the_pattern():
    row = {row["id"]: row for row in fakes.board()["patterns"]}["R2"]
    assert off_sentence({**row, "off": {}}) == ""
    assert off_sentence({**row, "off": {"no.such": 1.0}}).startswith(
        "Switched off by setting no.such = 1."
    )
    assert off_sentence({**row, "forced": None}).endswith("has not been tested.")
    assert off_sentence({**row, "passed": False}).endswith("is not there either.")
    assert off_sentence({**row, "passed": False, "forced": True}).endswith("forces it.")
