"""Life with others, plans on paper, medicine, the regulator, and money that moves hours."""

from __future__ import annotations

from dataclasses import replace

import home_worlds as worlds
import numba
import numpy as np
import pytest

from carehome_sim.home import codes, simulate_home
from carehome_sim.home.acts.daily_life import join_in
from carehome_sim.home.acts.market import council_prefers, self_funders_prefer
from carehome_sim.home.day import advance
from carehome_sim.home.engine import Home, new_home
from carehome_sim.outcomes import home_row

pytestmark = pytest.mark.direction
DAYS = 182


def lived(days: int, *, number: int = 0, **settings: float) -> Home:
    home = new_home(worlds.arm(days, **settings), seed=5, home=number)
    advance(home, days * codes.HOURS_PER_DAY)
    return home


def weeks(homes: int = 4, **settings: float) -> np.ndarray:
    arm = worlds.arm(DAYS, **settings)
    return np.concatenate([simulate_home(arm, seed=5, home=n).weeks for n in range(homes)])


def mean(outcome: str, homes: int = 6, **settings: float) -> float:
    arm = worlds.arm(DAYS, **settings)
    return float(
        np.nanmean([home_row(simulate_home(arm, seed=5, home=n))[outcome] for n in range(homes)])
    )


# ---- knowing the person on paper


def test_reviews_come_round_as_often_as_they_are_meant_to():
    often = weeks(assignment__review_interval_weeks=4.0)["reviews"].sum()
    seldom = weeks(assignment__review_interval_weeks=26.0)["reviews"].sum()
    assert often > 4 * seldom > 0


def test_plans_go_stale_without_reviews_and_tell_more_with_family():
    stale = lived(DAYS, assignment__review_interval_weeks=52.0, choice__drift_per_year=3.0)
    fresh = lived(DAYS, assignment__review_interval_weeks=4.0)
    family = lived(DAYS, assignment__review_interval_weeks=4.0, assignment__review_family_share=1.0)

    def paper(home: Home) -> float:
        return float(home.residents["paper_01"][home.residents["present"] == 1].mean())

    assert paper(stale) < paper(fresh) - 0.1 < paper(family)
    assert paper(family) > paper(fresh)


def test_an_overworked_home_lets_reviews_slip():
    calm = weeks(staffing__care_hours_per_resident_day=4.5)["reviews"].sum()
    pressed = weeks(staffing__care_hours_per_resident_day=1.6)["reviews"].sum()
    assert pressed < 0.85 * calm


def test_usual_wishes_drift_and_more_of_them_where_they_drift_faster():
    before = new_home(worlds.arm(DAYS), seed=5, home=0).residents
    for yearly, least, most in ((0.0, 0, 0), (3.0, 10, 200)):
        after = lived(DAYS, choice__drift_per_year=yearly).residents
        same = (after["person"] == before["person"]) & (before["present"] == 1)
        moved = int((after["usual"][same] != before["usual"][same]).sum())
        assert least <= moved <= most


def test_who_is_done_for_declines_faster_than_who_is_helped_to_do_it():
    fast = lived(364, residents__disuse_slope=2.0, manner__manner_intercept=-8.0).residents
    slow = lived(364, residents__disuse_slope=2.0, manner__manner_intercept=-4.0).residents
    stayed = (fast["since_day"] < 0) & (slow["since_day"] < 0)
    stayed &= (fast["person"] == slow["person"]) & (fast["present"] == 1) & (slow["present"] == 1)
    assert fast["function_rank_01"][stayed].mean() < slow["function_rank_01"][stayed].mean()


# ---- together


LASTING = ("mmse", "barthel", "voice_01", "paper_01", "low_mood_01", "expectation_01",
           "agitation_per_day", "self_engaged_share", "function_rank_01", "pain_01")  # fmt: skip


@numba.njit
def take_part(home, place):
    join_in(home, place, codes.ONE_TO_ONE, 30.0, 0.1, 1.0, 1.0)


def test_taking_part_meets_needs_and_leaves_nothing_behind():
    """The hour's needs and tallies move; ties and every lasting state stay to the last bit."""
    home = lived(3)
    place = int(np.flatnonzero(home.residents["present"] == 1)[0])
    before, ties = home.residents.copy(), home.ties.copy()
    take_part(home, place)
    after = home.residents
    assert after["need_occupation_01"][place] < before["need_occupation_01"][place]
    assert after["today_engaged_min"][place] > before["today_engaged_min"][place]
    for name in LASTING:
        assert (after[name] == before[name]).all(), name
    assert (home.ties == ties).all()


def test_more_one_to_one_time_means_more_engaged_minutes():
    none = weeks(home__one_to_one_h_per_week=0.0)
    much = weeks(home__one_to_one_h_per_week=40.0)
    assert much["one_to_one_min"].sum() > 10_000 > none["one_to_one_min"].sum() == 0.0
    assert much["engaged_min"].sum() > none["engaged_min"].sum()


