from __future__ import annotations

import html.parser
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import report_fakes as fakes

from carehome_sim.report import print_result, write_report
from carehome_sim.report.facts import gather

pytestmark = pytest.mark.contract

EVIL = '=HYPERLINK("x")<script>alert(1)</script>&"' + "long title " * 20


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare") / "result"
    about = {
        "flexible_rota": {
            "changes": [
                fakes.CHANGE,
                {**fakes.CHANGE, "why": "follows staffing.rota_flexibility_01"},
                {**fakes.CHANGE, "name": "home.beds", "before": 40.0, "after": None},
            ],
            "interventions": [
                {"id": "pay_uplift", "title": "Pay uplift", "start_day": 30, "end_day": 200}
                | {"dose_01": 0.5, "evidence": "none found", "source": "Assumed."}
            ],
        }
    }
    result = fakes.make_result(
        folder, fakes.HEADLINE, titles=fakes.HEADLINE_TITLES, about=about, homes=12
    )
    return result, write_report(result)


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


def test_a_comparison_leaves_every_file_and_names_its_page(compared):
    result, page = compared
    assert page == result.folder / "report.html"
    names = {path.name for path in (result.folder / "figures").iterdir()}
    pictures = {"forest", "cost_and_effect", "day", "who_decides", "who_gains", "months_to_effect"}
    pictures |= {"who_gains_by_home"}
    assert names == {f"{name}.{kind}" for name in pictures for kind in ("png", "csv")}
    assert (result.folder / "summary.csv").is_file()
    assert (result.folder / "summary.xlsx").is_file()


def test_the_page_is_one_well_formed_file_that_asks_for_nothing(compared):
    text = compared[1].read_text(encoding="utf-8")
    page = _Page(text)
    assert page.open == []
    for tag, attributes in page.tags:
        assert tag not in ("script", "link", "iframe", "object")
        if "src" in attributes:
            assert attributes["src"].startswith("data:image/png;base64,")
        if "href" in attributes:
            assert attributes["href"].startswith("#")
    assert "url(" not in text
    assert "@import" not in text


def test_every_picture_has_alt_text_a_reading_and_a_title_with_period_and_population(compared):
    result, path = compared
    page = _Page(path.read_text(encoding="utf-8"))
    alts = [attributes["alt"] for tag, attributes in page.tags if tag == "img"]
    assert len(alts) == 7
    assert all(len(alt) > 40 for alt in alts)
    from carehome_sim.report.figures import pictures

    for picture in pictures(result, gather(result)):
        assert "12 simulated 40-bed homes" in picture.title
        assert "364 days" in picture.title
        assert picture.reading.endswith(".")
        assert len(picture.frame) > 0


def test_links_within_the_page_lead_somewhere(compared):
    page = _Page(compared[1].read_text(encoding="utf-8"))
    ids = {attributes.get("id") for _, attributes in page.tags}
    links = {attributes["href"][1:] for tag, attributes in page.tags if tag == "a"}
    assert links <= ids


def test_the_page_says_what_was_found_changed_and_how_to_repeat_it(compared):
    text = re.sub(r"<[^>]+>", " ", compared[1].read_text(encoding="utf-8"))
    for wanted in (
        "All remedies together",
        "95&nbsp;% interval",
        "Limits of use",
        "carehome compare baseline.toml",
        "Luff 2011",
        "Pay uplift: from day 30 to day 200, dose 0.5. Evidence: none found.",
        "1 setting that moves with these",
        "published figures met",
        "Missed:",
        "Costello H et al. 2020",
    ):
        assert wanted in text, wanted


def test_the_tidy_summary_holds_the_figures_of_the_result(compared):
    result, _ = compared
    frame = pd.read_csv(result.folder / "summary.csv")
    told = frame[(frame["scenario"] == "more_hours") & (frame["outcome"] == "choice")].iloc[0]
    made = result.differences("more_hours").set_index("outcome").loc["choice"]
    assert told["difference"] == pytest.approx(made["mean"], rel=1e-12)
    assert told["difference_ci95_low"] == pytest.approx(made["ci_low"], rel=1e-12)
    assert frame[frame["scenario"] == "baseline"]["difference"].isna().all()


