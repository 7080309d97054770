"""What one browser tab holds: its own choices, its own home, and what went wrong last.

Sliders, buttons and playing act from threads of their own; whatever touches the home does so under
the session's lock, and a change is a function of the choices as they are when its turn comes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import solara

from carehome_sim.errors import CarehomeError, InputError
from carehome_sim.explore.choices import Choices, beginning
from carehome_sim.explore.floor_plan import COLOURINGS
from carehome_sim.explore.live import LiveHome

STRIDES = {"an hour": 1, "a day": 24, "a week": 168}
SPEEDS = {"slow": 1.0, "medium": 0.4, "fast": 0.1}  # seconds between steps
FIRST_HOUR = 9  # the page opens as the first measured morning is under way


@dataclass(frozen=True, slots=True)
class Opening:
    """What the server was started with: a scenario file, whose luck, where results are."""

    file: Path
    seed: int | None = None
    home: int = 0
    results: Path = Path("results")


class Session:
    """The state of one tab, as values that the page redraws on; nothing is shared between tabs.

    ``turn`` counts whatever happened to the home, refused changes included.
    """

    def __init__(self, opening: Opening) -> None:
        """Open the scenario file the server was started with."""
        first = beginning(opening.file, seed=opening.seed, home=opening.home)
        self.opening = opening
        self.lock = threading.RLock()
        self.choices = first
        self.model = LiveHome(first, hours=FIRST_HOUR)
        self.saved: str | None = None
        self.turn = solara.reactive(0)
        self.playing = solara.reactive(False)
        self.error = solara.reactive("")
        self.said = solara.reactive("")
        self.colouring = solara.reactive(next(iter(COLOURINGS)))
        self.chosen: solara.Reactive[tuple[str, int] | None] = solara.reactive(None)
        self.stride = solara.reactive(next(iter(STRIDES)))
        self.speed = solara.reactive("medium")
        self.folder: solara.Reactive[str | None] = solara.reactive(None)
        self._watched = _watched_here()

    def redraw(self) -> None:
        """Let the page know that the home, or what may be done with it, is another."""
        self.turn.value = self.turn.peek() + 1

    def attempt(self, work: Callable[[], None]) -> None:
        """Do something that may be refused, and say so on the page if it is."""
        self.error.value = self.said.value = ""
        try:
            with self.lock:
                work()
        except CarehomeError as error:
            self.error.value = str(error)
        except (OSError, OverflowError, ValueError) as error:
            self.error.value = f"That did not work: {error}"
        self.redraw()

    def change(self, move: Callable[[Choices], Choices]) -> None:
        """Live the home again with other choices, up to the hour that is on the screen."""

        def work() -> None:
            choices = move(self.choices)
            if choices == self.choices:
                return
            self._live_again(choices, self.model.hours)
            self.saved = None

        self.attempt(work)

    def _live_again(self, choices: Choices, hours: int) -> None:
        before = self.model
        made = LiveHome(choices, hours=max(1, hours), reference=before.reference)
        self.choices, self.model = choices, made
        before.close()

    def begin_from(self, file: Path) -> None:
        """Begin from another scenario file, with the seed that is on the screen."""

        def first(choices: Choices) -> Choices:
            if not file.is_file():
                raise InputError(file=file, problem="is no file")
            return beginning(file, seed=choices.seed, home=choices.home)

        self.change(first)

    def step(self) -> None:
        """Let an hour, a day or a week pass."""
        with self.lock:
            self.model.stride_h = STRIDES[self.stride.peek()]
            self.model.step()
        self.redraw()

    def reset(self) -> None:
        """Begin the measured period again; the levers stay as they are."""
        self.pause()
        self.attempt(lambda: self._live_again(self.choices, FIRST_HOUR))

    def play(self) -> None:
        """Step on until paused, until the end, or until nobody watches any more."""
        if not self.playing.peek():
            self.playing.value = True
            threading.Thread(target=self._play, name="plays a home", daemon=True).start()

    def pause(self) -> None:
        """Stop playing."""
        self.playing.value = False

    def _play(self) -> None:
        while self._watched() and not self.model.over:
            began = time.monotonic()
            with self.lock:  # a reset that came first is not overtaken
                if not self.playing.peek():
                    return
                self.step()
            time.sleep(max(0.02, SPEEDS[self.speed.peek()] - (time.monotonic() - began)))
        self.playing.value = False


def _watched_here() -> Callable[[], bool]:
    """Whether the browser tab of this session is still open (always so without a server)."""
    from solara.server import kernel_context

    if not kernel_context.has_current_context():
        return lambda: True
    context: Any = kernel_context.get_current_context()
    connected = kernel_context.PageStatus.CONNECTED

    def watched() -> bool:
        return not context.closed_event.is_set() and connected in context.page_status.values()

    return watched
