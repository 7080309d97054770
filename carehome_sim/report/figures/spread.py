"""How homes of one scenario differ by chance: the index and its parts, home by home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from carehome_sim.evidence import outcomes
from carehome_sim.report.drawing import BLUE, INK, SKY, Picture, blank, dots, entitle, look
from carehome_sim.report.facts import INDEX, PARTS, Facts
from carehome_sim.report.words import interval, number

if TYPE_CHECKING:
    from carehome_sim.study import StudyResult

SHOWN = (INDEX, *PARTS)


def spread(result: StudyResult, facts: Facts) -> Picture | None:
    """Every home as a dot (a few hundred at most), with the mean and its interval."""
    rows = [name for name in SHOWN if facts.level(name).defined]
    if not rows:
        return None
    heading = "How homes differ"
    records = []
    with look():
        figure = blank(2.7)
        panel = figure.subplots()
        for row, name in enumerate(rows):
            [cells] = result.homes.defined(name)
            values = cells[0]
            records += [{"outcome": name, "points": float(value)} for value in values]
            dots(panel, values, row, SKY)
            made = facts.level(name)
            panel.plot([made.low, made.high], [row, row], color=BLUE, linewidth=5)
            panel.plot(made.mean, row, "s", color=INK, ms=5)
        panel.set_yticks(
            range(len(rows)),
            ["Index" if name == INDEX else outcomes()[name].title for name in rows],
        )
        panel.invert_yaxis()
        panel.set_xlim(0, 100)
        panel.set_xlabel("points of 100")
        panel.grid(axis="x")
        panel.tick_params(axis="y", length=0)
        title = entitle(
            figure,
            heading,
            "Points (0–100), each dot a home, the bar the mean with its 95 % interval; "
            f"“{facts.label}”, {facts.setting}.",
        )
    made = facts.level(rows[0])
    reading = (
        f"The mean of the {'index' if rows[0] == INDEX else rows[0]} is {number(made.mean, 1)} "
        f"points ({interval(made.low, made.high, 1)}); single homes differ by chance with a "
        f"standard deviation of {number(made.sd, 1)}."
    )
    return Picture(
        name="spread",
        heading=heading,
        title=title,
        reading=reading,
        alt="Dots of homes along a scale from 0 to 100 for the index and its parts. " + reading,
        frame=pd.DataFrame(records),
        figure=figure,
    )
