"""Life that is shared: who settles and leads it, with whom one eats, what is heard of it."""

from __future__ import annotations

import home_worlds as worlds
import numpy as np
import pytest
from home_worlds import lived, share, weeks

from carehome_sim.home import codes
from carehome_sim.home.acts.activities import coordinator
from carehome_sim.home.acts.manager import manager_person
from carehome_sim.home.compiled import entry
from carehome_sim.home.day import advance
from carehome_sim.home.engine import Home, new_home, simulate_home

pytestmark = pytest.mark.direction

SHARED = [codes.BREAKFAST, codes.LUNCH, codes.AFTERNOON, codes.WITH_WHOM]


@entry
def row_of_coordinator(home: Home) -> int:
    return coordinator(home)


@entry
def draw_manager(home: Home) -> None:
    manager_person(home)


def agreed(home: Home) -> float:
    """Share of residents whose usual wish is what their unit has, over shared matters."""
    there = home.residents["present"] == 1
    people = home.residents[there]
    settled = home.units["settled"][people["unit"]]
    return float((people["usual"][:, SHARED] == settled[:, SHARED]).mean())


def test_what_most_want_suits_more_than_what_has_always_been():
    dated = {"life__dated_habit_share": 0.7, "home__residents_settle_01": 0.0}
    ways = {"home__manager_settles_01": 0.0, "home__majority_settles_01": 0.0}
    homes = range(6)
    habit = np.mean([agreed(lived(8, home, **dated, **ways)) for home in homes])
    majority = {**ways, "home__majority_settles_01": 1.0}
    settled = [lived(8, home, **dated, **majority) for home in homes]
    asked = np.mean([agreed(home) for home in settled])
    assert asked > habit + 0.05
    people = [home.residents[home.residents["present"] == 1] for home in settled]
    first = np.mean([(one["usual"][:, SHARED] == 0).mean() for one in people])
    assert asked > first + 0.01  # the option most want, not the first of the list


def test_a_manager_who_understands_settles_matters_as_residents_want():
    dated = {"life__dated_habit_share": 0.7, "home__residents_settle_01": 0.0}
    mine = {"home__manager_settles_01": 1.0, "home__majority_settles_01": 0.0}
    found = []
    for understanding in (0.0, 1.0):
        settings = {"leadership__manager_understanding_mean_01": understanding, **dated, **mine}
        settings |= {"leadership__spread_of_managers_01": 0.0, "leadership__in_post_share": 1.0}
        found.append(np.mean([agreed(lived(8, home, **settings)) for home in range(6)]))
    assert found[1] > found[0] + 0.05


