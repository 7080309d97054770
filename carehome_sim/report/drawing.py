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
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

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
DPI = 180
LOOK = {
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
    return "\n".join(textwrap.wrap(text, letters)) or text


def entitle(figure: Figure, heading: str, detail: str) -> str:
    """Put the title over a picture: what it shows, then unit, baseline, population and period."""
    top = 1.0 - 0.06 / figure.get_figheight()
    place: dict[str, Any] = {"x": 0.012, "y": top, "ha": "left", "va": "top", "linespacing": 1.3}
    figure.suptitle(" \n" + wrapped(detail, 98), fontsize=9, color=GREY, **place)
    figure.text(s=heading, fontsize=11, fontweight="bold", **place)
    return f"{heading}. {detail}"


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
