"""Who takes part in a trial, what is read of them at each wave, and whom it loses.

One row per participant and follow-up. Deaths come out of the model: whoever is not read any more
has died. Withdrawal is drawn by home and person alone, so that no arm can move it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from carehome_sim.trial.design import BASELINE_DAY, DAYS_PER_MONTH, TrialDesign
from carehome_sim.trial.instruments import Seen
from carehome_sim.trial.luck import RECRUITMENT, WITHDRAWAL, generator

PRESENT, DIED, WITHDRAWN = "present", "died", "withdrawn"
WHO = ("home", "arm", "person", "joined_day", "wave_day", "status")


def baseline_of(outcome: str) -> str:
    """The column of a participant's own outcome at baseline."""
    return f"{outcome}_baseline"


def home_baseline_of(outcome: str) -> str:
    """The column of the mean outcome at baseline of a home's participants."""
    return f"{outcome}_home_baseline"


def columns_of(design: TrialDesign) -> tuple[str, ...]:
    """Columns of the table of participants."""
    scores = [
        name
        for outcome in design.outcomes
        for name in (baseline_of(outcome), home_baseline_of(outcome), outcome)
    ]
    return (*WHO, *scores)


def participants(
    seen: Seen, *, home: int, arm: str, design: TrialDesign, seed: int
) -> pd.DataFrame:
    """The participants of one home at each follow-up, a row each.

    ``joined_day`` and ``wave_day`` count days from the baseline. ``status`` is ``present``,
    ``died`` or ``withdrawn``; outcomes are NaN where not present or not rated (such as by family
    who do not visit). Who joins an open cohort later has no baseline of their own.
    """
    taking_part = _Cohort(seen, home=home, design=design, seed=seed)
    rows = []
    for wave in design.follow_up_days:
        taking_part.take_in(wave)
        rows += [
            (home, arm, person, joined, wave, taking_part.status(person, wave))
            for person, joined in taking_part.joined.items()
        ]
    frame = pd.DataFrame(rows, columns=list(WHO))
    began = [person for person, joined in taking_part.joined.items() if joined == 0]
    for outcome in design.outcomes:
        at = _Scores(seen, outcome, design.rater)
        at_start = {person: at(person, 0) for person in began}
        known = [score for score in at_start.values() if not np.isnan(score)]
        frame[baseline_of(outcome)] = frame["person"].map(at_start).astype(float)
        frame[home_baseline_of(outcome)] = float(np.mean(known)) if known else np.nan
        frame[outcome] = np.array(
            [
                at(int(row["person"]), int(row["wave_day"])) if row["status"] == PRESENT else np.nan
                for row in frame.to_dict("records")
            ],
            dtype=float,
        )
    return frame


class _Scores:
    """An outcome of a person at a wave, NaN where there is none."""

    def __init__(self, seen: Seen, outcome: str, rater: str) -> None:
        scores = seen.scores[(outcome, rater)].tolist()
        days, people = (seen.day - BASELINE_DAY).tolist(), seen.person.tolist()
        self._at = dict(zip(zip(people, days, strict=True), scores, strict=True))

    def __call__(self, person: int, wave: int) -> float:
        return float(self._at.get((person, wave), np.nan))


class _Cohort:
    """Those who take part in one home: ``joined`` on which day after baseline, in that order."""

    def __init__(self, seen: Seen, *, home: int, design: TrialDesign, seed: int) -> None:
        self._seen, self._home, self._design, self._seed = seen, home, design, seed
        self._day = seen.day - BASELINE_DAY
        self._last = dict(zip(seen.person.tolist(), self._day.tolist(), strict=True))
        self._withdraws: dict[int, float] = {}
        self.joined: dict[int, int] = {}
        self._recruit(self._eligible(0), 0)

    def _eligible(self, wave: int) -> Any:
        """People read on a day who may take part."""
        fits = self._day == wave
        if self._design.dementia_only:
            fits &= self._seen.severity > 0
        if self._design.least_cmai is not None:
            fits &= self._seen.scores[("agitation", "recalled")] >= self._design.least_cmai
        return self._seen.person[fits]

    def _recruit(self, people: Any, day: int) -> None:
        """Recruit in an order of chance, as many as there are places left for."""
        most = self._design.residents_per_home
        still = sum(self.status(one, day) == PRESENT for one in self.joined)
        places = None if most is None else max(0, most - still)
        chance = {
            one: generator(self._seed, RECRUITMENT, self._home, one).random()
            for one in people.tolist()
            if one not in self.joined
        }
        for person in sorted(sorted(chance, key=lambda one: (chance[one], one))[:places]):
            luck = generator(self._seed, WITHDRAWAL, self._home, person).standard_exponential()
            rate = self._design.withdrawal_per_month
            stays = luck * DAYS_PER_MONTH / rate if rate > 0.0 else np.inf
            self._withdraws[person] = day + stays
            self.joined[person] = day

    def take_in(self, wave: int) -> None:
        """In an open cohort, those who came since take the places of those who were lost."""
        if self._design.cohort == "open":
            self._recruit(self._eligible(wave), wave)

    def status(self, person: int, wave: int) -> str:
        """Present, died or withdrawn by a wave; whoever withdrew before dying has withdrawn."""
        seen_until = self._last[person]
        if self._withdraws[person] <= min(wave, seen_until):
            return WITHDRAWN
        return PRESENT if seen_until >= wave else DIED


def attrition(frame: pd.DataFrame) -> pd.DataFrame:
    """Losses by arm and wave: how many began before it, and how many of them are left.

    Columns: ``arm``, ``wave_day``, ``began``, ``present``, ``died``, ``withdrawn`` (people),
    ``lost_share`` of those who began, and ``died_share_of_lost`` (NaN where nobody was lost).
    """
    rows = []
    before = frame[frame["joined_day"] < frame["wave_day"]]
    for (arm, wave), group in before.groupby(["arm", "wave_day"], sort=True):
        count = {name: int((group["status"] == name).sum()) for name in (PRESENT, DIED, WITHDRAWN)}
        lost = count[DIED] + count[WITHDRAWN]
        rows.append(
            {
                "arm": arm,
                "wave_day": wave,
                "began": len(group),
                **count,
                "lost_share": lost / len(group),
                "died_share_of_lost": count[DIED] / lost if lost else np.nan,
            }
        )
    return pd.DataFrame(rows)
