"""The page of every assumption: each number of the model, its range, source and grade."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import reacton.ipyvuetify as rv
import solara

from carehome_sim.evidence import parameters

ROLES = {
    "lever": "somebody decides it",
    "uncertain": "not known exactly",
    "fixed": "held",
    "initial": "how a home begins",
}
COLUMNS = {
    "name": "setting",
    "meaning": "meaning",
    "value": "value",
    "range": "range",
    "unit": "unit",
    "role": "role",
    "grade": "grade",
    "source": "source",
}
ALL = "all"


@cache
def assumptions() -> pd.DataFrame:
    """One row per number of the model, as ``carehome evidence`` tells it."""
    return pd.DataFrame(
        [
            {
                "name": name,
                "meaning": one.meaning,
                "value": str(one.shown(one.value)),
                "range": f"{one.low:g} to {one.high:g}"
                if not one.choices
                else ", ".join(one.choices),
                "unit": one.unit,
                "role": ROLES[one.role],
                "grade": one.grade,
                "source": one.source,
            }
            for name, one in parameters().items()
        ]
    )


@solara.component
def AssumptionsPage() -> None:
    """A table to search in, with its CSV."""
    search, set_search = solara.use_state("")
    grade, set_grade = solara.use_state(ALL)
    frame = assumptions()
    assumed = frame["source"].str.startswith("assumed").sum()
    shown = frame if grade == ALL else frame[frame["grade"] == grade]
    if search.strip():
        words = shown.apply(lambda row: " ".join(map(str, row)).lower(), axis=1)
        shown = shown[words.str.contains(search.strip().lower(), regex=False)]
    solara.Text("What the model assumes", classes=["page-heading"])
    solara.Text(
        f"{len(frame)} numbers, of which {assumed} are assumed rather than found in a source. "
        "Grade A is the best evidence, D the weakest; an assumption is never better than C."
    )
    with solara.Row(gap="16px"):
        solara.InputText(label="Search", value=search, on_value=set_search, continuous_update=False)
        grades = [ALL, *sorted(frame["grade"].unique())]
        solara.Select(label="Grade", values=grades, value=grade, on_value=set_grade)
        solara.FileDownload(
            lambda: frame.to_csv(index=False).encode("utf-8-sig"),
            filename="assumptions.csv",
            label="CSV of all",
            mime_type="text/csv",
        )
    headers: list[dict[str, Any]] = [
        {"text": word.capitalize(), "value": key, "sortable": key != "meaning"}
        for key, word in COLUMNS.items()
    ]
    solara.Text(f"{len(shown)} shown")
    rv.DataTable(
        headers=headers,
        items=shown.to_dict("records"),
        items_per_page=25,
        dense=True,
        footer_props={"items-per-page-options": [25, 100, -1]},
        class_="assumptions",
    )
