"""The panel of levers: what home it is, the four headline settings, all others by level."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import reacton.ipyvuetify as rv
import solara

from carehome_sim.evidence import Parameter, parameters
from carehome_sim.explore.choices import (
    HEADLINES,
    LEVELS,
    Choices,
    approaches_in_library,
    files_to_begin_from,
    levers_of,
)
from carehome_sim.explore.session import Session
from carehome_sim.report.figures.sensitivity import label_of

STEPS = 50
QUIET_S = 0.3  # a slider acts when it has been still for so long
MOST_SEED = 2**64 - 1
MOST_HOME = 999_999
LEVEL_WORDS = {
    "individual": "Residents themselves",
    "relationship": "Between residents and staff",
    "organisation": "The home",
    "society": "Outside the home",
}


def shown_value(parameter: Parameter, value: float) -> str:
    """A setting's value with its unit, as a label tells it."""
    words = {"0-1": " on a scale from 0 to 1", "share": " (share)"}
    unit = words.get(parameter.unit, f" {parameter.unit}")
    return f"{parameter.shown(value):g}{unit}"


@solara.component
def Lever(session: Session, name: str) -> None:
    """One setting: a slider, a list of words or a switch."""
    session.turn.get()
    parameter = parameters()[name]
    with session.lock:
        now = session.model.script.settings[name]
        usual = session.model.reference.scenario.settings[name]
    label = label_of(name)
    label = label[:1].upper() + label[1:]

    def move(value: float) -> None:
        session.change(lambda choices: choices.with_setting(name, value, usual))

    with solara.Div(classes=["lever"], attributes={"title": parameter.meaning}):
        if parameter.kind == "choice":
            words = list(parameter.choices)
            solara.Select(
                label=label,
                values=words,
                value=str(parameter.shown(now)),
                on_value=lambda word: move(float(words.index(word))),
            )
        elif parameter.kind == "switch":
            solara.Switch(label=label, value=bool(now), on_value=lambda on: move(float(on)))
        else:
            _Slider(session, parameter, label, now, usual, move)


class _Drag:
    """A slider under the hand: where it was moved to and is not acted on yet."""

    def __init__(self) -> None:
        self.timer: threading.Timer | None = None

    def let_go_later(self, act: Callable[[], None]) -> None:
        """Act when the slider has been still for a moment."""
        if self.timer is not None:
            self.timer.cancel()
        self.timer = threading.Timer(QUIET_S, act)
        self.timer.start()


@solara.component
def _Slider(
    session: Session, parameter: Parameter, label: str, now: float, usual: float, move: Any
) -> None:
    drag = solara.use_memo(_Drag, [])
    dragged, set_dragged = solara.use_state(now)

    def follow() -> None:
        if drag.timer is None:
            set_dragged(now)

    solara.use_effect(follow, [now, session.turn.value])
    whole = parameter.kind == "integer"
    step = 1.0 if whole else step_of(parameter)

    def dragged_to(given: float) -> None:
        value = float(round(given)) if whole else round(float(given), 10)
        by_itself = drag.timer is None and abs(value - on_grid(now, parameter, step)) < 1e-9
        if value == dragged or by_itself:  # a slider rounds a value between its marks
            return
        set_dragged(value)

        def act() -> None:
            drag.timer = None
            move(value)

        drag.let_go_later(act)

    moved = "" if now == usual else f" (filed: {parameter.shown(usual):g})"
    solara.Text(
        f"{label}: {shown_value(parameter, dragged)}{moved}",
        classes=["lever-label", *(["lever-moved"] if moved else [])],
    )
    rv.Slider(
        v_model=dragged,
        on_v_model=dragged_to,
        min=parameter.low,
        max=parameter.high,
        step=step,
        hide_details=True,
        dense=True,
        attributes={"aria-label": f"{label}, {parameter.unit}"},
    )


def on_grid(value: float, parameter: Parameter, step: float) -> float:
    """Where Vuetify's slider puts a value of its own accord: on the nearest mark."""
    offset = math.fmod(parameter.low, step)
    nearest = math.floor((value - offset) / step + 0.5) * step + offset
    decimals = len(f"{step:.12f}".rstrip("0").partition(".")[2])
    return round(min(nearest, parameter.high), decimals)


def step_of(parameter: Parameter) -> float:
    """A round step (1, 2 or 5 and noughts), at most a fiftieth of the range."""
    width = (parameter.high - parameter.low) / STEPS * (1.0 + 1e-9)
    power = 10.0 ** math.floor(math.log10(width))
    steps = (round(count * power, 12) for count in (1, 2, 5))
    return float(max(step for step in steps if step <= width))


