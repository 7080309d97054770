"""Writes a report into a result's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from carehome_sim.report.facts import gather
from carehome_sim.report.figures import pictures
from carehome_sim.report.page import render
from carehome_sim.report.sheets import write_sheets

if TYPE_CHECKING:
    from carehome_sim.study import StudyResult

PAGE = "report.html"
FIGURES = "figures"


def write_report(result: StudyResult) -> Path:
    """Write summary.csv, summary.xlsx, figures/ and report.html into the result's folder.

    Returns the path of the page. A report that is there already is written anew; nothing else
    in the folder is touched. Raises ``ValueError`` for a result that is not kept in a folder.
    """
    folder = result.folder
    if folder is None:
        raise ValueError("this result is not kept in a folder; give out=... when making it")
    facts = gather(result)
    drawn = folder / FIGURES
    drawn.mkdir(exist_ok=True)
    saved = [(picture, picture.save(drawn)[0]) for picture in pictures(result, facts)]
    write_sheets(facts, folder)
    page = folder / PAGE
    page.write_text(render(facts, saved), encoding="utf-8", newline="\n")
    return page
