"""The manifest: what a result is made of, what made it, and the command that makes it again."""

from __future__ import annotations

import json
import os
import platform
import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from carehome_sim.errors import DamagedResult
from carehome_sim.study.chunks import Fault
from carehome_sim.study.folder import trouble, write_json
from carehome_sim.study.plan import Plan, inputs_hash

NAME = "manifest.json"
FORMAT = 1
RUNNING, FINISHED = "running", "finished"
PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "pandas", "pyarrow", "mesa")


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def machine() -> dict[str, Any]:
    """The versions and the machine that figures came from."""
    packages = {}
    for name in PACKAGES:
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = "not installed"
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "packages": packages,
    }


def repeating_command(plan: Plan) -> str:
    """The command that makes the result again from the scenario files of the same names."""
    words = ["carehome", plan.kind]
    words += [f"{entry['name'].partition(' (')[0]}.toml" for entry in plan.about]
    words += ["--replicates", str(plan.replicates), "--seed", str(plan.seed)]
    if plan.precision is not None:
        words += ["--precision", str(plan.precision)]
    return shlex.join(words)


def begun(plan: Plan, *, command: str | None, driver: str, workers: int) -> dict[str, Any]:
    """The manifest of a study that is about to begin."""
    first = plan.points.arm(0)
    return {
        "format": FORMAT,
        "status": RUNNING,
        "kind": plan.kind,
        "command": command or repeating_command(plan),
        "seed": plan.seed,
        "replicates": plan.replicates,
        "warmup_days": first.warmup_days,
        "measured_days": first.measured_days,
        "driver": driver,
        "arms": plan.about,
        "program": plan.inputs["program"],
        "platform": machine(),
        "timings": {"started_utc": now(), "workers": workers},
        "inputs_sha256": inputs_hash(plan.inputs),
        "inputs": plan.inputs,
    }


def write(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Put a manifest in its place, whole."""
    write_json(folder / NAME, manifest)


def write_faults(path: Path, plan: Plan, faults: Sequence[Fault]) -> None:
    """Keep what went wrong beside the study: each unit that failed, why, and where."""
    found = [
        {
            "point": fault.unit.point,
            "name": plan.points.name(fault.unit.point),
            "home": fault.unit.home,
            "error": fault.error,
            "trace": fault.trace,
        }
        for fault in faults
    ]
    write_json(path, {"seed": plan.seed, "faults": found})


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a result folder; says plainly when there is none or it is damaged."""
    path = folder / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        what = "there is no such folder"
        if folder.exists():
            what = "holds no result" if folder.is_dir() else "is a file, not a result’s folder"
        raise trouble(folder, f"{what} (no {NAME}).") from None
    except UnicodeDecodeError:
        raise DamagedResult(f"{path}: damaged, it is not text.") from None
    except OSError as error:
        raise trouble(folder, f"{NAME} cannot be read ({error.strerror}).") from None
    try:
        manifest = json.loads(text)
    except ValueError as error:
        raise DamagedResult(f"{path}: damaged, it is not JSON ({error}).") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DamagedResult(f"{path}: not a manifest of this program's format {FORMAT}.")
    missing = {"status", "kind", "arms", "inputs", "inputs_sha256", "seed"} - set(manifest)
    if missing:
        raise DamagedResult(f"{path}: damaged, {', '.join(sorted(missing))} missing.")
    return manifest
