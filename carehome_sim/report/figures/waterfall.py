"""Waterfall: from the base to the alternative, change by change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carehome_sim.evidence import outcomes
from carehome_sim.report.drawing import (
    BLUE,
    GREY,
    VERMILLION,
    Picture,
    blank,
    entitle,
    look,
    wrapped,
)
from carehome_sim.report.figures.sensitivity import label_of
from carehome_sim.report.words import number, plural, scale_of

if TYPE_CHECKING:
    from carehome_sim.study import AttributionResult


def waterfall(result: AttributionResult, outcome: str) -> Picture:
    """Each change's share of the difference, the largest first, with its interval."""
    frame = result.shares(outcome)
    frame = frame.reindex(frame["mean"].abs().sort_values(ascending=False).index)
    frame = frame.reset_index(drop=True)
    whole = result.difference(outcome)
    known = outcomes()[outcome]
    scale = scale_of(known)
    base, other = result.points.base.title, result.points.other.title
    heading = f"{known.title}: what each change makes of the difference"
    with look():
        figure = blank(1.1 + 0.34 * (len(frame) + 1))
        axes = figure.subplots()
        at = 0.0
        for row, line in enumerate(frame.to_dict("records")):
            made = scale.factor * line["mean"]
            axes.barh(row, made, left=at, color=BLUE if made >= 0 else VERMILLION, height=0.6)
            ends = [at + scale.factor * line[end] for end in ("ci_low", "ci_high")]
            axes.plot(ends, [row, row], color="black", linewidth=1.2)
            at += made
            axes.plot([at, at], [row - 0.3, row + 1.3], color=GREY, linewidth=0.8)
        axes.barh(len(frame), scale.factor * whole.mean, color=GREY, height=0.6)
        ends = [scale.factor * whole.ci_low, scale.factor * whole.ci_high]
        axes.plot(ends, [len(frame)] * 2, color="black", linewidth=1.2)
        labels = [wrapped(label_of(name), 26) for name in frame["change"]]
        axes.set_yticks(range(len(frame) + 1), [*labels, "all together"])
        axes.set_ylim(len(frame) + 0.6, -0.6)
        axes.axvline(0.0, color=GREY, linewidth=1.0)
        axes.set_xlabel(f"difference in {scale.difference_unit}")
        how = "all orders of the changes" if result.exact else "64 sampled orders of the changes"
        title = entitle(
            figure,
            heading,
            f"“{other}” against “{base}”; mean over {how} with 95 % intervals; "
            f"{plural(result.replicates, 'home')}, {result.manifest['measured_days']} days.",
        )
    first = frame.iloc[0]
    of, made = (
        number(scale.factor * value, scale.decimals, sign=True)
        for value in (whole.mean, first["mean"])
    )
    reading = (
        f"Of {of} {scale.difference_unit}, {label_of(first['change'])} makes {made}, the most of "
        "all changes."
    )
    return Picture(
        f"waterfall-{outcome}", heading, title, reading, f"Waterfall. {reading}", frame, figure
    )
