"""The chart of a scoreboard row: dots, lines or bars with their intervals, as the row declares."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from carehome_sim.report.drawing import ARM_COLOURS, ARM_MARKERS, GREY

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

Chart = dict[str, Any]
PLAIN_IN, PER_BAR_IN, MOST_BARS_IN = 2.9, 0.2, 6.0
LONG_WORD, MANY_WORDS, MANY_DOTS = 11, 6, 60


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)


def _numbers(values: Iterable[Any] | None, count: int) -> list[float]:
    made = [_number(value) for value in values or ()]
    return (made + [math.nan] * count)[:count]


def categories(chart: Chart) -> list[str]:
    """The words along x in order of appearance; none where x holds numbers alone."""
    every = _every(chart, "x")
    worded = chart["kind"] == "bars" or any(isinstance(x, str) for x in every)
    return list(dict.fromkeys(_word(x) for x in every)) if worded else []


def _word(x: Any) -> str:
    return x if isinstance(x, str) else "undefined" if x is None else f"{x:g}"


def _lying(chart: Chart) -> bool:
    """Whether the words stand down the side, for they are long or many."""
    words = categories(chart)
    long = any(len(word) > LONG_WORD for word in words) or len(words) > MANY_WORDS
    return bool(words) and chart["kind"] != "lines" and long


def chart_height(chart: Chart) -> float:
    """How much room a chart needs, in inches."""
    legend = 0.2 * math.ceil(len(chart["lines"]) / 2) if len(chart["lines"]) > 1 else 0.0
    if not _lying(chart):
        return PLAIN_IN + legend
    lines = max(1, len(chart["lines"]))
    each = max(0.34, PER_BAR_IN * lines + 0.1)
    return min(0.75 + each * len(categories(chart)), MOST_BARS_IN) + legend


def draw_chart(place: SubFigure, chart: Chart) -> None:
    """Draw a chart into its part of a picture."""
    axes = place.subplots()
    words, lying = categories(chart), _lying(chart)
    for at, line in enumerate(chart["lines"]):
        aside = (at - (len(chart["lines"]) - 1) / 2.0) * _step(chart, words)
        _draw_line(axes, chart, at, line, words, aside, lying)
    _label_axes(axes, chart, words, lying)
    if len(chart["lines"]) > 1:
        handles, names = axes.get_legend_handles_labels()
        short = [textwrap.fill(name, 50) for name in names]
        place.legend(handles, short, loc="outside lower center", ncols=2, fontsize=8)
    elif chart["lines"]:
        axes.set_title(textwrap.fill(chart["lines"][0]["name"], 90), fontsize=9, fontweight=400)


def _step(chart: Chart, words: list[str]) -> float:
    """How far lines stand apart along x, so that their intervals do not hide each other."""
    if words:
        return (0.06 if chart["kind"] == "lines" else 0.8) / max(1, len(chart["lines"]))
    longest = max((len(line["x"]) for line in chart["lines"]), default=0)
    known = [x for x in map(_number, _every(chart, "x")) if math.isfinite(x)]
    return 0.007 * (max(known) - min(known)) if known and longest <= MANY_DOTS else 0.0


def _every(chart: Chart, name: str) -> list[Any]:
    return [value for line in chart["lines"] for value in line[name]]


def _draw_line(
    axes: Axes, chart: Chart, at: int, line: Chart, words: list[str], aside: float, lying: bool
) -> None:
    colour = ARM_COLOURS[at] if at < len(ARM_COLOURS) else GREY
    marker = ARM_MARKERS[at % len(ARM_MARKERS)]
    places = [float(words.index(_word(one))) if words else _number(one) for one in line["x"]]
    x = [place + aside for place in places]
    y = _numbers(line["y"], len(x))
    low, high = (_numbers(line.get(end), len(x)) for end in ("low", "high"))
    known = [i for i in range(len(x)) if math.isfinite(x[i]) and math.isfinite(y[i])]
    points = ([x[i] for i in known], [y[i] for i in known])
    if chart["kind"] == "bars":
        thick = 0.72 / len(chart["lines"])
        draw = axes.barh if lying else axes.bar
        draw(*points, thick, color=colour, alpha=0.75, label=line["name"])
    else:
        many = len(known) > MANY_DOTS
        axes.plot(
            *(reversed(points) if lying else points),
            linestyle="-" if chart["kind"] == "lines" else "none", marker=marker,
            ms=3.2 if many else 6, alpha=0.5 if many else 1.0,
            mew=0 if many else 1.0, color=colour, label=line["name"],
        )  # fmt: skip
    edge = "#222222" if chart["kind"] == "bars" else colour
    for i in known:
        if math.isfinite(low[i]) and math.isfinite(high[i]):
            ends = ([x[i], x[i]], [low[i], high[i]])
            axes.plot(*(reversed(ends) if lying else ends), color=edge, lw=1.6)


def _label_axes(axes: Axes, chart: Chart, words: list[str], lying: bool) -> None:
    across, up = (chart["y"], chart["x"]) if lying else (chart["x"], chart["y"])
    axes.set_xlabel(textwrap.fill(across, 80), fontsize=8.8)
    axes.set_ylabel(textwrap.fill(up, 36), fontsize=8.8)
    axes.grid(axis="x" if lying else "y")
    axes.tick_params(labelsize=8.5)
    every = [_number(y) for y in _every(chart, "y")]
    if any(y < 0.0 for y in every) and any(y >= 0.0 for y in every):
        (axes.axvline if lying else axes.axhline)(0.0, color=GREY, lw=1.0, zorder=1)
    if words and lying:
        axes.set_yticks(
            range(len(words)), [textwrap.fill(word, 34) for word in words], fontsize=8.5
        )
        axes.set_ylim(len(words) - 0.5, -0.5)
    elif words:
        letters = max(8, 72 // len(words))
        axes.set_xticks(range(len(words)), [textwrap.fill(word, letters) for word in words])
        axes.set_xlim(-0.5, len(words) - 0.5)
    else:
        known = sorted({x for x in map(_number, _every(chart, "x")) if math.isfinite(x)})
        if 1 < len(known) <= MANY_WORDS and _apart(known):
            axes.set_xticks(known, [f"{value:g}" for value in known])


def _apart(values: list[float]) -> bool:
    """Whether numbers stand so far apart that each can be written under its point."""
    steps = [after - before for before, after in pairwise(values)]
    return min(steps) > 0.08 * (values[-1] - values[0])


def chart_rows(chart: Chart | None) -> list[Chart]:
    """The numbers of a chart, one row per point."""
    made = []
    for line in (chart or {}).get("lines", ()):
        count = len(line["x"])
        low, high = (_numbers(line.get(end), count) for end in ("low", "high"))
        for x, *rest in zip(line["x"], _numbers(line["y"], count), low, high, strict=True):
            made.append({"part": "chart", "label": line["name"], "x": x})
            made[-1].update(zip(("value", "low", "high"), rest, strict=True))
    return made
