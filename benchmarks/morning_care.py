"""One stage three times over: morning care by the package's rules, by Mesa objects, and in C.

The stage gets residents up: what falls due is taken by whoever is free first, in one of two
manners, and leaves ties behind. All three versions get the same people and random numbers; they
must come to the same figures before their times mean anything.
"""

from __future__ import annotations

import ctypes
import math
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from carehome_sim.evidence import default_values, parameters
from carehome_sim.home import state
from carehome_sim.home.arm import parameter_records
from carehome_sim.home.codes import HOURS_PER_MINUTE, MINUTES_PER_HOUR, UP
from carehome_sim.home.compiled import entry, rule
from carehome_sim.home.rules.choice import offer_probability
from carehome_sim.home.rules.manner import (
    able_01,
    allowed_01,
    familiarity_01,
    fear_01,
    person_centred_probability,
    time_01,
    willing_01,
)
from carehome_sim.home.rules.needs import relieved
from carehome_sim.home.rules.priority import accountable_01, push, score, weighed
from carehome_sim.home.rules.relations import knowledge_after, moved, trust_after
from carehome_sim.home.rules.work import care_min, stretched_min, unfamiliar_factor

RESIDENTS, WORKERS, LUCK = 40, 6, 3
STARTS_H, ENDS_H = 7, 11
RULES_READING_01, OVERHEAD_SHARE, SUPPORT_01, FLOOR_REACH_01 = 0.5, 0.35, 0.5, 0.2
C_FLAGS = ("-O3", "-march=native", "-ffast-math", "-fPIC")


def _floats(names: str, whole: str = "") -> np.dtype[Any]:
    fields = [(name, np.float64) for name in names.split()]
    return np.dtype([*fields, *((name, np.int64) for name in whole.split())])


RESIDENT = _floats("dependency_01 rise_due_min need_comfort_01")
WORKER = _floats(
    "values_01 habit_01 exhaustion_01 skill_01 understanding_01 rules_understanding_01 "
    "empowerment_01 push_up free_min"
)
TIE = _floats("knowledge_01 trust_01")
UNIT = _floats("norm_01 acts person_centred offered minutes")
TASK = _floats("minutes due_min urgency urgency_per_min", "resident open")
# What the C program reads of the registry, in the order of its structure; then four numbers.
C_READS = (
    "up_least_min up_most_min task_spread_share reach_min lateness_per_h consistency_01 "
    "willing_values_share willing_habit_share exhaustion_dampens_share able_skill_share "
    "able_understanding_share plan_stands_in_share plan_quality_01 handover_min handover_full_min "
    "handover_base_share understanding_calms_share "
    "fear_binds_share pressure_half manner_intercept willing_slope able_slope allowed_slope "
    "time_slope unfamiliar_extra_share person_centred_extra_share offer_person_centred_share "
    "offer_task_first_share asking_min care_relief_share knowledge_per_h "
    "knowledge_task_first_share trust_floor_01 trust_late_share trust_per_h habit_acts "
    "norm_acts_per_resident"
)
OF_REGISTRY = tuple(C_READS.split())


class People:
    """The people of one unit before their first morning, the same for every version."""

    def __init__(self) -> None:
        """Draw them."""
        luck = np.random.Generator(np.random.Philox(1))
        self.params = parameter_records([{}])
        p = self.params[0]
        self.residents = state.empty(RESIDENTS, RESIDENT)
        self.residents["dependency_01"] = luck.uniform(0.2, 1.0, RESIDENTS)
        self.residents["rise_due_min"] = MINUTES_PER_HOUR * luck.uniform(STARTS_H, 9, RESIDENTS)
        self.residents["need_comfort_01"] = 1.0
        self.workers = state.empty(WORKERS, WORKER)
        for name in WORKER.names[:-2]:
            self.workers[name] = luck.uniform(0.2, 0.8, WORKERS)
        for worker in self.workers:
            worker["push_up"] = drawn_to_rising(
                worker["values_01"], worker["habit_01"], worker["rules_understanding_01"], p
            )
        self.ties = state.empty((WORKERS, RESIDENTS), TIE)
        self.ties["knowledge_01"] = luck.uniform(0.0, 0.8, (WORKERS, RESIDENTS))
        self.unit = state.empty(1, UNIT)
        self.unit["norm_01"] = 0.5
        self.tasks = state.empty(RESIDENTS, TASK)


def luck_of(mornings: int) -> np.ndarray[Any, Any]:
    """Uniform numbers of so many mornings, ``(mornings, residents, 3)``."""
    return np.random.Generator(np.random.Philox(2)).random((mornings, RESIDENTS, LUCK))


