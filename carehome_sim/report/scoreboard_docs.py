"""The docs page of the scoreboard: what this model gets right and wrong, made from its figures.

``python -m carehome_sim.report.scoreboard_docs RESULT_FOLDER`` writes docs/scoreboard.md from the
scoreboard.json of that folder, and the verdicts that reports of comparisons tell. Every sentence
about the model follows from a verdict.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from carehome_sim.evidence import parameters
from carehome_sim.report.bearing import bearings
from carehome_sim.report.page import repeating
from carehome_sim.report.scoreboard_checks import (
    Shown,
    asked_words,
    closeness,
    figure_words,
    how_far,
    shown,
)
from carehome_sim.report.scoreboard_words import (
    SYMBOLS,
    Row,
    leaning,
    role_words,
    row_note,
    rows_by_role,
    score_words,
    seeds_sentence,
    sets_sentence,
    size_sentence,
    verdict,
    weaker_sentence,
)
from carehome_sim.report.words import plural
from carehome_sim.validation.registry import ROLES, questions

PAGE = Path("docs") / "scoreboard.md"
VERDICTS = Path("carehome_sim") / "validation" / "verdicts.csv"
DOCUMENT = "scoreboard.json"
FAILED = ("missed", "failed to run")
TITLE = """# What this model gets right and wrong

<!-- Made from scoreboard.json by python -m carehome_sim.report.scoreboard_docs RESULT_FOLDER -->
"""


def docs_page(board: dict[str, Any], others: Sequence[Row] = ()) -> str:
    """The page as Markdown; ``others`` are boards of the same rows under other seeds."""
    rows = [row for group in rows_by_role(board).values() for row in group]

    def saying(*words: str) -> list[Row]:
        return [row for row in rows if verdict(row) in words]

    parts = [TITLE, *_opening(board, rows, others)]
    parts += _section("What holds", saying("passed"), ("figures", _figures), board)
    if loose := saying("unsteady"):
        parts += _section(
            "What holds in too few parameter sets", loose, ("figures", _figures), board,
            "These hold with default values, but turn on parameters that are not known well.",
        )  # fmt: skip
    parts += _section("What fails", saying(*FAILED), ("how far off", _misses), board)
    parts += _section(
        "What is forced", saying("forced"), ("with the mechanism off", _off_figures), board,
        "These show, but also with the mechanism switched off that should bring them about, so "
        "they are no evidence for it and do not count.",
    )  # fmt: skip
    parts += _section(
        "What is only told", saying("told"), ("figures", _figures), board,
        "Answered and reported; nothing is required of them.",
    )  # fmt: skip
    return "\n".join([*parts, *_questions(rows), *_testing(board), *_sources(rows)])


def verdicts_table(board: dict[str, Any]) -> str:
    """The verdict of every row, as CSV."""
    return "".join(
        ["id,verdict\n", *(f"{row['id']},{verdict(row)}\n" for row in board["patterns"])]
    )


def _questions(rows: Sequence[Row]) -> list[str]:
    """The rows that bear on each question, for who comes with one."""
    told = [
        f"| {one.title} | "
        + " | ".join(
            ", ".join(name for name, _ in named) or "–"
            for named in (one.shown, one.weak, one.calibrated, one.failed)
        )
        + " |"
        for one in bearings({row["id"]: verdict(row) for row in rows}, questions().values())
    ]
    return [
        "## Which rows bear on your question\n",
        "| question | shown, unfitted | weakly | calibration rows met | not shown, or not wholly |",
        "| --- | --- | --- | --- | --- |",
        *told,
        "\nThe report of every comparison tells those that bear on what it changes.\n",
    ]


def _sources(rows: Sequence[Row]) -> list[str]:
    """Where each row's figures come from."""
    grades = Counter(made.grade for made in parameters().values())
    return [
        "\n## Where the findings come from\n",
        "Bounds are in the tables above; where a row says *judgement*, no source gives one. Of the "
        f"{sum(grades.values())} numbers of the model itself {grades['C']} are judgements "
        "(grade C), too: `carehome evidence` tells each.\n",
        *(f"- {row['id']}: {_escaped(row['test'])}. *{_escaped(row['source'])}*" for row in rows),
        "",
    ]


def _opening(board: Row, rows: Sequence[Row], others: Sequence[Row]) -> list[str]:
    about = (
        weaker_sentence(board),
        seeds_sentence(board, others),
        sets_sentence(board),
        size_sentence(board),
    )
    made = [
        "The model is held against findings about real care homes. *Validation* patterns count "
        "most: nothing was fitted to them and no rule states them; those marked † failed "
        "earlier and led to a mechanism being changed, which makes them weaker evidence. The "
        "score, role by role, never summed:\n",
        *(f"- {_escaped(score_words(role, of))}" for role, of in rows_by_role(board).items()),
        "\n" + " ".join(_escaped(one) for one in about if one) + "\n",
    ]
    kinds = leaning(board)
    for heading, why, named in kinds:
        made += [f"**{heading}**: {_escaped(why)}\n", *map(_named, named), ""]
    if not any(verdict(row) == "passed" for row in rows if row["role"] == "V"):
        made.append("No validation pattern holds, so no conclusion is supported by this test.\n")
    return made


