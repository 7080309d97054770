"""The summary as tables to go on with: ``summary.csv`` (tidy) and ``summary.xlsx`` (with notes)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from carehome_sim.evidence import outcomes
from carehome_sim.report import tables
from carehome_sim.report.bearing import trust
from carehome_sim.report.facts import ABSENT, Estimate, Facts
from carehome_sim.report.page import provenance
from carehome_sim.report.sentences import LIMITS, findings

WIDEST = 60
COLUMNS = {
    "scenario": "name of the scenario's file",
    "title": "title of the scenario",
    "outcome": "name of the outcome; `carehome evidence --outcomes` defines it",
    "outcome_title": "the outcome in words",
    "unit": "unit of mean and difference (shares are 0–1 here, not per cent)",
    "better": "which direction is better",
    "mean": "mean over homes",
    "sd": "standard deviation between homes",
    "mean_ci95_low": "lower end of the mean's 95 % interval over homes",
    "mean_ci95_high": "upper end",
    "difference": "mean paired difference from the first scenario",
    "difference_ci95_low": "lower end of the difference's 95 % interval",
    "difference_ci95_high": "upper end",
    "probability_better": "share of homes in which the scenario is better (ties half)",
    "count": "what the outcome was counted over, all homes together",
    "homes": "homes in which the outcome is defined",
}


def summary_frame(facts: Facts) -> pd.DataFrame:
    """One row per scenario and outcome: level, and paired difference from the first scenario."""
    rows: list[dict[str, Any]] = []
    known = outcomes()
    none: dict[str, Estimate] = {}
    for name, title, levels, differences in (
        (facts.name, facts.title, facts.levels, none),
        *((arm.name, arm.title, arm.levels, arm.differences) for arm in facts.arms),
    ):
        for outcome, level in levels.items():
            change: Estimate = differences.get(outcome, ABSENT)
            figures = (
                *(name, title, outcome, known[outcome].title, known[outcome].unit),
                *(known[outcome].better, level.mean, level.sd, level.low, level.high),
                *(change.mean, change.low, change.high, change.probability_better),
                *(level.count, level.homes),
            )
            rows.append(dict(zip(COLUMNS, figures, strict=True)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write_sheets(facts: Facts, folder: Path) -> None:
    """Write ``summary.csv`` and ``summary.xlsx``."""
    frame = summary_frame(facts)
    frame.to_csv(folder / "summary.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
    book = Workbook()
    notes = book.active
    assert isinstance(notes, Worksheet)
    notes.title = "Notes"
    _fill(notes, [], _notes(facts))
    notes.column_dimensions["A"].width = 28
    notes.column_dimensions["B"].width = 110
    _fill(book.create_sheet("Outcomes"), list(frame.columns), frame.itertuples(index=False))
    if facts.arms:
        _fill(book.create_sheet("Who gains"), *_groups(facts))
        _fill(book.create_sheet("Cost"), *_costs(facts))
        _fill(book.create_sheet("Changes"), *_changes(facts))
    published = tables.targets_table(facts)
    if published:
        rows = [tuple(row.values()) for row in published]
        _fill(book.create_sheet("Published figures"), list(published[0]), rows)
    book.save(folder / "summary.xlsx")


def _notes(facts: Facts) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [("What this is", "Summary of simulated care homes"), ("", "")]
    rows += [("Finding", sentence) for sentence in findings(facts)]
    rows += [
        ("", ""),
        *(("How far to lean on this", one.sentence()) for one in trust(facts.changed)),
    ]
    rows += [("", ""), *(("Limit of use", limit) for limit in LIMITS), ("", "")]
    rows += [(f"Column: {name}", meaning) for name, meaning in COLUMNS.items()]
    rows += [("", ""), ("Command", facts.manifest.get("command", "")), *provenance(facts)]
    return rows


def _groups(facts: Facts) -> tuple[list[str], list[tuple[Any, ...]]]:
    heads = ["scenario", "outcome", "group", "unit", "difference", "ci95_low", "ci95_high", "count"]
    return heads, [
        (
            *(arm.name, outcome, group, outcomes()[outcome].unit),
            *(made.mean, made.low, made.high, made.count),
        )
        for arm in facts.arms
        for (outcome, group), made in arm.subgroups.items()
    ]


def _costs(facts: Facts) -> tuple[list[str], list[tuple[Any, ...]]]:
    heads = ["scenario", "what", "unit", "mean", "ci95_low", "ci95_high"]
    rows: list[tuple[Any, ...]] = []
    for arm in facts.arms:
        found = arm.cost_effectiveness or {}
        named = [("cost", found.get("cost")), ("effect", found.get("effect"))]
        named += [
            ("cost per point", found.get("cost_per_point")),
            ("one-off", found.get("one_off")),
        ]
        named += [(f"borne by {payer}", made) for payer, made in found.get("by_payer", {}).items()]
        rows += [
            (arm.name, what, made["unit"], made["mean"], *made["ci95"])
            for what, made in named
            if made
        ]
    return heads, rows


def _changes(facts: Facts) -> tuple[list[str], list[tuple[Any, ...]]]:
    heads = ["scenario", "setting", "meaning", "before", "after", "unit", "days", "why"]
    heads += ["grade", "source"]
    return heads, [
        (arm.name, *row.values()) for arm in facts.arms for row in tables.changes_table(arm)
    ]


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    """Fill a sheet with a bold head row; text is never taken for a formula."""
    widths: dict[int, int] = {}
    lines = ([heads] if heads else []) + [list(row) for row in rows]
    for down, line in enumerate(lines, 1):
        for across, value in enumerate(line, 1):
            if isinstance(value, float) and not math.isfinite(value):
                value = None
            if isinstance(value, str):
                value = ILLEGAL_CHARACTERS_RE.sub("", value)
            made = sheet.cell(down, across, value)
            if isinstance(value, str):
                made.data_type = "s"
                made.alignment = Alignment(vertical="top", wrap_text=not heads)
            if heads and down == 1:
                made.font = Font(bold=True)
            widths[across] = max(widths.get(across, 8), min(WIDEST, len(str(value or "")) + 2))
    for across, width in widths.items():
        sheet.column_dimensions[get_column_letter(across)].width = width
    if heads:
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
