"""Who decides: shares of preference occasions by who settled them, by severity of dementia."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from carehome_sim.report.drawing import (
    BLUE,
    INK,
    LIGHT,
    ORANGE,
    SKY,
    Picture,
    blank,
    entitle,
    look,
    wrapped,
)
from carehome_sim.report.facts import INDEX, ArmFacts, Facts, mean_over_homes

if TYPE_CHECKING:
    from carehome_sim.study import StudyResult

DECIDERS = {
    "decided_by_resident_share": ("the resident", BLUE, "white"),
    "decided_shared_share": ("resident and staff together", SKY, INK),
    "decided_by_family_share": ("family or attorney", ORANGE, INK),
    "decided_by_practitioner_share": ("staff alone", LIGHT, INK),
}
SEVERITIES = {
    "severity_none": "no dementia",
    "severity_mild": "mild dementia",
    "severity_moderate": "moderate dementia",
    "severity_severe": "severe dementia",
}
LABELLED_SHARE = 0.07

Array = np.ndarray[Any, Any]


def deciders(result: StudyResult, facts: Facts) -> Picture | None:
    """Stacked bars for the first arm and for the one that moves the index most."""
    columns = [f"{name}__{severity}" for severity in SEVERITIES for name in DECIDERS]
    means = mean_over_homes(result, columns).reshape(len(result.arms), len(SEVERITIES), -1)
    if not np.isfinite(means[0]).any():
        return None
    other = _most_moved(facts)
    heading = "Who decides"
    detail = "Per cent of preference occasions (what to wear, when to get up …) by who settled them"
    if other:
        detail += f", “{facts.label}” and “{other.label}”"
    with look():
        figure = blank(2.7)
        panels = figure.subplots(1, 2 if other else 1, sharey=True, squeeze=False)[0]
        _panel(panels[0], means[0], facts.label)
        if other:
            _panel(panels[1], means[other.number], other.label)
        panels[0].set_yticks(range(len(SEVERITIES)), list(SEVERITIES.values()))
        panels[0].invert_yaxis()
        handles, names = panels[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=4, fontsize=8.5)
        title = entitle(figure, heading, f"{detail}; mean over {facts.setting}.")
    return Picture(
        name="who_decides",
        heading=heading,
        title=title,
        reading=_reading(facts, means, other),
        alt=_alt(facts, means, other),
        frame=_frame(result, means),
        figure=figure,
    )


def _most_moved(facts: Facts) -> ArmFacts | None:
    known = [arm for arm in facts.arms if arm.difference(INDEX).defined]
    return max(known, key=lambda arm: abs(arm.difference(INDEX).mean), default=None)


def _panel(panel: Axes, shares: Array, label: str) -> None:
    rows = np.arange(len(SEVERITIES))
    left = np.zeros(len(SEVERITIES))
    for place, (name, colour, ink) in enumerate(DECIDERS.values()):
        width = np.nan_to_num(shares[:, place]) * 100
        panel.barh(rows, width, left=left, height=0.72, color=colour, label=name, edgecolor="white")
        for row in rows:
            if width[row] >= LABELLED_SHARE * 100:
                panel.text(
                    left[row] + width[row] / 2,
                    float(row),
                    f"{width[row]:.0f}",
                    ha="center",
                    va="center",
                    color=ink,
                    fontsize=8.5,
                )
        left = left + width
    for row in rows:
        if not np.isfinite(shares[row]).all():
            panel.text(2, float(row), "no such residents", va="center", fontsize=8.5)
    panel.set_title(wrapped(label, 36))
    panel.set_xlim(0, 100)
    panel.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
    panel.tick_params(axis="y", length=0)


def _reading(facts: Facts, means: Array, other: ArmFacts | None) -> str:
    mild, severe = means[0, 0, 0], means[0, 3, 0]
    if not np.isfinite([mild, severe]).all():
        return "Not every severity of dementia occurred, so the comparison is incomplete."
    text = (
        f"In “{facts.label}” residents without dementia decide {mild:.0%} of occasions by "
        f"themselves, those with severe dementia {severe:.0%}"
    ).replace("%", " %")
    if other and np.isfinite(means[other.number, 3, 0]):
        text += (
            f"; under “{other.label}” it is {means[other.number, 0, 0]:.0%} and "
            f"{means[other.number, 3, 0]:.0%}"
        ).replace("%", " %")
    return text + "."


def _alt(facts: Facts, means: Array, other: ArmFacts | None) -> str:
    def spoken(number: int) -> str:
        return "; ".join(
            f"{words}: "
            + ", ".join(
                f"{name} {means[number, row, place]:.0%}"
                for place, (name, _, _) in enumerate(DECIDERS.values())
            )
            for row, words in enumerate(SEVERITIES.values())
            if np.isfinite(means[number, row]).all()
        )

    text = f"Stacked bars by severity of dementia. {facts.label}: {spoken(0)}."
    return text + (f" {other.label}: {spoken(other.number)}." if other else "")


def _frame(result: StudyResult, means: Array) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"scenario": arm, "severity": severity, "decided_by": words[0], "share": share}
            for number, arm in enumerate(result.arms)
            for row, severity in enumerate(SEVERITIES.values())
            for words, share in zip(DECIDERS.values(), means[number, row], strict=True)
        ]
    )
