"""``evidence`` and ``check``: every number and every outcome, for reading and as data."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import Carehome

from carehome_sim.cli.usage import readers
from carehome_sim.evidence import outcomes, parameters
from carehome_sim.scenario import library_folder

pytestmark = pytest.mark.contract

FIELDS = [
    *("name", "meaning", "unit", "value", "low", "high", "distribution", "role"),
    *("level", "origin", "grade", "source", "used_by"),
]


def test_every_parameter_is_listed_with_everything_promised(carehome: Carehome) -> None:
    entries = carehome("evidence", "--json").document
    assert [entry["name"] for entry in entries][: len(parameters())] == list(parameters())
    assert len({entry["name"] for entry in entries}) == len(entries) >= 60
    for entry in entries:
        assert list(entry) == FIELDS
        assert entry["grade"] in ("A", "A2", "B", "C", "D")
        assert entry["meaning"] and entry["source"] and entry["unit"]
        assert entry["used_by"], entry["name"]
        if entry["role"] == "lever":
            assert entry["level"] and entry["origin"]
        if isinstance(entry["value"], int | float):
            assert entry["low"] <= entry["value"] <= entry["high"]


def test_a_headline_is_used_by_the_parts_it_moves_and_a_part_by_rules(carehome: Carehome) -> None:
    [headline] = carehome("evidence", "leadership.leadership_01", "--json").document
    assert "moves leadership.floor_h_per_week" in headline["used_by"]
    [part] = carehome("evidence", "floor_h_per_week", "--json").document
    assert all(use.startswith("home/") and ".py" in use for use in part["used_by"])


def test_every_place_that_is_named_reads_the_parameter() -> None:
    import carehome_sim

    package = Path(str(carehome_sim.__file__)).parent
    for field, places in readers().items():
        for place in places:
            file, _, function = place.partition(": ")
            text = (package / file).read_text(encoding="utf-8")
            assert field in text
            assert not function or f"def {function}(" in text


def test_a_choice_is_told_in_words(carehome: Carehome) -> None:
    [form] = carehome("evidence", "manner.form", "--json").document
    assert form["value"] in ("additive", "weakest_link")
    assert (form["low"], form["high"]) == (None, None)
    assert form["distribution"] == "one of additive, weakest_link"


def test_one_setting_a_table_of_settings_and_an_outcome_can_be_asked_for(
    carehome: Carehome,
) -> None:
    one = carehome("evidence", "staffing.care_hours_per_resident_day").out
    assert "hours per resident-day" in one and "used by" in one
    table = carehome("evidence", "leadership", "--json").document
    assert all(entry["name"].startswith("leadership.") for entry in table)
    assert "timely_care" in carehome("evidence", "timely_care").out
    assert len(carehome("evidence", "--outcomes", "choice", "--json").document) == 1


def test_the_tables_for_reading_name_everything(carehome: Carehome) -> None:
    settings = carehome("evidence").out
    told = carehome("evidence", "--outcomes").out
    for parameter in parameters().values():
        assert parameter.field in settings or len(parameter.field) > 28
    for name in outcomes():
        assert name in told or len(name) > 36


def test_every_outcome_is_listed_with_its_definition(carehome: Carehome) -> None:
    entries = carehome("evidence", "--outcomes", "--json").document
    assert [entry["name"] for entry in entries] == list(outcomes())
    for entry in entries:
        assert entry["definition"] and entry["denominator"] and entry["unit"]
        assert entry["better"] in ("higher", "lower", "neither")


def test_check_says_which_files_are_right(carehome: Carehome) -> None:
    good = library_folder() / "baseline.toml"
    bad = carehome.file("bad", "[home]\nbeds = 0\nbedz = 1\n")
    said = carehome("check", good, bad)
    assert said.code == 2
    assert said.out == f"{good}: right.\n"
    assert "home.beds = 0" in said.err and "home.bedz" in said.err
    told = carehome("check", good, bad, "--json")
    assert told.code == 2
    right, wrong = told.document
    assert right["problems"] == []
    assert [problem["place"] for problem in wrong["problems"]] == ["home.beds", "home.bedz"]
    assert wrong["problems"][0]["given"] == "0"
    assert carehome("check", *sorted(library_folder().rglob("*.toml"))).code == 0
