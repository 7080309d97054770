"""What a setting is said to move really moves: who comes, who is asked, what is counted."""

from __future__ import annotations

import home_worlds as worlds
import numpy as np
import pytest

from carehome_sim.home import codes
from carehome_sim.home.day import advance
from carehome_sim.home.engine import Arm, Home, new_home, simulate_home
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
    assert share(none, "n_refused", "occasions") > share(every, "n_refused", "occasions") + 0.03
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
