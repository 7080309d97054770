"""Small homes for the tests of the home room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from carehome_sim.evidence import default_values
from carehome_sim.home import Arm, codes
from carehome_sim.home.day import advance
from carehome_sim.home.engine import new_home, simulate_home
from carehome_sim.home.state import Home
from carehome_sim.scenario import Phase, load_scenario

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "scenarios"
NEVER = 1 << 20


def arm(days: int = 28, warmup_days: int = 0, **settings: float) -> Arm:
    """A home under the defaults but for ``section__field=value``."""
    given = {k.replace("__", "."): float(v) for k, v in settings.items()}
    assert given.keys() <= default_values().keys(), f"no such setting in {sorted(given)}"
    values = {**default_values(), **given}
    return Arm("test", values, (Phase(0, values),), warmup_days, days)


def arm_of_file(name: str, days: int, **settings: float) -> Arm:
    """A shipped scenario as an arm of so many days, in force from the first day."""
    scenario = load_scenario(SCENARIOS / f"{name}.toml")
    values = {**scenario.settings, **{k.replace("__", "."): float(v) for k, v in settings.items()}}
    return Arm(name, values, (Phase(0, values),), 0, days)


def weeks(homes: int = 4, days: int = 91, **settings: float) -> np.ndarray:
    """The weeks of some homes, one below the other."""
    made = arm(days, **settings)
    return np.concatenate(
        [simulate_home(made, seed=5, home=number).weeks for number in range(homes)]
    )


def share(rows: np.ndarray, part: str, whole: str) -> float:
    """One tally over another, over all weeks."""
    return float(rows[part].sum() / rows[whole].sum())


def lived(days: int, home: int = 0, **settings: float) -> Home:
    """A home after so many days."""
    made = new_home(arm(days, **settings), seed=5, home=home)
    advance(made, days * codes.HOURS_PER_DAY)
    return made


def differing(one: Home, other: Home) -> list[str]:
    """Names of state arrays (or of their fields) in which two homes differ in any bit."""
    found = []
    for array in one._fields:
        first, second = np.asarray(getattr(one, array)), np.asarray(getattr(other, array))
        for name, a, b in columns(array, first, second):
            if a.shape != b.shape or a.tobytes() != b.tobytes():
                found.append(name)
    return found


def columns(array: str, first: Any, second: Any) -> Iterator[tuple[str, Any, Any]]:
    """An array pair, field by field where it has fields (padding between fields is no state)."""
    names = first.dtype.names
    if names is None:
        yield array, first, second
        return
    for name in names:
        yield (
            f"{array}.{name}",
            np.ascontiguousarray(first[name]),
            np.ascontiguousarray(second[name]),
        )
