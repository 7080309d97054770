"""The scoreboard in words: what is said of a row, and the score of each role.

Page, pictures and docs take their words from here, so that they cannot tell different stories.
Scores are counted from the rows that are shown, role by role, and never summed over roles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from carehome_sim.report.scoreboard_checks import closeness, figure_words, how_far, shown
from carehome_sim.report.words import counted, listed, plural
from carehome_sim.validation.registry import ROLES
from carehome_sim.validation.scoreboard import HOLDS_IN, SET_SIZE, too_few_sets

Row = dict[str, Any]
ORDER = ("V", "C", "B", "Q")
SYMBOLS = {
    "passed": "✓",
    "unsteady": "◔",
    "missed": "✗",
    "forced": "◐",
    "told": "○",
    "failed to run": "!",
}

HOLD = ("passed", "unsteady")  # with default values


def rows_by_role(board: Row) -> dict[str, list[Row]]:
    """The rows of each role that has any, in the order in which roles are told."""
    made = {role: [row for row in board["patterns"] if row["role"] == role] for role in ORDER}
    return {role: rows for role, rows in made.items() if rows}


def verdict(row: Row) -> str:
    """What is said of a row: passed, unsteady, missed, forced, told or failed to run.

    *Unsteady*: it holds with default values, but in too few of the parameter sets tried.
    """
    if row.get("error"):
        return "failed to run"
    if row["role"] == "Q" or row.get("passed") is None:
        return "told"
    if not row["passed"]:
        return "missed"
    if row.get("forced"):
        return "forced"
    return "unsteady" if too_few_sets(row) else "passed"


def role_words(row: Row) -> str:
    """The role in words, targets told apart."""
    word = ROLES[row["role"]].partition(":")[0]
    return f"{word} (target)" if row["kind"] == "target" else word


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows got each verdict."""
    said = [verdict(row) for row in rows]
    return {word: said.count(word) for word in SYMBOLS}


def score_words(role: str, rows: Sequence[Row]) -> str:
    """The score of one role in words."""
    made, of = counts(rows), len(rows)
    if role == "Q":
        ran = of - made["failed to run"]
        return f"{ran} of {plural(of, 'open question')} reported on"
    if role == "C":
        name = plural(of, "calibration row or target", "calibration rows and targets")
        return f"{made['passed']} of {name} met{_unsteady(made)}{_dependent(made)}"
    if role == "B":
        return f"{made['passed']} of {plural(of, 'built-in rule')} verified{_dependent(made)}"
    verb = "holds" if made["passed"] == 1 else "hold"
    text = f"{made['passed']} of {plural(of, 'validation pattern')} {verb}{_unsteady(made)}"
    if made["forced"]:
        text += _dependent(made)
    elif not made["passed"]:
        return text
    elif unproved := sum(verdict(r) == "passed" and r.get("forced") is None for r in rows):
        text += f", {unproved} of them not re-run with the mechanism off"
    else:
        text += ", none of them forced"
    return text


def _unsteady(made: dict[str, int]) -> str:
    return f", {made['unsteady']} more in too few parameter sets" if made["unsteady"] else ""


def _dependent(made: dict[str, int]) -> str:
    if not made["forced"]:
        return ""
    verb = "shows but stays" if made["forced"] == 1 else "show but stay"
    its = "its mechanism" if made["forced"] == 1 else "their mechanisms"
    do = "does" if made["forced"] == 1 else "do"
    return f" ({made['forced']} more {verb} with {its} switched off: forced, {do} not count)"


def score_sentence(board: Row) -> str:
    """The score in one plain sentence, role by role."""
    told = [score_words(role, rows) for role, rows in rows_by_role(board).items()]
    return ("; ".join(told) or "No row was tested") + "."


def weaker_sentence(board: Row) -> str:
    """How many of the validation patterns that hold are weak evidence, and which are not."""
    hold = [row for row in board["patterns"] if row["role"] == "V" and verdict(row) == "passed"]
    if not hold:
        return ""
    changed = [row for row in hold if row.get("revised")]
    stay = [row for row in hold if _stays(row)]
    free = [
        row["id"]
        for row in hold
        if row not in changed and row not in stay and row.get("forced") is False
    ]
    return (
        f"Of the {len(hold)} that {'holds' if len(hold) == 1 else 'hold'}, {len(changed)} failed "
        f"earlier and led to a changed mechanism (†), {len(stay)} meet some check with the "
        f"mechanism off as well; free of both: {listed(free) or 'none'}."
    )


def _stays(row: Row) -> tuple[()] | tuple[int, int]:
    """Checks that are met with the mechanism off, and how many there are; empty if none is."""
    asked = [check for check in row.get("off_figures") or () if check["passed"] is not None]
    met = sum(bool(check["passed"]) for check in asked)
    return (met, len(asked)) if met else ()


def seeds_sentence(board: Row, others: Sequence[Row]) -> str:
    """How the validation rows that hold fared under other seeds; ``others`` are their boards."""
    if not others:
        return ""
    hold = [r["id"] for r in board["patterns"] if r["role"] == "V" and verdict(r) == "passed"]
    said = [{row["id"]: verdict(row) for row in other["patterns"]} for other in others]
    turned = [
        f"with seed {other['seed']} {name} was {words.get(name, 'not tried')}"
        for other, words in zip(others, said, strict=True)
        for name in hold
        if words.get(name) != "passed"
    ]
    steady = [name for name in hold if all(words.get(name) == "passed" for words in said)]
    seeds = listed([str(one["seed"]) for one in (board, *others)])
    return f"{'; '.join([f'{len(steady)} of them hold under each of seeds {seeds}', *turned])}."


