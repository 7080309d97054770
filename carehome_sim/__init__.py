"""Agent-based simulation of personalised care in English care homes for older people.

    import carehome_sim as ch

    baseline = ch.load_scenario("scenarios/baseline.toml", replicates=100)
    flexible = ch.load_scenario("scenarios/flexible_rota.toml", replicates=100)
    result = ch.compare(baseline, [flexible])
    result.differences("flexible_rota")          # a pandas frame, one row per outcome

Importing this loads nothing else; each name is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carehome_sim.home.mesa_model import CareHomeModel
    from carehome_sim.report import write_report
    from carehome_sim.report.journeys import journey
    from carehome_sim.scenario import Scenario, Study, load_scenario, load_study
    from carehome_sim.study import (
        AttributionResult,
        RobustResult,
        SensitivityResult,
        StudyResult,
        attribute,
        compare,
        open_result,
        robust,
        sensitivity,
        simulate,
        verify,
    )

__all__ = [
    "AttributionResult",
    "CareHomeModel",
    "RobustResult",
    "Scenario",
    "SensitivityResult",
    "Study",
    "StudyResult",
    "attribute",
    "compare",
    "journey",
    "load_scenario",
    "load_study",
    "open_result",
    "robust",
    "sensitivity",
    "simulate",
    "verify",
    "write_report",
]

_WHERE = {
    "AttributionResult": "study",
    "attribute": "study",
    "CareHomeModel": "home.mesa_model",
    "RobustResult": "study",
    "robust": "study",
    "Scenario": "scenario",
    "SensitivityResult": "study",
    "Study": "scenario",
    "StudyResult": "study",
    "compare": "study",
    "journey": "report.journeys",
    "load_scenario": "scenario",
    "load_study": "scenario",
    "open_result": "study",
    "sensitivity": "study",
    "simulate": "study",
    "verify": "study",
    "write_report": "report",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return __all__
