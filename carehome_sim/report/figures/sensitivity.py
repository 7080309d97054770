"""Pictures of a sensitivity study: which factors matter, how surely, and how much is chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from carehome_sim.evidence import outcomes
from carehome_sim.report.drawing import (
    BLUE,
    GREEN,
    GREY,
    LIGHT,
    ORANGE,
    PURPLE,
    Picture,
    blank,
    entitle,
    look,
    zero_line,
)
from carehome_sim.report.words import listed, number, plural

if TYPE_CHECKING:
    from carehome_sim.study.indices import SensitivityResult

LEVEL_COLOURS = {
    "individual": ORANGE,
    "relationship": GREEN,
    "organisation": BLUE,
    "society": PURPLE,
}
WORDS = {"h": "hours", "min": "minutes", "gbp": "£"}  # units in names, as people say them
MOST_ROWS = 24
MOST_LINES = 8


def label_of(name: str) -> str:
    """A setting's name as people read it: without section and scale."""
    field = name.rpartition(".")[2]
    plain = field.removesuffix("_01").removesuffix("_share").replace("gbp_week", "gbp_a_week")
    words = (plain if "_" in plain else field.removesuffix("_01")).split("_")
    return " ".join(WORDS.get(word, word) for word in words)


def group_label(name: str) -> str:
    """A group's name as people read it."""
    return " × ".join(label_of(part) for part in name.split(" × "))


def sensitivity_pictures(result: SensitivityResult, outcome: str) -> list[Picture]:
    """Every picture of one outcome, in the order of the report."""
    made = [tornado(result, outcome), importance(result, outcome)]
    if result.study.method == "morris":
        made.append(plane(result, outcome))
    if len(result.study.groups):
        made.append(together(result, outcome))
    made.append(convergence(result, outcome))
    return [*made, stability(result, outcome)] if result.converged(outcome) else made


def setting_of(result: SensitivityResult) -> str:
    """Population, period and design in words."""
    homes = plural(result.replicates, "home")
    days = result.manifest["measured_days"]
    return (
        f"{homes} at each of {len(result.points):,} design points around "
        f"“{result.study.base.title}”, {days} days"
    )


def _title(outcome: str) -> str:
    return outcomes()[outcome].title


def chance_sentence(result: SensitivityResult, outcome: str) -> str:
    """How much of the variance is chance between homes, in one sentence."""
    share = 100 * result.noise_share(outcome)
    if share != share:
        return "With one home at each design point chance cannot be told apart."
    told = "under 1 %" if share < 1 else f"{share:.0f} %"
    return f"Chance between homes makes {told} of the variance between design points."


def tornado(result: SensitivityResult, outcome: str) -> Picture:
    """The mean outcome with each factor low and high, the largest difference on top."""
    frame = result.ends(outcome)
    frame["width"] = (frame["mean_high"] - frame["mean_low"]).abs()
    frame = frame.sort_values("width", ascending=False).head(MOST_ROWS).reset_index(drop=True)
    heading = f"{_title(outcome)}: each factor low and high"
    with look():
        figure = blank(1.1 + 0.25 * len(frame))
        axes = figure.subplots()
        middle = frame["all"][0]
        for row, line in enumerate(frame.to_dict("records")):
            for end, colour in (("mean_low", LIGHT), ("mean_high", BLUE)):
                axes.barh(row, line[end] - middle, left=middle, color=colour, height=0.62)
        axes.axvline(middle, color=GREY, linewidth=1.0)
        _rows(axes, [label_of(name) for name in frame["name"]])
        axes.set_xlabel(f"{_title(outcome)}, {outcomes()[outcome].unit}")
        _legend(
            figure,
            [
                Patch(color=LIGHT, label="in the lowest fifth of its range"),
                Patch(color=BLUE, label="in the highest fifth"),
            ],
        )
        title = entitle(figure, heading, f"Means over all other factors; {setting_of(result)}.")
    first = frame.iloc[0]
    reading = (
        f"From the lowest to the highest fifth of its range, {label_of(first['name'])} moves "
        f"{_title(outcome).lower()} from {first['mean_low']:.1f} to {first['mean_high']:.1f}, "
        "the most of all factors."
    )
    return Picture(
        f"tornado-{outcome}", heading, title, reading, f"Tornado chart. {reading}", frame, figure
    )


