from __future__ import annotations

import copy
import html.parser
import json
import re
import runpy
import sys
from dataclasses import replace

import matplotlib.image
import pandas as pd
import pytest
import scoreboard_fakes as fakes
from scripts import ROOT

from carehome_sim.evidence import parameters
from carehome_sim.report.bearing import asked_by, bearings, trust_sentence
from carehome_sim.report.figures.scoreboard import row_picture
from carehome_sim.report.scoreboard_checks import asked_words, closeness, shown
from carehome_sim.report.scoreboard_docs import docs_page
from carehome_sim.report.scoreboard_page import write_scoreboard_report
from carehome_sim.report.scoreboard_words import (
    counts,
    rows_by_role,
    score_sentence,
    seeds_sentence,
    sets_sentence,
    size_sentence,
    verdict,
    weaker_sentence,
)
from carehome_sim.validation.registry import patterns, questions, verdicts

pytestmark = pytest.mark.contract

VERDICTS = {
    "R1": "passed", "R2": "unsteady", "R3": "missed", "R5": "forced", "R7": "missed",
    "R16": "failed to run", "T9": "passed", "R4": "passed", "C1": "missed", "R11": "passed",
    "R12": "told",
}  # fmt: skip


class _Page(html.parser.HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def board():
    return fakes.board()


@pytest.fixture(scope="module")
def written(tmp_path_factory, board):
    folder = tmp_path_factory.mktemp("scoreboard")
    page = write_scoreboard_report(board, folder)
    return folder, page, page.read_text(encoding="utf-8")


def rows_of(board):
    return {row["id"]: row for row in board["patterns"]}


def test_every_file_is_written_and_every_picture_has_its_numbers(written, board):
    folder, page, _ = written
    assert page == folder / "report.html"
    names = {path.name for path in (folder / "figures").iterdir()}
    assert names == {
        f"{name}.{kind}" for name in (*VERDICTS, "overview") for kind in ("png", "csv")
    }


def test_the_page_is_one_well_formed_file_that_asks_for_nothing(written):
    _, _, text = written
    page = _Page(text)
    assert page.open == []
    for tag, attributes in page.tags:
        assert tag not in ("script", "link", "iframe", "object")
        assert "onclick" not in attributes
        if "src" in attributes:
            assert attributes["src"].startswith("data:image/png;base64,")
        if "href" in attributes:
            assert attributes["href"].startswith("#row-")
    assert "url(" not in text
    assert "@import" not in text
    assert "<script>" not in text


def test_every_row_has_a_line_in_the_table_a_section_and_a_picture_with_alt_text(written):
    _, _, text = written
    page = _Page(text)
    ids = [attributes["id"] for tag, attributes in page.tags if tag == "section"]
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert ids == [f"row-{name}" for name in VERDICTS]
    assert links[-len(ids) :] == [f"#{name}" for name in ids]
    assert set(links[: -len(ids)]) <= set(links[-len(ids) :])
    alts = [attributes["alt"] for tag, attributes in page.tags if tag == "img"]
    assert len(alts) == len(VERDICTS) + 1
    assert all(len(alt) > 40 for alt in alts)


def test_every_row_says_its_verdict_in_the_table_and_in_its_section(written):
    _, _, text = written
    for name, word in VERDICTS.items():
        line = re.search(rf'<tr><td class="first"><a href="#row-{name}">.+?</tr>', text).group()
        section = re.search(rf'<section id="row-{name}">.+?</section>', text, re.DOTALL).group()
        css = word.replace(" ", "-")
        for part in (line, section):
            assert re.findall(r'class="said ([\w-]+)"', part) == [css], name


def test_the_page_tells_what_is_missing_what_stopped_and_what_went_with_the_mechanism(written):
    _, _, text = written
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))
    for wanted in (
        "Believed missing: Trust grows with minutes alone",
        "ValueError: &lt;no homes&gt; to look at",
        "staffing.rota_flexibility_01 = 0 (rota flexibility, demand-led)",
        "Then 0 of 2 checks met. The pattern goes, as it should.",
        "The pattern stays, so something else forces it: it does not count.",
        "fewer than the 80&nbsp;% asked for",
        "supports the direction of what the model says there",
        "carehome validate --seed 1",
        "23,456",
        "A remark.",
    ):
        assert wanted in words, wanted
    assert "--out" not in words


def test_the_score_is_counted_from_the_rows_and_is_that_of_the_document(board, written):
    for role, rows in rows_by_role(board).items():
        said, told = counts(rows), board["score"][role]
        assert len(rows) == told["of"]
        if role != "Q":
            assert said["passed"] == told["passed"]
    assert counts(rows_by_role(board)["V"])["forced"] == board["score"]["V"]["forced"]
    assert score_sentence(board) == (
        "2 of 7 validation patterns hold, 1 more in too few parameter sets (1 more shows but "
        "stays with its mechanism switched off: forced, does not count); 1 of 2 calibration rows "
        "and targets met; 1 of 1 built-in rule verified; 1 of 1 open question reported on."
    )
    assert score_sentence(board) in written[2]


