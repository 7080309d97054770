"""The findings in words: what a reader who looks at no table should take away."""

from __future__ import annotations

import math

from carehome_sim.evidence import outcomes
from carehome_sim.report.facts import COST, INDEX, PARTS, TIMELY, ArmFacts, Estimate, Facts
from carehome_sim.report.words import counted, interval, listed, number, pounds, scale_of

MOST_TOLD = 12
DAYS_OF_TWO_MONTHS = 56


def headline(facts: Facts) -> str:
    """The one sentence at the top."""
    if facts.kind == "run":
        return _level_sentence(facts)
    known = [arm for arm in facts.by_effect() if arm.difference(INDEX).defined]
    if not known:
        return "The personalisation index is undefined, so the scenarios cannot be compared by it."
    if all(arm.difference(INDEX).nothing for arm in known):
        return f"Nothing changes: against “{facts.label}” every difference is exactly 0."
    best = known[0]
    if best.difference(INDEX).mean <= 0:
        return f"No scenario raises the personalisation index above that of “{facts.label}”."
    lead = f"Of {counted(len(facts.arms), 'scenario')}, " if len(facts.arms) > 1 else ""
    does = "does most for personalised care: it" if len(facts.arms) > 1 else ""
    return f"{lead}“{best.title}” {does} {_effect_words(best, facts)}.".replace("  ", " ")


def findings(facts: Facts) -> list[str]:
    """The findings one by one: the baseline, each scenario, harm, weights."""
    if facts.kind == "run":
        return _run_findings(facts)
    ordered = facts.by_effect()
    told = [_level_sentence(facts)]
    told += [_arm_sentence(arm, facts) for arm in ordered[:MOST_TOLD]]
    if len(ordered) > MOST_TOLD:
        told.append(f"{len(ordered) - MOST_TOLD} more scenarios are in the table below.")
    turning = [f"“{arm.label}”" for arm in ordered if arm.weighting.get("robust") is False]
    if turning:
        told.append(
            f"Whether {listed(turning[:MOST_TOLD])} helps at all turns on how choice, identity and "
            "community are weighed."
        )
    return told


def _level_sentence(facts: Facts) -> str:
    index = facts.level(INDEX)
    if not index.defined:
        return f"In “{facts.title}” the personalisation index is undefined."
    parts = [f"{part} {number(facts.level(part).mean, 0)}" for part in PARTS]
    text = (
        f"In “{facts.title}” residents reach {number(index.mean, 1)} of 100 points of the "
        f"personalisation index{_within(index, 1)}: {listed(parts)}"
    )
    timely, cost = facts.level(TIMELY), facts.level(COST)
    if timely.defined:
        text += f"; {number(100 * timely.mean, 0)} % of care comes in time"
    if cost.defined:
        text += f"; care costs {pounds(cost.mean)} per resident-week"
    return text + "."


def _within(made: Estimate, decimals: int) -> str:
    if not math.isfinite(made.low):
        return " (one home: no interval)"
    return f" (95 % interval {interval(made.low, made.high, decimals)})"


def _effect_words(arm: ArmFacts, facts: Facts) -> str:
    made = arm.difference(INDEX)
    size = number(abs(made.mean), 1)
    if made.nothing:
        return "changes nothing: every difference in the index is exactly 0"
    if not math.isfinite(made.low):
        return f"changes the index by {number(made.mean, 1, sign=True)} points (too few homes)"
    if not made.clear:
        return (
            f"changes the index by {number(made.mean, 1, sign=True)} points"
            f"{_within(made, 1)}, which cannot be told from none"
        )
    does = "raises" if made.mean > 0 else "lowers"
    low, high = sorted((abs(made.low), abs(made.high)))
    ends = interval(low, high, 1)
    level = number(facts.level(INDEX).mean, 1)
    return (
        f"{does} the personalisation index by {size} points (95 % interval {ends}) from {level}, "
        f"and does better in {number(100 * made.probability_better, 0)} % of homes"
    )


