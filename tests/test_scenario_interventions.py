"""Interventions: when they are in force, what a dose of them does, what they cost."""

from __future__ import annotations

from pathlib import Path

import pytest

from carehome_sim.errors import InputError
from carehome_sim.evidence import default_values, parameters
from carehome_sim.scenario import Scenario, check_file, library_folder, load_scenario

pytestmark = pytest.mark.unit

LEADERSHIP = "leadership.leadership_01"
FLOOR = "leadership.floor_h_per_week"
ONE_OFF = "programme.one_off_gbp"
WEEKLY = "programme.weekly_gbp"
SHIPPED = sorted((library_folder() / "interventions").glob("*.toml"))
FORM = """
kind = "intervention"
title = "An approach"
meaning = "What it does."
evidence = "none found"
source = "assumed: for a test"
level = "organisation"
"""


def made(folder: Path, name: str, changes: str, costs: str = "") -> None:
    (folder / "interventions").mkdir(exist_ok=True)
    path = folder / "interventions" / f"{name}.toml"
    path.write_text(f"{FORM}{costs}\n{changes}", encoding="utf-8")


def change(setting: str, op: str, value: object) -> str:
    return f'[[changes]]\nsetting = "{setting}"\nop = "{op}"\nvalue = {value}\n'


def loaded(folder: Path, text: str, *sets: str) -> Scenario:
    path = folder / "home.toml"
    path.write_text(f'title = "A home"\n{text}', encoding="utf-8")
    return load_scenario(path, sets)


def use(name: str, **more: object) -> str:
    lines = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[interventions]]\nuse = "{name}"\n{lines}'


@pytest.mark.parametrize(
    ("op", "value", "dose", "after"),
    [
        ("set", 19, 1, 19),
        ("set", 19, 0.5, 14),
        ("add", 4, 1, 13),
        ("add", 4, 0.25, 10),
        ("scale", 2, 1, 18),
        ("scale", 2, 0.5, 13.5),
        ("add", 100, 1, 30),
        ("add", -100, 1, 0),
    ],
)
def test_a_dose_does_its_share_and_stays_in_range(
    tmp_path: Path, op: str, value: float, dose: float, after: float
) -> None:
    made(tmp_path, "coach", change(FLOOR, op, value))
    home = loaded(tmp_path, use("coach", dose_01=dose))
    assert home.settings[FLOOR] == 9
    assert home.phases[0].settings[FLOOR] == pytest.approx(after)


def test_phases_begin_where_something_starts_or_ends(tmp_path: Path) -> None:
    made(tmp_path, "coach", change(FLOOR, "set", 20))
    made(tmp_path, "share", change("home.flat_hierarchy_01", "set", 1))
    home = loaded(
        tmp_path,
        use("coach", start_day=30, end_day=90) + use("share", start_day=60, end_day=1000),
    )
    told = [
        (phase.start_day, phase.settings[FLOOR], phase.settings["home.flat_hierarchy_01"])
        for phase in home.phases
    ]
    assert told == [(0, 9, 0.2), (30, 20, 0.2), (60, 20, 1), (90, 9, 1)]
    assert home.phase_on(59).start_day == 30


def test_a_headline_that_is_moved_takes_the_parts_that_are_not_given(tmp_path: Path) -> None:
    made(tmp_path, "lead", change(LEADERSHIP, "set", 1))
    home = loaded(tmp_path, "[leadership]\nfloor_h_per_week = 4\n" + use("lead"))
    settings = home.phases[0].settings
    assert settings[LEADERSHIP] == 1
    assert settings[FLOOR] == 4
    assert settings["leadership.supportiveness_01"] == pytest.approx(0.9)


def test_what_is_done_to_a_part_comes_on_top_in_either_order(tmp_path: Path) -> None:
    made(tmp_path, "lead", change(LEADERSHIP, "set", 1))
    made(tmp_path, "coach", change(FLOOR, "add", 4))
    for text in (use("lead") + use("coach"), use("coach") + use("lead")):
        assert loaded(tmp_path, text).phases[0].settings[FLOOR] == pytest.approx(20)


