"""Distress: how likely it is to begin this hour, what it does to others, and how it goes."""

from __future__ import annotations

from carehome_sim.home.codes import EV_DISTRESS
from carehome_sim.home.compiled import rule
from carehome_sim.home.record import note
from carehome_sim.home.rules.needs import distress_after_hour, distress_per_h, unmet_01
from carehome_sim.home.state import Home


@rule
def distress_chance(home: Home, place: int) -> float:
    """Chance that an episode of distress begins this hour."""
    p = home.params[0]
    resident = home.residents[place]
    unit = home.units[resident.unit]
    unmet = unmet_01(
        resident.need_comfort_01, resident.need_occupation_01, resident.need_connection_01, p
    )
    return distress_per_h(
        resident.agitation_proneness,
        unmet,
        resident.pain_01,
        unit.noise_01,
        max(0.0, unit.pressure - p.haste_from_pressure),
        resident.cognitive_loss_01,
        p,
    )


@rule
def grows_distressed(home: Home, place: int, chance: float) -> bool:
    """An episode of distress begins; whether somebody is still to be called."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    resident.today_events += 1.0
    resident.distress_01 += p.distress_rises_share * (1.0 - resident.distress_01)
    note(home, house.minute, EV_DISTRESS, place, -1, 0, 0, 0, chance)
    return resident.comfort_open == 0


@rule
def bear_distress(home: Home, place: int) -> None:
    """An hour of distress: heard on the unit, it weighs on the day and wears off or is dulled."""
    p = home.params[0]
    resident = home.residents[place]
    unit = home.units[resident.unit]
    week = home.week[0]
    unit.noise_01 += p.noise_per_distress_h * resident.distress_01 * (1.0 - unit.noise_01)
    resident.today_distress_h += resident.distress_01
    week.distress_h += resident.distress_01
    left, worn, dulled = distress_after_hour(resident.distress_01, resident.antipsychotic, p)
    week.distress_worn_off += worn
    week.distress_sedated += dulled
    resident.distress_01 = left
