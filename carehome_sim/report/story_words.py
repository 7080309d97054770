"""Words that stories of residents, staff and manager share."""

from __future__ import annotations

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SEVERITIES = ("no dementia", "mild dementia", "moderate dementia", "severe dementia")
CARE_WORDS = (
    "to help with getting up, washing and dressing",
    "to help with the toilet",
    "to help with a meal",
    "to give a bath",
    "to help to bed",
    "to comfort",
    "for company",
    "about the wish for a walk outside",
    "after the fall",
    "on the medicine round",
    "on the night round",
    "to go over the care plan",
)
GATES = (
    "what held it back most: willingness",
    "what held it back most: skill, or knowing the resident",
    "what held it back most: what staff feel allowed to do",
    "what held it back most: time",
)