def _gain_words(made: Estimate) -> str:
    if made.nothing:
        return "no change at all, every difference in the index is exactly 0"
    text = f"{number(made.mean, 1, sign=True)} points of the index"
    if not math.isfinite(made.low):
        return f"{text} (too few homes for an interval)"
    text += f" ({interval(made.low, made.high, 1)})"
    if not made.clear:
        return f"{text}, which cannot be told from none"
    return f"{text}, better in {number(100 * made.probability_better, 0)} % of homes"


def _arm_sentence(arm: ArmFacts, facts: Facts) -> str:
    made = arm.difference(INDEX)
    if not made.defined:
        return f"“{arm.title}”: the index is undefined."
    text = f"“{arm.title}”: {_gain_words(made)}{_cost_words(arm)}"
    if made.clear and facts.measured_days >= DAYS_OF_TWO_MONTHS:
        text += (
            f"; the effect shows from month {arm.months_to_effect} on"
            if arm.months_to_effect is not None
            else "; by the end the effect can no longer be told from none"
        )
    text += "."
    if arm.harms:
        what = [outcomes()[harm["outcome"]].title.lower() for harm in arm.harms]
        text += f" Marked as harm: {listed(what)}."
    return text


def _cost_words(arm: ArmFacts) -> str:
    cost = arm.difference(COST)
    if not cost.defined:
        return ""
    if cost.nothing:
        return "; cost unchanged"
    sign = 1.0 if cost.mean > 0 else -1.0
    low, high = sorted((sign * cost.low, sign * cost.high))
    ends = interval(low, high, 0 if abs(cost.mean) >= 9.995 else 2)
    how = "more" if cost.mean > 0 else "less"
    text = f"; it costs {pounds(abs(cost.mean))} {how} per resident-week ({ends})"
    if not cost.clear and math.isfinite(cost.low):
        return text + ", which cannot be told from none"
    per_point = (arm.cost_effectiveness or {}).get("cost_per_point") or {}
    value = per_point.get("mean")
    if value is not None and value > 0 and per_point.get("bounded"):
        low, high = per_point["ci95"]
        text += f", {pounds(value)} for each point ({pounds(low)} to {pounds(high)})"
    return text


def _run_findings(facts: Facts) -> list[str]:
    told = []
    for name in (
        "decided_by_resident_share",
        "scrqol",
        "agitation_cmai",
        "staff_turnover_per_year",
        "refused_capable_share",
    ):
        made = facts.level(name)
        if made.defined:
            outcome, scale = outcomes()[name], scale_of(outcomes()[name])
            told.append(
                f"{outcome.title}: {number(scale.factor * made.mean, scale.decimals)} {scale.unit}"
                + (
                    f" (95 % interval {_ends(made, scale.factor, scale.decimals)})."
                    if math.isfinite(made.low)
                    else "."
                )
            )
    return told


def _ends(made: Estimate, factor: float, decimals: int) -> str:
    return interval(factor * made.low, factor * made.high, decimals)


LIMITS = (
    "The intervals tell how sure the simulation is of its own mean over homes: chance between "
    "homes. They do not hold what is uncertain about the model's parameters and rules, which is "
    "more. Read directions and orders of size, not decimals.",
    "Many inputs are judgements (grade C) or triangulated (D); `carehome evidence` lists every "
    "number with its source, range and grade. The model is not yet calibrated to trials.",
    "The model is held against findings about real homes, row by row, by `carehome validate` and "
    "in docs/scoreboard.md. Many rows fail, and those that hold speak for directions, not sizes.",
    "Quality of life, agitation and satisfaction are read off the same simulated states as the "
    "index. They are not independent benefits and must not be added to it.",
    "For comparing policies over many homes. Not for decisions about one person, not a tool to "
    "staff a particular home, not a rating of any home.",
    "Ethnicity, language, faith and sexuality are not modelled, so equity is told by dementia, "
    "dependency, funder, family and the worst-off fifth only. A building is no more than units "
    "and three scales.",
)
