"""How a scenario's effect differs from home to home: the index's paired difference, dot by dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from carehome_sim.report.drawing import (
    GREY,
    INK,
    MOST_COLOURED,
    Picture,
    arm_styles,
    blank,
    dots,
    entitle,
    look,
    wrapped,
    zero_line,
)
from carehome_sim.report.facts import INDEX, Facts
from carehome_sim.report.words import number

if TYPE_CHECKING:
    from carehome_sim.study import StudyResult

LABEL_LETTERS = 24


def gains(result: StudyResult, facts: Facts) -> Picture | None:
    """Every home as a dot in each arm's row, with the mean; up to a few hundred homes."""
    arms = [arm for arm in facts.by_effect() if arm.difference(INDEX).defined][:MOST_COLOURED]
    if not arms:
        return None
    [cells] = result.homes.defined(INDEX)
    order = {name: place for place, name in enumerate(result.arms)}
    heading = "How far homes differ in what they gain"
    records = []
    with look():
        figure = blank(1.3 + 0.55 * len(arms))
        panel = figure.subplots()
        styles = arm_styles(facts)
        zero_line(panel)
        for row, arm in enumerate(arms):
            values = np.asarray(cells[order[arm.name]] - cells[0])
            records += [{"arm": arm.name, "points": float(value)} for value in values]
            dots(panel, values, row, styles.get(arm.number, (GREY, "o"))[0])
            panel.plot(arm.difference(INDEX).mean, row, "|", color=INK, ms=22, mew=2)
        panel.set_yticks(range(len(arms)), [wrapped(arm.label, LABEL_LETTERS) for arm in arms])
        panel.invert_yaxis()
        panel.set_xlabel("change in the personalisation index, points")
        panel.grid(axis="x")
        panel.tick_params(axis="y", length=0)
        title = entitle(
            figure,
            heading,
            f"Points of the index (0–100), difference from “{facts.label}”, each dot a home under "
            f"the same luck, the stroke the mean; {facts.setting}.",
        )
    first = arms[0]
    own = np.array([made["points"] for made in records if made["arm"] == first.name])
    worse = int((own < 0).sum())
    low, high = np.quantile(own, [0.05, 0.95])
    reading = (
        f"Under “{first.label}” nine homes of ten gain between {number(low, 1)} and "
        f"{number(high, 1)} points; {worse} of {len(own)} lose."
    )
    return Picture(
        name="who_gains_by_home",
        heading=heading,
        title=title,
        reading=reading,
        alt="Rows of dots, a row for each scenario, along the change in the index. " + reading,
        frame=pd.DataFrame(records),
        figure=figure,
    )
