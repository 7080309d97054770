"""The report of a sensitivity study: its verdict, tables and pictures in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd
from markupsafe import Markup

from carehome_sim.evidence import outcomes
from carehome_sim.report.bearing import trust
from carehome_sim.report.figures.sensitivity import (
    chance_sentence,
    group_label,
    label_of,
    sensitivity_pictures,
    setting_of,
)
from carehome_sim.report.page import inlined, repeating
from carehome_sim.report.words import UNDEFINED, listed, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carehome_sim.study.indices import SensitivityResult

PAGE, FIGURES = "report.html", "figures"
SUMMARY, DESIGN = "summary.csv", "design.csv"
LIMITS = (
    "A factor’s share depends on how far it is let vary: the same factor with a narrower range "
    "matters less. Compare studies with several range definitions before ranking barriers.",
    "Indices tell of variance in this model under its assumptions; they do not say that a factor "
    "can be changed, or what changing it costs.",
    "Intervals hold the choice of samples. Chance between homes is kept apart and told beside "
    "them; what is uncertain about rules and other parameters is in neither.",
)


def _held(factors: Sequence[str]) -> list[str]:
    """What the last scoreboard says of the questions that the factors ask."""
    found = [one.sentence() for one in trust(factors)]
    return [f"Held against real homes (docs/scoreboard.md): {' '.join(found)}"] if found else []


def write_study_report(result: SensitivityResult) -> Path:
    """Write summary.csv, design.csv, figures/ and report.html into the study's folder."""
    folder = result.folder
    if folder is None:
        raise ValueError("this result is not kept in a folder; give out=... when making it")
    drawn = folder / FIGURES
    drawn.mkdir(exist_ok=True)
    parts = []
    for outcome in result.outcomes:
        pictures = sensitivity_pictures(result, outcome)
        saved = [inlined(picture, picture.save(drawn)[0]) for picture in pictures]
        parts.append(_part(result, outcome, saved))
    summary_frame(result).to_csv(folder / SUMMARY, index=False, encoding="utf-8-sig")
    result.design.to_csv(folder / DESIGN, index=False, encoding="utf-8-sig")
    loader = jinja2.PackageLoader("carehome_sim.report", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    css = Markup(loader.get_source(environment, "report.css")[0])
    page = folder / PAGE
    text = environment.get_template("study.html.j2").render(
        css=css,
        version=result.manifest["program"]["version"],
        title=result.study.title,
        setting=setting_of(result),
        date=str(result.manifest["timings"]["started_utc"])[:10],
        method=result.study.method,
        parts=parts,
        factors=_factor_rows(result),
        limits=(*LIMITS, *_held(result.factors)),
        command=repeating(str(result.manifest["command"])),
        seed=result.manifest["seed"],
        seconds=result.manifest["timings"].get("seconds"),
        inputs=result.manifest["inputs_sha256"],
    )
    page.write_text(text.replace(" %", "&nbsp;%"), encoding="utf-8", newline="\n")
    return page


def verdict(result: SensitivityResult, outcome: str) -> str:
    """What the study says of one outcome, in two sentences."""
    title = outcomes()[outcome].title.lower()
    noise = chance_sentence(result, outcome)
    if not result.converged(outcome):
        return f"Not converged: do not rank what changes {title}. {noise}"
    ranks = result.ranks(outcome)
    first = [label_of(name) for name in ranks.loc[ranks["rank"] == 1, "name"]]
    most = f"{listed(first)} {'changes' if len(first) == 1 else 'change'}"
    return f"Of {len(ranks)} factors over these ranges, {most} {title} most. {noise}"


def summary_frame(result: SensitivityResult) -> pd.DataFrame:
    """Every index of every factor and group, one row each."""
    frames = []
    for outcome in result.outcomes:
        for kind, frame in (
            ("factor", result.table(outcome)),
            ("group", result.groups(outcome).rename(columns={"kind": "group_kind"})),
        ):
            if not len(frame):
                continue
            ranks = result.ranks(outcome).set_index("name")["rank"]
            made = frame.assign(rank=frame["name"].map(ranks)) if kind == "factor" else frame
            made.insert(0, "kind", kind)
            made.insert(0, "outcome", outcome)
            made.insert(2, "converged", result.converged(outcome))
            made.insert(3, "noise_share", result.noise_share(outcome))
            frames.append(made)
    return pd.concat(frames, ignore_index=True)


def indices_rows(result: SensitivityResult, outcome: str) -> list[dict[str, Any]]:
    """One row per factor for a table, the largest index first."""
    morris = result.study.method == "morris"
    table = result.table(outcome)
    ranks = {
        row["name"]: f"{row['rank']}{'=' if row['tied_with'] else ''}"
        for row in result.ranks(outcome).to_dict("records")
    }
    main = "mu_star" if morris else "ST"
    rows = []
    for row in table.sort_values(main, ascending=False).to_dict("records"):
        other = (
            [(number(row["sigma"], 2), ""), (number(row["noise"], 2), "")]
            if morris
            else [(number(row["S1"], 2), _interval(row, "S1"))]
        )
        rows.append(
            {
                "label": label_of(row["name"]),
                "name": row["name"],
                "level": row["level"],
                "origin": row["origin"],
                "main": number(row[main], 2),
                "interval": _interval(row, main),
                "other": other,
                "rank": ranks.get(row["name"], UNDEFINED),
            }
        )
    return rows


def _part(
    result: SensitivityResult, outcome: str, pictures: list[dict[str, Any]]
) -> dict[str, Any]:
    groups = [
        {
            "label": group_label(row["name"]),
            "kind": row["kind"],
            "first": number(row["S1"], 2),
            "first_interval": _interval(row, "S1"),
            "total": number(row["ST"], 2),
            "total_interval": _interval(row, "ST"),
            "interaction": number(row["interaction"], 2),
        }
        for row in result.groups(outcome).to_dict("records")
    ]
    return {
        "outcome": outcome,
        "title": outcomes()[outcome].title,
        "unit": outcomes()[outcome].unit,
        "verdict": verdict(result, outcome),
        "converged": result.converged(outcome),
        "rows": indices_rows(result, outcome),
        "groups": groups,
        "pictures": pictures,
    }


def _interval(row: dict[Any, Any], name: str) -> str:
    return f"{number(row[f'{name}_low'], 2)} to {number(row[f'{name}_high'], 2)}"


def _factor_rows(result: SensitivityResult) -> list[dict[str, str]]:
    return [
        {
            "name": factor.name,
            "meaning": factor.parameter.meaning,
            "low": f"{factor.low:g}",
            "high": f"{factor.high:g}",
            "base": f"{result.study.base.settings[factor.name]:g}",
            "unit": factor.parameter.unit,
            "grade": factor.parameter.grade,
            "source": factor.parameter.source,
        }
        for factor in result.study.factors
    ]
