"""The page of one home: clock, plan, levers, charts, and the story of whoever is clicked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import solara

from carehome_sim.explore import charts
from carehome_sim.explore.choices import saved
from carehome_sim.explore.floor_plan import COLOURINGS, drawn, legend
from carehome_sim.explore.levers import LeverPanel
from carehome_sim.explore.session import SPEEDS, STRIDES, Session
from carehome_sim.explore.telling import clock_words, figure_rows, news, story_of
from carehome_sim.explore.vue import Chart, CopyBox, FloorPlan
from carehome_sim.explore.whereabouts import resident_places, staff_places
from carehome_sim.home import codes
from carehome_sim.report.story_page import line_class
from carehome_sim.report.words import number, plural

CHART_PX = 250


@solara.component
def Clock(session: Session) -> None:
    """Hour and day, who is here, what just happened."""
    session.turn.get()
    with session.lock:
        live = session.model
        clock, day = clock_words(live)
        house = live.home.house[0]
        staff, rating = int(house["n_duty"]), codes.RATING_WORDS[int(house["rating"])]
        residents = int(np.sum(live.home.residents["present"]))
        told = news(live)
    with solara.Div(classes=["clock"]):
        solara.Text(clock, classes=["clock-hour"])
        solara.Text(day, classes=["clock-day"])
        solara.Text(
            f"{plural(residents, 'resident')}, {staff} care staff on duty, "
            f"rated {rating} by the regulator",
            classes=["clock-people"],
        )
    polite = "off" if session.playing.value else "polite"
    with solara.Div(classes=["news"], attributes={"aria-live": polite}):
        for look, sentence in told:
            solara.Text(sentence, classes=[f"news-{look}"])


@solara.component
def Controls(session: Session) -> None:
    """Reset, play or pause, step; how far a step goes, how fast it plays.

    Mesa's own controller goes on playing a page that has gone and cannot refuse a reset; this one
    steps the same Mesa model.
    """
    session.turn.get()
    playing, over = session.playing.value, session.model.over
    with solara.Row(classes=["controls"], gap="12px"):
        solara.Button("Reset", color="primary", on_click=session.reset)
        solara.Button(
            "Pause" if playing else "Play",
            color="primary",
            on_click=session.pause if playing else session.play,
            disabled=over,
        )
        solara.Button("Step", color="primary", on_click=session.step, disabled=playing or over)
        solara.Select(label="A step is", values=list(STRIDES), value=session.stride, dense=True)
        solara.Select(label="Speed", values=list(SPEEDS), value=session.speed, dense=True)
        solara.Select(
            label="Bedrooms show",
            values=list(COLOURINGS),
            value=session.colouring,
            dense=True,
            classes=["colouring"],
        )
    with solara.Div():
        if over:
            solara.Text("The measured period is over; Reset begins it again.")


@solara.component
def Plan(session: Session) -> None:
    """The floor plan with its legend."""
    session.turn.get()
    with session.lock:
        plan = drawn(session.model, session.colouring.value, session.chosen.value)

    def choose(who: dict[str, Any]) -> None:
        session.chosen.value = (str(who["kind"]), int(who["number"]))

    FloorPlan(plan=plan, move_ms=int(900 * SPEEDS[session.speed.value]), event_choose=choose)
    with solara.Div(classes=["legend"]):
        for colour, words in legend(session.colouring.value):
            with solara.Div(classes=["legend-item"]):
                solara.Div(classes=["swatch"], style={"background": colour})
                solara.Text(words)
    solara.Text(
        "Numbers in circles are residents, with a thick orange ring when in distress this hour. "
        "Squares are staff: C carer, S senior carer or nurse, A agency, V activity coordinator, "
        "M manager; blue when the last act was person-centred, white with a broken line when "
        "the task came first, pale when waiting or on a round. Click anybody to follow them.",
        classes=["panel-note"],
    )


@solara.component
def Follow(session: Session) -> None:
    """The story of whoever was clicked; who can be followed, as a list."""
    session.turn.get()
    chosen = session.chosen.value
    with session.lock:
        residents = resident_places(session.model)
        people = [*residents, *staff_places(session.model, residents)]
        story = None if chosen is None else story_of(session.model, chosen)
    names = {person.name: (person.kind, person.number) for person in people}
    here = {who: name for name, who in names.items()}
    solara.Select(
        label="Follow",
        values=["nobody", *names],
        value=here.get(chosen, "nobody") if chosen else "nobody",
        on_value=lambda name: session.chosen.set(names.get(name)),
        dense=True,
    )
    if story is None or chosen is None:
        solara.Text(
            "Click a resident or a worker on the plan, or choose one here, to read the story "
            "of the day: what fell due, who came, who decided, what was refused and why.",
            classes=["panel-note"],
        )
        return
    doing = next(
        (person.doing for person in people if (person.kind, person.number) == chosen),
        "not here now",
    )
    name = here.get(chosen, story.title)
    with solara.Div(
        classes=["story"],
        attributes={
            "data-story": f"{chosen[0]} {chosen[1]}",
            "tabindex": "0",
            "role": "region",
            "aria-label": f"The day of {name}",
        },
    ):
        solara.Text(f"{name[:1].upper()}{name[1:]}: {doing}", classes=["story-title"])
        solara.Text(story.about, classes=["story-about"])
        for line in reversed(story.lines):
            with solara.Div(classes=["story-line", f"story-{line_class(line)}"]):
                solara.Text(line.time, classes=["story-time"])
                solara.Text(line.text)
        if not story.lines:
            solara.Text("Nothing has happened today so far.", classes=["panel-note"])


@solara.component
def OnDuty(session: Session) -> None:
    """What each worker on duty is doing, as a table."""
    session.turn.get()
    with session.lock:
        people = staff_places(session.model, resident_places(session.model))
    with solara.Div(classes=["duty"]):
        for person in people:
            with solara.Div(classes=["duty-line"]):
                solara.Text(person.name, classes=["duty-name"])
                manner = f" ({person.manner})" if person.manner else ""
                solara.Text(f"{person.doing}{manner}")


@solara.component
def FiguresTable(session: Session) -> None:
    """Outcomes so far beside those of the home as its file has it."""
    session.turn.get()
    with session.lock:
        mine, filed = session.model.figures, session.model.reference.figures
    if not mine.days:
        solara.Text(
            "Figures and charts come with the first whole week: step on by a week, or play.",
            classes=["panel-note"],
        )
        return
    rows = "".join(
        f"<tr><td>{title}</td><td class='num'>{here}</td><td class='num'>{there}</td>"
        f"<td class='num'>{gap}</td><td>{unit}</td></tr>"
        for title, unit, here, there, gap in figure_rows(mine.row, filed.row)
    )
    solara.HTML(
        unsafe_innerHTML=(
            f"<table class='figures'><caption>Over {mine.days} measured days: one home, one run "
            "of luck. Yearly rates and four-weekly scores say little in the first months."
            "</caption><thead><tr><th>Outcome</th><th>this home</th><th>as filed</th>"
            f"<th>difference</th><th>unit</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    )


@solara.component
def Charts(session: Session) -> None:
    """Charts of the whole weeks lived; drawn anew only when there is another week."""
    session.turn.get()
    with session.lock:
        mine, filed = session.model.figures, session.model.reference.figures
    made = solara.use_memo(
        lambda: [
            ("Is care personal? The index and its parts", charts.index_chart(mine, filed)),
            ("Are there enough staff when they are needed?", charts.day_chart(mine, filed)),
            ("Who decides?", charts.deciders_chart(mine, filed)),
            ("Do staff know the residents?", charts.knowledge_chart(mine, filed)),
            ("Are staff worn out?", charts.strain_chart(mine, filed)),
            ("Do posts stand empty?", charts.vacancy_chart(mine, filed)),
            ("What does it cost?", charts.cost_chart(mine, filed)),
        ],
        [id(mine), id(filed)],
    )
    if not mine.days:
        return
    leavers = mine.row.get("staff_turnover_per_year", np.nan)
    with solara.Div(classes=["charts"]):
        for title, option in made:
            with solara.Div(classes=["chart"]):
                solara.Text(title, classes=["chart-title"])
                Chart(option=option, label=title, height=CHART_PX)
                if title.startswith("Are staff"):
                    solara.Text(
                        f"Leavers so far: {number(leavers, 2)} a year for each post held.",
                        classes=["panel-note"],
                    )
    solara.Text(
        "Full lines: this home. Broken lines: the home as its file has it, with the same luck.",
        classes=["panel-note"],
    )


@solara.component
def Keep(session: Session) -> None:
    """The home on the screen as a command and as a file."""
    session.turn.get()
    with session.lock:
        choices, saved_as, days = session.choices, session.saved, session.model.figures.days
    name, set_name = solara.use_state("explored.toml")
    title, set_title = solara.use_state("Explored home")

    def save() -> None:
        def work() -> None:
            path = saved(session.choices, name.strip(), title.strip() or "Explored home")
            session.saved = str(path)
            session.said.value = f"Saved: {path.resolve()}"

        session.attempt(work)

    ready = not choices.needs_saving or saved_as is not None
    solara.Text("Copy as command", classes=["panel-heading"])
    with solara.Div():
        if ready:
            CopyBox(
                text=choices.command(saved_as, days),
                label="the command that gives these figures",
            )
            solara.Text(
                f"Home {choices.home} of its runs.parquet has the figures on the screen"
                + (f", over {days} measured days." if days else "."),
                classes=["panel-note"],
            )
        else:
            solara.Text(
                "Approaches stand in a file: save the scenario first, then the line is here.",
                classes=["panel-note"],
            )
    solara.Text("Save as scenario", classes=["panel-heading"])
    with solara.Row(gap="8px"):
        solara.InputText(label="File", value=name, on_value=set_name)
        solara.InputText(label="Title", value=title, on_value=set_title)
        solara.Button("Save", small=True, on_click=save)
        solara.FileDownload(
            lambda: choices.toml(title=title), filename=Path(name).name, label="Download"
        )


@solara.component
def HomePage(session: Session) -> None:
    """The page of one home."""
    session.turn.get()
    with solara.Sidebar(), solara.Div(classes=["levers"]):
        LeverPanel(session)
    with solara.Div(attributes={"aria-live": "assertive"}):  # what follows keeps its place
        if session.error.value:
            solara.Error(session.error.value, dense=True)
        if session.said.value:
            solara.Success(session.said.value, dense=True)
    Clock(session)
    Controls(session)
    with solara.Div(classes=["two-columns"]):
        with solara.Div(classes=["wide"]):
            Plan(session)
        with solara.Div(classes=["narrow"]):
            Follow(session)
    with solara.Details(summary="On duty now: who is doing what"):
        OnDuty(session)
    FiguresTable(session)
    Charts(session)
    Keep(session)
