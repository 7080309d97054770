"""Serves the pages from this machine; nothing is asked of any other."""

from __future__ import annotations

import os
import socket
import warnings
from pathlib import Path
from typing import Any

from carehome_sim.errors import CarehomeError, InputError

QUIET = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "carehome-sim",
    "SOLARA_ASSETS_PROXY": "True",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_KERNEL_CULL_TIMEOUT": "10m",
    "SOLARA_SESSION_SAME_SITE": "lax",
    "SOLARA_SESSION_HTTPS_ONLY": "False",
}


def free_port(host: str, wanted: int) -> int:
    """The port asked for, or any free one for 0; ``InputError`` where it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError as error:
            raise InputError(
                place=f"--host {host} --port {wanted}",
                problem=f"cannot be listened on ({error.strerror})",
                hint="Choose another port; 0 takes any that is free.",
            ) from error
        return int(probe.getsockname()[1])


def application(file: Path, *, seed: int | None, home: int, results: Path) -> Any:
    """The web application that opens with a scenario file; ``InputError`` without the extra.

    To be made once in a process. ``results`` is the folder in which finished results are.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import solara.server.app as solara_app
        import solara.server.starlette as starlette

        from carehome_sim.explore.app import open_with
        from carehome_sim.explore.session import Opening
    except ModuleNotFoundError as error:
        raise InputError(
            place="carehome explore",
            problem=f"needs the extra explore ({error.name} is missing)",
            hint="Install it: pip install 'carehome-sim[explore]', or make install.",
        ) from error
    open_with(Opening(file=file, seed=seed, home=home, results=results))
    solara_app.apps["__default__"] = solara_app.AppScript("carehome_sim.explore.app")
    return starlette.app


def serve(pages: Any, *, host: str, port: int) -> None:
    """Serve an application until interrupted."""
    import uvicorn

    warnings.filterwarnings("ignore", message="Cookies with samesite", category=UserWarning)
    try:
        uvicorn.run(pages, host=host, port=port, log_level="warning")
    except OSError as error:
        raise CarehomeError(f"The server stopped: {error}") from error
