"""A resident's day laid out at 04:00: wishes, when care falls due, visits and activities."""

from __future__ import annotations

from carehome_sim.home.acts.daily_life import plan_with_others
from carehome_sim.home.codes import (
    AFTERNOON,
    BATH,
    BATHING,
    BECAUSE_ROUTINE,
    BECAUSE_SELF,
    BED,
    BED_TIME,
    BREAKFAST,
    BY_CHANCE,
    D_PLAN,
    D_TOILET,
    D_WISH,
    DAYS_PER_WEEK,
    DRESS,
    FAMILY,
    FOLLOWED,
    FORECAST_DAY,
    HOURS_PER_DAY,
    LUNCH,
    MEAL,
    MINUTES_PER_DAY,
    MINUTES_PER_HOUR,
    N_CHOICES,
    NEVER_ASKED,
    NOBODY,
    NOT_DUE,
    OPEN,
    PRACTITIONER,
    REFUSED,
    RESIDENT,
    RISE_TIME,
    RISK,
    SHARED,
    TOILET,
    UP,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4, standard_normal
from carehome_sim.home.record import note_choice
from carehome_sim.home.rules.choice import (
    can_share,
    capable,
    offer_probability,
    options,
    usual_share,
    voicing_probability,
    wish,
)
from carehome_sim.home.rules.health import fall_per_day
from carehome_sim.home.rules.people import clipped
from carehome_sim.home.rules.relations import voice_unheard
from carehome_sim.home.rules.work import care_min, carers_needed, needs_help
from carehome_sim.home.state import Home


@rule
def close_wishes(home: Home, place: int) -> None:
    """Close what yesterday left open: asked for and not delivered, as the routine had it, or never.

    Meals, dress and the afternoon happen whether anybody asked or not; who wished what the routine
    brings was met by chance.
    """
    house = home.house[0]
    p = home.params[0]
    week = home.week[0]
    resident = home.residents[place]
    for choice in range(N_CHOICES):
        occasion = home.choices[place, choice]
        if occasion.end != OPEN:
            continue
        happens = choice == DRESS or choice == BREAKFAST or choice == LUNCH or choice == AFTERNOON
        end = NEVER_ASKED
        if occasion.asked > 0 or occasion.voiced > 0:
            end = REFUSED
            week.refused_capable += occasion.capable
            week.refused_risk += 1.0 if choice == RISK else 0.0
            if choice != RISK:
                resident.voice_01 = voice_unheard(resident.voice_01, p)
        elif happens and occasion.wish == home.units[resident.unit].settled[choice]:
            end = BY_CHANCE
        note_choice(home, house.minute, place, -1, choice, end, PRACTITIONER, BECAUSE_ROUTINE)
    if resident.episode > 0:
        week.episodes += 1.0
        week.episodes_offered += 1.0 if resident.episode_offered > 0 else 0.0
    resident.episode = 0
    resident.episode_offered = 0


@rule
def open_wishes(home: Home, place: int, u_risk: float, u_hour: float) -> None:
    """Which preference occasions fall due today (by two uniforms for the wish that risks harm)."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    weekday = house.day % DAYS_PER_WEEK
    second_bath = (resident.bath_day + int(p.days_between_baths)) % DAYS_PER_WEEK
    bath_today = weekday == resident.bath_day or weekday == second_bath
    risk_today = u_risk < p.risk_wishes_per_day * 2.0 * resident.risk_appetite_01
    resident.risk_hour = -1
    if risk_today:
        span = p.risk_wish_to_h - p.risk_wish_from_h
        resident.risk_hour = int(p.risk_wish_from_h) + int(u_hour * span)
    for choice in range(N_CHOICES):
        occasion = home.choices[place, choice]
        occasion.decider = NOBODY
        occasion.asked = 0
        occasion.voiced = 0
        occasion.capable = 0
        occasion.put_off = 0
        occasion.end = OPEN
        occasion.importance_01 = resident.importance_01[choice]
        if (choice == BATHING and not bath_today) or (choice == RISK and not risk_today):
            occasion.end = NOT_DUE


@rule
def draw_wishes(home: Home, place: int) -> None:
    """The preference occasions of a day and what is wished on each, the same in every arm."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    seed, number, person, hour = house.seed, house.home, resident.person, house.day * HOURS_PER_DAY
    a, b, c, d = draw4(seed, number, person, hour, D_WISH, 0)
    z_rise, z_bed = standard_normal(a), standard_normal(b)
    rise = resident.rise_pref_min + p.rise_day_sd_min * z_rise
    resident.rise_wish_min = clipped(rise, p.rise_earliest_min, p.rise_latest_min)
    bed = resident.bed_pref_min + p.bed_day_sd_min * z_bed
    resident.bed_wish_min = clipped(bed, p.bed_earliest_min, p.bed_latest_min)
    open_wishes(home, place, c, d)
    choices, usual = home.choices, resident.usual
    most = options(DRESS, p)
    share = usual_share(most, p)
    a, b, c, d = draw4(seed, number, person, hour, D_WISH, 1)
    choices[place, DRESS].wish = wish(usual[DRESS], most, share, a)
    choices[place, BREAKFAST].wish = wish(usual[BREAKFAST], most, share, b)
    choices[place, LUNCH].wish = wish(usual[LUNCH], most, share, c)
    choices[place, AFTERNOON].wish = wish(usual[AFTERNOON], most, share, d)
    if choices[place, BATHING].end == OPEN:
        most = options(BATHING, p)
        a, _, _, _ = draw4(seed, number, person, hour, D_WISH, 2)
        choices[place, BATHING].wish = wish(usual[BATHING], most, usual_share(most, p), a)


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
def managed_alone(home: Home, place: int, choice: int) -> bool:
    """Whether a resident settles a preference occasion without anybody's help.

    Rising, dressing, bathing and going to bed by who needs no help with them; meals where also
    the decision is within reach, and the afternoon where it is or nobody is needed to get about.
    """
    p = home.params[0]
    resident = home.residents[place]
    task = UP
    if choice == BATHING:
        task = BATH
    elif choice == BED_TIME or choice == AFTERNOON:
        task = BED
    elif choice == BREAKFAST or choice == LUNCH:
        task = MEAL
    if choice == RISK or needs_help(task, resident.dependency_01, p):
        return False
    about = choice == AFTERNOON and needs_help(TOILET, resident.dependency_01, p)
    if task == MEAL or about:
        hour = int(p.care_day_starts_h)
        return capable(choice, resident.mmse, resident.capacity_noise, hour, p)
    return True


@rule
def settle_alone(home: Home, place: int) -> None:
    """Close the occasions that the resident manages alone: as wished."""
    minute = home.house[0].minute
    for choice in range(N_CHOICES):
        if home.choices[place, choice].end == OPEN and managed_alone(home, place, choice):
            note_choice(home, minute, place, -1, choice, FOLLOWED, RESIDENT, BECAUSE_SELF)


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
