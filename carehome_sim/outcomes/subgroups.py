"""Who fares how: by severity, dependency, funder and family, worst-off fifth, standardised.

Columns are ``<outcome>__<group>`` with ``n_<outcome>__<group>``, the number of residents (of
readings, where the outcome is read off readings). Severity, dependency and family are as they
were when a resident's time in the measured period began.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from carehome_sim.outcomes.constants import number
from carehome_sim.outcomes.ratios import index_of
from carehome_sim.outcomes.readouts import cmai_rated, mean_and_count, scrqol
from carehome_sim.outcomes.standardised import standard_weights

Array = np.ndarray[Any, Any]
Row = dict[str, float]

SEVERITIES = ("severity_none", "severity_mild", "severity_moderate", "severity_severe")
DEPENDENCIES = ("dependency_low", "dependency_medium", "dependency_high")
FUNDERS = ("funder_council", "funder_self")
FAMILIES = ("family_less", "family_weekly")
GROUPS = (*SEVERITIES, *DEPENDENCIES, *FUNDERS, *FAMILIES)
WORST_FIFTH = "worst_fifth"
STANDARDISED = "standardised"
WHOLE = (*GROUPS, STANDARDISED)

PARTS = ("choice", "identity", "community")
BY_GROUP = ("personalisation_index", *PARTS, "timely_care", "engaged_time_share")
DECIDED = (
    "decided_by_resident_share",
    "decided_shared_share",
    "decided_by_family_share",
    "decided_by_practitioner_share",
)
STAY_RATIOS = {
    "choice": ("choice", "choice_weight", 100.0),
    "identity": ("identity", "identity_need", 100.0),
    "community": ("community", "weeks", 100.0),
    "timely_care": ("timely", "due", 1.0),
    "engaged_time_share": ("engaged_min", "waking_h", 1.0 / 60.0),
}


def subgroup_columns() -> tuple[str, ...]:
    """Names of the outcomes by group, without their counts, in the order of the row."""
    names = [f"{outcome}__{group}" for outcome in BY_GROUP for group in (*WHOLE, WORST_FIFTH)]
    names += [f"{outcome}__{group}" for outcome in DECIDED for group in SEVERITIES]
    names += [f"scrqol__{group}" for group in SEVERITIES]
    names += [f"agitation_cmai__{group}" for group in SEVERITIES[1:]]
    return tuple(names)


def _divided(over: Array, under: Array) -> Array:
    shares: Array = np.full(np.shape(under), np.nan)
    np.divide(over, under, out=shares, where=under > 0.0)
    return shares


def membership(stays: Array) -> Array:
    """Who belongs to which group of :data:`GROUPS`: 0 or 1, ``(groups, stays)``."""
    kinds = (
        ("severity", len(SEVERITIES)),
        ("dependency_class", len(DEPENDENCIES)),
        ("self_funder", len(FUNDERS)),
        ("weekly_visits", len(FAMILIES)),
    )
    rows = [stays[field] == code for field, codes in kinds for code in range(codes)]
    return np.array(rows, dtype=np.float64)


def by_group(stays: Array) -> Row:
    """Outcomes of :data:`BY_GROUP` in each group: sums over its residents, one over the other.

    The last group is everybody, weighted to the standard mix of residents.
    """
    member = np.vstack([membership(stays), standard_weights(stays)])
    values: dict[str, Array] = {}
    counts: dict[str, Array] = {}
    for outcome, (over, under, scale) in STAY_RATIOS.items():
        total = (member * stays[under]).sum(axis=1)
        values[outcome] = _divided(scale * (member * stays[over]).sum(axis=1), total)
        counts[outcome] = ((member > 0.0) * (stays[under] > 0.0)).sum(axis=1)
    values["personalisation_index"] = index_of(*(values[part] for part in PARTS))
    counts["personalisation_index"] = np.min([counts[part] for part in PARTS], axis=0)
    return {
        f"{prefix}{outcome}__{group}": cell
        for outcome in BY_GROUP
        for prefix, cells in (("", values[outcome]), ("n_", counts[outcome]))
        for group, cell in zip(WHOLE, cells.tolist(), strict=True)
    }


def decided_by_severity(stays: Array) -> Row:
    """Who decided, by severity: shares of the preference occasions of each group."""
    member = membership(stays)[: len(SEVERITIES)]
    decided = (member[:, :, None] * stays["decided"][None, :, :]).sum(axis=1)
    occasions = decided.sum(axis=1)
    people = (member * (stays["decided"].sum(axis=1) > 0.0)).sum(axis=1).tolist()
    row: Row = {}
    for code, outcome in enumerate(DECIDED):
        shares = _divided(decided[:, code], occasions).tolist()
        for group, share, count in zip(SEVERITIES, shares, people, strict=True):
            row[f"{outcome}__{group}"] = share
            row[f"n_{outcome}__{group}"] = count
    return row


def instruments_by_severity(readings: Array) -> Row:
    """SCRQoL and agitation by severity at the reading; counts are readings."""
    quality = scrqol(readings)
    agitation = cmai_rated(readings)
    row: Row = {}
    for code, group in enumerate(SEVERITIES):
        among = readings["severity"] == code
        mean, count = mean_and_count(quality, among)
        row[f"scrqol__{group}"], row[f"n_scrqol__{group}"] = mean, count
        if code > 0:
            mean, count = mean_and_count(agitation, among)
            row[f"agitation_cmai__{group}"], row[f"n_agitation_cmai__{group}"] = mean, count
    return row


def worst_fifth(stays: Array, measured_days: int) -> Row:
    """Mean over the fifth of residents (rounded up) whose own value is lowest.

    Each outcome has its own worst-off fifth, among residents who lived in the home long enough
    for chance not to choose them.
    """
    least = min(number("worst_fifth_least_days"), measured_days / 2.0)
    long_enough = stays[stays["days"] >= least]
    own = {
        outcome: _divided(scale * long_enough[over], long_enough[under])
        for outcome, (over, under, scale) in STAY_RATIOS.items()
    }
    own["personalisation_index"] = index_of(*(own[part] for part in PARTS))
    row: Row = {}
    for outcome in BY_GROUP:
        values = own[outcome]
        values = np.sort(values[~np.isnan(values)])
        lowest = values[: -(-len(values) // 5)]
        mean, count = mean_and_count(lowest)
        row[f"{outcome}__{WORST_FIFTH}"], row[f"n_{outcome}__{WORST_FIFTH}"] = mean, count
    return row


def subgroups(stays: Array, readings: Array, measured_days: int) -> Row:
    """Every subgroup column with its count."""
    return {
        **by_group(stays),
        **worst_fifth(stays, measured_days),
        **decided_by_severity(stays),
        **instruments_by_severity(readings),
    }
