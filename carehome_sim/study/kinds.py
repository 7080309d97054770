"""Kinds of results: what their design points and their figures are read with.

Each kind has a module of its own, loaded only when a result of that kind is met.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from carehome_sim.study.kept import KeptResult
from carehome_sim.study.points import Points

_POINTS = {
    "run": "plan:arms_from",
    "compare": "plan:arms_from",
    "sensitivity": "design:design_from",
    "attribute": "attribution:changes_from",
    "robust": "futures:futures_from",
}
_RESULTS = {
    "run": "result:StudyResult",
    "compare": "result:StudyResult",
    "sensitivity": "indices:SensitivityResult",
    "attribute": "attribution:AttributionResult",
    "robust": "futures:RobustResult",
}
COMMANDS = {"robust": "compare --futures"}  # kinds that are no command's name


def points_from(inputs: Mapping[str, Any]) -> Points:
    """The design points that a manifest's inputs describe."""
    made: Points = _named(_POINTS[inputs["kind"]])(inputs)
    return made


def result_of(place: Path, manifest: dict[str, Any], **given: Any) -> KeptResult:
    """The result that a manifest describes."""
    made: KeptResult = _named(_RESULTS[manifest["kind"]])(place, manifest, **given)
    return made


def command_of(kind: str) -> str:
    """The command that makes results of a kind."""
    return COMMANDS.get(kind, kind)


def _named(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(import_module(f"carehome_sim.study.{module}"), function)
