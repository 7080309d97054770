"""The pictures of a report, each drawn by a function of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carehome_sim.report.figures.day import day
from carehome_sim.report.figures.deciders import deciders
from carehome_sim.report.figures.forest import forest
from carehome_sim.report.figures.gains import gains
from carehome_sim.report.figures.groups import groups
from carehome_sim.report.figures.months import months, weeks
from carehome_sim.report.figures.plane import plane
from carehome_sim.report.figures.spread import spread

if TYPE_CHECKING:
    from carehome_sim.report.drawing import Picture
    from carehome_sim.report.facts import Facts
    from carehome_sim.study import StudyResult

__all__ = ["pictures"]


def pictures(result: StudyResult, facts: Facts) -> list[Picture]:
    """Every picture that this result can fill, in the order of the report."""
    if facts.kind == "run":
        made = [spread(result, facts), day(result, facts), deciders(result, facts)]
        made.append(weeks(result, facts))
    else:
        made = [forest(facts), plane(facts), day(result, facts), deciders(result, facts)]
        made += [groups(facts), gains(result, facts), months(result, facts)]
    return [picture for picture in made if picture is not None]
