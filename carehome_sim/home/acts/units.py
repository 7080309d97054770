"""Units of a home: how many there are, and who lives on which."""

from __future__ import annotations

import math

from carehome_sim.home.acts.house import count_residents
from carehome_sim.home.codes import AFTERNOON, BREAKFAST, D_SETTLE, HOME_LUCK, LUNCH, WITH_WHOM
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.rules.choice import options
from carehome_sim.home.state import Home


@rule
def draw_habits(home: Home) -> None:
    """What each unit has had for meals and in the afternoon for as long as anybody remembers.

    Option 0 is what most people want; some habits are of another time.
    """
    house = home.house[0]
    p = home.params[0]
    for index in range(len(home.units)):
        for choice in (BREAKFAST, LUNCH, AFTERNOON, WITH_WHOM):
            a, b, _, _ = draw4(house.seed, house.home, HOME_LUCK + 1 + index, 0, D_SETTLE, choice)
            kinds = options(choice, p)
            dated = 1 + min(int(b * (kinds - 1)), kinds - 2)
            home.units[index].habit[choice] = dated if a < p.dated_habit_share else 0
            home.units[index].settled[choice] = home.units[index].habit[choice]


@rule
def arrange_units(home: Home) -> None:
    """Where units were made smaller or larger: residents move, norms go with them.

    A new unit starts from the mean of where its places belonged before.
    """
    house = home.house[0]
    wanted = max(1, math.ceil(house.n_places / home.params[0].beds_per_unit))
    wanted = min(wanted, len(home.units))
    if wanted == house.n_units:
        return
    house.n_units = wanted
    for index in range(wanted):
        coming = home.units[index]
        coming.next_norm_01, coming.next_pressure, coming.next_pressure_28d = 0.0, 0.0, 0.0
        people = 0.0
        for place in range(house.n_places):
            if place * wanted // house.n_places == index:
                left = home.units[home.residents[place].unit]
                coming.next_norm_01 += left.norm_01
                coming.next_pressure += left.pressure
                coming.next_pressure_28d += left.pressure_28d
                people += 1.0
        coming.next_norm_01 /= max(people, 1.0)
        coming.next_pressure /= max(people, 1.0)
        coming.next_pressure_28d /= max(people, 1.0)
    for index in range(wanted):
        unit = home.units[index]
        unit.norm_01, unit.pressure = unit.next_norm_01, unit.next_pressure
        unit.pressure_28d = unit.next_pressure_28d
    for place in range(house.n_places):
        home.residents[place].unit = place * wanted // house.n_places
    count_residents(home)
