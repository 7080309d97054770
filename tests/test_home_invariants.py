"""What holds in every home at every hour, whatever its settings."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import home_worlds as worlds
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carehome_sim.evidence import parameters
from carehome_sim.home.codes import (
    BED,
    EV_ACT,
    EV_ADMISSION,
    EV_DEATH,
    EV_HELPED,
    EV_SHIFT,
    HOURS_PER_DAY,
    MEDICINES,
    NIGHT_CHECK,
    PERSON_CENTRED,
    TASK_FIRST,
    UP,
)
from carehome_sim.home.day import advance
from carehome_sim.home.engine import new_home, simulate_home

pytestmark = pytest.mark.property

LEVERS = [p for p in parameters().values() if p.role in ("lever", "uncertain") and not p.choices]
LEVERS = [p for p in LEVERS if p.name != "home.beds"]
SLACK = 1e-6


@st.composite
def any_settings(draw):
    """A few levers and uncertain numbers anywhere in their ranges, and a small home."""
    chosen = draw(st.lists(st.sampled_from(LEVERS), max_size=8, unique_by=lambda p: p.name))
    made = {"home__beds": float(draw(st.integers(1, 14)))}
    for parameter in chosen:
        share = draw(st.floats(0, 1))
        value = parameter.low + share * (parameter.high - parameter.low)
        if parameter.kind != "number":
            value = float(round(value))
        made[parameter.name.replace(".", "__")] = value
    return made


def shares_in(record: np.ndarray) -> list[str]:
    """Fields named ``_01`` or ``_share`` that hold something outside 0 to 1."""
    found = []
    for name in record.dtype.names or ():
        if name.endswith(("_01", "_share")):
            values = record[name]
            if not ((values >= -SLACK) & (values <= 1 + SLACK)).all():
                found.append(name)
    return found


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=any_settings(), seed=st.integers(0, 2**64 - 1))
def test_levels_stay_levels_and_people_add_up(chosen, seed):
    home = new_home(worlds.arm(21, **chosen), seed=seed, home=0)
    lived_there = int(np.asarray(home.residents)["present"].sum())
    for _ in range(21):
        advance(home, 24)
        for array in ("house", "units", "residents", "staff", "ties"):
            assert shares_in(np.asarray(getattr(home, array))) == [], array
    assert int(home.house["overflow"][0]) == 0
    weeks = np.asarray(home.weeks)
    now = int(np.asarray(home.residents)["present"].sum())
    assert lived_there + weeks["admissions"].sum() - weeks["deaths"].sum() == now
    assert weeks["bed_days_council"].sum() + weeks["bed_days_self"].sum() == pytest.approx(
        weeks["bed_days"].sum() + weeks["hospital_days"].sum()
    )
    ends = ("n_followed", "n_late", "n_chance", "n_refused", "n_never")
    assert sum(weeks[end].sum() for end in ends) == pytest.approx(weeks["occasions"].sum())
    for money in ("pay_care", "pay_agency", "income_council", "income_self", "non_staff"):
        assert (weeks[money] >= 0).all()
    assert (weeks["tasks_begun"] + weeks["tasks_missed"]).sum() <= weeks["tasks_due"].sum() + SLACK


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=any_settings(), seed=st.integers(0, 2**64 - 1))
def test_the_line_of_workers_is_in_order_and_time_never_runs_back(chosen, seed):
    home = new_home(worlds.arm(7, **chosen), seed=seed, home=0)
    for _ in range(7 * 24):
        advance(home, 1)
        on_duty = np.asarray(home.duty)[: int(home.house["n_duty"][0])]
        assert (np.diff(on_duty["free_min"]) >= 0).all()
        assert len(set(on_duty["worker"].tolist())) == len(on_duty)
        tasks = np.asarray(home.tasks)[: int(home.house["n_tasks"][0])]
        assert (np.diff(tasks["due_min"]) >= 0).all()


@pytest.mark.parametrize("beds_per_unit", [4.0, 20.0])
def test_nobody_waits_twice_for_the_same_thing_however_few_the_staff(beds_per_unit):
    """Getting up and to bed fall due again when nobody came, but never beside themselves."""
    made = worlds.arm(
        28, staffing__care_hours_per_resident_day=1.5, home__beds_per_unit=beds_per_unit
    )
    home = new_home(made, seed=3, home=0)
    missed = 0.0
    for _ in range(28 * HOURS_PER_DAY):
        advance(home, 1)
        tasks = home.tasks[: int(home.house[0]["n_tasks"])]
        for kind in (UP, BED):
            waiting = tasks["resident"][tasks["kind"] == kind]
            assert len(np.unique(waiting)) == len(waiting)
        missed = max(missed, float(home.week[0]["tasks_missed"]))
    assert missed > 0.0 and int(home.house[0]["overflow"]) == 0


@pytest.fixture(scope="module")
def story():
    """The record of eight weeks of a home, and the least share of paid time that is no care."""
    arm = worlds.arm(56, 28)
    run = simulate_home(arm, seed=3, home=0, events=True)
    home = new_home(arm, seed=3, home=0)
    overhead = 1.0
    for _ in range(12):
        advance(home, 7 * 24)
        overhead = min(overhead, float(home.house["overhead_share"][0]))
    return run.events, overhead, run


def spans(events: np.ndarray, who: str, overhead: float) -> dict[Any, list[tuple[float, float]]]:
    """When each worker was taken up (paid minutes) or each resident attended to (direct ones).

    A worker is a place in the records and a shift: another temporary worker may take the place.
    """
    found: dict[Any, list[tuple[float, float]]] = defaultdict(list)
    shifts: dict[int, int] = defaultdict(int)
    for event in events[np.isin(events["kind"], (EV_ACT, EV_HELPED, EV_SHIFT))]:
        person = int(event[who])
        if event["kind"] == EV_SHIFT:
            shifts[person] += 1
        elif event["kind"] == EV_ACT or who == "worker":
            stretch = 1.0 - overhead if who == "worker" else 1.0
            key = (person, shifts[person]) if who == "worker" else person
            found[key].append((int(event["minute"]), event["value"] / stretch))
    return found


def test_no_worker_and_no_resident_is_in_two_places(story):
    events, overhead, _ = story
    for who in ("worker", "resident"):
        for person, acts in spans(events, who, overhead).items():
            if person == -1:
                continue  # rounds concern a whole unit
            acts.sort()
            for (start, took), (following, _) in pairwise(acts):
                assert following + 1 >= start + took - SLACK, (who, person, start)


def test_acts_are_given_by_people_on_duty(story):
    events, _, _ = story
    until: dict[int, float] = {}
    carried_over = int(events["minute"].min()) + 12 * 60  # whose shift began before the record
    acts = 0
    for event in events[np.isin(events["kind"], (EV_SHIFT, EV_ACT, EV_HELPED))]:
        if event["kind"] == EV_SHIFT:
            until[int(event["worker"])] = int(event["minute"]) + 60 * int(event["a"])
        elif int(event["minute"]) >= carried_over:
            assert int(event["minute"]) <= until[int(event["worker"])] + 60, event
            acts += 1
    assert acts > 1000


def test_minutes_given_are_no_more_than_minutes_paid_for(story):
    _, overhead, run = story
    weeks = run.weeks[run.first_week :]
    given = weeks["care_min"].sum()
    paid = weeks["hours_worked"].sum() * 60 * (1 - overhead)
    assert 0.5 * paid < given <= paid


def test_medicines_and_checks_come_in_rounds_and_nights_are_quiet(story):
    events, _, _ = story
    acts = events[events["kind"] == EV_ACT]
    hour = acts["minute"] % 1440 // 60
    rounds = np.isin(acts["a"], (MEDICINES, NIGHT_CHECK))
    assert set(acts["a"][rounds].tolist()) == {MEDICINES, NIGHT_CHECK}
    assert (acts["resident"][rounds] == -1).all()
    by_hour = np.bincount(hour[~rounds], minlength=24)
    assert by_hour[1:5].sum() < 0.03 * by_hour.sum()
    assert by_hour[8:11].sum() > 0.15 * by_hour.sum()


def test_the_record_tells_of_every_death_and_admission(story):
    events, _, run = story
    weeks = run.weeks[run.first_week :]
    assert (events["kind"] == EV_DEATH).sum() == weeks["deaths"].sum()
    assert (events["kind"] == EV_ADMISSION).sum() == weeks["admissions"].sum()


def test_two_carers_come_where_two_are_needed(story):
    events, _, _ = story
    acts = events[events["kind"] == EV_ACT]
    helped = events[events["kind"] == EV_HELPED]
    pairs = {(int(e["minute"]), int(e["resident"])) for e in helped}
    assert 0 < len(pairs) < len(acts)
    begun = {(int(e["minute"]), int(e["resident"])) for e in acts}
    assert pairs <= begun


def test_each_of_two_carers_acts_in_a_manner_of_their_own(story):
    events, _, _ = story
    first = {
        (int(e["minute"]), int(e["resident"])): int(e["b"])
        for e in events[events["kind"] == EV_ACT]
    }
    helped = events[events["kind"] == EV_HELPED]
    manners = [(first[int(e["minute"]), int(e["resident"])], int(e["c"])) for e in helped]
    assert {how for _, how in manners} == {TASK_FIRST, PERSON_CENTRED}
    assert any(own != other for own, other in manners)
