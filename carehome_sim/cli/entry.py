"""Where ``carehome`` begins and ends: whatever happens becomes an exit code and a plain message.

0 done; 2 the input is wrong; 1 something else failed; 130 interrupted.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import typer

from carehome_sim.cli.app import app
from carehome_sim.cli.screen import say
from carehome_sim.errors import CarehomeError, Interrupted
from carehome_sim.scenario.names import nearest

# Typer brings a click of its own in some versions; this is the one it raises errors of.
UsageError: Any = typer.BadParameter.__bases__[0]

DONE, FAULT, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; the exit code. ``arguments`` are those of the process if None."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    _plain_text_streams()
    try:
        return _carried_out(given)
    except CarehomeError as error:
        say(f"carehome: {error}")
        return error.exit_code
    except UsageError as error:
        say(f"carehome: {_usage(error)}")
        return WRONG_INPUT
    except (KeyboardInterrupt, typer.Abort):
        say("carehome: stopped.")
        return Interrupted.exit_code
    except BrokenPipeError:
        _forget_output()
        return DONE
    except Exception as error:
        say(_fault(error, given))
        return FAULT


def _carried_out(given: list[str]) -> int:
    command = typer.main.get_command(app)
    code = command.main(args=given, prog_name="carehome", standalone_mode=False)
    sys.stdout.flush()
    if code == INTERRUPTED:  # some versions of Typer turn Ctrl-C into this code by themselves
        raise KeyboardInterrupt
    return int(code or DONE)


def _usage(error: Any) -> str:
    """A wrong use of the command line in one sentence, with where to read about it."""
    message = error.format_message().strip().rstrip(".")
    context = error.ctx
    path = "carehome" if context is None else context.command_path
    words = message.split("'")
    if message.startswith("No such command") and len(words) > 1 and context is not None:
        names = getattr(context.command, "commands", {})
        close = nearest(words[1], names)
        if close is not None and "Did you mean" not in message:
            message += f"; did you mean {close}?"
    if not message.endswith("?"):
        message += "."
    return f"{message} See {path} --help."


def _fault(error: Exception, given: Sequence[str]) -> str:
    """A short report of a fault of the program, with the full one in a file."""
    where = traceback.extract_tb(error.__traceback__)
    last = f" ({Path(where[-1].filename).name}, line {where[-1].lineno})" if where else ""
    what = str(error) or "no message"
    message = f"carehome: internal fault: {type(error).__name__}: {what}{last}."
    try:
        program = version("carehome-sim")
    except PackageNotFoundError:
        program = "not installed"
    full = "".join(
        [
            f"carehome {program}, Python {platform.python_version()}, {platform.platform()}\n",
            f"arguments: {list(given)!r}\n\n",
            *traceback.format_exception(error),
        ]
    )
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="carehome-fault-", suffix=".txt", delete=False
        ) as file:
            file.write(full)
    except OSError:
        return f"{message}\n{full}"
    return f"{message}\nThis is not your input's fault. Please report it with {file.name}"


def _plain_text_streams() -> None:
    """Write UTF-8 also where output goes to a file or an old Windows terminal."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with contextlib.suppress(OSError, ValueError):
                reconfigure(encoding="utf-8", errors="replace")


def _forget_output() -> None:
    """The reader of a pipe has left: nothing more is to be written when Python ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
