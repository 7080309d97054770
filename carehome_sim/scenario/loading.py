"""From a file on disk to a scenario: the chain of parents, ``--set``, interventions, phases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from carehome_sim.errors import InputError
from carehome_sim.evidence import parameters
from carehome_sim.scenario.checking import intervention_errors, kind_of, scenario_errors
from carehome_sim.scenario.content import InterventionUse, Phase, Scenario
from carehome_sim.scenario.interventions import (
    CHANGE_H,
    overlapping,
    plain_on,
    settings_on,
    steps_on,
    used,
)
from carehome_sim.scenario.overrides import overridden, run_value
from carehome_sim.scenario.settings import as_number, complete
from carehome_sim.scenario.toml_files import TomlFile, read_toml

RUN_DEFAULTS = {"measured_days": 365, "warmup_days": 182, "replicates": 100, "seed": 1}


@dataclass
class _Given:
    """What a chain of files and ``--set`` give, the child's word before the parent's."""

    title: str = ""
    settled: bool = False
    run: dict[str, int] = field(default_factory=lambda: dict(RUN_DEFAULTS))
    settings: dict[str, float] = field(default_factory=dict)
    uses: list[InterventionUse] = field(default_factory=list)
    plain: dict[str, float] | None = None
    sector: dict[str, float] | None = None


def load_scenario(
    path: str | Path,
    sets: Sequence[str] = (),
    *,
    replicates: int | None = None,
    seed: int | None = None,
) -> Scenario:
    """Read a scenario file, its parents and its interventions.

    ``sets`` are ``path.to.setting=value`` as for ``--set`` and come after every file;
    ``replicates`` and ``seed`` overrule the ``[run]`` table. Raises ``InputError`` with one
    short message for whatever is wrong.
    """
    chain = _chain(Path(path))
    given = _Given()
    for position, file in reversed(list(enumerate(chain))):
        _add_file(given, file, [ancestor.path.parent for ancestor in chain[position:]])
    for name, value in overridden(sets).items():
        if name in RUN_PLACES:
            given.run[RUN_PLACES[name]] = value
        else:
            given.settings[name] = as_number(parameters()[name], value)
            if given.plain is not None:
                given.plain[name] = given.settings[name]
    if replicates is not None:
        given.run["replicates"] = run_value("replicates", replicates)
    if seed is not None:
        given.run["seed"] = run_value("seed", seed)
    stem = Path(path).stem
    title = str(chain[0].content.get("title", stem.replace("_", " ").capitalize()))
    moved = [word for word in sets if not word.startswith("run.")]
    if moved:
        title += f", with {', '.join(word.replace('=', ' = ') for word in moved)}"
    return _scenario(chain[0], stem, title, given)


RUN_PLACES = {f"run.{name}": name for name in RUN_DEFAULTS}


def check_file(path: str | Path) -> list[InputError]:
    """Everything wrong with a file of any supported kind; nothing is simulated."""
    try:
        file = read_toml(Path(path))
        if kind_of(file) == "intervention":
            return intervention_errors(file)
        if kind_of(file) == "study":
            from carehome_sim.scenario.study_file import load_study, study_errors

            errors = study_errors(file)
            if not errors:
                load_study(path)
            return errors
        if kind_of(file) == "cluster":
            from carehome_sim.scenario.cluster_file import cluster_errors

            return cluster_errors(file)
        errors = scenario_errors(file)
        if not errors:
            load_scenario(path)
    except InputError as error:
        return [error]
    return errors


def parent_of(path: str | Path) -> Path | None:
    """The file that a scenario file extends, relative to where we are; None if there is none."""
    extends = read_toml(Path(path)).content.get("extends")
    return None if extends is None else Path(path).parent / str(extends)


def _chain(path: Path) -> list[TomlFile]:
    """A scenario file and its parents, the file itself first."""
    chain: list[TomlFile] = []
    seen: set[Path] = set()
    asked_by = None
    while True:
        file = read_toml(path, asked_by=asked_by)
        seen.add(path.resolve())
        chain.append(_right_in_itself(file))
        if "extends" not in file.content:
            return chain
        path = path.parent / file.content["extends"]
        if path.resolve() in seen:
            raise file.error(
                "extends",
                given=file.content["extends"],
                problem="leads in a circle back to a file that extends this one",
                hint="A chain of extends has to end.",
            )
        asked_by = f"extends in {file.path}"


def _right_in_itself(file: TomlFile) -> TomlFile:
    if kind_of(file) in ("study", "cluster"):
        raise InputError(file=file.path, problem=f"is a {kind_of(file)}, not a scenario")
    if kind_of(file) == "intervention":
        raise InputError(
            file=file.path,
            problem="is an intervention, not a scenario",
            hint=f'Add it to a scenario: [[interventions]] use = "{file.path.stem}".',
        )
    errors = scenario_errors(file)
    if errors:
        raise errors[0]
    return file


def _add_file(given: _Given, file: TomlFile, folders: Sequence[Path]) -> None:
    """Lay a child's word over its parent's; a use replaces the parent's of the same id."""
    content: dict[str, Any] = file.content
    given.settled = content.get("settled", given.settled)
    given.run |= content.get("run", {})
    before, own = dict(given.settings), []
    for name, parameter in parameters().items():
        table = content.get(parameter.section, {})
        if parameter.field in table:
            given.settings[name] = as_number(parameter, table[parameter.field])
            own.append(name)
    if kind_of(file) == "sector":
        given.sector = dict(given.settings)
    if "model_of_care" in content:
        _enact(given, file, before)
    elif given.plain is not None:
        given.plain |= {name: given.settings[name] for name in own}
    uses = [
        used(file, index, entry, folders)
        for index, entry in enumerate(content.get("interventions", ()))
    ]
    twice = overlapping(uses)
    if twice is not None:
        raise file.error(
            "interventions",
            given=twice.id,
            problem="is used twice at the same time",
            hint="Give the first use an end_day, or leave one out.",
        )
    ids = {use.id for use in uses}
    given.uses = [use for use in given.uses if use.id not in ids] + uses


