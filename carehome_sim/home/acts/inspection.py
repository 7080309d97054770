"""Inspections: an imperfect look at the last months, a rating, and what follows from it."""

from __future__ import annotations

from carehome_sim.home.codes import (
    D_INSPECTION,
    DAYS_PER_WEEK,
    EV_INSPECTION,
    GOOD,
    HOME_LUCK,
    HOURS_PER_DAY,
    INADEQUATE,
    OUTSTANDING,
    RATINGS,
    REQUIRES_IMPROVEMENT,
)
from carehome_sim.home.compiled import rule
from carehome_sim.home.draws import draw4, standard_normal
from carehome_sim.home.record import note
from carehome_sim.home.rules.inspection import (
    overall_01,
    question_01,
    rating_of,
    sanctioned,
    unharmed_01,
    weeks_to_next,
)
from carehome_sim.home.rules.market import image_01
from carehome_sim.home.rules.relations import moved
from carehome_sim.home.state import Home


@rule
def start_rating(home: Home) -> None:
    """The rating a home has on its first day, and how long ago it was inspected."""
    house = home.house[0]
    p = home.params[0]
    a, b, _, _ = draw4(house.seed, house.home, HOME_LUCK, 0, D_INSPECTION, 0)
    house.rating = GOOD
    a = min(max(a + p.start_rating_shift, 0.0), 1.0)
    if a < p.start_inadequate_share:
        house.rating = INADEQUATE
    elif a < p.start_inadequate_share + p.start_requires_share:
        house.rating = REQUIRES_IMPROVEMENT
    elif a >= 1.0 - p.start_outstanding_share:
        house.rating = OUTSTANDING
    house.inspected_day = -int(b * weeks_to_next(house.rating, p) * DAYS_PER_WEEK)
    house.image_01 = image_01(house.rating, house.links_01, p)


@rule
def keep_records(home: Home) -> None:
    """What this week would show an inspector, folded into the records of the last months.

    The first week counts wholly.
    """
    house = home.house[0]
    p = home.params[0]
    week = home.week[0]
    skill, people = 0.0, 0.0
    for worker in range(house.n_posts):
        if home.staff[worker].employed == 1:
            skill += home.staff[worker].skill_01
            people += 1.0
    share = 1.0 / p.memory_weeks if house.day >= DAYS_PER_WEEK else 1.0
    timely = week.tasks_timely / max(week.tasks_due, 1.0)
    caring = 1.0 - week.acts_task_first / max(week.acts, 1.0)
    own = week.own_helped / max(week.weight_helped, 1.0)
    safe = question_01(timely, p.safe_least, p.safe_most)
    safe *= unharmed_01(week.incidents_recorded, week.bed_days, p)
    effective = question_01(skill / max(people, 1.0), p.effective_least, p.effective_most)
    house.seen_safe_01 = moved(house.seen_safe_01, safe, share)
    house.seen_effective_01 = moved(house.seen_effective_01, effective, share)
    caring = question_01(caring, p.caring_least, p.caring_most)
    house.seen_caring_01 = moved(house.seen_caring_01, caring, share)
    responsive = question_01(own, p.responsive_least, p.responsive_most)
    house.seen_responsive_01 = moved(house.seen_responsive_01, responsive, share)
    led = question_01(house.support_01, p.led_least, p.led_most)
    house.seen_led_01 = moved(house.seen_led_01, led, share)


@rule
def inspect(home: Home) -> None:
    """A day or two of looking: each key question with its error, and the rating published."""
    house = home.house[0]
    p = home.params[0]
    hour = house.day * HOURS_PER_DAY
    a, b, c, d = draw4(house.seed, house.home, HOME_LUCK, hour, D_INSPECTION, 2)
    e, _, _, _ = draw4(house.seed, house.home, HOME_LUCK, hour, D_INSPECTION, 3)
    sd = p.sample_sd_01
    score = overall_01(
        house.seen_safe_01 + sd * standard_normal(a),
        house.seen_effective_01 + sd * standard_normal(b),
        house.seen_caring_01 + sd * standard_normal(c),
        house.seen_responsive_01 + sd * standard_normal(d),
        house.seen_led_01 + sd * standard_normal(e),
        p,
    )
    without = (house.day - house.manager_change_day) / DAYS_PER_WEEK
    before = house.rating
    house.rating = rating_of(score, 0.0 if house.manager_in_post == 1 else without, p)
    house.inspected_day = house.day
    home.week[0].inspections += 1.0
    note(home, house.minute, EV_INSPECTION, -1, -1, house.rating, before, 0, score)


@rule
def regulator_week(home: Home) -> None:
    """Sunday night: records are kept; an inspection comes when it is due or a concern brings it.

    Recorded harm may bring a sanction: it costs money, and everybody reads the rules more strictly.
    """
    house = home.house[0]
    p = home.params[0]
    week = home.week[0]
    keep_records(home)
    a, b, _, _ = draw4(
        house.seed, house.home, HOME_LUCK, house.day * HOURS_PER_DAY, D_INSPECTION, 1
    )
    if b < sanctioned(week.incidents_recorded, p):
        house.rules_reading_01 = moved(house.rules_reading_01, 1.0, p.sanction_shock_share)
        week.sanctions += 1.0
        week.non_staff += p.sanction_gbp
    due = house.day - house.inspected_day >= weeks_to_next(house.rating, p) * DAYS_PER_WEEK
    if due or a < week.safeguarding * p.trigger_per_concern:
        inspect(home)
    latent = overall_01(
        house.seen_safe_01,
        house.seen_effective_01,
        house.seen_caring_01,
        house.seen_responsive_01,
        house.seen_led_01,
        p,
    )
    house.image_01 = image_01(house.rating, house.links_01, p)
    week.sundays += 1.0
    week.rating += house.rating
    week.latent += 1.0 + (RATINGS - 1.0) * latent
