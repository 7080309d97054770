"""The page that opens result folders: differences, subgroups, cost, sensitivity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import solara

from carehome_sim.errors import CarehomeError, InputError
from carehome_sim.evidence import outcomes
from carehome_sim.explore import charts
from carehome_sim.explore.session import Session
from carehome_sim.explore.vue import Chart
from carehome_sim.report.facts import COST, INDEX, Facts, gather
from carehome_sim.report.figures.groups import GROUPS
from carehome_sim.report.figures.sensitivity import label_of
from carehome_sim.report.words import scale_of

NAMES = "manifest.json"
MOST_FOLDERS = 40
MOST_FACTORS = 20
ROW_PX, LEAST_PX, PLANE_PX = 34, 70, 400


def result_folders(root: Path) -> list[str]:
    """Folders of finished results beneath a folder, the newest first."""
    if not root.is_dir():
        return []
    found = [path for path in root.iterdir() if (path / NAMES).is_file()]
    found.sort(key=lambda path: (path / NAMES).stat().st_mtime, reverse=True)
    return [str(path) for path in found[:MOST_FOLDERS]]


def opened(folder: str) -> Any:
    """The result in a folder; ``InputError`` where there is none."""
    from carehome_sim.study import open_result

    path = Path(folder.strip())
    if not (path / NAMES).is_file():
        raise InputError(
            file=path,
            problem="is no folder of a result",
            hint="It would hold manifest.json, as carehome run and compare leave it.",
        )
    return open_result(path)


@solara.component
def ResultsPage(session: Session) -> None:
    """Choose a folder; what is in it decides what is shown."""
    folders = result_folders(session.opening.results)
    given, set_given = solara.use_state("")
    folder = session.folder.value
    if folder is None:
        folder = folders[0] if folders else ""
    set_folder = session.folder.set
    solara.Text("Results side by side", classes=["page-heading"])
    with solara.Row(gap="12px"):
        if folders:
            solara.Select(
                label=f"Results in {session.opening.results}",
                values=folders,
                value=folder if folder in folders else None,
                on_value=lambda chosen: set_folder(chosen or ""),
            )
        solara.InputText(label="Another folder of a result", value=given, on_value=set_given)
        solara.Button("Open", on_click=lambda: set_folder(given.strip()))

    def read() -> tuple[Any, str]:
        if not folder:
            return None, ""
        try:
            result = opened(folder)
            return (gather(result) if result.kind in ("run", "compare") else result), ""
        except CarehomeError as error:
            return None, str(error)
        except (OSError, ValueError, KeyError, TypeError) as error:
            what = type(error).__name__
            return None, f"{folder}: is damaged, or was made by another version ({what}: {error})."

    found, problem = solara.use_memo(read, [folder])
    if not folder:
        solara.Info("Nothing is open. Make a result with carehome compare, or name a folder.")
    elif problem:
        solara.Error(problem)
    elif isinstance(found, Facts):
        Heading(found.title, f"{found.setting}. {folder}")
        (Comparison if found.arms else Levels)(found, folder)
    elif found.kind == "sensitivity":
        Sensitivity(found, folder)
    else:
        solara.Info(
            f"{folder} is a result of carehome {found.kind}; its pictures are in its report: "
            f"{Path(folder) / 'report.html'}"
        )


@solara.component
def Heading(title: str, detail: str) -> None:
    """A title and what stands under it."""
    if title:
        solara.Text(title, classes=["page-heading"])
    solara.Text(detail, classes=["panel-heading"])


@solara.component
def Csv(title: str, frame: pd.DataFrame, file: str) -> None:
    """A button that hands out a table as CSV."""
    solara.FileDownload(
        lambda: frame.to_csv(index=False).encode("utf-8-sig"),
        filename=file,
        label=f"CSV: {title}",
        mime_type="text/csv",
    )


def difference_axis(outcome: str) -> str:
    """What an axis of differences says: the unit, and which way is better."""
    about = outcomes()[outcome]
    better = {"higher": "; more is better", "lower": "; less is better", "neither": ""}
    return f"difference, {scale_of(about).difference_unit}{better[about.better]}"


def differences_frame(facts: Facts, outcome: str) -> pd.DataFrame:
    """Each alternative's difference in one outcome, in the unit readers see."""
    scale = scale_of(outcomes()[outcome])
    rows = []
    for arm in facts.arms:
        estimate = arm.difference(outcome)
        rows.append(
            {
                "scenario": arm.label,
                "mean": scale.factor * estimate.mean,
                "low": scale.factor * estimate.low,
                "high": scale.factor * estimate.high,
                "probability_better": estimate.probability_better,
                "unit": scale.difference_unit,
            }
        )
    columns = ["scenario", "mean", "low", "high", "probability_better", "unit"]
    return pd.DataFrame(rows, columns=columns)


def subgroups_frame(facts: Facts, arm_label: str, outcome: str) -> pd.DataFrame:
    """One alternative's difference in one outcome for each group of residents."""
    scale = scale_of(outcomes()[outcome])
    rows = [
        {
            "group": GROUPS.get(group, group),
            "mean": scale.factor * estimate.mean,
            "low": scale.factor * estimate.low,
            "high": scale.factor * estimate.high,
            "unit": scale.difference_unit,
        }
        for arm in facts.arms
        if arm.label == arm_label
        for (name, group), estimate in arm.subgroups.items()
        if name == outcome and np.isfinite(estimate.mean)
    ]
    return pd.DataFrame(rows, columns=["group", "mean", "low", "high", "unit"])


