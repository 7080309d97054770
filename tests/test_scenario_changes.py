"""What one scenario changes against another, as reports and dry runs tell it."""

from __future__ import annotations

from pathlib import Path

import pytest

from carehome_sim.scenario import Scenario, describe_changes, library_folder, load_scenario

pytestmark = pytest.mark.unit

BASELINE = library_folder() / "baseline.toml"


def loaded(folder: Path, text: str) -> Scenario:
    path = folder / "home.toml"
    path.write_text(f'title = "A home"\n{text}', encoding="utf-8")
    return load_scenario(path)


def test_nothing_is_changed_against_itself() -> None:
    baseline = load_scenario(BASELINE)
    assert describe_changes(baseline, baseline) == []


def test_a_headline_and_its_parts_say_which_is_which() -> None:
    changes = describe_changes(
        load_scenario(BASELINE), load_scenario(library_folder() / "better_leadership.toml")
    )
    assert [change.why for change in changes] == [
        "scenario",
        *["follows leadership.leadership_01"] * 4,
    ]
    first = changes[0]
    assert (first.name, first.before, first.after) == ("leadership.leadership_01", 0.5, 0.8)
    assert (first.unit, first.start_day, first.end_day) == ("0-1", 0, None)
    assert all(change.meaning and change.source and change.grade for change in changes)


def test_values_are_told_as_users_write_them() -> None:
    baseline = load_scenario(BASELINE)
    other = load_scenario(BASELINE, ["manner.form=weakest_link", "home.beds=20"])
    told = {
        change.name: (change.before, change.after) for change in describe_changes(baseline, other)
    }
    assert told == {"home.beds": (40, 20), "manner.form": ("additive", "weakest_link")}
    assert all(isinstance(value, int) for value in told["home.beds"])


def test_an_intervention_is_named_with_its_days_and_its_evidence(tmp_path: Path) -> None:
    text = '[[interventions]]\nuse = "supervision"\nstart_day = 30\nend_day = 60\n'
    changes = describe_changes(loaded(tmp_path, ""), loaded(tmp_path, text))
    assert {change.name for change in changes} == {
        "leadership.floor_h_per_week",
        "programme.change_h_per_week",
        "programme.weekly_gbp",
    }
    for change in changes:
        assert (change.start_day, change.end_day, change.why) == (30, 60, "supervision")
        assert change.source.startswith("trials in dementia: ")


def test_parts_moved_by_an_intervention_name_it(tmp_path: Path) -> None:
    text = '[[interventions]]\nuse = "leadership_development"\n'
    changes = describe_changes(loaded(tmp_path, ""), loaded(tmp_path, text))
    assert {change.why for change in changes} == {"leadership_development"}
    assert len(changes) == 7