def importance(result: SensitivityResult, outcome: str) -> Picture:
    """Sobol's indices (or Morris's mean effect) of every factor, grouped by level."""
    morris = result.study.method == "morris"
    main = "mu_star" if morris else "ST"
    frame = result.table(outcome)
    levels = [level for level in LEVEL_COLOURS if level in set(frame["level"])]
    frame["order"] = frame["level"].map(levels.index)
    frame = frame.sort_values(["order", main], ascending=[True, False])
    if len(frame) > MOST_ROWS:
        frame = frame.nlargest(MOST_ROWS, main).sort_values(
            ["order", main], ascending=[True, False]
        )
    frame = frame.drop(columns="order").reset_index(drop=True)
    unit = outcomes()[outcome].unit
    heading = f"{_title(outcome)}: how much each factor matters"
    with look():
        figure = blank(1.1 + 0.27 * len(frame))
        axes = figure.subplots()
        for row, line in enumerate(frame.to_dict("records")):
            colour = LEVEL_COLOURS[line["level"]]
            _bar(axes, float(row), line, main, colour)
            if not morris:
                axes.plot(line["S1"], row, "o", color="white", mec="black", ms=4.5, zorder=4)
        handles: list[Any] = [Patch(color=LEVEL_COLOURS[level], label=level) for level in levels]
        handles += [] if morris else [_dot("by itself (first)")]
        _legend(figure, handles)
        zero_line(axes)
        _rows(axes, [label_of(name) for name in frame["name"]])
        what = f"mean size of effect over the range (μ*), {unit}" if morris else "total index"
        axes.set_xlabel(what)
        how = "Morris" if morris else "Sobol, total index with the first as a dot"
        title = entitle(figure, heading, f"{how}, 95 % intervals; {setting_of(result)}.")
    reading = _importance_reading(result, outcome)
    return Picture(
        f"importance-{outcome}", heading, title, reading, f"Bar chart. {reading}", frame, figure
    )


def _importance_reading(result: SensitivityResult, outcome: str) -> str:
    noise = chance_sentence(result, outcome)
    if not result.converged(outcome):
        return f"Not converged: do not rank these factors; more samples are needed. {noise}"
    ranks = result.ranks(outcome)
    first = [label_of(name) for name in ranks.loc[ranks["rank"] == 1, "name"]]
    verb = "matters" if len(first) == 1 else "matter"
    tied = " (tied)" if len(first) > 1 else ""
    return f"{listed(first).capitalize()} {verb} most{tied}. {noise}"


def together(result: SensitivityResult, outcome: str) -> Picture:
    """Indices of groups by level and origin, and of pairs of headline settings."""
    frame = result.groups(outcome)
    heading = f"{_title(outcome)}: factors together"
    labels = [
        f"{kind}: {group_label(name)}" if kind != "given" else group_label(name)
        for kind, name in zip(frame["kind"], frame["name"], strict=True)
    ]
    with look():
        figure = blank(1.1 + 0.28 * len(frame))
        axes = figure.subplots()
        for row, line in enumerate(frame.to_dict("records")):
            if line["kind"] == "pair":
                axes.barh(row, line["interaction"], color=GREY, height=0.62)
                continue
            _bar(axes, float(row), line, "ST", BLUE)
            axes.plot(line["S1"], row, "o", color="white", mec="black", ms=4.5, zorder=4)
        zero_line(axes)
        _rows(axes, labels)
        axes.set_xlabel("share of variance")
        handles = [
            Patch(color=BLUE, label="total index"),
            _dot("group by itself"),
            Patch(color=GREY, label="pair: what it makes only together"),
        ]
        _legend(figure, handles)
        title = entitle(figure, heading, f"Sobol, 95 % intervals; {setting_of(result)}.")
    sets = frame[frame["kind"].isin(["level", "given"])]
    if len(sets):
        first = sets.sort_values("ST").iloc[-1]
        reading = (
            f"Of the groups, {group_label(first['name'])} makes most of the variance: "
            f"{number(100 * first['ST'], 0)} %."
        )
    else:
        pair = frame.reindex(frame["interaction"].abs().sort_values().index).iloc[-1]
        reading = (
            f"Of the pairs, {group_label(pair['name'])} depend most on one another: "
            f"{number(100 * pair['interaction'], 1)} % of the variance."
        )
    return Picture(
        f"together-{outcome}", heading, title, reading, f"Bar chart. {reading}", frame, figure
    )


