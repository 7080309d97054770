"""The Mesa driver: residents, staff and a manager who act one by one through the same rules.

Nothing here holds a rule or draws a number. Each agent calls the act of its kind on the same
arrays as the batch engine, in the same order, so both give the same home to the last bit.
"""

from __future__ import annotations

from typing import Any

import mesa

from carehome_sim.home.acts.house import close_hour, feel_pressure, next_to_act, open_hour, tick
from carehome_sim.home.acts.manager import manager_midnight, manager_week
from carehome_sim.home.acts.resident import resident_hour
from carehome_sim.home.acts.resident_night import resident_midnight
from carehome_sim.home.acts.shifts import clock_off, clock_on
from carehome_sim.home.acts.staff import staff_act, staff_week_ends
from carehome_sim.home.arm import Arm, arm_of
from carehome_sim.home.codes import DAYS_PER_WEEK, HOURS_PER_DAY
from carehome_sim.home.engine import begin_measuring, new_home
from carehome_sim.home.state import Home
from carehome_sim.scenario import Scenario

LAST_HOUR = HOURS_PER_DAY - 1


class Resident(mesa.Agent):
    """Somebody who lives in the home: an occupant of a place.

    ``place`` is the row in the arrays of residents; ``person`` stays with the person for life.
    """

    def __init__(self, model: CareHomeModel, place: int) -> None:
        """Stand for whoever lives in ``place`` now."""
        super().__init__(model)
        self.place = place
        self.person = int(model.home.residents["person"][place])

    @property
    def state(self) -> Any:
        """This resident's record (needs 0-1, minutes, ...): see ``home/state.py``."""
        return self.model.home.residents[self.place]

    def live(self) -> None:
        """One hour: needs grow, care and wishes fall due, distress may arise."""
        resident_hour(self.model.home, self.place)

    def sleep(self) -> None:
        """The day's end: memories, decline, death."""
        resident_midnight(self.model.home, self.place)


class Staff(mesa.Agent):
    """A care worker: an employee in a post, or somebody from an agency on the bench."""

    def __init__(self, model: CareHomeModel, worker: int) -> None:
        """Stand for whoever holds post (or bench place) ``worker`` now."""
        super().__init__(model)
        self.worker = worker
        self.person = int(model.home.staff["person"][worker])

    @property
    def state(self) -> Any:
        """This worker's record (values 0-1, hours, minutes, ...): see ``home/state.py``."""
        return self.model.home.staff[self.worker]

    def go_home(self) -> None:
        """Leave when the shift is over."""
        clock_off(self.model.home, self.worker)

    def come_on_duty(self) -> None:
        """Begin the shift of this hour, if there is one and the worker is well."""
        clock_on(self.model.home, self.worker)

    def act(self) -> None:
        """Pick the next act of care and give it."""
        staff_act(self.model.home, self.worker)

    def end_week(self) -> None:
        """The week's end: exhaustion, what is forgotten, whether to leave."""
        staff_week_ends(self.model.home, self.worker)


class Manager(mesa.Agent):
    """The registered manager, or whoever minds the home while there is none."""

    def plan_week(self) -> None:
        """Monday: posts, recruitment, own hours and the rota."""
        manager_week(self.model.home)

    def cover(self, worker: int) -> None:
        """Find somebody for the shift of a post that nobody holds."""
        clock_on(self.model.home, worker)

    def end_day(self) -> None:
        """Leave or be replaced; admit people to free places."""
        manager_midnight(self.model.home)


class CareHomeModel(mesa.Model):
    """One care home as a Mesa model; one step is one hour.

    ``scenario`` and the numbers that :func:`carehome_sim.simulate` would give the home
    (``seed``, ``home`` its replicate number, ``base`` under which it is warmed up): the model
    lives through the warm-up at once and then stands at the first measured hour. The same file,
    seed and number give the same home as the batch engine.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int | None = None,
        home: int = 0,
        base: Scenario | None = None,
    ) -> None:
        """Make the home and let it live through its warm-up."""
        arm = arm_of(scenario, base)
        chosen = scenario.seed if seed is None else seed
        self._inhabit(new_home(arm, seed=chosen, home=home))
        self.arm: Arm | None = arm
        for _ in range(arm.warmup_days * HOURS_PER_DAY):
            self.live_an_hour()
        begin_measuring(self.home)

    @classmethod
    def of(cls, home: Home) -> CareHomeModel:
        """The agents of a home that stands at any hour of its life."""
        model = cls.__new__(cls)
        model._inhabit(home)
        model.arm = None
        return model

    def _inhabit(self, home: Home) -> None:
        super().__init__(rng=0)
        self.home = home
        self.manager = Manager(self)
        self.residents: list[Resident | None] = [None] * len(home.residents)
        self.staff: list[Staff | None] = [None] * len(home.staff)
        self.follow_turnover()

    def follow_turnover(self) -> None:
        """Agents leave with the people they stand for, and new ones come with new people."""
        residents, staff = self.home.residents, self.home.staff
        present = residents["present"].tolist()
        living = residents["person"].tolist()
        for place, agent in enumerate(self.residents):
            if agent is not None and (not present[place] or agent.person != living[place]):
                agent.remove()
                self.residents[place] = agent = None
            if agent is None and present[place]:
                self.residents[place] = Resident(self, place)
        here = (staff["employed"] + staff["on_duty"]).tolist()
        working = staff["person"].tolist()
        for worker, one in enumerate(self.staff):
            if one is not None and (not here[worker] or one.person != working[worker]):
                one.remove()
                self.staff[worker] = one = None
            if one is None and here[worker]:
                self.staff[worker] = Staff(self, worker)

    def change_shifts(self) -> None:
        """Those whose shift is over go; then those whose shift begins come or are covered."""
        for worker in self.staff:
            if worker is not None:
                worker.go_home()
        for index, worker in enumerate(self.staff):
            if worker is None:
                self.manager.cover(index)
            else:
                worker.come_on_duty()
        self.follow_turnover()

    def live_an_hour(self) -> None:
        """One hour of the home, agent by agent, in the order of the stages of ``day.py``."""
        home = self.home
        hour, day = int(home.house["hour"][0]), int(home.house["day"][0])
        open_hour(home)
        if hour == 0 and day % DAYS_PER_WEEK == 0:
            self.manager.plan_week()
            self.follow_turnover()
        self.change_shifts()
        for resident in self.residents:
            if resident is not None:
                resident.live()
        feel_pressure(home)
        index = next_to_act(home)
        while index >= 0:
            worker = self.staff[index]
            assert worker is not None
            worker.act()
            index = next_to_act(home)
        close_hour(home)
        if hour == LAST_HOUR:
            for resident in self.residents:
                if resident is not None:
                    resident.sleep()
            if day % DAYS_PER_WEEK == DAYS_PER_WEEK - 1:
                for worker in self.staff:
                    if worker is not None:
                        worker.end_week()
            self.manager.end_day()
            self.follow_turnover()
        tick(home)

    def step(self) -> None:
        """One hour (Mesa's step)."""
        self.live_an_hour()

    def close(self) -> None:
        """Let go of the agents, so that Mesa 3.3 does not keep the model alive."""
        self.remove_all_agents()
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
