"""The neighbourhood: links built by hours, events that bring money, what the money adds."""

from __future__ import annotations

from carehome_sim.home.codes import D_COMMUNITY, DAYS_PER_WEEK, HOME_LUCK, HOURS_PER_DAY
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.rules.life import available_share, events_per_week, links_after_week
from carehome_sim.home.state import Home


@rule
def community_week(home: Home, manager_h: float) -> None:
    """Monday: links grow with hours, an event may fall due, the amenity fund is drawn on."""
    house = home.house[0]
    p = home.params[0]
    week = home.week[0]
    house.links_01 = links_after_week(house.links_01, p.community_h_per_week + manager_h, p)
    week.links += house.links_01
    a, b, _, _ = draw4(house.seed, house.home, HOME_LUCK, house.day * HOURS_PER_DAY, D_COMMUNITY, 0)
    house.event_day = -1
    if a < events_per_week(house.links_01, p):
        house.event_day = int(b * DAYS_PER_WEEK)
        brought = p.event_gbp * house.links_01
        house.amenity_gbp += brought
        week.event_gbp += brought
    spent = house.amenity_gbp * p.amenity_spent_share
    house.amenity_gbp -= spent
    people = float(max(house.residents_planned, 1))
    house.available_share = available_share(p.amenity_gbp_per_resident_week + spent / people, p)
