"""The pages as their users meet them: a real server, a real headless Chromium, no internet."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import carehome_sim as ch
from carehome_sim.scenario import library_folder, load_scenario

pytest.importorskip("solara")
sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the system package chromium"),
]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # the network is cut off
)
BASELINE = library_folder() / "baseline.toml"
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the server works in, with one result in it."""
    folder = tmp_path_factory.mktemp("explore")
    base = load_scenario(BASELINE, ("run.measured_days=28",), replicates=4)
    more = load_scenario(
        library_folder() / "more_hours.toml", ("run.measured_days=28",), replicates=4
    )
    ch.compare(base, [more], workers=1, out=folder / "results" / "hours")
    return folder


@pytest.fixture(scope="module")
def address(work: Path) -> Iterator[str]:
    """Where the server is."""
    command = [sys.executable, "-m", "carehome_sim", "explore", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, cwd=work, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        found = None
        while found is None:
            line = server.stderr.readline()
            assert line, "the server ended"
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        yield found.group(0)
        assert server.poll() is None, "the server died"
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[[], Any]]:
    """Opens the page in a new tab; afterwards no tab may have met an error."""
    tabs, wrong = [], []

    def one() -> Any:
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((address, "data:", "blob:", address.replace("http", "ws")))
                else wrong.append(f"asked {asked.url}")
            ),
        )
        page.goto(address)
        page.wait_for_selector("svg.plan .mark")
        tabs.append(page)
        return page

    yield one
    for page in tabs:
        page.context.close()
    assert wrong == []


def clock(page: Any) -> str:
    return str(page.locator(".clock-hour").inner_text() + page.locator(".clock-day").inner_text())


def choose(page: Any, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).first.click(force=True)
    page.locator(".menuable__content__active .v-list-item", has_text=value).first.click()


def step(page: Any, times: int = 1) -> None:
    for _ in range(times):
        before = clock(page)
        page.get_by_role("button", name="Step", exact=True).click()
        changes(page, before)


def changes(page: Any, before: str) -> None:
    page.wait_for_function(
        "before => document.querySelector('.clock-hour').innerText"
        " + document.querySelector('.clock-day').innerText !== before",
        arg=before,
    )


def figures(page: Any) -> dict[str, tuple[str, str]]:
    """Outcomes on the screen: of this home, and as filed."""
    rows = page.locator(".figures tbody tr")
    cells = [rows.nth(index).locator("td").all_inner_texts() for index in range(rows.count())]
    return {row[0]: (row[1], row[2]) for row in cells}


def press_slider(page: Any, lever: str, times: int) -> None:
    """Move a lever by keyboard; waits until the home was lived again."""
    panel = page.locator(".lever").filter(has_text=lever)
    panel.locator(".v-slider__thumb-container").first.focus()
    undo = page.get_by_text(re.compile("undo changes", re.IGNORECASE)).first.inner_text()
    for _ in range(times):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "before => ![...document.querySelectorAll('button')].some(b => b.innerText === before)",
        arg=undo,
    )


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def test_it_plays_steps_and_resets_with_the_network_cut_off(visit):
    page = visit()
    assert "day 1 of 365" in clock(page) and clock(page).startswith("08:00")
    assert page.locator("svg.plan .mark").count() > 30
    step(page)
    assert clock(page).startswith("09:00")
    choose(page, "A step is", "a day")
    step(page)
    assert "day 2" in clock(page)
    before = clock(page)
    page.get_by_role("button", name="Play").click()
    changes(page, before)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Reset").click()
    page.wait_for_function(
        "() => document.querySelector('.clock-day').innerText.includes('day 1 ')"
    )
    assert clock(page).startswith("08:00")


def test_more_hours_are_timelier_care_and_reset_keeps_the_lever(visit):
    page = visit()
    choose(page, "A step is", "a week")
    step(page, 2)
    here, filed = figures(page)["Timely care"]
    assert here == filed
    press_slider(page, "Care hours", 12)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.figures tbody tr')].some(({cells}) =>"
        " cells[0].innerText === 'Timely care' && cells[1].innerText !== cells[2].innerText)"
    )
    here, filed = figures(page)["Timely care"]
    assert number(here) > number(filed)
    told = page.locator(".lever-moved").first.inner_text()
    page.get_by_role("button", name="Reset").click()
    page.wait_for_function(
        "() => document.querySelector('.clock-day').innerText.includes('day 1 ')"
    )
    assert page.locator(".lever-moved").first.inner_text() == told


def test_opening_all_settings_changes_none(visit):
    page = visit()
    page.get_by_text("More settings").click()
    for group in ("Residents themselves", "Between residents and staff", "The home", "Outside"):
        page.get_by_role("button", name=f"▸ {group}").click()
        page.get_by_role("button", name=f"▾ {group}").wait_for()
        page.wait_for_timeout(1200)
        assert page.locator(".lever-moved").count() == 0
    assert page.get_by_text(re.compile("undo changes", re.IGNORECASE)).inner_text().endswith("(0)")


