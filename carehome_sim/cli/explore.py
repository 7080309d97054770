"""``explore``: the home in the browser."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path

from carehome_sim.cli.compiling import compile_rules
from carehome_sim.cli.screen import say
from carehome_sim.errors import InputError
from carehome_sim.scenario import library_folder, load_scenario

OPENS_AFTER_S = 1.5
DEFAULT_RESULTS = Path("results")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def explore_home(
    scenario: str | None,
    *,
    seed: int | None,
    home: int,
    results: Path,
    host: str,
    port: int,
    browser: bool,
    quiet: bool,
) -> None:
    """Serve the pages until Ctrl-C; what is wrong with the scenario is said before."""
    file = library_folder() / "baseline.toml" if scenario is None else Path(scenario)
    load_scenario(file, seed=seed)
    if results != DEFAULT_RESULTS and not results.is_dir():
        raise InputError(place="--results", given=str(results), problem="is no folder")
    from carehome_sim.explore.server import application, free_port, serve

    chosen = free_port(host, port)
    pages = application(file, seed=seed, home=home, results=results)
    compile_rules(quiet=quiet)
    address = f"http://{host}:{chosen}/"
    say(f"The home is at {address} (Ctrl-C ends it).")
    if host not in LOOPBACK:
        say("Whoever reaches this address can open scenario files and results here, and save some.")
    if browser:
        threading.Timer(OPENS_AFTER_S, webbrowser.open, [address]).start()
    serve(pages, host=host, port=chosen)
