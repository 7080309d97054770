"""What somebody has chosen on the page, as the scenario file that says the same."""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from carehome_sim.errors import InputError
from carehome_sim.evidence import Parameter, parameters
from carehome_sim.scenario import Scenario, library_folder, load_scenario
from carehome_sim.scenario.names import as_written
from carehome_sim.scenario.toml_files import read_toml

HEADLINES = (
    "staffing.care_hours_per_resident_day",
    "staffing.rota_flexibility_01",
    "leadership.leadership_01",
    "regulation.regulatory_risk_01",
)
LEVELS = ("individual", "relationship", "organisation", "society")
MODELS_OF_CARE = ("institution", "family", "hotel", "co_operative")
FOLDER = "interventions"


@dataclass(frozen=True, slots=True)
class Choices:
    """The home on the screen: a scenario file, and what was changed beside it.

    ``moved`` are settings by full name as numbers (a choice by its position); ``approaches`` are
    ids of interventions switched on from the first measured day, ``left_out`` those of the file
    that were switched off; ``seed`` and ``home`` say whose luck the home has.
    """

    file: Path
    seed: int
    home: int = 0
    moved: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    approaches: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

    def with_setting(self, name: str, value: float, usual: float) -> Choices:
        """The same with one setting moved; moved back to the file's value it is not moved."""
        moved = {key: other for key, other in self.moved.items() if key != name}
        if value != usual:
            moved[name] = value
        return replace(self, moved=MappingProxyType(moved))

    def with_approach(self, name: str, wanted: bool, *, of_file: bool) -> Choices:
        """The same with one approach on or off; ``of_file`` where the file itself has it on."""
        if of_file:
            left_out = self.left_out - {name} if wanted else self.left_out | {name}
            return replace(self, left_out=left_out)
        on = self.approaches | {name} if wanted else self.approaches - {name}
        return replace(self, approaches=on)

    @property
    def as_file(self) -> bool:
        """Whether nothing was changed beside the file."""
        return not (self.moved or self.approaches or self.left_out)

    def toml(self, folder: Path | None = None, *, title: str = "Explored home") -> str:
        """The scenario file that says the same; ``folder`` is where it will lie (None: nowhere).

        It extends the file it began from, by a path relative to ``folder`` where there is one.
        """
        lines = [
            'kind = "scenario"',
            f"title = {as_written(title)}",
            f"extends = {as_written(_reach(self.file, folder))}",
            "",
            "[run]",
            f"seed = {self.seed}",
        ]
        sections: dict[str, list[str]] = {}
        for name, value in self.moved.items():
            parameter = parameters()[name]
            written = f"{parameter.field} = {as_written(parameter.shown(value))}"
            sections.setdefault(parameter.section, []).append(written)
        for section, settings in sections.items():
            lines += ["", f"[{section}]", *settings]
        for name in sorted(self.approaches):
            lines += ["", "[[interventions]]", f'use = "{name}"', "start_day = 0"]
        for name in sorted(self.left_out):
            lines += ["", "[[interventions]]", f'use = "{name}"', "dose_01 = 0.0"]
        return "\n".join([*lines, ""])

    def scenario(self) -> Scenario:
        """The scenario of the home on the screen, read from the very text that is saved."""
        if self.as_file:
            return load_scenario(self.file, seed=self.seed)
        with tempfile.TemporaryDirectory(prefix="carehome-explore-") as folder:
            path = Path(folder) / f"{self.file.stem}.toml"
            path.write_text(self.toml(), encoding="utf-8")
            return load_scenario(path)

    def command(self, saved: str | None, measured_days: int) -> str:
        """The line that gives the home on the screen as it stands.

        ``saved`` is the file it was saved to, needed where approaches were switched on or off;
        ``measured_days`` is how far the figures on the screen go (0: to the scenario's end).
        Two homes are the fewest that are run; the one on the screen is number ``home`` of them.
        """
        words = ["carehome run", _quoted(saved or _shown_path(self.file))]
        if saved is None:
            for name, value in self.moved.items():
                shown = parameters()[name].shown(value)
                plain = str(shown).lower() if isinstance(shown, bool) else str(shown)
                words.append(_quoted(f"--set={name}={plain}"))
        if measured_days:
            words.append(f"--set=run.measured_days={measured_days}")
        words += [f"--seed {self.seed}", f"--replicates {max(2, self.home + 1)}"]
        return " ".join(words)

    @property
    def needs_saving(self) -> bool:
        """Whether one line cannot say it: approaches stand in a file."""
        return bool(self.approaches or self.left_out)


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[\w./:=+\\-]+", word) else shlex.quote(word)


def _shown_path(path: Path) -> str:
    """A path as somebody in the working folder would write it."""
    return _reach(path, Path.cwd(), most_up=1)


def _reach(path: Path, folder: Path | None, most_up: int = 6) -> str:
    full = path.resolve()
    if folder is None:
        return full.as_posix()
    try:
        relative = Path(os.path.relpath(full, folder.resolve()))
    except ValueError:  # another drive
        return full.as_posix()
    ups = sum(part == ".." for part in relative.parts)
    return full.as_posix() if ups > most_up else relative.as_posix()


def beginning(file: Path, *, seed: int | None = None, home: int = 0) -> Choices:
    """The choices with which the page opens: the file as it is."""
    scenario = load_scenario(file, seed=seed)
    return Choices(file=file, seed=scenario.seed, home=home)


def files_to_begin_from(own: Path) -> dict[str, Path]:
    """Scenario files by title: the one given, the baseline and the models of care."""
    library = library_folder()
    found = [own, library / "baseline.toml"]
    found += [library / f"{name}.toml" for name in MODELS_OF_CARE]
    made: dict[str, Path] = {}
    seen = set()
    for path in found:
        if path.resolve() not in seen and path.is_file():
            seen.add(path.resolve())
            title = str(read_toml(path).content.get("title", path.stem))
            made.setdefault(title, path)
    return made


def levers_of(level: str) -> list[Parameter]:
    """The settings of a level that somebody in or around a home decides, headlines apart."""
    return [
        parameter
        for name, parameter in parameters().items()
        if parameter.role == "lever"
        and parameter.level == level
        and parameter.low < parameter.high
        and name not in HEADLINES
    ]


def approaches_in_library() -> dict[str, tuple[str, str]]:
    """Every shipped approach by id: its title and its level."""
    made = {}
    for path in sorted((library_folder() / FOLDER).glob("*.toml")):
        content = read_toml(path).content
        made[path.stem] = (str(content["title"]), str(content.get("level", LEVELS[2])))
    return made


def saved(choices: Choices, name: str, title: str, *, folder: Path | None = None) -> Path:
    """Write the scenario file into a folder (None: where we are); nothing is overwritten.

    ``name`` is a file's name, with or without ``.toml``, and may lead into a folder that exists.
    """
    if not re.fullmatch(r"[\w][\w .-]{0,99}", Path(name).name):
        raise InputError(
            place="File",
            given=name or '""',
            problem="is no name for a file",
            allowed="up to 100 letters, digits, dots, dashes and spaces",
        )
    path = (folder or Path()) / name
    if path.suffix != ".toml":
        path = path.with_name(f"{path.name}.toml")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(choices.toml(path.parent, title=title))
    except FileExistsError as error:
        raise InputError(
            file=path, problem="is there already", hint="Choose another name."
        ) from error
    except OSError as error:
        raise InputError(file=path, problem=f"cannot be written ({error.strerror})") from error
    load_scenario(path)
    return path
