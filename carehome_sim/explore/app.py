"""The pages and what frames them. ``server`` says what they open with before it starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import solara

from carehome_sim.errors import CarehomeError
from carehome_sim.explore.assumptions_page import AssumptionsPage
from carehome_sim.explore.home_page import HomePage
from carehome_sim.explore.results_page import ResultsPage
from carehome_sim.explore.session import Opening, Session
from carehome_sim.scenario import library_folder

PAGES = ("The home", "Compare results", "Assumptions")
opening = Opening(file=library_folder() / "baseline.toml")


def open_with(given: Opening) -> None:
    """Say what new tabs open with."""
    global opening
    opening = given


def _session() -> tuple[Session | None, str]:
    """A session of a new tab, or why there is none (the file may have changed since the start)."""
    try:
        return Session(opening), ""
    except CarehomeError as error:
        return None, str(error)


@solara.component
def Page() -> Any:
    """One tab of a browser: a session of its own, and the page that is chosen in it."""
    session, problem = solara.use_memo(_session, [])
    page, set_page = solara.use_state(PAGES[0])
    solara.Title("carehome-sim")
    solara.Style(Path(__file__).with_name("page.css"))
    with solara.AppBar(), solara.Div(classes=["page-tabs"], attributes={"role": "navigation"}):
        for name in PAGES:
            solara.Button(
                name,
                text=True,
                on_click=lambda name=name: set_page(name),
                classes=["page-tab", *(["page-tab-here"] if page == name else [])],
            )
    with solara.AppBarTitle():
        solara.Text("carehome-sim")
    with solara.Div(classes=["page"]):
        if session is None:
            solara.Error(problem)
        elif page == PAGES[0]:
            HomePage(session)
        elif page == PAGES[1]:
            ResultsPage(session)
        else:
            AssumptionsPage()