def test_the_workbook_has_notes_and_the_same_figures(compared):
    result, _ = compared
    book = openpyxl.load_workbook(result.folder / "summary.xlsx", read_only=True)
    assert book.sheetnames == [
        "Notes",
        "Outcomes",
        "Who gains",
        "Cost",
        "Changes",
        "Published figures",
    ]
    rows = list(book["Outcomes"].iter_rows(values_only=True))
    frame = pd.read_csv(result.folder / "summary.csv")
    assert len(rows) == len(frame) + 1
    assert rows[1][rows[0].index("mean")] == pytest.approx(frame["mean"][0], rel=1e-12)


def test_writing_again_gives_the_same_page_to_the_letter(compared):
    result, page = compared
    before = page.read_bytes()
    assert write_report(result).read_bytes() == before


def test_a_run_has_a_report_of_its_own(tmp_path):
    result = fakes.make_result(tmp_path / "run", {"baseline": 0.0}, homes=8)
    text = write_report(result).read_text(encoding="utf-8")
    assert "What each scenario changes" not in text
    assert "of 100 points" in text
    names = {path.stem for path in (tmp_path / "run" / "figures").iterdir()}
    assert names == {"spread", "day", "who_decides", "weeks"}


def test_equal_arms_are_told_to_change_nothing(tmp_path, capsys):
    arms = {"baseline": 0.0, "baseline (2)": 0.0}
    titles = dict.fromkeys(arms, "The same home")
    result = fakes.make_result(tmp_path / "same", arms, homes=5, titles=titles)
    assert "every difference is exactly 0" in write_report(result).read_text(encoding="utf-8")
    print_result(result)
    assert "every difference is exactly 0" in " ".join(capsys.readouterr().out.split())


def test_one_home_gives_no_interval_and_no_failure(tmp_path, capsys):
    arms = {"baseline": 0.0, "other": 0.5}
    result = fakes.make_result(tmp_path / "one", arms, homes=1, weeks=1)
    text = write_report(result).read_text(encoding="utf-8")
    assert "too few homes" in text
    assert not re.search(r"\b(nan|inf)\b", re.sub(r"data:image[^\"]*", "", text).lower())
    print_result(result)
    assert "other" in capsys.readouterr().out.lower()


def test_undefined_outcomes_are_dashes(tmp_path):
    arms = {"baseline": 0.0, "other": 0.5}
    gone = ("personalisation_index", "choice", "identity", "cost_per_resident_week", "scrqol")
    result = fakes.make_result(tmp_path / "gone", arms, homes=4, undefined=gone)
    text = write_report(result).read_text(encoding="utf-8")
    assert "undefined" in text


def test_a_title_of_two_hundred_letters_is_kept_out_of_markup_and_formulas(tmp_path, capsys):
    arms = {"baseline": 0.0, "evil": 0.3}
    result = fakes.make_result(
        tmp_path / "evil", arms, homes=4, titles={"evil": EVIL, "baseline": EVIL}
    )
    text = write_report(result).read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    book = openpyxl.load_workbook(tmp_path / "evil" / "summary.xlsx")
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    print_result(result)
    capsys.readouterr()


def test_thirty_arms_still_make_a_report(tmp_path):
    arms = {f"arm_{place}": place / 30 for place in range(31)}
    result = fakes.make_result(tmp_path / "many", arms, homes=3, weeks=10)
    text = write_report(result).read_text(encoding="utf-8")
    assert "Thirty scenarios compared" in text or "30 scenarios compared" in text
    assert "18 more scenarios" in text


def test_harm_is_marked_whatever_the_index_says(tmp_path, capsys):
    arms = {"baseline": 0.0, "harmful": -0.6}
    result = fakes.make_result(tmp_path / "harm", arms, homes=6)
    text = write_report(result).read_text(encoding="utf-8")
    assert "Marked as harm" in text
    print_result(result)
    assert "harm: timely care" in " ".join(capsys.readouterr().out.split())


def test_a_result_without_a_folder_cannot_be_reported(tmp_path):
    result = fakes.make_result(tmp_path / "none", {"baseline": 0.0}, homes=2)
    result.folder = None
    with pytest.raises(ValueError, match="not kept in a folder"):
        write_report(result)


def test_importing_the_report_loads_no_drawing_library():
    code = (
        "import sys, carehome_sim.report as r; "
        "print([m for m in ('matplotlib', 'pandas', 'openpyxl', 'jinja2') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
    assert Path(__file__).exists()
