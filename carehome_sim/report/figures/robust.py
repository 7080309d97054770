"""Pictures of a robust comparison: how often each arm is best, and what choosing it loses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carehome_sim.report.drawing import (
    ARM_COLOURS,
    ARM_MARKERS,
    BLUE,
    GREY,
    LIGHT,
    ORANGE,
    Picture,
    blank,
    entitle,
    look,
    wrapped,
)
from carehome_sim.report.words import plural

if TYPE_CHECKING:
    from carehome_sim.study import RobustResult


def setting_of(result: RobustResult) -> str:
    """Futures, homes and period in words."""
    return (
        f"{plural(result.futures, 'future')}, each a draw of all uncertain parameters; "
        f"{plural(result.replicates, 'home')} of each scenario in each, "
        f"{result.manifest['measured_days']} days"
    )


def best(result: RobustResult) -> Picture:
    """Probability that each arm is best by what a point of the index is worth."""
    frame = result.probability_best()
    by_worth = frame[frame["by"] == "net worth"]
    heading = "How often is each scenario best?"
    with look():
        figure = blank(3.8)
        axes = figure.subplots()
        styles = [*zip(ARM_COLOURS, ARM_MARKERS, strict=True)]
        styles += [(GREY, "x")] * len(result.arms)
        for (colour, marker), arm, title in zip(styles, result.arms, result.titles, strict=False):
            label = wrapped(title, 44)
            axes.plot(
                by_worth["worth_gbp"], 100 * by_worth[arm], marker=marker, ms=4, color=colour,
                label=label,
            )  # fmt: skip
        axes.set_ylim(0, 100)
        axes.set_xlabel("worth of one point of the index, £ per resident-week")
        axes.set_ylabel("best in % of futures")
        figure.legend(loc="outside lower center", ncols=2, fontsize=7.5)
        title = entitle(figure, heading, f"By gain less cost; {setting_of(result)}.")
    row = frame[frame["by"] == "index"].iloc[0]
    first = max(result.arms, key=lambda arm: row[arm])
    named = result.titles[result.arms.index(first)]
    reading = (
        f"By the index alone, whatever it costs, “{named}” is best in {100 * row[first]:.0f} % of "
        "futures."
    )
    return Picture("best", heading, title, reading, f"Line chart. {reading}", frame, figure)


def regret(result: RobustResult) -> Picture:
    """What choosing each arm loses against the best of each future."""
    frame = result.regret().sort_values("regret_mean").reset_index(drop=True)
    names = dict(zip(result.arms, result.titles, strict=True))
    heading = "What does choosing a scenario lose against the best?"
    with look():
        figure = blank(1.2 + 0.4 * len(frame))
        axes = figure.subplots()
        rows = range(len(frame))
        axes.barh(rows, frame["regret_p90"], color=LIGHT, height=0.6, label="in the worst tenth")
        axes.barh(rows, frame["regret_mean"], color=BLUE, height=0.36, label="on average")
        axes.plot(frame["gain"], rows, "D", color=ORANGE, ms=5, label="mean gain over the baseline")
        axes.set_yticks(rows, [wrapped(names[arm], 30) for arm in frame["arm"]])
        axes.set_ylim(len(frame) - 0.4, -0.6)
        axes.set_xlabel("points of the personalisation index")
        figure.legend(loc="outside lower center", ncols=3, fontsize=8)
        title = entitle(figure, heading, f"Regret in the index; {setting_of(result)}.")
    least = frame.iloc[0]
    reading = (
        f"Choosing “{names[least['arm']]}” loses least: {least['regret_mean']:.1f} points on "
        f"average, {least['regret_p90']:.1f} or more in the worst tenth of futures."
    )
    return Picture("regret", heading, title, reading, f"Bar chart. {reading}", frame, figure)
