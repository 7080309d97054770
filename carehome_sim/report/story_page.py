"""The page of a story: one HTML file by day and hour that asks for no network."""

from __future__ import annotations

from itertools import groupby

import jinja2
from markupsafe import Markup

from carehome_sim.home import codes
from carehome_sim.report.story import Line, Story

BAD_KINDS = {
    codes.EVENT_WORDS[kind]
    for kind in (codes.EV_MISSED, codes.EV_DISTRESS, codes.EV_INCIDENT, codes.EV_HOSPITAL)
}
BAD_ENDS = {codes.END_WORDS[codes.REFUSED]}


def line_class(line: Line) -> str:
    """The colour of a line: manner of care, a choice within it, or what went wrong."""
    if line.kind in BAD_KINDS or line.ended in BAD_ENDS:
        return "bad"
    if line.manner is not None:
        centred = line.manner == codes.MANNER_WORDS[codes.PERSON_CENTRED]
        return "centred" if centred else "first"
    return "choice" if line.ended is not None else "plain"


def story_page(
    story: Story, *, scenario: str, home: int, seed: int, from_day: int, days: int, command: str
) -> str:
    """The whole page as HTML; every text from a file or a person is escaped."""
    loader = jinja2.PackageLoader("carehome_sim.report", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    css = Markup(loader.get_source(environment, "report.css")[0])
    by_day = [
        (day, weekday, list(lines))
        for (day, weekday), lines in groupby(story.lines, lambda line: (line.day, line.weekday))
    ]
    last = from_day + days - 1
    between = "and" if days == 2 else "to"
    in_words = f"day {from_day}" if days == 1 else f"days {from_day} {between} {last}"
    return environment.get_template("story.html.j2").render(
        css=css,
        story=story,
        scenario=scenario,
        home=home,
        seed=seed,
        days=by_day,
        days_in_words=in_words,
        line_class=line_class,
        command=command,
    )
