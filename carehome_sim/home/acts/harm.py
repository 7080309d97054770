"""Incidents: what happens, what is recorded, and what follows."""

from __future__ import annotations

from carehome_sim.home.codes import (
    D_FALL,
    EV_HOSPITAL,
    EV_INCIDENT,
    HOURS_PER_DAY,
    MINUTES_PER_DAY,
    N_CHOICES,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note
from carehome_sim.home.rules.health import recorded_probability, watched_01
from carehome_sim.home.rules.people import exponential
from carehome_sim.home.state import Home

SUPERVISION = 9  # which number of a fall says whether somebody was near


@rule
def incident(home: Home, place: int, minute: int, cause: int, permitted: bool) -> bool:
    """A fall or another injury: the true event, its record, weakness, hospital, safeguarding.

    True where the person stays and somebody has to help. Whoever goes to hospital cannot be
    attended to until the day of return.
    """
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    week = home.week[0]
    a, b, c, d = draw4(
        house.seed,
        house.home,
        resident.person,
        house.day * HOURS_PER_DAY + house.hour,
        D_FALL,
        1 + cause,
    )
    week.incidents += 1.0
    week.incidents_permitted += 1.0 if permitted else 0.0
    resident.today_hurt = 1.0
    resident.weakness_01 += p.weakness_after_fall_01 * (1.0 - resident.weakness_01)
    resident.need_comfort_01 += p.hurt_comfort_share * (1.0 - resident.need_comfort_01)
    recorded = a < recorded_probability(house.support_01, house.rules_reading_01, p)
    if recorded:
        week.incidents_recorded += 1.0
        house.recorded_this_week += 1.0
        if b < p.safeguarding_share:
            week.safeguarding += 1.0
            house.recorded_this_week += p.safeguarding_counts_as
    note(
        home,
        minute,
        EV_INCIDENT,
        place,
        -1,
        1 if recorded else 0,
        1 if permitted else 0,
        cause,
        0.0,
    )
    if c >= p.hospital_after_fall_share:
        return True
    days = 1 + int(exponential(p.hospital_mean_days, d))
    resident.hospital_until_day = house.day + days
    resident.busy_until_min = float(resident.hospital_until_day * MINUTES_PER_DAY)
    resident.in_bed = 1
    resident.in_bed_since_min = -1
    for choice in range(N_CHOICES):
        occasion = home.choices[place, choice]
        occasion.asked, occasion.voiced, occasion.capable = 0, 0, 0
    note(home, minute, EV_HOSPITAL, place, -1, days, 0, 0, 0.0)
    return False


@rule
def held_up(home: Home, place: int) -> bool:
    """Whether somebody was near enough to prevent a fall."""
    house = home.house[0]
    resident = home.residents[place]
    unit = home.units[resident.unit]
    a, _, _, _ = draw4(
        house.seed,
        house.home,
        resident.person,
        house.day * HOURS_PER_DAY + house.hour,
        D_FALL,
        SUPERVISION,
    )
    watched = watched_01(float(unit.workers), float(unit.residents), unit.pressure, home.params[0])
    return a < home.params[0].supervision_prevents_share * watched