@entry
def drawn_to_rising(values_01: float, habit_01: float, understanding_01: float, p: Any) -> float:
    """How strongly getting people up draws a worker."""
    fear = fear_01(RULES_READING_01, understanding_01, p)
    return push(UP, values_01, habit_01, accountable_01(fear, FLOOR_REACH_01, p), SUPPORT_01, p)


# ---------------------------------------------------------------- by the package's rules
@rule
def best_task(worker: int, now: float, workers: Any, ties: Any, tasks: Any, p: Any) -> int:
    """The open task that scores highest for a worker, or -1."""
    best, best_score = -1, 0.0
    for index in range(len(tasks)):
        task = tasks[index]
        if task.open == 0 or task.due_min > now:
            continue
        value = score(workers[worker].push_up, task.urgency, task.urgency_per_min, 0.0, now)
        value *= 1.0 + p.consistency_01 * ties[worker, index].knowledge_01
        if value > best_score:
            best, best_score = index, value
    return best


@rule
def next_due_min(now: float, tasks: Any) -> float:
    """When the next open task falls due; the end of the morning if none does."""
    least = float(ENDS_H * MINUTES_PER_HOUR)
    for index in range(len(tasks)):
        if tasks[index].open == 1 and tasks[index].due_min > now:
            least = min(least, tasks[index].due_min)
    return least


@rule
def get_up(
    place: int, worker: Any, tie: Any, resident: Any, unit: Any, task: Any, time: float, luck: Any,
    p: Any,
) -> float:  # fmt: skip
    """One resident is got up; the minutes it took."""
    willing = willing_01(worker.values_01, worker.habit_01, unit.norm_01, worker.exhaustion_01, p)
    able = able_01(
        worker.skill_01,
        worker.understanding_01,
        familiarity_01(tie.knowledge_01, p.plan_quality_01, p),
        p,
    )
    fear = fear_01(RULES_READING_01, worker.rules_understanding_01, p)
    allowed = allowed_01(worker.empowerment_01, fear, p)
    centred = luck[place, 1] < person_centred_probability(willing, able, allowed, time, p)
    took = task.minutes * unfamiliar_factor(tie.knowledge_01, p)
    if centred:
        took *= 1.0 + p.person_centred_extra_share
    if luck[place, 2] < offer_probability(centred, p):
        took += p.asking_min
        unit.offered += 1.0
    resident.need_comfort_01 = relieved(resident.need_comfort_01, p.care_relief_share)
    tie.knowledge_01 = knowledge_after(tie.knowledge_01, took, centred, p)
    tie.trust_01 = trust_after(tie.trust_01, took, worker.values_01, True, p)
    done = 1.0 if centred else 0.0
    worker.habit_01 = moved(worker.habit_01, done, 1.0 / p.habit_acts)
    unit.norm_01 = moved(unit.norm_01, done, 1.0 / (p.norm_acts_per_resident * RESIDENTS))
    unit.acts += 1.0
    unit.person_centred += done
    unit.minutes += took
    return took


@entry
def mornings_by_rules(
    params: Any, residents: Any, workers: Any, ties: Any, units: Any, tasks: Any, luck: Any
) -> None:
    """So many mornings of care by the rules as the package compiles them."""
    p = params[0]
    for morning in range(len(luck)):
        waiting = 0.0
        for place in range(len(residents)):
            resident = residents[place]
            task = tasks[place]
            task.minutes = care_min(UP, resident.dependency_01, luck[morning, place, 0], p)
            task.due_min = resident.rise_due_min
            task.urgency, task.urgency_per_min, _ = weighed(task.minutes, task.due_min, 0.0, p)
            task.open = 1
            waiting += task.minutes
        time = time_01(waiting / ((ENDS_H - STARTS_H) * MINUTES_PER_HOUR * len(workers)), p)
        for worker in range(len(workers)):
            workers[worker].free_min = STARTS_H * MINUTES_PER_HOUR
        while True:
            first = 0
            for worker in range(1, len(workers)):
                if workers[worker].free_min < workers[first].free_min:
                    first = worker
            now = workers[first].free_min
            if now >= ENDS_H * MINUTES_PER_HOUR:
                break
            best = best_task(first, now, workers, ties, tasks, p)
            if best < 0:
                workers[first].free_min = next_due_min(now, tasks)
                continue
            took = get_up(
                best, workers[first], ties[first, best], residents[best], units[0], tasks[best],
                time, luck[morning], p,
            )  # fmt: skip
            tasks[best].open = 0
            workers[first].free_min = now + stretched_min(took, OVERHEAD_SHARE)


