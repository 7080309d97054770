"""A resident's day laid out at 04:00: when to rise and go to bed, when care falls due."""

from __future__ import annotations

from carehome_sim.home.acts.daily_life import plan_with_others
from carehome_sim.home.acts.wishes import close_wishes, draw_wishes, settle_alone
from carehome_sim.home.codes import (
    BATH,
    BATHING,
    BED,
    BED_TIME,
    D_PLAN,
    D_TOILET,
    DAYS_PER_WEEK,
    FAMILY,
    FORECAST_DAY,
    HOURS_PER_DAY,
    MEAL,
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    OPEN,
    PRACTITIONER,
    RESIDENT,
    RISE_TIME,
    SHARED,
    TOILET,
    UP,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4, standard_normal
from carehome_sim.home.rules.choice import (
    can_share,
    capable,
    offer_probability,
    voicing_probability,
)
from carehome_sim.home.rules.health import fall_per_day
from carehome_sim.home.rules.work import care_min, carers_needed, needs_help
from carehome_sim.home.state import Home


@rule
def raised_ahead(home: Home, place: int, choice: int, u: float) -> bool:
    """Whether a time comes up the day before: the team asks, or else the resident speaks up.

    The team asks ahead as often as its norm of person-centred care makes it, and whoever draws up
    the rota asks some of the rest.
    """
    p = home.params[0]
    resident = home.residents[place]
    occasion = home.choices[place, choice]
    norm = home.units[resident.unit].norm_01
    asks = norm * offer_probability(True, p) + (1.0 - norm) * offer_probability(False, p)
    asks += (1.0 - asks) * p.times_asked_share
    voicing = voicing_probability(resident.voice_01, resident.cognitive_loss_01, p)
    occasion.asked = 1 if u < asks else 0
    occasion.voiced = 1 if asks <= u < asks + (1.0 - asks) * voicing else 0
    return occasion.asked > 0 or occasion.voiced > 0


@rule
def agreed_time(home: Home, place: int, choice: int, u_raised: float, u_known: float) -> float:
    """When somebody who needs help gets up or goes to bed: by own say, as known, or by routine.

    Where the resident does not decide, an attorney who was asked or a team that knows the person
    goes by the usual time; else the routine brings it somewhere within its window.
    """
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    occasion = home.choices[place, choice]
    rising = choice == RISE_TIME
    wanted = resident.rise_wish_min if rising else resident.bed_wish_min
    occasion.decider = PRACTITIONER
    occasion.agreed = 1
    known_share = home.units[resident.unit].norm_01 * resident.paper_01
    if raised_ahead(home, place, choice, u_raised):
        hour = int(p.care_day_starts_h)
        if capable(choice, resident.mmse, resident.capacity_noise, hour, p):
            occasion.capable = 1
            occasion.decider = RESIDENT
            home.week[0].raised_capable += 1.0
            return wanted
        if can_share(choice, resident.mmse, resident.capacity_noise, resident.known_01, p):
            occasion.decider = SHARED
            return wanted
        if resident.attorney > 0:
            occasion.decider = FAMILY
            known_share = p.family_knows_share
    if u_known < known_share:
        return resident.rise_pref_min if rising else resident.bed_pref_min
    occasion.agreed = 0
    rest = (u_known - known_share) / (1.0 - known_share)
    routine = house.routine_rise_min if rising else house.routine_bed_min
    return routine + p.routine_window_min * (rest - 0.5)


@rule
def bit(kind: int) -> int:
    """The bit that stands for a kind of task in an hour of the day's plan."""
    return 1 << kind


@rule
def put_in_plan(home: Home, place: int, kind: int, minute_of_day: float) -> None:
    """Note that a kind of task falls due in the hour of this minute, or the next one still free."""
    resident = home.residents[place]
    hour = min(int(minute_of_day) // MINUTES_PER_HOUR, HOURS_PER_DAY - 1)
    while resident.plan[hour] & bit(kind) != 0 and hour < HOURS_PER_DAY - 1:
        hour += 1
    resident.plan[hour] |= bit(kind)


@rule
def want_minutes(home: Home, place: int, kind: int, minute_of_day: float) -> None:
    """Count a task's minutes towards the hour for which it is planned: what a flexible rota meets.

    One day of each week is taken as its pattern.
    """
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    if house.day % DAYS_PER_WEEK == FORECAST_DAY and needs_help(kind, resident.dependency_01, p):
        hour = min(int(minute_of_day) // MINUTES_PER_HOUR, HOURS_PER_DAY - 1)
        minutes = care_min(kind, resident.dependency_01, 0.5, p)
        house.wanted_min[hour] += minutes * carers_needed(kind, resident.dependency_01, p)


@rule
def expected_time(home: Home, place: int, choice: int) -> float:
    """When the rota's maker expects somebody up or in bed: as agreed, else with the usual shifts.

    What the routine of the rota in force brings is no demand: a rota made to meet it would only
    follow itself.
    """
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    rising = choice == RISE_TIME
    due = resident.rise_due_min if rising else resident.bed_due_min
    if home.choices[place, choice].agreed == 1:
        return float(due)
    if rising:
        usual = p.day_starts_h * MINUTES_PER_HOUR + p.routine_rise_after_min
        return due + usual - house.routine_rise_min
    usual = p.night_starts_h * MINUTES_PER_HOUR - p.routine_bed_before_min
    return due + usual - house.routine_bed_min


@rule
def plan_times(home: Home, place: int) -> None:
    """Rising and going to bed: their due minutes, and who settled them."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    a, b, c, d = draw4(
        house.seed, house.home, resident.person, house.day * HOURS_PER_DAY, D_PLAN, 1
    )
    rise, bed = resident.rise_wish_min, resident.bed_wish_min
    if needs_help(UP, resident.dependency_01, p):
        rise = agreed_time(home, place, RISE_TIME, a, b)
    if needs_help(BED, resident.dependency_01, p):
        bed = agreed_time(home, place, BED_TIME, c, d)
    resident.rise_due_min = int(rise)
    resident.bed_due_min = min(int(bed), MINUTES_PER_DAY - 1)
    put_in_plan(home, place, UP, resident.rise_due_min)
    put_in_plan(home, place, BED, resident.bed_due_min)
    want_minutes(home, place, UP, expected_time(home, place, RISE_TIME))
    want_minutes(home, place, BED, expected_time(home, place, BED_TIME))


@rule
def plan_care(home: Home, place: int) -> None:
    """Meals, toilet and bath by the clock; choices the resident settles alone."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    hour = house.day * HOURS_PER_DAY
    breakfast = max(p.breakfast_min, resident.rise_due_min + p.rise_to_breakfast_min)
    breakfast = min(breakfast, p.breakfast_latest_h * MINUTES_PER_HOUR)
    for meal in range(3):
        when = breakfast if meal == 0 else (p.lunch_min if meal == 1 else p.supper_min)
        put_in_plan(home, place, MEAL, when)
        want_minutes(home, place, MEAL, when)
    if needs_help(TOILET, resident.dependency_01, p):
        a, b, c, d = draw4(house.seed, house.home, resident.person, hour, D_TOILET, 0)
        gap = p.toilet_gap_min
        first = p.toilet_first_min
        put_in_plan(home, place, TOILET, first + gap * (a - 0.5))
        put_in_plan(home, place, TOILET, first + gap * (b + 0.5))
        put_in_plan(home, place, TOILET, first + gap * (c + 1.5))
        put_in_plan(home, place, TOILET, first + gap * (d + 2.5))
        for turn in range(4):
            want_minutes(home, place, TOILET, first + gap * turn)
    if home.choices[place, BATHING].end == OPEN:
        a, _, _, _ = draw4(house.seed, house.home, resident.person, hour, D_TOILET, 1)
        if needs_help(BATH, resident.dependency_01, p):
            when = p.bath_from_min + a * (p.bath_to_min - p.bath_from_min)
            put_in_plan(home, place, BATH, when)
            want_minutes(home, place, BATH, when)


@rule
def plan_day(home: Home, place: int) -> None:
    """Lay out one resident's care day."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    close_wishes(home, place)
    for hour in range(HOURS_PER_DAY + 1):
        resident.plan[hour] = 0
    resident.meal = -1
    a, _, c, d = draw4(
        house.seed, house.home, resident.person, house.day * HOURS_PER_DAY, D_PLAN, 0
    )
    resident.capacity_noise = standard_normal(a)
    resident.fall_hour = -1
    sedated = 1.0 + p.antipsychotic_falls * resident.antipsychotic
    if c < fall_per_day(resident.dependency_01, resident.weakness_01, p) * sedated:
        first = int(p.care_day_starts_h)
        resident.fall_hour = (first + 1 + int(d * HOURS_PER_DAY)) % HOURS_PER_DAY
    draw_wishes(home, place)
    plan_times(home, place)
    plan_care(home, place)
    settle_alone(home, place)
    plan_with_others(home, place)
