"""What a setting is said to move really moves: who comes, who is asked, what is counted."""

from __future__ import annotations

import home_worlds as worlds
import numpy as np
import pytest

from carehome_sim.home import codes
from carehome_sim.home.acts.resident_night import resident_midnight
from carehome_sim.home.arm import Arm
from carehome_sim.home.day import advance
from carehome_sim.home.engine import Home, new_home, simulate_home
from carehome_sim.scenario import Phase

pytestmark = pytest.mark.direction


def lived(days: int, seed: int = 5, **settings: float) -> Home:
    home = new_home(worlds.arm(days, **settings), seed=seed, home=0)
    advance(home, days * codes.HOURS_PER_DAY)
    return home


def weeks(*, seed: int = 5, homes: int = 4, days: int = 91, **settings: float) -> np.ndarray:
    """The weeks of some homes, one below the other."""
    arm = worlds.arm(days, **settings)
    return np.concatenate(
        [simulate_home(arm, seed=seed, home=number).weeks for number in range(homes)]
    )


def share(rows: np.ndarray, part: str, whole: str) -> float:
    return float(rows[part].sum() / rows[whole].sum())


def test_more_dementia_means_lower_cognition_and_not_only_other_words():
    few = new_home(worlds.arm(residents__dementia_share=0.5), seed=1, home=0).residents
    many = new_home(worlds.arm(residents__dementia_share=0.95), seed=1, home=0).residents
    assert (many["mmse"] <= few["mmse"]).all()
    assert many["mmse"].mean() < few["mmse"].mean() - 3
    for people in (few, many):
        mild = people["mmse"][people["severity"] == 1]
        severe = people["mmse"][people["severity"] == 3]
        assert severe.max() < mild.min()


def test_seniors_have_more_skill_and_are_stricter_with_risk():
    settings = {"staffing__skill_mix_senior_share": 0.4}
    homes = [new_home(worlds.arm(**settings), seed=2, home=number) for number in range(12)]
    staff = np.concatenate([home.staff[home.staff["employed"] == 1] for home in homes])
    senior = staff["role"] == codes.SENIOR
    assert staff["skill_01"][senior].mean() > staff["skill_01"][~senior].mean() + 0.05
    assert staff["risk_tolerance_01"][senior].mean() < staff["risk_tolerance_01"][~senior].mean()


@pytest.mark.parametrize("hours", [20.0, 45.0])
def test_shorter_or_longer_contracts_are_those_of_who_comes_after(hours):
    """Nobody's hours are cut on the day: those of the first month stay as they were."""
    usual = worlds.arm(182, 56)
    other = {**usual.before, "staffing.contract_h_per_week": hours}
    changed = Arm("contracts", usual.before, (Phase(0, other),), 56, 182)
    runs = [(simulate_home(usual, seed=5, home=at), simulate_home(changed, seed=5, home=at))
            for at in range(6)]  # fmt: skip
    worked = [sum(run[arm].weeks["hours_worked"][8:12].sum() for run in runs) for arm in (0, 1)]
    assert worked[1] == pytest.approx(worked[0], rel=0.03)
    posts = [sum(run[arm].weeks["posts"][-8:].sum() for run in runs) for arm in (0, 1)]
    assert posts[1] > posts[0] * 1.02 if hours < 34.0 else posts[1] < posts[0] * 0.99
    contracts = {"before": set(), "after": set()}
    for number in range(6):
        home = new_home(changed, seed=5, home=number)
        advance(home, (56 + 182) * codes.HOURS_PER_DAY)
        staff = home.staff[home.staff["employed"] == 1]
        new = staff["since_day"] >= 56
        contracts["before"] |= set(staff["contract_h"][~new])
        contracts["after"] |= set(staff["contract_h"][new])
    assert contracts == {"before": {34.0}, "after": {hours}}


def test_a_night_share_changed_on_day_0_moves_posts_to_the_night():
    before = worlds.arm(14, 28)
    more = {**before.before, "staffing.night_share": 0.45}
    arm = Arm("more by night", before.before, (Phase(0, more),), 28, 14)
    home = new_home(arm, seed=3, home=0)
    advance(home, 28 * codes.HOURS_PER_DAY)
    nights = int(home.staff["night"].sum())
    advance(home, 14 * codes.HOURS_PER_DAY)
    assert int(home.staff["night"].sum()) > 1.4 * nights


def test_where_everybody_asks_hardly_any_wish_is_never_asked_for():
    asking = {"choice__offer_person_centred_share": 1.0, "choice__offer_task_first_share": 1.0}
    usual, asked = weeks(), weeks(**asking)
    assert share(usual, "n_never", "occasions") > 0.2
    assert share(asked, "n_never", "occasions") < 0.06