def own_say_at_meals(settings: dict[str, float]) -> tuple[float, float]:
    """Share of meals that went as wished: those helped to eat, and those who need no help."""
    arm = worlds.arm(56, **settings)
    followed, all_meals = np.zeros(2), np.zeros(2)
    for number in range(4):
        run = simulate_home(arm, seed=5, home=number, events=True)
        events = run.events[run.events["kind"] == codes.EV_CHOICE]
        events = events[np.isin(events["a"], (codes.BREAKFAST, codes.LUNCH))]
        alone = (events["worker"] < 0).astype(int)
        np.add.at(all_meals, alone, 1.0)
        np.add.at(followed, alone, events["b"] // 8 == codes.FOLLOWED)
    shares = followed / all_meals
    return float(shares[0]), float(shares[1])


def test_another_meal_than_the_units_has_to_be_on_offer_and_seen_to():
    plenty = {"home__option_available_share": 1.0, "choice__apart_half_pressure": 2.0}
    helped, alone = own_say_at_meals(plenty)
    nothing = own_say_at_meals(plenty | {"home__option_available_share": 0.0})
    hurried = own_say_at_meals(plenty | {"choice__apart_half_pressure": 0.4})
    for without in (nothing, hurried):
        assert without[0] < helped - 0.01
        assert without[1] < alone - 0.03


def test_inspections_ask_for_own_say_only_where_the_home_has_a_part():
    able = weeks(residents__ability_ratio=1.3)
    frail = weeks(residents__ability_ratio=0.7)
    own = [share(one, "weight_own", "weight") for one in (able, frail)]
    helped = [share(one, "own_helped", "weight_helped") for one in (able, frail)]
    assert own[0] - own[1] > 0.1 > 2.0 * abs(helped[0] - helped[1])
    assert share(able, "weight_helped", "weight") < share(frail, "weight_helped", "weight") - 0.1


def test_those_who_want_privacy_would_rather_have_supper_alone():
    home = new_home(worlds.arm(), seed=1, home=0)
    people = home.residents[home.residents["present"] == 1]
    private = people["privacy_01"] > 0.5
    assert private.any()
    assert (people["usual"][private, codes.WITH_WHOM] == codes.ALONE).all()
    assert (people["usual"][~private, codes.WITH_WHOM] != codes.ALONE).any()


def test_without_a_coordinator_there_are_no_groups_and_nobody_is_paid_for_them():
    arm = worlds.arm(28, home__one_to_one_h_per_week=20.0)
    usual, without = new_home(arm, seed=5, home=0), new_home(arm, seed=5, home=0)
    for home in (usual, without):
        advance(home, codes.HOURS_PER_DAY)
    without.staff["employed"][int(row_of_coordinator(without))] = 0
    groups = []
    for home in (usual, without):
        before = float(home.week["one_to_one_min"][0]), float(home.week["pay_other"][0])
        advance(home, 5 * codes.HOURS_PER_DAY)
        groups.append(float(home.week["one_to_one_min"][0]) - before[0])
        groups.append(float(home.week["pay_other"][0]) - before[1])
    assert groups[0] > 0.0
    assert groups[2] == 0.0
    assert groups[3] < groups[1]


def test_a_coordinator_comes_to_know_those_who_take_part():
    home = new_home(worlds.arm(182, home__activity_h_per_week=40.0), seed=5, home=0)
    row = int(row_of_coordinator(home))
    home.ties["knowledge_01"][row] = 0.0
    advance(home, 91 * codes.HOURS_PER_DAY)
    there = home.residents["present"] == 1
    assert home.ties["knowledge_01"][row][there].mean() > 0.03


def test_ones_own_interests_engage_and_others_half():
    every = weeks(life__second_interest_share=0.9, life__interest_otherwise_01=0.8)
    few = weeks(life__second_interest_share=0.2, life__interest_otherwise_01=0.3)
    assert share(every, "engaged_min", "waking_h") > share(few, "engaged_min", "waking_h")


def test_addressed_the_opposite_way_dignity_suffers():
    arms = [
        worlds.arm(91, home__formality_01=value, life__formality_weight=1.0) for value in (0.0, 0.5)
    ]
    met = [
        simulate_home(arm, seed=5, home=number).readings["met_dignity_01"].mean()
        for arm in arms
        for number in range(3)
    ]
    assert sum(met[:3]) < sum(met[3:])


def test_reassurance_relieves_what_would_wear_off_and_sedation_dulls_the_rest():
    kind = weeks(needs__relief_person_centred=0.9, needs__relief_task_first=0.7)
    cold = weeks(needs__relief_person_centred=0.3, needs__relief_task_first=0.1)
    assert kind["distress_relieved"].sum() > 1.5 * cold["distress_relieved"].sum()
    assert share(kind, "distress_h", "waking_h") < share(cold, "distress_h", "waking_h")
    dulled = weeks(needs__distress_sedated_per_h=0.4)
    assert dulled["distress_sedated"].sum() > 1.5 * kind["distress_sedated"].sum() > 0.0


def test_distress_is_heard_on_the_unit_as_long_as_it_lasts():
    short = lived(60, needs__distress_wears_off_per_h=0.6, needs__noise_per_distress_h=0.15)
    long = lived(60, needs__distress_wears_off_per_h=0.1, needs__noise_per_distress_h=0.15)
    assert long.units["noise_01"].mean() > short.units["noise_01"].mean()


def test_managers_differ_and_a_new_one_is_another_person():
    home = new_home(worlds.arm(), seed=1, home=0)
    traits = ["manager_support_z", "manager_attitude_z", "manager_understanding_01"]
    first = [float(home.house[name][0]) for name in traits]
    home.house["manager_occupant"] += 1
    draw_manager(home)
    second = [float(home.house[name][0]) for name in traits]
    assert all(one != other for one, other in zip(first, second, strict=True))
    spread = [
        float(new_home(worlds.arm(), seed=1, home=n).house["manager_support_z"][0])
        for n in range(40)
    ]
    assert 0.6 < np.std(spread) < 1.5


def test_a_manager_who_understands_teaches_more_in_an_hour():
    beside = {"leadership__in_post_share": 1.0, "leadership__floor_h_per_week": 20.0}
    taught = [
        lived(84, leadership__manager_understanding_mean_01=level, **beside).house["coaching_01"][0]
        for level in (0.1, 0.9)
    ]
    assert taught[1] > taught[0]


def test_hours_for_families_bring_them_more_often():
    none = worlds.arm(182, leadership__family_h_per_week=0.0)
    many = worlds.arm(182, leadership__family_h_per_week=12.0, leadership__manager_h_per_week=60.0)
    visits = []
    for arm in (none, many):
        runs = [simulate_home(arm, seed=5, home=number, events=True) for number in range(3)]
        visits.append(sum(int((run.events["kind"] == codes.EV_VISIT).sum()) for run in runs))
    assert visits[1] > visits[0]
