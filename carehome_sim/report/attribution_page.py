"""The report of an attribution: what each change makes of the difference, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd
from markupsafe import Markup

from carehome_sim.evidence import outcomes
from carehome_sim.report.figures.sensitivity import label_of
from carehome_sim.report.figures.waterfall import waterfall
from carehome_sim.report.page import inlined, repeating
from carehome_sim.report.words import interval, number, scale_of
from carehome_sim.study.attribution import SHOWN

if TYPE_CHECKING:
    from carehome_sim.study import AttributionResult

PAGE, FIGURES, SUMMARY = "report.html", "figures", "summary.csv"


def write_attribution_report(result: AttributionResult) -> Path:
    """Write summary.csv, figures/ and report.html into the attribution's folder."""
    folder = result.folder
    if folder is None:
        raise ValueError("this result is not kept in a folder; give out=... when making it")
    drawn = folder / FIGURES
    drawn.mkdir(exist_ok=True)
    parts = []
    for outcome in SHOWN:
        picture = waterfall(result, outcome)
        parts.append(_part(result, outcome, inlined(picture, picture.save(drawn)[0])))
    summary_frame(result).to_csv(folder / SUMMARY, index=False, encoding="utf-8-sig")
    loader = jinja2.PackageLoader("carehome_sim.report", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    page = folder / PAGE
    text = environment.get_template("attribution.html.j2").render(
        css=Markup(loader.get_source(environment, "report.css")[0]),
        version=result.manifest["program"]["version"],
        title=f"{result.points.other.title}: which change makes the difference",
        base=result.points.base.title,
        homes=result.replicates,
        days=result.manifest["measured_days"],
        date=str(result.manifest["timings"]["started_utc"])[:10],
        exact=result.exact,
        parts=parts,
        command=repeating(str(result.manifest["command"])),
        seed=result.manifest["seed"],
        inputs=result.manifest["inputs_sha256"],
    )
    page.write_text(text.replace(" %", "&nbsp;%"), encoding="utf-8", newline="\n")
    return page


def share_rows(result: AttributionResult, outcome: str) -> list[dict[str, str]]:
    """One row per change for a table, the largest first, then the whole difference."""
    scale = scale_of(outcomes()[outcome])
    whole = result.difference(outcome)
    frame = result.shares(outcome)
    frame = frame.reindex(frame["mean"].abs().sort_values(ascending=False).index)
    rows = [*frame.to_dict("records")]
    rows.append(
        {"change": "", "mean": whole.mean, "ci_low": whole.ci_low, "ci_high": whole.ci_high}
    )
    return [
        {
            "label": label_of(row["change"]) if row["change"] else "all together",
            "name": row["change"],
            "mean": number(scale.factor * row["mean"], scale.decimals, sign=True),
            "interval": interval(
                scale.factor * row["ci_low"], scale.factor * row["ci_high"], scale.decimals
            ),
        }
        for row in rows
    ]


def summary_frame(result: AttributionResult) -> pd.DataFrame:
    """Every share and interaction of every outcome, one row each."""
    frames = []
    for outcome in SHOWN:
        shares = result.shares(outcome).rename(columns={"change": "one"})
        frames.append(shares.assign(outcome=outcome, kind="share"))
        pairs = result.interactions(outcome)
        if len(pairs):
            frames.append(pairs.assign(outcome=outcome, kind="only together"))
    columns = ["outcome", "kind", "one", "other", "mean", "ci_low", "ci_high"]
    return pd.concat(frames, ignore_index=True).reindex(columns=columns)


def _part(result: AttributionResult, outcome: str, picture: dict[str, Any]) -> dict[str, Any]:
    known = outcomes()[outcome]
    scale = scale_of(known)
    pairs = [
        {
            "label": f"{label_of(row['one'])} × {label_of(row['other'])}",
            "mean": number(scale.factor * row["mean"], scale.decimals + 1, sign=True),
            "interval": interval(
                scale.factor * row["ci_low"], scale.factor * row["ci_high"], scale.decimals + 1
            ),
        }
        for row in result.interactions(outcome).to_dict("records")
    ]
    return {
        "outcome": outcome,
        "title": known.title,
        "unit": scale.difference_unit,
        "rows": share_rows(result, outcome),
        "pairs": pairs,
        "picture": picture,
    }
