"""How many homes are enough: more are added until the headline's interval is narrow enough.

The headline is the personalisation index: for one arm its mean, for several the widest of the
differences from the first arm. Every step follows from figures alone, so a study that was
interrupted takes the same steps again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from carehome_sim.study.estimates import estimate, paired_difference

HEADLINE = "personalisation_index"
MOST_REPLICATES = 10_000
MOST_GROWTH = 4  # a batch brings the homes to at most this many times what they were
SAFETY = 1.05
LEAST_BATCH = 8


@dataclass(frozen=True, slots=True)
class Reached:
    """How narrow the headline's interval became: ``half_width`` in points of the index."""

    asked: float
    half_width: float
    replicates: int

    @property
    def met(self) -> bool:
        """Whether that is as narrow as asked."""
        return self.half_width <= self.asked

    @property
    def over(self) -> bool:
        """Whether to stop: narrow enough, at the stated most, or undefined."""
        return self.met or self.replicates >= MOST_REPLICATES or math.isnan(self.half_width)

    def next_replicates(self) -> int:
        """How many homes an arm has after the next batch: width falls as one over the root."""
        wanted = math.ceil(self.replicates * (self.half_width / self.asked) ** 2 * SAFETY)
        least, most = self.replicates + LEAST_BATCH, self.replicates * MOST_GROWTH
        return min(max(least, min(wanted, most)), MOST_REPLICATES)

    def as_json(self) -> dict[str, Any]:
        """For the manifest; what is undefined is None."""
        return {
            "asked": self.asked,
            "unit": "points of the personalisation index, half-width of the 95 % interval",
            "half_width": self.half_width if math.isfinite(self.half_width) else None,
            "replicates": self.replicates,
            "most_replicates": MOST_REPLICATES,
            "met": self.met,
        }


def reached(headline: np.ndarray[Any, Any], asked: float) -> Reached:
    """How narrow the interval is; ``headline`` ``(arms, homes)``, the index of every home."""
    arms, homes = headline.shape
    defined = headline[:, np.isfinite(headline).all(axis=0)]
    if arms == 1:
        half_width = estimate(defined[0]).half_width
    else:
        widths = [paired_difference(defined[0], arm).half_width for arm in defined[1:]]
        half_width = max(widths) if not any(map(math.isnan, widths)) else math.nan
    return Reached(asked, half_width, homes)
