"""What the home knows of a resident on paper: reviews, what they tell, and plans going stale."""

from __future__ import annotations

from carehome_sim.home.acts.tasks import put_care
from carehome_sim.home.codes import (
    AFTERNOON,
    BED_TIME,
    D_DRIFT,
    D_REVIEW,
    DAYS_PER_WEEK,
    EV_REVIEW,
    HOURS_PER_DAY,
    N_CHOICES,
    REVIEW,
    RISE_TIME,
    RISK,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4, standard_normal
from carehome_sim.home.record import note
from carehome_sim.home.rules.choice import drift_per_week, drifted, options
from carehome_sim.home.rules.people import clipped
from carehome_sim.home.rules.relations import (
    knowledge_after,
    told_at_review_01,
    trust_after,
    voice_heard,
)
from carehome_sim.home.state import Home


@rule
def plan_review(home: Home, place: int) -> None:
    """Whether a review of this resident's plan falls due today."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    resident.review_hour = -1
    if house.day - resident.reviewed_day >= p.review_interval_weeks * DAYS_PER_WEEK:
        resident.review_hour = int(p.review_at_h)


@rule
def put_review(home: Home, place: int) -> None:
    """The review is due: somebody who works here has to find the time."""
    put_care(home, REVIEW, place, home.house[0].minute, 0.0)


@rule
def review(home: Home, worker: int, place: int, minutes: float, start: float) -> float:
    """Talk a plan over with the resident, and with family where they come; write it down.

    What is told comes from the resident as far as words allow, from those who know the person and
    from family. Returns the minutes it took.
    """
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    tie = home.ties[worker, place]
    a, _, _, _ = draw4(
        house.seed, house.home, resident.person, house.day * HOURS_PER_DAY, D_REVIEW, 0
    )
    family = resident.visits_per_week > 0.0 and a < p.review_family_share
    known = max(resident.known_01, tie.knowledge_01)
    told = told_at_review_01(resident.cognitive_loss_01, known, family, p)
    resident.paper_01 = p.plan_quality_01 * told
    resident.reviewed_day = house.day
    resident.review_hour = -1
    resident.voice_01 = voice_heard(resident.voice_01, resident.voice_trait_01, p)
    took = minutes + (p.review_family_min if family else 0.0)
    tie.knowledge_01 = knowledge_after(tie.knowledge_01, took, True, p)
    tie.trust_01 = trust_after(tie.trust_01, took, home.staff[worker].values_01, True, p)
    resident.busy_until_min = max(resident.busy_until_min, start + took)
    home.week[0].reviews += 1.0
    note(home, int(start), EV_REVIEW, place, worker, int(family), 0, 0, resident.paper_01)
    return took


@rule
def paper_ages(home: Home, place: int) -> None:
    """A week later: plans go stale, and now and then a usual wish becomes another."""
    house = home.house[0]
    p = home.params[0]
    resident = home.residents[place]
    resident.paper_01 *= 1.0 - p.paper_stale_per_week
    a, b, c, _ = draw4(
        house.seed, house.home, resident.person, house.day * HOURS_PER_DAY, D_DRIFT, 0
    )
    if a >= drift_per_week(resident.fallen_rank_01, p):
        return
    choice = min(int(b * N_CHOICES), N_CHOICES - 1)
    if choice == RISE_TIME:
        rise = p.rise_mean_min + p.rise_sd_min * standard_normal(c)
        resident.rise_pref_min = clipped(rise, p.rise_earliest_min, p.rise_latest_min)
    elif choice == BED_TIME:
        bed = p.bed_mean_min + p.bed_sd_min * standard_normal(c)
        resident.bed_pref_min = clipped(bed, p.bed_earliest_min, p.bed_latest_min)
    elif choice == RISK:
        resident.risk_appetite_01 = c
    else:
        resident.usual[choice] = drifted(int(resident.usual[choice]), options(choice, p), c)
        if choice == AFTERNOON:
            resident.interests |= 1 << int(resident.usual[choice])
    known_still = 1.0 - 1.0 / N_CHOICES
    resident.paper_01 *= known_still
    for worker in range(len(home.staff)):
        home.ties[worker, place].knowledge_01 *= known_still
