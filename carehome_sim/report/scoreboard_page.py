"""The report of the scoreboard: does the simulated home behave as care homes do?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd
from markupsafe import Markup

from carehome_sim.evidence import parameters
from carehome_sim.report.figures.scoreboard import row_picture
from carehome_sim.report.figures.scoreboard_tiles import overview
from carehome_sim.report.page import inlined, repeating
from carehome_sim.report.scoreboard_checks import (
    Shown,
    asked_words,
    check_verdict,
    closeness,
    how_far,
    interval_words,
    shown,
    value_words,
)
from carehome_sim.report.scoreboard_words import (
    SYMBOLS,
    Row,
    leaning,
    role_words,
    row_note,
    rows_by_role,
    score_sentence,
    score_words,
    sets_sentence,
    size_sentence,
    verdict,
    weaker_sentence,
)
from carehome_sim.report.words import listed, plural
from carehome_sim.validation.registry import ROLES
from carehome_sim.validation.scoreboard import HOLDS_IN

if TYPE_CHECKING:
    from carehome_sim.report.drawing import Picture

PAGE, FIGURES, SUMMARY = "report.html", "figures", "summary.csv"
COLUMNS = (
    "id", "role", "kind", "pattern", "label", "value", "low", "high", "least", "most", "unit",
    "asks", "passed",
)  # fmt: skip


def write_scoreboard_report(board: dict[str, Any], folder: Path) -> Path:
    """Write summary.csv, figures/ and report.html for the document of scoreboard.json."""
    drawn = folder / FIGURES
    drawn.mkdir(parents=True, exist_ok=True)
    summary_frame(board).to_csv(
        folder / SUMMARY, index=False, encoding="utf-8-sig", lineterminator="\n"
    )
    population = population_words(board)
    loader = jinja2.PackageLoader("carehome_sim.report", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    page = folder / PAGE
    text = environment.get_template("scoreboard.html.j2").render(
        css=Markup(loader.get_source(environment, "report.css")[0]),
        version=board["version"],
        date=board["date"],
        title="Does the simulated home behave as care homes do?",
        setting=population,
        score=score_sentence(board),
        scope=[
            text
            for text in (weaker_sentence(board), sets_sentence(board), size_sentence(board))
            if text
        ],
        sets=board["sets"],
        enough=f"{100 * HOLDS_IN:.0f} %",
        leaning=[
            (heading, why, [_named(row) for row in rows]) for heading, why, rows in leaning(board)
        ],
        roles=[(role, ROLES[role]) for role in rows_by_role(board)],
        overview=_saved(overview(board, population), drawn),
        groups=[
            (score_words(role, rows), [_entry(row, population, drawn) for row in rows])
            for role, rows in rows_by_role(board).items()
        ],
        command=repeating(str(board["command"])),
        seed=board["seed"],
        homes=f"{board['homes']:,}",
        parameter_set=board["parameter_set"],
        seconds=f"{board['seconds']:,.0f}",
    )
    page.write_text(text.replace(" %", "&nbsp;%"), encoding="utf-8", newline="\n")
    return page


def _named(row: Row) -> dict[str, str]:
    """A row in the list of what may be leaned on."""
    changed = "a mechanism was changed after it had failed" if row.get("revised") else ""
    beside = "; ".join(one for one in (row_note(row), changed) if one)
    name = str(row["id"])
    return {"id": name, "anchor": f"row-{name}", "pattern": row["pattern"], "beside": beside}


def population_words(board: Row) -> str:
    """Homes, parameter set and seed, for under a heading."""
    return (
        f"English care homes for older people, {plural(board['homes'], 'home')} simulated over "
        f"all rows, {board['parameter_set']}, seed {board['seed']}"
    )


def summary_frame(board: Row) -> pd.DataFrame:
    """One row per figure; a row of the scoreboard without figures has one without numbers."""
    made = []
    for row in board["patterns"]:
        about = {name: row[name] for name in ("id", "role", "kind", "pattern")}
        for check in row["figures"] or [{"passed": row.get("passed")}]:
            made.append({**about, **{name: check.get(name) for name in COLUMNS[4:]}})
    return pd.DataFrame(made, columns=list(COLUMNS))


def _saved(picture: Picture, drawn: Path) -> dict[str, Any]:
    shown_ = inlined(picture, picture.save(drawn)[0])
    return {**shown_, "heading": picture.heading, "title": picture.title}


def _homes_of(row: Row) -> str:
    """The homes that a row simulated of its own; rows that use the common sample simulate none."""
    own = row.get("homes")
    if own is None:
        return ""
    sample = "; the common sample of English homes is not counted again"
    return f"{own:,} homes simulated for this row{sample if not own else ''}"


def _entry(row: Row, population: str, drawn: Path) -> dict[str, Any]:
    """A row as the page shows it."""
    said = verdict(row)
    share = row.get("share_of_sets")
    off = {one.label: one for one in map(shown, row.get("off_figures") or ())}
    return {
        "id": row["id"],
        "anchor": f"row-{row['id']}",
        "role": role_words(row),
        "pattern": row["pattern"],
        "test": row["test"],
        "source": row["source"],
        "verdict": said,
        "symbol": SYMBOLS[said],
        "css": said.replace(" ", "-"),
        "share": "–" if share is None else f"{100 * share:.0f} %",
        "unsteady": said == "unsteady",
        "mechanism": row.get("mechanism") or "",
        "switched_off": off_sentence(row),
        "checks": [_check(shown(check), off) for check in row["figures"]],
        "off": bool(off),
        "picture": _saved(row_picture(row, _homes_of(row) or population), drawn),
        "remarks": row.get("remarks") or (),
        "missing": row.get("missing") or "",
        "caution": row.get("caution") or "",
        "revised": row.get("revised") or "",
        "failed": said in ("missed", "forced", "failed to run"),
        "error": row.get("error") or "",
    }


def _check(one: Shown, off: dict[str, Shown]) -> dict[str, str]:
    said = check_verdict(one)
    other = off.get(one.label)
    power = "" if one.power is None else f"power {one.power:.2f}"
    return {
        "label": one.label,
        "value": value_words(one),
        "interval": interval_words(one),
        "asked": asked_words(one),
        "verdict": said,
        "symbol": SYMBOLS[said],
        "far": how_far(one) or closeness(one) or (power if one.asks == "same" else ""),
        "off_value": value_words(other) if other else "–",
        "off_interval": interval_words(other) if other else "",
    }


def off_sentence(row: Row) -> str:
    """What happened when a row's mechanism was switched off."""
    settings = row.get("off") or {}
    if not settings:
        return ""
    named = [f"{name} = {value:g}{_meaning(name)}" for name, value in settings.items()]
    text = f"Switched off by setting {listed(named)}."
    checks = [shown(check) for check in row.get("off_figures") or ()]
    asked = [one for one in checks if one.passed is not None]
    if asked:
        met = sum(bool(one.passed) for one in asked)
        text += f" Then {met} of {plural(len(asked), 'check')} met."
    if row.get("forced") is None:
        return text + " Whether the pattern stays has not been tested."
    if row["forced"]:
        stays = " The pattern stays, so something else forces it"
        return text + stays + (": it does not count." if row.get("passed") else ".")
    if row.get("passed"):
        some = any(one.passed for one in asked)
        lost = " Not all of the pattern stays; only what is lost is evidence for the mechanism."
        return text + (lost if some else " The pattern goes, as it should.")
    return text + " The pattern is not there either."


def _meaning(name: str) -> str:
    known = parameters().get(name)
    if known is None:
        return ""
    words = re.split(r"[:;.(]", known.meaning)[0].strip()
    return f" ({words[0].lower()}{words[1:]})"