def test_one_to_one_time_can_go_first_to_those_who_have_lost_most():
    arm = worlds.arm(91, home__one_to_one_h_per_week=20.0, home__one_to_one_to_severe_01=1.0)
    home = new_home(arm, seed=5, home=0)
    record = simulate_home(arm, seed=5, home=0, events=True)
    acts = record.events[record.events["kind"] == codes.EV_ACTIVITY]
    alone = acts[acts["a"] == codes.ONE_TO_ONE]["resident"]
    loss = home.residents["cognitive_loss_01"]
    present = home.residents["present"] == 1
    assert loss[alone].mean() > loss[present].mean() + 0.1


def test_matters_settled_by_residents_fit_more_of_them():
    habit = mean("preference_fit", home__residents_settle_01=0.0, life__dated_habit_share=0.7)
    meeting = mean("preference_fit", home__residents_settle_01=1.0, life__dated_habit_share=0.7)
    assert meeting > habit + 0.5


def test_who_settles_changes_nothing_where_habit_is_what_most_want():
    settings = {"life__dated_habit_share": 0.0}
    habit = lived(28, home__residents_settle_01=0.0, **settings).units["settled"]
    assert (habit == 0).all()


def test_links_grow_with_hours_and_decay_without():
    some = lived(DAYS, home__community_h_per_week=10.0).house["links_01"][0]
    none = lived(
        DAYS, home__community_h_per_week=0.0, leadership__manager_community_h_per_week=0.0
    ).house["links_01"][0]
    assert none < 0.33 < some


def test_events_bring_money_and_money_brings_what_was_not_on_offer():
    rows = weeks(home__community_h_per_week=20.0, life__events_most_per_week=1.0)
    assert rows["event_gbp"].sum() > 0
    poor = lived(28).house["available_share"][0]
    rich = lived(28, home__amenity_gbp_per_resident_week=10.0).house["available_share"][0]
    assert poor < rich <= 1.0


def test_larger_units_mean_longer_ways_and_larger_homes_cheaper_beds():
    small = lived(8, home__beds_per_unit=10.0).house["overhead_share"][0]
    large = lived(8, home__beds_per_unit=40.0).house["overhead_share"][0]
    assert large > small
    per_bed = [
        simulate_home(worlds.arm(28, home__beds=float(beds)), seed=5, home=0).weeks["non_staff"]
        / beds
        for beds in (15, 60)
    ]
    assert 0.0 < per_bed[1][1] < 0.95 * per_bed[0][1]


# ---- medicine


def test_looking_for_pain_finds_more_of_it():
    def in_pain(**settings: float) -> float:
        people = [lived(DAYS, number=n, **settings).residents for n in range(4)]
        here = np.concatenate([one[one["present"] == 1] for one in people])
        return float((here["pain_01"] > 0).mean())

    assert in_pain(health__pain_review_01=1.0) < in_pain(health__pain_review_01=0.0) - 0.05


def test_prescribing_stays_where_it_was_found_and_falls_with_review():
    usual = mean("antipsychotic_share", homes=16)
    assert 0.1 < usual < 0.26
    reviewed = mean("antipsychotic_share", homes=16, health__antipsychotic_review_01=1.0)
    assert reviewed < usual - 0.04


# ---- regulator and market


def test_inspections_come_by_the_rating_and_look_with_error():
    often = weeks(16, inspection__good_weeks=52.0)["inspections"].sum()
    seldom = weeks(16, inspection__good_weeks=260.0)["inspections"].sum()
    assert often > 2 * seldom > 0

    def ratings(error: float) -> list[int]:
        settings = {"inspection__good_weeks": 52.0, "inspection__sample_sd_01": error}
        homes = [lived(DAYS, number=n, **settings).house for n in range(24)]
        return [int(house["rating"][0]) for house in homes]

    clear, blurred = ratings(0.0), ratings(0.5)
    assert clear != blurred
    assert np.std(blurred) > np.std(clear)


def test_better_care_scores_better_with_the_regulator():
    assert mean("latent_rating_score", leadership__supportiveness_01=0.9) > mean(
        "latent_rating_score", leadership__supportiveness_01=0.1
    )


def test_a_poor_rating_makes_everybody_stricter_and_writes_more():
    def house(rating: int) -> np.ndarray:
        home = new_home(worlds.arm(91), seed=5, home=0)
        home.house["rating"] = rating
        home.house["inspected_day"] = 0
        advance(home, 84 * codes.HOURS_PER_DAY)
        return home.house

    poor, good = house(codes.REQUIRES_IMPROVEMENT), house(codes.GOOD)
    assert poor["rules_reading_01"][0] > good["rules_reading_01"][0]
    assert poor["overhead_share"][0] > good["overhead_share"][0]
    assert poor["image_01"][0] < good["image_01"][0]


@numba.njit
def liked_by(home: Home) -> tuple[float, float]:
    """Compiled rules call compiled rules; a test needs an entrance."""
    return self_funders_prefer(home), council_prefers(home)


