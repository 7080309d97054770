"""Pain seen and treated or not; antipsychotics prescribed, reviewed and felt."""

from __future__ import annotations

from carehome_sim.home.compiled import rule
from carehome_sim.home.state import Record


@rule
def pain_seen_per_week(known_01: float, cognitive_loss_01: float, p: Record) -> float:
    """Chance that untreated pain is seen in a week: the person is known, or can say it."""
    told = 1.0 - (1.0 - known_01) * cognitive_loss_01
    return min(1.0, p.pain_seen_per_week * told * (1.0 + p.pain_review_gain * p.pain_review_01))


@rule
def antipsychotic_starts(agitation_per_day: float, understanding_01: float, p: Record) -> float:
    """Chance in a week of a prescription: agitation calls for it, understanding spares it."""
    spared = 1.0 - p.understanding_spares * understanding_01
    return min(1.0, p.antipsychotic_per_week * agitation_per_day * spared)


@rule
def antipsychotic_stops(p: Record) -> float:
    """Chance in a week that a prescription is ended: by the way, or because all are reviewed."""
    more = 1.0 + p.antipsychotic_review_gain * p.antipsychotic_review_01
    return min(1.0, p.antipsychotic_stop_per_week * more)
