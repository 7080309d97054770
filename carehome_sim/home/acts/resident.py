"""What a resident does and goes through hour by hour."""

from __future__ import annotations

from carehome_sim.home.acts.daily_life import live_together
from carehome_sim.home.acts.distress import bear_distress, distress_chance, grows_distressed
from carehome_sim.home.acts.harm import held_up, incident
from carehome_sim.home.acts.plan import bit, plan_day
from carehome_sim.home.acts.tasks import put_care
from carehome_sim.home.codes import (
    BATH,
    BED,
    BREAKFAST,
    COMFORT,
    COMPANY,
    D_ANSWER,
    D_HOUR,
    DAYS_PER_WEEK,
    FORECAST_DAY,
    HOURS_PER_DAY,
    INCIDENT,
    LUNCH,
    MEAL,
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    OPEN,
    RISK,
    TOILET,
    UP,
    WISH,
    WITH_WHOM,
)
from carehome_sim.home.compiled import entry, rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note_raised_risk
from carehome_sim.home.rules.choice import capable, voicing_probability
from carehome_sim.home.rules.needs import (
    grown,
    relieved,
)
from carehome_sim.home.rules.work import needs_help
from carehome_sim.home.state import Home

LITTLE_DISTRESS = 0.02  # below this nobody notices


@rule
def rise(home: Home, place: int, minute: float) -> None:
    """Out of bed: the night's length is noted."""
    resident = home.residents[place]
    if resident.in_bed == 0:
        return
    resident.in_bed = 0
    if resident.in_bed_since_min >= 0:
        week = home.week[0]
        minutes = int(minute) % MINUTES_PER_DAY + MINUTES_PER_DAY - resident.in_bed_since_min
        week.bed_h += minutes / MINUTES_PER_HOUR
        week.nights += 1.0


@rule
def lie_down(home: Home, place: int, minute: float) -> None:
    """Into bed; the minute of the day is kept until morning."""
    resident = home.residents[place]
    resident.in_bed = 1
    resident.in_bed_since_min = int(minute) % MINUTES_PER_DAY
    if resident.in_bed_since_min < MINUTES_PER_DAY // 2:
        resident.in_bed_since_min += MINUTES_PER_DAY


@rule
def waits_to_be_served(home: Home, place: int) -> bool:
    """Whether somebody who eats unaided has to be shown what there is at this meal."""
    meal = home.residents[place].meal
    if meal == 0:
        return bool(home.choices[place, BREAKFAST].end == OPEN)
    if meal == 1:
        return bool(home.choices[place, LUNCH].end == OPEN)
    return bool(home.choices[place, WITH_WHOM].end == OPEN)


@rule
def things_fall_due(home: Home, place: int) -> int:
    """Care by the day's plan: what the resident does alone is done; bits of what needs staff.

    Looking after oneself meets the need for comfort as being looked after does.
    """
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    bits = resident.plan[house.hour]
    due = 0
    for kind in (UP, TOILET, MEAL, BATH, BED):
        if bits & bit(kind) == 0:
            continue
        if kind == MEAL and resident.in_bed == 1 and house.hour < p.breakfast_latest_h:
            resident.plan[house.hour + 1] |= bit(MEAL)
            continue
        if kind == MEAL:
            resident.meal += 1
        if needs_help(kind, resident.dependency_01, p) or (
            kind == MEAL and waits_to_be_served(home, place)
        ):
            due |= bit(kind)
            if kind == UP:
                resident.episode = 1
            continue
        resident.need_comfort_01 = relieved(resident.need_comfort_01, p.care_relief_share)
        if kind == UP:
            rise(home, place, float(resident.rise_due_min))
        elif kind == BED:
            lie_down(home, place, float(resident.bed_due_min))
        elif kind == MEAL:
            resident.today_food_n += 1.0
            resident.today_food += 1.0
    return due


@rule
def put_due(home: Home, place: int, due: int, asked_01: float) -> None:
    """Put on the list what falls due for a resident this hour (bits of kinds of task).

    ``asked_01`` says whether a wish for company is spoken.
    """
    house = home.house[0]
    resident = home.residents[place]
    day_start = house.day * MINUTES_PER_DAY
    for kind in (UP, TOILET, MEAL, BATH, BED, COMFORT, COMPANY, WISH, INCIDENT):
        if due & bit(kind) == 0:
            continue
        due_min = -1
        if kind == UP:
            due_min = day_start + resident.rise_due_min
        elif kind == BED:
            due_min = day_start + resident.bed_due_min
        elif kind == INCIDENT:
            due_min = house.minute
        asking = 0.0
        if kind == COMPANY:
            asking = asked_01
        elif kind == WISH:
            asking = float(home.choices[place, RISK].voiced)
        elif kind >= COMFORT:
            asking = 1.0
        put_care(home, kind, place, due_min, asking)