def _enact(given: _Given, file: TomlFile, before: dict[str, float]) -> None:
    """Keep beside a model of care what a home is without its enacted part."""
    model = file.content["model_of_care"]
    if "enacted" not in model and given.plain is None:
        raise file.error(
            "model_of_care.enacted",
            problem="is missing",
            hint="Only a file that extends a model of care may leave it out.",
        )
    if "enacted" not in model:
        if model.get("label_only", False):
            given.settings = dict(given.plain or {})
        return
    unknown = [name for name in model["enacted"] if name not in given.settings]
    if unknown:
        raise file.error(
            "model_of_care.enacted",
            given=unknown[0],
            problem="is no setting of this file",
            hint="List settings that the model of care sets.",
        )
    plain = {name: value for name, value in given.settings.items() if name not in model["enacted"]}
    plain |= {name: before[name] for name in model["enacted"] if name in before}
    if model.get("label_only", False):
        given.settings = dict(plain)
    else:
        upkeep_h = model.get("upkeep_h_per_week", 0.0)
        given.settings[CHANGE_H] = given.settings.get(CHANGE_H, 0.0) + upkeep_h
    given.plain = plain


def _phase(day: int, settings: dict[str, float], given: _Given) -> Phase:
    names, uses = given.settings.keys(), given.uses
    now = settings_on(day, settings, names, uses)
    modelled = given.plain is not None and complete(given.plain) != settings
    own = given.settings if given.plain is None else given.plain
    plain = plain_on(day, now, complete(own), own.keys(), uses)
    steps = steps_on(day, now, settings, names, uses, model_of_care=modelled)
    level = plain == now and all(step.settings == now for step in steps)
    if level and all(step.asked_h is None for step in steps):
        return Phase(day, now)
    return Phase(day, now, None if level else plain, steps)


def with_settings(scenario: Scenario, moved: Mapping[str, float]) -> Scenario:
    """The same scenario with some settings moved, as ``--set`` moves them: parts follow."""
    plain = None
    if scenario.plain is not None:
        plain = {name: scenario.plain[name] for name in scenario.plain_given} | dict(moved)
    given = _Given(
        settled=scenario.settled,
        run={name: getattr(scenario, name) for name in RUN_DEFAULTS},
        settings={name: scenario.settings[name] for name in scenario.given} | dict(moved),
        uses=list(scenario.interventions),
        plain=plain,
    )
    made = _scenario(None, scenario.name, scenario.title, given)
    return replace(made, sector=scenario.sector)


def _scenario(file: TomlFile | None, name: str, title: str, given: _Given) -> Scenario:
    settings = complete(given.settings)
    days = given.run["measured_days"]
    for use in given.uses:
        if use.start_day >= days:
            raise InputError(
                file=None if file is None else file.path,
                place=f"interventions, {use.id}, start_day",
                given=str(use.start_day),
                problem="is after the last measured day",
                allowed=f"a day from 0 to {days - 1} (run.measured_days is {days})",
            )
    starts = {0}
    for use in given.uses:
        starts |= {use.start_day} | ({use.end_day} if use.end_day is not None else set())
    phases = tuple(_phase(day, settings, given) for day in sorted(starts) if day < days)
    return Scenario(
        name=name,
        title=title,
        settings=settings,
        given=frozenset(given.settings),
        interventions=tuple(given.uses),
        phases=phases,
        measured_days=days,
        warmup_days=given.run["warmup_days"],
        replicates=given.run["replicates"],
        seed=given.run["seed"],
        settled=given.settled,
        plain=None if given.plain is None else complete(given.plain),
        sector=None if given.sector is None else complete(given.sector),
        plain_given=frozenset(given.plain or ()),
    )
