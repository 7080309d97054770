"""The unit of work: one home at one design point, with an identity of its own.

Its identity (:func:`unit_key`) is a hash of everything that decides its figures and of nothing
more: names, folders, drivers, machines and what else is in the study do not enter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from carehome_sim.home import Arm
    from carehome_sim.scenario import Step

KEY_BYTES = 16


class Unit(NamedTuple):
    """Home number ``home`` at design point number ``point``."""

    point: int
    home: int


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


def program() -> dict[str, str]:
    """What runs the homes: version, and hash of rules and of what reads outcomes."""
    return {"version": program_version(), "source_sha256": program_hash()}


def unit_key(identity: str, seed: int, home: int, made_by: Mapping[str, str]) -> bytes:
    """What a unit's figures are known by: its point's identity, seed, number and program."""
    text = f"{identity} {seed} {home} {made_by['version']} {made_by['source_sha256']}"
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).digest()


def arm_content(arm: Arm) -> dict[str, Any]:
    """Everything of an arm that decides its results, as JSON-able data (no name)."""
    return {
        "before": {name: float(value) for name, value in arm.before.items()},
        **_plain(arm.before_plain, "before_plain"),
        **_plain(arm.sector, "sector"),
        **({} if arm.room is None else {"room": list(arm.room)}),
        "phases": [
            {
                "start_day": int(phase.start_day),
                "settings": {name: float(value) for name, value in phase.settings.items()},
                **_plain(phase.plain, "plain"),
                **_steps(phase.steps),
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


def _steps(steps: Sequence[Step]) -> dict[str, list[dict[str, Any]]]:
    """One step for each approach that has to be delivered, where there are any."""
    if not steps:
        return {}
    made = [
        {
            "settings": {name: float(value) for name, value in step.settings.items()},
            "asked_h": step.asked_h,
            "deliverer": step.deliverer,
        }
        for step in steps
    ]
    return {"steps": made}


def arm_from(name: str, content: Mapping[str, Any]) -> Arm:
    """The arm that :func:`arm_content` described, in plain dictionaries that can be pickled."""
    from carehome_sim.home import Arm
    from carehome_sim.scenario import Phase, Step

    room = content.get("room")
    return Arm(
        name=name,
        before=dict(content["before"]),
        phases=tuple(
            Phase(
                phase["start_day"],
                dict(phase["settings"]),
                phase.get("plain"),
                tuple(Step(**step) for step in phase.get("steps", ())),
            )
            for phase in content["phases"]
        ),
        warmup_days=content["warmup_days"],
        measured_days=content["measured_days"],
        before_plain=content.get("before_plain"),
        sector=content.get("sector"),
        room=None if room is None else (int(room[0]), int(room[1])),
    )
