"""What one browser tab holds: its own choices, its own home, and what went wrong last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import solara

from carehome_sim.errors import CarehomeError, InputError
from carehome_sim.explore.choices import Choices, beginning
from carehome_sim.explore.floor_plan import COLOURINGS
from carehome_sim.explore.live import LiveHome

STRIDES = {"an hour": 1, "a day": 24, "a week": 168}
SPEEDS = {"slow": 1000, "medium": 400, "fast": 120}
FIRST_HOUR = 9  # the page opens as the first measured morning is under way


@dataclass(frozen=True, slots=True)
class Opening:
    """What the server was started with: a scenario file, whose luck, where results are."""

    file: Path
    seed: int | None = None
    home: int = 0
    results: Path = Path("results")


class Session:
    """The state of one tab, as values that the page redraws on; nothing is shared between tabs."""

    def __init__(self, opening: Opening) -> None:
        """Open the scenario file the server was started with."""
        first = beginning(opening.file, seed=opening.seed, home=opening.home)
        self.opening = opening
        self.choices: solara.Reactive[Choices] = solara.reactive(first)
        self.model: solara.Reactive[LiveHome] = solara.reactive(LiveHome(first, hours=FIRST_HOUR))
        self.parameters = solara.reactive(_parameters(first, 1))
        self.error = solara.reactive("")
        self.said = solara.reactive("")
        self.saved: solara.Reactive[str | None] = solara.reactive(None)
        self.colouring = solara.reactive(next(iter(COLOURINGS)))
        self.chosen: solara.Reactive[tuple[str, int] | None] = solara.reactive(None)
        self.stride = solara.reactive(next(iter(STRIDES)))
        self.speed = solara.reactive("medium")
        self.play_interval = solara.reactive(SPEEDS["medium"])
        self.render_interval = solara.reactive(1)
        self.use_threads = solara.reactive(False)

    def attempt(self, work: Callable[[], None]) -> None:
        """Do something that may be refused, and say so on the page if it is."""
        self.error.value = self.said.value = ""
        try:
            work()
        except CarehomeError as error:
            self.error.value = str(error)
        except (OSError, OverflowError, ValueError) as error:
            self.error.value = f"That did not work: {error}"

    def change(self, choices: Choices) -> None:
        """Live the home again with other choices, up to the hour that is on the screen."""

        def work() -> None:
            before = self.model.value
            made = LiveHome(
                choices,
                hours=max(1, before.hours),
                stride_h=before.stride_h,
                reference=before.reference,
            )
            self.choices.value, self.saved.value = choices, None
            self.parameters.value = _parameters(choices, made.stride_h)
            self.model.value = made
            before.close()

        self.attempt(work)

    def begin_from(self, file: Path) -> None:
        """Begin from another scenario file, with the seed that is on the screen."""

        def work() -> None:
            if not file.is_file():
                raise InputError(file=file, problem="is no file")
            before = self.choices.value
            first = beginning(file, seed=before.seed, home=before.home)
            self.change(first)

        self.attempt(work)

    def step_by(self, stride: str) -> None:
        """Set how far a step goes."""
        self.stride.value = stride
        self.model.value.stride_h = STRIDES[stride]
        self.parameters.value = _parameters(self.choices.value, STRIDES[stride])

    def play_at(self, speed: str) -> None:
        """Set how fast steps follow one another."""
        self.speed.value = speed
        self.play_interval.value = SPEEDS[speed]


def _parameters(choices: Choices, stride_h: int) -> dict[str, object]:
    """What Mesa's controller makes a home of on reset: the levers stay as they are."""
    return {"choices": choices, "hours": FIRST_HOUR, "stride_h": stride_h}
