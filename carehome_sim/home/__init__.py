"""The simulated home: its state, the rules of an hour, and two drivers of the same rules.

Read ``day.py`` first (the stages of an hour on one screen), then ``rules/`` (small functions
with their units) and ``acts/`` (who does what, on the arrays of ``state.py``).
"""

from __future__ import annotations

from carehome_sim.home.arm import Arm, arm_of, room_for
from carehome_sim.home.compiled import needs_compiling, source_hash
from carehome_sim.home.engine import (
    DRIVERS,
    HomeRun,
    simulate_home,
    warm_up_compiler,
    warmed_up,
)

__all__ = [
    "DRIVERS",
    "Arm",
    "HomeRun",
    "arm_of",
    "needs_compiling",
    "room_for",
    "simulate_home",
    "source_hash",
    "warm_up_compiler",
    "warmed_up",
]
