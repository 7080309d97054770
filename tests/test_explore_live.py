"""The home behind the page: the same as the batch engine's, the file it is saved to, its story."""

from __future__ import annotations

import shlex
import socket
import sys
from pathlib import Path

import numpy as np
import pytest

import carehome_sim as ch
from carehome_sim.cli import main
from carehome_sim.errors import InputError
from carehome_sim.home import arm_of
from carehome_sim.home.codes import HOURS_PER_DAY
from carehome_sim.report.story import resident_story
from carehome_sim.report.story_staff import worker_story
from carehome_sim.scenario import library_folder, load_scenario

pytest.importorskip("solara")

from carehome_sim.explore.choices import Choices, beginning, files_to_begin_from, saved
from carehome_sim.explore.floor_plan import COLOURINGS, drawn, legend, rooms, slots
from carehome_sim.explore.live import DAYS_KEPT, LiveHome
from carehome_sim.explore.whereabouts import resident_places, staff_places

BASELINE = library_folder() / "baseline.toml"
HOURS = "staffing.care_hours_per_resident_day"


def opening(file: Path = BASELINE, **given: int) -> Choices:
    return beginning(file, **given)


def changed(choices: Choices) -> Choices:
    choices = choices.with_setting(HOURS, 4.5, 3.3)
    choices = choices.with_setting("leadership.leadership_01", 0.8, 0.5)
    return choices.with_approach("person_centred_training", True, of_file=False)


def same(one: dict[str, float], other: dict[str, float]) -> bool:
    return one.keys() == other.keys() and all(
        np.array_equal(one[name], other[name], equal_nan=True) for name in one
    )


@pytest.mark.equality
@pytest.mark.parametrize("model", ["baseline", "family"])
def test_the_home_on_the_screen_is_the_one_that_run_simulates(model, tmp_path):
    """Stepped by weeks, days and hours, changed half-way: every figure to the last bit."""
    live = LiveHome(opening(library_folder() / f"{model}.toml", seed=5))
    for stride, steps in ((168, 2), (24, 3), (1, 30), (168, 1)):
        live.stride_h = stride
        for _ in range(steps):
            live.step()
    choices = changed(live.choices)
    live = LiveHome(choices, hours=live.hours)
    live.stride_h = 24
    while live.figures.days < 28:
        live.step()
    path = saved(choices, "mine.toml", "Mine", folder=tmp_path)
    scenario = load_scenario(path, ("run.measured_days=28",), replicates=2)
    runs = ch.simulate(scenario, workers=1).runs
    of_run = runs[runs["home"] == 0].drop(columns=["arm", "home"]).iloc[0].to_dict()
    assert same(live.figures.row, of_run)


@pytest.mark.equality
def test_a_whole_measured_period_ends_like_a_run():
    choices = opening()
    live = LiveHome(choices, hours=400 * HOURS_PER_DAY)
    assert live.over and not live.running
    runs = ch.simulate(load_scenario(BASELINE, replicates=2), workers=1).runs
    assert live.figures.days == 365
    assert same(live.figures.row, runs.drop(columns=["arm", "home"]).iloc[0].to_dict())
    before = live.hours
    live.step()
    assert live.hours == before


@pytest.mark.equality
def test_agents_and_engine_bring_the_page_to_the_same_hour():
    """Lived again at once (engine) or stepped hour by hour (agents): the same state."""
    at_once = LiveHome(opening(), hours=60)
    stepped = LiveHome(opening(), hours=1)
    while stepped.hours < 60:
        stepped.step()
    for name in ("residents", "staff", "house", "ties"):
        one, other = getattr(at_once.home, name), getattr(stepped.home, name)
        for field in one.dtype.names:
            assert np.array_equal(one[field], other[field], equal_nan=one[field].dtype == float)
    assert sum(len(one) for one in at_once.notes.events) == sum(
        len(one) for one in stepped.notes.events
    )


@pytest.mark.unit
def test_the_story_on_the_page_is_that_of_journey():
    """A whole day, told in the very lines of ``carehome journey``."""
    day = 9
    live = LiveHome(opening(), hours=day * HOURS_PER_DAY)
    scenario = load_scenario(BASELINE)
    assert resident_story(live.diary(1), 6, column=6) == ch.journey(
        scenario, resident=7, from_day=day
    )
    assert worker_story(live.diary(1), 2) == ch.journey(scenario, staff=3, from_day=day)


@pytest.mark.unit
def test_a_day_that_has_only_begun_can_be_told():
    live = LiveHome(opening(), hours=3 * HOURS_PER_DAY + 10)
    story = resident_story(live.diary(1), 6, column=6)
    assert story.lines and {line.day for line in story.lines} == {4}
    assert not story.ends


@pytest.mark.property
def test_nothing_grows_while_a_home_is_watched():
    """What is kept of a year is two days of events and one row a week."""
    live = LiveHome(opening())
    live.stride_h = 24
    for _ in range(40):
        live.step()
    assert len(live.notes.hours) <= DAYS_KEPT * HOURS_PER_DAY
    assert len(live.notes.events) == len(live.notes.hours)
    assert int(live.home.house[0]["n_events"]) == 0
    assert int(live.home.house[0]["overflow"]) == 0


