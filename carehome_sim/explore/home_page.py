"""The page of one home: clock, plan, levers, charts, and the story of whoever is clicked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import solara
from mesa.visualization.solara_viz import ModelController
from mesa.visualization.utils import update_counter

from carehome_sim.evidence import outcomes
from carehome_sim.explore import charts
from carehome_sim.explore.choices import saved
from carehome_sim.explore.floor_plan import COLOURINGS, drawn, legend
from carehome_sim.explore.levers import LeverPanel
from carehome_sim.explore.live import LiveHome
from carehome_sim.explore.session import SPEEDS, STRIDES, Session
from carehome_sim.explore.vue import Chart, CopyBox, FloorPlan
from carehome_sim.explore.whereabouts import resident_places, staff_places
from carehome_sim.home import codes
from carehome_sim.report.story import Story, Teller, other, resident_story
from carehome_sim.report.story_page import line_class
from carehome_sim.report.story_staff import manager_story, worker_story
from carehome_sim.report.story_words import WEEKDAYS
from carehome_sim.report.words import number, plural, scale_of

CHART_PX = 250
MOST_NEWS = 7
FIGURES_SHOWN = (
    "personalisation_index",
    "choice",
    "identity",
    "community",
    "timely_care",
    "scrqol",
    "agitation_cmai",
    "warehoused_share",
    "incidents_per_1000_bed_days",
    "refused_capable_share",
    "staff_exhaustion",
    "staff_turnover_per_year",
    "agency_share",
    "cost_per_resident_week",
)


# ---- what is read off the home -------------------------------------------------------------


def clock_words(live: LiveHome) -> tuple[str, str]:
    """The hour on the screen, and the day in words."""
    hours = max(live.hours - 1, 0)
    day, hour = divmod(hours, codes.HOURS_PER_DAY)
    weekday = WEEKDAYS[day % codes.DAYS_PER_WEEK]
    clock = f"{hour:02d}:00 to {(hour + 1) % 24:02d}:00"
    return clock, f"{weekday}, day {day + 1} of {live.scenario.measured_days}"


def news(live: LiveHome) -> list[tuple[str, str, int]]:
    """What a visitor would notice of the last hour: class, sentence, resident (0: nobody)."""
    told = []
    teller = Teller(live.diary())
    events = live.notes.last
    shifts = events[events["kind"] == codes.EV_SHIFT]
    if len(shifts):
        told.append(
            (
                "shift",
                f"{plural(len(shifts), 'shift')} begin.".replace("1 shift begin", "1 shift begins"),
                0,
            )
        )
    for kind, look in (
        (codes.EV_DEATH, "grave"),
        (codes.EV_INCIDENT, "grave"),
        (codes.EV_HOSPITAL, "grave"),
        (codes.EV_ADMISSION, "plain"),
        (codes.EV_INSPECTION, "plain"),
        (codes.EV_MISSED, "grave"),
        (codes.EV_ANSWER, "plain"),
        (codes.EV_VISIT, "plain"),
    ):
        of_kind = events[events["kind"] == kind]
        if kind == codes.EV_INSPECTION and len(of_kind):
            rating = codes.RATING_WORDS[int(live.home.house[0]["rating"])]
            told.append((look, f"An inspection: rated {rating}.", 0))
            continue
        if kind == codes.EV_VISIT and len(of_kind) > 2:
            told.append((look, f"{len(of_kind)} residents have family visiting.", 0))
            continue
        for event in of_kind[:3]:
            sentence = other(teller, event)
            place = int(event["resident"]) + 1
            if sentence and place:
                told.append((look, f"Resident {place}: {sentence}", place))
    distressed = int(np.sum(events["kind"] == codes.EV_DISTRESS))
    if distressed:
        told.append(("grave", f"{plural(distressed, 'resident')} in distress.", 0))
    return told[:MOST_NEWS]


def story_of(live: LiveHome, chosen: tuple[str, int]) -> Story:
    """The day so far of whoever was clicked, in the words of ``carehome journey``."""
    kind, index = chosen
    diary = live.diary()
    if kind == "resident":
        return resident_story(diary, index - 1, column=index - 1)
    return manager_story(diary) if kind == "manager" else worker_story(diary, index - 1)


def figure_rows(live: LiveHome) -> list[tuple[str, str, str, str, str]]:
    """Outcomes so far: title, unit, of this home, of the home as filed, the difference."""
    mine, filed = live.figures.row, live.reference.figures.row
    made = []
    for name in FIGURES_SHOWN:
        outcome = outcomes()[name]
        scale = scale_of(outcome)
        here = scale.factor * mine.get(name, np.nan)
        there = scale.factor * filed.get(name, np.nan)
        decimals = max(scale.decimals, 1) if abs(here) < 100 else scale.decimals
        made.append(
            (
                outcome.title,
                scale.unit,
                number(here, decimals),
                number(there, decimals),
                number(round(here - there, decimals), decimals, sign=True)
                if np.isfinite(here - there)
                else number(None, 0),
            )
        )
    return made


# ---- parts of the page ---------------------------------------------------------------------


@solara.component
def Clock(session: Session) -> None:
    """Hour and day, who is here, what just happened."""
    update_counter.get()
    live = session.model.value
    clock, day = clock_words(live)
    house = live.home.house[0]
    staff = int(house["n_duty"])
    residents = int(np.sum(live.home.residents["present"]))
    with solara.Div(classes=["clock"]):
        solara.Text(clock, classes=["clock-hour"])
        solara.Text(day, classes=["clock-day"])
        solara.Text(
            f"{plural(residents, 'resident')}, {staff} staff on duty, "
            f"rated {codes.RATING_WORDS[int(house['rating'])]}",
            classes=["clock-people"],
        )
    with solara.Div(classes=["news"], attributes={"aria-live": "polite"}):
        for look, sentence, _ in news(live):
            solara.Text(sentence, classes=[f"news-{look}"])


@solara.component
def Controls(session: Session) -> None:
    """Mesa's controller, how far a step goes, and how fast it plays."""
    update_counter.get()
    with solara.Row(classes=["controls"], gap="16px"):
        ModelController(
            session.model,
            model_parameters=session.parameters,
            play_interval=session.play_interval,
            render_interval=session.render_interval,
            use_threads=session.use_threads,
        )
        solara.Select(
            label="A step is",
            values=list(STRIDES),
            value=session.stride.value,
            on_value=session.step_by,
            dense=True,
        )
        solara.Select(
            label="Speed",
            values=list(SPEEDS),
            value=session.speed.value,
            on_value=session.play_at,
            dense=True,
        )
        solara.Select(
            label="Bedrooms show",
            values=list(COLOURINGS),
            value=session.colouring,
            dense=True,
            classes=["colouring"],
        )
    if session.model.value.over:
        solara.Info("The measured period is over. Reset begins it again.", dense=True)


