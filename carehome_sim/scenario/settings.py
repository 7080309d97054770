"""From what is given to a value for every setting: a part follows its headline unless given."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from carehome_sim.evidence import Parameter, default_values, parameters

ROUNDING_DECIMALS = 12


def complete(given: Mapping[str, float]) -> dict[str, float]:
    """A value for every parameter: the given ones, the rest by default or by headline."""
    settings = default_values() | dict(given)
    return followed(settings, fixed=given.keys())


def followed(settings: Mapping[str, float], fixed: Collection[str]) -> dict[str, float]:
    """The same settings with every part moved to where its headline is, but for ``fixed`` ones.

    A part is ``at_zero + (at_one - at_zero) * headline``, kept within its range; at the
    registry's own headline it is the registry's own value.
    """
    known = parameters()
    made = dict(settings)
    for name, parameter in known.items():
        follows = parameter.follows
        if follows is None or name in fixed:
            continue
        headline = settings[follows.headline]
        if headline == known[follows.headline].value:
            made[name] = parameter.value
        else:
            value = follows.at_zero + (follows.at_one - follows.at_zero) * headline
            made[name] = within(parameter, round(value, ROUNDING_DECIMALS))
    return made


def within(parameter: Parameter, value: float) -> float:
    """A value kept within a parameter's range."""
    return min(max(value, parameter.low), parameter.high)


def as_number(parameter: Parameter, given: float | int | bool | str) -> float:
    """A value as written, as the number that rules read (a choice by its position)."""
    if parameter.kind == "choice":
        return float(parameter.choices.index(str(given)))
    return float(given) + 0.0  # minus zero is zero
