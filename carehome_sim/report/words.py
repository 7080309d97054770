"""Figures in words: how a number, a difference and an interval are written for readers.

A share is shown as a percentage and a difference of shares in percentage points; everything
else keeps the registry's unit. Minus signs are real ones; what is undefined is a dash.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from carehome_sim.evidence import Outcome

UNDEFINED = "–"
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Scale:
    """How an outcome is shown: ``factor`` times its value, in ``unit``, with ``decimals``."""

    factor: float
    unit: str
    difference_unit: str
    decimals: int


def scale_of(outcome: Outcome) -> Scale:
    """How readers see an outcome: shares as percentages, the rest in the registry's unit."""
    share = re.match(r"share\b(.*)", outcome.unit)
    if share:
        rest = share.group(1)
        return Scale(100.0, f"%{rest}", f"percentage points{rest}", max(0, outcome.decimals - 2))
    points = re.sub(r"^points \(.*\)$", "points", outcome.unit)
    return Scale(1.0, outcome.unit, points, outcome.decimals)


def number(value: float | None, decimals: int, *, sign: bool = False) -> str:
    """A number with thousands separated; ``sign`` puts a plus before gains.

    Exactly nothing is ``0``; something that rounds to nothing keeps its decimals: ``+0.0``.
    """
    if value is None or not math.isfinite(value):
        return UNDEFINED
    if value == 0.0:
        return "0"
    text = f"{abs(value):,.{decimals}f}"
    return (MINUS if value < 0 else "+" if sign else "") + text


def interval(low: float | None, high: float | None, decimals: int) -> str:
    """An interval as ``1.2 to 3.4``; a dash where it is not defined."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return UNDEFINED
    return f"{number(low, decimals)} to {number(high, decimals)}"


def pounds(value: float | None, *, sign: bool = False) -> str:
    """Pounds, whole from £10 on: ``£1,024``, ``−£3.20``."""
    if value is None or not math.isfinite(value):
        return UNDEFINED
    if value == 0.0:
        return "£0"
    text = f"{abs(value):,.0f}" if abs(value) >= 9.995 else f"{abs(value):,.2f}"
    return f"{MINUS if value < 0 else '+' if sign else ''}£{text}"


def shortened(text: str, most: int) -> str:
    """A text of at most so many letters, cut between words where that is possible."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1].rstrip()
    word_end = cut.rfind(" ")
    return (cut[:word_end] if word_end > most // 2 else cut) + "…"


def listed(words: list[str]) -> str:
    """Words in one phrase: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


SMALL_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
)


def counted(count: int, one: str) -> str:
    """A count with its noun in running text: small numbers as words."""
    word = SMALL_NUMBERS[count] if count < len(SMALL_NUMBERS) else f"{count:,}"
    return f"{word} {one if count == 1 else one + 's'}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