def test_what_a_home_has_not_on_offer_overrules_no_capable_adult():
    none = weeks(home__option_available_share=0.0, choice__risk_wishes_per_day=0.0)
    every = weeks(home__option_available_share=1.0, choice__risk_wishes_per_day=0.0)
    assert share(none, "n_refused", "occasions") > share(every, "n_refused", "occasions") + 0.02
    assert abs(none["refused_capable"].sum() - every["refused_capable"].sum()) < 0.01 * (
        every["raised_capable"].sum()
    )


def test_a_walk_put_off_to_another_time_comes_up_again():
    """With support always short, some get their walk later and the rest are refused."""
    arm = worlds.arm(182, choice__support_room_pressure=0.6)
    ends = []
    for number in range(6):
        events = simulate_home(arm, seed=4, home=number, events=True).events
        walks = (events["kind"] == codes.EV_CHOICE) & (events["a"] == codes.RISK)
        ends.append(events["b"][walks] // 8)
    found = np.concatenate(ends)
    assert (found == codes.FOLLOWED_LATE).sum() > 0
    assert (found == codes.REFUSED).sum() > 0


def test_what_identity_is_divided_by_hardly_differs_between_arms():
    poor = weeks(homes=6, manner__manner_intercept=-12.0)
    good = weeks(homes=6, manner__manner_intercept=3.0)
    needed = [share(rows, "identity_need", "resident_weeks") for rows in (poor, good)]
    assert needed[0] == pytest.approx(needed[1], rel=0.02)
    assert share(good, "identity", "identity_need") > 3 * share(poor, "identity", "identity_need")


def test_group_hours_reach_more_residents_and_are_paid_for():
    """Places never exceed those who live there, yet more sessions are not in vain."""
    some, more = (weeks(home__activity_h_per_week=hours) for hours in (10.0, 40.0))
    assert share(more, "engaged_min", "waking_h") > share(some, "engaged_min", "waking_h")
    assert more["pay_other"].sum() > some["pay_other"].sum()


def test_a_manager_who_never_leaves_the_office_supports_less():
    beside = lived(84, leadership__in_post_share=1.0, leadership__floor_h_per_week=20.0)
    away = lived(84, leadership__in_post_share=1.0, leadership__floor_h_per_week=0.0)
    assert away.house["support_01"][0] < beside.house["support_01"][0]
    staff = [home.staff[home.staff["employed"] == 1] for home in (away, beside)]
    assert staff[0]["push"][:, codes.UP].mean() < staff[1]["push"][:, codes.UP].mean()


def test_regulation_that_asks_for_responsive_care_draws_staff_to_company():
    low, high = (
        lived(28, regulation__responsiveness_weight_01=weight).staff for weight in (0.0, 1.0)
    )
    assert high["push"][:, codes.COMPANY].max() > low["push"][:, codes.COMPANY].max()


def test_who_is_refused_a_walk_grows_weaker():
    settings = {"choice__risk_wishes_per_day": 0.5, "choice__accountability_base": 5.0}
    weaker = lived(56, harm__weakness_seated_01=0.05, **settings).residents["weakness_01"].mean()
    assert (
        weaker > lived(56, harm__weakness_seated_01=0.0, **settings).residents["weakness_01"].mean()
    )


def test_a_wish_that_carries_a_risk_counts_as_raised_once_and_has_one_end():
    """Voiced wishes that nobody had time for are refusals too: what is raised is answered."""
    rows = weeks(homes=6, staffing__care_hours_per_resident_day=2.6, choice__risk_wishes_per_day=1)
    raised = rows["raised_risk"].sum()
    ended = rows["refused_risk"].sum() + rows["followed_risk"].sum()
    assert raised > 200
    assert 0.97 * raised <= ended <= raised
    assert rows["refused_capable"].sum() <= rows["raised_capable"].sum()


def test_short_hands_refuse_more_wishes_that_carry_a_risk():
    some, few = (
        weeks(staffing__care_hours_per_resident_day=hours, choice__risk_wishes_per_day=1.0)
        for hours in (4.0, 2.2)
    )
    assert share(few, "refused_risk", "raised_risk") > share(some, "refused_risk", "raised_risk")


def test_without_capacity_a_wish_just_asked_for_is_given_by_who_knows_the_person():
    """Asking those who cannot decide is not in vain where somebody knows how to take it."""
    nobody_decides = {
        "choice__capacity_simple_mmse": 40.0,
        "choice__shared_reach_mmse": 0.0,
        "residents__attorney_share": 0.0,
        "choice__usual_is_routine_share": 0.5,
        "assignment__plan_quality_01": 1.0,
        "assignment__plan_stands_in_share": 1.0,
    }
    asking = {"choice__offer_person_centred_share": 1.0, "choice__offer_task_first_share": 1.0}
    silent = {"choice__offer_person_centred_share": 0.0, "choice__offer_task_first_share": 0.0}
    quiet = {**nobody_decides, "choice__voicing_share": 0.0}
    asked, unasked = weeks(**quiet, **asking), weeks(**quiet, **silent)
    fits = [share(rows, "weight_fit", "weight") for rows in (unasked, asked)]
    assert fits[1] > fits[0] + 0.05


def test_a_call_that_is_answered_restores_voice():
    """Nobody asks, speaks up or loses heart: only an answered call for comfort is left."""
    calls_alone = {
        "choice__offer_person_centred_share": 0.0,
        "choice__offer_task_first_share": 0.0,
        "choice__voicing_share": 0.0,
        "choice__risk_wishes_per_day": 0.0,
        "choice__voice_loss_share": 0.0,
        "choice__voice_restored_per_day": 0.0,
    }
    voices = []
    for gain in (0.0, 0.3):
        arm = worlds.arm(28, choice__voice_gain_share=gain, **calls_alone)
        home = new_home(arm, seed=5, home=0)
        home.residents["voice_01"] = low = home.residents["voice_trait_01"] / 2.0
        advance(home, 28 * codes.HOURS_PER_DAY)
        stayed = (home.residents["present"] == 1) & (home.residents["occupant"] == 1)
        voices.append(home.residents["voice_01"][stayed])
        risen = voices[-1] > low[stayed]
    assert risen.any() and not risen.all()
    assert voices[1].mean() > voices[0].mean() + 0.01


def test_satisfaction_does_not_ask_who_decided():
    """The same days, met by the residents' own say or by chance: the same satisfaction."""
    home = lived(28)
    home.residents["today_choice_weight"] = 1.0
    home.residents["today_fit"] = 0.5
    felt = []
    for own, fit in ((0.0, 0.5), (0.5, 0.5), (0.5, 1.0)):
        made = Home(*(array.copy() for array in home))
        made.residents["today_choice"] = own
        made.residents["today_fit"] = fit
        for place in range(len(made.residents)):
            resident_midnight(made, place)
        felt.append(made.residents["satisfaction_01"].copy())
    by_chance, by_own_say, more_met = felt
    np.testing.assert_array_equal(by_chance, by_own_say)
    living = home.residents["present"] == 1
    assert more_met[living].mean() > by_own_say[living].mean()


def test_the_mix_of_residents_stays_as_it_is():
    """Five years without a change: cognition and function, and how they hang together.

    With about 1,000 residents at each time the bounds are some three standard errors wide.
    """
    homes = [new_home(worlds.arm(1820), seed=11, home=number) for number in range(30)]

    def people() -> np.ndarray:
        return np.concatenate([home.residents[home.residents["present"] == 1] for home in homes])

    before = people()
    for home in homes:
        advance(home, 1820 * codes.HOURS_PER_DAY)
    after = people()
    for rank in ("function_rank_01", "cognition_rank_01"):
        assert after[rank].mean() == pytest.approx(before[rank].mean(), abs=0.04)
    tied = [
        np.corrcoef(who["function_rank_01"], who["cognition_rank_01"])[0, 1]
        for who in (before, after)
    ]
    assert tied[1] == pytest.approx(tied[0], abs=0.1)
    severe = [(who["severity"] == 3).mean() for who in (before, after)]
    assert severe[1] == pytest.approx(severe[0], abs=0.055)


def test_newcomers_and_people_back_from_hospital_have_no_night_before():
    """Their first night has no beginning: no night of theirs may last longer than a day."""
    rows = weeks(homes=6, harm__hospital_after_fall_share=0.9)
    assert 8 < rows["bed_h"].sum() / rows["nights"].sum() < 13
    home = lived(56, harm__hospital_after_fall_share=1.0, harm__falls_base_per_year=20.0)
    there = home.residents["present"] == 1
    gone = there & (home.residents["hospital_until_day"] > home.house[0]["day"])
    away = home.residents[gone]
    assert len(away) > 3
    assert (away["in_bed"] == 1).all() and (away["in_bed_since_min"] == -1).all()
    assert not home.choices["voiced"][gone].any()
