"""The nearest valid name to one that is not, and how values and ranges are put into words."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from typing import Any

from carehome_sim.evidence import Parameter, parameters

CLOSE_ENOUGH = 0.6
NEAR_THE_BEST = 0.15


def nearest(given: str, names: Iterable[str]) -> str | None:
    """The valid name most like the one given, if one is like enough."""
    candidates = list(names)
    folded = {name.lower().replace("-", "_"): name for name in candidates}
    wanted = given.lower().replace("-", "_").strip()
    if wanted in folded:
        return folded[wanted]
    close = difflib.get_close_matches(wanted, list(folded), n=1, cutoff=CLOSE_ENOUGH)
    return folded[close[0]] if close else None


def nearest_settings(given: str, most: int = 3) -> list[str]:
    """Settings whose full name, or whose last part, is most like the one given."""
    known = parameters()
    wanted = given.lower().replace("-", "_").strip()
    section, _, last = wanted.rpartition(".")
    by_field = {parameter.field: name for name, parameter in known.items()}
    if last in by_field:
        return [by_field[last]]
    scores = []
    for name, parameter in known.items():
        score = max(_likeness(wanted, name), _likeness(last, parameter.field))
        score += 0.05 if section == parameter.section else 0.0
        scores.append((score, name))
    scores.sort(key=lambda scored: (-scored[0], scored[1]))
    least = max(CLOSE_ENOUGH, scores[0][0] - NEAR_THE_BEST)
    return [name for score, name in scores[:most] if score >= least]


def _likeness(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one, other)
    if matcher.real_quick_ratio() < CLOSE_ENOUGH or matcher.quick_ratio() < CLOSE_ENOUGH:
        return 0.0
    return matcher.ratio()


def number(value: float) -> str:
    """A number as people write it: no needless ``.0``."""
    return f"{int(value):,}".replace(",", "") if float(value).is_integer() else repr(float(value))


def allowed(parameter: Parameter) -> str:
    """What a parameter may be, with its unit, in words."""
    if parameter.kind == "choice":
        return " or ".join(f'"{word}"' for word in parameter.choices)
    if parameter.kind == "switch":
        return "true or false"
    kind = "a whole number" if parameter.kind == "integer" else "a number"
    unit = f" ({parameter.unit})"
    if parameter.low == parameter.high:
        return f"only {number(parameter.low)}{unit}, it is fixed"
    return f"{kind} from {number(parameter.low)} to {number(parameter.high)}{unit}"


def as_written(value: Any) -> str:
    """A value as it would stand in a TOML file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int) and abs(value) >= 10**40:
        return "a number of more than 40 digits"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return str(value)
