"""Runs ``carehome`` in this process as a user would, with a stand-in for the simulated home."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import study_fakes as fakes

from carehome_sim.cli import main


@dataclass(frozen=True)
class Said:
    """What a command said: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as one JSON document without NaN and infinity."""

        def refuse(word: str) -> None:
            raise AssertionError(f"{word} in JSON")

        return json.loads(self.out, parse_constant=refuse)


@dataclass(frozen=True)
class Carehome:
    """The command line in a folder of its own."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> Said:
        """Carry out one command."""
        self.capture.readouterr()
        code = main([str(argument) for argument in arguments])
        said = self.capture.readouterr()
        return Said(code, said.out, said.err)

    def file(self, name: str, text: str = "") -> Path:
        """A scenario file of 28 days and few homes, with more text after it."""
        path = self.folder / f"{name}.toml"
        days = "[run]\nmeasured_days = 28\nwarmup_days = 14\nreplicates = 5\n"
        path.write_text(f'title = "The {name} home"\n{days}{text}', encoding="utf-8")
        return path

    def written(self) -> list[str]:
        """Everything that is in the folder."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*"))


def stand_in(monkeypatch: pytest.MonkeyPatch, simulate: Any = fakes.simulate_home) -> None:
    """Simulate homes that live in no time, and write no real report."""
    fakes.install(monkeypatch, simulate)
    monkeypatch.setattr("carehome_sim.home.needs_compiling", lambda: False)


def page(result: Any) -> Path:
    """Stands in for the report: one short file."""
    path = Path(result.folder) / "report.html"
    path.write_text("<p>report</p>", encoding="utf-8")
    return path
