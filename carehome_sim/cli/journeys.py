"""``carehome journey``: one person's days, hour by hour, in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from rich.table import Table
from rich.text import Text

from carehome_sim.cli.compiling import compile_rules
from carehome_sim.cli.screen import console, print_json, say
from carehome_sim.cli.studies import command_line
from carehome_sim.errors import InputError
from carehome_sim.report.journeys import journey
from carehome_sim.report.story import Story
from carehome_sim.report.story_page import line_class, story_page
from carehome_sim.scenario import Scenario

STYLES = {"bad": "red", "centred": "blue", "choice": "dim", "first": "", "plain": ""}


@dataclass(frozen=True, slots=True)
class JourneyOptions:
    """Who is followed (``resident`` and ``staff`` count from 1), when, and how it is told."""

    resident: int | None
    staff: int | None
    manager: bool
    days: int
    from_day: int
    home: int
    html: Path | None
    quiet: bool
    as_json: bool


def tell_journey(scenario: Scenario, options: JourneyOptions) -> None:
    """Simulate one home and tell the days of one person in it."""
    if options.html is not None and options.html.is_dir():
        raise InputError(
            place="--html", given=str(options.html), problem="is a folder", allowed="a file name"
        )
    compile_rules(quiet=options.quiet)
    story = journey(
        scenario,
        resident=options.resident,
        staff=options.staff,
        manager=options.manager,
        days=options.days,
        from_day=options.from_day,
        home=options.home,
    )
    if options.html is not None:
        _write(story, scenario, options)
    if options.as_json:
        print_json(
            {
                "scenario": scenario.name,
                "seed": scenario.seed,
                "home": options.home,
                "from_day": options.from_day,
                "days_told": options.days,
                **story.document(),
            }
        )
        return
    if options.html is not None:
        if not options.quiet:
            say(f"Story: {options.html}")
        return
    _print(story, scenario, options)


def _write(story: Story, scenario: Scenario, options: JourneyOptions) -> None:
    page = story_page(
        story,
        scenario=scenario.title,
        home=options.home,
        seed=scenario.seed,
        from_day=options.from_day,
        days=options.days,
        command=command_line(),
    )
    assert options.html is not None
    try:
        options.html.parent.mkdir(parents=True, exist_ok=True)
        options.html.write_text(page, encoding="utf-8")
    except OSError as error:
        raise InputError(
            place="--html",
            given=str(options.html),
            problem=f"cannot be written ({error.strerror})",
            allowed="a file to write",
        ) from error


def _print(story: Story, scenario: Scenario, options: JourneyOptions) -> None:
    screen = console()
    screen.print(
        Text(f"{story.title} · {scenario.title} · home {options.home}", style="bold"),
        Text(story.about),
        sep="\n",
    )
    days = groupby(story.lines, lambda line: (line.day, line.weekday))
    for (day, weekday), lines in days:
        screen.print(Text(f"\nDay {day}, {weekday}", style="bold"))
        told = Table.grid(padding=(0, 2))
        for line in lines:
            look = line_class(line)
            indent = "  " if look == "choice" else ""
            told.add_row(f"  {indent}{line.time}", Text(line.text, style=STYLES[look]))
        screen.print(told)
        if day in story.ends:
            screen.print(Text(f"  {story.ends[day]}", style="italic"))
    if not story.lines:
        screen.print("\nNothing happened in these days.")