def test_summary_has_one_row_per_check_with_the_named_columns(written, board):
    folder, _, _ = written
    raw = (folder / "summary.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    frame = pd.read_csv(folder / "summary.csv", encoding="utf-8-sig")
    assert list(frame.columns) == [
        "id", "role", "kind", "pattern", "label", "value", "low", "high", "least", "most", "unit",
        "asks", "passed",
    ]  # fmt: skip
    assert len(frame) == sum(max(1, len(row["figures"])) for row in board["patterns"])
    assert set(frame["id"]) == set(VERDICTS)


def test_a_pictures_numbers_hold_its_figures_those_with_the_mechanism_off_and_its_chart(board):
    row = rows_of(board)["R1"]
    frame = row_picture(row, "homes").frame
    assert frame["part"].value_counts().to_dict() == {"figure": 3, "off": 3, "chart": 10}
    assert frame.loc[frame["part"] == "figure", "value"].tolist() == [-0.31, -0.22, 0.04]


@pytest.mark.parametrize("name", list(VERDICTS))
def test_a_picture_says_what_who_and_when_and_nothing_is_clipped(written, board, name):
    picture = row_picture(rows_of(board)[name], "23 homes, seed 1")
    assert "seed 1" in picture.title
    assert picture.reading.endswith(".")
    image = matplotlib.image.imread(written[0] / "figures" / f"{name}.png")
    edge = [image[0], image[-1], image[:, 0], image[:, -1]]
    assert all((side[..., :3] > 0.99).all() for side in edge)


def test_the_docs_page_says_the_same_verdicts(board):
    page = docs_page(board)
    parts = dict(re.findall(r"^## (.+?)\n(.+?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE))
    heads = {"passed": "What holds", "missed": "What fails", "forced": "What is forced"}
    heads |= {"unsteady": "What holds in too few parameter sets"}
    heads |= {"failed to run": "What fails", "told": "What is only told"}
    for name, word in VERDICTS.items():
        for head in set(heads.values()):
            assert (f"\n| {name} |" in parts[head]) == (head == heads[word]), (name, head)
    for sentence in score_sentence(board).rstrip(".").split("; "):
        assert f"- {sentence}" in page
    assert page.startswith("# What this model gets right and wrong\n")


def test_the_docs_page_leans_on_nothing_that_the_verdicts_do_not_carry(board):
    opening = docs_page(board).partition("\n## ")[0]
    firm, *rest = opening.partition("**May be leaned on")[2].split("\n**")
    assert re.findall(r"\((\w+)[;)]", firm) == ["R1", "T9"]
    assert "T9; not run again with its mechanism off" in firm
    found = {
        part.split("*")[0].strip(" .("): re.findall(r"\(([A-Z]\d+)[†;)]", part) for part in rest
    }
    tuned = found.pop("Calibration rows and targets that are missed")
    assert set(tuned) <= {row["id"] for row in board["patterns"] if row["role"] == "C"}
    assert found == {
        "Only with care": ["R2"],
        "Not to be leaned on": ["R3", "R7"],
        "No evidence either way": ["R5"],
        "Not known": ["R16"],
    }


def test_tables_of_the_docs_page_keep_their_columns_whatever_the_words(board):
    blocks = re.findall(r"(?:^\|.+\|\n)+", docs_page(board), re.MULTILINE)
    assert len(blocks) == 6
    for block in blocks:
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1
        assert "<script>" not in block


def test_the_docs_page_is_written_by_its_command(board, tmp_path, monkeypatch):
    for folder in ("docs", "carehome_sim/validation"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "scoreboard.json").write_text(json.dumps(board), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["scoreboard_docs", str(tmp_path)])
    monkeypatch.delitem(sys.modules, "carehome_sim.report.scoreboard_docs")
    runpy.run_module("carehome_sim.report.scoreboard_docs", run_name="__main__")
    assert (tmp_path / "docs" / "scoreboard.md").read_text(encoding="utf-8") == docs_page(board)
    told = pd.read_csv(tmp_path / "carehome_sim" / "validation" / "verdicts.csv")
    assert dict(zip(told["id"], told["verdict"], strict=True)) == VERDICTS


@pytest.mark.parametrize(
    ("asks", "value", "half", "least", "most", "passed", "word"),
    [
        ("differs", -0.5, 0.1, None, -0.1, True, ""),
        ("differs", -0.15, 0.1, None, -0.1, True, "at the edge"),
        ("differs", 0.08, 0.07, 0.1, None, False, "near"),
        ("differs", 0.02, 0.01, 0.1, None, False, ""),
        ("differs", -0.25, 0.02, 0.2, None, False, "wrong sign"),
        ("differs", -0.25, 0.3, 0.2, None, False, ""),
        ("within", 0.23, 0.04, -0.24, 0.24, True, "at the edge"),
        ("within", 0.6, 0.1, 0.05, 0.57, False, "near"),
        ("within", 0.9, 0.1, 0.05, 0.57, False, ""),
        ("same", 0.08, 0.04, -0.1, 0.1, False, "near"),
        ("same", -0.28, 0.04, -0.1, 0.1, False, ""),
        ("same", 0.02, 0.04, -0.1, 0.1, True, ""),
    ],
)
def test_near_at_the_edge_and_of_the_wrong_sign_are_told_apart(
    asks, value, half, least, most, passed, word
):
    one = fakes.check("x", value, half, asks=asks, least=least, most=most, passed=passed)
    assert closeness(shown(one)) == word


def test_shares_are_never_told_or_asked_for_beyond_all_and_none():
    one = fakes.check("x", 0.999, 0.01, unit="share", asks="within", least=-0.01, most=1 / 3)
    told = shown(one)
    assert (told.low, told.high, told.least) == (pytest.approx(98.9), 100.0, None)
    assert asked_words(told) == "at most 33.33 %"


def test_rows_that_turn_under_other_seeds_are_named(board):
    other = copy.deepcopy(board)
    other["seed"] = 2
    rows_of(other)["R1"]["forced"] = True
    assert seeds_sentence(board, []) == ""
    assert seeds_sentence(board, [board, other]) == (
        "1 of them hold under each of seeds 1, 1 and 2; with seed 2 R1 was forced."
    )
    assert seeds_sentence(board, [other]) in docs_page(board, [other])


def test_every_lever_asks_a_question_and_every_question_has_its_rows():
    levers = [name for name, made in parameters().items() if made.role == "lever"]
    assert [name for name in levers if not asked_by([name])] == []
    for question in questions().values():
        for setting in question.settings:
            assert any(replace(question, settings=(setting,)).asked_by(name) for name in levers), (
                setting
            )
        assert any(question.id in row.bears_on for row in patterns().values()), question.id


def test_verdicts_that_reports_tell_are_those_of_the_docs_page():
    page = (ROOT / "docs" / "scoreboard.md").read_text(encoding="utf-8")
    holds = re.search(r"## What holds\n(.+?)\n## ", page, re.DOTALL)[1]
    assert set(verdicts()) == set(patterns())
    assert {name for name, said in verdicts().items() if said == "passed"} == set(
        re.findall(r"^\| (\w+) \|", holds, re.MULTILINE)
    ) - {"row"}


def test_what_bears_on_a_comparison_is_told_by_verdict():
    said = {"R13": "passed", "R2": "missed", "R8": "unsteady", "R15": "told", "T5": "passed"}
    (led,) = bearings(said, asked_by(["leadership.floor_h_per_week"]))
    assert [name for name, _ in led.shown] == ["R13"]
    assert [name for name, _ in led.weak] == ["R8"]
    assert [name for name, _ in led.failed] == ["R2"]
    assert led.sentence().startswith("Leadership: shown: The manager decides")
    assert trust_sentence([led]) == (
        "Of three findings about real homes that bear on what is changed here and that nothing "
        "was fitted to, the model shows one, one more weakly"
    )
    (pay,) = bearings(said, asked_by(["pay.wage_premium_share"]))
    assert [name for name, _ in pay.calibrated] == ["T5"]
    assert trust_sentence([pay]) == trust_sentence([]) == ""
    (paid,) = bearings({**said, "T10": "missed"}, asked_by(["pay.wage_premium_share"]))
    assert trust_sentence([paid]).endswith("the model shows none")


def test_a_board_of_nothing_but_passes_says_so():
    board = fakes.board(sets=0, size=0.2)
    board["patterns"] = [row for row in board["patterns"] if row["id"] == "R1"]
    assert score_sentence(board) == "1 of 1 validation pattern holds, none of them forced."
    assert "has not been tested here" in sets_sentence(board)
    assert "Only 0.2 times the homes" in size_sentence(board)
    page = docs_page(board)
    assert weaker_sentence(board) in page
    assert weaker_sentence(board).endswith("free of both: R1.")
    assert "What fails\n\nNothing." in page
    assert "Only 0.2 times" in page


def test_an_empty_board_and_one_without_passes_do_not_crash(tmp_path):
    board = fakes.board(patterns=[])
    assert write_scoreboard_report(board, tmp_path / "new").is_file()
    assert "No validation pattern holds" in docs_page(board)


def test_verdicts_are_those_that_the_rules_give(board):
    rows = rows_of(board)
    assert {name: verdict(row) for name, row in rows.items()} == VERDICTS
    assert verdict({**rows["R3"], "forced": True}) == "missed"
    assert verdict({**rows["R12"], "passed": True}) == "told"
