"""When effects show: the index's difference month by month, and its weeks in a single run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from carehome_sim.report.drawing import BLUE, GREY, Picture, arm_styles, blank, entitle, look
from carehome_sim.report.facts import INDEX, Facts
from carehome_sim.report.words import listed, number, plural

if TYPE_CHECKING:
    from carehome_sim.study import StudyResult

MANY_HOMES = 2000
DAYS_PER_WEEK = 7


def months(result: StudyResult, facts: Facts) -> Picture | None:
    """The paired difference of the index in each month after the change, with intervals."""
    frames = {arm.number: result.monthly_effects(arm.name) for arm in facts.arms}
    if max((len(frame) for frame in frames.values()), default=0) < 2:
        return None
    heading = "When the effect shows"
    with look():
        figure = blank(3.5)
        panel = figure.subplots()
        panel.axhline(0.0, color=GREY, linewidth=1.0)
        styles = arm_styles(facts)
        for arm in facts.arms:
            colour, marker = styles.get(arm.number, ("#C8C8C8", ""))
            frame = frames[arm.number]
            if marker:
                low, high = frame["ci_low"], frame["ci_high"]
                panel.fill_between(frame["month"], low, high, color=colour, alpha=0.16, lw=0)
            panel.plot(
                frame["month"],
                frame["mean"],
                color=colour,
                marker=marker,
                ms=4.5,
                label=arm.label if marker else None,
            )
        panel.set_xlabel("month after the change (1 is the first)")
        panel.set_ylabel("points")
        panel.grid(axis="y")
        panel.xaxis.set_major_locator(MaxNLocator(integer=True))
        figure.legend(
            *panel.get_legend_handles_labels(), loc="outside lower left", ncols=2, fontsize=8.5
        )
        title = entitle(
            figure,
            heading,
            "Points of the personalisation index (0–100), difference of each month from "
            f"“{facts.label}” with 95 % intervals; {facts.setting}.",
        )
    return Picture(
        name="months_to_effect",
        heading=heading,
        title=title,
        reading=_reading(facts),
        alt="Lines of the monthly difference in the index. "
        + "; ".join(
            f"{arm.label}: {number(frames[arm.number]['mean'].iloc[0], 1, sign=True)} points in "
            f"the first month, {number(frames[arm.number]['mean'].iloc[-1], 1, sign=True)} in "
            "the last"
            for arm in facts.arms
            if len(frames[arm.number])
        )
        + ".",
        frame=pd.concat(
            [frames[arm.number].assign(scenario=arm.name) for arm in facts.arms], ignore_index=True
        ),
        figure=figure,
    )


def _reading(facts: Facts) -> str:
    shown = {arm.label: arm.months_to_effect for arm in facts.arms}
    never = [f"“{label}”" for label, month in shown.items() if month is None]
    timed = [f"“{label}” from month {month}" for label, month in shown.items() if month is not None]
    if not timed:
        return "No scenario's effect can be told from none at the end of the period."
    most = 6
    text = "An effect that lasts to the end shows for " + listed(timed[:most])
    if len(timed) > most:
        text += f" and {len(timed) - most} more"
    if never:
        text += "; none shows for " + (
            listed(never) if len(never) <= most else plural(len(never), "scenario")
        )
    return text + "."


def weeks(result: StudyResult, facts: Facts) -> Picture | None:
    """The index over the whole weeks of a run: mean over homes and where nine in ten lie."""
    series = result.series
    if INDEX not in series.columns or facts.replicates > MANY_HOMES:
        return None
    cells = series.pivot(index="week", columns="home", values=INDEX)
    cells = cells[cells.index <= facts.measured_days // DAYS_PER_WEEK]
    if len(cells) < 2 or not np.isfinite(cells.to_numpy()).any():
        return None
    cells = cells.dropna(axis="index", how="all")
    frame = pd.DataFrame(
        {
            "week": cells.index,
            "mean": cells.mean(axis="columns").to_numpy(),
            "homes_5_percent": cells.quantile(0.05, axis="columns").to_numpy(),
            "homes_95_percent": cells.quantile(0.95, axis="columns").to_numpy(),
        }
    )
    heading = "Week by week"
    with look():
        figure = blank(2.9)
        panel = figure.subplots()
        panel.fill_between(
            frame["week"],
            frame["homes_5_percent"],
            frame["homes_95_percent"],
            color=BLUE,
            alpha=0.18,
        )
        panel.plot(frame["week"], frame["mean"], color=BLUE, linewidth=2)
        panel.set_xlabel("measured week")
        panel.set_ylabel("points")
        panel.set_ylim(bottom=0)
        panel.grid(axis="y")
        title = entitle(
            figure,
            heading,
            "Points of the personalisation index (0–100), mean and the middle nine tenths of "
            f"homes; “{facts.label}”, {facts.setting}.",
        )
    first, last = frame["mean"].iloc[0], frame["mean"].iloc[-1]
    reading = (
        f"The mean home begins at {number(first, 1)} points and ends at {number(last, 1)}; in the "
        f"last week nine homes in ten lie between {number(frame['homes_5_percent'].iloc[-1], 1)} "
        f"and {number(frame['homes_95_percent'].iloc[-1], 1)}."
    )
    return Picture(
        name="weeks",
        heading=heading,
        title=title,
        reading=reading,
        alt="Line of the weekly mean with a band of homes. " + reading,
        frame=frame,
        figure=figure,
    )