def test_costs_are_by_bed_and_dose_and_one_off_only_when_it_starts(tmp_path: Path) -> None:
    costs = "one_off_gbp_per_bed = 50\nweekly_gbp_per_bed = 2\n"
    made(tmp_path, "coach", change(FLOOR, "add", 4), costs)
    made(tmp_path, "share", change("home.flat_hierarchy_01", "set", 1), costs)
    text = "[home]\nbeds = 10\n[programme]\none_off_gbp = 7\nweekly_gbp = 1\n"
    home = loaded(
        tmp_path, text + use("coach", start_day=0) + use("share", start_day=9, dose_01=0.5)
    )
    told = [(phase.settings[ONE_OFF], phase.settings[WEEKLY]) for phase in home.phases]
    assert told == [(507, 21), (250, 31)]
    assert home.settings[ONE_OFF] == 7


def test_costs_beyond_all_range_are_refused_not_cut(tmp_path: Path) -> None:
    made(tmp_path, "dear", change(FLOOR, "add", 4), "one_off_gbp_per_bed = 100000\n")
    with pytest.raises(InputError, match=ONE_OFF):
        loaded(tmp_path, use("dear"))


def test_the_same_again_at_another_time_is_allowed(tmp_path: Path) -> None:
    made(tmp_path, "coach", change(FLOOR, "add", 4))
    text = use("coach", dose_01=0.5, end_day=50) + use("coach", start_day=50)
    assert [phase.settings[FLOOR] for phase in loaded(tmp_path, text).phases] == [11, 13]


def test_a_child_adds_to_its_parents_and_may_use_one_differently(tmp_path: Path) -> None:
    made(tmp_path, "coach", change(FLOOR, "add", 4))
    made(tmp_path, "share", change("home.flat_hierarchy_01", "set", 1))
    (tmp_path / "parent.toml").write_text('title = "p"\n' + use("coach"), encoding="utf-8")
    extends = 'extends = "parent.toml"\n'
    both = loaded(tmp_path, extends + use("share"))
    assert [one.id for one in both.interventions] == ["coach", "share"]
    half = loaded(tmp_path, extends + use("coach", dose_01=0.5))
    assert [(one.id, one.dose_01) for one in half.interventions] == [("coach", 0.5)]


def test_ones_own_intervention_goes_before_the_shipped_one(tmp_path: Path) -> None:
    made(tmp_path, "supervision", change(FLOOR, "add", 1))
    assert loaded(tmp_path, use("supervision")).phases[0].settings[FLOOR] == 10


def test_an_intervention_changes_what_decides_the_result(tmp_path: Path) -> None:
    plain = loaded(tmp_path, "")
    with_one = loaded(tmp_path, use("supervision"))
    weaker = loaded(tmp_path, use("supervision", dose_01=0.5))
    assert len({plain.hash(), with_one.hash(), weaker.hash()}) == 3
    assert dict(with_one.settings) == default_values()


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        (change("leadership.floor_h", "add", 4), "Did you mean leadership.floor_h_per_week?"),
        (change("home.beds", "set", 20), "cannot be changed"),
        (change("manner.form", "set", 1), "cannot be changed"),
        (change(ONE_OFF, "set", 1), "cannot be changed"),
        (change(LEADERSHIP, "set", 1.2), "0 to 1"),
        (change(LEADERSHIP, "multiply", 1.2), '"set" or "add" or "scale"'),
        (change(LEADERSHIP, "set", "nan"), "value = nan"),
        (change(LEADERSHIP, "set", 1) * 2, "twice"),
        ("", "changes is missing"),
        (change(LEADERSHIP, "set", 1) + "extra = 1\n", "changes[0].extra"),
    ],
)
def test_a_wrong_intervention_is_refused(tmp_path: Path, changes: str, part: str) -> None:
    made(tmp_path, "wrong", changes)
    path = tmp_path / "interventions" / "wrong.toml"
    assert any(part in str(error) for error in check_file(path))
    with pytest.raises(InputError) as caught:
        loaded(tmp_path, use("wrong"))
    assert part in str(caught.value)


