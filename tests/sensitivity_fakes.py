"""Homes whose outcome is a function with a known answer, reached on the same path as real ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from carehome_sim.evidence import parameters
from carehome_sim.scenario import Study, load_study

ROOT = Path(__file__).parents[1]
FACTORS = (
    "leadership.leadership_01",
    "staffing.rota_flexibility_01",
    "staffing.staff_led_share_01",
    "home.homeliness_01",
)
COLUMNS = ("personalisation_index", "choice", "identity", "community")
Function = Callable[[np.ndarray[Any, Any], np.ndarray[Any, Any]], float]


def ishigami(x: np.ndarray[Any, Any], luck: np.ndarray[Any, Any]) -> float:
    a, b, c = -np.pi + 2 * np.pi * x[:3]
    return float(np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a))


def g_function(x: np.ndarray[Any, Any], luck: np.ndarray[Any, Any]) -> float:
    weights = np.array([0.0, 1.0, 4.5, 9.0])
    return float(np.prod((np.abs(4 * x - 2) + weights) / (1 + weights)))


def additive(x: np.ndarray[Any, Any], luck: np.ndarray[Any, Any]) -> float:
    """Slopes 3, 2, 1 and none; homes differ by 5, chance at a point by 2."""
    return float(x @ np.array([3.0, 2.0, 1.0, 0.0]) + 5 * luck[0] + 2 * luck[1])


def install(monkeypatch: Any, function: Function) -> None:
    """Let every home's outcome be a function of the factors, each from 0 to 1, and of luck."""
    known = [parameters()[name] for name in FACTORS]

    def simulate(arm: Any, *, seed: int, home: int, **given: Any) -> SimpleNamespace:
        now = arm.phases[-1].settings
        x = np.array([(now[one.name] - one.low) / (one.high - one.low) for one in known])
        place = np.frombuffer(x.tobytes(), np.uint64)
        of_home = np.random.Generator(np.random.Philox(key=seed, counter=home)).normal()
        here = np.random.Generator(np.random.Philox(key=home, counter=place[:4])).normal()
        return SimpleNamespace(value=function(x, np.array([of_home, here])))

    monkeypatch.setattr("carehome_sim.home.simulate_home", simulate)
    monkeypatch.setattr("carehome_sim.home.warmed_up", lambda arm, **given: None)
    monkeypatch.setattr("carehome_sim.home.warm_up_compiler", lambda: None)
    monkeypatch.setattr("carehome_sim.outcomes.row_columns", lambda: COLUMNS)
    monkeypatch.setattr(
        "carehome_sim.outcomes.home_row", lambda run: dict.fromkeys(COLUMNS, run.value)
    )


def study(
    folder: Path, factors: int, method: str, samples: int, replicates: int, more: str = ""
) -> Study:
    """A study of the first so many factors over their whole ranges."""
    path = folder / f"{method}.toml"
    base = (ROOT / "scenarios" / "baseline.toml").as_posix()
    tables = "".join(f'[[factors]]\nname = "{name}"\n' for name in FACTORS[:factors])
    path.write_text(
        f'kind = "study"\ntitle = "A known function"\nbase = "{base}"\n'
        f'outcomes = ["personalisation_index"]\n{more}\n'
        f'[method]\nname = "{method}"\nsamples = {samples}\nreplicates = {replicates}\n{tables}',
        encoding="utf-8",
    )
    return load_study(path)