@pytest.mark.property
@pytest.mark.parametrize("colouring", COLOURINGS)
def test_everybody_is_in_one_room_and_every_mark_in_its_room(colouring):
    live = LiveHome(opening())
    made, _ = rooms(40, 2)
    by_name = {room.name: room for room in made}
    for _ in range(30):
        live.step()
        residents = resident_places(live)
        staff = staff_places(live, residents)
        present = int(live.home.residents["present"].sum())
        assert len(residents) == present == len({person.number for person in residents})
        assert sum(person.kind == "staff" for person in staff) >= int(live.home.house[0]["n_duty"])
        plan = drawn(live, colouring, ("resident", 7))
        assert len(plan["people"]) == len(residents) + len(staff)
        rooms_of = {(p.kind, p.number): by_name[p.room] for p in (*residents, *staff)}
        for mark in plan["people"]:
            room = rooms_of[mark["kind"], mark["number"]]
            assert room.x <= mark["x"] <= room.x + room.w
            assert room.y <= mark["y"] <= room.y + room.h
    assert all(colour.startswith("#") for colour, _ in legend(colouring))


@pytest.mark.property
@pytest.mark.parametrize(("beds", "units"), [(1, 1), (12, 1), (40, 2), (60, 4), (215, 11)])
def test_a_plan_has_a_bedroom_for_every_bed_and_no_overlap(beds, units):
    made, height = rooms(beds, units)
    assert sum(room.place >= 0 for room in made) == beds
    assert len({room.name for room in made}) == len(made)
    for index, one in enumerate(made):
        assert one.w > 0 and one.h > 0 and one.y + one.h <= height + 1e-6
        for other in made[:index]:
            apart = (
                one.x + one.w <= other.x + 1e-6
                or other.x + other.w <= one.x + 1e-6
                or one.y + one.h <= other.y + 1e-6
                or other.y + other.h <= one.y + 1e-6
            )
            assert apart, (one.name, other.name)
        assert len(slots(one, 30)) == 30


@pytest.mark.direction
def test_more_hours_on_the_slider_give_timelier_care_after_a_fortnight():
    few, many = (
        LiveHome(opening().with_setting(HOURS, value, 3.3), hours=14 * HOURS_PER_DAY)
        for value in (2.5, 5.0)
    )
    assert many.figures.days == few.figures.days == 14
    assert many.figures.row["timely_care"] > few.figures.row["timely_care"] + 0.05
    assert same(many.reference.figures.row, few.reference.figures.row)


@pytest.mark.unit
def test_a_changed_home_is_a_file_that_says_so(tmp_path):
    choices = changed(opening())
    path = saved(choices, "mine", "Mine", folder=tmp_path)
    assert path.name == "mine.toml"
    scenario = load_scenario(path)
    assert scenario.settings[HOURS] == 4.5
    assert [use.id for use in scenario.interventions] == ["person_centred_training"]
    assert arm_of(scenario).phases == arm_of(choices.scenario()).phases
    with pytest.raises(InputError, match="is there already"):
        saved(choices, "mine.toml", "Mine", folder=tmp_path)
    with pytest.raises(InputError, match="cannot be written"):
        saved(choices, "nowhere/mine.toml", "Mine", folder=tmp_path)
    for name in ("", ".", "../", "a\tb", "x" * 300, "a$b.toml"):
        with pytest.raises(InputError, match="is no name for a file"):
            saved(choices, name, "Mine", folder=tmp_path)


@pytest.mark.unit
def test_an_approach_of_the_file_can_be_left_out(tmp_path):
    file = tmp_path / "trained.toml"
    file.write_text(
        f'extends = "{BASELINE.as_posix()}"\n[[interventions]]\nuse = "life_story_work"\n'
    )
    choices = opening(file).with_approach("life_story_work", False, of_file=True)
    [use] = choices.scenario().interventions
    assert use.dose_01 == 0.0
    plain = choices.with_approach("life_story_work", True, of_file=True)
    assert plain.as_file


@pytest.mark.contract
def test_the_command_on_the_page_is_one_that_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    choices = opening(seed=3).with_setting(HOURS, 4.0, 3.3)
    live = LiveHome(choices, hours=7 * HOURS_PER_DAY)
    words = shlex.split(choices.command(None, live.figures.days))
    assert words[0] == "carehome"
    assert main([*words[1:], "--out", "r", "--no-report", "--quiet"]) == 0
    runs = ch.open_result(tmp_path / "r").runs
    assert runs["personalisation_index"].iloc[0] == live.figures.row["personalisation_index"]


@pytest.mark.unit
def test_homes_to_begin_from_are_the_file_the_baseline_and_the_models_of_care():
    files = files_to_begin_from(library_folder() / "hotel.toml")
    assert len(files) == 5
    assert next(iter(files.values())).stem == "hotel"


@pytest.mark.contract
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.toml"], "nowhere.toml"),
        (["--home", "-1"], "--home"),
        (["--port", "99999"], "--port"),
        (["--host", "256.1.1.1", "--port", "0"], "--host"),
    ],
)
def test_explore_says_what_is_wrong_before_it_serves(words, told, capsys):
    assert main(["explore", "--no-browser", *words]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.contract
def test_without_its_extra_explore_names_it(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "solara.server.app", None)
    assert main(["explore", "--no-browser", "--port", "0"]) == 2
    said = capsys.readouterr().err
    assert "extra explore" in said and "carehome-sim[explore]" in said


@pytest.mark.contract
def test_a_port_that_is_taken_is_named(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["explore", "--no-browser", "--port", str(port)]) == 2
    assert f"--port {port}" in capsys.readouterr().err
