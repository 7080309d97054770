"""Study files: which factors are varied, how far, by which method, and what is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from carehome_sim.errors import InputError
from carehome_sim.evidence import outcomes, parameters
from carehome_sim.scenario.checking import did_you_mean, file_of_kind, model_errors
from carehome_sim.scenario.content import Scenario
from carehome_sim.scenario.factors import Factor, Group, every_factor, groups_of, ranged
from carehome_sim.scenario.loading import load_scenario, with_settings
from carehome_sim.scenario.names import allowed, as_written, nearest
from carehome_sim.scenario.schema import STRICT, RunTable
from carehome_sim.scenario.toml_files import TomlFile

# Rules by which a home answers what lies outside it: hours and wages follow need and income.
ANSWERING = (
    "staffing.hours_follow_need_01",
    "money.hours_pass_share",
    "money.wages_pass_share",
)
_Words = Annotated[str, Field(min_length=1, max_length=2000)]


class MethodTable(BaseModel):
    """How the space of factors is searched."""

    model_config = STRICT
    name: Literal["sobol", "morris"] = Field(description="Sobol's indices, or Morris's screening.")
    samples: Annotated[int, Field(ge=2, le=1 << 16)] = Field(
        description="Sobol: rows of each matrix (a power of two); Morris: trajectories."
    )
    replicates: Annotated[int, Field(ge=1, le=1000)] = Field(
        4, description="Homes at every design point, the same ones everywhere."
    )


class FactorTable(BaseModel):
    """One factor: a root or a rule, varied evenly from low to high."""

    model_config = STRICT
    name: _Words = Field(description="Registry name of the setting.")
    low: float | None = Field(None, description="Absent: by the study's ranges.")
    high: float | None = Field(None, description="Absent: by the study's ranges.")


class GroupTable(BaseModel):
    """Factors that are also looked at together."""

    model_config = STRICT
    name: _Words
    factors: Annotated[list[_Words], Field(min_length=2)]


class StudyFile(BaseModel):
    """A sensitivity study."""

    model_config = STRICT
    kind: Literal["study"]
    title: _Words
    base: _Words = Field(description="The scenario around which factors vary.")
    outcomes: Annotated[list[_Words], Field(min_length=1)]
    ranges: Literal["full", "sector"] = Field(
        "full",
        description="Where a factor gives none: the registry's range, or P10 to P90 of the sector.",
    )
    every_factor: bool = Field(
        False, description="All roots and rules that can change on any day and follow no other."
    )
    leave_out: list[_Words] | None = None
    together: list[Literal["level", "origin", "pair"]] = Field(
        ["level", "origin", "pair"],
        description="What also gets indices: levels, origins, pairs of headline settings.",
    )
    effect: Literal["total", "direct"] = Field(
        "total",
        description="Total: hours and wages answer need and income; direct: they are held fixed.",
    )
    run: RunTable | None = None
    method: MethodTable
    factors: list[FactorTable] | None = None
    groups: list[GroupTable] | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """A sensitivity study, read and checked."""

    name: str
    title: str
    base: Scenario
    outcomes: tuple[str, ...]
    method: str
    samples: int
    replicates: int
    factors: tuple[Factor, ...]
    groups: tuple[Group, ...]


def load_study(
    path: str | Path,
    sets: Sequence[str] = (),
    *,
    samples: int | None = None,
    replicates: int | None = None,
    seed: int | None = None,
) -> Study:
    """Read a study file, its base and its factors; ``InputError`` for whatever is wrong."""
    file = file_of_kind(path, "study")
    errors = study_errors(file)
    if errors:
        raise errors[0]
    made = StudyFile.model_validate(file.content)
    run = [] if made.run is None else made.run.model_dump(exclude_none=True).items()
    base = load_scenario(
        Path(path).parent / made.base,
        [*(f"run.{key}={value}" for key, value in run), *sets],
        seed=seed,
    )
    base = _held_fixed(file, made, base)
    factors = _factors(file, made, base)
    _refuse_set_factors(sets, factors)
    rows = samples or made.method.samples
    if made.method.name == "sobol" and rows & (rows - 1):
        problem, powers = "is not a power of two", "2, 4, 8 …"
        if samples is not None:
            raise InputError(place="--samples", given=str(rows), problem=problem, allowed=powers)
        raise file.error("method.samples", given=str(rows), problem=problem, allowed=powers)
    return Study(
        name=Path(path).stem,
        title=made.title,
        base=base,
        outcomes=tuple(made.outcomes),
        method=made.method.name,
        samples=rows,
        replicates=replicates or made.method.replicates,
        factors=factors,
        groups=_groups(made, factors),
    )


def study_errors(file: TomlFile) -> list[InputError]:
    """What is wrong with one study file taken by itself."""
    found = model_errors(file, StudyFile)
    if found:
        return found
    made = StudyFile.model_validate(file.content)
    known = outcomes()
    for index, name in enumerate(made.outcomes):
        if name not in known or not known[name].additive:
            close = nearest(name, [one for one, outcome in known.items() if outcome.additive])
            found.append(
                file.error(
                    f"outcomes[{index}]",
                    given=as_written(name),
                    problem="is no outcome that can be analysed",
                    hint=f"Did you mean {close}?" if close else "See carehome evidence --outcomes.",
                )
            )
    found += _doubled(file, "outcomes", made.outcomes)
    tables = made.factors or []
    for index, factor in enumerate(tables):
        found += _factor_errors(file, f"factors[{index}]", factor)
    found += _doubled(file, "factors", [factor.name for factor in tables])
    if not tables and not made.every_factor:
        found.append(
            InputError(
                file=file.path,
                place="factors",
                problem="is missing",
                allowed="[[factors]] tables, or every_factor = true",
            )
        )
    return found + _group_errors(file, made)


def _varied(made: StudyFile) -> list[str]:
    """Names of the factors of a study, before anything is known of its base."""
    tables = [table.name for table in made.factors or ()]
    names = [*tables, *(every_factor() if made.every_factor else ())]
    return [name for name in dict.fromkeys(names) if name not in (made.leave_out or ())]


def _group_errors(file: TomlFile, made: StudyFile) -> list[InputError]:
    """What is wrong with groups, and with factors that are left out."""
    found = []
    groups = made.groups or []
    if groups and made.method.name == "morris":
        found.append(file.error("groups", problem="need Sobol", hint='Give method.name = "sobol".'))
    found += _doubled(file, "groups", [group.name for group in groups])
    names = _varied(made)
    for index, group in enumerate(groups):
        place = f"groups[{index}]"
        if group.name in names:
            found.append(
                file.error(
                    f"{place}.name", given=as_written(group.name), problem="is a factor’s name"
                )
            )
        found += _doubled(file, f"{place}.factors", group.factors)
        found += [
            InputError(
                file=file.path,
                place=f"{place}.factors",
                given=as_written(name),
                problem="is no factor of this study",
                hint=None if (close := nearest(name, names)) is None else f"Did you mean {close}?",
            )
            for name in group.factors
            if name not in names
        ]
    possible = every_factor() + [table.name for table in made.factors or ()]
    found += [
        InputError(
            file=file.path,
            place="leave_out",
            given=as_written(name),
            problem="would be no factor anyhow",
            hint=did_you_mean(name),
        )
        for name in made.leave_out or ()
        if name not in possible
    ]
    return found


def _doubled(file: TomlFile, place: str, names: Sequence[str]) -> list[InputError]:
    """Names that stand twice in a list."""
    return [
        InputError(
            file=file.path,
            place=f"{place}[{index}]",
            given=as_written(name),
            problem="is there twice",
        )
        for index, name in enumerate(names)
        if name in names[:index]
    ]


def _refuse_set_factors(sets: Sequence[str], factors: Sequence[Factor]) -> None:
    """A factor takes every value of its range: it cannot be set to one as well."""
    names = {factor.name for factor in factors}
    for word in sets:
        name = word.partition("=")[0].strip()
        if name in names:
            raise InputError(
                place="--set", given=word, problem="sets what this study varies as a factor"
            )


def _factor_errors(file: TomlFile, place: str, factor: FactorTable) -> list[InputError]:
    known = parameters().get(factor.name)
    given = as_written(factor.name)
    if known is None:
        hint = did_you_mean(factor.name)
        return [file.error(f"{place}.name", given=given, problem="is not a setting", hint=hint)]
    if known.role != "lever":
        return [
            file.error(
                f"{place}.name",
                given=given,
                problem="is neither a root nor a rule",
                allowed="what somebody outside the home or a manager decides; states are results",
            )
        ]
    found = []
    for end in ("low", "high"):
        value = getattr(factor, end)
        if value is not None and not known.low <= value <= known.high:
            found.append(
                file.error(
                    f"{place}.{end}",
                    given=as_written(value),
                    problem=f"is out of range for {factor.name}",
                    allowed=allowed(known),
                )
            )
    low = known.low if factor.low is None else factor.low
    high = known.high if factor.high is None else factor.high
    if not found and low >= high:
        found.append(_not_below(file, place, low, high))
    return found


def _not_below(file: TomlFile, place: str, low: float, high: float) -> InputError:
    return file.error(
        f"{place}.low", given=as_written(low), problem=f"is not below high, which is {high:g}"
    )


def _factors(file: TomlFile, made: StudyFile, base: Scenario) -> tuple[Factor, ...]:
    tables = {table.name: (index, table) for index, table in enumerate(made.factors or ())}
    found = []
    for name in _varied(made):
        low, high = ranged(name, base.settings[name], made.ranges)
        if name in tables:
            index, table = tables[name]
            low = low if table.low is None else table.low
            high = high if table.high is None else table.high
            if low >= high:
                raise _not_below(file, f"factors[{index}]", low, high)
        found.append(Factor(name, low, high))
    if len(found) < 2:
        raise InputError(
            file=file.path, place="factors", problem="leaves fewer than two factors to compare"
        )
    return tuple(found)


def _groups(made: StudyFile, factors: Sequence[Factor]) -> tuple[Group, ...]:
    if made.method.name != "sobol":
        return ()
    given = [Group(group.name, "given", tuple(group.factors)) for group in made.groups or ()]
    return (*given, *groups_of(factors, made.together))


def _held_fixed(file: TomlFile, made: StudyFile, base: Scenario) -> Scenario:
    """The base with rules that would answer a root held fixed, where direct effects are asked."""
    if made.effect == "total":
        return base
    for name in ANSWERING:
        if name in _varied(made):
            raise file.error(
                "effect",
                given='"direct"',
                problem=f"holds {name} fixed, and this study varies it",
                hint="Leave that factor out, or ask for the total effect.",
            )
    return with_settings(base, dict.fromkeys(ANSWERING, 0.0))


def study_json_schema() -> dict[str, Any]:
    """JSON Schema of study files, for editors."""
    from carehome_sim.scenario.schema import schema_of

    return schema_of(StudyFile, "A study: how much each factor changes what is looked at")