def plane(result: SensitivityResult, outcome: str) -> Picture:
    """Morris's plane: mean size of effect against spread of effects."""
    frame = result.table(outcome)
    heading = f"{_title(outcome)}: size of effect against its spread"
    unit = outcomes()[outcome].unit
    with look():
        figure = blank(4.2)
        axes = figure.subplots()
        for level, colour in LEVEL_COLOURS.items():
            rows = frame[frame["level"] == level]
            if len(rows):
                axes.plot(rows["mu_star"], rows["sigma"], "o", color=colour, ms=5, label=level)
        top = float(frame["mu_star"].max())
        axes.plot([0, top], [0, top], color=LIGHT, linewidth=1.0, zorder=0)
        named = frame.nlargest(MOST_LINES, "mu_star").sort_values("sigma")
        for number_, row in enumerate(named.to_dict("records")):
            left = number_ % 2 and row["mu_star"] > 0.2 * top
            axes.annotate(
                label_of(row["name"]),
                (row["mu_star"], row["sigma"]),
                xytext=(-5 if left else 5, 4 if left else -8),
                ha="right" if left else "left",
                textcoords="offset points",
                fontsize=7.5,
            )
        axes.margins(x=0.16)
        axes.set_xlim(left=0.0)
        axes.set_ylim(bottom=0.0)
        axes.set_xlabel(f"mean size of effect over the range (μ*), {unit}")
        axes.set_ylabel(f"spread of effects (σ), {unit}")
        axes.legend(loc="upper left", fontsize=8)
        title = entitle(figure, heading, f"Morris; {setting_of(result)}.")
    told = int(frame["told"].sum())
    reading = (
        f"{told} of {plural(len(frame), 'factor')} can be told from chance between homes; above "
        "the line effects differ more from place to place than they are large."
    )
    return Picture(
        f"plane-{outcome}", heading, title, reading, f"Scatter plot. {reading}", frame, figure
    )


def convergence(result: SensitivityResult, outcome: str) -> Picture:
    """Main index of the foremost factors against the number of samples."""
    frame = result.convergence(outcome)
    last = frame[frame["samples"] == frame["samples"].max()].nlargest(MOST_LINES, "value")
    morris = result.study.method == "morris"
    heading = f"{_title(outcome)}: does it still move with more samples?"
    colours = list(dict.fromkeys([*LEVEL_COLOURS.values(), "#56B4E9", "#D55E00", GREY, "#000000"]))
    with look():
        figure = blank(3.6)
        axes = figure.subplots()
        for colour, name in zip(colours, last["name"], strict=False):
            line = frame[frame["name"] == name]
            axes.plot(
                line["samples"], line["value"], "o-", color=colour, ms=3, label=label_of(name)
            )
            axes.fill_between(line["samples"], line["low"], line["high"], color=colour, alpha=0.12)
        axes.set_xscale("log", base=2)
        axes.set_xticks(
            sorted(set(frame["samples"])), [str(n) for n in sorted(set(frame["samples"]))]
        )
        axes.set_xlabel("trajectories" if morris else "samples")
        axes.set_ylabel("μ*" if morris else "total index")
        figure.legend(loc="outside lower center", ncols=3, fontsize=7.5)
        title = entitle(figure, heading, f"With 95 % intervals; {setting_of(result)}.")
    reading = (
        "Converged: intervals are narrow enough to rank factors."
        if result.converged(outcome)
        else "Not converged: do not rank; intervals are still too wide."
    )
    return Picture(
        f"convergence-{outcome}", heading, title, reading, f"Line chart. {reading}", frame, figure
    )


def stability(result: SensitivityResult, outcome: str) -> Picture:
    """The ranks each factor takes over resampled samples (and weights of the index)."""
    frame = result.ranks(outcome).head(MOST_ROWS).reset_index(drop=True)
    heading = f"{_title(outcome)}: how stable is the ranking?"
    with look():
        figure = blank(1.1 + 0.25 * len(frame))
        axes = figure.subplots()
        for row, line in enumerate(frame.to_dict("records")):
            axes.plot([line["rank_low"], line["rank_high"]], [row, row], color=LIGHT, linewidth=6)
            axes.plot(line["rank"], row, "o", color=BLUE, ms=5)
        _rows(axes, [label_of(name) for name in frame["name"]])
        axes.set_xlim(0.5, len(result.factors) + 0.5)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("rank, 1 matters most (tied factors share the best of theirs)")
        over = "resampled samples" + (
            " and random weights of the index" if outcome == "personalisation_index" else ""
        )
        title = entitle(figure, heading, f"Middle 95 % over {over}; {setting_of(result)}.")
    groups = frame["rank"].nunique()
    reading = (
        "All ranks hold in at least 80 % of draws."
        if groups == len(frame)
        else f"Of {plural(len(frame), 'factor')} shown, {groups} places can be told apart; the "
        "rest are ties."
    )
    return Picture(
        f"stability-{outcome}", heading, title, reading, f"Range chart. {reading}", frame, figure
    )


def _legend(figure: Figure, handles: list[Any]) -> None:
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), fontsize=8)


def _dot(label: str) -> Line2D:
    return Line2D([], [], marker="o", color="none", mfc="white", mec="black", ms=4.5, label=label)


def _bar(axes: Axes, row: float, line: Any, name: str, colour: str) -> None:
    value, low, high = line[name], line[f"{name}_low"], line[f"{name}_high"]
    axes.barh(row, value, color=colour, height=0.62)
    if np.isfinite([low, high]).all():
        axes.plot([low, high], [row, row], color="black", linewidth=1.2, zorder=3)


def _rows(axes: Axes, labels: list[str]) -> None:
    axes.set_yticks(range(len(labels)), labels, fontsize=8.5)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(axis="x")
