"""Scenarios: what a home is like, what changes in it and when, as files that people write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carehome_sim.scenario.content import InterventionUse, Phase, Scenario, SettingChange, Step

if TYPE_CHECKING:
    from carehome_sim.scenario.changes import Change, describe_changes
    from carehome_sim.scenario.factors import Factor, Group
    from carehome_sim.scenario.library import library_folder
    from carehome_sim.scenario.loading import check_file, load_scenario, parent_of, with_settings
    from carehome_sim.scenario.schema import intervention_json_schema, scenario_json_schema
    from carehome_sim.scenario.study_file import Study, load_study

__all__ = [
    "Change",
    "Factor",
    "Group",
    "InterventionUse",
    "Phase",
    "Scenario",
    "SettingChange",
    "Step",
    "Study",
    "check_file",
    "describe_changes",
    "intervention_json_schema",
    "library_folder",
    "load_scenario",
    "load_study",
    "parent_of",
    "scenario_json_schema",
    "with_settings",
]

_LATER = {
    "Change": "changes",
    "describe_changes": "changes",
    "library_folder": "library",
    "check_file": "loading",
    "load_scenario": "loading",
    "parent_of": "loading",
    "with_settings": "loading",
    "Factor": "factors",
    "Group": "factors",
    "Study": "study_file",
    "load_study": "study_file",
    "intervention_json_schema": "schema",
    "scenario_json_schema": "schema",
}


def __getattr__(name: str) -> Any:
    """Load what reads files only when it is asked for: the engine needs the data classes alone."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
