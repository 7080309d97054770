"""What a file gives, what follows from it, and what decides a scenario's identity."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carehome_sim.errors import InputError
from carehome_sim.evidence import default_values, parameters
from carehome_sim.scenario import Scenario, library_folder, load_scenario, parent_of

pytestmark = pytest.mark.unit

LEADERSHIP = "leadership.leadership_01"
FLOOR = "leadership.floor_h_per_week"
SUPPORT = "leadership.supportiveness_01"
BASELINE = library_folder() / "baseline.toml"
SHIPPED = sorted(library_folder().glob("*.toml"))


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(f'title = "{name}"\n{text}', encoding="utf-8")
    return path


def loaded(folder: Path, text: str, *sets: str) -> Scenario:
    return load_scenario(written(folder, "home", text), sets)


def test_a_file_that_gives_nothing_has_the_registrys_values(tmp_path: Path) -> None:
    home = loaded(tmp_path, "")
    assert dict(home.settings) == default_values()
    assert home.given == frozenset()
    assert [phase.start_day for phase in home.phases] == [0]
    assert dict(home.phases[0].settings) == default_values()


def test_the_baseline_is_the_registry_and_says_its_headlines() -> None:
    baseline = load_scenario(BASELINE)
    assert dict(baseline.settings) == default_values()
    assert (baseline.measured_days, baseline.warmup_days) == (365, 182)
    assert (baseline.replicates, baseline.seed, baseline.settled) == (100, 1, False)
    assert {LEADERSHIP, "home.beds", "regulation.regulatory_risk_01"} <= baseline.given


def test_parts_move_with_their_headline() -> None:
    moved = load_scenario(BASELINE, [f"{LEADERSHIP}=1"])
    for parameter in parameters().values():
        if parameter.follows is not None and parameter.follows.headline == LEADERSHIP:
            assert moved.settings[parameter.name] == pytest.approx(parameter.follows.at_one)


def test_a_part_that_is_given_stays(tmp_path: Path) -> None:
    written(tmp_path, "parent", "[leadership]\nfloor_h_per_week = 5\n")
    text = 'extends = "parent.toml"\n[leadership]\nleadership_01 = 1\n'
    child = loaded(tmp_path, text)
    assert child.settings[FLOOR] == 5
    assert child.settings[SUPPORT] == pytest.approx(0.9)
    assert child.given == {LEADERSHIP, FLOOR}


def test_a_child_has_the_last_word_and_the_command_line_after_it(tmp_path: Path) -> None:
    written(tmp_path, "first", "[home]\nbeds = 10\n[run]\nseed = 4\nreplicates = 7\n")
    written(tmp_path, "second", 'extends = "first.toml"\nsettled = true\n[home]\nbeds = 20\n')
    text = 'extends = "second.toml"\n[run]\nreplicates = 9\n'
    child = loaded(tmp_path, text)
    assert (child.settings["home.beds"], child.seed, child.replicates) == (20, 4, 9)
    assert child.settled
    assert child.title == "home"
    assert loaded(tmp_path, text, "home.beds=30").settings["home.beds"] == 30
    own = load_scenario(tmp_path / "home.toml", replicates=2, seed=0)
    assert (own.replicates, own.seed) == (2, 0)


def test_a_parent_may_lie_in_another_folder_or_be_named_in_full(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    parent = written(tmp_path, "parent", "[home]\nbeds = 11\n")
    child = written(tmp_path / "sub", "child", 'extends = "../parent.toml"\n')
    full = written(tmp_path / "sub", "full", f"extends = '{parent}'\n")
    assert load_scenario(child).settings["home.beds"] == 11
    assert load_scenario(full).settings["home.beds"] == 11
    assert parent_of(child) == tmp_path / "sub" / ".." / "parent.toml"
    assert parent_of(parent) is None


def test_set_takes_words_switches_and_the_run_table() -> None:
    home = load_scenario(
        BASELINE, ["manner.form=weakest_link", "run.measured_days=28", "home.beds = 3"]
    )
    assert home.settings["manner.form"] == 1
    assert home.measured_days == 28
    assert home.settings["home.beds"] == 3
    quoted = load_scenario(BASELINE, ['manner.form="weakest_link"'])
    assert quoted.settings["manner.form"] == 1
    assert load_scenario(BASELINE, ["home.beds=3", "home.beds=4"]).settings["home.beds"] == 4


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "path.to.setting=value"),
        ("home.beds", "path.to.setting=value"),
        ("home.beds=", "path.to.setting=value"),
        ("=4", "path.to.setting=value"),
        ("home.beds=four", "home.beds = four is not a number"),
        ("home.beds=4.0", "home.beds = 4.0 is not a whole number"),
        ("home.beds=0", "1 to 215 (beds)"),
        ("home.beds=4\nhome.x=5", "home.beds"),
        ("home.bedz=4", "Did you mean home.beds?"),
        ("beds=4", "Did you mean home.beds?"),
        ("title=x", "title is no setting"),
        ("run.seeed=4", "Did you mean run.seed?"),
        ("run.measured_days=0", "1 to 1095"),
        ("leadership.leadership_01=nan", "not a finite number"),
        ("leadership.leadership_01=true", "is not a number"),
        ("manner.form=2", '"additive" or "weakest_link"'),
    ],
)
def test_a_wrong_set_is_refused(text: str, part: str) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario(BASELINE, [text])
    assert part in str(caught.value)
    assert str(caught.value).startswith("--set")
    assert "\n" not in str(caught.value)


def test_the_hash_is_of_what_decides_a_homes_life_and_of_nothing_else(tmp_path: Path) -> None:
    one = loaded(tmp_path, "")
    same = load_scenario(written(tmp_path, "other", "[home]\nbeds = 40\n"), replicates=7)
    assert one.hash() == same.hash()
    for change in ("home.beds=41", "run.seed=2", "run.measured_days=364", "run.warmup_days=7"):
        assert loaded(tmp_path, "", change).hash() != one.hash()
    assert loaded(tmp_path, "settled = true\n").hash() != one.hash()
    json.dumps(one.resolved(), allow_nan=False)


def test_minus_zero_is_zero(tmp_path: Path) -> None:
    one = loaded(tmp_path, "[staffing]\nrota_flexibility_01 = -0.0\n")
    other = loaded(tmp_path, "[staffing]\nrota_flexibility_01 = 0\n")
    assert one.hash() == other.hash()


def test_what_only_a_new_home_can_have_is_told_apart(tmp_path: Path) -> None:
    base = loaded(tmp_path, "")
    assert loaded(tmp_path, "[home]\nbeds = 41\n").differs_at_start(base)
    assert not loaded(tmp_path, "[leadership]\nleadership_01 = 1\n").differs_at_start(base)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scenario_loads_and_has_a_title_of_its_own(path: Path) -> None:
    home = load_scenario(path)
    assert home.title != load_scenario(BASELINE).title or path == BASELINE
    assert home.measured_days == 365


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        ("flexible_rota", {"staffing.rota_flexibility_01": 0.8}),
        ("more_hours", {"staffing.care_hours_per_resident_day": 3.7}),
        ("better_leadership", {LEADERSHIP: 0.8}),
        ("proportionate_regulation", {"regulation.regulatory_risk_01": 0.2}),
    ],
)
def test_each_remedy_moves_one_headline_and_all_of_them_together_move_four(
    name: str, moved: dict[str, float]
) -> None:
    baseline = load_scenario(BASELINE)
    remedy = load_scenario(library_folder() / f"{name}.toml")
    together = load_scenario(library_folder() / "all_remedies.toml")
    for key, value in moved.items():
        assert remedy.settings[key] == together.settings[key] == value
    followers = {
        parameter.name
        for parameter in parameters().values()
        if parameter.follows is not None and parameter.follows.headline in moved
    }
    different = {key for key in baseline.settings if baseline.settings[key] != remedy.settings[key]}
    assert different == {*moved, *followers}


@pytest.mark.parametrize("name", ["institution", "family", "hotel", "co_operative"])
def test_models_of_care_are_settled_and_differ_in_neither_hours_nor_leadership(name: str) -> None:
    baseline = load_scenario(BASELINE)
    model = load_scenario(library_folder() / f"{name}.toml")
    assert model.settled
    for section in ("leadership", "regulation", "residents", "pay", "money", "staff", "hiring"):
        for key, parameter in parameters().items():
            if parameter.section == section:
                assert model.settings[key] == baseline.settings[key]
    hours = "staffing.care_hours_per_resident_day"
    assert model.settings[hours] == baseline.settings[hours]
