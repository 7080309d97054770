"""Preference occasions of a day: closed from yesterday, drawn for today, settled alone."""

from __future__ import annotations

from carehome_sim.home.codes import (
    AFTERNOON,
    BATH,
    BATHING,
    BECAUSE_NOT_ON_OFFER,
    BECAUSE_ROUTINE,
    BECAUSE_SELF,
    BECAUSE_TIME,
    BED,
    BED_TIME,
    BREAKFAST,
    BY_CHANCE,
    D_OFFER,
    D_WISH,
    DAYS_PER_WEEK,
    DRESS,
    FOLLOWED,
    HOURS_PER_DAY,
    LUNCH,
    MEAL,
    N_CHOICES,
    NEVER_ASKED,
    NOBODY,
    NOT_DUE,
    OPEN,
    PRACTITIONER,
    REFUSED,
    RESIDENT,
    RISK,
    TOILET,
    UP,
    WITH_WHOM,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4, standard_normal
from carehome_sim.home.record import note_choice
from carehome_sim.home.rules.choice import (
    apart_chance,
    capable,
    options,
    usual_share,
    wish,
)
from carehome_sim.home.rules.health import kept_seated
from carehome_sim.home.rules.people import clipped
from carehome_sim.home.rules.relations import voice_unheard
from carehome_sim.home.rules.work import needs_help
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
        happens = happens or choice == WITH_WHOM
        end = NEVER_ASKED
        if occasion.asked > 0 or occasion.voiced > 0:
            end = REFUSED
            week.refused_capable += occasion.capable
            week.refused_risk += 1.0 if choice == RISK else 0.0
            if choice != RISK:
                resident.voice_01 = voice_unheard(resident.voice_01, p)
        if choice == RISK:
            resident.weakness_01 = kept_seated(resident.weakness_01, p)
        elif (
            end == NEVER_ASKED
            and happens
            and occasion.wish == home.units[resident.unit].settled[choice]
        ):
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
    a, b, _, _ = draw4(seed, number, person, hour, D_WISH, 2)
    choices[place, WITH_WHOM].wish = wish(usual[WITH_WHOM], most, share, b)
    if choices[place, BATHING].end == OPEN:
        most = options(BATHING, p)
        choices[place, BATHING].wish = wish(usual[BATHING], most, usual_share(most, p), a)


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
    elif choice == BREAKFAST or choice == LUNCH or choice == WITH_WHOM:
        task = MEAL
    if choice == RISK or needs_help(task, resident.dependency_01, p):
        return False
    about = choice == AFTERNOON and needs_help(TOILET, resident.dependency_01, p)
    if task == MEAL or about:
        hour = int(p.care_day_starts_h)
        return capable(choice, resident.mmse, resident.capacity_noise, hour, p)
    return True


@rule
def not_apart(home: Home, place: int, choice: int, available: float, pressure: float) -> int:
    """Why a resident cannot have something else than the unit has; 0 where it can be had.

    The home has it or not (by the uniform ``available``), though clothes are one's own and there is
    always some table; what is shared at a time, a place at supper too, is had apart only where
    somebody finds the minutes under so much ``pressure``, else one goes along.
    """
    house = home.house[0]
    if choice == DRESS:
        return 0
    if choice != WITH_WHOM and available >= house.available_share:
        return BECAUSE_NOT_ON_OFFER
    if choice != BATHING:
        person = home.residents[place].person
        hour = house.day * HOURS_PER_DAY + house.hour
        _, spared, _, _ = draw4(house.seed, house.home, person, hour, D_OFFER, N_CHOICES + choice)
        if spared >= apart_chance(pressure, home.params[0]):
            return BECAUSE_TIME
    return 0


@rule
def settle_alone(home: Home, place: int) -> None:
    """Close the occasions that the resident manages alone: as wished, but for meals not to be had.

    Meals come from the home, whoever eats them: what is not on the unit's table has to be on offer
    and to be seen to.
    """
    house = home.house[0]
    resident = home.residents[place]
    unit = home.units[resident.unit]
    hour = house.day * HOURS_PER_DAY + house.hour
    for choice in range(N_CHOICES):
        if home.choices[place, choice].end != OPEN or not managed_alone(home, place, choice):
            continue
        end, decider, reason = FOLLOWED, RESIDENT, BECAUSE_SELF
        meal = choice == BREAKFAST or choice == LUNCH
        if meal and home.choices[place, choice].wish != unit.settled[choice]:
            _, _, _, available = draw4(
                house.seed, house.home, resident.person, hour, D_OFFER, choice
            )
            why_not = not_apart(home, place, choice, available, unit.pressure_28d)
            if why_not != 0:
                end, decider, reason = REFUSED, PRACTITIONER, why_not
        note_choice(home, house.minute, place, -1, choice, end, decider, reason)
