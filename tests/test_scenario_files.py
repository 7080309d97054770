"""What is wrong with a file is said in one short message that names file, place and remedy."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from carehome_sim.errors import InputError
from carehome_sim.scenario import check_file, load_scenario

pytestmark = pytest.mark.contract

LONGEST_MESSAGE = 400
TITLE = 'title = "A home"\n'
HOURS = "staffing.care_hours_per_resident_day"

# What is written in the file, and what the message has to say.
REFUSED = {
    "empty": ("", ["empty"]),
    "blank": ("\n \n\t\n", ["empty"]),
    "comments": ("# nothing\n", ["comments"]),
    "unknown key": (
        TITLE + "[staffing]\nrota_flexibilty_01 = 0.3\n",
        ["line 3", "staffing.rota_flexibilty_01", "Did you mean staffing.rota_flexibility_01?"],
    ),
    "unknown table": (TITLE + "[stafing]\nx = 1\n", ["stafing", "Did you mean staffing?"]),
    "key of another table": (
        TITLE + "[home]\nleadership_01 = 0.5\n",
        ["home.leadership_01", "Did you mean leadership.leadership_01?"],
    ),
    "key without a table": (
        TITLE + "leadership_01 = 0.5\n",
        ["line 2", "Did you mean leadership.leadership_01?"],
    ),
    "text for a number": (
        TITLE + '[staffing]\ncare_hours_per_resident_day = "3.4" # hours\n',
        ["line 3", f'{HOURS} = "3.4" is not a number', "from 1.5 to 6 (hours per resident-day)"],
    ),
    "true for a number": (
        TITLE + "[staffing]\ncare_hours_per_resident_day = true\n",
        [f"{HOURS} = true is not a number"],
    ),
    "date for a number": (
        TITLE + "[staffing]\ncare_hours_per_resident_day = 2024-01-01\n",
        [f"{HOURS} = 2024-01-01 is not a number"],
    ),
    "list for a number": (
        TITLE + "[staffing]\ncare_hours_per_resident_day = [3.3]\n",
        [f"{HOURS} = [3.3] is not a number"],
    ),
    "no staff": (TITLE + "[staffing]\ncare_hours_per_resident_day = 0\n", [f"{HOURS} = 0", "1.5"]),
    "not a number": (TITLE + "[leadership]\nleadership_01 = nan\n", ["nan is not a finite number"]),
    "infinite": (TITLE + "[leadership]\nleadership_01 = -inf\n", ["-inf is not a finite number"]),
    "infinite by size": (
        TITLE + "[leadership]\nleadership_01 = 1e400\n",
        ["1e400 is not a finite number"],
    ),
    "many digits": (TITLE + f"[home]\nbeds = {'9' * 400}\n", ["home.beds", "out of range"]),
    "too many digits": (TITLE + f"[home]\nbeds = {'9' * 5000}\n", ["digits"]),
    "no beds": (
        TITLE + "[home]\nbeds = 0\n",
        ["home.beds = 0", "whole number from 1 to 215 (beds)"],
    ),
    "many beds": (TITLE + "[home]\nbeds = 100000\n", ["home.beds = 100000", "1 to 215 (beds)"]),
    "part of a bed": (TITLE + "[home]\nbeds = 40.0\n", ["home.beds = 40.0 is not a whole number"]),
    "unknown choice": (
        TITLE + '[manner]\nform = "additve"\n',
        ['manner.form = "additve"', '"additive" or "weakest_link"', 'Did you mean "additive"?'],
    ),
    "number for a table": (TITLE + "staffing = 3\n", ["staffing = 3 is not a table", "[staffing]"]),
    "tables for a table": (TITLE + "[[staffing]]\nx = 1\n", ["staffing", "is not a table"]),
    "replicates": (TITLE + "[run]\nreplicates = 1\n", ["run.replicates = 1", "2 to 1000000"]),
    "seed": (TITLE + "[run]\nseed = -1\n", ["run.seed = -1", "18446744073709551615"]),
    "days": (TITLE + "[run]\nmeasured_days = 5000\n", ["run.measured_days = 5000", "1 to 1095"]),
    "run key": (TITLE + "[run]\ndays = 5\n", ["run.days", "measured_days"]),
    "settled": (TITLE + "settled = 1\n", ["settled = 1", "true or false"]),
    "no title": ('title = ""\n', ['title = ""']),
    "malformed": (TITLE + "[home\n", ["line 2", "is not TOML"]),
    "unclosed": (TITLE + "x = [1,\n", ["is not TOML", "end of the file"]),
    "nested": (TITLE + "x = " + "[" * 5000 + "\n", ["nested"]),
    "twice": (TITLE + TITLE, ["line 2", "is not TOML"]),
    "missing parent": (TITLE + 'extends = "no_such.toml"\n', ["no_such.toml", "no such file"]),
    "misspelt parent": (TITLE + 'extends = "baselin.toml"\n', ["Did you mean", "baseline.toml?"]),
    "own parent": (TITLE + 'extends = "home.toml"\n', ["extends", "circle"]),
    "folder as parent": (TITLE + 'extends = "."\n', ["is a folder"]),
    "parent of two": (TITLE + 'extends = ["a.toml", "b.toml"]\n', ["extends", "path"]),
    "unknown kind": (
        'kind = "scenaro"\n' + TITLE,
        ['kind = "scenaro"', 'Did you mean "scenario"?'],
    ),
    "number as kind": ("kind = 3\n" + TITLE, ["kind = 3"]),
    "unknown intervention": (
        TITLE + '[[interventions]]\nuse = "supervison"\n',
        ["interventions[0].use", "Did you mean supervision?"],
    ),
    "intervention by path": (
        TITLE + '[[interventions]]\nuse = "../baseline"\n',
        ["interventions[0].use"],
    ),
    "intervention key": (
        TITLE + '[[interventions]]\nuse = "supervision"\nstart = 3\n',
        ["interventions[0].start", "start_day"],
    ),
    "intervention unnamed": (TITLE + "[[interventions]]\ndose_01 = 1\n", ["use is missing"]),
    "dose": (
        TITLE + '[[interventions]]\nuse = "supervision"\ndose_01 = 1.5\n',
        ["interventions[0].dose_01 = 1.5", "0 to 1"],
    ),
    "ends before it starts": (
        TITLE + '[[interventions]]\nuse = "supervision"\nstart_day = 9\nend_day = 3\n',
        ["interventions[0].end_day = 3", "after start_day (9)"],
    ),
    "starts too late": (
        TITLE + '[[interventions]]\nuse = "supervision"\nstart_day = 400\n',
        ["supervision", "400", "0 to 364"],
    ),
    "used twice": (TITLE + '[[interventions]]\nuse = "supervision"\n' * 2, ["twice"]),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "baseline.toml").write_text(TITLE, encoding="utf-8")
    return tmp_path


def refusal(path: Path) -> str:
    """The message with which a file is refused, the same from ``check`` and from loading."""
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    message = str(caught.value)
    assert message in [str(error) for error in check_file(path)]
    return message


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_file_is_refused_with_file_place_value_and_range(folder: Path, case: str) -> None:
    text, parts = REFUSED[case]
    path = folder / "home.toml"
    path.write_text(text, encoding="utf-8")
    message = refusal(path)
    for part in parts:
        assert part in message
    assert message.startswith(str(folder))
    assert "\n" not in message
    assert len(message) - message.count(str(folder)) * len(str(folder)) < LONGEST_MESSAGE
    assert "pydantic" not in message.lower()


@pytest.mark.parametrize("kind", ["trial"])
def test_kinds_of_later_releases_are_recognised_and_refused(folder: Path, kind: str) -> None:
    path = folder / "home.toml"
    path.write_text(f'kind = "{kind}"\n{TITLE}', encoding="utf-8")
    assert "not supported yet" in refusal(path)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (b'title = "caf\xe9"\n', "UTF-8"),
        (b"\xff\xfet\x00i\x00", "binary"),
        (b"#" * (2 << 20), "larger"),
    ],
)
def test_what_is_not_text_is_refused(folder: Path, content: bytes, part: str) -> None:
    path = folder / "home.toml"
    path.write_bytes(content)
    assert part in refusal(path)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(folder: Path) -> None:
    path = folder / "home.toml"
    path.write_bytes(b'\xef\xbb\xbftitle = "A home"\r\n[home]\r\nbeds = 12\r\n')
    assert load_scenario(path).settings["home.beds"] == 12


def test_a_folder_and_a_missing_file_are_refused(folder: Path) -> None:
    assert "is a folder" in refusal(folder)
    assert "no such file" in refusal(folder / "absent.toml")
    assert "baseline.toml?" in refusal(folder / "basline.toml")


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be made unreadable like this")
def test_an_unreadable_file_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "home.toml"
    path.write_text(TITLE, encoding="utf-8")
    if os.geteuid() == 0:  # root may read everything: stand in for what the system would say

        def refused(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refused)
    else:
        path.chmod(0)
    assert "Permission denied" in refusal(path)


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in the file system")
def test_a_pipe_is_refused_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.toml")
    assert "not an ordinary file" in refusal(folder / "pipe.toml")


def test_a_circle_of_parents_is_named(folder: Path) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (folder / f"{one}.toml").write_text(f'{TITLE}extends = "{other}.toml"\n', encoding="utf-8")
    message = refusal(folder / "a.toml")
    assert "c.toml" in message and "circle" in message


def test_a_wrong_parent_is_named_and_so_is_its_line(folder: Path) -> None:
    (folder / "baseline.toml").write_text(f"{TITLE}[home]\nbeds = 0\n", encoding="utf-8")
    (folder / "child.toml").write_text(f'{TITLE}extends = "baseline.toml"\n', encoding="utf-8")
    message = refusal(folder / "child.toml")
    assert "baseline.toml, line 3: home.beds = 0" in message


def test_check_names_everything_that_is_wrong_in_a_file(folder: Path) -> None:
    path = folder / "home.toml"
    path.write_text(f"{TITLE}[home]\nbeds = 0\n[leadership]\nleadership_01 = 2\nx = 1\n")
    errors = check_file(path)
    assert [error.line for error in errors] == [3, 5, 6]
    assert [error.place for error in errors] == [
        "home.beds",
        "leadership.leadership_01",
        "leadership.x",
    ]
    assert errors[0].given == "0"
