"""The unit of work: a few homes of one arm, small enough to lose, with an identity of its own.

A :class:`Unit` is a plain description that can be pickled and sent anywhere; :func:`run_unit`
turns it into numbers and does nothing else. Its identity (:attr:`Unit.key`) is a hash of
everything that decides those numbers and of nothing more: names, folders, drivers and machines
do not enter. How many homes a unit holds follows from days and beds alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from carehome_sim.home import Arm

BED_YEARS_PER_UNIT = 320  # eight years of a 40-bed home: well under a second of compiled work
DAYS_PER_YEAR = 365
USUAL_BEDS = 40


class Stop(Protocol):
    """Anything that can say that work should be given up (a ``threading.Event``)."""

    def is_set(self) -> bool:
        """Whether to stop before the next home."""
        ...


class Abandoned(Exception):
    """A unit was given up between two homes because somebody asked for it."""


def canonical_hash(content: Any) -> str:
    """SHA-256 (hexadecimal) of a JSON-able value, the same however its keys are ordered."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def program_hash() -> str:
    """SHA-256 of the rules of the home and of the code that reads outcomes from its record."""
    from carehome_sim.home import source_hash

    digest = hashlib.sha256(source_hash().encode())
    room = files("carehome_sim.outcomes")
    for entry in sorted(room.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith((".py", ".toml")):
            digest.update(entry.name.encode())
            digest.update(entry.read_bytes())
    return digest.hexdigest()


@cache
def program_version() -> str:
    """The version of this package."""
    return version("carehome-sim")


def arm_content(arm: Arm) -> dict[str, Any]:
    """Everything of an arm that decides its results, as JSON-able data (no name)."""
    return {
        "before": {name: float(value) for name, value in arm.before.items()},
        **_plain(arm.before_plain, "before_plain"),
        **_plain(arm.sector, "sector"),
        "phases": [
            {
                "start_day": int(phase.start_day),
                "settings": {name: float(value) for name, value in phase.settings.items()},
                **_plain(phase.plain, "plain"),
                **_plain(phase.fading, "fading"),
            }
            for phase in arm.phases
        ],
        "warmup_days": int(arm.warmup_days),
        "measured_days": int(arm.measured_days),
    }


def _plain(settings: Mapping[str, float] | None, key: str) -> dict[str, dict[str, float]]:
    """Settings without what has to be delivered, where there are any."""
    if settings is None:
        return {}
    return {key: {name: float(value) for name, value in settings.items()}}


def arm_from(name: str, content: Mapping[str, Any]) -> Arm:
    """The arm that :func:`arm_content` described, in plain dictionaries that can be pickled."""
    from carehome_sim.home import Arm
    from carehome_sim.scenario import Phase

    return Arm(
        name=name,
        before=dict(content["before"]),
        phases=tuple(
            Phase(
                phase["start_day"],
                dict(phase["settings"]),
                phase.get("plain"),
                phase.get("fading"),
            )
            for phase in content["phases"]
        ),
        warmup_days=content["warmup_days"],
        measured_days=content["measured_days"],
        before_plain=content.get("before_plain"),
        sector=content.get("sector"),
    )


@dataclass(frozen=True)
class Unit:
    """Homes ``first`` to ``first + homes - 1`` of arm number ``arm_index``.

    ``arm_hash`` is the hash of :func:`arm_content`; ``driver`` is how the homes are made to
    live, which changes no figure.
    """

    arm: Arm
    arm_index: int
    arm_hash: str
    seed: int
    first: int
    homes: int
    driver: str = "engine"

    @cached_property
    def key(self) -> str:
        """Identity: hash of settings, lengths, seed, homes and the program that runs them."""
        return canonical_hash(
            [
                self.arm_hash,
                self.seed,
                self.first,
                self.homes,
                program_hash(),
                program_version(),
            ]
        )

    @property
    def last(self) -> int:
        """The number of the home after the unit's last one."""
        return self.first + self.homes


def homes_per_unit(arm: Arm, driver: str = "engine") -> int:
    """How many homes of an arm make one unit; agents run one by one take a home at a time."""
    if driver != "engine":
        return 1
    beds = max(
        float(settings.get("home.beds", USUAL_BEDS))
        for settings in (arm.before, *(phase.settings for phase in arm.phases))
    )
    bed_years = beds * (arm.warmup_days + arm.measured_days) / DAYS_PER_YEAR
    return max(1, int(BED_YEARS_PER_UNIT / max(bed_years, 1.0)))


def units_of(arms: list[Arm], *, seed: int, first: int, last: int, driver: str) -> Iterator[Unit]:
    """Units that cover homes ``first`` to ``last - 1`` of every arm, lowest homes first."""
    hashes = [canonical_hash(arm_content(arm)) for arm in arms]
    sizes = [homes_per_unit(arm, driver) for arm in arms]
    starts = [
        (start, index) for index in range(len(arms)) for start in range(first, last, sizes[index])
    ]
    for start, index in sorted(starts):
        yield Unit(
            arm=arms[index],
            arm_index=index,
            arm_hash=hashes[index],
            seed=seed,
            first=start,
            homes=min(sizes[index], last - start),
            driver=driver,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """What a unit found: ``rows`` ``(homes, row columns)`` and ``series`` ``(homes, weeks,
    series columns)``, both float64.
    """

    rows: np.ndarray[Any, Any]
    series: np.ndarray[Any, Any]

    def hash(self) -> str:
        """SHA-256 of every bit of the figures and of their shapes."""
        digest = hashlib.sha256(repr((self.rows.shape, self.series.shape)).encode())
        digest.update(np.ascontiguousarray(self.rows).tobytes())
        digest.update(np.ascontiguousarray(self.series).tobytes())
        return digest.hexdigest()


def run_unit(unit: Unit, stop: Stop | None = None) -> Figures:
    """Simulate the homes of a unit one after another and read their outcomes.

    Pure but for time taken: the same unit gives the same bits on every machine and in every
    order. Raises :class:`Abandoned` between homes once ``stop`` is set.
    """
    from carehome_sim import home as home_room
    from carehome_sim import outcomes

    columns = outcomes.row_columns()
    rows, series = [], []
    for number in range(unit.first, unit.last):
        if stop is not None and stop.is_set():
            raise Abandoned
        run = home_room.simulate_home(unit.arm, seed=unit.seed, home=number, driver=unit.driver)
        row = outcomes.home_row(run)
        rows.append([row[name] for name in columns])
        series.append(outcomes.week_rows(run))
    return Figures(np.array(rows, dtype=np.float64), np.array(series, dtype=np.float64))
