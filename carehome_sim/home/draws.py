"""Randomness by identity: Philox4x32-10, a published counter-based generator.

Salmon, Moraes, Dror and Shaw (2011), *Parallel random numbers: as easy as 1, 2, 3*, SC '11,
doi 10.1145/2063384.2063405. The key is the 64-bit seed; the counter is (home, person, hour,
decision and occurrence). A number therefore depends on what it is for and on nothing else:
not on order, batch, worker or arm.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from carehome_sim.home.codes import DECISION_SHIFT
from carehome_sim.home.compiled import rule, shared

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_ROUNDS = 10
_UNIT = 1.0 / 4294967296.0
_HALF_STEP = 0.5 / 4294967296.0


@rule
def philox4x32(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    """Ten rounds of Philox4x32: four 32-bit words, held as ``uint64``, from counter and key."""
    for _ in range(_ROUNDS):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _32) ^ c1 ^ k0, p1 & _LOW, (p0 >> _32) ^ c3 ^ k1, p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@shared
def draw4(
    seed: Any, home: int, person: int, hour: int, decision: int, occurrence: int
) -> tuple[float, float, float, float]:
    """Four independent uniform numbers in (0, 1) for one decision of one person in one hour.

    ``seed`` is a ``uint64``; ``home`` < 2^32, ``person`` < 2^32, ``hour`` < 2^32, ``decision``
    < 2^12 and ``occurrence`` < 2^20 are non-negative integers.
    """
    a, b, c, d = philox4x32(
        np.uint64(home),
        np.uint64(person),
        np.uint64(hour),
        np.uint64(decision * DECISION_SHIFT + occurrence),
        seed & _LOW,
        seed >> _32,
    )
    return (
        float(a) * _UNIT + _HALF_STEP,
        float(b) * _UNIT + _HALF_STEP,
        float(c) * _UNIT + _HALF_STEP,
        float(d) * _UNIT + _HALF_STEP,
    )


@rule
def normal2(u1: float, u2: float) -> tuple[float, float]:
    """Two independent standard normal numbers from two uniform ones.

    Box and Muller (1958), doi 10.1214/aoms/1177706645.
    """
    radius = math.sqrt(-2.0 * math.log(u1))
    angle = 2.0 * math.pi * u2
    return radius * math.cos(angle), radius * math.sin(angle)


@rule
def normal_rank(z: float) -> float:
    """The share of a standard normal population below ``z``."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))
