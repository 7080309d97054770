"""Admissions: which empty places are offered, and whether somebody takes one tonight."""

from __future__ import annotations

from carehome_sim.home.acts.arrivals import admit
from carehome_sim.home.acts.market import place_sought
from carehome_sim.home.codes import D_ADMIT, HOME_LUCK, HOURS_PER_DAY
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.state import Home


@rule
def fill_places(home: Home) -> None:
    """Each place that is offered and empty may be taken tonight; others are kept closed."""
    house = home.house[0]
    offered = house.residents_planned
    for place in range(house.n_places):
        offered -= home.residents[place].present
    for place in range(house.n_places):
        if offered <= 0:
            break
        if home.residents[place].present == 1:
            continue
        offered -= 1
        a, _, _, _ = draw4(
            house.seed, house.home, HOME_LUCK + place, house.day * HOURS_PER_DAY, D_ADMIT, 0
        )
        if a < place_sought(home) / home.params[0].void_days:
            admit(home, place, False)
            home.week[0].admissions += 1.0