@solara.component
def Origin(session: Session) -> None:
    """Which file the home begins from, whose luck it has."""
    session.turn.get()
    choices = session.choices
    files = solara.use_memo(lambda: files_to_begin_from(session.opening.file), [])
    short = short_titles(files)
    titles = {path.resolve(): title for title, path in short.items()}
    here = titles.get(choices.file.resolve(), choices.file.name)
    other, set_other = solara.use_state("")

    solara.Select(
        label="Home or model of care",
        values=[*short, *([here] if here not in short else [])],
        value=here,
        on_value=lambda title: session.begin_from(short.get(title, choices.file)),
    )
    with solara.Details(summary="Another file, seed, home"):
        solara.InputText(
            label="Scenario file on this computer",
            value=other,
            on_value=set_other,
            message="for example scenarios/family.toml",
        )
        solara.Button("Open", small=True, on_click=lambda: _open(session, other.strip()))
        _Whole(
            session,
            "Seed (whose luck)",
            choices.seed,
            MOST_SEED,
            lambda now, seed: replace(now, seed=seed),
        )
        _Whole(
            session,
            "Number of the home under that seed",
            choices.home,
            MOST_HOME,
            lambda now, home: replace(now, home=home),
        )


def short_titles(files: Mapping[str, Path]) -> dict[str, Path]:
    """Files by what stands before the colon of their titles, where that tells them apart."""
    fronts = [title.partition(":")[0] for title in files]
    return {
        title if fronts.count(front) > 1 else front: path
        for front, (title, path) in zip(fronts, files.items(), strict=True)
    }


def _open(session: Session, name: str) -> None:
    if name:
        session.begin_from(Path(name))
    else:
        session.error.value = "Name a scenario file to open."


@solara.component
def _Whole(
    session: Session,
    label: str,
    now: int,
    most: int,
    moved: Callable[[Choices, int], Choices],
) -> None:
    """A whole number from 0 on, typed; what is refused goes back to what holds."""
    typed, set_typed = solara.use_state(str(now))
    solara.use_effect(lambda: set_typed(str(now)), [now, session.turn.value])

    def take(text: str) -> None:
        set_typed(text)
        if text.strip().isdecimal() and int(text) <= most:
            session.change(lambda choices: moved(choices, int(text)))
        else:
            session.error.value = f"{label}: a whole number from 0 to {most}, not “{text}”."
            session.redraw()

    solara.InputText(label=label, value=typed, on_value=take)


@solara.component
def Approaches(session: Session) -> None:
    """Every approach that can be switched on, by level."""
    session.turn.get()
    library = solara.use_memo(approaches_in_library, [])
    with session.lock:
        choices = session.choices
        filed = {use.id for use in session.model.reference.scenario.interventions}
    on = (filed - choices.left_out) | choices.approaches

    def switch(name: str, wanted: bool) -> None:
        of_file = name in filed
        session.change(lambda now: now.with_approach(name, wanted, of_file=of_file))

    for level in LEVELS:
        of_level = {name: title for name, (title, where) in library.items() if where == level}
        if not of_level:
            continue
        solara.Text(LEVEL_WORDS[level], classes=["group-label"])
        for name, title in of_level.items():
            solara.Checkbox(
                label=title,
                value=name in on,
                on_value=lambda wanted, name=name: switch(name, wanted),
            )


@solara.component
def MoreSettings(session: Session) -> None:
    """All other levers, by level; a level's are made when it is opened."""
    opened, set_opened = solara.use_state("")
    for level in LEVELS:
        names = [parameter.name for parameter in levers_of(level)]
        word = LEVEL_WORDS[level]
        solara.Button(
            f"{'▾' if opened == level else '▸'} {word} ({len(names)})",
            text=True,
            small=True,
            on_click=lambda level=level: set_opened("" if opened == level else level),
            classes=["group-button"],
        )
        if opened == level:
            for name in names:
                Lever(session, name).key(name)


@solara.component
def LeverPanel(session: Session) -> None:
    """The whole panel, headline settings first."""
    session.turn.get()
    choices = session.choices
    Origin(session)
    solara.Text("Headline settings", classes=["panel-heading"])
    for name in HEADLINES:
        Lever(session, name).key(name)
    changed = len(choices.moved) + len(choices.approaches) + len(choices.left_out)
    solara.Button(
        f"Undo changes ({changed})",
        small=True,
        disabled=changed == 0,
        on_click=lambda: session.change(
            lambda now: Choices(file=now.file, seed=now.seed, home=now.home)
        ),
    )
    with solara.Details(summary="Approaches to switch on"):
        Approaches(session)
    with solara.Details(summary="More settings"):
        MoreSettings(session)
    solara.Text(
        "A change holds from the first measured day: the home is lived again with the same "
        "luck up to the hour on the screen.",
        classes=["panel-note"],
    )
