"""Rules one by one: their known points, bounds and directions over the whole declared ranges."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carehome_sim.evidence import parameters
from carehome_sim.home.arm import parameter_records
from carehome_sim.home.codes import (
    BY_CHAMPIONS,
    BY_EXPERT,
    BY_MANAGER,
    DRESS,
    INCIDENT,
    LATER,
    NO,
    RISK,
    UP,
    YES,
    YES_WITH_SUPPORT,
)
from carehome_sim.home.compiled import entry
from carehome_sim.home.rules import (
    change,
    choice,
    health,
    inspection,
    life,
    management,
    manner,
    market,
    money,
    needs,
    people,
    priority,
    relations,
    work,
    workforce,
)

pytestmark = pytest.mark.property

LEVEL = st.floats(0, 1)


def plain(rule: Any) -> Any:
    """The rule as Python wrote it, compiled or not (only rules that call no other one)."""
    return getattr(rule, "py_func", rule)


@st.composite
def values(draw: Any) -> SimpleNamespace:
    """Every parameter somewhere in its range: a few anywhere, the rest at their defaults."""
    made = {made.field: made.value for made in parameters().values()}
    known = [p for p in parameters().values() if p.kind == "number"]
    for parameter in draw(st.lists(st.sampled_from(known), max_size=6)):
        made[parameter.field] = draw(st.floats(parameter.low, parameter.high))
    return SimpleNamespace(**made)


DEFAULTS = SimpleNamespace(**{made.field: made.value for made in parameters().values()})


@given(values(), LEVEL, LEVEL, LEVEL, LEVEL, LEVEL)
def test_the_four_gates_are_levels_and_move_as_said(p, a, b, c, d, more):
    willing, able = plain(manner.willing_01), plain(manner.able_01)
    allowed, fear, time = plain(manner.allowed_01), plain(manner.fear_01), plain(manner.time_01)
    assert 0 <= willing(a, b, c, d, p) <= 1
    assert willing(a, b, c, max(d, more), p) <= willing(a, b, c, min(d, more), p)
    assert 0 <= able(a, b, c, p) <= 1
    assert able(max(a, more), b, c, p) >= able(min(a, more), b, c, p)
    assert 0 <= fear(a, b, p) <= 1
    assert 0 <= allowed(a, b, p) <= 1
    assert allowed(a, max(b, more), p) <= allowed(a, min(b, more), p)
    assert 0 < time(3 * a, p) <= 1
    assert time(max(a, more), p) <= time(min(a, more), p)


def test_time_is_half_where_pressure_is_half():
    assert plain(manner.time_01)(DEFAULTS.pressure_half, DEFAULTS) == 0.5


@given(LEVEL, st.floats(0, 2), LEVEL, st.booleans(), st.booleans())
def test_one_inequality_answers_a_risky_wish(harm, accountable, importance, alone, room):
    answer = plain(choice.risk_answer)(harm, accountable, importance, alone, room, DEFAULTS)
    with_support = harm * (1 - DEFAULTS.support_lowers_harm_share) * accountable
    if alone and harm * accountable <= importance:
        assert answer == YES
    elif with_support <= importance:
        assert answer == (YES_WITH_SUPPORT if room else LATER)
    else:
        assert answer == NO


@given(LEVEL, LEVEL, LEVEL)
def test_the_more_dependent_are_expected_to_come_to_no_less_harm(one, other, weakness):
    harm = plain(choice.expected_harm_01)
    assert harm(min(one, other), weakness, DEFAULTS) <= harm(max(one, other), weakness, DEFAULTS)


@given(values(), LEVEL, LEVEL, LEVEL, LEVEL)
def test_fear_makes_harm_weigh_more_and_tolerance_less(p, fear, tolerance, own, more):
    weight = plain(choice.accountability)
    high, low = max(fear, more), min(fear, more)
    assert weight(high, tolerance, own, 0.5, p) >= weight(low, tolerance, own, 0.5, p)
    high, low = max(tolerance, more), min(tolerance, more)
    assert weight(fear, high, own, 0.5, p) <= weight(fear, low, own, 0.5, p)
    assert weight(fear, tolerance, own, max(own, more), p) <= weight(fear, tolerance, own, 0.0, p)


@entry
def able_to_decide(kind, mmse, noise, hour, p):
    return choice.capable(kind, mmse, noise, hour, p)


@given(st.floats(0, 30), st.floats(0, 30), st.floats(-3, 3), st.sampled_from(range(8)))
def test_capacity_is_decision_specific_grows_with_cognition_and_fades_late(mmse, more, noise, kind):
    p = parameter_records([{}])[0]
    morning, night = 10, 23
    if able_to_decide(kind, min(mmse, more), noise, morning, p):
        assert able_to_decide(kind, max(mmse, more), noise, morning, p)
    if able_to_decide(kind, mmse, noise, night, p):
        assert able_to_decide(kind, mmse, noise, morning, p)
    if able_to_decide(RISK, mmse, noise, morning, p):
        assert able_to_decide(DRESS, mmse, noise, morning, p)
    assert able_to_decide(kind, 30.0, 0.0, morning, p)  # presumed


@given(values(), LEVEL, LEVEL, LEVEL, LEVEL, LEVEL, LEVEL)
def test_distress_is_a_chance_that_unmet_need_pain_and_noise_raise(p, prone, unmet, a, b, c, more):
    chance = plain(needs.distress_per_h)
    found = chance(3 * prone, unmet, a, b, 0.0, c, p)
    assert 0 <= found <= 1
    assert chance(3 * prone, max(unmet, more), a, b, 0.0, c, p) >= chance(
        3 * prone, min(unmet, more), a, b, 0.0, c, p
    )
    assert chance(3 * prone, unmet, max(a, more), b, 0.0, c, p) >= chance(
        3 * prone, unmet, min(a, more), b, 0.0, c, p
    )
    assert chance(3 * prone, unmet, a, b, 0.0, max(c, more), p) >= chance(
        3 * prone, unmet, a, b, 0.0, min(c, more), p
    )


@given(LEVEL, LEVEL, LEVEL, LEVEL, LEVEL)
def test_an_activity_engages_the_abler_more_and_severity_has_no_term_of_its_own(
    demand, ability, interest, attention, more
):
    fit = plain(needs.activity_fit_01)
    assert 0 <= fit(demand, ability, interest, attention, DEFAULTS) <= 1
    assert fit(demand, max(ability, more), interest, attention, DEFAULTS) >= fit(
        demand, min(ability, more), interest, attention, DEFAULTS
    )
    assert fit(0.0, ability, 1.0, 1.0, DEFAULTS) == 1.0


@given(values(), st.floats(0, 3000), LEVEL, LEVEL, LEVEL, LEVEL)
def test_leaving_is_a_chance_that_pay_and_support_lower(p, tenure, tired, support, strain, more):
    leave = plain(workforce.leave_per_day)
    assert 0 <= leave(tenure, tired, support, strain, 1.0, p) <= 1
    assert leave(tenure, tired, max(support, more), strain, 1.0, p) <= leave(
        tenure, tired, min(support, more), strain, 1.0, p
    )
    assert leave(tenure, tired, support, max(strain, more), 1.0, p) >= leave(
        tenure, tired, support, min(strain, more), 1.0, p
    )


def test_ten_per_cent_more_pay_takes_about_three_points_off_yearly_leaving():
    leave = plain(workforce.leave_per_day)
    tired = DEFAULTS.exhaustion_start_mean_01
    paid = SimpleNamespace(**{**vars(DEFAULTS), "wage_premium_share": 0.1})
    rates = [
        365 * leave(400.0, tired, 0.5, DEFAULTS.moved_starts_share, 1.0, p)
        for p in (DEFAULTS, paid)
    ]
    assert -0.04 <= rates[1] - rates[0] <= -0.015


@given(values(), LEVEL, LEVEL, LEVEL, LEVEL)
def test_exhaustion_is_a_level_that_load_raises(p, trait, load, overtime, support):
    strain = plain(workforce.strain_01)
    assert 0 <= strain(trait, 2 * load, overtime, support, p) <= 1
    assert strain(trait, 2 * load, overtime, support, p) >= strain(
        trait, load, overtime, support, p
    )


@given(values(), st.floats(0, 60), st.floats(1.5, 6))
def test_a_paid_hour_yields_sixty_minutes_less_what_is_no_care(p, records, hours):
    share = plain(work.overhead_share)(records, hours, 0.0, p)
    assert 0 < share <= p.overhead_most_share < 1
    assert plain(work.stretched_min)(10.0, share) >= 10.0


def test_at_the_defaults_about_a_third_of_a_paid_hour_is_no_care():
    share = plain(work.overhead_share)(
        DEFAULTS.record_min_per_resident_day, DEFAULTS.care_hours_per_resident_day, 0.0, DEFAULTS
    )
    assert 0.25 <= share <= 0.45


@given(st.sampled_from(range(11)), LEVEL, LEVEL, LEVEL)
def test_care_takes_longer_for_the_more_dependent(kind, dependency, more, u):
    minutes = plain(work.care_min)
    assert minutes(kind, max(dependency, more), u, DEFAULTS) >= minutes(
        kind, min(dependency, more), u, DEFAULTS
    )
    assert minutes(kind, dependency, u, DEFAULTS) >= 0


@given(st.floats(0, 2000), st.floats(0, 2000), st.floats(0.5, 7), st.booleans())
def test_community_is_contact_over_what_is_wanted_and_unwanted_contact_takes_away(
    received, wanted, days, private
):
    score = plain(relations.community_score)
    found = score(received, wanted, days, private, DEFAULTS)
    assert 0 <= found <= 1
    if private:
        assert score(received + 60, wanted, days, True, DEFAULTS) <= found
    elif received + 60 <= DEFAULTS.contact_enough_ratio * wanted:
        assert score(received + 60, wanted, days, False, DEFAULTS) >= found


@given(LEVEL)
def test_severity_falls_with_the_rank_of_cognition(rank):
    severity = plain(people.severity)(rank, DEFAULTS)
    assert severity in (0, 1, 2, 3)
    assert severity >= plain(people.severity)(min(1.0, rank + 0.1), DEFAULTS)


@given(st.sampled_from((0, 1)), st.booleans(), st.booleans())
def test_nights_moved_starts_and_seniors_cost_more(role, night, moved):
    pay = plain(money.hourly_pay_gbp)
    least = pay(0, False, False, DEFAULTS)
    assert least >= DEFAULTS.care_wage_gbp_h
    assert pay(role, night, moved, DEFAULTS) >= least


@given(LEVEL, LEVEL, LEVEL)
def test_a_managers_week_fills_with_rules_gaps_and_a_moving_rota(a, b, more):
    compliance = plain(management.compliance_h)
    assert compliance(max(a, more), DEFAULTS) >= compliance(min(a, more), DEFAULTS)
    rostering = plain(management.rostering_h)
    assert rostering(max(a, more), b, 26.0, DEFAULTS) >= rostering(min(a, more), b, 26.0, DEFAULTS)
    fire = plain(management.firefighting_h)
    assert fire(3.0, 2.0, 1.0, DEFAULTS) > fire(0.0, 0.0, 0.0, DEFAULTS) == 0.0


def test_preferences_agree_with_themselves_two_times_in_three_a_week_apart():
    options = int(DEFAULTS.options_most)
    share = plain(choice.usual_share)(options, DEFAULTS)
    agreement = share**2 + (1 - share**2) / options
    assert agreement == pytest.approx(DEFAULTS.preference_agreement_share)
    assert 0.6 <= agreement <= 0.7


@entry
def _person_centred(gate: float, p: Any) -> float:
    return manner.person_centred_probability(gate, gate, gate, gate, p)


def chance_of_person_centred(gate: float, form: float) -> float:
    """The chance that care is person-centred where every gate stands at one level."""
    return float(_person_centred(gate, parameter_records([{"manner.form": form}])[0]))


def test_at_the_defaults_each_rule_says_something():
    """Known answers at plain inputs: a rule that returned nothing of worth would not give them."""
    p = DEFAULTS
    assert plain(work.care_min)(UP, 1.0, 0.5, p) == pytest.approx(p.up_most_min)
    assert plain(work.care_min)(UP, 0.0, 0.5, p) == pytest.approx(p.up_least_min)
    borne = p.distress_bearable_01 / 2.0
    quiet = plain(needs.distress_per_h)(1.0, borne, 0.0, 0.0, 0.0, 0.5, p)
    upset = plain(needs.distress_per_h)(1.0, 0.9, 0.5, 0.3, 0.5, 0.5, p)
    assert quiet == 0.0 < upset < 1.0
    wide = chance_of_person_centred(1.0, p.form)
    narrow = chance_of_person_centred(0.1, p.form)
    assert narrow < 0.05 < 0.9 < wide < 1.0
    calm = plain(workforce.strain_01)(0.3, 0.5, 0.0, 0.9, p)
    driven = plain(workforce.strain_01)(0.3, 2.0, 0.5, 0.1, p)
    assert 0.0 < calm < driven <= 1.0
    leaving = plain(workforce.leave_per_day)(400.0, 0.3, 0.5, 0.0, 1.0, p)
    assert leaving * 365 == pytest.approx(p.leavers_per_year * p.leave_later, rel=0.2)
    assert plain(relations.community_score)(60.0, 60.0, 7.0, False, p) == 1.0
    assert plain(relations.community_score)(30.0, 60.0, 7.0, False, p) == 0.5
    assert {plain(choice.drifted)(1, 4, u) for u in (0.1, 0.5, 0.9)} == {0, 2, 3}


def test_known_answers_of_gates_and_of_how_people_are_known():
    p = DEFAULTS
    assert plain(manner.willing_01)(1.0, 1.0, 1.0, 0.0, p) == pytest.approx(1.0)
    assert plain(manner.willing_01)(1.0, 1.0, 1.0, 1.0, p) == pytest.approx(
        1.0 - p.exhaustion_dampens_share
    )
    assert plain(manner.able_01)(1.0, 1.0, 1.0, p) == pytest.approx(1.0)
    assert plain(manner.able_01)(1.0, 0.0, 0.0, p) == pytest.approx(p.able_skill_share)
    assert plain(manner.fear_01)(0.6, 0.0, p) == 0.6 > plain(manner.fear_01)(0.6, 1.0, p) > 0.0
    told = plain(relations.told_at_review_01)
    assert told(0.0, 0.0, False, p) == pytest.approx(p.review_own_01)
    assert told(1.0, 0.0, True, p) == pytest.approx(p.family_knows_share)


def test_known_answers_of_wishes_capacity_and_speaking_up():
    p = DEFAULTS
    wish = plain(choice.wish)
    assert wish(2, 4, 0.6, 0.59) == 2
    assert {wish(2, 4, 0.6, u) for u in (0.61, 0.75, 0.85, 0.99)} == {0, 1, 2, 3}
    assert plain(choice.offer_probability)(True, p) == p.offer_person_centred_share
    assert plain(choice.offer_probability)(False, p) == p.offer_task_first_share
    spoken = plain(choice.voicing_probability)
    assert spoken(1.0, 0.0, p) == pytest.approx(p.voicing_share)
    assert spoken(1.0, 0.0, p) > spoken(1.0, 1.0, p) > 0.0
    harm = plain(choice.expected_harm_01)
    assert harm(0.0, 0.0, p) == pytest.approx(p.risk_harm_base_01)
    assert harm(0.0, 0.0, p) < harm(0.6, 0.2, p) <= 1.0
    heavy = plain(choice.accountability)
    assert heavy(1.0, 0.0, 0.0, 0.0, p) > heavy(0.0, 0.0, 0.0, 0.0, p)
    assert heavy(0.0, 0.0, 0.0, 0.0, p) > heavy(0.0, 1.0, 1.0, 1.0, p) > 0.0


def test_known_answers_of_health_and_harm():
    p = DEFAULTS
    death = plain(health.death_per_day)
    assert death(0.5, p) * 365 == pytest.approx(p.deaths_per_year)
    assert death(0.0, p) > death(1.0, p) > 0.0
    fall = plain(health.fall_per_day)
    assert fall(0.5, 0.0, p) * 365 == pytest.approx(
        p.falls_base_per_year + p.falls_unsteady_per_year
    )
    assert fall(0.5, 0.5, p) > fall(0.5, 0.0, p) > fall(1.0, 0.0, p) > 0.0
    recorded = plain(health.recorded_probability)
    assert recorded(0.0, 0.0, p) == p.recorded_base_share < recorded(1.0, 1.0, p) <= 1.0


def test_known_answers_of_staff_and_manager():
    p = DEFAULTS
    sick = plain(workforce.sick_probability)
    assert sick(p.exhaustion_start_mean_01, p) == pytest.approx(p.sick_share)
    assert sick(p.exhaustion_start_mean_01, p) < sick(0.9, p)
    skill = plain(workforce.skill_after_week)
    assert skill(0.5, 0.4, 1.0, p) > 0.5 > skill(0.5, 0.4, 0.0, p) > p.skill_floor_01
    assert skill(0.5, 1.0, 0.0, p) > skill(0.5, 0.0, 0.0, p)
    learnt = plain(workforce.understanding_after_week)
    assert learnt(0.5, 0.3, 0.0, p) < 0.5 < learnt(0.5, 0.5, 1.0, p)
    free = plain(workforce.empowerment_target)
    assert free(1.0, 1.0, 1.0, p) > free(1.0, 0.5, 0.0, p) > free(0.0, 1.0, 0.0, p)
    assert free(0.0, 1.0, 0.0, p) == pytest.approx(p.empowerment_base_01)
    read = plain(management.rules_reading_target)
    weights = {"responsiveness_weight_01": p.usual_responsiveness_01}
    usual = SimpleNamespace(**{**vars(p), **weights})
    assert read(0.5, 0.5, usual) == 0.5
    assert read(0.5, 0.0, usual) >= 0.5 >= read(0.5, 1.0, usual)
    responsive = SimpleNamespace(**{**vars(p), "responsiveness_weight_01": 1.0})
    assert read(0.5, 0.5, responsive) <= 0.5
    assert p.responsiveness_calms_share == 0.0 or read(0.5, 0.5, responsive) < 0.5
    apart = plain(relations.trust_kept)
    assert apart(0.9, 0.5, p) < 0.9 and apart(0.9, 0.0, p) == pytest.approx(p.trust_floor_01)
    assert apart(p.trust_floor_01, 0.5, p) == pytest.approx(p.trust_floor_01)
    hours = plain(change.change_h_to_give)
    assert hours(10.0, 0.8, p) > hours(10.0, 0.2, p) >= 0.0 == hours(-5.0, 0.8, p)
    assert hours(10.0, 1.0, p) <= 10.0
    gone = plain(management.manager_leaves_per_day)
    assert gone(1.0, p) == 0.0 < gone(0.9, p) < gone(0.5, p)
    rules = plain(management.compliance_h)
    assert rules(1.0, p) > rules(0.0, p) == p.compliance_base_h > 0.0
    rota = plain(management.rostering_h)
    assert rota(1.0, 1.0, 26.0, p) > rota(0.0, 0.0, 26.0, p) > 0.0
    night, day = plain(management.hours_by_night_and_day)(132.0, p)
    assert night + day == pytest.approx(132.0) and night == pytest.approx(132.0 * p.night_share)


def test_known_answers_of_needs_and_of_what_is_done_first():
    p = DEFAULTS
    assert plain(needs.grown)(0.2, 0.5) == pytest.approx(0.6)
    assert plain(needs.relieved)(0.8, 0.25) == pytest.approx(0.6)
    assert plain(needs.unmet_01)(1.0, 1.0, 1.0, p) == pytest.approx(1.0)
    alone = plain(needs.self_engaged_share)
    assert alone(0.0, 0.0, p) == pytest.approx(p.self_engaged_most_share)
    assert alone(0.0, 0.0, p) > alone(0.5, 0.5, p) > 0.0
    assert plain(priority.harm_if_delayed)(INCIDENT, p) > plain(priority.harm_if_delayed)(UP, p) > 0
    assert plain(priority.score)(2.0, 1.0, 0.5, 3.0, 4.0) == pytest.approx(9.0)
    answer = plain(priority.accountable_01)
    assert answer(0.0, 0.0, p) == 0.0 < answer(0.0, 1.0, p) < answer(1.0, 1.0, p) == 1.0


def test_known_answers_of_life_with_others():
    p = DEFAULTS
    group = plain(life.goes_to_group)
    assert group(p.activity_wish_half_min, 1.0, p) == pytest.approx(0.5)
    assert group(p.activity_wish_half_min, 1.0, p) > group(5.0, 34.0, p) > 0.0
    liked = plain(life.interest_01)
    assert liked(True, 0.0, p) == 1.0 > liked(False, 0.5, p) > liked(False, 0.0, p) > 0.0
    comes = plain(life.family_comes)
    assert comes(0.0, p) < comes(p.usual_family_h, p) == 1.0 < comes(8.0, p)
    heeded = plain(life.attention_01)
    assert heeded(1.0, p) == 1.0
    assert heeded(p.activity_group_size, p) == pytest.approx(p.activity_attention_01)
    assert heeded(2 * p.activity_group_size, p) < p.activity_attention_01
    visits = plain(life.volunteer_chance)
    assert visits(0.0, 34.0, p) == 0.0 < visits(0.5, 34.0, p) < visits(1.0, 34.0, p)
    assert plain(life.neighbours_target_01)(0.8, 0.5) == pytest.approx(0.4)
    assert plain(life.events_per_week)(1.0, p) == p.events_most_per_week
    had = plain(life.available_share)
    assert had(0.0, p) == pytest.approx(p.option_available_share)
    assert had(0.0, p) < had(5.0, p) < 1.0


def test_known_answers_of_money_and_of_the_regulator():
    p = DEFAULTS
    council, own = plain(money.income_gbp_week)(2.0, 1.0, p)
    assert council == pytest.approx(2.0 * p.council_fee_gbp_week)
    assert own == pytest.approx(p.council_fee_gbp_week * p.self_funder_fee_ratio)
    hours = plain(market.hours_for_income)
    assert hours(100.0, 10.0, p) == pytest.approx(p.hours_pass_share * 100.0 / 70.0)
    wages = plain(market.wages_for_income)
    assert wages(100.0, 3.5, 10.0, p) == pytest.approx(p.wages_pass_share * 100.0 / 245.0)
    seen = plain(market.image_01)
    assert seen(4, 1.0, p) > seen(3, 0.5, p) > seen(1, 0.0, p) >= 0.0
    soon = plain(inspection.weeks_to_next)
    assert soon(3, p) == p.good_weeks > soon(2, p) == p.requires_weeks


def test_known_answers_of_harm_distress_trust_and_delivery():
    p = DEFAULTS
    seen = plain(health.watched_01)
    assert seen(0.0, 20.0, 0.5, p) == 0.0 < seen(3.0, 20.0, 1.0, p) < seen(3.0, 20.0, 0.0, p) <= 1.0
    assert plain(inspection.unharmed_01)(0.0, 140.0, p) == 1.0
    worst = plain(inspection.unharmed_01)(99.0, 140.0, p)
    assert worst == pytest.approx(1.0 - p.safe_harm_weight)
    penalty = plain(inspection.sanctioned)
    assert penalty(0.0, p) == 0.0 < penalty(1.0, p) < penalty(5.0, p) < 1.0
    left, worn, dulled = plain(needs.distress_after_hour)(0.8, 0, p)
    assert dulled == 0.0 and left + worn == pytest.approx(0.8)
    sedated, _, dulled = plain(needs.distress_after_hour)(0.8, 1, p)
    assert dulled > 0.0 and sedated < left
    moves = plain(relations.trusted)
    assert moves(p.usual_trust_01, 1.0, p) == 1.0 < moves(1.0, 1.0, p)
    assert moves(0.0, 9.0, p) == 0.0
    known = plain(relations.dignity_01)
    assert known(p.formality_01, 0.0, p) == 1.0 == known(1.0, 1.0, p) > known(1.0, 0.0, p) > 0.0
    assert plain(management.coaching_worth)(p.usual_manager_understanding_01, p) == 1.0
    bring = plain(change.left_to_the_home_h)
    assert bring(2.0, BY_MANAGER, p) == bring(2.0, BY_CHAMPIONS, p) == 2.0
    assert bring(2.0, BY_EXPERT, p) == pytest.approx(2.0 * (1.0 - p.expert_brings_share))
    share = plain(change.support_for_change_01)
    assert share(0.0, 0.0) == 1.0 and share(1.0, 4.0) == 0.25 and share(9.0, 4.0) == 1.0
