"""The bench: lets homes of several arms live side by side and hands back what was looked at.

An experiment writes its arms as scenarios are written and says what it wants to see of each home.
The bench lays the parameter set under trial beneath them, switches a mechanism off where that is
asked for, lets arms that begin alike share a warm-up, and remembers what it has simulated.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from carehome_sim.home import Arm, HomeRun, arm_of, room_for, warm_up_compiler
from carehome_sim.home.arm import drawn
from carehome_sim.home.codes import HOURS_PER_DAY
from carehome_sim.home.day import advance
from carehome_sim.home.engine import branched, record_of, warmed_up
from carehome_sim.home.state import Home
from carehome_sim.outcomes import home_row
from carehome_sim.scenario import Scenario, library_folder, load_scenario, with_settings
from carehome_sim.scenario.sector import sector_home
from carehome_sim.study.threads import usable_cores, worked_off

Look = Callable[[Home, HomeRun], Any]
LEAST_HOMES = 6
BEDS = "home.beds"


@dataclass(frozen=True, slots=True)
class Recipe:
    """An arm as an experiment writes it.

    ``text``: lines of a scenario file that extends ``extends`` (a shipped scenario). ``uses``:
    approaches, in force from measured day ``start_day`` up to ``end_day``, at full dose or at
    ``doses``. The arm is warmed up without its approaches, under its own text, or under the
    scenario it extends where ``from_base``. ``changed`` sets and ``like`` multiplies numbers of
    the model, whatever their ranges, from the first day on. ``borrowed`` settings of a sector
    sample come from another home of the sample.
    """

    text: str = ""
    extends: str = "baseline"
    uses: tuple[str, ...] = ()
    days: int = 365
    from_base: bool = False
    changed: tuple[tuple[str, float], ...] = ()
    like: tuple[tuple[str, float], ...] = ()
    doses: tuple[tuple[str, float], ...] = ()
    borrowed: tuple[str, ...] = ()
    start_day: int = 0
    end_day: int | None = None
    warmup_days: int | None = None

    def but(self, **more: Any) -> Recipe:
        """The same arm with something else about it."""
        return replace(self, **_paired(more))


def _paired(more: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value.items()) if isinstance(value, Mapping) else value
        for name, value in more.items()
    }


def recipe(text: str = "", **more: Any) -> Recipe:
    """A recipe; ``changed``, ``like`` and ``doses`` may be given as mappings."""
    return Recipe(text, **_paired(more))


@lru_cache(maxsize=512)
def _written(text: str, extends: str, run: str, uses: str) -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arm.toml"
        parent = (library_folder() / f"{extends}.toml").resolve().as_posix()
        path.write_text(
            f'title = "an arm"\nextends = "{parent}"\n{text}\n[run]\n{run}{uses}', encoding="utf-8"
        )
        return load_scenario(path)


def scenario_of(made: Recipe, *, approaches: bool = True) -> Scenario:
    """The scenario of a recipe, with its approaches or without."""
    run = f"measured_days = {made.days}\n"
    if made.warmup_days is not None:
        run += f"warmup_days = {made.warmup_days}\n"
    doses, uses = dict(made.doses), ""
    for name in made.uses if approaches else ():
        uses += f'[[interventions]]\nuse = "{name}"\nstart_day = {made.start_day}\n'
        uses += "" if made.end_day is None else f"end_day = {made.end_day}\n"
        uses += f"dose_01 = {doses[name]:.6f}\n" if name in doses else ""
    return _written(made.text, made.extends, run, uses)


def altered(arm: Arm, change: Callable[[dict[str, float]], dict[str, float]]) -> Arm:
    """The same arm with ``change`` made to each of its tables of settings."""

    def own(settings: Mapping[str, float] | None) -> Any:
        return None if settings is None else change(dict(settings))

    return replace(
        arm,
        before=own(arm.before),
        before_plain=own(arm.before_plain),
        phases=tuple(
            replace(
                phase,
                settings=own(phase.settings),
                plain=own(phase.plain),
                steps=tuple(replace(one, settings=own(one.settings)) for one in phase.steps),
            )
            for phase in arm.phases
        ),
    )


@dataclass
class Bench:
    """Where experiments are made, under one seed and one parameter set.

    ``draw`` are values of uncertain parameters in place of the registry's; ``off`` are values,
    whatever their ranges, that switch a mechanism off; ``size`` multiplies the homes that
    experiments ask for. ``sample_seed`` draws the settings of sector samples (None: ``seed``).
    ``homes_lived`` counts simulated homes of one arm.
    """

    seed: int = 1
    workers: int | None = None
    draw: Mapping[str, float] = field(default_factory=dict)
    off: Mapping[str, float] = field(default_factory=dict)
    size: float = 1.0
    sample_seed: int | None = None
    progress: Callable[[int], None] | None = None
    homes_lived: int = 0
    usual: Bench | None = None
    _seen: dict[Any, list[Any]] = field(default_factory=dict, repr=False)

    def without(self, off: Mapping[str, float]) -> Bench:
        """The same bench with a mechanism switched off; spreads stay those of the model."""
        return replace(self, off=dict(off), usual=self, homes_lived=0, _seen={})

    def with_luck(self, seed: int) -> Bench:
        """The same homes under other luck."""
        sample = self.seed if self.sample_seed is None else self.sample_seed
        return replace(self, seed=seed, sample_seed=sample, homes_lived=0, _seen={})

    def homes(self, wanted: int) -> int:
        """How many homes an experiment gets that asks for so many."""
        return max(LEAST_HOMES, round(wanted * self.size))

    def arm(self, made: Recipe) -> Arm:
        """The arm of a recipe under this bench's parameters."""
        scenario = scenario_of(made)
        plain = (
            scenario_of(Recipe(extends=made.extends, days=made.days))
            if made.from_base
            else (scenario_of(made, approaches=False))
        )
        if self.draw:
            scenario, plain = (with_settings(one, self.draw) for one in (scenario, plain))
        arm = arm_of(scenario, plain)
        if made.changed or made.like or self.off:
            arm = altered(arm, lambda settings: self._changed(settings, made))
        return arm

    def _changed(self, settings: dict[str, float], made: Recipe) -> dict[str, float]:
        settings |= dict(made.changed)
        for name, factor in made.like:
            settings[name] *= factor
        return settings | dict(self.off)

    def _drawn(self, arm: Arm, made: Recipe, home: int) -> Arm:
        """The arm as one home of a sample lives it."""
        if arm.sector is None:
            return arm
        seed = self.seed if self.sample_seed is None else self.sample_seed
        own = drawn(arm, seed=seed, home=home)
        if self.off or made.changed:
            fixed = dict(made.changed) | dict(self.off)
            own = altered(own, lambda settings: settings | fixed)
        if not made.borrowed:
            return own
        other = sector_home(arm.before, arm.sector, seed, home + 1)
        lent = {name: other[name] for name in made.borrowed}
        return altered(own, lambda settings: settings | lent)

    def lived(
        self,
        arms: Mapping[str, Recipe],
        homes: int,
        look: Look,
        *,
        events: bool = False,
        numbers: Sequence[int] | None = None,
    ) -> dict[str, list[Any]]:
        """What ``look`` saw of homes 0, 1, … of each arm, in that order.

        ``look`` is handed the home at its end and its record; with ``events`` the record holds
        the full list of events of the measured days. Arms that begin alike share each home's
        warm-up. What was looked at before is not simulated again. Where ``numbers`` are given,
        those homes live, in that order, whatever ``homes`` says.
        """
        wanted = tuple(range(self.homes(homes)) if numbers is None else numbers)
        chosen = () if numbers is None else (wanted,)
        key = look.__module__, look.__qualname__, events, *chosen
        missing = {
            name: one
            for name, one in arms.items()
            if len(self._seen.get((one, *key), ())) < len(wanted)
        }
        if missing:
            self._live(missing, wanted, look, events, key)
        return {name: self._seen[(one, *key)][: len(wanted)] for name, one in arms.items()}

    def _live(
        self,
        missing: Mapping[str, Recipe],
        wanted: Sequence[int],
        look: Look,
        events: bool,
        key: Any,
    ) -> None:
        warm_up_compiler()
        recipes = list(dict.fromkeys(missing.values()))
        groups = self._alike([(one, self.arm(one)) for one in recipes])
        seen: dict[Recipe, list[Any]] = {one: [None] * len(wanted) for one in recipes}

        def work(item: tuple[int, int], stop: threading.Event) -> None:
            at, group = item
            for one, found in self._home(groups[group], wanted[at], look, events, stop):
                seen[one][at] = found

        items = [(at, group) for at in range(len(wanted)) for group in range(len(groups))]
        for (_, group), _ in worked_off(work, items, self.workers or usable_cores()):
            self.homes_lived += len(groups[group])
            if self.progress is not None:
                self.progress(len(groups[group]))
        for one, found in seen.items():
            self._seen[(one, *key)] = found

    def _alike(self, pairs: list[tuple[Recipe, Arm]]) -> list[list[tuple[Recipe, Arm]]]:
        """Arms in groups that can share a warm-up."""
        groups: dict[Any, list[tuple[Recipe, Arm]]] = {}
        for number, (one, arm) in enumerate(pairs):
            alike: Any = number
            if arm.sector is None and not one.borrowed:
                plain = None if arm.before_plain is None else tuple(arm.before_plain.items())
                alike = (tuple(arm.before.items()), plain, arm.warmup_days, arm.measured_days)
            groups.setdefault(alike, []).append((one, arm))
        made = []
        for group in groups.values():
            room = room_for([arm for _, arm in group]) if len(group) > 1 else None
            made.append([(one, replace(arm, room=room)) for one, arm in group])
        return made

    def _home(
        self,
        group: Sequence[tuple[Recipe, Arm]],
        number: int,
        look: Look,
        events: bool,
        stop: threading.Event,
    ) -> list[tuple[Recipe, Any]]:
        found = []
        shared = len(group) > 1 and not events
        warm = None
        for one, arm in group:
            if stop.is_set():
                break
            own = self._drawn(arm, one, number)
            if shared:
                warm = warm or warmed_up(own, seed=self.seed, home=number)
                home = branched(warm, own)
            else:
                home = warmed_up(
                    own,
                    seed=self.seed,
                    home=number,
                    days_of_events=own.measured_days if events else 0,
                )
            home.house["events_on"] = 1 if events else 0
            advance(home, own.measured_days * HOURS_PER_DAY)
            found.append((one, look(home, record_of(home, own))))
        return found

    def rows(
        self, arms: Mapping[str, Recipe], homes: int, *, numbers: Sequence[int] | None = None
    ) -> dict[str, pd.DataFrame]:
        """Every outcome of each home of each arm, home by home ``(homes, outcomes)``."""
        lived = self.lived(arms, homes, outcomes_of, numbers=numbers)
        return {name: pd.DataFrame(rows) for name, rows in lived.items()}


def outcomes_of(home: Home, run: HomeRun) -> dict[str, float]:
    """Every outcome of one home."""
    return home_row(run)
