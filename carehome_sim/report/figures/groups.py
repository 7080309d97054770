"""Who gains: the effect on the index for parts of the residents and for the worst-off fifth."""

from __future__ import annotations

import math

import pandas as pd

from carehome_sim.report.drawing import (
    Picture,
    arm_styles,
    blank,
    entitle,
    look,
    zero_line,
)
from carehome_sim.report.facts import ABSENT, INDEX, ArmFacts, Facts
from carehome_sim.report.words import interval, number

GROUPS = {
    "severity_none": "no dementia",
    "severity_mild": "mild dementia",
    "severity_moderate": "moderate dementia",
    "severity_severe": "severe dementia",
    "dependency_low": "low dependency",
    "dependency_medium": "medium dependency",
    "dependency_high": "high dependency",
    "funder_council": "paid for by a council",
    "funder_self": "self-funders",
    "family_less": "family visits less than weekly",
    "family_weekly": "family visits weekly",
    "worst_fifth": "worst-off fifth",
    "standardised": "all, standard mix of residents",
}
NEW_BLOCK = ("dependency_low", "funder_council", "family_less", "worst_fifth")


def groups(facts: Facts) -> Picture | None:
    """The paired difference of the index by group, for the arms that are told apart by colour."""
    styles = arm_styles(facts)
    arms = [arm for arm in facts.arms if arm.number in styles and arm.subgroups]
    rows = [name for name in GROUPS if any((INDEX, name) in arm.subgroups for arm in arms)]
    if not arms or not rows:
        return None
    heading = "Who gains"
    places = _places(rows)
    with look():
        figure = blank(1.0 + 0.36 * len(rows))
        panel = figure.subplots()
        zero_line(panel)
        for order, arm in enumerate(arms):
            colour, marker = styles[arm.number]
            shift = (order - (len(arms) - 1) / 2) * 0.13
            for name in rows:
                made = arm.subgroups.get((INDEX, name), ABSENT)
                if not made.defined:
                    continue
                at = places[name] + shift
                if math.isfinite(made.low):
                    panel.plot([made.low, made.high], [at, at], color=colour, linewidth=1.3)
                panel.plot(made.mean, at, marker=marker, color=colour, ms=4.2)
            panel.plot([], [], marker=marker, color=colour, label=arm.label, linewidth=1.3)
        panel.set_yticks(list(places.values()), [GROUPS[name] for name in rows])
        panel.invert_yaxis()
        panel.tick_params(axis="y", length=0)
        panel.grid(axis="x")
        panel.set_xlabel("change in points")
        figure.legend(
            *panel.get_legend_handles_labels(), loc="outside lower left", ncols=2, fontsize=8.5
        )
        title = entitle(
            figure,
            heading,
            "Points of the personalisation index (0–100), difference from "
            f"“{facts.label}” by group of residents with 95 % intervals; {facts.setting}.",
        )
    return Picture(
        name="who_gains",
        heading=heading,
        title=title,
        reading=_reading(facts, arms),
        alt="Dots with intervals, one row per group of residents. "
        + " ".join(f"{arm.label}: {_spoken(arm, rows)}." for arm in arms),
        frame=pd.DataFrame(
            [
                {
                    "scenario": arm.name,
                    "group": GROUPS.get(group, group),
                    "difference_points": made.mean,
                    "ci95_low": made.low,
                    "ci95_high": made.high,
                }
                for arm in facts.arms
                for (outcome, group), made in arm.subgroups.items()
                if outcome == INDEX
            ]
        ),
        figure=figure,
    )


def _places(rows: list[str]) -> dict[str, float]:
    """Where each group stands: blocks of groups a little apart."""
    places: dict[str, float] = {}
    at = 0.0
    for row in rows:
        at += 1.5 if row in NEW_BLOCK and places else 1.0
        places[row] = at
    return places


def _spoken(arm: ArmFacts, rows: list[str]) -> str:
    return ", ".join(
        f"{GROUPS[name]} {number(arm.subgroups.get((INDEX, name), ABSENT).mean, 1, sign=True)}"
        for name in rows
    )


def _reading(facts: Facts, arms: list[ArmFacts]) -> str:
    arm = next(arm for arm in facts.by_effect() if arm in arms)
    worst = arm.subgroups.get((INDEX, "worst_fifth"), ABSENT)
    severe = arm.subgroups.get((INDEX, "severity_severe"), ABSENT)
    parts = [
        f"{words} {number(made.mean, 1, sign=True)} points ({interval(made.low, made.high, 1)})"
        for words, made in (
            ("the worst-off fifth", worst),
            ("residents with severe dementia", severe),
            ("all residents", arm.difference(INDEX)),
            (
                "all residents weighted to the standard mix of severity and dependency",
                arm.subgroups.get((INDEX, "standardised"), ABSENT),
            ),
        )
        if made.defined
    ]
    return f"Under “{arm.label}”: {'; '.join(parts)}." if parts else "No group can be told apart."
