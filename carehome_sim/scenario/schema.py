"""The shape of scenario and intervention files, made from the registry.

Every table, range and choice below comes from the registry of parameters; nothing about a
parameter is said twice. Models are strict: true is not a number, 40.0 is not a count.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from carehome_sim.evidence import Parameter, parameters

FUTURE_KINDS = ("trial",)
NOW_KINDS = ("scenario", "intervention", "sector", "study", "cluster")
KINDS = (*NOW_KINDS, *FUTURE_KINDS)
EVIDENCE = ("trials in dementia", "trials elsewhere, transfer assumed", "none found")
LEVELS = ("individual", "relationship", "organisation", "society")
OPERATIONS = ("set", "add", "scale")
MOST_SEED = (1 << 64) - 1
MOST_DAYS = 1095

STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
_Words = Annotated[str, Field(min_length=1, max_length=2000)]
_Gbp = Annotated[float, Field(ge=0, le=100_000)]


class RunTable(BaseModel):
    """How much is simulated: days, homes and the seed of their luck."""

    model_config = STRICT
    measured_days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = Field(
        None, description="Days that are measured, after the warm-up."
    )
    warmup_days: Annotated[int, Field(ge=0, le=730)] | None = Field(
        None, description="Days lived before the first measured day, rounded up to weeks."
    )
    replicates: Annotated[int, Field(ge=2, le=1_000_000)] | None = Field(
        None, description="Homes simulated in each arm."
    )
    seed: Annotated[int, Field(ge=0, le=MOST_SEED)] | None = Field(
        None, description="Seed of all random numbers; 0 is a seed."
    )


class UseTable(BaseModel):
    """One approach that a scenario adds, and when and how strongly."""

    model_config = STRICT
    use: _Id = Field(description="Id of the approach: the stem of its file.")
    start_day: Annotated[int, Field(ge=0, lt=MOST_DAYS)] = Field(
        0, description="First measured day on which it is in force."
    )
    end_day: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = Field(
        None, description="First measured day on which it no longer is (absent: to the end)."
    )
    dose_01: Annotated[float, Field(ge=0, le=1)] = Field(
        1.0, description="Share of its full strength and cost."
    )


class ModelOfCareTable(BaseModel):
    """A model of care: what of it is declared at once, and what has to be enacted week by week."""

    model_config = STRICT
    enacted: Annotated[list[_Words], Field(min_length=1)] | None = Field(
        None,
        description="Settings that somebody has to make real (absent: those of the parent).",
    )
    upkeep_h_per_week: Annotated[float, Field(gt=0, le=40)] | None = Field(
        None, description="Hours a week that manager and champions keep it up with."
    )
    label_only: bool = Field(False, description="Only what is declared: nothing is enacted.")


class ChangeTable(BaseModel):
    """What an approach at full dose does to one setting."""

    model_config = STRICT
    setting: _Words = Field(description="Registry name of the setting.")
    op: Literal["set", "add", "scale"] = Field(description="How the value is applied.")
    value: Annotated[float, Field(ge=-1e9, le=1e9)]


class InterventionFile(BaseModel):
    """An approach that any scenario can add."""

    model_config = STRICT
    kind: Literal["intervention"]
    title: _Words
    meaning: _Words
    evidence: Literal["trials in dementia", "trials elsewhere, transfer assumed", "none found"]
    source: _Words
    level: Literal["individual", "relationship", "organisation", "society"]
    one_off_gbp_per_bed: _Gbp = Field(0.0, description="Pounds per bed when it starts.")
    weekly_gbp_per_bed: _Gbp = Field(0.0, description="Pounds per bed and week in force.")
    change_h_per_week: Annotated[float, Field(ge=0, le=40)] = Field(
        0.0, description="Hours a week that manager and champions have to give; 0: none needed."
    )
    deliverer: Literal["outside expert", "own champions", "manager", "provider", "commissioner"] = (
        Field("manager", description="Who delivers it.")
    )
    payer: Literal["provider", "council"] = Field(
        "provider", description="Who bears the weekly cost."
    )
    changes: Annotated[list[ChangeTable], Field(min_length=1)]


@cache
def scenario_model() -> type[BaseModel]:
    """The model of a scenario file: one table for each section of the registry."""
    tables: dict[str, Any] = {
        "kind": (Literal["scenario", "sector"], "scenario"),
        "title": (_Words | None, Field(None, description="What the scenario is, in words.")),
        "extends": (
            Annotated[str, Field(min_length=1, max_length=1000)] | None,
            Field(None, description="The scenario this one starts from, relative to the file."),
        ),
        "settled": (
            bool | None,
            Field(None, description="Warm homes up under these settings, not the base's."),
        ),
        "run": (RunTable | None, None),
        "model_of_care": (ModelOfCareTable | None, None),
        "interventions": (list[UseTable] | None, None),
    }
    sections: dict[str, dict[str, Any]] = {}
    for parameter in parameters().values():
        sections.setdefault(parameter.section, {})[parameter.field] = (
            _annotation(parameter) | None,
            _field(parameter),
        )
    for section, fields in sections.items():
        table = create_model(f"{section.title()}Table", __config__=STRICT, **fields)
        tables[section] = (table | None, None)
    return create_model("Scenario", __config__=STRICT, **tables)


def _annotation(parameter: Parameter) -> Any:
    if parameter.kind == "choice":
        return Literal[parameter.choices]
    if parameter.kind == "switch":
        return bool
    if parameter.kind == "integer":
        return Annotated[int, Field(ge=int(parameter.low), le=int(parameter.high))]
    return Annotated[float, Field(ge=parameter.low, le=parameter.high)]


def _field(parameter: Parameter) -> Any:
    return Field(
        None,
        description=f"{parameter.meaning} Unit: {parameter.unit}.",
        json_schema_extra={"unit": parameter.unit},
    )


def scenario_json_schema() -> dict[str, Any]:
    """JSON Schema of scenario files, for editors."""
    return schema_of(scenario_model(), "A scenario: one care home's settings")


def intervention_json_schema() -> dict[str, Any]:
    """JSON Schema of intervention files, for editors."""
    schema = schema_of(InterventionFile, "An intervention: an approach that scenarios can add")
    settable = [p.name for p in parameters().values() if may_be_changed(p)]
    schema["$defs"]["ChangeTable"]["properties"]["setting"]["enum"] = settable
    return schema


def may_be_changed(parameter: Parameter) -> bool:
    """Whether an intervention may change a parameter: a lever, on any day, not a cost."""
    return (
        parameter.role == "lever"
        and parameter.settable_at == "any_day"
        and parameter.kind == "number"
        and parameter.section != "programme"
    )


def schema_of(model: type[BaseModel], title: str) -> dict[str, Any]:
    """JSON Schema of one kind of file, for editors."""
    schema = _without_null(model.model_json_schema())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": title,
    }


def _without_null(node: Any) -> Any:
    """The same schema where what may be left out is not also allowed to be null: TOML has none."""
    if isinstance(node, list):
        return [_without_null(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    made = {
        key: _without_null(value)
        for key, value in node.items()
        if not (key == "default" and value is None)
    }
    options = made.get("anyOf", [])
    if {"type": "null"} in options and len(options) == 2:
        [only] = [option for option in options if option != {"type": "null"}]
        del made["anyOf"]
        made = only | made
    return made