def test_playing_goes_on_over_pages_and_can_be_paused(visit):
    page = visit()
    page.get_by_role("button", name="Play").click()
    changes(page, clock(page))
    page.get_by_role("button", name="Assumptions").click()
    page.get_by_label("Search").wait_for()
    page.get_by_role("button", name="The home").click()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Play").wait_for()
    page.wait_for_timeout(500)
    before = clock(page)
    page.wait_for_timeout(1500)
    assert clock(page) == before
    page.get_by_role("button", name="Reset").click()
    page.wait_for_function(
        "() => document.querySelector('.clock-hour').innerText.startsWith('08:00')"
    )


def test_clicking_a_resident_tells_the_story_of_journey(visit):
    page = visit()
    step(page, 4)
    page.locator('[data-who="resident 7"]').dispatch_event("click")  # it may still be moving
    page.wait_for_selector('[data-story="resident 7"] .story-line')
    told = [" ".join(line.split()) for line in page.locator(".story-line").all_inner_texts()]
    story = ch.journey(load_scenario(BASELINE), resident=7, days=1)
    lines = [" ".join(f"{line.time} {line.text}".split()) for line in story.lines]
    assert told and told[0] in lines
    assert set(told) <= set(lines)


def test_everything_can_be_reached_by_keyboard(visit):
    page = visit()
    page.locator('[data-who="resident 3"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-story="resident 3"]')
    assert page.locator('svg.plan [tabindex="0"]').count() == 1
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-story="resident 4"]')
    worker = page.locator('[data-who^="staff"]').first
    who = worker.get_attribute("data-who")
    worker.focus()
    page.keyboard.press(" ")
    page.wait_for_selector(f'[data-story="{who}"]')
    assert page.locator("[data-who]:not([aria-label])").count() == 0


def test_a_saved_scenario_run_by_the_command_gives_the_numbers_on_the_screen(visit, work):
    page = visit()
    choose(page, "A step is", "a week")
    page.get_by_text("Approaches to switch on").click()
    page.get_by_text("More care hours", exact=True).click()
    page.wait_for_function(
        "() => document.body.innerText.toUpperCase().includes('UNDO CHANGES (1)')"
    )
    step(page, 2)
    page.get_by_label("File", exact=True).fill("mine.toml")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text(re.compile(r"Saved: .*mine\.toml")).wait_for()
    command = page.locator(".copy-text").inner_text()
    on_screen = figures(page)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("is there already").wait_for()
    done = subprocess.run(
        [sys.executable, "-m", "carehome_sim", *command.split()[1:], "--out", "again", "--quiet"],
        cwd=work,
        check=False,
    )
    assert done.returncode == 0
    home = ch.open_result(work / "again").runs.iloc[0]
    for title, name in (("Personalisation index", "personalisation_index"), ("Choice", "choice")):
        assert f"{home[name]:.1f}" == on_screen[title][0]
    assert f"{100 * home['timely_care']:.1f}" == on_screen["Timely care"][0]


def test_two_tabs_do_not_share_a_home(visit):
    one, other = visit(), visit()
    before = clock(other)
    step(one, 2)
    press_slider(one, "Care hours", 1)
    assert clock(other) == before and clock(one) != before
    assert other.locator(".lever-moved").count() == 0
    step(other)
    assert clock(other).startswith("09:00")


def test_results_open_and_what_is_wrong_is_said(visit):
    page = visit()
    page.get_by_role("button", name="Compare results").click()
    page.get_by_text("Difference from Baseline").first.wait_for()
    page.locator(".chart-box canvas").first.wait_for()
    assert page.locator(".chart-box canvas").count() == 3
    with page.expect_download() as found:
        page.get_by_text("CSV: differences").click()
    text = Path(found.value.path()).read_text(encoding="utf-8-sig")
    assert text.startswith("scenario,mean,low,high") and "More hours" in text
    page.get_by_label("Another folder of a result").fill("nowhere")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_text("is no folder of a result").wait_for()


def test_a_wrong_file_is_named_and_the_home_stays(visit, work):
    (work / "wrong.toml").write_text('title = "Wrong"\n[home]\nbeds = 4000\n', encoding="utf-8")
    page = visit()
    before = clock(page)
    page.get_by_text("Another file, seed, home").click()
    page.get_by_label("Scenario file on this computer").fill("wrong.toml")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_text("home.beds").first.wait_for()
    assert clock(page) == before
    step(page)


def test_every_assumption_has_its_source_on_the_page(visit):
    page = visit()
    page.get_by_role("button", name="Assumptions").click()
    page.get_by_label("Search").fill("rota_flexibility_01")
    page.keyboard.press("Enter")
    page.get_by_text("1 shown").wait_for()
    assert "Luff 2011" in page.locator(".assumptions").inner_text()
