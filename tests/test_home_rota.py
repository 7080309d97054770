"""The week's rota and its posts: hours as planned, starts where demand is, nights kept safe."""

from __future__ import annotations

import home_worlds as worlds
import numba
import numpy as np
import pytest

from carehome_sim.home import codes
from carehome_sim.home.acts import roster
from carehome_sim.home.arm import Arm
from carehome_sim.home.day import advance
from carehome_sim.home.engine import Home, new_home
from carehome_sim.scenario import Phase

pytestmark = pytest.mark.direction

DAY_STARTS, NIGHT_STARTS = 8, 20


def lived(days: int, **settings: float) -> Home:
    home = new_home(worlds.arm(days, **settings), seed=8, home=0)
    advance(home, days * codes.HOURS_PER_DAY)
    return home


@numba.njit
def draw_up_day(home: Home) -> int:
    number = roster.day_slots(home, home.slots)
    roster.move_starts(home, home.slots, number)
    return number


def rotas(home: Home, days: int) -> list[np.ndarray]:
    """The shifts of so many days more of a home that has lived, flexible starts moved."""
    return [home.slots[: draw_up_day(home)].copy() for _ in range(days)]


def cover(shifts: np.ndarray) -> np.ndarray:
    hands = np.zeros(codes.HOURS_PER_DAY)
    for shift in shifts:
        hours = shift[roster.START] + np.arange(shift[roster.LENGTH])
        np.add.at(hands, hours % codes.HOURS_PER_DAY, 1)
    return hands


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_the_flexible_share_is_a_share_of_hours(share):
    home = lived(14, staffing__moved_starts_share=share)
    shifts = np.concatenate(rotas(home, 60))
    hours = shifts[:, roster.LENGTH]
    flexible = hours[shifts[:, roster.FLEXIBLE] == 1].sum() / hours.sum()
    assert flexible == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_moved_starts_change_no_hours_and_go_no_further_than_three(share):
    home = lived(14, staffing__moved_starts_share=share)
    shifts = np.concatenate(rotas(home, 28))
    moved = np.abs(shifts[:, roster.START] - shifts[:, roster.USUAL])
    assert moved.max() <= 3
    assert (moved[shifts[:, roster.FLEXIBLE] == 0] == 0).all()
    planned = home.params[0]["care_hours_per_resident_day"] * home.house[0]["residents_planned"]
    assert shifts[:, roster.LENGTH].sum() / 28 == pytest.approx(planned, rel=0.01)


def test_a_rota_free_to_move_leaves_less_of_what_was_wanted_uncovered():
    """Measured as the rota's maker measures it, and no hour of the night is left with nobody."""
    short = []
    for share in (0.0, 1.0):
        home = lived(28, staffing__moved_starts_share=share, staffing__short_shift_share=0.5)
        lacking = 0.0
        for shifts in (rotas(home, 1)[0] for _ in range(14)):
            wanted = home.house[0]["hands_wanted"].copy()
            hands = cover(shifts)
            assert hands.min() >= 1
            np.testing.assert_array_equal(hands, home.house[0]["hands_planned"])
            lacking += float(np.sum(np.maximum(wanted - hands, 0.0) ** 2 / np.maximum(wanted, 1.0)))
        short.append(lacking)
    assert short[1] < 0.7 * short[0]


@pytest.mark.parametrize("share", [0.0, 0.2, 0.8, 1.0])
def test_the_routine_stays_at_one_time_while_the_rota_does(share):
    """No jumping from week to week: settled after some weeks and within half an hour of itself."""
    home = new_home(worlds.arm(280, staffing__moved_starts_share=share), seed=8, home=0)
    rise, bed = [], []
    for _ in range(40):
        advance(home, 7 * codes.HOURS_PER_DAY)
        rise.append(int(home.house[0]["routine_rise_min"]))
        bed.append(int(home.house[0]["routine_bed_min"]))
    assert np.ptp(rise[8:]) <= 60 and np.ptp(bed[8:]) <= 60
    assert min(rise) >= 6 * 60 and max(rise) <= 10 * 60
    assert min(bed) >= 17 * 60 and max(bed) <= 22 * 60


