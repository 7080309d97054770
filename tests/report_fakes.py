"""Results of made-up homes, written and opened as real ones are, for the report to tell of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from carehome_sim.evidence import default_values, outcomes
from carehome_sim.outcomes import row_columns, series_columns
from carehome_sim.study.result import StudyResult
from carehome_sim.study.tables import RUNS, SERIES, TableWriter

LEVELS = {
    "personalisation_index": 38.0,
    "choice": 31.0,
    "identity": 42.0,
    "community": 41.0,
    "timely_care": 0.91,
    "scrqol": 0.77,
    "agitation_cmai": 46.0,
    "cost_per_resident_week": 1040.0,
    "cost_council_per_resident_week": 520.0,
    "cost_self_funder_per_resident_week": 480.0,
    "cost_provider_per_resident_week": 30.0,
    "cost_nhs_per_resident_week": 10.0,
    "one_off_cost_per_bed": 0.0,
    "refused_capable_share": 0.02,
}
DECIDED = {"resident": 0.55, "shared": 0.2, "family": 0.05, "practitioner": 0.2}
DAY = [0.2] * 6 + [0.7, 1.6, 2.0, 1.3, 0.9, 0.8, 1.3, 1.0, 0.7, 0.7, 0.8, 1.3, 1.0, 1.0, 1.3, 0.9]
DAY += [0.4, 0.3]


def _cell(name: str, gain: float, luck: np.ndarray[Any, Any]) -> float:
    """A made-up figure that moves with ``gain`` (0 nothing, 1 a lot) and with luck."""
    outcome, _, group = name.partition("__")
    if name.startswith("n_"):
        return 120.0
    if name.startswith("hour"):
        hour, kind = int(name[4:6]), name[7:]
        even = 1.0 if 7 <= hour < 21 else 0.4
        supply = 160 * (even + gain * 0.4 * (DAY[hour] - even))
        return {"demand_min": 170 * DAY[hour] * (1 + 0.02 * luck[0]), "supply_min": supply}.get(
            kind, supply / 36
        )
    if outcome.startswith("decided_"):
        kind = outcome.removeprefix("decided_").removeprefix("by_").removesuffix("_share")
        severity = ("none", "mild", "moderate", "severe").index(group.rpartition("_")[2] or "none")
        give = 0.15 * severity * (1 - 0.4 * gain)
        moved = {"resident": -give, "practitioner": give}.get(kind, 0.0)
        return DECIDED[kind] + moved
    known = outcomes()[outcome]
    sign = {"higher": 1.0, "lower": -1.0, "neither": 0.0}[known.better]
    level = LEVELS.get(outcome, 0.3 if known.unit.startswith("share") else 1.0)
    spread = 0.1 * level * luck[hash_of(outcome) % len(luck)]
    if known.group == "money":
        return level + spread * 0.3 + gain * level * (0.03 * luck[2] + 0.05)
    part = {"": 1.0, "worst_fifth": 0.6, "severity_severe": 0.8}.get(group, 0.95)
    return part * (level + sign * gain * level * (0.2 + 0.05 * luck[1])) + spread


def hash_of(text: str) -> int:
    """A number that a name always gives."""
    return sum(position * ord(letter) for position, letter in enumerate(text, 1))


def make_result(
    folder: Path,
    gains: dict[str, float],
    *,
    homes: int = 20,
    weeks: int = 52,
    titles: dict[str, str] | None = None,
    undefined: tuple[str, ...] = (),
    about: dict[str, dict[str, Any]] | None = None,
) -> StudyResult:
    """A finished result with an arm for each of ``gains``, the first being the baseline."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = tuple(name for name in row_columns())
    luck = np.random.Generator(np.random.Philox(7)).normal(size=(homes, 16))
    numbers = np.arange(homes)
    with TableWriter(folder / RUNS, columns, 512) as table:
        for arm, gain in gains.items():
            cells = [
                [np.nan if name in undefined else _cell(name, gain, luck[home]) for name in columns]
                for home in numbers
            ]
            table.add(arm, numbers, np.array(cells, dtype=np.float64))
    names = series_columns()
    with TableWriter(folder / SERIES, names, 8192) as table:
        for arm, gain in gains.items():
            for home in numbers:
                rows = np.array(
                    [
                        [
                            week
                            if name == "week"
                            else _cell(name, gain * min(1.0, week / 20), luck[home])
                            + (luck[home, week % 16] if name == "personalisation_index" else 0.0)
                            for name in names
                        ]
                        for week in range(1, weeks + 1)
                    ],
                    dtype=np.float64,
                )
                table.add(arm, np.full(weeks, home), rows)
    return StudyResult(folder, manifest_of(gains, homes, weeks, titles or {}, about or {}))


def manifest_of(
    gains: dict[str, float],
    homes: int,
    weeks: int,
    titles: dict[str, str],
    about: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    """A manifest as the study room writes it."""
    kind = "run" if len(gains) == 1 else "compare"
    return {
        "format": 1,
        "status": "finished",
        "kind": kind,
        "command": f"carehome {kind} " + " ".join(f"{name}.toml" for name in gains),
        "seed": 1,
        "replicates": homes,
        "warmup_days": 182,
        "measured_days": weeks * 7,
        "driver": "engine",
        "arms": [
            {
                "name": name,
                "title": titles.get(name, name.replace("_", " ").capitalize()),
                "interventions": [],
                "changes": [],
                **about.get(name, {}),
            }
            for name in gains
        ],
        "program": {"version": "0.1.0", "source_sha256": "0" * 64},
        "platform": {
            "python": "3.11.7",
            "system": "Linux",
            "machine": "x86_64",
            "cores": 2,
            "packages": {"numpy": "2.4.6", "numba": "0.68.1"},
        },
        "timings": {"started_utc": "2026-11-24T02:00:00+00:00", "workers": 2, "seconds": 61.5},
        "inputs_sha256": "1" * 64,
        "inputs": {
            "kind": kind,
            "seed": 1,
            "replicates": homes,
            "arms": [{"name": name, "before": default_values()} for name in gains],
        },
        "units": {"total": 12},
    }


CHANGE = {
    "name": "staffing.rota_flexibility_01",
    "meaning": "Rota flexibility, demand-led: share of care hours whose start may move.",
    "unit": "0-1",
    "before": 0.2,
    "after": 0.8,
    "start_day": 0,
    "why": "scenario",
    "grade": "C",
    "source": "assumed: 8-to-8 shifts prevail (Luff 2011), little moves",
}

HEADLINE = {
    "baseline": 0.0,
    "flexible_rota": 0.5,
    "more_hours": 0.35,
    "better_leadership": 0.4,
    "proportionate_regulation": 0.08,
    "all_remedies": 1.0,
}
HEADLINE_TITLES = {
    "baseline": "Baseline: a 40-bed residential home",
    "flexible_rota": "A rota that follows demand",
    "more_hours": "Twenty-four minutes more care a day",
    "better_leadership": "Better leadership",
    "proportionate_regulation": "Proportionate regulation of risk",
    "all_remedies": "All remedies together",
}