@solara.component
def Plan(session: Session) -> None:
    """The floor plan with its legend."""
    update_counter.get()
    live = session.model.value
    plan = drawn(live, session.colouring.value, session.chosen.value)

    def choose(who: dict[str, Any]) -> None:
        session.chosen.value = (str(who["kind"]), int(who["number"]))

    move_ms = min(300, session.play_interval.value - 20)
    FloorPlan(plan=plan, move_ms=move_ms, event_choose=choose)
    with solara.Div(classes=["legend"]):
        for colour, words in legend(session.colouring.value):
            with solara.Div(classes=["legend-item"]):
                solara.Div(classes=["swatch"], style={"background": colour})
                solara.Text(words)
    solara.Text(
        "Numbers in circles are residents, with a thick red ring when in distress this hour. "
        "Squares are staff: C carer, S senior or nurse, A agency, V activity coordinator, "
        "M manager; blue when the last act was person-centred, white with a broken line when "
        "the task came first, pale when waiting or on a round. Click anybody to follow them.",
        classes=["panel-note"],
    )


@solara.component
def Follow(session: Session) -> None:
    """The story of whoever was clicked; who can be followed, as a list."""
    update_counter.get()
    live = session.model.value
    residents = resident_places(live)
    people = [*residents, *staff_places(live, residents)]
    names = {person.name: (person.kind, person.number) for person in people}
    here = {who: name for name, who in names.items()}
    chosen = session.chosen.value
    solara.Select(
        label="Follow",
        values=["nobody", *names],
        value=here.get(chosen, "nobody") if chosen else "nobody",
        on_value=lambda name: session.chosen.set(names.get(name)),
        dense=True,
    )
    if chosen is None:
        solara.Text(
            "Click a resident or a worker on the plan, or choose one here, to read the story "
            "of the day: what fell due, who came, who decided, what was refused and why.",
            classes=["panel-note"],
        )
        return
    story = story_of(live, chosen)
    doing = next(
        (person.doing for person in people if (person.kind, person.number) == chosen), "not here"
    )
    with solara.Div(classes=["story"], attributes={"data-story": f"{chosen[0]} {chosen[1]}"}):
        solara.Text(f"{story.title}: {doing}", classes=["story-title"])
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
    update_counter.get()
    live = session.model.value
    with solara.Div(classes=["duty"]):
        for person in staff_places(live, resident_places(live)):
            with solara.Div(classes=["duty-line"]):
                solara.Text(person.name, classes=["duty-name"])
                manner = f" ({person.manner})" if person.manner else ""
                solara.Text(f"{person.doing}{manner}")


