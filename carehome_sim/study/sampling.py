"""Designs of sensitivity studies, in the unit cube: Sobol's with radial swaps, and Morris's.

Both grow: the first rows of a larger design are those of a smaller one with the same seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
MORRIS_LEVELS = 4


def sobol_design(factors: int, samples: int, swaps: Sequence[Sequence[int]], seed: int) -> Array:
    """Sobol's design: per sample a row of A, one of A for each swap, and a row of B.

    In a swap the columns of its factors come from B: one factor for its own indices, several for
    the closed indices of a group or pair. Two scrambled matrices are taken from SALib (Saltelli
    2010, https://doi.org/10.1016/j.cpc.2009.09.018). Returns ``(samples * (swaps + 2),
    factors)``; ``samples`` is a power of two.
    """
    from SALib.sample import sobol

    problem = {"num_vars": factors, "names": _names(factors), "bounds": [[0.0, 1.0]] * factors}
    saltelli = sobol.sample(problem, samples, calc_second_order=False, scramble=True, seed=seed)
    blocks = saltelli.reshape(samples, factors + 2, factors)
    first, second = blocks[:, 0], blocks[:, -1]
    made = np.repeat(first[:, np.newaxis], len(swaps) + 2, axis=1)
    for row, swapped in enumerate(swaps):
        made[:, row + 1, list(swapped)] = second[:, list(swapped)]
    made[:, -1] = second
    return made.reshape(-1, factors)


def morris_design(factors: int, trajectories: int, seed: int) -> Array:
    """Morris's design: trajectories along which one factor after another moves by two thirds.

    ``(trajectories * (factors + 1), factors)``, levels 0, 1/3, 2/3, 1 (Morris 1991,
    https://doi.org/10.1080/00401706.1991.10484804), each trajectory from SALib with a seed of
    its own.
    """
    from SALib.sample import morris

    problem = {"num_vars": factors, "names": _names(factors), "bounds": [[0.0, 1.0]] * factors}
    seeds = np.random.SeedSequence(seed).generate_state(trajectories)
    made = [
        morris.sample(problem, 1, num_levels=MORRIS_LEVELS, seed=int(own)) for own in seeds.tolist()
    ]
    return np.concatenate(made)


def _names(factors: int) -> list[str]:
    return [f"factor {number}" for number in range(factors)]