def sets_sentence(board: Row) -> str:
    """Over which parameter sets the verdicts stand."""
    place = f"Verdicts are those at {board['parameter_set']}"
    if not board.get("sets"):
        return (
            f"{place}; whether they stand over what is not known about parameters has not been "
            "tested here."
        )
    loose = counts(board["patterns"])["unsteady"]
    text = (
        f"{place}; beside them stands in what share of {board['sets']} parameter sets each row "
        f"holds ({100 * HOLDS_IN:.0f} % or more is asked). Sets are tried with "
        f"{SET_SIZE:g} times the homes, and with all where a row that holds with default values is "
        "missed with few."
    )
    if loose:
        text += f" {counted(loose, 'row').capitalize()} hold{'s' if loose == 1 else ''} in too few."
    return text


def size_sentence(board: Row) -> str:
    """A warning where fewer homes were simulated than the tests ask for."""
    if board.get("size", 1.0) >= 1.0:
        return ""
    return (
        f"Only {board['size']:g} times the homes that the tests ask for were simulated: intervals "
        "are wide, and a row may be missed for want of homes alone."
    )


def leaning(board: Row) -> list[tuple[str, str, list[Row]]]:
    """What may be leaned on and what not: a heading, why, and its rows; none without rows."""
    tests = [row for row in board["patterns"] if row["role"] == "V"]
    tuned = [row for row in board["patterns"] if row["role"] == "C"]
    enough = f"{100 * HOLDS_IN:.0f} %"
    kinds = [
        (
            "May be leaned on for direction only",
            "the model shows these findings, at default values unless sets are told. Most tests "
            "set a low floor, often by judgement, and no upper bound: sizes are untested. SDs are "
            "of simulated homes.",
            [row for row in tests if verdict(row) == "passed"],
        ),
        (
            "Only with care",
            f"these hold here, but in fewer than {enough} of parameter sets.",
            [row for row in tests if verdict(row) == "unsteady"],
        ),
        (
            "Not to be leaned on",
            "real homes show these findings and the model does not, or not wholly. What it says of "
            "them, and of policies that work through them, is not supported.",
            [row for row in tests if verdict(row) == "missed"],
        ),
        (
            "Calibration rows and targets that are missed",
            "as much a warning.",
            [row for row in tuned if verdict(row) not in ("passed", "told")],
        ),
        (
            "No evidence either way",
            "forced: the pattern stays without its mechanism.",
            [row for row in tests if verdict(row) == "forced"],
        ),
        (
            "Not known",
            "the experiment stopped; counted as missed.",
            [row for row in tests if verdict(row) == "failed to run"],
        ),
    ]
    return [one for one in kinds if one[2]]


def met_of(row: Row) -> tuple[int, int]:
    """How many of a row's checks are met, and how many are asked."""
    asked = [one for one in map(shown, row["figures"]) if one.passed is not None]
    return sum(bool(one.passed) for one in asked), len(asked)


def row_note(row: Row) -> str:
    """What a reader should know beside a row's name: changed for it, not re-run, what stays."""
    told = []
    if verdict(row) in HOLD and row["role"] == "V" and row.get("forced") is None:
        told.append("not run again with its mechanism off")
    if verdict(row) in HOLD and (stays := _stays(row)):
        told.append(f"{stays[0]} of {stays[1]} checks stay with its mechanism off")
    said = [closeness(shown(check)) for check in row["figures"]]
    if verdict(row) in HOLD and (edge := said.count("at the edge")):
        told.append(f"{counted(edge, 'check')} at the edge")
    if verdict(row) == "unsteady":
        told.append(f"holds in {100 * row['share_of_sets']:.0f} % of parameter sets")
    if verdict(row) == "missed":
        met, asked_of = met_of(row)
        told.append(f"{met} of {plural(asked_of, 'check')} met")
        if wrong := said.count("wrong sign"):
            told.append(f"wrong sign in {counted(wrong, 'check')}")
        elif said.count("near") == asked_of - met:
            told.append("what is missed is near")
    return "; ".join(told)


def row_reading(row: Row) -> str:
    """What to see in the picture of a row, in one sentence."""
    said, checks = verdict(row), [shown(check) for check in row["figures"]]
    if said == "failed to run":
        return "The experiment stopped, so nothing was found; the row counts as missed."
    asked = [one for one in checks if one.passed is not None]
    if not asked:
        return "Nothing is asked of this row: its figures are told for the reader to judge."
    missed = [one for one in asked if not one.passed]
    if missed:
        first, met = missed[0], len(asked) - len(missed)
        text = f"{met} of {plural(len(asked), 'check')} met; missed: {first.label}, "
        text += f"{figure_words(first)}: {how_far(first)}"
        return text + (f"; and {len(missed) - 1} more." if missed[1:] else ".")
    many = {1: "The one check is", 2: "Both checks are"}.get(len(asked))
    text = f"{many or f'All {len(asked)} checks are'} met"
    return text + (", but with the mechanism off as well." if said == "forced" else ".")
