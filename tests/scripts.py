"""Programs beside the package (experiments, benchmarks), loaded for the tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]


def loaded(path: str) -> ModuleType:
    """The program at a path from the project's folder, as a module of its own."""
    name = path.removesuffix(".py").replace("/", "_")
    about = importlib.util.spec_from_file_location(name, ROOT / path)
    assert about and about.loader
    made = importlib.util.module_from_spec(about)
    sys.modules[name] = made
    about.loader.exec_module(made)
    return made
