"""The manager's week, planned hours and the rota."""

from __future__ import annotations

import math

from carehome_sim.home.codes import HOURS_PER_DAY
from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def compliance_h(rules_reading_01: float, p: Record) -> float:
    """Hours of the manager's week that audits, records and the regulator take."""
    return p.compliance_base_h + p.compliance_rules_h * rules_reading_01


@rule
def firefighting_h(vacancies: float, recorded: float, gaps: float, p: Record) -> float:
    """Hours of the week that vacancies, recorded incidents and empty shifts take."""
    return p.fire_vacancy_h * vacancies + p.fire_incident_h * recorded + p.fire_gap_h * gaps


@rule
def rostering_h(moved_share: float, staff_led_share: float, posts: float, p: Record) -> float:
    """Hours of the week that making a rota takes: more if shifts move or are chosen."""
    return posts * (
        p.rostering_h_per_post
        + p.rostering_moved_h_per_post * moved_share
        + p.rostering_staff_led_h_per_post * staff_led_share
    )


@rule
def floor_reach_01(floor_h: float, posts: float, p: Record) -> float:
    """How far a manager's hours on the floor reach each worker: ``1 - exp(-h / k)``."""
    return 1.0 - math.exp(-floor_h / (p.coaching_h_per_post * max(posts, 1.0)))


@rule
def coaching_worth(understanding_01: float, p: Record) -> float:
    """What an hour of a manager beside staff teaches, by own understanding; 1 at the usual one."""
    return 1.0 + p.understanding_coaches * (understanding_01 - p.usual_manager_understanding_01)


@rule
def support_target(present: float, supportiveness_01: float, reach_01: float, p: Record) -> float:
    """Support that staff feel: some from a manager in the office, the rest from one beside them."""
    felt = p.support_from_afar_share + (1.0 - p.support_from_afar_share) * reach_01
    return present * supportiveness_01 * felt


@rule
def rules_reading_target(sanction_01: float, attitude_01: float, p: Record) -> float:
    """The climate's reading of the rules: the regime's sanctions seen by the manager.

    A regulator who asks for responsive care is read as leaving room for it.
    """
    seen = sanction_01 * (1.0 + p.attitude_weight * (1.0 - 2.0 * attitude_01))
    asked = p.responsiveness_weight_01 - p.usual_responsiveness_01
    seen *= 1.0 - p.responsiveness_calms_share * asked
    return min(1.0, max(0.0, seen))


@rule
def manager_leaves_per_day(in_post_share: float, p: Record) -> float:
    """Daily chance of the manager leaving that, with the time to replace, gives this presence."""
    share = min(max(in_post_share, p.least_in_post_share), 1.0)
    return (1.0 - share) / (share * p.manager_replaced_days)


@rule
def hours_by_night_and_day(hours: float, p: Record) -> tuple[float, float]:
    """Planned care hours of a day by night and by day; one worker at least is there at any time."""
    night = max(hours * p.night_share, HOURS_PER_DAY - p.shift_h)
    return night, max(hours - night, p.shift_h)


@rule
def agency_ceiling_share(p: Record) -> float:
    """Share of care hours that may come from an agency: none, up to the ceiling, or all.

    ``staffing.temporary_staff_policy`` by position: 0 none, 1 as found, 2 without limit.
    """
    if p.temporary_staff_policy < 1.0:
        return 0.0
    return p.agency_ceiling_share if p.temporary_staff_policy < 2.0 else 1.0


@rule
def may_call_agency(
    hours: float, agency_h: float, worked_h: float, planned_h: float, p: Record
) -> bool:
    """Whether an empty shift may go to an agency, by the hours of the last weeks.

    Up to the ceiling; beyond it where less of the rota is worked than is safe (a home that takes no
    temporary staff at all never does).
    """
    ceiling = agency_ceiling_share(p)
    unsafe = worked_h < p.safe_cover_share * planned_h
    return agency_h + hours <= ceiling * (worked_h + hours) or (ceiling > 0.0 and unsafe)


@rule
def rota_level_factor(p: Record) -> float:
    """Factor on planned hours of a low (position 0), standard (1) or high (2) rota."""
    return 1.0 + p.rota_level_step_share * (p.rota_level - 1.0)


@rule
def senior_posts(posts: int, p: Record) -> int:
    """How many of so many posts are senior ones: the skill mix's share, one at least."""
    return max(int(posts * p.skill_mix_senior_share + 0.5), 1) if posts > 0 else 0


@rule
def shortfall_relieved(wanted: float, planned: float) -> float:
    """What one more worker in an hour takes off its shortfall, as the rota's maker weighs it.

    The shortfall of an hour weighs ``short^2 / wanted``: waiting grows faster than what is short,
    and the less so the more hands there are to share it.
    """
    short = max(wanted - planned, 0.0)
    left = max(short - 1.0, 0.0)
    return (short * short - left * left) / max(wanted, 1.0)


@rule
def usual_start(hour: int, midday_h: int, p: Record) -> bool:
    """Whether shifts start at this hour where none is moved: day, second half day, night."""
    return hour == p.day_starts_h or hour == midday_h or hour == p.night_starts_h
