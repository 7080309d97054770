"""Opens a finished result again, after a look at whether it is what was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from carehome_sim.errors import DamagedResult
from carehome_sim.study import manifest as manifests
from carehome_sim.study.folder import file_hash, trouble
from carehome_sim.study.kinds import result_of
from carehome_sim.study.tables import RUNS, SERIES


def open_result(folder: Path | str) -> Any:
    """The finished result in a folder, after a look at its checksums.

    A ``StudyResult`` of a run or comparison, a ``SensitivityResult`` of a sensitivity
    study, an ``AttributionResult`` of an attribution.

    Raises ``StoreError`` for a folder that holds none or an unfinished one, ``DamagedResult``
    for files that are missing or are not the ones that were written.
    """
    place = Path(folder)
    manifest = manifests.read(place)
    if manifest["status"] != manifests.FINISHED:
        raise trouble(place, "unfinished; go on with the same command and --resume.")
    problems = file_problems(place, manifest)
    if problems:
        raise DamagedResult(f"{place}: {'; '.join(problems)}.")
    return result_of(place, manifest, reused_units=int(manifest["units"]["total"]))


def file_problems(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """What is wrong with the tables of a finished result, judged by their checksums."""
    found = []
    for name in manifest.get("files", {RUNS: {}, SERIES: {}}):
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing")
            continue
        try:
            sha256 = file_hash(path)
        except OSError as error:
            found.append(f"{name} cannot be read ({error.strerror})")
            continue
        if sha256 != manifest.get("files", {}).get(name, {}).get("sha256"):
            found.append(f"{name} is not the file that was written (its checksum differs)")
    return found
