"""The report of a robust comparison: which remedy is best over what is not known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from carehome_sim.evidence import parameters
from carehome_sim.report.figures.robust import best, regret, setting_of
from carehome_sim.report.page import inlined, repeating
from carehome_sim.report.words import listed, number
from carehome_sim.study.futures import uncertain_parameters

if TYPE_CHECKING:
    from carehome_sim.study import RobustResult

PAGE, FIGURES, SUMMARY = "report.html", "figures", "summary.csv"
MOST_TURNS = 8


def write_robust_report(result: RobustResult) -> Path:
    """Write summary.csv, figures/ and report.html into the folder of a robust comparison."""
    folder = result.folder
    if folder is None:
        raise ValueError("this result is not kept in a folder; give out=... when making it")
    drawn = folder / FIGURES
    drawn.mkdir(exist_ok=True)
    pictures = [
        inlined(picture, picture.save(drawn)[0]) for picture in (best(result), regret(result))
    ]
    result.regret().to_csv(folder / SUMMARY, index=False, encoding="utf-8-sig")
    result.thresholds().to_csv(folder / "thresholds.csv", index=False, encoding="utf-8-sig")
    loader = jinja2.PackageLoader("carehome_sim.report", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    first, second = (result.titles[number_] for number_ in result.foremost)
    page = folder / PAGE
    text = environment.get_template("robust.html.j2").render(
        css=Markup(loader.get_source(environment, "report.css")[0]),
        version=result.manifest["program"]["version"],
        title=f"Which remedy is best whatever is open? Against “{result.titles[0]}”",
        setting=setting_of(result),
        parameters=len(uncertain_parameters()),
        date=str(result.manifest["timings"]["started_utc"])[:10],
        pictures=pictures,
        regret=regret_rows(result),
        first=first,
        second=second,
        turns=turn_rows(result),
        leaves=leaf_sentences(result),
        command=repeating(str(result.manifest["command"])),
        seed=result.manifest["seed"],
        inputs=result.manifest["inputs_sha256"],
    )
    page.write_text(text.replace(" %", "&nbsp;%"), encoding="utf-8", newline="\n")
    return page


def regret_rows(result: RobustResult) -> list[dict[str, str]]:
    """One row per arm: how often best and better, gain and regret."""
    index = result.probability_best().iloc[0]
    names = dict(zip(result.arms, result.titles, strict=True))
    frame = result.regret().sort_values("regret_mean")
    return [
        {
            "arm": row["arm"],
            "label": names[row["arm"]],
            "best": f"{100 * index[row['arm']]:.0f} %",
            "better": f"{100 * row['share_better']:.0f} %",
            "gain": number(row["gain"], 1, sign=True),
            "interval": f"{number(row['gain_low'], 1)} to {number(row['gain_high'], 1)}",
            "regret": number(row["regret_mean"], 1),
            "worst": number(row["regret_p90"], 1),
        }
        for row in frame.to_dict("records")
    ]


def turn_rows(result: RobustResult) -> list[dict[str, str]]:
    """Parameters that go with the lead of the foremost arm over the second."""
    rows = []
    for row in result.thresholds().head(MOST_TURNS).to_dict("records"):
        if abs(row["rank_correlation"]) < result.told_from:
            continue
        known = parameters()[row["name"]]
        turns = row["turns_at"]
        rows.append(
            {
                "name": row["name"],
                "meaning": known.meaning,
                "correlation": number(row["rank_correlation"], 2, sign=True),
                "turns": "not within its range" if turns != turns else f"{turns:.3g} {known.unit}",
                "range": f"{row['low']:g} to {row['high']:g}",
            }
        )
    return rows


def leaf_sentences(result: RobustResult) -> list[str]:
    """In which futures which arm is best, one sentence each."""
    names: dict[str, Any] = dict(zip(result.arms, result.titles, strict=True))
    found = result.discovery()
    if not found:
        return ["No simple rule foretells which is best better than naming the commonest does."]
    return [
        f"With {listed(leaf['when']) or 'any values'} ({100 * leaf['share_of_futures']:.0f} % of "
        f"futures), “{names[leaf['best']]}” is best in {100 * leaf['holds_in']:.0f} %."
        for leaf in found
    ]
