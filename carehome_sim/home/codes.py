"""Codes of the model: kinds of task, kinds of choice, who decided, how it ended, and why.

Plain integers, so that compiled rules and records share them; the words beside them are what
people read in a story or a table.
"""

from __future__ import annotations

from typing import Final

MINUTES_PER_HOUR: Final = 60
HOURS_PER_MINUTE: Final = 1.0 / 60.0
HOURS_PER_DAY: Final = 24
MINUTES_PER_DAY: Final = 1440
DAYS_PER_WEEK: Final = 7
DAYS_PER_YEAR: Final = 365.0
DAYS_PER_READING: Final = 28
SESSIONS_PER_WEEK: Final = 12.0 / 52.0  # in a week, of what is planned for a month
FORECAST_DAY: Final = 6  # of the week: the day whose wants the next rota is made to meet
NIGHT_BIT: Final = HOURS_PER_DAY

# ---- care tasks: the first five are personal care, in the order they are declared
UP: Final = 0
TOILET: Final = 1
MEAL: Final = 2
BATH: Final = 3
BED: Final = 4
COMFORT: Final = 5
COMPANY: Final = 6
WISH: Final = 7
INCIDENT: Final = 8
MEDICINES: Final = 9
NIGHT_CHECK: Final = 10
REVIEW: Final = 11
N_TASKS: Final = 12
TASK_WORDS: Final = (
    "get up, wash and dress",
    "toilet",
    "help with a meal",
    "bath",
    "go to bed",
    "reassurance",
    "company",
    "a wish that carries a risk",
    "help after a fall",
    "medicine round",
    "night check",
    "care plan review",
)

# ---- what people do together
GROUP: Final = 0
ONE_TO_ONE: Final = 1
HOUSEHOLD: Final = 2
VOLUNTEER: Final = 3
EVENT: Final = 4
ACTIVITY_WORDS: Final = (
    "a group activity",
    "one-to-one time",
    "a task of the household",
    "a volunteer's visit",
    "an event with the neighbourhood",
)

# ---- preference occasions
RISE_TIME: Final = 0
DRESS: Final = 1
BREAKFAST: Final = 2
LUNCH: Final = 3
BATHING: Final = 4
BED_TIME: Final = 5
AFTERNOON: Final = 6
RISK: Final = 7
WITH_WHOM: Final = 8
N_CHOICES: Final = 9
CHOICE_WORDS: Final = (
    "when to get up",
    "what to wear",
    "breakfast",
    "lunch",
    "how to bathe",
    "when to go to bed",
    "how to spend the afternoon",
    "a walk outside alone",
    "with whom to have supper",
)

# ---- who decided
NOBODY: Final = -1
RESIDENT: Final = 0
SHARED: Final = 1
FAMILY: Final = 2
PRACTITIONER: Final = 3
DECIDER_WORDS: Final = ("the resident", "resident and staff together", "family", "staff")

# ---- how a preference occasion ended (five exclusive ends)
NOT_DUE: Final = -1
OPEN: Final = 0
FOLLOWED: Final = 1
FOLLOWED_LATE: Final = 2
BY_CHANCE: Final = 3
REFUSED: Final = 4
NEVER_ASKED: Final = 5
N_ENDS: Final = 6
END_WORDS: Final = (
    "open",
    "followed",
    "followed late",
    "met without being asked",
    "refused",
    "never asked",
)

# ---- answers to a wish that carries a risk
YES: Final = 0
YES_WITH_SUPPORT: Final = 1
LATER: Final = 2
NO: Final = 3
ANSWER_WORDS: Final = ("yes", "yes, with support", "another time", "no")

# ---- manner
TASK_FIRST: Final = 0
PERSON_CENTRED: Final = 1
MANNER_WORDS: Final = ("task first", "person-centred")

# ---- ratings
INADEQUATE: Final = 1
REQUIRES_IMPROVEMENT: Final = 2
GOOD: Final = 3
OUTSTANDING: Final = 4
RATINGS: Final = 4
RATING_WORDS: Final = ("", "inadequate", "requires improvement", "good", "outstanding")

# ---- who brings an approach about
BY_MANAGER: Final = 0
BY_CHAMPIONS: Final = 1
BY_EXPERT: Final = 2
DELIVERERS: Final = {"own champions": BY_CHAMPIONS, "outside expert": BY_EXPERT}
NOT_IN_FORCE: Final = -1.0

