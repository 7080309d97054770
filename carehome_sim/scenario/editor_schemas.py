"""Writes the JSON Schemas that editors check scenario, intervention and study files with.

``python -m carehome_sim.scenario.editor_schemas`` writes them beside the scenarios; a test
says when they are out of date.
"""

from __future__ import annotations

import json
from pathlib import Path

from carehome_sim.scenario.library import library_folder
from carehome_sim.scenario.schema import intervention_json_schema, scenario_json_schema
from carehome_sim.scenario.study_file import study_json_schema

FOLDER = "schemas"


def schema_texts() -> dict[str, str]:
    """The text of each schema file by name."""
    made = {
        "scenario.schema.json": scenario_json_schema(),
        "intervention.schema.json": intervention_json_schema(),
        "study.schema.json": study_json_schema(),
    }
    return {
        name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        for name, schema in made.items()
    }


def write_schemas(folder: Path | None = None) -> list[Path]:
    """Write the schema files into a folder (None: beside the scenarios); where they are."""
    target = library_folder() / FOLDER if folder is None else folder
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schema_texts().items():
        path = target / name
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written


if __name__ == "__main__":
    for path in write_schemas():
        print(path)