def test_the_routine_of_an_8_to_8_rota_is_that_of_its_shifts():
    home = lived(28, staffing__moved_starts_share=0.0, staffing__short_shift_share=0.0)
    p = home.params[0]
    assert home.house[0]["routine_rise_min"] == DAY_STARTS * 60 + p["routine_rise_after_min"]
    assert home.house[0]["routine_bed_min"] == NIGHT_STARTS * 60 - p["routine_bed_before_min"]


def test_a_rota_does_not_follow_the_times_that_it_has_made_itself():
    """Where nobody is asked or known, what is wanted stays where the usual shifts bring it."""
    nobody = {
        "staffing__times_asked_share": 0.0,
        "choice__offer_person_centred_share": 0.0,
        "choice__offer_task_first_share": 0.0,
        "choice__voicing_share": 0.0,
        "assignment__plan_quality_01": 0.0,
    }
    home = lived(182, staffing__moved_starts_share=1.0, **nobody)
    wanted = home.house[0]["wanted_min"]
    assert wanted[7:10].sum() > 4 * wanted[4:7].sum()


@pytest.mark.parametrize("beds", [6, 12, 40])
def test_nights_are_staffed_in_homes_of_every_size(beds):
    home = lived(91, home__beds=beds, staffing__agency_ceiling_share=0.0)
    by_night = np.flatnonzero((home.staff["night"] == 1) & (home.staff["employed"] == 1))
    hours = home.hours
    assert by_night.size >= 1
    posts = int(home.house[0]["posts_wanted"])
    night = (home.staff["night"][:posts] == 1).mean()
    slots = np.concatenate(rotas(home, 28))
    planned = (
        slots[slots[:, roster.NIGHT] == 1, roster.LENGTH].sum() / slots[:, roster.LENGTH].sum()
    )
    assert night == pytest.approx(planned, abs=0.5 / posts + 0.05)
    assert hours["workers"][0:6].sum() / hours["days"][0:6].sum() > 0.55


@pytest.mark.parametrize("share", [0.1, 0.2, 0.4])
@pytest.mark.parametrize("beds", [15, 40, 100])
def test_the_skill_mix_there_is_is_the_one_set(share, beds):
    arm = worlds.arm(staffing__skill_mix_senior_share=share, home__beds=beds)
    home = new_home(arm, seed=1, home=0)
    posts = int(home.house[0]["n_posts"])
    for night in (0, 1):
        group = home.staff["role"][:posts][home.staff["night"][:posts] == night]
        wanted = max(1, share * group.size)
        assert abs((group == codes.SENIOR).sum() - wanted) <= 0.5


def test_seniors_on_duty_are_counted_right_after_posts_change_in_the_middle_of_a_shift():
    before = worlds.arm(28, 28)
    other = {
        **before.before,
        "staffing.skill_mix_senior_share": 0.5,
        "staffing.night_share": 0.4,
    }
    home = new_home(Arm("more seniors", before.before, (Phase(0, other),), 28, 28), seed=3, home=0)
    for _ in range(56):
        advance(home, codes.HOURS_PER_DAY)
        there = home.staff[home.staff["on_duty"] == 1]
        assert home.house[0]["seniors_on_duty"] == (there["role"] == codes.SENIOR).sum()


def test_nobody_learns_to_be_senior_twice():
    """Posts that turn senior and back again leave skill and tolerance of risk where they were."""
    senior = worlds.arm(staffing__skill_mix_senior_share=0.9).before
    plain = {**senior, "staffing.skill_mix_senior_share": 0.0}
    still = {"staff.skill_coaching_per_week": 0.0, "staff.skill_loss_per_week": 0.0}
    once = [Phase(0, {**senior, **still})]
    often = [Phase(7 * week, {**(plain, senior)[week % 2], **still}) for week in range(5)]
    tolerance = []
    for phases in (once, often):
        arm = Arm("again", {**plain, **still}, tuple(phases), 0, 35)
        home = new_home(arm, seed=3, home=0)
        advance(home, 35 * codes.HOURS_PER_DAY)
        stayed = (home.staff["employed"] == 1) & (home.staff["occupant"] == 1)
        tolerance.append(home.staff["risk_tolerance_01"][stayed].mean())
    assert tolerance[1] == pytest.approx(tolerance[0], abs=0.02)
