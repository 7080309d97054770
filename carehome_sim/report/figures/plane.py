"""Cost against effect: what each scenario costs more and what the index gains."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from carehome_sim.report.drawing import (
    GREY,
    Picture,
    arm_styles,
    blank,
    entitle,
    look,
)
from carehome_sim.report.facts import COST, INDEX, ArmFacts, Facts
from carehome_sim.report.words import number, plural, pounds

CORNERS = (
    (0.99, 0.98, "better and dearer", "right", "top"),
    (0.99, 0.02, "better and cheaper", "right", "bottom"),
    (0.01, 0.98, "worse and dearer", "left", "top"),
    (0.01, 0.02, "worse and cheaper", "left", "bottom"),
)


def plane(facts: Facts) -> Picture | None:
    """Every arm as a point with both its intervals."""
    arms = [
        arm
        for arm in facts.by_effect()
        if arm.difference(INDEX).defined and arm.difference(COST).defined
    ]
    if not arms:
        return None
    heading = "Cost against effect"
    with look():
        figure = blank(4.0)
        panel = figure.subplots()
        panel.axhline(0.0, color=GREY, linewidth=1.0)
        panel.axvline(0.0, color=GREY, linewidth=1.0)
        styles = arm_styles(facts)
        for arm in arms:
            _point(panel, arm, *styles.get(arm.number, (GREY, "x")))
        for x, y, words, across, along in CORNERS:
            panel.text(
                x,
                y,
                words,
                transform=panel.transAxes,
                ha=across,
                va=along,
                color=GREY,
                fontsize=8,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
            )
        panel.set_xlabel("change in the personalisation index, points")
        panel.set_ylabel("£ per resident-week")
        panel.grid()
        panel.margins(0.2)
        figure.legend(
            *panel.get_legend_handles_labels(), loc="outside lower left", ncols=2, fontsize=8.5
        )
        title = entitle(
            figure,
            heading,
            "£ per resident-week and points of the personalisation index (0–100), difference from "
            f"“{facts.label}” with 95 % intervals; {facts.setting}.",
        )
    return Picture(
        name="cost_and_effect",
        heading=heading,
        title=title,
        reading=_reading(arms),
        alt="Scatter of scenarios with cost upwards and gain to the right. "
        + "; ".join(
            f"{arm.label}: {number(arm.difference(INDEX).mean, 1, sign=True)} points, "
            f"{pounds(arm.difference(COST).mean, sign=True)} per resident-week"
            for arm in arms
        )
        + ".",
        frame=pd.DataFrame(
            [
                {
                    "scenario": arm.name,
                    "title": arm.title,
                    "index_points": arm.difference(INDEX).mean,
                    "index_ci95_low": arm.difference(INDEX).low,
                    "index_ci95_high": arm.difference(INDEX).high,
                    "cost_gbp_per_resident_week": arm.difference(COST).mean,
                    "cost_ci95_low": arm.difference(COST).low,
                    "cost_ci95_high": arm.difference(COST).high,
                }
                for arm in arms
            ]
        ),
        figure=figure,
    )


def _point(panel: Axes, arm: ArmFacts, colour: str, marker: str) -> None:
    effect, cost = arm.difference(INDEX), arm.difference(COST)
    line: dict[str, Any] = {"linewidth": 1.8, "zorder": 3}
    if colour == GREY:
        line = {"linewidth": 0.6, "alpha": 0.5, "zorder": 2}
    if math.isfinite(effect.low):
        panel.plot([effect.low, effect.high], [cost.mean, cost.mean], color=colour, **line)
    if math.isfinite(cost.low):
        panel.plot([effect.mean, effect.mean], [cost.low, cost.high], color=colour, **line)
    name = None if colour == GREY else arm.label
    panel.plot(
        effect.mean, cost.mean, marker=marker, ms=7, color=colour, linestyle="none", label=name
    )


def _reading(arms: list[ArmFacts]) -> str:
    if all(arm.difference(INDEX).nothing and arm.difference(COST).nothing for arm in arms):
        return "Neither cost nor effect differs in any home."
    cheap = [arm for arm in arms if arm.difference(INDEX).low > 0 and arm.difference(COST).high < 0]
    dear = [arm for arm in arms if arm.difference(INDEX).low > 0 and arm.difference(COST).low > 0]
    per_point = {arm.label: arm.difference(COST).mean / arm.difference(INDEX).mean for arm in dear}
    parts = [
        f"{plural(len(cheap), 'scenario is', 'scenarios are')} clearly better and cheaper to run, "
        f"{len(dear)} clearly better and dearer"
    ]
    if per_point:
        least = min(per_point, key=per_point.__getitem__)
        parts.append(
            f"among the dearer a point of the index costs least under “{least}”, "
            f"{pounds(per_point[least])} per resident-week"
        )
    return "; ".join(parts) + "."
