"""``check`` and ``verify``: is a file right, is a result what the program computes?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from carehome_sim.cli.compiling import compile_rules
from carehome_sim.cli.screen import Homes, print_json, say
from carehome_sim.errors import InputError
from carehome_sim.scenario import check_file

RIGHT, DIFFERENT, WRONG = 0, 1, 2


def check_files(files: Sequence[str], *, as_json: bool) -> int:
    """Say of each file what is wrong with it; the exit code."""
    found = [(file, check_file(file)) for file in files]
    if as_json:
        print_json([{"file": file, "problems": _problems(errors)} for file, errors in found])
    else:
        for file, errors in found:
            if not errors:
                print(f"{file}: right.")
            for error in errors:
                say(str(error))
    return WRONG if any(errors for _, errors in found) else RIGHT


def _problems(errors: Sequence[InputError]) -> list[dict[str, Any]]:
    keys = ("file", "line", "place", "given", "problem", "allowed", "hint")
    return [
        {"message": str(error)} | {key: getattr(error, key) for key in keys} for error in errors
    ]


def _finite(entry: dict[str, Any]) -> dict[str, Any]:
    """The same without NaN and infinity, which JSON does not know."""
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in entry.items()
    }


def verify_folder(
    folder: Path, *, sample: int | None, workers: int | None, quiet: bool, as_json: bool
) -> int:
    """Compute a result again; say that every figure is the same, or which are not."""
    from carehome_sim.study import verify

    if (folder / "manifest.json").exists():
        compile_rules(quiet=quiet)
    with Homes(quiet=quiet, what="Computing again") as progress:
        found = verify(folder, sample=sample, workers=workers, progress=progress)
    if as_json:
        print_json(
            {
                "ok": found.ok,
                "checked_homes": found.checked_homes,
                "problems": [_finite(asdict(problem)) for problem in found.problems],
                "notes": list(found.notes),
            }
        )
        return RIGHT if found.ok else DIFFERENT
    for note in found.notes:
        say(f"Note: {note}")
    if found.ok:
        from carehome_sim.report.words import plural

        print(
            f"{folder}: the same. {plural(found.checked_homes, 'home was', 'homes were')} "
            "computed again; every figure agrees to the last bit."
        )
        return RIGHT
    say(f"carehome: {folder}: differs or is damaged.")
    for problem in found.problems:
        say(f"  {problem}")
    return DIFFERENT
