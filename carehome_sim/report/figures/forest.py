"""Forest plot: what each scenario changes about the index and its three parts."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

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
    zero_line,
)
from carehome_sim.report.facts import INDEX, PARTS, ArmFacts, Estimate, Facts
from carehome_sim.report.words import interval, number, plural

PANELS = (INDEX, *PARTS)
COMPACT_FROM = 12


def forest(facts: Facts) -> Picture:
    """The paired difference of every arm in the index, choice, identity and community."""
    arms = facts.by_effect()
    heading = "What each scenario changes"
    with look():
        figure = blank(0.6 + (0.42 if len(arms) <= COMPACT_FROM else 0.3) * max(2, len(arms)))
        axes = figure.subplots(1, len(PANELS), sharex=True, sharey=True)
        for panel, outcome in zip(axes, PANELS, strict=True):
            _panel(panel, arms, outcome)
        axes[0].set_yticks(range(len(arms)), [wrapped(arm.label, 20) for arm in arms])
        axes[0].set_ylim(len(arms) - 0.5, -0.5)
        title = entitle(
            figure,
            heading,
            f"Points (scales of 0–100), mean difference from “{facts.label}” with its 95 % "
            f"interval; {facts.setting}.",
        )
    return Picture(
        name="forest",
        heading=heading,
        title=title,
        reading=_reading(facts, arms),
        alt=(
            "Forest plot with one row per scenario and a panel each for the personalisation "
            "index, choice, identity and community. "
            + "; ".join(f"{arm.label}: index {_spoken(arm.difference(INDEX))}" for arm in arms)
            + "."
        ),
        frame=pd.DataFrame(
            [
                {
                    "scenario": arm.name,
                    "title": arm.title,
                    "outcome": outcome,
                    "unit": outcomes()[outcome].unit,
                    "difference": arm.difference(outcome).mean,
                    "ci95_low": arm.difference(outcome).low,
                    "ci95_high": arm.difference(outcome).high,
                }
                for arm in arms
                for outcome in PANELS
            ]
        ),
        figure=figure,
    )


def _panel(panel: Axes, arms: list[ArmFacts], outcome: str) -> None:
    zero_line(panel)
    for row, arm in enumerate(arms):
        made = arm.difference(outcome)
        if not made.defined:
            continue
        colour = GREY if not made.clear else BLUE if made.mean > 0 else VERMILLION
        if math.isfinite(made.low):
            panel.plot([made.low, made.high], [row, row], color=colour, linewidth=2.2)
        panel.plot(made.mean, row, marker="s" if outcome == INDEX else "o", color=colour, ms=5.5)
        if outcome == INDEX:
            panel.annotate(
                number(made.mean, 1, sign=True),
                (made.mean, row),
                xytext=(0, 6),
                textcoords="offset points",
                ha="center",
                fontsize=8.5,
                color=colour,
            )
    panel.set_title("Index" if outcome == INDEX else outcomes()[outcome].title)
    panel.grid(axis="x")
    panel.tick_params(axis="y", length=0)
    panel.margins(x=0.15)
    panel.locator_params(axis="x", nbins=4)


def _spoken(made: Estimate) -> str:
    if not made.defined:
        return "undefined"
    if made.nothing:
        return "no change at all"
    return f"{number(made.mean, 1, sign=True)} points ({interval(made.low, made.high, 1)})"


def _reading(facts: Facts, arms: list[ArmFacts]) -> str:
    known = [arm for arm in arms if arm.difference(INDEX).defined]
    if not known:
        return "The index is undefined, so nothing can be said of the scenarios."
    if all(arm.difference(INDEX).nothing for arm in known):
        return "No scenario changes anything: every difference is exactly 0 in every home."
    clear = [arm for arm in known if arm.difference(INDEX).clear]
    first = known[0]
    sentence = (
        f"“{first.label}” moves the index most, by {_spoken(first.difference(INDEX))}; "
        if first.difference(INDEX).mean > 0
        else "no scenario raises the index; "
    )
    return (
        sentence[0].upper() + sentence[1:] + f"for {len(clear)} of "
        f"{plural(len(known), 'scenario')} the interval excludes no change (grey ones do not)."
    )
