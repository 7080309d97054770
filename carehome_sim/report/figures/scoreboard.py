"""The picture of a scoreboard row: its figures against what was asked, each on its own scale.

Figures of one row have different units, so each is moved and stretched until the band that it
should lie in is the shaded column: whoever is in the column has what was asked. An open band runs
to the edge. The figure itself stands at the right, in its unit.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from carehome_sim.report.drawing import BLUE, GREY, VERMILLION, Picture, blank, entitle, look
from carehome_sim.report.figures.scoreboard_chart import chart_height, chart_rows, draw_chart
from carehome_sim.report.scoreboard_checks import (
    Shown,
    asked_words,
    check_verdict,
    figure_words,
    shown,
)
from carehome_sim.report.scoreboard_words import Row, row_reading
from carehome_sim.report.words import plural, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {"passed": BLUE, "missed": VERMILLION, "told": GREY}
MARKERS = {"passed": "o", "missed": "X", "told": "D"}
BAND = "#DCEAF4"
LEAST_BAND, MIDDLE, ROOM = 0.1, 0.5, 0.46
LABEL_LETTERS, LABEL_LINES, FIGURE_LETTERS = 34, 4, 36


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a figure's band and no difference lie between the edges 0 and 1 of the picture."""

    centre: float
    stretch: float
    place: float
    band: tuple[float, float] | None

    def at(self, value: float) -> float:
        """The place of a value; beyond the edges where it does not fit."""
        return self.place + (value - self.centre) * self.stretch


def scale_of(one: Shown, others: Sequence[float] = ()) -> Scale:
    """A scale on which the band, the figure, its interval and ``others`` are seen."""
    ends = [end for end in (one.value, one.low, one.high, *others) if math.isfinite(end)]
    if one.least is not None and one.most is not None:
        centre, width = (one.least + one.most) / 2.0, max(one.most - one.least, 1e-12)
        far = max([abs(end - centre) for end in ends], default=0.0)
        stretch = min(1.0 / (3.0 * width), ROOM / far if far else math.inf)
        stretch = max(stretch, LEAST_BAND / width)
        half = width * stretch / 2.0
        return Scale(centre, stretch, MIDDLE, (MIDDLE - half, MIDDLE + half))
    bound = one.least if one.least is not None else one.most
    if bound is None:
        ends.append(0.0)
        low, high = min(ends), max(ends)
        stretch = 2.0 * ROOM / (high - low) if high > low else 1.0
        return Scale((low + high) / 2.0, stretch, MIDDLE, None)
    if one.asks == "differs":
        ends.append(0.0)
    upwards = one.least is not None
    place = 0.36 if upwards else 1.0 - 0.36
    inside = max([(end - bound) * (1 if upwards else -1) for end in ends] + [0.0])
    outside = max([(bound - end) * (1 if upwards else -1) for end in ends] + [0.0])
    need = max(inside / 0.58, outside / 0.32) or max(abs(bound), 1.0)
    return Scale(bound, 1.0 / need, place, (place, 1.0) if upwards else (0.0, place))


def row_picture(row: Row, population: str) -> Picture:
    """The figures of a row against what was asked, and its chart where it has one."""
    checks = [shown(check) for check in row["figures"]]
    off = {one.label: one for one in map(shown, row.get("off_figures") or ())}
    heading = f"{row['id']}: {shortened(row['pattern'], 76)}"
    labels = [_label(one.label) for one in checks]
    heights = [0.2 + 0.155 * max(3 if one.label in off else 2, label.count("\n") + 1)
               for one, label in zip(checks, labels, strict=True)]  # fmt: skip
    forest_in = 0.55 + sum(heights) if checks else 0.7
    chart = row.get("chart")
    chart_in = chart_height(chart) if chart else 0.0
    with look():
        figure = blank(forest_in + chart_in)
        parts: list[Any] = [figure]
        if chart:
            both: Any = figure.subfigures(2, 1, height_ratios=[forest_in, chart_in])
            parts = [*both]
        axes = parts[0].subplots()
        if checks:
            _forest(axes, checks, off, labels, heights)
        else:
            axes.set_axis_off()
            why = row.get("error") or "no figure was asked for"
            axes.text(0.0, 0.5, textwrap.fill(shortened(f"Nothing measured: {why}", 300), 90),
                      va="center", color=GREY)  # fmt: skip
        if chart:
            draw_chart(parts[1], chart)
        detail = (
            "Each figure on its own scale, shaded where it should be; lines: 95 % intervals (90 % "
            f"for no difference). {population}."
        )
        title = entitle(figure, heading, detail)
    reading = row_reading(row)
    spoken = "; ".join(
        f"{one.label}: {figure_words(one)}, {check_verdict(one)}, asked: {asked_words(one)}"
        for one in checks
    )
    alt = f"Forest plot of {plural(len(checks), 'figure')} of row {row['id']}. {spoken or reading}"
    if chart:
        alt += f". Below it a chart of {chart['y']} by {chart['x']}"
    return Picture(str(row["id"]), heading, title, reading, f"{alt}.", row_frame(row), figure)


