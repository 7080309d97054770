"""A result in the terminal: the few figures that matter, with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from carehome_sim.evidence import outcomes
from carehome_sim.report.bearing import trust, trust_sentence
from carehome_sim.report.cells import (
    Cell,
    cost_cell,
    difference_cell,
    level_cell,
    per_point_cell,
)
from carehome_sim.report.facts import COST, INDEX, PARTS, TIMELY, Facts, gather
from carehome_sim.report.sentences import headline
from carehome_sim.report.tables import marks, title_of
from carehome_sim.report.words import UNDEFINED, interval, number, pounds, scale_of

if TYPE_CHECKING:
    from carehome_sim.study import StudyResult

SHOWN = (INDEX, *PARTS, TIMELY)
RUN_SHOWN = (
    *(INDEX, *PARTS, "decided_by_resident_share", "choice_offered_share", "scrqol"),
    *("agitation_cmai", TIMELY, "social_min_per_6h", "engaged_time_share"),
    *("incidents_per_1000_bed_days", "refused_capable_share", "staff_exhaustion"),
    *("staff_turnover_per_year", "agency_share", "demand_supply_ratio"),
    *("cost_per_resident_week", "staff_cost_share"),
)
CHOICES = (SHOWN, (INDEX, *PARTS), (INDEX, TIMELY), (INDEX,))  # the widest that fits is shown
SCENARIO_WIDTH = 17
STYLES = {"better": "green", "worse": "red", "unclear": "dim", "none": ""}


def result_tables(result: StudyResult, width: int = 80) -> list[RenderableType]:
    """What a terminal ``width`` letters wide shows of a result: a sentence, a table, its trust."""
    facts = gather(result)
    table = _run_table(facts) if facts.kind == "run" else _fitting(facts, width)
    told = trust_sentence(trust(facts.changed))
    lean = [Text(f"{told}: see the report.")] if told else []
    return [Text(headline(facts)), Text(), table, *lean]


def _fitting(facts: Facts, width: int) -> Table:
    """The comparison with as many outcomes as a terminal of this width holds uncut."""
    console = Console(width=1000)
    made = [_compare_table(facts, shown) for shown in CHOICES]
    fits = [table for table in made if console.measure(table).maximum <= width]
    return fits[0] if fits else made[-1]


def print_result(result: StudyResult, console: Console | None = None) -> None:
    """Print a result's sentence and table."""
    console = console or Console()
    for part in result_tables(result, console.width):
        console.print(part)


def _empty(title: str) -> Table:
    return Table(
        title=Text(title), title_justify="left", title_style="", box=box.SIMPLE_HEAD, pad_edge=False
    )


def _figures_column(table: Table, head: str) -> None:
    table.add_column(Text(head), justify="right", no_wrap=True)


def _text(made: Cell) -> Text:
    text = Text(made.main, style=STYLES[made.tone])
    if made.below and made.below != UNDEFINED:
        text.append(f"\n{made.below}", style="dim")
    return text


def _compare_table(facts: Facts, shown: tuple[str, ...]) -> Table:
    table = _empty(f"Difference from “{facts.label}”, mean and 95 % interval; {facts.setting}")
    table.add_column("Scenario", width=SCENARIO_WIDTH, overflow="fold")
    for name in shown:
        unit = scale_of(outcomes()[name]).difference_unit
        short = "% points" if unit == "percentage points" else unit
        _figures_column(table, f"{title_of(name)}\n{short}")
    _figures_column(table, "Cost, £ per\nresident-week")
    _figures_column(table, "£ for each\npoint")
    table.add_row(
        Text(f"{facts.label} (level)", style="dim"),
        *(
            Text(level_cell(facts.level(name), outcomes()[name]).main, style="dim")
            for name in shown
        ),
        Text(pounds(facts.level(COST).mean), style="dim"),
        "",
    )
    for arm in facts.arms:
        label = Text(arm.label)
        for mark in marks(arm):
            label.append(f"\n{mark}", style="red")
        table.add_row(
            label,
            *(_text(difference_cell(arm.difference(name), outcomes()[name])) for name in shown),
            _text(cost_cell(arm.difference(COST))),
            _text(per_point_cell(arm)),
        )
    return table


def _run_table(facts: Facts) -> Table:
    table = _empty(f"“{facts.label}”; {facts.setting}; sd: between homes")
    table.add_column("Outcome", overflow="fold")
    for head in ("Mean", "95 % interval", "sd"):
        _figures_column(table, head)
    table.add_column("Unit", overflow="fold")
    for name in RUN_SHOWN:
        made = facts.levels.get(name)
        if made is None:
            continue
        outcome = outcomes()[name]
        scale = scale_of(outcome)
        cell = level_cell(made, outcome)
        told = cell.main != "too few"
        table.add_row(
            outcome.title,
            cell.main,
            interval(scale.factor * made.low, scale.factor * made.high, scale.decimals)
            if told
            else UNDEFINED,
            number(scale.factor * made.sd, scale.decimals) if told else UNDEFINED,
            scale.unit,
        )
    return table
