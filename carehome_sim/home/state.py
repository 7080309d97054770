"""The state of a home: a handful of structured arrays, and nothing else.

:class:`Home` is what every rule's caller works on. One row of ``residents`` is a bed *place*
(the occupant changes, the place stays); one row of ``staff`` is a care *post*, then a place on
the temporary-staff bench, at the end the activity coordinator. Units stand in the field names:
``_01`` is a share or level from 0 to 1, ``_min`` minutes, ``_h`` hours, ``_day`` days since the
start of the run.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from carehome_sim.evidence import parameters
from carehome_sim.home.codes import DAYS_PER_WEEK, HOURS_PER_DAY, N_CHOICES, N_TASKS
from carehome_sim.home.compiled import compiling

Record = Any
CACHE_LINE = 64  # bytes
F, N = np.float64, np.int64
U = np.uint32  # for what is used as an index and never negative: needs no test of its sign


def _dtype(floats: str = "", whole: str = "", *more: tuple[Any, ...]) -> np.dtype[Any]:
    fields: list[tuple[Any, ...]] = [(name, F) for name in floats.split()]
    fields += [(name, N) for name in whole.split()]
    return np.dtype([*fields, *more], align=True)


@cache
def parameter_dtype() -> np.dtype[Any]:
    """One float64 field per registry parameter, in order of declaration."""
    return _dtype(" ".join(parameter.field for parameter in parameters().values()))


HOUSE = _dtype(
    # climate and manager
    "rules_reading_01 coaching_01 support_01 floor_h compliance_h firefighting_h family_h "
    "manager_support_z manager_attitude_z manager_understanding_01 more_income_gbp "
    # work
    "overhead_share carry_day carry_night carry_flexible carry_half "
    "labour_market rota_strain_01 floor_reach_01 agency_hours_28d care_hours_28d "
    "planned_hours_28d quiet_until_min last_look_min "
    # what happened this week
    "recorded_this_week gaps_this_week "
    # change under way
    "change_support_01 change_h champions_free_h "
    # the neighbourhood
    "links_01 amenity_gbp available_share image_01 "
    "seen_safe_01 seen_effective_01 seen_caring_01 seen_responsive_01 seen_led_01 "
    # who lives and works here
    "people_mean dependency_mean_01 council_share understanding_01",
    "home day hour minute phase week measured_from_day days_total n_tasks n_due n_duty "
    "seniors_on_duty n_units n_places n_posts n_bench residents_planned manager_in_post "
    "manager_occupant manager_change_day stays_recorded events_on n_events readings_taken "
    "routine_rise_min routine_bed_min posts_wanted overflow event_day "
    "rating inspected_day coordinator_here morning_group afternoon_group",
    ("seed", np.uint64),
    ("wanted_min", F, (HOURS_PER_DAY,)),
    ("hands_wanted", F, (HOURS_PER_DAY,)),
    ("hands_planned", F, (HOURS_PER_DAY,)),
    ("cover", F, (HOURS_PER_DAY,)),
    ("start_hours", N, (DAYS_PER_WEEK,)),
)

UNIT = _dtype(
    "norm_01 pressure pressure_28d due_min noise_01 next_norm_01 next_pressure next_pressure_28d",
    "residents workers",
    ("settled", np.int8, (N_CHOICES,)),
    ("habit", np.int8, (N_CHOICES,)),
)

# What is read every hour stands together, between the other numbers and the other whole numbers:
# a resident's hour then touches a few cache lines rather than most of the record.
RESIDENT = _dtype(
    # traits
    "age_years wanted_contact_min risk_appetite_01 voice_trait_01 visits_per_week "
    "known_01 paper_01 neighbours_01 done_for done_acts proneness_trait budget_rank "
    "mood_trait_01 rise_pref_min bed_pref_min formality_01 fallen_rank_01 today_distress_h "
    # health
    "cognition_rank_01 function_rank_01 mmse barthel capacity_noise weakness_01 "
    # mind
    "low_mood_01 agitation_per_day expectation_01 satisfaction_01 family_view_01 "
    # met shares of wants, 28-day memory
    "met_control_01 met_clean_01 met_food_01 met_safety_01 met_social_01 met_occupation_01 "
    "met_dignity_01 met_fit_01 "
    # today
    "today_choice today_choice_weight today_fit today_clean today_clean_n today_food today_food_n "
    "today_hurt today_contact_min today_engaged_min today_dignity today_dignity_n "
    # this week
    "week_choice week_choice_weight week_fit week_identity week_identity_need week_contact "
    "week_contact_home week_days week_wanted week_timely week_due "
    # every hour: needs, what stirs them, and the day so far
    "today_events voice_01 dependency_01 cognitive_loss_01 pain_01 agitation_proneness privacy_01 "
    "distress_01 need_comfort_01 need_occupation_01 need_connection_01 self_engaged_share "
    "today_waking_h "
    "rise_wish_min bed_wish_min busy_until_min luck_a luck_b luck_c luck_d",
    # every hour: here or not, in bed or up, what the hour brings
    "luck_block present hospital_until_day in_bed fall_hour visit_hour activity_hour "
    "second_activity_hour risk_hour notable one_to_one_hour "
    "household_hour volunteer_hour event_hour lounge_hour review_hour "
    "person company_open comfort_open "
    # traits and standing
    "occupant female self_funder attorney since_day row severity bath_day "
    "in_bed_since_min reviewed_day painful antipsychotic direct_payment meal rise_due_min "
    "bed_due_min episode episode_offered interests own_helper",
    ("unit", U),
    ("plan", np.int8, (HOURS_PER_DAY + 1,)),
    ("usual", np.int8, (N_CHOICES,)),
    ("importance_01", F, (N_CHOICES,)),
)

CHOICE = _dtype("importance_01", "wish end decider asked voiced capable put_off agreed")

STAFF = _dtype(
    "values_01 risk_tolerance_01 skill_01 understanding_01 rules_understanding_01 "
    "exhaustion_01 exhaustion_trait_01 empowerment_01 habit_01 understanding_trait_01 "
    "contract_h week_h away_min away_until_min rules_understanding_trait_01 "
    # every act
    "looked_min look_again_min",
    "role skip_company_until_min on_duty duty_until_min "
    "person occupant employed agency night since_day starts_day group_turn "
    "shift_hours last_end_h senior_trained champion",
    ("unit", U),
    ("unit_today", U),
    ("push", F, (N_TASKS,)),
)

DUTY = _dtype("free_min tie_break", "", ("worker", U))

TIE = _dtype("knowledge_01 trust_01")

APPROACH = _dtype("delivered_01", "deliverer")

# One cache line: a list of tasks is searched and moved up more than anything else.
TASK = _dtype(
    "urgency urgency_per_min asked minutes due_min expires_min luck_01",
    "",
    ("kind", np.uint16),
    ("unit", np.uint16),
    ("resident", np.int16),
    ("carers", np.int8),
    ("choice", np.int8),
)

EVENT = _dtype("value", "minute kind resident worker a b c")

STAY = _dtype(
    "age_years choice choice_weight fit identity identity_need community community_home weeks "
    "timely due days waking_h engaged_min",
    "person female self_funder attorney severity dependency_class weekly_visits place",
    ("decided", F, (4,)),
)

READING = _dtype(
    "mmse low_mood_01 agitation_per_day satisfaction_01 expectation_01 family_view_01 "
    "met_control_01 met_clean_01 met_food_01 met_safety_01 met_social_01 met_occupation_01 "
    "met_dignity_01 comfort_01 staff_noise family_noise recall_noise resident_noise",
    "day row severity visited",
)

WEEK = _dtype(
    "bed_days bed_days_council bed_days_self hospital_days resident_weeks waking_h "
    "occasions weight weight_own weight_fit weight_helped own_helped "
    "n_followed n_late n_chance n_refused n_never "
    "by_resident by_shared by_family by_practitioner "
    "raised_capable refused_capable raised_risk refused_risk followed_risk "
    "episodes episodes_offered "
    "tasks_due tasks_begun tasks_timely tasks_missed wait_min "
    "demand_min supply_min care_min person_centred_min acts acts_task_first knowledge trust "
    "identity identity_need community community_home warehoused comfort_unmet "
    "min_personal min_reassurance min_company min_rounds min_other long_waits "
    "social_min engaged_min bed_h nights "
    "distress_h distress_relieved distress_worn_off distress_sedated "
    "incidents incidents_recorded incidents_permitted safeguarding deaths admissions "
    "exhaustion staff_weeks leavers hired posts vacant "
    "hours_worked hours_agency hours_overtime hours_moved shifts_planned shifts_empty "
    "pay_care pay_agency pay_manager pay_other pay_hiring non_staff programme one_off "
    "income_council income_self nhs manager_weeks floor_h compliance_h firefighting_h norm "
    "change_h delivered sessions_planned sessions_attended "
    "reviews one_to_one_min volunteer_min links event_gbp "
    "rating latent inspections sanctions commissioned sedated medicine_weeks payments_possible "
    "payments_started "
    "mondays sundays"
)

HOUR_OF_DAY = _dtype("demand_min supply_min workers waiting_min days")


class Home(NamedTuple):
    """Everything a simulated home is, as arrays.

    ``params`` ``(1,)`` the settings in force, and ``now`` ``(1, parameters)`` the same memory as
    plain numbers; ``stairs`` ``(phases + 1, 1 + approaches, parameters)`` what is planned for each
    phase, row 0 for the warm-up, from what is plain to all approaches delivered, one after the
    other; ``asked_h`` ``(phases + 1, approaches)`` hours a week each asks for (-1 not in force),
    ``approaches`` how far each is delivered and by whom, ``phase_day`` the day each phase comes
    into force; ``house`` ``(1,)``;
    ``units`` ``(units,)``; ``residents`` ``(places,)``; ``choices`` ``(places, kinds of choice)``;
    ``staff`` ``(posts + bench + 1,)``; ``ties`` ``(posts + bench + 1, places)``; ``tasks``
    ``(most open tasks,)`` in order of due minute; ``duty`` ``(posts + bench,)`` those on duty,
    whoever is free first in front; ``roster`` ``(posts + bench + 1, 7, 3)`` start hour or -1,
    length in hours, unit;
    ``slots`` ``(most shifts of a day, 6)`` the rota being drawn up; ``curves`` ``(2, knots)``
    quantiles of MMSE and Barthel; ``week`` ``(1,)`` the tallies of this week, noted in ``weeks``
    at midnight; ``weeks``, ``stays``, ``readings``, ``hours`` and ``events`` are the record of
    what happened.
    """

    params: Record
    now: Record
    stairs: Record
    asked_h: Record
    approaches: Record
    phase_day: Record
    house: Record
    units: Record
    residents: Record
    choices: Record
    staff: Record
    ties: Record
    tasks: Record
    duty: Record
    roster: Record
    slots: Record
    curves: Record
    week: Record
    weeks: Record
    stays: Record
    readings: Record
    hours: Record
    events: Record


def empty(shape: int | tuple[int, ...], dtype: np.dtype[Any]) -> Record:
    """Zeroed records at the start of a cache line, readable by attribute, compiled or not."""
    size = int(np.prod(shape)) * dtype.itemsize
    room = np.zeros(size + CACHE_LINE, np.uint8)
    skip = -room.ctypes.data % CACHE_LINE
    made = room[skip : skip + size].view(dtype).reshape(shape)
    return made if compiling() else made.view(np.recarray)
