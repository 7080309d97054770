"""The overview of a scoreboard: a tile per row, role by role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.patches import Rectangle

from carehome_sim.report.drawing import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    SKY,
    VERMILLION,
    Picture,
    blank,
    entitle,
    look,
)
from carehome_sim.report.scoreboard_words import (
    SYMBOLS,
    Row,
    met_of,
    role_words,
    rows_by_role,
    score_words,
    verdict,
)
from carehome_sim.report.words import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PER_LINE, TILE_IN, GAP_IN = 12, 0.56, 0.36
FILLED = {
    "passed": (BLUE, "white"),
    "unsteady": (SKY, INK),
    "missed": (VERMILLION, "white"),
    "forced": (ORANGE, "black"),
    "told": ("#E4E4E4", INK),
    "failed to run": ("white", VERMILLION),
}


def overview(board: Row, population: str) -> Picture:
    """Every row as a tile, coloured and marked by its verdict, role by role."""
    heading = "Which patterns hold"
    groups = rows_by_role(board)
    lines = sum(-(-len(rows) // PER_LINE) for rows in groups.values())
    height_in = lines * TILE_IN + len(groups) * GAP_IN + 0.3
    with look():
        figure = blank(height_in)
        axes = figure.subplots()
        axes.set_xlim(0.0, PER_LINE)
        axes.set_ylim(height_in, 0.0)
        axes.set_axis_off()
        top = 0.0
        for role, rows in groups.items():
            words = score_words(role, rows).partition(" (")[0].partition(",")[0]
            axes.text(0.03, top + GAP_IN - 0.07, words, fontsize=9.5, fontweight="bold")
            top += GAP_IN
            for at, row in enumerate(rows):
                _tile(axes, row, at % PER_LINE, top + at // PER_LINE * TILE_IN)
            top += -(-len(rows) // PER_LINE) * TILE_IN
        _key(axes, board, top + 0.08)
        shares = (
            "; per cent: share of parameter sets in which the row holds"
            if board["sets"]
            else "; missed rows with how many of their checks are met"
        )
        title = entitle(figure, heading, f"A tile per row{shares}. {population}.")
    reading = reading_of(board)
    spoken = ", ".join(f"{row['id']} {verdict(row)}" for row in board["patterns"])
    frame = pd.DataFrame(
        [
            {
                "id": row["id"],
                "role": role_words(row),
                "pattern": row["pattern"],
                "verdict": verdict(row),
                "share_of_sets": row.get("share_of_sets"),
            }
            for rows in groups.values()
            for row in rows
        ]
    )
    alt = f"Tiles by role, one per row: {spoken}."
    return Picture("overview", heading, title, reading, alt, frame, figure)


def reading_of(board: Row) -> str:
    """Which rows do not hold, in one sentence."""
    told = []
    for word in ("unsteady", "missed", "forced", "failed to run"):
        names = [str(row["id"]) for row in board["patterns"] if verdict(row) == word]
        if names:
            told.append(f"{word}: {listed(names)}")
    text = "; ".join(told) or "nothing is missed"
    return text[0].upper() + text[1:] + "."


def _tile(axes: Axes, row: Row, left: float, top: float) -> None:
    said = verdict(row)
    fill, ink = FILLED[said]
    edge = VERMILLION if said == "failed to run" else fill
    axes.add_patch(
        Rectangle((left + 0.03, top + 0.03), 0.94, TILE_IN - 0.06, fc=fill, ec=edge, lw=1.4)
    )
    share = row.get("share_of_sets")
    middle = top + TILE_IN / 2.0
    lifted = 0.09 if share is not None or said == "missed" else 0.0
    text = f"{row['id']} {SYMBOLS[said]}"
    axes.text(
        left + 0.5, middle - lifted, text, color=ink, ha="center", va="center",
        fontsize=9.5 if len(text) < 7 else 7.5, fontweight="bold",
    )  # fmt: skip
    below = "" if share is None else f"{100 * share:.0f} %"
    if share is None and said == "missed":
        met, asked = met_of(row)
        below = f"{met} of {asked}"
    if below:
        axes.text(
            left + 0.5, middle + 0.12, below, color=ink, ha="center", va="center",
            fontsize=8,
        )  # fmt: skip


def _key(axes: Axes, board: Row, top: float) -> None:
    said = {verdict(row) for row in board["patterns"]}
    words = [word for word in FILLED if word in said]
    for at, word in enumerate(words):
        fill, ink = FILLED[word]
        edge = VERMILLION if word == "failed to run" else fill
        axes.add_patch(Rectangle((at * 2.0 + 0.03, top), 0.34, 0.19, fc=fill, ec=edge))
        axes.text(
            at * 2.0 + 0.2, top + 0.095, SYMBOLS[word], color=ink, ha="center", va="center",
            fontsize=8,
        )  # fmt: skip
        axes.text(at * 2.0 + 0.47, top + 0.095, word, va="center", fontsize=8.5, color=GREY)