@rule
def company_chance(home: Home, place: int) -> float:
    """Chance that a resident who misses company shows it this hour."""
    hour = home.house[0].hour
    p = home.params[0]
    resident = home.residents[place]
    want = resident.need_connection_01 - p.company_wanted_from_01
    if resident.company_open == 1 or resident.privacy_01 > 0.5 or want <= 0.0:
        return 0.0
    return want * p.company_wish_per_h if p.company_from_h <= hour < p.company_to_h else 0.0


@rule
def luck_of_hour(home: Home, place: int) -> float:
    """A uniform for this hour; one block serves four hours and is kept at hand."""
    house = home.house[0]
    resident = home.residents[place]
    block = house.day * HOURS_PER_DAY + house.hour // 4
    if resident.luck_block != block:
        a, b, c, d = draw4(house.seed, house.home, resident.person, block, D_HOUR, 0)
        resident.luck_block = block
        resident.luck_a, resident.luck_b, resident.luck_c, resident.luck_d = a, b, c, d
    turn = house.hour % 4
    if turn < 2:
        return resident.luck_a if turn == 0 else resident.luck_b
    return resident.luck_c if turn == 2 else resident.luck_d


@rule
def speak_of_wish(home: Home, place: int) -> None:
    """A wish that carries a risk comes up: spoken or not; one put off earlier has been."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    occasion = home.choices[place, RISK]
    a, _, _, _ = draw4(
        house.seed,
        house.home,
        resident.person,
        house.day * HOURS_PER_DAY + house.hour,
        D_ANSWER,
        1,
    )
    voicing = voicing_probability(resident.voice_01, resident.cognitive_loss_01, p)
    if occasion.put_off > 0:
        occasion.voiced = 1
    elif a < voicing:
        occasion.voiced = 1
        able = capable(RISK, resident.mmse, resident.capacity_noise, house.hour, p)
        note_raised_risk(home, place, able)


@rule
def waking_hour(home: Home, place: int) -> int:
    """An hour awake: needs grow, visits and activities happen; bits of what is wanted of staff."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    resident.today_waking_h += 1.0
    resident.need_comfort_01 = grown(resident.need_comfort_01, p.comfort_need_per_h)
    resident.need_occupation_01 = grown(
        resident.need_occupation_01, p.occupation_need_per_h * (1.0 - resident.self_engaged_share)
    )
    resident.need_connection_01 = grown(resident.need_connection_01, p.connection_need_per_h)
    home.week[0].comfort_unmet += resident.need_comfort_01
    hour = house.hour
    if (resident.notable >> hour) & 1 == 1:
        live_together(home, place)
    if hour == resident.risk_hour and home.choices[place, RISK].end == OPEN:
        speak_of_wish(home, place)
        return bit(WISH)
    return 0


@entry
def resident_hour(home: Home, place: int) -> None:
    """One hour of one resident: things fall due; awake, needs grow and wishes and distress arise.

    Somebody put to bed before the time wished lies awake.
    """
    house = home.house[0]
    resident = home.residents[place]
    if resident.present == 0 or resident.hospital_until_day > house.day:
        return
    p = home.params[0]
    if house.hour == p.care_day_starts_h:
        plan_day(home, place)
    due = 0
    if resident.plan[house.hour] != 0:
        due = things_fall_due(home, place)
    if house.hour == resident.fall_hour:
        resident.fall_hour = -1
        if not held_up(home, place):
            if not incident(home, place, house.minute, 0, False):
                return
            due |= bit(INCIDENT)
    if resident.distress_01 > LITTLE_DISTRESS:
        bear_distress(home, place)
    minute = house.hour * MINUTES_PER_HOUR
    asked = 0.0
    if resident.in_bed == 0 or resident.rise_wish_min <= minute < resident.bed_wish_min:
        due |= waking_hour(home, place)
        company = company_chance(home, place)
        distress = distress_chance(home, place)
        if company > 0.0 or distress > 0.0:
            luck = luck_of_hour(home, place)
            longing = 1.0 - luck
            if longing < company:
                due |= bit(COMPANY)
                voicing = voicing_probability(resident.voice_01, resident.cognitive_loss_01, p)
                asked = 1.0 if longing < company * voicing else 0.0
                if asked > 0.0 and house.day % DAYS_PER_WEEK == FORECAST_DAY:
                    house.wanted_min[house.hour] += p.company_min
            if luck < distress and grows_distressed(home, place, distress):
                due |= bit(COMFORT)
    if due != 0:
        put_due(home, place, due, asked)