def _rows(frame: pd.DataFrame, label: str) -> list[tuple[str, float, float, float]]:
    return [
        (str(row[label]), float(row["mean"]), float(row["low"]), float(row["high"]))
        for row in frame.to_dict("records")
    ]


def _tall(rows: int) -> int:
    return LEAST_PX + ROW_PX * rows


@solara.component
def Comparison(facts: Facts, folder: str) -> None:
    """Differences, for whom, and what they cost."""
    names = [name for name, outcome in outcomes().items() if outcome.additive]
    titles = {outcomes()[name].title: name for name in names}
    title, set_title = solara.use_state(outcomes()[INDEX].title)
    outcome = titles[title]
    unit = difference_axis(outcome)
    solara.Select(label="Outcome", values=list(titles), value=title, on_value=set_title)
    frame = differences_frame(facts, outcome)
    Heading("", f"Difference from {facts.label}: {title.lower()} (95 % intervals)")
    option = solara.use_memo(
        lambda: charts.forest_chart(_rows(frame, "scenario"), unit), [folder, outcome]
    )
    Chart(option=option, label=f"differences: {title}", height=_tall(len(frame)))
    Csv("differences", frame, f"differences_{outcome}.csv")
    labels = [arm.label for arm in facts.arms]
    label, set_label = solara.use_state(labels[0])
    label = label if label in labels else labels[0]
    groups = subgroups_frame(facts, label, outcome)
    solara.Text("For whom?", classes=["panel-heading"])
    solara.Select(label="Scenario", values=labels, value=label, on_value=set_label)
    by_group = solara.use_memo(
        lambda: charts.forest_chart(_rows(groups, "group"), unit), [folder, outcome, label]
    )
    if len(groups):
        Chart(option=by_group, label=f"by group: {title}", height=_tall(len(groups)))
        Csv("groups", groups, f"groups_{outcome}.csv")
    else:
        solara.Text("This outcome is not told by groups of residents.", classes=["panel-note"])
    Plane(facts, folder)


@solara.component
def Plane(facts: Facts, folder: str) -> None:
    """What is gained against what it costs."""
    points = [
        (arm.label, arm.difference(INDEX).mean, arm.difference(COST).mean) for arm in facts.arms
    ]
    solara.Text(
        "At what cost? Difference in the index against difference in cost",
        classes=["panel-heading"],
    )
    option = solara.use_memo(
        lambda: charts.plane_chart(
            points,
            "difference in the personalisation index, points",
            "difference in cost, £ per resident-week",
        ),
        [folder],
    )
    Chart(option=option, label="cost against gain", height=PLANE_PX)
    frame = pd.DataFrame(
        points, columns=["scenario", "index_difference", "cost_difference_gbp_per_resident_week"]
    )
    Csv("cost and gain", frame, "cost_and_gain.csv")


@solara.component
def Levels(facts: Facts, folder: str) -> None:
    """The outcomes of a single scenario."""
    rows = []
    for name, outcome in outcomes().items():
        estimate, scale = facts.level(name), scale_of(outcome)
        if estimate.defined:
            rows.append(
                {
                    "outcome": outcome.title,
                    "mean": f"{scale.factor * estimate.mean:.4g}",
                    "95 % interval": f"{scale.factor * estimate.low:.4g} to "
                    f"{scale.factor * estimate.high:.4g}",
                    "unit": scale.unit,
                }
            )
    frame = pd.DataFrame(rows)
    solara.DataFrame(frame, items_per_page=25)
    Csv("outcomes", frame, f"{Path(folder).name}.csv")


@solara.component
def Sensitivity(result: Any, folder: str) -> None:
    """How much each factor changes an outcome."""
    from carehome_sim.report.study_page import summary_frame, verdict

    outcome, set_outcome = solara.use_state(result.outcomes[0])
    outcome = outcome if outcome in result.outcomes else result.outcomes[0]
    Heading(result.study.title, folder)
    if len(result.outcomes) > 1:
        solara.Select(
            label="Outcome", values=list(result.outcomes), value=outcome, on_value=set_outcome
        )
    solara.Text(verdict(result, outcome), classes=["panel-heading"])
    frame = summary_frame(result)
    chosen = frame[(frame["outcome"] == outcome) & (frame["kind"] == "factor")]
    converged = result.converged(outcome)
    morris = "mu_star" in chosen.columns
    name = "mu_star" if morris else "ST"
    rows: list[tuple[str, float, float, float]] = [
        (
            label_of(str(row["name"])),
            float(row[name]),
            float(row[f"{name}_low"]),
            float(row[f"{name}_high"]),
        )
        for row in chosen.to_dict("records")
    ]
    if converged or morris:
        rows.sort(key=lambda row: -row[1])
    else:
        rows.sort()
    shown = rows[:MOST_FACTORS]
    axis = (
        f"mean absolute effect over its range (mu star), {outcomes()[outcome].unit}"
        if morris
        else "total index: share of variance, interactions included"
    )
    if len(rows) > len(shown):
        solara.Text(f"The first {len(shown)} of {len(rows)} factors.", classes=["panel-note"])
    if not converged:
        solara.Text("The order is not to be relied on.", classes=["panel-note"])
    drawn = solara.use_memo(lambda: charts.forest_chart(shown, axis), [folder, outcome])
    Chart(option=drawn, label=f"sensitivity: {outcome}", height=_tall(len(shown)))
    Csv("all indices", frame, "sensitivity.csv")
