"""One figure of the scoreboard in words: its value, what was asked of it, and how far off it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from carehome_sim.report.words import UNDEFINED, number
from carehome_sim.validation.checks import POWER

MOST_DECIMALS, ROUNDING = 5, 1e-6
INFINITE = "\N{INFINITY}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A check as readers see it: shares as per cent, open bounds as None, undefined as NaN."""

    label: str
    value: float
    low: float
    high: float
    unit: str
    asks: str
    least: float | None
    most: float | None
    passed: bool | None
    power: float | None

    @property
    def bounds(self) -> tuple[float, float]:
        """What is asked, open ends as infinities."""
        least = -math.inf if self.least is None else self.least
        return least, math.inf if self.most is None else self.most

    @property
    def signed(self) -> bool:
        """Whether the figure is a difference, written with its sign."""
        return self.asks in ("differs", "same")


def _number_of(value: Any, factor: float) -> float:
    return math.nan if value is None else float(value) * factor


def shown(check: dict[str, Any]) -> Shown:
    """A check of the document as it is shown."""
    unit, factor = str(check.get("unit") or ""), 1.0
    if unit.split(" ")[0] == "share":
        differences = check["asks"] in ("differs", "same")
        unit, factor = ("percentage points" if differences else "%") + unit[5:], 100.0
    bounds = [_number_of(check.get(name), factor) for name in ("least", "most")]
    least, most = (bound if math.isfinite(bound) else None for bound in bounds)
    value, low, high = (_number_of(check.get(name), factor) for name in ("value", "low", "high"))
    if unit.startswith("%") and 0.0 <= value <= 100.0:  # what cannot be is neither told nor asked
        low, high = (
            min(max(end, 0.0), 100.0) if math.isfinite(end) else end for end in (low, high)
        )
        least = least if least is None or least > 0.0 else None
        most = most if most is None or most < 100.0 else None
    return Shown(
        " ".join(str(check["label"]).split()), value, low, high, unit, check["asks"], least, most,
        check.get("passed"), check.get("power"),
    )  # fmt: skip


def _decimals(one: Shown) -> int:
    half = (one.high - one.low) / 2.0
    if not math.isfinite(one.value):
        return 0
    if math.isfinite(half) and half > 0.0:
        places = -math.floor(math.log10(half / 2.0) + ROUNDING)
    else:
        places = 2 - math.floor(math.log10(abs(one.value))) if one.value else 0
    if one.signed:  # a margin of 0.1 asks for hundredths
        places = max(places, *(_places(bound) + 1 for bound in (one.least, one.most)))
    places = min(max(places, 0), 3)
    for bound in (one.least, one.most):  # a rounded figure never seems to be across its bound
        while bound is not None and places < MOST_DECIMALS:
            rounded = round(one.value, places)
            if (rounded >= bound, rounded > bound) == (one.value >= bound, one.value > bound):
                break
            places += 1
    return places


def _places(bound: float | None) -> int:
    return -1 if bound is None else len(bound_words(bound).partition(".")[2])


def with_unit(text: str, unit: str) -> str:
    """A written number with its unit; pounds before it."""
    if unit.startswith("£"):
        sign = text[0] if text[0] in "+−" else ""
        return f"{sign}£{text[len(sign) :]}{unit[1:]}"
    return f"{text} {unit}" if unit else text


def value_words(one: Shown) -> str:
    """The figure with its unit."""
    if not math.isfinite(one.value):
        return "undefined"
    return with_unit(number(one.value, _decimals(one), sign=one.signed), one.unit)


def interval_words(one: Shown) -> str:
    """The interval, or nothing where none is defined or the figure is exact."""
    if math.isnan(one.low) or math.isnan(one.high) or one.low == one.high:
        return ""
    ends = [
        number(end, _decimals(one)) if math.isfinite(end) else f"{'−' if end < 0 else ''}{INFINITE}"
        for end in (one.low, one.high)
    ]
    return f"{ends[0]} to {ends[1]}"


def figure_words(one: Shown) -> str:
    """Figure and interval in one phrase."""
    between = interval_words(one)
    return value_words(one) + (f" ({between})" if between else "")


def bound_words(bound: float) -> str:
    """A bound as it was declared, to four figures."""
    places = 4 if abs(bound) < 1.0 else max(0, 3 - math.floor(math.log10(abs(bound))))
    text = f"{abs(bound):,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("−" if bound < 0.0 else "") + text


def asked_words(one: Shown) -> str:
    """What was asked of a figure."""
    if one.asks == "told" or (one.least is None and one.most is None):
        return "told only"
    if one.asks == "same":
        return f"no difference beyond ±{with_unit(bound_words(abs(one.most or 0.0)), one.unit)}"
    if one.least is not None and one.most is not None:
        return f"{bound_words(one.least)} to {with_unit(bound_words(one.most), one.unit)}"
    bound = one.most if one.least is None else one.least
    text = with_unit(bound_words(bound or 0.0), one.unit)
    if one.asks == "differs":
        return f"{text} or lower" if one.least is None else f"+{text} or higher"
    return f"at most {text}" if one.least is None else f"at least {text}"


def closeness(one: Shown) -> str:
    """How a figure lies to what is asked: at its edge, nearly there, of the wrong sign, or plainly.

    *At the edge*: met, but the interval reaches beyond the bound. *Near*: missed, but the interval
    reaches what is asked (no difference: the figure itself lies inside). *Wrong sign*: a difference
    whose whole interval lies on the other side of nothing.
    """
    least, most = one.bounds
    if one.passed is None or math.isnan(one.value) or math.isnan(one.low) or math.isnan(one.high):
        return ""
    if one.passed:
        inside = least <= one.low and one.high <= most
        return "" if inside or one.asks == "same" else "at the edge"
    if one.asks == "differs" and (one.high < 0.0 <= least or one.low > 0.0 >= most):
        return "wrong sign"
    low, high = (one.value, one.value) if one.asks == "same" else (one.low, one.high)
    return "near" if low <= most and high >= least else ""


def check_verdict(one: Shown) -> str:
    """What is said of one figure."""
    return {True: "passed", False: "missed", None: "told"}[one.passed]


def how_far(one: Shown) -> str:
    """How far a missed figure is from what was asked; nothing where it was not missed."""
    if one.passed is not False:
        return ""
    beside = closeness(one)
    least, most = one.bounds
    if beside == "near" and least <= one.value <= most:
        beside = ""  # what is said of its interval says so
    return _gap(one) + (f" ({beside})" if beside else "")


def _gap(one: Shown) -> str:
    if not math.isfinite(one.value):
        return "nothing to compute it from"
    unit = one.unit.replace("%", "percentage points", 1)
    for bound, word in ((one.least, "below"), (one.most, "above")):
        gap = 0.0 if bound is None else (bound - one.value) * (1 if word == "below" else -1)
        if gap > 0.0:
            places = min(max(1 - math.floor(math.log10(gap)), 0), MOST_DECIMALS)
            text = with_unit(number(gap, places), unit)
            return (
                f"{text} {'beyond the margin' if one.asks == 'same' else f'{word} what was asked'}"
            )
    if one.asks == "differs":
        return "large enough, but its interval reaches over 0"
    if one.asks == "same" and one.power is not None and one.power < POWER:
        return f"too imprecise to tell: power {one.power:.2f}, {POWER:g} is asked"
    return "its interval reaches beyond the margin" if one.asks == "same" else UNDEFINED
