"""Approaches in a home: who delivers them, what it takes, how they fade; models of care."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import home_worlds as worlds
import numpy as np
import pytest

from carehome_sim.home import Arm, arm_of, codes, simulate_home
from carehome_sim.home.day import advance
from carehome_sim.home.engine import Home, new_home
from carehome_sim.scenario import Phase, Scenario, load_scenario

pytestmark = pytest.mark.direction
WEEKS = 26
WITH_MANAGER = 1  # a home whose manager stays


def scenario(folder: Path, text: str, *, extends: str = "baseline.toml") -> Scenario:
    path = folder / "home.toml"
    base = (worlds.SCENARIOS / extends).as_posix()
    path.write_text(f'title = "A home"\nextends = "{base}"\n{text}', encoding="utf-8")
    return load_scenario(path)


def lived(arm: Arm, days: int, *, seed: int = 5, number: int = WITH_MANAGER) -> Home:
    home = new_home(arm, seed=seed, home=number)
    advance(home, days * codes.HOURS_PER_DAY)
    return home


def weeks(arm: Arm, homes: int = 4) -> np.ndarray:
    return np.stack([simulate_home(arm, seed=5, home=number).weeks for number in range(homes)])


def use(folder: Path, days: int = 7 * WEEKS, **keys: object) -> Arm:
    lines = "".join(f"{key} = {value!r}\n".replace("'", '"') for key, value in keys.items())
    made = scenario(folder, f"[run]\nmeasured_days = {days}\n[[interventions]]\n{lines}")
    return replace(arm_of(made), warmup_days=0)


def test_an_approach_that_needs_delivering_is_taken_up_week_by_week(tmp_path):
    plain = worlds.arm(7 * WEEKS)
    planned = {**plain.before, "assignment.plan_quality_01": 0.95}
    planned["programme.change_h_per_week"] = 1.0
    beside = {**plain.before, "programme.change_h_per_week": 1.0}
    arm = replace(plain, phases=(Phase(0, planned, plain=beside),))
    found = [lived(arm, 7 * week + 1).params["plan_quality_01"][0] for week in (0, 4, 12, 25)]
    assert found == sorted(found)
    assert 0.7 <= found[0] < 0.75 < found[-1] <= 0.95


def test_without_a_manager_nothing_is_taken_up_and_champions_have_nobody_to_turn_to(tmp_path):
    gone = {"leadership__in_post_share": 0.5, "leadership__manager_replaced_days": 250.0}
    nobody = worlds.arm(7 * WEEKS, programme__change_h_per_week=4.0, **gone)
    champions = worlds.arm(
        7 * WEEKS, programme__change_h_per_week=4.0, change__champions=2.0, **gone
    )
    alone, carried = weeks(nobody, 8), weeks(champions, 8)
    absent = alone["manager_weeks"] == 0.0
    assert absent.any()
    assert (alone["change_h"][absent] == 0.0).all()
    assert (carried["change_h"][absent] == 0.0).all()
    assert carried["delivered"].sum() > alone["delivered"].sum() + 0.5
    led = weeks(worlds.arm(7 * WEEKS, programme__change_h_per_week=4.0, change__champions=2.0), 8)
    assert led["delivered"].sum() > carried["delivered"].sum() + 10


def test_champions_need_the_manager_to_turn_to():
    def delivered(hours: float) -> float:
        made = worlds.arm(
            7 * WEEKS,
            programme__change_h_per_week=4.0,
            change__champions=2.0,
            change__champion_guided_h=hours,
        )
        return float(weeks(made, 8)["delivered"].sum())

    assert delivered(0.1) > delivered(2.0) + 3


def test_trust_in_somebody_fades_without_contact():
    def trust(loss: float) -> float:
        home = lived(worlds.arm(7 * WEEKS, ties__trust_loss_per_day=loss), 7 * WEEKS)
        return float(home.ties["trust_01"].mean())

    assert trust(0.005) < trust(0.0005) - 0.02


def test_less_is_made_of_support_where_staff_see_no_point_or_have_no_minutes(tmp_path):
    arm = use(tmp_path, use="residents_meetings")

    def delivered(**settings: float) -> float:
        given = {name.replace("__", "."): value for name, value in settings.items()}
        phases = tuple(
            replace(phase, settings={**phase.settings, **given}, plain={**phase.plain, **given})
            for phase in arm.phases
        )
        changed = replace(arm, before={**arm.before, **given}, phases=phases)
        return float(weeks(changed)["delivered"][:, -4:].mean())

    usual = delivered()
    assert delivered(staff__understanding_mean_01=0.1) < usual - 0.1
    assert delivered(staffing__care_hours_per_resident_day=2.4) < usual - 0.02


def test_what_has_ended_fades_slowly(tmp_path):
    arm = use(tmp_path, use="care_planning", start_day=0, end_day=91)
    found = [float(lived(arm, day).params["plan_quality_01"][0]) for day in (90, 99, 7 * WEEKS - 1)]
    assert found[0] > 0.85
    assert found[0] > found[1] > found[2] > 0.7
    assert found[0] - found[1] < 0.05


def test_several_approaches_at_once_share_one_capacity_for_change():
    one = weeks(worlds.arm(7 * WEEKS, programme__change_h_per_week=3.0))
    many = weeks(worlds.arm(7 * WEEKS, programme__change_h_per_week=12.0))
    assert many["delivered"][:, -2].mean() < one["delivered"][:, -2].mean() - 0.2
    assert many["floor_h"].sum() < one["floor_h"].sum()


TRAINING = {
    "training__sessions_per_worker_month": 2.0,
    "programme__change_h_per_week": 2.0,
    "change__champions": 2.0,
}


def test_sessions_need_support_and_cover():
    def attended(**more: float) -> float:
        rows = weeks(worlds.arm(7 * WEEKS, **TRAINING | more))
        return float(rows["sessions_attended"].sum() / rows["sessions_planned"].sum())

    covered = attended(training__backfill_01=1.0)
    uncovered = attended(training__backfill_01=0.0)
    unsupported = attended(
        training__backfill_01=1.0, programme__change_h_per_week=40.0, change__champions=0.0
    )
    assert covered > 0.7
    assert uncovered < covered - 0.2
    assert unsupported < covered - 0.2


def test_released_hours_are_paid_for_in_money_or_on_the_floor():
    paid = weeks(worlds.arm(7 * WEEKS, **TRAINING, training__backfill_01=1.0))
    floor = weeks(
        worlds.arm(7 * WEEKS, **TRAINING, training__backfill_01=0.0, training__covered_pressure=1.5)
    )
    none = weeks(worlds.arm(7 * WEEKS))
    assert paid["pay_care"].sum() > none["pay_care"].sum() * 1.01
    assert floor["pay_care"].sum() < paid["pay_care"].sum()
    timely = [rows["tasks_timely"].sum() / rows["tasks_due"].sum() for rows in (none, floor)]
    assert timely[1] < timely[0]


def test_a_session_adds_more_to_those_who_see_its_point_and_fades():
    home = lived(worlds.arm(364, **TRAINING, training__backfill_01=1.0), 7 * WEEKS)
    here = home.staff[(home.staff["employed"] == 1) & (home.staff["since_day"] < 0)]
    trait = here["understanding_trait_01"]
    gained = (here["understanding_01"] - trait) / (1 - trait)
    assert gained.mean() > 0.1
    firm = here["values_01"] > np.median(here["values_01"])
    assert gained[firm].mean() > gained[~firm].mean()
    stop = {**worlds.arm(1).before}
    trained = worlds.arm(364, **TRAINING, training__backfill_01=1.0)
    arm = replace(trained, phases=(trained.phases[0], Phase(7 * WEEKS, stop)))
    later = lived(arm, 363)
    same = later.staff["person"] == home.staff["person"]
    both = same & (home.staff["employed"] == 1) & (later.staff["employed"] == 1)
    assert (
        later.staff["understanding_01"][both].mean() < home.staff["understanding_01"][both].mean()
    )


def test_observation_takes_hours_from_the_floor_and_coaches():
    none, some = (
        lived(worlds.arm(91, leadership__observation_h_per_week=hours), 90).house
        for hours in (0.0, 10.0)
    )
    assert some["coaching_01"][0] > none["coaching_01"][0]
    assert some["overhead_share"][0] > none["overhead_share"][0]


def test_a_label_alone_changes_what_is_declared_and_enacts_nothing(tmp_path):
    family = load_scenario(worlds.SCENARIOS / "family.toml")
    label = scenario(
        tmp_path,
        "[model_of_care]\nlabel_only = true\nupkeep_h_per_week = 3\n"
        'enacted = ["assignment.consistency_01"]\n'
        "[assignment]\nconsistency_01 = 0.85\n[home]\nhomeliness_01 = 0.8\n",
    )
    assert family.plain is not None
    assert family.settings["assignment.consistency_01"] == 0.85
    assert family.plain["assignment.consistency_01"] == 0.4
    assert family.plain["home.homeliness_01"] == family.settings["home.homeliness_01"]
    assert label.settings["assignment.consistency_01"] == 0.4
    assert label.settings["home.homeliness_01"] == 0.8
    assert label.settings["programme.change_h_per_week"] == 0.0
    assert label.phases[0].plain is None and label.phases[0].steps == ()


def test_a_model_of_care_is_as_real_as_leadership_makes_it():
    family = load_scenario(worlds.SCENARIOS / "family.toml", ["leadership.leadership_01=0.9"])
    poor = load_scenario(worlds.SCENARIOS / "family.toml", ["leadership.leadership_01=0"])
    enacted = [
        np.mean(
            [
                float(
                    lived(replace(arm_of(one), measured_days=7), 180, number=n).params[
                        "consistency_01"
                    ][0]
                )
                for n in range(4)
            ]
        )
        for one in (poor, family)
    ]
    assert enacted[0] < enacted[1] <= 0.85


def test_units_can_be_made_smaller_while_people_live_in_them():
    before = worlds.arm(1, home__beds_per_unit=40.0).before
    after = {**before, "home.beds_per_unit": 10.0}
    arm = Arm("smaller", before, (Phase(0, before), Phase(30, after)), 0, 91)
    assert int(lived(arm, 29).house["n_units"][0]) == 1
    home = lived(arm, 60)
    assert int(home.house["n_units"][0]) == 4
    assert set(home.residents["unit"][home.residents["present"] == 1]) == {0, 1, 2, 3}
    assert set(home.staff["unit"][home.staff["employed"] == 1]) == {0, 1, 2, 3}
    assert home.units["residents"].sum() == home.residents["present"].sum()
