"""Where the scenarios and interventions that come with the program are."""

from __future__ import annotations

from pathlib import Path

INSTALLED = "scenarios_library"


def library_folder() -> Path:
    """The folder of shipped scenarios: inside an installed package, or ``scenarios`` in a clone."""
    package = Path(__file__).resolve().parents[1]
    installed = package / INSTALLED
    return installed if installed.is_dir() else package.parent / "scenarios"
