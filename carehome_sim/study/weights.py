"""Does the finding turn on how choice, identity and community are weighed?

The personalisation index is the plain mean of its three parts. Here it is formed anew under
1,000 sets of random weights, every set equally likely (Dirichlet with all parameters 1), drawn
once with a fixed seed, so that arms and studies meet the same sets.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

PARTS = ("choice", "identity", "community")
SETS = 1000
WEIGHTS_SEED = 20_002
STABLE_SHARE = 0.8  # ranks that hold under fewer sets of weights are called ties


@cache
def weight_sets() -> np.ndarray[Any, Any]:
    """The random weights ``(SETS, 3)``; every row sums to 1."""
    generator = np.random.Generator(np.random.Philox(WEIGHTS_SEED))
    drawn = generator.dirichlet(np.ones(len(PARTS)), size=SETS)
    drawn.flags.writeable = False
    return drawn


def share_better(part_differences: np.ndarray[Any, Any]) -> float:
    """Share of weight sets under which the arm's index is above the first arm's; ties half.

    ``part_differences`` ``(3,)``: mean paired difference of each part, in points.
    """
    signs = np.sign(weight_sets() @ part_differences)
    return float((signs + 1.0).sum()) / (2 * SETS)


def index_range(part_differences: np.ndarray[Any, Any]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile of the index difference over weight sets, in points."""
    low, high = np.quantile(weight_sets() @ part_differences, [0.025, 0.975])
    return float(low), float(high)


def ranks(part_means: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Rank of each arm (1 is best) under each weight set, ``(SETS, arms)``.

    ``part_means`` ``(arms, 3)``. Arms that tie share the better rank.
    """
    scores = weight_sets() @ part_means.T
    return np.asarray(1 + (scores[:, None, :] > scores[:, :, None]).sum(axis=2))


def equal_ranks(part_means: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Rank of each arm (1 is best) when the three parts weigh the same, ``(arms,)``."""
    scores = part_means.mean(axis=1)
    return np.asarray(1 + (scores[None, :] > scores[:, None]).sum(axis=1))
