"""Life with others: who takes part in what, links with the neighbourhood, what money adds."""

from __future__ import annotations

import math

from carehome_sim.home.codes import DAYS_PER_WEEK, MINUTES_PER_HOUR
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def goes_to_group(wanted_contact_min: float, people: float, p: Record) -> float:
    """Chance of being at a group session: a place in it, and a wish for company."""
    session_h = p.activity_h_per_week / p.activity_days_per_week / 2.0
    places = session_h * p.activity_group_size / people
    wants = wanted_contact_min / (wanted_contact_min + p.activity_wish_half_min)
    return wants * min(places, 1.0)


@rule
def attention_01(people: float, p: Record) -> float:
    """Attention per head in a group: as declared at its usual size, less the more there are."""
    return min(1.0, p.activity_attention_01 * p.activity_group_size / max(people, 1.0))


@rule
def interest_01(of_own_interest: bool, content_01: float, p: Record) -> float:
    """How far what is on interests a resident: wholly if it is of the interests of a life.

    Else as far as anything does, and the more its content is made to follow the person.
    """
    if of_own_interest:
        return 1.0
    return p.interest_otherwise_01 + (1.0 - p.interest_otherwise_01) * content_01


@rule
def family_comes(manager_h: float, p: Record) -> float:
    """How much more often family come where they are welcome at any hour and somebody sees them.

    ``manager_h`` are hours a week that the manager has for families.
    """
    welcome = p.openness_to_family_01 - p.usual_openness_01
    welcome += p.family_h_worth * (manager_h - p.usual_family_h) / p.usual_family_h
    return max(0.0, 1.0 + p.family_comes * welcome)


@rule
def one_to_one_chance(cognitive_loss_01: float, people: float, p: Record) -> float:
    """Daily chance of one-to-one time: hours over people, more for those who have lost most."""
    a_day = p.one_to_one_h_per_week * MINUTES_PER_HOUR / p.one_to_one_min / DAYS_PER_WEEK
    lean = 1.0 + p.one_to_one_to_severe_01 * (2.0 * cognitive_loss_01 - 1.0)
    return min(1.0, a_day / people * lean)


@rule
def volunteer_chance(links_01: float, people: float, p: Record) -> float:
    """Daily chance that a volunteer visits a resident."""
    a_week = links_01 * p.volunteer_most_h_per_week * MINUTES_PER_HOUR / p.volunteer_min
    return min(1.0, a_week / DAYS_PER_WEEK / people)


@rule
def neighbours_target_01(fit_01: float, noise_01: float) -> float:
    """How much at ease with the unit one comes to be: its life fits, and it is not too loud."""
    return fit_01 * (1.0 - noise_01)


@rule
def links_after_week(links_01: float, hours: float, p: Record) -> float:
    """Links with the neighbourhood: built by hours where it is open, decaying by themselves."""
    built = p.links_gain_per_week * p.community_openness_01 * (1.0 - math.exp(-hours / p.links_h))
    return links_01 + 2.0 * built * (1.0 - links_01) - p.links_loss_per_week * links_01


@rule
def events_per_week(links_01: float, p: Record) -> float:
    """Chance of an event with the neighbourhood in a week."""
    return min(1.0, links_01 * p.events_most_per_week)


@rule
def available_share(amenity_gbp: float, p: Record) -> float:
    """Chance that what is wanted beside the routine can be had: more with money for it.

    ``1 - (1 - usual) x 2 ^ -(pounds per resident-week / half)``.
    """
    missing = (1.0 - p.option_available_share) * math.pow(2.0, -amenity_gbp / p.amenity_half_gbp)
    return 1.0 - missing
