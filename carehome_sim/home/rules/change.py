"""How approaches are delivered: hours for change, uptake and fading, training sessions."""

from __future__ import annotations

from carehome_sim.home.codes import BY_EXPERT
from carehome_sim.home.compiled import rule
from carehome_sim.home.rules.relations import moved
from carehome_sim.home.state import Record


@rule
def support_for_change_01(given_h: float, needed_h: float) -> float:
    """Share of the hours that approaches ask for that somebody gives; 1 where they ask for none."""
    return min(1.0, given_h / needed_h) if needed_h > 0.0 else 1.0


@rule
def change_h_to_give(left_h: float, supportive_01: float, p: Record) -> float:
    """Most hours of a manager's week that go into change: a share of what is left.

    What cannot wait comes first; time on the floor gets what change leaves. One who stands behind
    staff gives more of them: ``share x 2 supportive``, and never more than there are.
    """
    return min(1.0, 2.0 * supportive_01 * p.change_manager_share) * max(0.0, left_h)


@rule
def guided_share(given_h: float, champions: float, p: Record) -> float:
    """How much of champions' released time comes to something: they need somebody to turn to."""
    return support_for_change_01(given_h, champions * p.champion_guided_h)


@rule
def left_to_the_home_h(asked_h: float, deliverer: int, p: Record) -> float:
    """Hours of what an approach asks for that people of the home have to give."""
    return asked_h * (1.0 - p.expert_brings_share) if deliverer == BY_EXPERT else asked_h


@rule
def readiness_01(understanding_01: float, pressure: float, p: Record) -> float:
    """How far support turns into everyday work: staff have to see the point and have the minutes.

    ``min(1, understanding / enough) x min(1, 1 / pressure)``.
    """
    seen = min(1.0, understanding_01 / p.understanding_enough_01)
    return seen * (1.0 / pressure if pressure > 1.0 else 1.0)


@rule
def delivered_after_week(delivered_01: float, support_01: float, p: Record) -> float:
    """How far an approach is part of everyday work a week later: taken up slowly, lost slowly.

    An exponential approach to the support there is, with one time constant up and one down.
    """
    weeks = p.install_weeks if support_01 > delivered_01 else p.fade_weeks
    return moved(delivered_01, support_01, min(1.0, 1.0 / weeks))


@rule
def after_session(level_01: float, most_share: float, values_01: float, p: Record) -> float:
    """Skill or understanding after one session: more for those who see its point.

    ``level + share x deliverer x values x (1 - level)``.
    """
    return level_01 + most_share * p.deliverer_quality_01 * values_01 * (1.0 - level_01)
