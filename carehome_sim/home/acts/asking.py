"""Preference occasions within care: asked or not, who decides, and the answer to a risky wish."""

from __future__ import annotations

from carehome_sim.home.acts.harm import incident
from carehome_sim.home.acts.tasks import put_care
from carehome_sim.home.codes import (
    BECAUSE_HARM,
    BECAUSE_IMPORTANT,
    BECAUSE_KNOWN,
    BECAUSE_ROUTINE,
    BED_TIME,
    BREAKFAST,
    BY_CHANCE,
    D_OFFER,
    DRESS,
    EV_ANSWER,
    FAMILY,
    FOLLOWED,
    FOLLOWED_LATE,
    HOURS_PER_DAY,
    INCIDENT,
    LATER,
    MINUTES_PER_DAY,
    NEVER_ASKED,
    NO,
    OPEN,
    PRACTITIONER,
    REFUSED,
    RESIDENT,
    RISE_TIME,
    RISK,
    SHARED,
    YES_WITH_SUPPORT,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note, note_choice
from carehome_sim.home.rules.choice import (
    accountability,
    can_share,
    capable,
    expected_harm_01,
    offer_probability,
    risk_answer,
    voicing_probability,
)
from carehome_sim.home.rules.manner import (
    familiarity_01,
    fear_01,
)
from carehome_sim.home.rules.needs import relieved
from carehome_sim.home.rules.relations import (
    voice_heard,
    voice_unheard,
)
from carehome_sim.home.state import Home


@rule
def settle_time(home: Home, place: int, worker: int, choice: int, start: float) -> None:
    """Close the wish for a time of rising or going to bed against when it really happened."""
    p = home.params[0]
    resident = home.residents[place]
    occasion = home.choices[place, choice]
    if occasion.end != OPEN:
        return
    minute = start - (start // MINUTES_PER_DAY) * MINUTES_PER_DAY
    if choice == BED_TIME and minute < MINUTES_PER_DAY // 2:
        minute += MINUTES_PER_DAY
    wanted = resident.rise_wish_min if choice == RISE_TIME else resident.bed_wish_min
    near = abs(minute - wanted) <= p.time_tolerance_min
    own = occasion.decider == RESIDENT or occasion.decider == SHARED
    raised = occasion.asked > 0 or occasion.voiced > 0
    if occasion.capable > 0:
        home.week[0].raised_capable += 1.0
    decider, reason = PRACTITIONER, BECAUSE_ROUTINE
    end = BY_CHANCE if near else (REFUSED if raised else NEVER_ASKED)
    if own:
        decider, reason = occasion.decider, BECAUSE_IMPORTANT
        end = FOLLOWED if near else FOLLOWED_LATE
        resident.voice_01 = voice_heard(resident.voice_01, resident.voice_trait_01, p)
    elif end == REFUSED:
        resident.voice_01 = voice_unheard(resident.voice_01, p)
    note_choice(home, int(start), place, worker, choice, end, decider, reason)


@rule
def ask_and_choose(
    home: Home, worker: int, place: int, choice: int, person_centred: bool, minute: int
) -> float:
    """One preference occasion within an act of care; returns the minutes that asking took."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    occasion = home.choices[place, choice]
    if occasion.end != OPEN:
        return 0.0
    week = home.week[0]
    knowledge = home.ties[worker, place].knowledge_01
    offer, speak, known, available = draw4(
        house.seed,
        house.home,
        resident.person,
        house.day * HOURS_PER_DAY + house.hour,
        D_OFFER,
        choice,
    )
    asked = offer < offer_probability(person_centred, p)
    voiced = speak < voicing_probability(resident.voice_01, resident.cognitive_loss_01, p)
    decider = PRACTITIONER
    if asked or voiced:
        if asked and (choice == DRESS or choice == BREAKFAST):
            resident.episode_offered = 1
        if capable(choice, resident.mmse, resident.capacity_noise, house.hour, p):
            decider = RESIDENT
            week.raised_capable += 1.0
        elif person_centred and can_share(
            choice, resident.mmse, resident.capacity_noise, knowledge, p
        ):
            decider = SHARED
        elif resident.attorney > 0:
            decider = FAMILY
    minutes = p.asking_min if asked else 0.0
    reason = BECAUSE_ROUTINE
    if decider == RESIDENT or decider == SHARED:
        if occasion.wish == 0 or available < p.option_available_share:
            end, reason = FOLLOWED, BECAUSE_IMPORTANT
            minutes += p.own_way_min if occasion.wish != 0 else 0.0
        else:
            end = REFUSED
            week.refused_capable += 1.0 if decider == RESIDENT else 0.0
    else:
        known_share = familiarity_01(knowledge, p.plan_quality_01, p)
        if decider == FAMILY:
            known_share = p.family_knows_share
        given = resident.usual[choice] if known < known_share else 0
        if given == occasion.wish:
            end, reason = BY_CHANCE, BECAUSE_KNOWN
        else:
            end = REFUSED if voiced else NEVER_ASKED
    if end == FOLLOWED:
        resident.voice_01 = voice_heard(resident.voice_01, resident.voice_trait_01, p)
    elif end == REFUSED:
        resident.voice_01 = voice_unheard(resident.voice_01, p)
    note_choice(home, minute, place, worker, choice, end, decider, reason)
    return minutes


@rule
def answer_risk(
    home: Home,
    worker: int,
    place: int,
    person_centred: bool,
    minute: int,
    minutes: float,
    u_fall: float,
) -> float:
    """The answer to a wish that carries a risk, by the one inequality; returns minutes spent."""
    house = home.house[0]
    p = home.params[0]
    staff = home.staff[worker]
    resident = home.residents[place]
    occasion = home.choices[place, RISK]
    week = home.week[0]
    able = capable(RISK, resident.mmse, resident.capacity_noise, house.hour, p)
    decider = RESIDENT
    if not able:
        decider = SHARED if person_centred else PRACTITIONER
    harm = expected_harm_01(resident.dependency_01, resident.weakness_01, p)
    weight = accountability(
        fear_01(house.rules_reading_01, staff.rules_understanding_01, p),
        staff.risk_tolerance_01,
        staff.values_01,
        p,
    )
    if not able:
        weight *= p.without_capacity_caution
    room = home.units[resident.unit].pressure < p.support_room_pressure
    answer = risk_answer(harm, weight, occasion.importance_01, room, p)
    week.raised_risk += 1.0
    if able:
        week.raised_capable += 1.0
    note(home, minute, EV_ANSWER, place, worker, answer, decider, BECAUSE_HARM, harm * weight)
    end, reason, took = FOLLOWED, BECAUSE_IMPORTANT, p.asking_min
    if answer == NO:
        end, decider, reason = REFUSED, PRACTITIONER, BECAUSE_HARM
        week.refused_risk += 1.0
        week.refused_capable += 1.0 if able else 0.0
        resident.voice_01 = voice_unheard(resident.voice_01, p)
    elif answer == LATER:
        end, reason = FOLLOWED_LATE, BECAUSE_HARM
    else:
        week.followed_risk += 1.0
        resident.voice_01 = voice_heard(resident.voice_01, resident.voice_trait_01, p)
        resident.need_occupation_01 = relieved(resident.need_occupation_01, p.outing_relief_share)
        resident.today_engaged_min += p.outing_min
        chance = p.risk_fall_share * harm
        if answer == YES_WITH_SUPPORT:
            chance *= 1.0 - p.support_lowers_harm_share
            took = minutes
        if u_fall < chance and incident(home, place, minute, 1, True):
            put_care(home, INCIDENT, place, minute, 1.0)
    note_choice(home, minute, place, worker, RISK, end, decider, reason)
    return took
