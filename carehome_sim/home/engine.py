"""The batch engine: make a home from an arm's settings, let it live, hand back its record."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from carehome_sim.evidence import default_values
from carehome_sim.home import compiled, state
from carehome_sim.home.acts.activities import fill_coordinator
from carehome_sim.home.acts.arrivals import admit, open_stay
from carehome_sim.home.acts.inspection import start_rating
from carehome_sim.home.acts.manager import manager_person, plan_posts
from carehome_sim.home.acts.recruits import hire, start_tenures
from carehome_sim.home.acts.units import draw_habits
from carehome_sim.home.arm import (
    Arm,
    as_numbers,
    drawn,
    parameter_records,
    room_in,
)
from carehome_sim.home.codes import (
    BY_MANAGER,
    D_HOME,
    DAYS_PER_READING,
    DAYS_PER_WEEK,
    DELIVERERS,
    HOME_LUCK,
    HOURS_PER_DAY,
    N_CHOICES,
    NOT_IN_FORCE,
)
from carehome_sim.home.day import advance
from carehome_sim.home.draws import draw4, standard_normal
from carehome_sim.home.rules.management import floor_reach_01, support_target
from carehome_sim.home.rules.people import clipped
from carehome_sim.home.state import Home
from carehome_sim.scenario import Phase, Step

CURVE_KNOTS = 1025
USUAL_BEDS = 40
EVENTS_PER_DAY = 60  # for each bed: room in the full record, well above what days bring
DRIVERS = ("engine", "mesa")
CHANGE_H = "programme.change_h_per_week"


@dataclass(frozen=True, slots=True)
class HomeRun:
    """What one simulated home leaves behind (the record, no settings).

    ``weeks`` one row per week, warm-up included, ``first_week`` the first measured one;
    ``stays`` one row per person who lived there in the measured period; ``readings`` one row
    per resident every four weeks; ``hours`` 24 rows of sums by hour of day over ``hours.days``;
    ``events`` the full list where asked for; ``places`` the number of beds.
    """

    weeks: np.ndarray[Any, Any]
    first_week: int
    measured_days: int
    places: int
    stays: np.ndarray[Any, Any]
    readings: np.ndarray[Any, Any]
    hours: np.ndarray[Any, Any]
    events: np.ndarray[Any, Any]


def _severity_cuts(dementia: float, mild: float, moderate: float) -> tuple[float, ...]:
    return (0.0, dementia * (1.0 - mild - moderate), dementia * (1.0 - mild), dementia, 1.0)


@lru_cache(maxsize=64)
def _curve(
    most: float, a: float, b: float, cuts: tuple[float, ...], usual: tuple[float, ...]
) -> np.ndarray[Any, Any]:
    from scipy.stats import beta

    ranks = np.interp(np.linspace(0.0, 1.0, CURVE_KNOTS), cuts, usual)
    knots = most * beta.ppf(ranks, a, b)
    knots.flags.writeable = False
    return np.asarray(knots, dtype=np.float64)


def _curves(p: Any) -> np.ndarray[Any, Any]:
    """Quantiles of MMSE and Barthel.

    The MMSE is that of a home with the usual shares of dementia; other shares move people along
    it, so that who counts as severe has the cognition of the severe.
    """
    usual = default_values()
    cuts = _severity_cuts(
        float(p["dementia_share"]), float(p["mild_share"]), float(p["moderate_share"])
    )
    usual_cuts = _severity_cuts(
        usual["residents.dementia_share"],
        usual["residents.mild_share"],
        usual["residents.moderate_share"],
    )
    mmse = float(p["mmse_most"]), float(p["mmse_shape_a"]), float(p["mmse_shape_b"])
    barthel = float(p["barthel_most"]), float(p["barthel_shape_a"]), float(p["barthel_shape_b"])
    everybody = (0.0, 1.0)
    cognition, function = _curve(*mmse, cuts, usual_cuts), _curve(*barthel, everybody, everybody)
    ability = np.minimum(function * float(p["ability_ratio"]), float(p["barthel_most"]))
    return np.stack([cognition, ability])


@compiled.entry
def populate(home: Home) -> None:
    """Fill a new home with residents of the prevalent mix and with staff who know them."""
    house = home.house[0]
    p = home.params[0]
    a, b, c, _ = draw4(house.seed, house.home, HOME_LUCK, 0, D_HOME, 0)
    z1, z2 = standard_normal(a), standard_normal(b)
    house.labour_market = math.exp(
        p.labour_market_log_sd * z1 - p.labour_market_log_sd * p.labour_market_log_sd / 2.0
    )
    house.manager_in_post = 1 if c < p.in_post_share else 0
    manager_person(home)
    house.rules_reading_01 = p.sanction_01
    house.routine_rise_min = int(p.rise_mean_min)
    house.routine_bed_min = int(p.bed_mean_min)
    house.links_01 = p.links_start_01
    house.available_share = p.option_available_share
    house.event_day = -1
    start_rating(home)
    draw_habits(home)
    plan_posts(home)
    house.floor_reach_01 = floor_reach_01(p.floor_h_per_week, float(house.posts_wanted), p)
    house.support_01 = support_target(
        float(house.manager_in_post), p.supportiveness_01, house.floor_reach_01, p
    )
    norm = clipped(p.norm_start_01 + p.norm_start_sd_01 * z2, 0.0, 1.0)
    for index in range(house.n_units):
        home.units[index].norm_01 = norm
        home.units[index].pressure = p.strain_usual_pressure
        home.units[index].pressure_28d = p.strain_usual_pressure
    for place in range(house.n_places):
        resident = home.residents[place]
        resident.unit = place * house.n_units // house.n_places
        if (place + 1) * house.residents_planned // house.n_places > (
            place * house.residents_planned // house.n_places
        ):
            admit(home, place, True)
    for worker in range(house.n_posts):
        a, _, _, _ = draw4(house.seed, house.home, HOME_LUCK, 0, D_HOME, 1 + worker)
        home.staff[worker].starts_day = -1
        if worker < house.posts_wanted and a >= p.vacancy_start_share:
            hire(home, worker)
    fill_coordinator(home, 1.0)
    start_tenures(home)


def _first_step(settings: Mapping[str, float], plain: Mapping[str, float] | None) -> Step:
    upkeep_h = settings.get(CHANGE_H, 0.0)
    enacted = plain is not None and dict(plain) != dict(settings)
    return Step(settings, upkeep_h if enacted or upkeep_h > 0.0 else None)


def _plans(arm: Arm) -> tuple[Any, ...]:
    """What an arm has planned: stairs of settings, hours asked, approaches, days of its phases."""
    slots = max([1, *(len(phase.steps) for phase in arm.phases)])
    before = _first_step(arm.before, arm.before_plain)
    rows: list[tuple[Mapping[str, float], tuple[Step, ...]]] = [
        (arm.before_plain or arm.before, (before,))
    ]
    for phase in arm.phases:
        steps = phase.steps or (_first_step(phase.settings, phase.plain),)
        rows.append((phase.plain or phase.settings, steps))
    stairs, asked_h = [], np.full((len(rows), slots), NOT_IN_FORCE)
    approaches = state.empty(slots, state.APPROACH)
    for row, (plain, steps) in enumerate(rows):
        for slot, step in enumerate(steps):
            asked_h[row, slot] = NOT_IN_FORCE if step.asked_h is None else step.asked_h
            approaches["deliverer"][slot] = DELIVERERS.get(step.deliverer, BY_MANAGER)
        still = [steps[-1].settings] * (slots - len(steps))
        stairs += [plain, *(step.settings for step in steps), *still]
    numbers = as_numbers(parameter_records(stairs)).reshape(len(rows), slots + 1, -1)
    days = np.array([-(1 << 40), *(phase.start_day for phase in arm.phases)], np.int64)
    return numbers, asked_h, approaches, days


def new_home(arm: Arm, *, seed: int, home: int, events: int = 0) -> Home:
    """A home at the first hour of its warm-up. ``events`` is the room for the full record."""
    arm = drawn(arm, seed=seed, home=home)
    stairs, asked_h, approaches, phase_day = _plans(arm)
    phases = parameter_records([arm.before, *(phase.planned for phase in arm.phases)])
    params = phases[:1].copy()
    first = phases[0]
    places = int(first["beds"])
    units = max(1, math.ceil(places / float(first["beds_per_unit"])))
    posts, most_units = arm.room or room_in(phases, places)
    most_units = max(units, most_units)
    bench = max(6, posts // 2)
    days = arm.warmup_days + arm.measured_days
    stays = places * 2 + int(places * 1.5 * arm.measured_days / 365) + 8
    readings = (arm.measured_days // DAYS_PER_READING) * places
    made = Home(
        params=params,
        now=as_numbers(params),
        stairs=stairs,
        asked_h=asked_h,
        approaches=approaches,
        phase_day=phase_day,
        house=state.empty(1, state.HOUSE),
        units=state.empty(most_units, state.UNIT),
        residents=state.empty(places, state.RESIDENT),
        choices=state.empty((places, N_CHOICES), state.CHOICE),
        staff=state.empty(posts + bench + 1, state.STAFF),
        ties=state.empty((posts + bench + 1, places), state.TIE),
        tasks=state.empty(places * 12 + 8 * most_units + 16, state.TASK),
        duty=state.empty(posts + bench, state.DUTY),
        roster=np.full((posts + bench + 1, DAYS_PER_WEEK, 3), -1, np.int64),
        slots=np.zeros((posts + bench + HOURS_PER_DAY, 6), np.int64),
        curves=_curves(first),
        week=state.empty(1, state.WEEK),
        weeks=state.empty(days // DAYS_PER_WEEK + 1, state.WEEK),
        stays=state.empty(stays, state.STAY),
        readings=state.empty(max(readings, 1), state.READING),
        hours=state.empty(HOURS_PER_DAY, state.HOUR_OF_DAY),
        events=state.empty(max(events, 1), state.EVENT),
    )
    house = made.house
    house["seed"] = np.uint64(seed)
    house["home"] = home
    house["measured_from_day"] = arm.warmup_days
    house["days_total"] = days
    house["n_units"] = units
    house["n_places"] = places
    house["n_posts"] = posts
    house["n_bench"] = bench
    populate(made)
    return made


@compiled.entry
def begin_measuring(home: Home) -> None:
    """Open a row for everybody who lives in the home on the first measured day."""
    for place in range(len(home.residents)):
        resident = home.residents[place]
        if resident.present == 1 and resident.row < 0:
            open_stay(home, place)


def record_of(home: Home, arm: Arm) -> HomeRun:
    """The record of a home that has lived its days."""
    house = home.house[0]
    if int(house["overflow"]) > 0:
        raise OverflowError(f"{int(house['overflow'])} entries did not fit a home's arrays")
    return HomeRun(
        weeks=np.asarray(home.weeks),
        first_week=int(house["measured_from_day"]) // DAYS_PER_WEEK,
        measured_days=arm.measured_days,
        places=int(house["n_places"]),
        stays=np.asarray(home.stays[: int(house["stays_recorded"])]),
        readings=np.asarray(home.readings[: int(house["readings_taken"])]),
        hours=np.asarray(home.hours),
        events=np.asarray(home.events[: int(house["n_events"])]),
    )


def warm_up_compiler() -> None:
    """Compile every rule, or load it from the cache (call once, before starting threads)."""
    arm = Arm("compile", {}, (Phase(0, {}),), 0, 1)
    home = new_home(arm, seed=0, home=0)
    advance(home, 0)
    begin_measuring(home)
    compiled.mark_ready()


def simulate_home(
    arm: Arm,
    *,
    seed: int,
    home: int,
    driver: str = "engine",
    events: bool = False,
    warm: Home | None = None,
) -> HomeRun:
    """Simulate one home: replicate ``home`` of an arm, the same luck in every arm.

    ``driver`` is ``engine`` (compiled loop) or ``mesa`` (agents one by one); both give the same
    record to the last bit. ``events`` keeps the full list of events of the measured period.
    ``warm`` is the same home after the same warm-up (see ``warmed_up``), left as it is: the
    arm goes on from it, without events.
    """
    if driver not in DRIVERS:
        raise ValueError(f"driver is {driver!r}; it may be {' or '.join(DRIVERS)}")
    live = advance if driver == "engine" else live_by_mesa
    days = arm.measured_days
    if warm is None:
        made = warmed_up(arm, seed=seed, home=home, days_of_events=days if events else 0, live=live)
    else:
        made = branched(warm, drawn(arm, seed=seed, home=home))
    made.house["events_on"] = 1 if events else 0
    live(made, days * HOURS_PER_DAY)
    return record_of(made, arm)


def branched(warm: Home, arm: Arm) -> Home:
    """A copy of a home at the end of its warm-up, with what an arm has planned from then on."""
    stairs, asked_h, approaches, phase_day = _plans(arm)
    approaches["delivered_01"][0] = warm.approaches["delivered_01"][0]
    params = warm.params.copy()
    copied = {
        name: getattr(warm, name).copy()
        for name in warm._fields
        if name not in ("params", "now", "stairs", "asked_h", "approaches", "phase_day")
    }
    return Home(
        params=params,
        now=as_numbers(params),
        stairs=stairs,
        asked_h=asked_h,
        approaches=approaches,
        phase_day=phase_day,
        **copied,
    )


def warmed_up(
    arm: Arm,
    *,
    seed: int,
    home: int,
    days_of_events: int = 0,
    live: Callable[[Home, int], None] = advance,
) -> Home:
    """Replicate ``home`` of an arm at the start of its first measured day, no event kept yet."""
    arm = drawn(arm, seed=seed, home=home)
    beds = int(arm.before.get("home.beds", USUAL_BEDS))
    room = days_of_events * EVENTS_PER_DAY * (beds + 1)  # one more for what is nobody's own
    made = new_home(arm, seed=seed, home=home, events=room)
    made.house["events_on"] = 0
    live(made, arm.warmup_days * HOURS_PER_DAY)
    begin_measuring(made)
    return made


def live_by_mesa(home: Home, hours: int) -> None:
    """Let a home live for so many hours, agent by agent (Mesa is imported only here)."""
    from carehome_sim.home.mesa_model import CareHomeModel

    model = CareHomeModel.of(home)
    for _ in range(hours):
        model.step()
    model.close()
