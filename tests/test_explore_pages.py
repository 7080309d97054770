"""What the pages show: charts with units, tables of results, errors in plain words."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import carehome_sim as ch
from carehome_sim.errors import CarehomeError, InputError
from carehome_sim.evidence import parameters
from carehome_sim.scenario import library_folder, load_scenario

pytest.importorskip("solara")

from carehome_sim.explore import charts
from carehome_sim.explore.assumptions_page import assumptions
from carehome_sim.explore.choices import (
    HEADLINES,
    LEVELS,
    approaches_in_library,
    beginning,
    levers_of,
)
from carehome_sim.explore.levers import on_grid, short_titles, step_of
from carehome_sim.explore.live import NO_FIGURES, LiveHome
from carehome_sim.explore.results_page import (
    differences_frame,
    opened,
    result_folders,
    subgroups_frame,
)
from carehome_sim.explore.session import FIRST_HOUR, Opening, Session
from carehome_sim.report.facts import INDEX, gather

pytestmark = pytest.mark.unit
BASELINE = library_folder() / "baseline.toml"
CHARTS = (
    charts.index_chart,
    charts.day_chart,
    charts.deciders_chart,
    charts.knowledge_chart,
    charts.strain_chart,
    charts.vacancy_chart,
    charts.cost_chart,
)


@pytest.fixture(scope="module")
def live() -> LiveHome:
    choices = beginning(BASELINE).with_setting("staffing.care_hours_per_resident_day", 4.0, 3.3)
    return LiveHome(choices, hours=15 * 24)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    arms = [
        load_scenario(library_folder() / f"{name}.toml", ("run.measured_days=28",), replicates=3)
        for name in ("baseline", "more_hours")
    ]
    folder = tmp_path_factory.mktemp("results") / "hours"
    ch.compare(arms[0], arms[1:], workers=1, out=folder)
    return folder


def axes_of(option: dict[str, Any]) -> list[dict[str, Any]]:
    return [option["xAxis"], option["yAxis"]]


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_says_what_is_on_its_axes_and_is_plain_json(chart, live):
    for figures in ((live.figures, live.reference.figures), (NO_FIGURES, NO_FIGURES)):
        option = chart(*figures)
        json.dumps(option, allow_nan=False)
        for axis in axes_of(option):
            assert axis["name"] or axis["data"] == ["as filed", "this home"]
    assert all(
        len(series["data"]) for series in chart(live.figures, live.reference.figures)["series"]
    )


def test_charts_hold_the_figures_of_the_home_and_of_the_home_as_filed(live):
    option = charts.index_chart(live.figures, live.reference.figures)
    series = {one["name"]: one["data"] for one in option["series"]}
    assert series["index"] == [
        round(value, 3) for value in live.figures.week_column("personalisation_index")
    ]
    assert series["index, as filed"] == [
        round(value, 3) for value in live.reference.figures.week_column("personalisation_index")
    ]
    assert len(series["index"]) == 2 and series["index"] != series["index, as filed"]


def test_deciders_make_up_all_occasions(live):
    option = charts.deciders_chart(live.figures, live.reference.figures)
    assert np.sum([one["data"] for one in option["series"]], axis=0) == pytest.approx(
        [100.0, 100.0], abs=0.3
    )


def test_a_result_folder_is_told_as_its_report_tells_it(result):
    facts = gather(opened(str(result)))
    told = ch.open_result(result).differences("more_hours").set_index("outcome")
    row = differences_frame(facts, INDEX).iloc[0]
    assert row["mean"] == told.loc[INDEX, "mean"] and row["low"] == told.loc[INDEX, "ci_low"]
    shares = differences_frame(facts, "timely_care").iloc[0]
    assert shares["mean"] == pytest.approx(100.0 * told.loc["timely_care", "mean"])
    groups = subgroups_frame(facts, facts.arms[0].label, INDEX)
    assert {"no dementia", "severe dementia"} <= set(groups["group"])
    assert result_folders(result.parent) == [str(result)]


@pytest.mark.parametrize("broken", ["absent", "empty", "manifest", "table"])
def test_what_is_no_result_is_said_plainly(broken, result, tmp_path):
    folder = tmp_path / "it"
    if broken != "absent":
        folder.mkdir()
    if broken == "manifest":
        (folder / "manifest.json").write_text("{", encoding="utf-8")
    if broken == "table":
        for path in result.iterdir():
            if path.is_file():
                (folder / path.name).write_bytes(path.read_bytes())
        (folder / "runs.parquet").write_bytes(b"PAR1")
    with pytest.raises(CarehomeError) as told:
        gather(opened(str(folder)))
    assert "it" in str(told.value) and "Traceback" not in str(told.value)


def test_every_lever_is_on_the_page_once_and_every_approach():
    shown = [*HEADLINES, *(lever.name for level in LEVELS for lever in levers_of(level))]
    movable = {
        name for name, one in parameters().items() if one.role == "lever" and one.low < one.high
    }
    assert len(shown) == len(set(shown)) and set(shown) == movable
    shipped = {path.stem for path in (library_folder() / "interventions").glob("*.toml")}
    assert set(approaches_in_library()) == shipped
    assert {level for _, level in approaches_in_library().values()} <= set(LEVELS)


def test_every_number_of_the_model_is_on_the_page_of_assumptions_with_its_source():
    frame = assumptions()
    assert list(frame["name"]) == list(parameters())
    assert (frame["source"].str.len() > 0).all() and (frame["meaning"].str.len() > 0).all()


def with_beds(beds: float) -> Any:
    return lambda choices: choices.with_setting("home.beds", beds, 40.0)


def test_a_session_survives_what_is_refused():
    session = Session(Opening(file=BASELINE))
    before = session.model
    session.begin_from(Path("nowhere.toml"))
    assert "nowhere.toml" in session.error.value and session.model is before
    session.change(with_beds(4000.0))
    assert "home.beds" in session.error.value and session.model is before
    assert session.choices.as_file
    session.change(with_beds(24.0))
    assert session.error.value == "" and len(session.model.home.residents) == 24
    session.step()
    session.reset()
    assert session.model.hours == FIRST_HOUR and len(session.model.home.residents) == 24


def test_changes_from_many_threads_all_hold_and_the_home_is_that_of_the_choices():
    """Sliders act from threads: none is lost, whatever their order, while the home plays on."""
    session = Session(Opening(file=BASELINE))
    session.speed.value = "fast"
    session.play()
    names = ("staffing.rota_flexibility_01", "leadership.leadership_01", "home.household_01")

    def move(name: str) -> None:
        for value in (0.31, 0.47, 0.62):
            session.change(lambda now, value=value: now.with_setting(name, value, -1.0))

    threads = [threading.Thread(target=move, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.pause()
    assert dict(session.choices.moved) == dict.fromkeys(names, 0.62)
    with session.lock:
        for name in names:
            assert session.model.script.settings[name] == 0.62
    assert session.error.value == ""


def test_reset_is_the_last_word_while_it_plays_and_an_ended_home_stops():
    session = Session(Opening(file=BASELINE))
    session.stride.value, session.speed.value = "a week", "fast"
    session.play()
    while session.model.hours < 400:
        time.sleep(0.05)
    session.reset()
    time.sleep(0.4)
    assert session.model.hours == FIRST_HOUR and not session.playing.value
    for _ in range(60):
        session.step()
    assert session.model.over
    session.play()
    time.sleep(0.3)
    assert not session.playing.value


def test_a_file_that_has_gone_is_named_on_reset(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(f'extends = "{BASELINE.as_posix()}"\ntitle = "Mine"\n', encoding="utf-8")
    session = Session(Opening(file=file))
    file.unlink()
    before = session.model
    session.reset()
    assert "mine.toml" in session.error.value and session.model is before


def test_titles_are_shortened_only_where_that_tells_files_apart():
    one, two, three = Path("a.toml"), Path("b.toml"), Path("c.toml")
    files = {"Baseline: ours": one, "Baseline: an ordinary home": two, "Hotel: rooms": three}
    assert short_titles(files) == {
        "Baseline: ours": one,
        "Baseline: an ordinary home": two,
        "Hotel": three,
    }


def test_two_sessions_share_nothing():
    one, other = (Session(Opening(file=BASELINE)) for _ in range(2))
    one.step()
    assert other.model.hours == one.model.hours - 1
    assert one.model.home.residents is not other.model.home.residents


@pytest.mark.parametrize("name", [p.name for p in parameters().values() if p.role == "lever"])
def test_every_slider_has_round_steps_that_fit_its_range(name):
    parameter = parameters()[name]
    if parameter.kind != "number":
        return
    step = step_of(parameter)
    assert 0.0 < step <= (parameter.high - parameter.low) / 50 * (1 + 1e-6)
    for value in (parameter.low, parameter.value, parameter.high):
        assert abs(on_grid(value, parameter, step) - value) <= step / 2 + 1e-9


def test_an_opening_that_cannot_be_read_is_refused():
    with pytest.raises(InputError):
        Session(Opening(file=Path("nowhere.toml")))