# ---- roles
CARE_ASSISTANT: Final = 0
SENIOR: Final = 1  # a senior care worker or a nurse
ACTIVITY_COORDINATOR: Final = 2
ROLE_WORDS: Final = ("care assistant", "senior or nurse", "activity coordinator")

# ---- events in the full record
EV_DUE: Final = 0
EV_ACT: Final = 1
EV_MISSED: Final = 2
EV_CHOICE: Final = 3
EV_ANSWER: Final = 4
EV_DISTRESS: Final = 5
EV_INCIDENT: Final = 6
EV_VISIT: Final = 7
EV_ACTIVITY: Final = 8
EV_SHIFT: Final = 9
EV_DEATH: Final = 10
EV_ADMISSION: Final = 11
EV_LEAVER: Final = 12
EV_HIRED: Final = 13
EV_MANAGER: Final = 14
EV_HOSPITAL: Final = 15
EV_PASSED_OVER: Final = 16
EV_HELPED: Final = 17
EV_TRAINING: Final = 18
EV_REVIEW: Final = 19
EV_INSPECTION: Final = 20
EVENT_WORDS: Final = (
    "fell due",
    "act of care",
    "missed",
    "choice",
    "answer",
    "distress",
    "incident",
    "visit",
    "activity",
    "shift",
    "death",
    "admission",
    "left",
    "hired",
    "manager",
    "hospital",
    "passed over",
    "helped a colleague",
    "training",
    "care plan review",
    "inspection",
)

# ---- reasons: the gate that was narrowest, or the ground of an answer
BECAUSE_WILLING: Final = 0
BECAUSE_ABLE: Final = 1
BECAUSE_ALLOWED: Final = 2
BECAUSE_TIME: Final = 3
BECAUSE_HARM: Final = 4
BECAUSE_IMPORTANT: Final = 5
BECAUSE_ROUTINE: Final = 6
BECAUSE_KNOWN: Final = 7
BECAUSE_SELF: Final = 8
BECAUSE_NOT_ON_OFFER: Final = 9
REASON_WORDS: Final = (
    "willingness",
    "skill or knowledge of the resident",
    "what staff feel allowed to do",
    "time",
    "expected harm",
    "what it means to the resident",
    "routine",
    "what is known of the resident",
    "the resident managed it alone",
    "the home does not have it just then",
)

# ---- whose luck a random number is: the high bits of the person word
STAFF_LUCK: Final = 1 << 30
MANAGER_LUCK: Final = 2 << 30
HOME_LUCK: Final = 3 << 30
OCCUPANTS: Final = 1 << 16
BENCH_FIRST: Final = 1 << 12  # places of the temporary-staff bench are counted from here
COORDINATOR_PLACE: Final = (1 << 13) - 1

# ---- who settles shared matters where residents do not meet
BY_HABIT: Final = 0
BY_THE_MANAGER: Final = 1
BY_MAJORITY: Final = 2
ALONE: Final = 1  # of the options with whom to have supper

# ---- decisions: which random number of a person's hour
D_ORIGIN: Final = 1
D_TRAITS: Final = 2
D_TRAITS_MORE: Final = 3
D_IMPORTANCE: Final = 4
D_OPTION: Final = 5
D_CALENDAR: Final = 6
D_WISH: Final = 7
D_PLAN: Final = 8
D_TOILET: Final = 9
D_HOUR: Final = 10
D_OFFER: Final = 12
D_TIE: Final = 13
D_SICK: Final = 14
D_COVER: Final = 15
D_LEAVE: Final = 16
D_APPLICANT: Final = 17
D_STAFF: Final = 18
D_STAFF_MORE: Final = 19
D_HEALTH: Final = 20
D_FALL: Final = 21
D_ADMIT: Final = 22
D_MANAGER: Final = 23
D_RATER: Final = 24
D_ACTIVITY: Final = 25
D_HOME: Final = 26
D_ANSWER: Final = 27
D_CONTACT: Final = 28
D_CHANGE: Final = 29
D_REVIEW: Final = 30
D_DRIFT: Final = 31
D_SETTLE: Final = 32
D_COMMUNITY: Final = 33
D_INSPECTION: Final = 34
D_MEDICINE: Final = 35
D_BUDGET: Final = 36
D_MARKET: Final = 37
DECISION_SHIFT: Final = 1 << 20
