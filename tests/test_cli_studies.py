"""``run``, ``compare``, ``verify``, ``report``: what they print, keep and answer with."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import study_fakes as fakes
from cli_runner import Carehome, page, stand_in

from carehome_sim.cli.screen import duration

pytestmark = pytest.mark.contract


@pytest.fixture
def carehome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Carehome:
    stand_in(monkeypatch)
    monkeypatch.setattr("carehome_sim.report.write_report", page, raising=False)
    monkeypatch.setattr(
        "carehome_sim.report.print_result", lambda result, _: print("TABLE"), raising=False
    )
    monkeypatch.chdir(tmp_path)
    made = Carehome(tmp_path, capsys)
    made.file("base")
    made.file("led", "[leadership]\nleadership_01 = 0.8\n")
    return made


def test_a_run_prints_its_table_and_says_where_it_is(carehome: Carehome) -> None:
    said = carehome("run", "base.toml", "--out", "out")
    assert said.code == 0
    assert said.out.splitlines() == ["TABLE", "Result: out", f"Report: {Path('out/report.html')}"]
    assert {"manifest.json", "runs.parquet", "series.parquet", "report.html"} <= {
        path.name for path in Path("out").iterdir()
    }


def test_the_document_of_a_run_is_the_promised_one(carehome: Carehome) -> None:
    said = carehome("run", "base.toml", "--out", "out", "--json", "--seed", "0")
    document = said.document
    assert list(document) == [
        *("scenario", "replicates", "seed", "warmup_days", "measured_days", "outcomes", "out")
    ]
    assert (document["scenario"], document["replicates"], document["seed"]) == ("base", 5, 0)
    assert (document["warmup_days"], document["measured_days"]) == (14, 28)
    index = document["outcomes"]["personalisation_index"]
    assert list(index) == ["mean", "sd", "ci95", "unit", "count"]
    assert index["ci95"][0] < index["mean"] < index["ci95"][1]


def test_the_document_of_a_comparison_is_the_promised_one(carehome: Carehome) -> None:
    said = carehome("compare", "base.toml", "led.toml", "base.toml", "--out", "out", "--json")
    arms = said.document["arms"]
    assert list(arms) == ["led", "base (2)"]
    led = arms["led"]["differences"]["choice"]
    assert list(led) == ["mean", "ci95", "probability_better", "variance_reduction"]
    same = arms["base (2)"]["differences"]["choice"]
    assert (same["mean"], same["ci95"], same["probability_better"]) == (0, [0, 0], 0.5)
    assert "cost_effectiveness" in arms["led"]


def test_quiet_says_nothing_but_the_result(carehome: Carehome) -> None:
    said = carehome("run", "base.toml", "--out", "out", "--quiet", "--json")
    assert said.err == ""


def test_options_overrule_the_file(carehome: Carehome) -> None:
    arguments = ["--set", "run.replicates=4", "--set", "leadership.leadership_01=0.9"]
    said = carehome("run", "base.toml", "--out", "out", "--json", *arguments)
    assert said.document["replicates"] == 4
    manifest = json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))
    settings = manifest["inputs"]["arms"][0]["scenario"]["settings"]
    assert settings["leadership.leadership_01"] == 0.9


def test_without_out_the_folder_is_named_by_file_and_time(carehome: Carehome) -> None:
    folders = [carehome("run", "base.toml", "--json").document["out"] for _ in range(2)]
    assert len(set(folders)) == 2
    for folder in folders:
        assert re.fullmatch(r"base-\d{8}T\d{6}Z(-\d)?", Path(folder).name)
        assert Path(folder).parent == Path("results")


def test_resume_counts_what_it_reused_and_says_the_same(carehome: Carehome) -> None:
    arguments = ("compare", "base.toml", "led.toml", "--out", "out", "--json", "--resume")
    absent = carehome(*arguments)
    finished = carehome(*arguments)
    assert absent.out == finished.out
    assert re.search(r"Reused 0 of \d+ units", absent.err)
    assert re.search(r"Reused (\d+) of \1 units", finished.err)


def test_a_folder_of_other_inputs_is_refused_with_what_differs(carehome: Carehome) -> None:
    carehome("run", "base.toml", "--out", "out")
    said = carehome("run", "base.toml", "--out", "out", "--resume", "--seed", "7")
    assert said.code == 2
    assert "seed" in said.err and "7" in said.err


def test_ctrl_c_says_how_to_go_on_and_going_on_gives_the_same(
    carehome: Carehome, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = carehome("run", "base.toml", "--out", "whole", "--json").document
    calls = 0

    def tired(arm: Any, **given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise KeyboardInterrupt
        return fakes.simulate_home(arm, **given)

    monkeypatch.setattr("carehome_sim.home.simulate_home", tired)
    said = carehome("run", "base.toml", "--out", "cut", "--workers", "1")
    assert said.code == 130
    assert "--resume" in said.err and "cut" in said.err
    monkeypatch.setattr("carehome_sim.home.simulate_home", fakes.simulate_home)
    rest = carehome("run", "base.toml", "--out", "cut", "--json", "--resume").document
    assert {**rest, "out": None} == {**whole, "out": None}


def test_precision_says_what_it_took(carehome: Carehome) -> None:
    said = carehome("run", "base.toml", "--out", "out", "--precision", "2", "--json")
    assert said.code == 0
    assert "Precision reached" in said.err
    assert said.document["replicates"] > 5


def test_a_fault_of_the_program_exits_1_with_a_short_report_and_a_file(
    carehome: Carehome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a study fell apart")

    monkeypatch.setattr("carehome_sim.study.session.Session.carry_out", broken)
    said = carehome("run", "base.toml", "--out", "out", "--json")
    assert said.code == 1
    assert said.out == ""
    assert "internal fault: ZeroDivisionError: a study fell apart" in said.err
    assert "Traceback" not in said.err
    report = Path(said.err.strip().rpartition(" ")[2])
    text = report.read_text(encoding="utf-8")
    report.unlink()
    assert "Traceback" in text


def test_a_home_that_falls_apart_exits_1_named_with_its_trace_in_a_file(
    carehome: Carehome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(arm: Any, **_: Any) -> None:
        raise ZeroDivisionError("a home fell apart")

    monkeypatch.setattr("carehome_sim.home.simulate_home", broken)
    said = carehome("run", "base.toml", "--out", "out", "--json")
    assert (said.code, said.out) == (1, "")
    assert "base, home 0: ZeroDivisionError: a home fell apart" in said.err
    assert "Traceback" not in said.err
    assert "Traceback" in Path("out/faults.json").read_text(encoding="utf-8")


def test_verify_passes_a_sound_result_and_names_an_altered_one(carehome: Carehome) -> None:
    carehome("compare", "base.toml", "led.toml", "--out", "out")
    sound = carehome("verify", "out")
    assert sound.code == 0
    assert "the same" in sound.out
    assert carehome("verify", "out", "--json").document["ok"] is True
    manifest = Path("out/manifest.json")
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"seed": 1', '"seed": 2'))
    altered = carehome("verify", "out")
    assert altered.code == 1
    assert "differs or is damaged" in altered.err
    document = carehome("verify", "out", "--json").document
    assert document["ok"] is False and document["problems"]


def test_report_says_where_the_report_is(carehome: Carehome) -> None:
    carehome("run", "base.toml", "--out", "out", "--no-report")
    assert not Path("out/report.html").exists()
    assert carehome("report", "out").out == f"Report: {Path('out/report.html')}\n"
    assert carehome("report", "out", "--json").document == {"report": str(Path("out/report.html"))}


def test_expand_writes_a_scenario_that_makes_the_same_homes(carehome: Carehome) -> None:
    path = carehome.file(
        "used", '[[interventions]]\nuse = "leadership_development"\nstart_day = 7\n'
    )
    said = carehome("run", path, "--expand", "--set", "home.beds=12")
    (carehome.folder / "expanded.toml").write_text(said.out, encoding="utf-8")
    assert carehome("check", "expanded.toml").code == 0
    first = carehome("run", path, "--expand", "--set", "home.beds=12", "--json").document
    second = carehome("run", "expanded.toml", "--expand", "--json").document
    assert first["hash"] == second["hash"]
    assert [phase["start_day"] for phase in second["phases"]] == [0, 7]
    assert not (carehome.folder / "results").exists()


def test_expand_of_a_comparison_prints_every_arm(carehome: Carehome) -> None:
    documents = carehome("compare", "base.toml", "led.toml", "--expand", "--json").document
    assert [document["name"] for document in documents] == ["base", "led"]
    assert "# led, every setting" in carehome("compare", "base.toml", "led.toml", "--expand").out


def test_a_dry_run_says_how_many_how_long_and_what_changes(carehome: Carehome) -> None:
    before = carehome.written()
    said = carehome("compare", "base.toml", "led.toml", "--dry-run", "--set", "home.beds=12")
    assert said.code == 0
    assert "Would compare 10 homes: 5 of each of 2 scenarios, 28 days after 14" in said.out
    assert re.search(r"About \d+ s on \d+ cores", said.out)
    assert "follows leadership.leadership_01" in said.out
    assert "Changes against base" in said.out
    assert carehome.written() == before
    document = carehome("compare", "base.toml", "led.toml", "--dry-run", "--json").document
    assert document["homes"] == 10
    assert document["scenarios"][0]["changes"] == []
    [headline, *parts] = document["scenarios"][1]["changes"]
    assert (headline["before"], headline["after"], headline["why"]) == (0.5, 0.8, "scenario")
    assert len(parts) == 4


def test_a_dry_run_tells_a_file_from_what_it_extends(carehome: Carehome) -> None:
    child = carehome.folder / "child.toml"
    child.write_text('title = "x"\nextends = "led.toml"\n[home]\nbeds = 9\n', encoding="utf-8")
    [told] = carehome("run", child, "--dry-run", "--json").document["scenarios"]
    assert told["against"] == "led"
    assert [change["name"] for change in told["changes"]] == ["home.beds"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "1 s"), (5.4, "5 s"), (200, "3 minutes"), (3600 * 30, "30.0 hours")],
)
def test_lengths_of_time_are_told_as_people_tell_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words
