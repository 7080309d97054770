"""Decline, death and harm."""

from __future__ import annotations

import math

from carehome_sim.home.codes import DAYS_PER_YEAR
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def admission_rank(u: float, p: Record) -> float:
    """Rank of a newcomer in the ability of all who live in homes (0 lowest, 1 highest).

    ``u^(1/c)``: newcomers are abler than residents. With the decline of :func:`rank_decline`
    and the deaths of :func:`death_per_day` the mix of residents stays as it is, for ever: the
    flux of ranks ``m (u + s (u - u^2) - u^c)`` is what arrivals below ``u`` leave over.
    """
    return math.pow(u, 1.0 / p.admission_power)


@rule
def rank_decline(rank_01: float, tied_to_death: float, p: Record) -> float:
    """Yearly fall of a resident's rank that keeps the prevalent mix stationary.

    ``tied_to_death`` is the rank correlation of this ability with function, on which death
    depends (1 for function itself): the dying have a mean rank that is lower by as much.
    """
    lean = p.death_frailty_slope * tied_to_death * (rank_01 - rank_01 * rank_01)
    flux = rank_01 + lean - math.pow(rank_01, p.admission_power)
    return p.deaths_per_year * max(0.0, flux)


@rule
def disuse_factor(done_for_share: float, p: Record) -> float:
    """How much faster (above 1) or slower function declines by how help is given.

    Being done for rather than helped to do it: ``1 + slope x (share - usual share)``.
    """
    return max(0.0, 1.0 + p.disuse_slope * (done_for_share - p.done_for_usual_share))


@rule
def rank_correlation(correlation: float) -> float:
    """Correlation of the ranks of two normal numbers of this correlation: ``6/pi asin(r/2)``.

    Kruskal (1958), *Ordinal measures of association*, doi 10.1080/01621459.1958.10501481.
    """
    return 6.0 / math.pi * math.asin(correlation / 2.0)


@rule
def death_per_day(function_rank_01: float, p: Record) -> float:
    """Daily hazard of death: ``m (1 + s (1 - 2 u))``, higher for the frailer."""
    yearly = p.deaths_per_year * (1.0 + p.death_frailty_slope * (1.0 - 2.0 * function_rank_01))
    return yearly / DAYS_PER_YEAR


@rule
def fall_per_day(dependency_01: float, weakness_01: float, p: Record) -> float:
    """Daily chance of a fall: most for those who walk unsteadily, more with weakness."""
    unsteady = 2.0 * dependency_01 * 2.0 * (1.0 - dependency_01)
    yearly = p.falls_base_per_year + p.falls_unsteady_per_year * unsteady
    return yearly * (1.0 + p.falls_weakness * weakness_01) / DAYS_PER_YEAR


@rule
def watched_01(workers: float, residents: float, pressure: float, p: Record) -> float:
    """Share of residents on a unit whom somebody has in sight; less where there is much to do."""
    in_sight = min(1.0, workers * p.watched_per_worker / max(residents, 1.0))
    return in_sight / (1.0 + pressure)


@rule
def recorded_probability(openness_01: float, rules_reading_01: float, p: Record) -> float:
    """Chance that an incident is recorded: more with openness and with an eye on inspection."""
    return min(
        1.0,
        p.recorded_base_share + p.recorded_open * openness_01 + p.recorded_rules * rules_reading_01,
    )


@rule
def interpolated(u: float, curve: Record) -> float:
    """The value of a quantile curve with equally spaced knots at rank ``u``."""
    last = len(curve) - 1
    place = min(max(u, 0.0), 1.0) * last
    knot = min(int(place), last - 1)
    return curve[knot] + (curve[knot + 1] - curve[knot]) * (place - knot)


@rule
def kept_seated(weakness_01: float, p: Record) -> float:
    """Weakness after a walk that was refused or never came about."""
    return weakness_01 + p.weakness_seated_01 * (1.0 - weakness_01)