def test_people_choose_among_homes_and_those_who_pay_themselves_choose_most_freely():
    one = new_home(worlds.arm(7), seed=5, home=0)

    def preferred(image: float, others: float, free: float) -> tuple[float, float]:
        one.params["homes_nearby"], one.params["local_choice_01"] = others, free
        one.house["image_01"] = image
        return liked_by(one)

    usual = float(one.params["usual_image_01"][0])
    for free, others in ((1.0, 0.0), (0.0, 5.0)):  # nowhere else to go, or no say
        assert preferred(usual + 0.3, others, free) == pytest.approx((1.0, 1.0))
    payers, council = preferred(usual + 0.3, 5.0, 1.0)
    assert payers > council > 1.0
    shunned, placed = preferred(usual - 0.3, 5.0, 1.0)
    assert shunned < placed < 1.0
    assert preferred(usual + 0.3, 20.0, 1.0)[0] > payers  # the best of many gains more


def test_a_home_that_is_liked_fills_sooner_and_with_more_who_pay():
    settings = {"society__local_choice_01": 1.0, "home__occupancy_share": 1.0}
    liked = weeks(8, home__homeliness_01=1.0, **settings)
    not_liked = weeks(8, home__homeliness_01=0.0, **settings)
    assert liked["bed_days"].sum() > not_liked["bed_days"].sum()
    assert liked["bed_days_self"].sum() > not_liked["bed_days_self"].sum()


def test_fees_reach_hours_and_wages_as_far_as_passed_on():
    def settings(fee: float, **more: float) -> tuple[float, float]:
        p = lived(15, money__council_fee_gbp_week=fee, **more).params
        return float(p["care_hours_per_resident_day"][0]), float(p["wage_premium_share"][0])

    usual, higher = settings(930.0), settings(1000.0)
    assert higher[0] > usual[0] and higher[1] > usual[1]
    kept = settings(1000.0, money__hours_pass_share=0.0, money__wages_pass_share=0.0)
    assert kept == usual


def test_hours_follow_need_as_far_as_they_are_meant_to():
    def hours(follow: float, ability: float) -> float:
        p = lived(8, staffing__hours_follow_need_01=follow, residents__ability_ratio=ability).params
        return float(p["care_hours_per_resident_day"][0])

    assert hours(1.0, 0.7) > hours(0.0, 0.7) + 0.2
    assert hours(0.0, 0.7) == hours(0.0, 1.0)


def test_direct_payments_are_few_and_go_to_those_with_family_and_words():
    arm = replace(worlds.arm(364, society__direct_payments_01=1.0), measured_days=364)
    paid, words, family = [], [], []
    for number in range(24):
        home = new_home(arm, seed=5, home=number)
        advance(home, 364 * codes.HOURS_PER_DAY)
        council = home.residents[
            (home.residents["present"] == 1) & (home.residents["self_funder"] == 0)
        ]
        paid.append(council["direct_payment"])
        words.append(1 - council["cognitive_loss_01"])
        family.append(council["visits_per_week"] >= 1.0)
    holds = np.concatenate(paid) == 1
    assert 0.0 < holds.mean() < 0.1
    assert np.concatenate(words)[holds].mean() > np.concatenate(words)[~holds].mean()
    assert np.concatenate(family)[holds].mean() > np.concatenate(family)[~holds].mean()


def test_temporary_staff_by_policy():
    none = weeks(staffing__temporary_staff_policy=0.0)
    found = weeks()
    every = weeks(staffing__temporary_staff_policy=2.0)
    hours = [rows["hours_agency"].sum() for rows in (none, found, every)]
    assert hours[0] == 0.0 < hours[1] <= hours[2]


def agency(rows: np.ndarray) -> float:
    return float(rows["hours_agency"].sum() / rows["hours_worked"].sum())


def test_where_less_is_worked_than_is_safe_an_agency_is_called_beyond_the_ceiling():
    short = {"staffing__vacancy_start_share": 0.13, "hiring__applicants_per_week": 0.05}
    ceiling = {"staffing__agency_ceiling_share": 0.02, "staffing__overtime_most_share": 0.0}
    careless = weeks(**short, **ceiling, staffing__safe_cover_share=0.6)
    safe = weeks(**short, **ceiling, staffing__safe_cover_share=1.0)
    assert agency(careless) < 0.03
    assert agency(safe) > 0.05
    assert safe["shifts_empty"].sum() < 0.9 * careless["shifts_empty"].sum()
    none = weeks(**short, staffing__temporary_staff_policy=0.0, staffing__safe_cover_share=1.0)
    assert none["hours_agency"].sum() == 0.0


def test_a_low_rota_has_fewer_hours_than_a_high_one():
    low, usual, high = (
        lived(8, staffing__rota_level=level).params["care_hours_per_resident_day"][0]
        for level in (0.0, 1.0, 2.0)
    )
    assert low < usual < high
