"""The JSON Schemas that editors use say what loading says."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from carehome_sim.evidence import parameters
from carehome_sim.scenario import (
    intervention_json_schema,
    library_folder,
    scenario_json_schema,
)
from carehome_sim.scenario.editor_schemas import schema_texts, write_schemas

pytestmark = pytest.mark.contract

SCENARIOS = sorted(library_folder().glob("*.toml"))
INTERVENTIONS = sorted((library_folder() / "interventions").glob("*.toml"))


def problems(schema: dict[str, Any], content: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema)
    return [error.message for error in validator.iter_errors(content)]


def test_the_shipped_files_agree_with_the_schemas() -> None:
    scenario, intervention = scenario_json_schema(), intervention_json_schema()
    jsonschema.Draft202012Validator.check_schema(scenario)
    jsonschema.Draft202012Validator.check_schema(intervention)
    for path in SCENARIOS:
        assert problems(scenario, tomllib.loads(path.read_text(encoding="utf-8"))) == []
    for path in INTERVENTIONS:
        assert problems(intervention, tomllib.loads(path.read_text(encoding="utf-8"))) == []


def test_the_schema_knows_every_parameter_with_its_range_and_meaning() -> None:
    schema = scenario_json_schema()
    for parameter in parameters().values():
        reference = schema["properties"][parameter.section]["$ref"]
        entry = schema["$defs"][reference.rpartition("/")[2]]["properties"][parameter.field]
        assert parameter.meaning in entry["description"]
        if parameter.kind in ("number", "integer"):
            assert (entry["minimum"], entry["maximum"]) == (parameter.low, parameter.high)


@pytest.mark.parametrize(
    "content",
    [
        {"home": {"beds": 0}},
        {"home": {"bedz": 3}},
        {"hom": {}},
        {"staffing": {"care_hours_per_resident_day": "3"}},
        {"run": {"replicates": 1}},
        {"interventions": [{"start_day": 3}]},
    ],
)
def test_the_schema_refuses_what_loading_refuses(content: dict[str, Any]) -> None:
    assert problems(scenario_json_schema(), content)


def test_the_committed_schemas_are_those_of_the_registry() -> None:
    """If this fails: ``python -m carehome_sim.scenario.editor_schemas``."""
    for name, text in schema_texts().items():
        assert (library_folder() / "schemas" / name).read_text(encoding="utf-8") == text, (
            f"{name} is out of date; run python -m carehome_sim.scenario.editor_schemas"
        )


def test_schemas_can_be_written_anywhere(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "new")
    assert sorted(path.name for path in written) == sorted(schema_texts())


def test_the_data_classes_can_be_had_without_what_reads_files() -> None:
    code = (
        "import sys; from carehome_sim.scenario import Phase, Scenario; "
        "sys.exit(any(name in sys.modules for name in ('pydantic', 'numba', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
