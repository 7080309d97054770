"""A day in the home: work that falls due against staff time at hand, hour by hour."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from carehome_sim.report.drawing import (
    BLUE,
    INK,
    LIGHT,
    MOST_COLOURED,
    Picture,
    arm_styles,
    blank,
    entitle,
    look,
    wrapped,
)
from carehome_sim.report.facts import Facts, mean_over_homes

if TYPE_CHECKING:
    from carehome_sim.study import StudyResult

HOURS = range(24)
KINDS = ("demand_min", "supply_min", "staff", "waiting_min")
ACROSS = 2

Array = np.ndarray[Any, Any]


def day(result: StudyResult, facts: Facts) -> Picture | None:
    """Demand and supply by hour in the first arm and, beside it, in up to six others."""
    columns = [f"hour{hour:02d}_{kind}" for kind in KINDS for hour in HOURS]
    means = mean_over_homes(result, columns).reshape(len(result.arms), len(KINDS), len(HOURS))
    if not np.isfinite(means[0, :2]).all():
        return None
    shown = [arm.number for arm in _most_moved(facts, means)]
    heading = "A day in the home"
    detail = "Minutes of direct care in each hour: work falling due and staff time at hand"
    if shown:
        detail += f", before (“{facts.label}”) and after"
    with look():
        down = max(1, -(-len(shown) // ACROSS))
        figure = blank(0.45 + (2.7 if len(shown) < 2 else 1.75 * down))
        if len(shown) < 2:
            panels = [figure.subplots()]
        else:
            grid = figure.subplots(down, ACROSS, sharex=True, sharey=True)
            panels = list(grid.flat)
            for unused in panels[len(shown) :]:
                unused.set_visible(False)
            for panel in panels[: len(shown)][-ACROSS:]:
                panel.tick_params(labelbottom=True)
        styles = arm_styles(facts)
        labels = {arm.number: arm.label for arm in facts.arms}
        for place, panel in enumerate(panels[: max(1, len(shown))]):
            number = shown[place] if shown else 0
            _panel(panel, means, number, styles.get(number, (BLUE, ""))[0])
            panel.set_title(wrapped(labels.get(number, facts.label), 38))
            if place % ACROSS == 0:
                panel.set_ylabel("minutes per hour")
        drawn = panels[0].get_legend_handles_labels()
        figure.legend(*drawn, loc="outside lower left", ncols=3, fontsize=8.5)
        title = entitle(figure, heading, f"{detail}; mean over {facts.setting}.")
    return Picture(
        name="day",
        heading=heading,
        title=title,
        reading=_reading(facts, means, shown),
        alt=_alt(facts, means, shown),
        frame=_frame(result, means),
        figure=figure,
    )


def _most_moved(facts: Facts, means: Array) -> list[Any]:
    """The arms whose staff time is moved most over the day, in their own order."""
    moved = np.nan_to_num(np.abs(means[:, 1] - means[0, 1]).sum(axis=1))
    chosen = sorted(facts.arms, key=lambda arm: -moved[arm.number])[:MOST_COLOURED]
    return sorted(chosen, key=lambda arm: arm.number)


def _panel(panel: Axes, means: Array, number: int, colour: str) -> None:
    hours = np.arange(24)
    edges = np.arange(25)
    panel.bar(hours + 0.5, means[number, 0], width=0.92, color=LIGHT, label="work falling due then")
    before = "staff time, before" if number else "staff time at hand"
    panel.stairs(means[0, 1], edges, color=INK, linewidth=1.3, label=before)
    if number:
        panel.stairs(
            means[number, 1],
            edges,
            color=colour,
            linewidth=2.2,
            label="staff time, after (in colour)",
        )
    panel.set_xlim(0, 24)
    panel.set_xticks(range(0, 25, 6), [f"{hour:02d}:00" for hour in range(0, 25, 6)])
    panel.set_ylim(0, 1.05 * float(np.nanmax(means[:, :2])))


def _peak(minutes: Array) -> int:
    return int(np.argmax(minutes))


def _short_hours(means: Array, number: int) -> int:
    """Hours of the day in which more work falls due than staff can give."""
    return int((means[number, 0] > means[number, 1]).sum())


def _reading(facts: Facts, means: Array, shown: list[int]) -> str:
    peak = _peak(means[0, 0])
    base = (
        f"In “{facts.label}” most work falls due from {peak:02d}:00 ({means[0, 0, peak]:.0f} "
        f"minutes against {means[0, 1, peak]:.0f} minutes of staff time), and in "
        f"{_short_hours(means, 0)} of 24 hours more falls due than staff can give"
    )
    if not shown:
        return base + "."
    best = min(shown, key=lambda number: (_short_hours(means, number), number))
    label = next(arm.label for arm in facts.arms if arm.number == best)
    if _short_hours(means, best) < _short_hours(means, 0):
        return base + f"; under “{label}” it is {_short_hours(means, best)}."
    return base + "; none of the scenarios shown lowers that number."


def _alt(facts: Facts, means: Array, shown: list[int]) -> str:
    def spoken(number: int) -> str:
        ratio = [
            due / given if given > 0 else math.nan
            for due, given in zip(means[number, 0], means[number, 1], strict=True)
        ]
        worst = int(np.nanargmax(ratio)) if np.isfinite(ratio).any() else 0
        return f"tightest at {worst:02d}:00 with {ratio[worst]:.2f} minutes due per minute at hand"

    texts = [f"{facts.label}: {spoken(0)}"]
    texts += [f"{arm.label}: {spoken(arm.number)}" for arm in facts.arms if arm.number in shown]
    return (
        "Bars of work falling due and lines of staff time over 24 hours. " + "; ".join(texts) + "."
    )


def _frame(result: StudyResult, means: Array) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"scenario": arm, "hour": hour}
            | {f"{kind}_per_day": means[number, place, hour] for place, kind in enumerate(KINDS)}
            for number, arm in enumerate(result.arms)
            for hour in HOURS
        ]
    )
