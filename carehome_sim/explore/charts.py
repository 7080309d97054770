"""Charts as options for ECharts: each answers one question about the home on the screen.

Every axis has its unit; the home is drawn in full lines, the same home as its file has it (with the
same luck) in broken ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from carehome_sim.evidence import outcomes
from carehome_sim.explore.live import Figures
from carehome_sim.report.drawing import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, SKY, VERMILLION
from carehome_sim.report.words import scale_of

Option = dict[str, Any]
HOURS = [f"{hour:02d}" for hour in range(24)]
DECIDERS = (
    ("decided_by_resident_share", "the resident", BLUE),
    ("decided_shared_share", "resident and staff", SKY),
    ("decided_by_family_share", "family", GREEN),
    ("decided_by_practitioner_share", "staff", ORANGE),
)
LABELLED = ("the resident", "staff")  # the other two are too narrow to write in
PARTS = (
    ("personalisation_index", "index", INK),
    ("choice", "choice", BLUE),
    ("identity", "identity", GREEN),
    ("community", "community", PURPLE),
)


def _plain(values: Sequence[float], decimals: int = 3) -> list[float | None]:
    """Values as JSON knows them: what is undefined is a gap."""
    return [round(value, decimals) if math.isfinite(value) else None for value in values]


def _frame(legend: bool = True) -> Option:
    return {
        "animation": False,
        "textStyle": {"fontFamily": "inherit", "color": INK},
        "grid": {"left": 52, "right": 14, "top": 34 if legend else 26, "bottom": 40},
        "tooltip": {"trigger": "axis", "confine": True},
        "legend": {"top": 0, "itemWidth": 18, "itemHeight": 8, "textStyle": {"fontSize": 11}}
        if legend
        else {"show": False},
    }


def _axis(name: str, **more: Any) -> Option:
    return {
        "name": name,
        "nameLocation": "middle",
        "nameTextStyle": {"fontSize": 11, "color": INK},
        "axisLabel": {"fontSize": 10, "color": INK},
        "splitLine": {"lineStyle": {"color": "#EAEAEA"}},
        **more,
    }


def _line(name: str, values: Sequence[float], colour: str, *, broken: bool = False) -> Option:
    return {
        "type": "line",
        "name": name,
        "data": _plain(values),
        "color": colour,
        "symbol": "circle" if len(values) < 3 else "none",
        "symbolSize": 5,
        "lineStyle": {
            "width": 1.4 if broken else 2.2,
            "type": "dashed" if broken else "solid",
        },
    }


def weeks_chart(
    live: Figures, reference: Figures, columns: Sequence[tuple[str, str, str]], axis: str
) -> Option:
    """Outcomes week by week; ``columns`` are name, word and colour, drawn with their reference."""
    series = []
    for name, word, colour in columns:
        factor = scale_of(outcomes()[name]).factor
        values = [factor * value for value in live.week_column(name)]
        before = [factor * value for value in reference.week_column(name)]
        series.append(_line(word, values, colour))
        series.append(_line(f"{word}, as filed", before, colour, broken=True))
    weeks = max((len(line["data"]) for line in series), default=0)
    shown = [line["name"] for line in series if not line["name"].endswith(", as filed")]
    option = _frame(legend=len(shown) > 1)
    option["legend"]["data"] = shown
    return {
        **option,
        "xAxis": _axis(
            "measured week",
            type="category",
            data=[str(week + 1) for week in range(weeks)],
            nameGap=24,
        ),
        "yAxis": _axis(axis, type="value", scale=True, nameGap=36),
        "series": series,
    }


def index_chart(live: Figures, reference: Figures) -> Option:
    """The index and its three parts, week by week."""
    return weeks_chart(live, reference, PARTS, "points, 0 to 100")


def knowledge_chart(live: Figures, reference: Figures) -> Option:
    """How well those who give care know the residents they give it to."""
    columns = [("knowledge_of_residents", "knowledge", BLUE), ("trust", "trust", GREEN)]
    return weeks_chart(live, reference, columns, "0 (none) to 1 (full)")


def strain_chart(live: Figures, reference: Figures) -> Option:
    """Emotional exhaustion of staff."""
    return weeks_chart(
        live, reference, [("staff_exhaustion", "exhaustion", VERMILLION)], "points, 0 to 54"
    )


def vacancy_chart(live: Figures, reference: Figures) -> Option:
    """Posts that nobody holds and hours worked by agency staff."""
    columns = [("vacancy_share", "posts vacant", VERMILLION), ("agency_share", "agency", PURPLE)]
    return weeks_chart(live, reference, columns, "% of posts, % of hours")


def cost_chart(live: Figures, reference: Figures) -> Option:
    """What a resident-week costs."""
    columns = [("cost_per_resident_week", "cost", BLUE)]
    return weeks_chart(live, reference, columns, "£ per resident-week")


def day_chart(live: Figures, reference: Figures) -> Option:
    """Work that falls due against minutes on hand, by hour of the day."""

    def hourly(figures: Figures, kind: str) -> list[float]:
        return [figures.row.get(f"hour{hour}_{kind}", math.nan) for hour in HOURS]

    option = _frame()
    demand, supply = "work falling due", "staff minutes on hand"
    option["legend"]["data"] = [demand, supply]
    bars = {
        "type": "bar",
        "name": demand,
        "data": _plain(hourly(live, "demand_min"), 1),
        "color": ORANGE,
        "barCategoryGap": "25%",
    }
    series = [
        bars,
        {**_line(supply, hourly(live, "supply_min"), BLUE), "step": "middle", "symbol": "none"},
        {
            **_line(f"{supply}, as filed", hourly(reference, "supply_min"), BLUE, broken=True),
            "step": "middle",
            "symbol": "none",
        },
    ]
    return {
        **option,
        "xAxis": _axis("hour of the day", type="category", data=HOURS, nameGap=24),
        "yAxis": _axis("minutes, mean per day", type="value", nameGap=38),
        "series": series,
    }


def deciders_chart(live: Figures, reference: Figures) -> Option:
    """Who decides: shares of all occasions on which somebody had a preference."""
    option = _frame()
    option["grid"] |= {"left": 78, "bottom": 40}
    option["tooltip"] = {"trigger": "item", "confine": True}
    series = [
        {
            "type": "bar",
            "name": word,
            "stack": "deciders",
            "color": colour,
            "barWidth": "55%",
            "data": _plain(
                [100.0 * figures.row.get(name, math.nan) for figures in (reference, live)], 1
            ),
            "label": {
                "show": word in LABELLED,
                "fontSize": 11,
                "color": "#fff" if colour == BLUE else "#000",
            },
        }
        for name, word, colour in DECIDERS
    ]
    return {
        **option,
        "xAxis": _axis("% of occasions so far", type="value", max=100, nameGap=24),
        "yAxis": _axis("", type="category", data=["as filed", "this home"]),
        "series": series,
    }


# ---- results side by side ------------------------------------------------------------------


def forest_chart(
    rows: Sequence[tuple[str, float, float, float]], axis: str, *, zero: bool = True
) -> Option:
    """Estimates with 95 % intervals, one row each: label, mean, low, high; the first on top."""
    labels = [row[0] for row in rows][::-1]
    option = _frame(legend=False)
    option["grid"] = {"left": 230, "right": 24, "top": 12, "bottom": 44}
    option["tooltip"] = {"trigger": "item", "confine": True}
    intervals = [
        {
            "type": "line",
            "data": [[_number(low), label], [_number(high), label]],
            "symbol": "none",
            "lineStyle": {"width": 2.2, "color": BLUE},
            "silent": True,
        }
        for label, _, low, high in rows
        if math.isfinite(low) and math.isfinite(high)
    ]
    points = {
        "type": "scatter",
        "symbolSize": 10,
        "color": BLUE,
        "data": [
            {
                "value": [_number(mean), label],
                "tooltip": {"formatter": f"{label}: {mean:.3g} ({low:.3g} to {high:.3g})"},
            }
            for label, mean, low, high in rows
            if math.isfinite(mean)
        ],
        "markLine": {
            "silent": True,
            "symbol": "none",
            "label": {"show": False},
            "lineStyle": {"color": GREY, "type": "solid"},
            "data": [{"xAxis": 0}] if zero else [],
        },
    }
    labelling = {"fontSize": 11, "color": INK, "width": 215, "overflow": "break"}
    return {
        **option,
        "xAxis": _axis(axis, type="value", scale=not zero, nameGap=26),
        "yAxis": {
            "type": "category",
            "data": labels,
            "axisLabel": labelling,
            "axisTick": {"show": False},
        },
        "series": [*intervals, points],
    }


def plane_chart(
    points: Sequence[tuple[str, float, float]], across: str, up: str, *, zero: bool = True
) -> Option:
    """Named points in a plane, such as what is gained against what it costs."""
    option = _frame(legend=False)
    option["grid"] = {"left": 64, "right": 150, "top": 20, "bottom": 46}
    option["tooltip"] = {"trigger": "item", "confine": True}
    lines: list[Option] = [{"xAxis": 0}, {"yAxis": 0}] if zero else []
    return {
        **option,
        "xAxis": _axis(across, type="value", nameGap=28),
        "yAxis": _axis(up, type="value", nameGap=44),
        "series": [
            {
                "type": "scatter",
                "symbolSize": 11,
                "color": BLUE,
                "data": [
                    {
                        "name": name,
                        "value": [_number(x), _number(y)],
                        "tooltip": {"formatter": f"{name}: {x:.3g}; {y:.3g}"},
                    }
                    for name, x, y in points
                    if math.isfinite(x) and math.isfinite(y)
                ],
                "label": {
                    "show": True,
                    "formatter": "{b}",
                    "position": "right",
                    "fontSize": 10,
                    "color": INK,
                },
                "labelLayout": {"hideOverlap": False, "moveOverlap": "shiftY"},
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "label": {"show": False},
                    "lineStyle": {"color": GREY, "type": "solid"},
                    "data": lines,
                },
            }
        ],
    }


def _number(value: float) -> float:
    return float(f"{value:.6g}")
