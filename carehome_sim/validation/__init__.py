"""The model on trial: patterns of real care homes as declared experiments, each with a verdict."""

from __future__ import annotations

from carehome_sim.validation.registry import Pattern, patterns
from carehome_sim.validation.scoreboard import Plan, known_rows, validate

__all__ = ["Pattern", "Plan", "known_rows", "patterns", "validate"]