@solara.component
def FiguresTable(session: Session) -> None:
    """Outcomes so far beside those of the home as its file has it."""
    update_counter.get()
    live = session.model.value
    days = live.figures.days
    if not days:
        solara.Info(
            "Figures come with the first whole week. Step on by a week, or play.", dense=True
        )
        return
    rows = "".join(
        f"<tr><td>{title}</td><td class='num'>{here}</td><td class='num'>{there}</td>"
        f"<td class='num'>{gap}</td><td>{unit}</td></tr>"
        for title, unit, here, there, gap in figure_rows(live)
    )
    solara.HTML(
        unsafe_innerHTML=(
            f"<table class='figures'><caption>Over {days} measured days: one home, one run of "
            "luck</caption><thead><tr><th>Outcome</th><th>this home</th><th>as filed</th>"
            f"<th>difference</th><th>unit</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    )


@solara.component
def Charts(session: Session) -> None:
    """Charts of the whole weeks lived; drawn anew only when there is another week."""
    update_counter.get()
    live = session.model.value
    mine, filed = live.figures, live.reference.figures
    made = solara.use_memo(
        lambda: [
            ("Is care personal? The index and its parts", charts.index_chart(mine, filed)),
            ("Is there enough hand when it is wanted?", charts.day_chart(mine, filed)),
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
    update_counter.get()
    choices, live = session.choices.value, session.model.value
    name, set_name = solara.use_state("explored.toml")
    title, set_title = solara.use_state("Explored home")

    def save() -> None:
        def work() -> None:
            path = saved(
                choices, Path(name.strip() or "explored.toml"), title.strip() or "Explored home"
            )
            session.saved.value = str(path)
            session.said.value = f"Saved: {path}"

        session.attempt(work)

    ready = not choices.needs_saving or session.saved.value is not None
    solara.Text("Copy as command", classes=["panel-heading"])
    with solara.Div():
        if ready:
            CopyBox(
                text=choices.command(session.saved.value, live.figures.days),
                label="the command that gives these figures",
            )
            solara.Text(
                f"Home {choices.home} of its runs.parquet has the figures on the screen"
                + (f", over {live.figures.days} measured days." if live.figures.days else "."),
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
    update_counter.get()
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