# ---------------------------------------------------------------- by plain Mesa objects
class Resident(mesa.Agent):  # type: ignore[misc]
    """A resident as Mesa models are usually written: one object, its state as attributes."""

    def __init__(self, model: Mornings, place: int, row: Any) -> None:
        """Take a place and a row of numbers."""
        super().__init__(model)
        self.place = place
        for name in RESIDENT.names:
            setattr(self, name, float(row[name]))

    def fall_due(self) -> None:
        """Care falls due for the morning."""
        p = self.model.p
        base = p["up_least_min"] + (p["up_most_min"] - p["up_least_min"]) * self.dependency_01
        luck = self.model.luck[self.place][0]
        self.minutes = base * (1.0 + p["task_spread_share"] * (2.0 * luck - 1.0))
        self.waiting = True


class Worker(mesa.Agent):  # type: ignore[misc]
    """A care worker as one object."""

    def __init__(self, model: Mornings, row: Any, ties: Any) -> None:
        """Take a row of numbers and what is known of each resident."""
        super().__init__(model)
        for name in WORKER.names:
            setattr(self, name, float(row[name]))
        self.knowledge = {place: float(tie["knowledge_01"]) for place, tie in enumerate(ties)}
        self.trust = {place: float(tie["trust_01"]) for place, tie in enumerate(ties)}

    def score(self, resident: Resident) -> float:
        """How strongly one resident's task draws this worker now."""
        p = self.model.p
        ease = 1.0 / (p["reach_min"] + resident.minutes)
        late = p["lateness_per_h"] * HOURS_PER_MINUTE * (self.free_min - resident.rise_due_min)
        known = 1.0 + p["consistency_01"] * self.knowledge[resident.place]
        return self.push_up * (1.0 + late) * ease * known

    def chance_of_person_centred(self, resident: Resident) -> float:
        """The four gates, additive."""
        p, unit = self.model.p, self.model
        drive = p["willing_values_share"] * self.values_01
        drive += p["willing_habit_share"] * self.habit_01
        drive += (1.0 - p["willing_values_share"] - p["willing_habit_share"]) * unit.norm_01
        willing = drive * (1.0 - p["exhaustion_dampens_share"] * self.exhaustion_01)
        briefed = min(1.0, p["handover_min"] / p["handover_full_min"])
        told = p["handover_base_share"] + (1.0 - p["handover_base_share"]) * briefed
        on_paper = p["plan_stands_in_share"] * told * p["plan_quality_01"]
        familiar = max(self.knowledge[resident.place], on_paper)
        able = p["able_skill_share"] * self.skill_01
        able += p["able_understanding_share"] * self.understanding_01
        able += (1.0 - p["able_skill_share"] - p["able_understanding_share"]) * familiar
        fear = RULES_READING_01
        fear *= 1.0 - p["understanding_calms_share"] * self.rules_understanding_01
        allowed = self.empowerment_01 * (1.0 - p["fear_binds_share"] * fear)
        logit = p["manner_intercept"] + p["willing_slope"] * willing + p["able_slope"] * able
        logit += p["allowed_slope"] * allowed + p["time_slope"] * unit.time_01
        return 1.0 / (1.0 + math.exp(-logit))

    def get_up(self, resident: Resident) -> None:
        """One resident is got up."""
        p, unit, place = self.model.p, self.model, resident.place
        centred = unit.luck[place][1] < self.chance_of_person_centred(resident)
        strange = p["unfamiliar_extra_share"] * (1.0 - self.knowledge[place])
        took = resident.minutes * (1.0 + strange)
        if centred:
            took *= 1.0 + p["person_centred_extra_share"]
        offer = p["offer_person_centred_share"] if centred else p["offer_task_first_share"]
        if unit.luck[place][2] < offer:
            took += p["asking_min"]
            unit.offered += 1
        resident.need_comfort_01 *= 1.0 - p["care_relief_share"]
        attention = 1.0 if centred else p["knowledge_task_first_share"]
        learnt = p["knowledge_per_h"] * attention * took * HOURS_PER_MINUTE
        self.knowledge[place] += (1.0 - self.knowledge[place]) * learnt / (1.0 + learnt)
        earned = p["trust_floor_01"] + (1.0 - p["trust_floor_01"]) * self.values_01
        pace = p["trust_per_h"] * took * HOURS_PER_MINUTE
        self.trust[place] += (earned - self.trust[place]) * pace / (1.0 + pace)
        self.habit_01 += (centred - self.habit_01) / p["habit_acts"]
        share = 1.0 / (p["norm_acts_per_resident"] * RESIDENTS)
        unit.norm_01 += (centred - unit.norm_01) * share
        unit.acts += 1
        unit.person_centred += centred
        unit.minutes += took
        resident.waiting = False
        self.free_min += took / (1.0 - OVERHEAD_SHARE)

    def act(self) -> None:
        """Take the task that draws most, or wait for one to fall due."""
        now = self.free_min
        waiting = [resident for resident in self.model.residents if resident.waiting]
        due = [resident for resident in waiting if resident.rise_due_min <= now]
        if due:
            self.get_up(max(due, key=self.score))
        else:
            ends = float(ENDS_H * MINUTES_PER_HOUR)
            self.free_min = min([ends, *(resident.rise_due_min for resident in waiting)])


