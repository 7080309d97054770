"""Chance in a trial, by identity: what it is for, the home and the person, nothing else.

numpy's Philox4x64 (Salmon, Moraes, Dror and Shaw 2011, doi 10.1145/2063384.2063405) with the
seed and the purpose as key and home and person as counter: whom a trial recruits and loses does
not depend on the arm, on order or on who else takes part.
"""

from __future__ import annotations

from typing import Final

import numpy as np

ARMS: Final = 1
RECRUITMENT: Final = 2
WITHDRAWAL: Final = 3


def generator(seed: int, purpose: int, home: int = 0, person: int = 0) -> np.random.Generator:
    """The stream of random numbers for one purpose, home and person; ``seed`` < 2^64."""
    key = np.array([seed, purpose], dtype=np.uint64)
    counter = np.array([0, 0, person, home], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key, counter=counter))
