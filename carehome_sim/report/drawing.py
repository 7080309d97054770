"""How pictures look: Okabe–Ito colours, one type size, and what every picture says of itself.

Pictures are drawn with matplotlib's own canvas, without windows and without its global state.
Colours: Okabe M, Ito K (2008) Color Universal Design, told apart by colour-blind readers too.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from carehome_sim.report.facts import INDEX

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from carehome_sim.report.facts import Facts

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY, LIGHT, INK = "#6B6B6B", "#DDDDDD", "#222222"
ARM_COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION)
ARM_MARKERS = ("o", "s", "^", "D", "v", "P")
MOST_COLOURED = len(ARM_COLOURS)

WIDTH_IN = 7.6
MOST_DOTS, DOT_ROW, GOLDEN_RATIO = 400, 0.56, 0.618033988749895
HEADING_IN, DETAIL_LINE_IN = 0.27, 0.165
DPI = 180
LOOK: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": "#E6E6E6",
    "legend.frameon": False,
    "savefig.facecolor": "white",
    "text.parse_math": False,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture with the words and numbers that go with it.

    ``heading`` names it; ``title`` adds unit, baseline, population and period; ``reading`` says
    in one sentence what to see; ``alt`` describes it to somebody who cannot; ``frame`` holds its
    numbers.
    """

    name: str
    heading: str
    title: str
    reading: str
    alt: str
    frame: pd.DataFrame
    figure: Figure

    def save(self, folder: Path) -> tuple[Path, Path]:
        """Write the picture and its numbers; the two files."""
        image, table = folder / f"{self.name}.png", folder / f"{self.name}.csv"
        with mpl.rc_context(LOOK):
            FigureCanvasAgg(self.figure).print_figure(image, dpi=DPI)
        self.frame.to_csv(table, index=False, encoding="utf-8-sig", lineterminator="\n")
        return image, table


def look() -> Any:
    """The context in which pictures are drawn."""
    return mpl.rc_context(LOOK)


def blank(height_in: float) -> Figure:
    """An empty picture of the usual width."""
    return Figure(figsize=(WIDTH_IN, height_in), layout="constrained")


def wrapped(text: str, letters: int) -> str:
    """A label broken into lines."""
    return "\n".join(textwrap.wrap(text.replace(" %", "\N{NO-BREAK SPACE}%"), letters)) or text


def entitle(figure: Figure, heading: str, detail: str) -> str:
    """Put the title over a picture: what it shows, then unit, baseline, population and period."""
    text = wrapped(detail, 104)
    below_in = HEADING_IN + DETAIL_LINE_IN * (1 + text.count("\n")) + 0.1
    height_in = figure.get_figheight() + below_in
    figure.set_figheight(height_in)
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0.0, 0.0, 1.0, 1.0 - below_in / height_in))
    place: dict[str, Any] = {"x": 0.012, "ha": "left", "va": "top"}
    figure.text(y=1 - 0.05 / height_in, s=heading, fontsize=11, fontweight="bold", **place)
    figure.text(y=1 - HEADING_IN / height_in, s=text, fontsize=9, color=GREY, **place)
    return f"{heading}. {detail}"


def dots(axes: Axes, values: np.ndarray[Any, Any], row: float, colour: str) -> None:
    """Single homes as dots round a row, a few hundred at most, set apart so that all are seen."""
    shown = values[:MOST_DOTS]
    aside = (np.arange(len(shown)) * GOLDEN_RATIO) % 1.0 - 0.5
    axes.plot(shown, row + DOT_ROW * aside, "o", color=colour, ms=3.2, alpha=0.7, mew=0)


def zero_line(axes: Axes) -> None:
    """The line of no difference."""
    axes.axvline(0.0, color=GREY, linewidth=1.0, zorder=1)


def arm_styles(facts: Facts) -> dict[int, tuple[str, str]]:
    """Colour and marker by arm number, the same in every picture.

    Six arms are told apart by colour: those that move the index most, in their own order.
    """
    moved = sorted(facts.by_effect(), key=lambda arm: -abs(arm.difference(INDEX).mean or 0.0))
    chosen = sorted(arm.number for arm in moved[:MOST_COLOURED])
    return dict(zip(chosen, zip(ARM_COLOURS, ARM_MARKERS, strict=True), strict=False))