class Mornings(mesa.Model):  # type: ignore[misc]
    """Morning care as an ordinary Mesa model; one step is one morning."""

    def __init__(self, people: People, luck: np.ndarray[Any, Any]) -> None:
        """Make an object of everybody."""
        super().__init__()
        self.p = {name.rpartition(".")[2]: value for name, value in default_values().items()}
        self.all_luck = luck.tolist()
        self.residents = [Resident(self, place, row) for place, row in enumerate(people.residents)]
        self.workers = [
            Worker(self, row, people.ties[number]) for number, row in enumerate(people.workers)
        ]
        self.norm_01 = float(people.unit["norm_01"][0])
        self.acts = self.person_centred = self.offered = 0
        self.minutes = 0.0
        self.morning = 0

    def step(self) -> None:
        """One morning."""
        self.luck = self.all_luck[self.morning]
        self.morning += 1
        for resident in self.residents:
            resident.fall_due()
        span = (ENDS_H - STARTS_H) * MINUTES_PER_HOUR * len(self.workers)
        ratio = sum(resident.minutes for resident in self.residents) / span
        ratio /= self.p["pressure_half"]
        self.time_01 = 1.0 / (1.0 + ratio * ratio)
        for worker in self.workers:
            worker.free_min = float(STARTS_H * MINUTES_PER_HOUR)
        while True:
            first = min(self.workers, key=lambda worker: worker.free_min)
            if first.free_min >= ENDS_H * MINUTES_PER_HOUR:
                return
            first.act()


# ---------------------------------------------------------------- what each version comes to
def by_rules(luck: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Run the compiled rules; acts, person-centred acts, offers, minutes and the unit's norm."""
    made = People()
    mornings_by_rules(
        made.params, made.residents, made.workers, made.ties, made.unit, made.tasks, luck
    )
    return _figures(made.unit[0])


def by_objects(luck: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Run the Mesa objects; the same figures."""
    model = Mornings(People(), luck)
    for _ in range(len(luck)):
        model.step()
    return _figures({name: getattr(model, name) for name in UNIT.names})


def in_c(source: Path) -> Any:
    """Compile the C stage; a function that runs it and gives the same figures."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        sys.exit("bench: no C compiler (gcc) was found; leave out `morning`.")
    folder = Path(tempfile.mkdtemp(prefix="carehome-bench-"))
    made, library = folder / "morning_care.o", folder / "morning_care.so"
    subprocess.run([compiler, *C_FLAGS, "-c", str(source), "-o", str(made)], check=True)
    # Linked without -ffast-math: with it, loading would round tiny numbers to 0 in all of Python.
    subprocess.run([compiler, "-shared", str(made), "-o", str(library), "-lm"], check=True)
    mornings = ctypes.CDLL(str(library)).mornings

    def run(luck: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        people = People()
        p = people.params[0]
        numbers = [float(p[name]) for name in OF_REGISTRY]
        numbers += [RULES_READING_01, OVERHEAD_SHARE]
        numbers += [STARTS_H * MINUTES_PER_HOUR, ENDS_H * MINUTES_PER_HOUR]
        packed = np.array(numbers)

        def at(array: np.ndarray[Any, Any]) -> ctypes.c_void_p:
            return ctypes.c_void_p(array.ctypes.data)

        mornings(
            at(packed), at(people.residents), ctypes.c_int64(RESIDENTS), at(people.workers),
            ctypes.c_int64(WORKERS), at(people.ties), at(people.unit), at(people.tasks), at(luck),
            ctypes.c_int64(len(luck)),
        )  # fmt: skip
        return _figures(people.unit[0])

    return run


def _figures(unit: Any) -> np.ndarray[Any, Any]:
    return np.array([float(unit[name]) for name in UNIT.names])


def check_registry() -> None:
    """Fail where a number that the C program reads is not a parameter any more."""
    known = {parameter.field for parameter in parameters().values()}
    missing = [name for name in OF_REGISTRY if name not in known]
    if missing:
        sys.exit(f"bench: morning_care.c reads {missing[0]}, which is no parameter any more.")
