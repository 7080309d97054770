"""``carehome validate`` as its users meet it."""

from __future__ import annotations

import json

import pytest
from cli_runner import Carehome

pytestmark = pytest.mark.contract


def test_a_dry_run_says_what_would_be_made(carehome: Carehome):
    done = carehome("validate", "--dry-run", "--sets", "3", "--over", "ranges", "--json")
    told = json.loads(done.out)
    assert done.code == 0 and len(told["rows"]) == 39 and told["experiments"] == 39 * 4


def test_an_unknown_row_is_refused_with_the_nearest(carehome: Carehome):
    done = carehome("validate", "--row", "T15")
    assert done.code == 2 and "T15" in done.err and "Did you mean" in done.err
    assert not done.out


def test_one_row_gives_json_a_page_and_a_picture_and_can_be_gone_on_with(
    carehome: Carehome, tmp_path
):
    out = tmp_path / "board"
    given = ("validate", "--row", "r11", "--size", "0.05", "--out", str(out), "--json", "--quiet")
    done = carehome(*given)
    assert done.code == 0, done.err
    board = json.loads(done.out)
    (row,) = board["patterns"]
    assert row["id"] == "R11" and row["role"] == "B" and row["forced"] is None
    assert {"id", "role", "passed", "forced", "share_of_sets", "figures"} <= row.keys()
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "R11" in page and (out / "figures" / "R11.png").stat().st_size > 1000
    refused = carehome(*given)
    assert refused.code == 2 and "not empty" in refused.err
    again = carehome(*given, "--resume")
    resumed = json.loads(again.out)
    for document in (board, resumed):
        document.pop("seconds"), document.pop("command")
    assert again.code == 0 and resumed == board
    other = carehome("validate", "--row", "R11", "--out", str(tmp_path), "--resume")
    assert other.code == 2 and "not empty" in other.err