def _named(row: Row) -> str:
    mark, note = "†" if row.get("revised") else "", row_note(row)
    beside = f"{row['id']}{mark}" + (f"; {note}" if note else "")
    return f"- {_escaped(row['pattern'])} ({beside})"


def _section(
    heading: str,
    rows: Sequence[Row],
    last: tuple[str, Callable[[Row], str]],
    board: Row,
    explained: str = "",
) -> list[str]:
    head, cell = last
    made = [f"## {heading}\n"]
    if not rows:
        return [*made, "Nothing.\n"]
    if explained:
        made.append(f"{explained}\n")
    heads = ["row", "role", "pattern", head]
    if board["sets"]:
        heads.insert(3, "holds in sets")
    if heading == "What fails":
        heads.append("believed missing")
    made += ["| " + " | ".join(heads) + " |", "| " + " | ".join("---" for _ in heads) + " |"]
    for row in rows:
        cells = [row["id"], role_words(row), _escaped(row["pattern"]), cell(row)]
        if board["sets"]:
            share = row.get("share_of_sets")
            cells.insert(3, "–" if share is None else f"{100 * share:.0f} %")
        if heading == "What fails":
            cells.append(_escaped(row.get("missing") or "not known"))
        made.append("| " + " | ".join(cells) + " |")
    return [*made, ""]


def _figures(row: Row) -> str:
    off = {check["label"] for check in row.get("off_figures") or () if check["passed"]}
    told = [_line(shown(check), check["label"] in off) for check in row["figures"]]
    caution = row.get("caution") if row.get("passed") else ""
    return "<br>".join([*told, *([f"*{_escaped(caution)}*"] if caution else [])])


def _off_figures(row: Row) -> str:
    return "<br>".join(_line(shown(check)) for check in row.get("off_figures") or ()) or "it stays"


def _line(one: Shown, stays: bool = False) -> str:
    text = f"{one.label}: {figure_words(one)}"
    if one.passed is not None:
        told = [asked_words(one), closeness(one), "stays with the mechanism off" if stays else ""]
        text += f"; asked: {'; '.join(word for word in told if word)}"
    return _escaped(text)


def _misses(row: Row) -> str:
    if row.get("error"):
        return f"the experiment stopped: {_escaped(row['error'].strip().splitlines()[-1])}"
    ones = [shown(check) for check in row["figures"]]
    missed = [one for one in ones if one.passed is False]
    told = [
        _escaped(f"{one.label}: {figure_words(one)}; asked: {asked_words(one)}; {how_far(one)}")
        for one in missed
    ]
    told += [f"met: {_line(one)}" for one in ones if one.passed]
    return "<br>".join(told)


def _testing(board: Row) -> list[str]:
    roles = [f"- *{words.replace(':', '*:', 1)}" for words in ROLES.values()]
    verdicts = ", ".join(f"{symbol} {word}" for word, symbol in SYMBOLS.items())
    return [
        "## How it was tested\n",
        "```sh",
        repeating(str(board["command"])),
        "```\n",
        f"{board['homes']:,} homes were simulated with {board['parameter_set']}{_sets(board)}, "
        f"seed {board['seed']}, by carehome-sim {board['version']} on {board['date']}. Every row "
        "is an experiment of its own. A *difference* must be at least so large in the stated "
        "direction, with a 95 % interval that leaves out 0. *No difference* means a 90 % interval "
        "inside the stated margin, with a power of 0.8 against twice that margin. Each validation "
        "row names its mechanism and is run again with it off; where the pattern stays, it is "
        "*forced*. A row with several figures passes when all that is asked is met. *Near*: "
        "missed, but the interval reaches what is asked; *at the edge*: met, but the interval "
        "reaches beyond; *wrong sign*: the whole interval lies on the other side of nothing.\n",
        *roles,
        f"\nThe report of the command (`report.html`) shows each row with its picture: {verdicts}.",
        "",
    ]


def _sets(board: Row) -> str:
    return f" and {plural(board['sets'], 'further parameter set')}" if board["sets"] else ""


def _escaped(text: Any) -> str:
    """Words that Markdown neither takes for marks of its own nor for a new cell."""
    words = " ".join(str(text).split())
    for mark in ("\\", "|", "*", "_", "[", "]", "`"):
        words = words.replace(mark, f"\\{mark}")
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m carehome_sim.report.scoreboard_docs FOLDER [OF OTHER SEEDS ...]")
    told, *again = (
        json.loads((Path(name) / DOCUMENT).read_text(encoding="utf-8")) for name in sys.argv[1:]
    )
    for path, text in ((PAGE, docs_page(told, again)), (VERDICTS, verdicts_table(told))):
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path)
