"""The panel of levers: what home it is, the four headline settings, all others by level."""

from __future__ import annotations

import asyncio
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import reacton.ipyvuetify as rv
import solara
import solara.lab

from carehome_sim.evidence import Parameter, parameters
from carehome_sim.explore.choices import (
    HEADLINES,
    LEVELS,
    approaches_in_library,
    files_to_begin_from,
    levers_of,
)
from carehome_sim.explore.session import Session
from carehome_sim.report.figures.sensitivity import label_of

STEPS = 50
QUIET_S = 0.3  # a slider acts when it has been still for so long
MOST_SEED = 2**64 - 1
LEVEL_WORDS = {
    "individual": "Residents themselves",
    "relationship": "Between residents and staff",
    "organisation": "The home",
    "society": "Outside the home",
}


def shown_value(parameter: Parameter, value: float) -> str:
    """A setting's value with its unit, as a label tells it."""
    unit = "" if parameter.unit in ("0-1", "switch", "choice") else f" {parameter.unit}"
    return f"{parameter.shown(value):g}{unit}"


@solara.component
def Lever(session: Session, name: str) -> None:
    """One setting: a slider, a list of words or a switch; it acts when it is let go."""
    parameter = parameters()[name]
    scenario = session.model.value.scenario
    usual = session.model.value.reference.scenario.settings[name]
    now = scenario.settings[name]
    label = label_of(name)
    label = label[:1].upper() + label[1:]

    def move(value: float) -> None:
        if value != now:
            session.change(session.choices.value.with_setting(name, value, usual))

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
            _Slider(parameter, label, now, usual, move)


@solara.component
def _Slider(parameter: Parameter, label: str, now: float, usual: float, move: Any) -> None:
    dragged, set_dragged = solara.use_state(now)
    solara.use_memo(lambda: set_dragged(now), [now])
    whole = parameter.kind == "integer"
    step = 1.0 if whole else _step(parameter)
    moved = "" if now == usual else f" (filed: {parameter.shown(usual):g})"
    solara.Text(
        f"{label}: {shown_value(parameter, dragged)}{moved}",
        classes=["lever-label", *(["lever-moved"] if moved else [])],
    )
    rv.Slider(
        v_model=dragged,
        on_v_model=lambda given: set_dragged(float(round(given)) if whole else round(given, 10)),
        min=parameter.low,
        max=parameter.high,
        step=step,
        hide_details=True,
        dense=True,
        attributes={"aria-label": f"{label}, {parameter.unit}"},
    )

    async def let_go() -> None:
        await asyncio.sleep(QUIET_S)
        move(dragged)

    solara.lab.use_task(let_go, dependencies=[dragged], raise_error=False)


def _step(parameter: Parameter) -> float:
    """A round step (1, 2 or 5 and noughts), at most a fiftieth of the range."""
    width = (parameter.high - parameter.low) / STEPS
    power = 10.0 ** math.floor(math.log10(width))
    return float(max(round_step * power for round_step in (1, 2, 5) if round_step * power <= width))


@solara.component
def Origin(session: Session) -> None:
    """Which file the home begins from, whose luck it has."""
    choices = session.choices.value
    files = solara.use_memo(lambda: files_to_begin_from(session.opening.file), [])
    titles = {path.resolve(): title for title, path in files.items()}
    here = titles.get(choices.file.resolve(), str(choices.file))
    other, set_other = solara.use_state("")

    solara.Select(
        label="Home or model of care",
        values=[*files, *([here] if here not in files else [])],
        value=here,
        on_value=lambda title: session.begin_from(files.get(title, choices.file)),
    )
    with solara.Details(summary="Another file, seed, home"):
        solara.InputText(
            label="Scenario file on this computer",
            value=other,
            on_value=set_other,
            message="for example scenarios/family.toml; press Enter",
        )
        solara.Button(
            "Open", small=True, on_click=lambda: session.begin_from(Path(other.strip() or "."))
        )
        solara.InputInt(
            label="Seed (whose luck)",
            value=choices.seed if choices.seed < 2**53 else 0,
            on_value=lambda seed: _with(session, seed=seed),
        )
        solara.InputInt(
            label="Home of that seed",
            value=choices.home,
            on_value=lambda home: _with(session, home=home),
        )


def _with(session: Session, **changed: int | None) -> None:
    if all(value is not None and 0 <= value <= MOST_SEED for value in changed.values()):
        session.change(replace(session.choices.value, **changed))
    else:
        session.error.value = "Seed and home are whole numbers from 0 on."


@solara.component
def Approaches(session: Session) -> None:
    """Every approach that can be switched on, by level."""
    library = solara.use_memo(approaches_in_library, [])
    choices = session.choices.value
    filed = {use.id for use in session.model.value.reference.scenario.interventions}
    on = (filed - choices.left_out) | choices.approaches
    for level in LEVELS:
        of_level = {name: title for name, (title, where) in library.items() if where == level}
        if not of_level:
            continue
        solara.Text(LEVEL_WORDS[level], classes=["group-label"])
        for name, title in of_level.items():
            solara.Checkbox(
                label=title,
                value=name in on,
                on_value=lambda wanted, name=name: session.change(
                    session.choices.value.with_approach(name, wanted, of_file=name in filed)
                ),
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
                Lever(session, name)


@solara.component
def LeverPanel(session: Session) -> None:
    """The whole panel, headline settings first."""
    choices = session.choices.value
    Origin(session)
    solara.Text("Headline settings", classes=["panel-heading"])
    for name in HEADLINES:
        Lever(session, name)
    changed = len(choices.moved) + len(choices.approaches) + len(choices.left_out)
    solara.Button(
        f"Undo changes ({changed})",
        small=True,
        disabled=changed == 0,
        on_click=lambda: session.change(
            replace(choices, moved={}, approaches=frozenset(), left_out=frozenset())
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
