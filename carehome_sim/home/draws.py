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


# Coefficients of algorithm AS 241 (PPND16), highest power first: the middle of the distribution
# in powers of 0.425^2 - (u - 1/2)^2, the tails in powers of sqrt(-log(tail)) - 1.6.
_MIDDLE_OVER = (
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.3871328727963666080,
)  # fmt: skip
_MIDDLE_UNDER = (
    5226.4952788528545610, 28729.085735721942674, 39307.895800092710610, 21213.794301586595867,
    5394.1960214247511077, 687.18700749205790830, 42.313330701600911252, 1.0,
)  # fmt: skip
_TAIL_OVER = (
    7.7454501427834140764e-4, 2.27238449892691845833e-2, 0.241780725177450611770,
    1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550,
    4.63033784615654529590, 1.42343711074968357734,
)  # fmt: skip
_TAIL_UNDER = (
    1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2,
    0.148103976427480074590, 0.689767334985100004550, 1.67638483018380384940,
    2.05319162663775882187, 1.0,
)  # fmt: skip
_MIDDLE = 0.425
_TAIL_SHIFT = 1.6


@rule
def polynomial(coefficients: tuple[float, ...], x: float) -> float:
    """A polynomial, coefficients from the highest power down (Horner)."""
    value = 0.0
    for coefficient in coefficients:
        value = value * x + coefficient
    return value


@shared
def standard_normal(u: float) -> float:
    """The standard normal number that a share ``u`` of the population lies below.

    One uniform number, one normal one, and more of the one is more of the other. Relative error
    about 1e-16 for every ``u`` that :func:`draw4` can give (none is nearer to 0 or 1 than 1e-10).
    Wichura (1988), *Algorithm AS 241*, doi 10.2307/2347330.
    """
    middle = u - 0.5
    if abs(middle) <= _MIDDLE:
        x = _MIDDLE * _MIDDLE - middle * middle
        return middle * polynomial(_MIDDLE_OVER, x) / polynomial(_MIDDLE_UNDER, x)
    tail = u if middle < 0.0 else 1.0 - u
    x = math.sqrt(-math.log(tail)) - _TAIL_SHIFT
    z = polynomial(_TAIL_OVER, x) / polynomial(_TAIL_UNDER, x)
    return -z if middle < 0.0 else z


@rule
def normal_rank(z: float) -> float:
    """The share of a standard normal population below ``z``."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))
