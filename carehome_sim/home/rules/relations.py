"""What contact leaves behind: knowledge, trust, voice, expectation, habit and norm."""

from __future__ import annotations

import math

from carehome_sim.home.codes import HOURS_PER_MINUTE
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def saturating(amount: float) -> float:
    """A small amount as itself, a large one never above 1: ``x / (1 + x)``."""
    return amount / (1.0 + amount)


@rule
def knowledge_after(knowledge_01: float, minutes: float, person_centred: bool, p: Record) -> float:
    """Knowledge of a resident after contact: grows with minutes, faster when attending."""
    attention = 1.0 if person_centred else p.knowledge_task_first_share
    learning = p.knowledge_per_h * attention * minutes * HOURS_PER_MINUTE
    return knowledge_01 + (1.0 - knowledge_01) * saturating(learning)


@rule
def trust_after(
    trust_01: float, minutes: float, values_01: float, timely: bool, p: Record
) -> float:
    """Trust after contact: moves with time together towards what the carer earns.

    Values earn it, less so in one who came late.
    """
    earned = values_01 if timely else values_01 * (1.0 - p.trust_late_share)
    earned = p.trust_floor_01 + (1.0 - p.trust_floor_01) * earned
    pace = saturating(p.trust_per_h * minutes * HOURS_PER_MINUTE)
    return trust_01 + (earned - trust_01) * pace


@rule
def trusted(trust_01: float, weight: float, p: Record) -> float:
    """By what factor trust in a worker moves what comes of being together; 1 at usual trust."""
    return max(0.0, 1.0 + weight * (trust_01 - p.usual_trust_01))


@rule
def overlap_knowledge(overlap_days: float, p: Record) -> float:
    """Knowledge after living and working in the same home for a time (start of a run).

    Learning at the pace of usual contact against forgetting.
    """
    steady = p.start_knowledge_most_01
    return steady * (1.0 - math.exp(-overlap_days / p.start_knowledge_days))


@rule
def told_at_review_01(cognitive_loss_01: float, known_01: float, family: bool, p: Record) -> float:
    """What is told of a person at a review: by the resident, by staff, by family.

    Each tells a part of what the others leave out: ``1 - product of (1 - part)``.
    """
    own = p.review_own_01 * (1.0 - cognitive_loss_01)
    by_family = p.family_knows_share if family else 0.0
    return 1.0 - (1.0 - own) * (1.0 - known_01) * (1.0 - by_family)


@rule
def kept_share(loss_per_day: float, days: float) -> float:
    """Share of a level that is left after some days without use: ``(1 - loss)^days``."""
    return math.pow(1.0 - loss_per_day, days)


@rule
def trust_kept(trust_01: float, share: float, p: Record) -> float:
    """Trust of which a share is left: after days apart, or after nobody came.

    It goes back towards that in a stranger.
    """
    return p.trust_floor_01 + (trust_01 - p.trust_floor_01) * share


@rule
def voice_heard(voice_01: float, trait_01: float, p: Record) -> float:
    """Voice after being heard: slowly back towards the resident's own level."""
    return voice_01 + p.voice_gain_share * max(0.0, trait_01 - voice_01)


@rule
def voice_unheard(voice_01: float, p: Record) -> float:
    """Voice after a request was refused or ignored."""
    return voice_01 * (1.0 - p.voice_loss_share)


@rule
def dignity_01(formality_01: float, familiarity_01: float, p: Record) -> float:
    """Dignity in an act of care that heeds the person: is the manner of address the resident's own?

    ``1 - weight x |own formality - the home's| x (1 - familiarity)``.
    """
    strange = abs(formality_01 - p.formality_01)
    return 1.0 - p.formality_weight * strange * (1.0 - familiarity_01)


@rule
def moved(level_01: float, towards_01: float, share: float) -> float:
    """A level moved by ``share`` of its distance towards another (exponential memory)."""
    return level_01 + share * (towards_01 - level_01)


@rule
def satisfaction_target(
    met_01: float, expectation_01: float, low_mood_01: float, p: Record
) -> float:
    """Satisfaction: what is met against what has come to be expected, coloured by mood."""
    felt = (
        p.satisfaction_base_01
        + p.satisfaction_gap_weight * (met_01 - expectation_01)
        - p.satisfaction_mood_weight * low_mood_01
    )
    return min(1.0, max(0.0, felt))


@rule
def community_score(
    received_min: float, wanted_min: float, days: float, private: bool, p: Record
) -> float:
    """Contact received over wanted in some days, at most 1, less what was beyond wanting (0-1).

    Residents who want little are scored on privacy: 1 less unwanted contact over a bearable
    amount.
    """
    beyond = max(0.0, received_min - p.contact_enough_ratio * wanted_min)
    bearable = max(wanted_min, p.least_wanted_min * days)
    if private:
        return max(0.0, 1.0 - beyond / (p.unwanted_bearable_ratio * bearable))
    score = min(1.0, received_min / bearable)
    return max(0.0, score - beyond / (p.unwanted_bearable_ratio * bearable))
