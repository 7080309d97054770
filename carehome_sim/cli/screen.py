"""What goes to the terminal: documents and tables to standard output, the rest to the other."""

from __future__ import annotations

import json
import sys
import time
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

PIPED_WIDTH = 120
SECONDS_BETWEEN_LINES = 15.0
SECONDS_BEFORE_GUESS = 1.0


def say(message: str) -> None:
    """A note or message on standard error."""
    print(message, file=sys.stderr, flush=True)


def console() -> Console:
    """A console on standard output; as wide as the terminal, or wide enough for a file."""
    if sys.stdout.isatty():
        return Console()
    return Console(width=PIPED_WIDTH)


def print_json(document: Any) -> None:
    """One JSON document on standard output; NaN and infinity are refused, not printed."""
    print(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def duration(seconds: float) -> str:
    """A length of time as people say it."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} minutes"
    return f"{seconds / 3600:.1f} hours"


class Homes:
    """Shows homes done, homes in all and time left, on standard error; a context manager.

    In a terminal one line that moves; in a file a line now and then.
    """

    def __init__(self, *, quiet: bool, what: str = "Simulating") -> None:
        """Show nothing if ``quiet``."""
        self._quiet = quiet
        self._what = what
        self._bar: Progress | None = None
        self._told = time.monotonic()
        self._began_with: int | None = None

    def __enter__(self) -> Homes:
        """Begin."""
        if not self._quiet and sys.stderr.isatty():
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.completed:.0f} of {task.total:.0f} homes{task.fields[left]}"),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._bar.add_task(self._what, total=1, left="")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End, also after an error."""
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int, seconds: float) -> None:
        """So many homes of so many are done after so many seconds."""
        if self._quiet:
            return
        if self._began_with is None:
            self._began_with = done
        left = self._left(done, total, seconds)
        if self._bar is not None:
            task = self._bar.task_ids[0]
            self._bar.update(task, completed=done, total=max(total, 1), left=left)
        elif time.monotonic() - self._told >= SECONDS_BETWEEN_LINES:
            self._told = time.monotonic()
            say(f"{self._what}: {done} of {total} homes{left}")

    def _left(self, done: int, total: int, seconds: float) -> str:
        """Time left from the homes of this sitting; those found done took no time."""
        fresh = done - (self._began_with or 0)
        if fresh <= 0 or done >= total or seconds < SECONDS_BEFORE_GUESS:
            return ""
        return f", about {duration(seconds / fresh * (total - done))} left"
