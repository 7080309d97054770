"""What a scenario is once it has been read: settings, and from which day each is in force."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from carehome_sim.evidence import parameters

Operation = Literal["set", "add", "scale"]
MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Step:
    """What one more approach makes of the settings, once somebody in the home has delivered it.

    ``settings`` are those of the step before with this approach in; ``asked_h`` the hours a week
    it asks of ``deliverer`` (None: it is not, or no longer, in force and what it brought fades).
    """

    settings: Mapping[str, float]
    asked_h: float | None
    deliverer: str = MANAGER


@dataclass(frozen=True, slots=True)
class Phase:
    """Settings in force from a measured day on.

    ``start_day`` counts from the first measured day (0); ``settings`` has a value for every
    parameter of the registry by full name, dependent settings already worked out. ``plain`` are
    those without what somebody in the home has to deliver first (None: the same), and ``steps``
    lead from there, one approach at a time, to all that is in force or still felt (none: one step
    to ``settings``). The first step is that of the model of care. A home stands on each step as
    far as that approach has been delivered.
    """

    start_day: int
    settings: Mapping[str, float]
    plain: Mapping[str, float] | None = None
    steps: tuple[Step, ...] = ()

    @property
    def planned(self) -> Mapping[str, float]:
        """What a home would be if all that is in force or still felt were delivered."""
        return self.steps[-1].settings if self.steps else self.settings


@dataclass(frozen=True, slots=True)
class SettingChange:
    """What an intervention at full dose does to one setting (unit: the setting's own)."""

    setting: str
    op: Operation
    value: float


@dataclass(frozen=True, slots=True)
class InterventionUse:
    """An approach as a scenario uses it.

    In force from ``start_day`` up to, not including, ``end_day`` (None: to the end), both
    counted from the first measured day; ``dose_01`` is the share of its full strength.
    ``evidence`` says what kind of evidence there is, ``source`` where.
    """

    id: str
    title: str
    start_day: int
    end_day: int | None
    dose_01: float
    evidence: str
    source: str
    one_off_gbp_per_bed: float = 0.0
    weekly_gbp_per_bed: float = 0.0
    change_h_per_week: float = 0.0
    deliverer: str = MANAGER
    payer: str = "provider"
    changes: tuple[SettingChange, ...] = ()

    @property
    def delivered(self) -> bool:
        """Whether somebody in the home has to bring it about, week by week."""
        return self.change_h_per_week > 0.0

    def in_force(self, day: int) -> bool:
        """Whether it is in force on a day counted from the first measured one."""
        return self.start_day <= day and (self.end_day is None or day < self.end_day)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One home's settings, what comes into force when, and how much of it to simulate.

    ``name`` is the file's stem. ``settings`` are those before any intervention, ``given`` the
    names set explicitly in the file, its parents or by ``--set``. ``phases`` begins with day 0
    and has one more for each later day on which an intervention starts or ends.
    ``settled`` homes are warmed up under their own settings rather than the base's. ``plain``
    are the settings without what a model of care has to enact first (None: there is none).
    ``sector`` are the settings around which the homes of a sector sample are drawn (None: all homes
    have the same settings). ``plain_given`` are the names set explicitly in ``plain``.
    """

    name: str
    title: str
    settings: Mapping[str, float]
    given: frozenset[str]
    interventions: tuple[InterventionUse, ...]
    phases: tuple[Phase, ...]
    measured_days: int
    warmup_days: int
    replicates: int
    seed: int
    settled: bool
    plain: Mapping[str, float] | None = None
    sector: Mapping[str, float] | None = None
    plain_given: frozenset[str] = frozenset()

    def resolved(self) -> dict[str, Any]:
        """Everything that decides the result, JSON-able, with words for choices."""
        return {
            "name": self.name,
            "title": self.title,
            "settled": self.settled,
            "measured_days": self.measured_days,
            "warmup_days": self.warmup_days,
            "replicates": self.replicates,
            "seed": self.seed,
            "settings": shown(self.settings),
            "sector": None if self.sector is None else shown(self.sector),
            "enacted": sorted(
                name for name, value in (self.plain or {}).items() if value != self.settings[name]
            ),
            "interventions": [
                {
                    "use": use.id,
                    "start_day": use.start_day,
                    "end_day": use.end_day,
                    "dose_01": use.dose_01,
                }
                for use in self.interventions
            ],
            "phases": [
                {
                    "start_day": phase.start_day,
                    "delivered_first": sorted(
                        name
                        for name, value in (phase.plain or {}).items()
                        if value != phase.planned[name]
                    ),
                    "changed": {
                        name: value
                        for name, value in shown(phase.settings).items()
                        if phase.settings[name] != self.settings[name]
                    },
                }
                for phase in self.phases
            ],
        }

    def hash(self) -> str:
        """SHA-256 (hexadecimal) of all that decides a home's life; names and counts do not."""
        content = self.resolved()
        for key in ("name", "title", "replicates"):
            del content[key]
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def differs_at_start(self, base: Scenario) -> bool:
        """Whether something differs that a home can only be given when its life begins."""
        return any(
            self.settings[name] != base.settings[name]
            for name, parameter in parameters().items()
            if parameter.settable_at == "start"
        )

    def phase_on(self, day: int) -> Phase:
        """The phase in force on a day counted from the first measured one."""
        return next(phase for phase in reversed(self.phases) if phase.start_day <= day)


def shown(settings: Mapping[str, float]) -> dict[str, float | int | bool | str]:
    """Settings as users write them, in the registry's order."""
    return {
        name: parameter.shown(settings[name])
        for name, parameter in parameters().items()
        if name in settings
    }
