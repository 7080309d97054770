"""Preference occasions within care: asked or not, who decides, and the answer to a risky wish."""

from __future__ import annotations

from carehome_sim.home.acts.harm import incident
from carehome_sim.home.acts.tasks import put_care
from carehome_sim.home.acts.wishes import not_apart
from carehome_sim.home.codes import (
    BECAUSE_HARM,
    BECAUSE_IMPORTANT,
    BECAUSE_KNOWN,
    BECAUSE_ROUTINE,
    BECAUSE_TIME,
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
    N_CHOICES,
    NEVER_ASKED,
    NO,
    OPEN,
    PRACTITIONER,
    REFUSED,
    RESIDENT,
    RISE_TIME,
    RISK,
    SHARED,
    UP,
    YES_WITH_SUPPORT,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4
from carehome_sim.home.record import note, note_choice, note_raised_risk
from carehome_sim.home.rules.choice import (
    accountability,
    can_share,
    capable,
    expected_harm_01,
    offer_probability,
    risk_answer,
    voicing_probability,
)
from carehome_sim.home.rules.health import kept_seated
from carehome_sim.home.rules.manner import (
    familiarity_01,
    fear_01,
)
from carehome_sim.home.rules.needs import relieved
from carehome_sim.home.rules.relations import (
    trusted,
    voice_heard,
    voice_unheard,
)
from carehome_sim.home.rules.work import carers_needed
from carehome_sim.home.state import Home


@rule
def settle_time(home: Home, place: int, worker: int, choice: int, start: float) -> float:
    """Close the wish for a time of rising or going to bed against when it really happened.

    Returns the minutes that asking for the time had taken.
    """
    p = home.params[0]
    resident = home.residents[place]
    occasion = home.choices[place, choice]
    if occasion.end != OPEN:
        return 0.0
    minute = int(start) % MINUTES_PER_DAY
    if choice == BED_TIME and minute < MINUTES_PER_DAY // 2:
        minute += MINUTES_PER_DAY
    wanted = resident.rise_wish_min if choice == RISE_TIME else resident.bed_wish_min
    near = abs(minute - wanted) <= p.time_tolerance_min
    decider, reason = occasion.decider, BECAUSE_IMPORTANT
    if decider == RESIDENT or decider == SHARED:
        end = FOLLOWED_LATE
        if near:
            end = FOLLOWED
            resident.voice_01 = voice_heard(resident.voice_01, resident.voice_trait_01, p)
    else:
        reason = BECAUSE_KNOWN if decider == FAMILY else BECAUSE_ROUTINE
        raised = occasion.asked > 0 or occasion.voiced > 0
        end = BY_CHANCE if near else (REFUSED if raised else NEVER_ASKED)
        if end == REFUSED:
            resident.voice_01 = voice_unheard(resident.voice_01, p)
    note_choice(home, int(start), place, worker, choice, end, decider, reason)
    return p.asking_min if occasion.asked > 0 else 0.0


@rule
def decider_of(
    home: Home,
    worker: int,
    place: int,
    choice: int,
    person_centred: bool,
    hour: int,
    asked_luck: float,
) -> int:
    """Who decides once a preference is on the table.

    Capacity is presumed and decision-specific: the resident; resident and carer together where
    the carer takes the trouble and knows the person; an attorney, or family who come often and are
    asked; else the practitioner, in the person's best interests.
    """
    p = home.params[0]
    resident = home.residents[place]
    if capable(choice, resident.mmse, resident.capacity_noise, hour, p):
        return RESIDENT
    knowledge = home.ties[worker, place].knowledge_01
    if person_centred and can_share(choice, resident.mmse, resident.capacity_noise, knowledge, p):
        return SHARED
    if resident.attorney > 0:
        return FAMILY
    near = resident.visits_per_week >= 1.0
    if near and person_centred and asked_luck < p.family_consulted_share:
        return FAMILY
    return PRACTITIONER


@rule
def ask_and_choose(
    home: Home, worker: int, place: int, choice: int, person_centred: bool, minute: int
) -> float:
    """One preference occasion within an act of care; returns the minutes that asking took.

    Somebody else who decides goes by what is known of the person, else by routine: a wish that was
    raised and is granted knowingly is followed. What is not routine takes minutes. A wish for
    what the home does not have just then, or has nobody to see to, ends as refused, by the home
    and not by the resident; nobody overruled a capable adult.
    """
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    occasion = home.choices[place, choice]
    if occasion.end != OPEN:
        return 0.0
    week = home.week[0]
    offer, speak, known, available = draw4(
        house.seed,
        house.home,
        resident.person,
        house.day * HOURS_PER_DAY + house.hour,
        D_OFFER,
        choice,
    )
    asked = offer < offer_probability(person_centred, p)
    voicing = voicing_probability(resident.voice_01, resident.cognitive_loss_01, p)
    voiced = speak < voicing * trusted(home.ties[worker, place].trust_01, p.trust_voices, p)
    occasion.asked, occasion.voiced = int(asked), int(voiced)
    raised = asked or voiced
    settled = int(home.units[resident.unit].settled[choice])
    decider = PRACTITIONER
    if raised:
        if asked and (choice == DRESS or choice == BREAKFAST):
            resident.episode_offered = 1
        family = 1.0
        if person_centred and resident.visits_per_week >= 1.0:
            family, _, _, _ = draw4(
                house.seed,
                house.home,
                resident.person,
                house.day * HOURS_PER_DAY + house.hour,
                D_OFFER,
                N_CHOICES + choice,
            )
        decider = decider_of(home, worker, place, choice, person_centred, house.hour, family)
        week.raised_capable += 1.0 if decider == RESIDENT else 0.0
    minutes = p.asking_min if asked else 0.0
    reason = BECAUSE_ROUTINE
    if decider == RESIDENT or decider == SHARED:
        end, reason = FOLLOWED, BECAUSE_IMPORTANT
    else:
        knowledge = home.ties[worker, place].knowledge_01
        known_share = familiarity_01(knowledge, resident.paper_01, p)
        if decider == FAMILY:
            known_share = p.family_knows_share
        given = settled
        if known < known_share:
            given = occasion.wish if raised else resident.usual[choice]
            reason = BECAUSE_KNOWN
        end = REFUSED if raised else NEVER_ASKED
        if given == occasion.wish:
            end = FOLLOWED if raised and reason == BECAUSE_KNOWN else BY_CHANCE
    if (end == FOLLOWED or end == BY_CHANCE) and occasion.wish != settled:
        why_not = not_apart(home, place, choice, available, home.units[resident.unit].pressure)
        if why_not == 0:
            minutes += p.own_way_min
        else:
            end = REFUSED if raised else NEVER_ASKED
            decider, reason = PRACTITIONER, why_not
    if end == FOLLOWED:
        resident.voice_01 = voice_heard(resident.voice_01, resident.voice_trait_01, p)
    elif end == REFUSED:
        resident.voice_01 = voice_unheard(resident.voice_01, p)
    note_choice(home, minute, place, worker, choice, end, decider, reason)
    return minutes


@rule
def weigh_risk(home: Home, worker: int, place: int, decider: int) -> tuple[int, float]:
    """The answer to a wish that carries a risk, by the one inequality, and what harm weighed.

    Staff weigh harm by what they would answer for, more heavily without capacity; an attorney
    weighs it as a family does.
    """
    house = home.house[0]
    p = home.params[0]
    staff = home.staff[worker]
    resident = home.residents[place]
    harm = expected_harm_01(resident.dependency_01, resident.weakness_01, p)
    weight = p.family_caution
    if decider != FAMILY:
        weight = accountability(
            fear_01(house.rules_reading_01, staff.rules_understanding_01, p),
            staff.risk_tolerance_01,
            staff.values_01,
            staff.rules_understanding_01,
            p,
        )
        if decider != RESIDENT:
            weight *= p.without_capacity_caution
    alone = carers_needed(UP, resident.dependency_01, p) == 1
    room = home.units[resident.unit].pressure < p.support_room_pressure
    importance = home.choices[place, RISK].importance_01
    return risk_answer(harm, weight, importance, alone, room, p), harm * weight


@rule
def answer_risk(
    home: Home,
    worker: int,
    place: int,
    person_centred: bool,
    minute: int,
    minutes: float,
    u_fall: float,
    u_family: float,
) -> float:
    """Answer a wish that carries a risk and let it follow; returns minutes spent.

    "Another time" is kept open once: it comes up again some hours later, and is refused if there
    is no room then either.
    """
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    occasion = home.choices[place, RISK]
    week = home.week[0]
    decider = decider_of(home, worker, place, RISK, person_centred, house.hour, u_family)
    answer, weighed = weigh_risk(home, worker, place, decider)
    if occasion.voiced == 0:
        note_raised_risk(home, place, decider == RESIDENT)
    note(home, minute, EV_ANSWER, place, worker, answer, decider, BECAUSE_HARM, weighed)
    if answer == LATER and occasion.put_off == 0:
        occasion.put_off = 1
        occasion.asked = 1
        resident.risk_hour = house.hour + int(p.put_off_h)
        return p.asking_min
    if answer == NO or answer == LATER:
        week.refused_risk += 1.0
        week.refused_capable += occasion.capable
        resident.voice_01 = voice_unheard(resident.voice_01, p)
        resident.weakness_01 = kept_seated(resident.weakness_01, p)
        reason = BECAUSE_HARM if answer == NO else BECAUSE_TIME
        note_choice(home, minute, place, worker, RISK, REFUSED, PRACTITIONER, reason)
        return p.asking_min
    week.followed_risk += 1.0
    resident.voice_01 = voice_heard(resident.voice_01, resident.voice_trait_01, p)
    end = FOLLOWED_LATE if occasion.put_off > 0 else FOLLOWED
    note_choice(home, minute, place, worker, RISK, end, decider, BECAUSE_IMPORTANT)
    return p.asking_min + go_out(home, place, minute, answer, minutes, u_fall)


@rule
def go_out(
    home: Home, place: int, minute: int, answer: int, minutes: float, u_fall: float
) -> float:
    """A walk outside, alone or with somebody; returns the minutes that support took."""
    p = home.params[0]
    resident = home.residents[place]
    resident.need_occupation_01 = relieved(resident.need_occupation_01, p.outing_relief_share)
    resident.today_engaged_min += p.outing_min
    resident.week_identity += p.outing_min
    resident.busy_until_min = max(resident.busy_until_min, minute + p.outing_min)
    chance = p.risk_fall_share * expected_harm_01(resident.dependency_01, resident.weakness_01, p)
    if answer == YES_WITH_SUPPORT:
        chance *= 1.0 - p.support_lowers_harm_share
    if u_fall < chance and incident(home, place, minute, 1, True):
        resident.busy_until_min = float(minute)
        put_care(home, INCIDENT, place, minute, 1.0)
    return minutes if answer == YES_WITH_SUPPORT else 0.0
