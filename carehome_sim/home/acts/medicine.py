"""A resident's week of medicine: pain found or coming back, antipsychotics begun or ended."""

from __future__ import annotations

from carehome_sim.home.codes import D_MEDICINE, HOURS_PER_DAY
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.rules.medicine import (
    antipsychotic_starts,
    antipsychotic_stops,
    pain_seen_per_week,
)
from carehome_sim.home.state import Home


@rule
def feel_medicine(home: Home, place: int) -> None:
    """How easily distressed a resident is, by nature and by what is prescribed."""
    p = home.params[0]
    resident = home.residents[place]
    calm = 1.0 - p.antipsychotic_calms_share * resident.antipsychotic
    resident.agitation_proneness = resident.proneness_trait * calm


@rule
def medicine_week(home: Home, place: int) -> None:
    """Once a week: is pain seen, has it come back; is an antipsychotic begun or ended."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    a, b, _, _ = draw4(
        house.seed, house.home, resident.person, house.day * HOURS_PER_DAY, D_MEDICINE, 0
    )
    if resident.painful == 1 and resident.pain_01 > 0.0:
        known = max(resident.known_01, resident.paper_01)
        if a < pain_seen_per_week(known, resident.cognitive_loss_01, p):
            resident.pain_01 = 0.0
    elif resident.painful == 1 and a < p.pain_returns_per_week:
        resident.pain_01 = p.pain_level_01
    if resident.antipsychotic == 1:
        if b < antipsychotic_stops(p):
            resident.antipsychotic = 0
    elif resident.severity > 0 and b < antipsychotic_starts(
        resident.agitation_per_day, house.understanding_01, p
    ):
        resident.antipsychotic = 1
    home.week[0].sedated += resident.antipsychotic
    home.week[0].medicine_weeks += 1.0
    feel_medicine(home, place)