def _label(text: str) -> str:
    lines = textwrap.wrap(text, LABEL_LETTERS) or [""]
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], f"{lines[LABEL_LINES - 1][: LABEL_LETTERS - 1]}…"]
    return "\n".join(lines)


def _forest(
    axes: Axes,
    checks: Sequence[Shown],
    off: dict[str, Shown],
    labels: Sequence[str],
    heights: Sequence[float],
) -> None:
    places, top = [], 0.0
    for height in heights:
        places.append(top + height / 2.0)
        top += height
    figures = axes.twinx()
    texts = []
    for one, place, height in zip(checks, places, heights, strict=True):
        other = off.get(one.label)
        scale = scale_of(one, (other.value, other.low, other.high) if other else ())
        _one(axes, one, scale, place - (0.09 if other else 0.0), height)
        asked = "told only" if one.passed is None else f"asked: {asked_words(one)}"
        text = [figure_words(one), *textwrap.wrap(asked, FIGURE_LETTERS)]
        if other:
            _dash(axes, other, scale, place + 0.13, GREY, {"marker": "o", "mfc": "white", "ms": 5})
            text.append(f"with it off: {figure_words(other)}")
        texts.append("\n".join(text))
        axes.axhline(place + height / 2.0, color="#EEEEEE", linewidth=0.8, zorder=0)
    for side, written in ((axes, labels), (figures, texts)):
        side.set_ylim(top, 0.0)
        side.set_yticks(places, list(written), fontsize=8.5, linespacing=1.15)
        side.tick_params(axis="y", length=0)
        side.spines[:].set_visible(False)
    for label, one in zip(figures.get_yticklabels(), checks, strict=True):
        label.set_color(COLOURS[check_verdict(one)])
    axes.set_xlim(-0.03, 1.03)
    axes.set_xticks([])
    _legend(axes, checks, bool(off))


def _one(axes: Axes, one: Shown, scale: Scale, place: float, height: float) -> None:
    if scale.band:
        left, right = scale.band
        low = (place - height / 2.0 + 0.03) if height else place
        axes.barh(low, right - left, height - 0.06, left, align="edge", color=BAND, zorder=0)
    nothing = scale.at(0.0)
    wanted = math.isfinite(one.value) and (one.signed or scale.band is None)
    if wanted and 0.0 <= nothing <= 1.0:
        axes.plot([nothing, nothing], [place - 0.16, place + 0.16], ":", color=GREY, lw=1.2)
    said = check_verdict(one)
    style = {"marker": MARKERS[said], "ms": 6.0 if said == "told" else 7.5}
    _dash(axes, one, scale, place, COLOURS[said], style)


def _dash(
    axes: Axes, one: Shown, scale: Scale, place: float, colour: str, style: dict[str, Any]
) -> None:
    if not math.isfinite(one.value):
        return
    middle = scale.at(one.value)
    if not 0.0 <= middle <= 1.0:
        far: Any = {"color": colour, "ms": 8.5, "clip_on": False, "zorder": 4}
        axes.plot(min(max(middle, 0.0), 1.0), place, marker=">" if middle > 1.0 else "<", **far)
        return
    if not (math.isnan(one.low) or math.isnan(one.high)):
        ends = [min(max(scale.at(end), 0.0), 1.0) for end in (one.low, one.high)]
        axes.plot(ends, [place, place], color=colour, lw=2.0, solid_capstyle="butt")
        for end, value, arrow in zip(ends, (one.low, one.high), "<>", strict=True):
            if not 0.0 <= scale.at(value) <= 1.0:
                axes.plot(end, place, arrow, color=colour, ms=5, clip_on=False)
    axes.plot(middle, place, color=colour, clip_on=False, zorder=4, mew=1.1, **style)


def _legend(axes: Axes, checks: Sequence[Shown], off: bool) -> None:
    said = {check_verdict(one) for one in checks}
    shapes: list[Any] = [
        Line2D([], [], color=COLOURS[word], marker=MARKERS[word], ms=6, lw=2, label=word)
        for word in COLOURS
        if word in said
    ]
    if off:
        shapes.append(
            Line2D([], [], color=GREY, marker="o", mfc="white", ms=5, lw=2, label="mechanism off")
        )
    if said - {"told"}:
        shapes.append(Patch(color=BAND, label="what was asked"))
    if any(one.signed or one.passed is None for one in checks):
        shapes.append(Line2D([], [], color=GREY, ls=":", lw=1.2, label="0"))
    axes.legend(
        handles=shapes, loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=len(shapes),
        fontsize=8, columnspacing=1.2, handlelength=1.8,
    )  # fmt: skip


def row_frame(row: Row) -> pd.DataFrame:
    """Every number of a row's picture, in the units of the document."""
    columns = ("value", "low", "high", "least", "most", "unit", "asks", "passed", "power")
    made: list[Row] = []
    for part, checks in (("figure", row["figures"]), ("off", row.get("off_figures") or ())):
        for check in checks:
            made.append({"part": part, "label": check["label"]})
            made[-1].update({name: check.get(name) for name in columns})
    made += chart_rows(row.get("chart"))
    return pd.DataFrame(made, columns=["part", "label", "x", *columns])
