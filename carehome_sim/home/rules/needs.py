"""Needs, distress and engagement through the day."""

from __future__ import annotations

from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def grown(need_01: float, per_h: float) -> float:
    """An unmet need an hour later: it grows towards 1."""
    return need_01 + per_h * (1.0 - need_01)


@rule
def relieved(need_01: float, share: float) -> float:
    """A need after ``share`` of it was met."""
    return need_01 * (1.0 - share)


@rule
def unmet_01(comfort_01: float, occupation_01: float, connection_01: float, p: Record) -> float:
    """Unmet need as one level: the weighted mean of comfort, occupation and connection."""
    return (
        p.unmet_comfort_share * comfort_01
        + p.unmet_occupation_share * occupation_01
        + (1.0 - p.unmet_comfort_share - p.unmet_occupation_share) * connection_01
    )


@rule
def distress_per_h(
    proneness: float,
    unmet: float,
    pain_01: float,
    noise_01: float,
    haste: float,
    cognitive_loss_01: float,
    p: Record,
) -> float:
    """Chance of an episode of distress in a waking hour.

    Communication before it is a problem: rises with the square of what unmet need, pain, noise
    and haste around add up to beyond what is bearable, more so where words fail.
    """
    around = p.distress_noise * noise_01 + p.distress_haste * haste
    within = unmet + (p.distress_pain * pain_01 - p.distress_bearable_01)
    strain = max(0.0, within + around)
    words_fail = p.distress_words_base + (1.0 - p.distress_words_base) * cognitive_loss_01
    return min(1.0, (strain * strain) * (p.distress_scale_per_h * proneness * words_fail))


@rule
def distress_after_hour(distress_01: float, sedated: int, p: Record) -> tuple[float, float, float]:
    """Distress an hour later that nobody relieves: what is left, what wore off, what was sedated.

    Ignored distress wears off by itself; an antipsychotic takes a share of what is left.
    """
    worn = p.distress_wears_off_per_h * distress_01
    dulled = p.distress_sedated_per_h * sedated * (distress_01 - worn)
    return distress_01 - worn - dulled, worn, dulled


@rule
def self_engaged_share(cognitive_loss_01: float, dependency_01: float, p: Record) -> float:
    """Share of an unattended waking hour a resident keeps occupied by himself or herself.

    Loss of cognition weighs less in a place where one finds one's way.
    """
    finds_way = 1.0 + p.wayfinding_engages * (p.wayfinding_01 - p.usual_layout_01)
    loss = cognitive_loss_01 / finds_way
    return (
        p.self_engaged_most_share
        * (1.0 - min(1.0, loss))
        * (1.0 - p.self_engaged_dependency_share * dependency_01)
    )


@rule
def noise_fades(p: Record) -> float:
    """Share of a unit's noise that dies down in an hour; faster in a homely place."""
    homely = 1.0 + p.homeliness_calms * (p.homeliness_01 - p.usual_layout_01)
    return min(1.0, p.noise_fades_per_h * homely)


@rule
def activity_fit_01(
    demand_01: float, ability_01: float, interest_01: float, attention_01: float, p: Record
) -> float:
    """How far an activity engages: demand against ability, interest, attention per head.

    One rule for groups and one-to-one: full fit where ability covers demand, falling as demand
    outruns it, times interest and what attention there is.
    """
    shortfall = max(0.0, demand_01 - ability_01)
    fit = max(0.0, 1.0 - p.activity_shortfall_slope * shortfall)
    return fit * interest_01 * min(1.0, attention_01)
