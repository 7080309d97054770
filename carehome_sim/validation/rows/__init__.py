"""The experiments, one function per row of the scoreboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from carehome_sim.study.bench import Bench
from carehome_sim.validation.checks import Finding

Experiment = Callable[[Bench], Finding]

# Which function of which file beside this one makes the experiment of each row.
WHERE: Mapping[str, str] = {
    "R1": "staffing:workload_and_rota",
    "R2": "training:training_takes_three",
    "R3": "across:warm_is_not_good",
    "R4": "days:own_say_and_satisfaction",
    "R5": "across:big_and_routinised",
    "R6": "approaches:stimulation_or_relationship",
    "R7": "models:choice_or_closeness",
    "R8": "regulation:safety_against_wishes",
    "R9": "payments:few_and_unequal",
    "R10": "models:economies_of_scale",
    "R11": "payments:events_bring_money",
    "R12": "approaches:recruit_or_train",
    "R13": "staffing:what_managers_decide",
    "R14": "trials:agitation_not_depression",
    "R15": "barriers:endogenous_or_exogenous",
    "R16": "models:collective_setting",
    "T1": "training:planned_not_delivered",
    "T2": "training:trained_staff_leave",
    "T3": "trials:homes_differ_more",
    "T4": "across:ratios_say_little",
    "T5": "staffing:exhaustion_and_pay",
    "T6": "staffing:company_goes_first",
    "T7": "days:nights_begin_with_shifts",
    "T8": "approaches:skill_fades",
    "T9": "regulation:stock_of_ratings",
    "T10": "regulation:pay_and_rating",
    "T11": "targets:staff_cost",
    "T12": "targets:idle_days",
    "T13": "days:made_to_wait",
    "T14": "across:neediest_gain",
    "C1": "instruments:cmai_of_residents",
    "C2": "instruments:course_of_agitation",
    "C3": "instruments:agitation_by_severity",
    "C4": "targets:agitation_on_ratio",
    "C5": "instruments:quality_by_two_raters",
    "C6": "targets:turnover_of_homes",
    "C7": "trials:loss_to_follow_up",
    "C8": "targets:choice_in_the_morning",
    "C9": "targets:company_beyond_care",
}


def experiment_of(row: str) -> Experiment:
    """The function that makes the experiment of a row."""
    place, name = WHERE[row].split(":")
    made: Experiment = getattr(import_module(f"{__name__}.{place}"), name)
    return made