def test_an_intervention_is_no_scenario(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is an intervention, not a scenario"):
        load_scenario(SHIPPED[0])
    (tmp_path / "interventions").mkdir()
    (tmp_path / "interventions" / "plain.toml").write_text('title = "x"\n')
    with pytest.raises(InputError, match="intervention"):
        loaded(tmp_path, use("plain"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_intervention_is_right_and_changes_something(
    tmp_path: Path, path: Path
) -> None:
    assert check_file(path) == []
    home = loaded(tmp_path, use(path.stem))
    [phase] = home.phases
    moved = {key for key, value in phase.settings.items() if value != home.settings[key]}
    assert moved & {one.setting for one in home.interventions[0].changes}
    for key, value in phase.settings.items():
        assert parameters()[key].low <= value <= parameters()[key].high
    assert home.interventions[0].evidence
    assert home.interventions[0].source


IDS = """
one_to_one_stimulation advocacy direct_payments personal_budget person_centred_training supervision
observation_with_feedback life_story_work care_planning values_based_recruitment
consistent_assignment leadership_development demand_led_rota staff_led_rota more_hours
more_skilled_hours flat_hierarchy generalist_carers household_units dementia_friendly_environment
residents_meetings household_participation relatives_involvement community_links amenity_fund
proportionate_risk_regulation funding_uplift pay_uplift commissioning_for_personalisation
"""


def test_every_approach_of_the_contract_is_shipped() -> None:
    from carehome_sim.scenario.interventions import known_ids

    assert set(known_ids([])) == {path.stem for path in SHIPPED} == set(IDS.split())


def test_what_has_to_be_delivered_stands_beside_what_is_plain(tmp_path: Path) -> None:
    home = loaded(tmp_path, use("care_planning", end_day=60))
    first, second = home.phases
    assert first.plain is not None and second.plain is not None
    quality, hours = "assignment.plan_quality_01", "programme.change_h_per_week"
    assert (first.plain[quality], first.settings[quality]) == (0.7, 0.95)
    assert (second.settings[quality], second.planned[quality]) == (0.7, 0.95)
    assert (first.settings[hours], second.settings[hours]) == (2.0, 0.0)
    assert [step.asked_h for step in first.steps] == [None, 2.0]
    assert [step.asked_h for step in second.steps] == [None, None]


def test_approaches_stand_one_upon_the_other_each_with_its_own_hours(tmp_path: Path) -> None:
    both = use("care_planning") + use("life_story_work", start_day=90)
    first, second = loaded(tmp_path, both).phases
    assert [step.asked_h for step in first.steps] == [None, 2.0, None]
    assert [step.asked_h for step in second.steps] == [None, 2.0, 2.0]
    assert [step.deliverer for step in second.steps] == ["manager", "manager", "own champions"]
    assert second.steps[-1].settings == second.settings
    assert first.steps[1].settings == first.steps[2].settings == first.settings
    differs = {
        name
        for name, value in second.steps[1].settings.items()
        if value != second.steps[2].settings[name]
    }
    changed = {change.setting for change in loaded(tmp_path, both).interventions[1].changes}
    assert differs == {name for name in changed if not name.startswith("change.")}


def test_who_pays_is_told_apart(tmp_path: Path) -> None:
    settings = loaded(tmp_path, use("advocacy") + use("supervision")).phases[0].settings
    assert settings["programme.weekly_council_gbp"] == 100.0
    assert settings["programme.weekly_gbp"] == 72.0


def test_training_ends_when_it_ends_and_what_is_not_delivered_has_no_plain(tmp_path: Path) -> None:
    home = loaded(tmp_path, use("person_centred_training", end_day=60))
    sessions = "training.sessions_per_worker_month"
    assert [phase.planned[sessions] for phase in home.phases] == [1.0, 0.0]
    assert [phase.plain for phase in home.phases] == [None, None]
    assert loaded(tmp_path, use("more_hours")).phases[0].plain is None
