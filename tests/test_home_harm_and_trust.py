"""Harm and what follows from it; trust, norm, hiring and knowledge: would their loss be noticed?"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import home_worlds as worlds
import pytest
from home_worlds import lived, share, weeks

from carehome_sim.evidence import parameters
from carehome_sim.home import codes
from carehome_sim.home.acts.roster import DAYS_OFF_CHOSEN
from carehome_sim.home.day import advance
from carehome_sim.home.engine import Home, new_home
from carehome_sim.home.rules import choice
from carehome_sim.scenario import Phase

pytestmark = pytest.mark.direction


def with_all(field: str, array: str, level: float, days: int = 28) -> Home:
    """A home in which one level of everybody is set on the first day."""
    made = new_home(worlds.arm(days), seed=5, home=0)
    getattr(made, array)[field] = level
    advance(made, days * codes.HOURS_PER_DAY)
    return made


def test_somebody_in_sight_prevents_falls():
    nobody = weeks(8, 182, health__supervision_prevents_share=0.0)
    near = weeks(8, 182, health__supervision_prevents_share=0.7, health__watched_per_worker=8.0)
    assert near["incidents"].sum() < 0.85 * nobody["incidents"].sum()


def test_recorded_harm_may_bring_a_sanction_that_costs_money_and_frightens():
    strict = {"regulation__sanction_01": 1.0}
    never = weeks(6, 182, inspection__sanction_per_harm=0.0, **strict)
    often = weeks(6, 182, inspection__sanction_per_harm=0.03, **strict)
    assert never["sanctions"].sum() == 0.0 < often["sanctions"].sum()
    assert often["non_staff"].sum() > never["non_staff"].sum()
    assert often["compliance_h"].sum() > never["compliance_h"].sum()


def test_recorded_harm_counts_against_being_safe():
    blind = weeks(4, 182, inspection__safe_harm_weight=0.0)
    heeds = weeks(4, 182, inspection__safe_harm_weight=0.6)
    assert share(heeds, "latent", "sundays") < share(blind, "latent", "sundays") - 0.02


def test_a_safeguarding_concern_takes_hours_of_the_manager():
    none = weeks(6, 182, regulation__safeguarding_share=0.0)
    every = weeks(6, 182, regulation__safeguarding_share=1.0)
    assert none["safeguarding"].sum() == 0.0 < every["safeguarding"].sum()
    assert every["firefighting_h"].sum() > 1.02 * none["firefighting_h"].sum()
    assert every["floor_h"].sum() < none["floor_h"].sum()


def test_what_is_trusted_is_told_more_and_comforts_more():
    strangers, friends = (with_all("trust_01", "ties", level) for level in (0.0, 1.0))
    told = []
    for home in (strangers, friends):
        raised = home.weeks["n_followed"].sum() + home.weeks["n_refused"].sum()
        told.append(float(raised / home.weeks["occasions"].sum()))
    assert told[1] > told[0] + 0.01
    relieved = [
        float(home.weeks["distress_relieved"].sum() / home.weeks["distress_h"].sum())
        for home in (strangers, friends)
    ]
    assert relieved[1] > relieved[0]


def test_whoever_is_kept_waiting_or_left_alone_trusts_less():
    def trust(**settings: float) -> float:
        home = lived(182, staffing__care_hours_per_resident_day=2.6, **settings)
        return float(home.ties["trust_01"].mean())

    forgiving = {"ties__trust_late_share": 0.0, "ties__trust_missed_share": 0.0}
    usual = trust(**forgiving)
    assert trust(**forgiving | {"ties__trust_late_share": 0.6}) < usual - 0.01
    assert trust(**forgiving | {"ties__trust_missed_share": 0.06}) < usual - 0.01


def test_people_do_as_their_colleagues_do():
    cold, warm = (with_all("norm_01", "units", level) for level in (0.0, 1.0))
    person_centred = [share(home.weeks, "person_centred_min", "care_min") for home in (cold, warm)]
    assert person_centred[1] > person_centred[0] + 0.03
    routine = [home.staff["push"][home.staff["employed"] == 1] for home in (cold, warm)]
    assert routine[1][:, codes.UP].mean() < routine[0][:, codes.UP].mean()
    assert routine[1][:, codes.COMPANY].mean() == pytest.approx(
        routine[0][:, codes.COMPANY].mean(), rel=0.1
    )


def test_a_home_that_waits_for_the_right_people_gets_them_later():
    any_one = lived(364, hiring__values_threshold_01=0.0)
    choosy = lived(364, hiring__values_threshold_01=0.65)
    new = [
        home.staff[(home.staff["employed"] == 1) & (home.staff["since_day"] > 0)]
        for home in (any_one, choosy)
    ]
    assert new[1]["values_01"].min() >= 0.65
    assert new[0]["values_01"].mean() < new[1]["values_01"].mean()
    assert choosy.weeks["vacant"].sum() > any_one.weeks["vacant"].sum()


def test_strangers_take_longer():
    same = weeks(tasks__unfamiliar_extra_share=0.0)
    more = weeks(tasks__unfamiliar_extra_share=0.4)
    assert share(more, "min_personal", "bed_days") > 1.05 * share(same, "min_personal", "bed_days")


def test_contact_teaches_who_somebody_is_and_more_so_if_one_attends():
    found = []
    for intercept in (-12.0, 3.0):
        home = new_home(worlds.arm(28, manner__manner_intercept=intercept), seed=5, home=0)
        home.ties["knowledge_01"] = 0.0
        advance(home, 28 * codes.HOURS_PER_DAY)
        found.append(float(home.ties["knowledge_01"].mean()))
    assert 0.0 < found[0] < found[1]


def test_who_is_able_settles_much_alone():
    frail, able = weeks(residents__ability_ratio=0.8), weeks(residents__ability_ratio=1.3)
    assert share(able, "by_resident", "occasions") > share(frail, "by_resident", "occasions") + 0.05


def test_a_home_on_time_that_heeds_nobody_warehouses_people():
    cold = {"manner__manner_intercept": -12.0, "choice__voice_loss_share": 0.1}
    warm = weeks(manner__manner_intercept=3.0)
    found = weeks(staffing__care_hours_per_resident_day=5.0, **cold)
    assert found["warehoused"].sum() > warm["warehoused"].sum()


def test_more_income_reaches_hours_over_months_and_not_at_once():
    base = worlds.arm(364).before
    paid = {**base, "money.council_fee_gbp_week": 1.3 * base["money.council_fee_gbp_week"]}
    arm = replace(worlds.arm(364), before=base, phases=(Phase(0, base), Phase(56, paid)))
    home = new_home(arm, seed=5, home=0)
    hours = []
    for days in (56, 14, 180):
        advance(home, days * codes.HOURS_PER_DAY)
        hours.append(float(home.params["care_hours_per_resident_day"][0]))
    assert hours[0] < hours[1] < hours[2]
    assert hours[1] - hours[0] < 0.3 * (hours[2] - hours[0])


def test_wishes_change_with_health():
    rule = getattr(choice.drift_per_week, "py_func", choice.drift_per_week)
    p = SimpleNamespace(**{made.field: made.value for made in parameters().values()})
    still, usual, falling = (rule(fall, p) for fall in (0.0, 0.14 * 7 / 365, 0.02))
    assert 0 < still < usual < falling <= 1
    assert usual == pytest.approx(p.drift_per_year * 7 / 365)


def test_a_drifted_time_is_another_time():
    """Over years some people come to rise at another hour than they did."""
    home = new_home(worlds.arm(364, choice__drift_per_year=2.0), seed=5, home=0)
    before = home.residents["rise_pref_min"].copy(), home.residents["person"].copy()
    advance(home, 364 * codes.HOURS_PER_DAY)
    same = home.residents["person"] == before[1]
    assert (home.residents["rise_pref_min"][same] != before[0][same]).any()


def test_staff_have_the_days_off_they_chose_where_they_have_a_say():
    on_chosen = []
    for say in (0.0, 1.0):
        settings = {"staffing__staff_led_share_01": say, "staffing__day_off_weight": 2.0}
        home = lived(29, **settings)
        posts = int(home.house["n_posts"][0])
        worked, wished = 0, 0
        for worker in range(posts):
            for day in range(7):
                if home.roster[worker, day, 0] >= 0:
                    worked += 1
                    person = int(home.staff["person"][worker])
                    wished += (person + day) % 7 < DAYS_OFF_CHOSEN
        on_chosen.append(wished / worked)
    assert on_chosen[1] < on_chosen[0] - 0.03
