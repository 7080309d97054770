"""Which findings about real homes bear on a question, and which of them the model shows.

A scenario asks a question by the settings it moves; the verdicts are those of the last time that
every row was tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from carehome_sim.report.words import counted, listed
from carehome_sim.validation.registry import Question, patterns, questions, verdicts

Named = tuple[str, str]  # a row's id and its finding in words


@dataclass(frozen=True, slots=True)
class Bearing:
    """A question with its rows: shown without fitting, met by fitting, and not shown."""

    title: str
    shown: tuple[Named, ...]
    fitted: tuple[Named, ...]
    failed: tuple[Named, ...]

    def sentence(self) -> str:
        """All of it in one sentence."""
        told = [
            f"{word} {listed([f'{pattern} ({name})' for name, pattern in rows])}"
            for word, rows in (
                ("shown:", self.shown),
                ("met by fitting:", self.fitted),
                ("not shown:", self.failed),
            )
            if rows
        ]
        return f"{self.title}: {'; '.join(told)}."


def bearings(said: Mapping[str, str], asked: Iterable[Question]) -> list[Bearing]:
    """The rows that bear on each question, by their verdicts; built-in and open ones left out."""
    made = []
    for question in asked:
        rows = [
            (row.role, said.get(name), (name, row.pattern))
            for name, row in patterns().items()
            if question.id in row.bears_on and row.role in ("V", "C") and name in said
        ]
        shown, fitted = (
            tuple(named for of, word, named in rows if of == role and word == "passed")
            for role in ("V", "C")
        )
        failed = tuple(named for _, word, named in rows if word != "passed")
        if rows:
            made.append(Bearing(question.title, shown, fitted, failed))
    return made


def asked_by(settings: Iterable[str]) -> list[Question]:
    """The questions that moving these settings asks."""
    names = set(settings)
    return [one for one in questions().values() if any(map(one.asked_by, names))]


def trust(settings: Iterable[str]) -> list[Bearing]:
    """What the last scoreboard says of the questions that moving these settings asks."""
    return bearings(verdicts(), asked_by(settings))


def trust_sentence(found: Sequence[Bearing]) -> str:
    """How many of the findings that bear on a comparison the model shows."""
    if not found:
        return ""
    shown = {name for one in found for name, _ in (*one.shown, *one.fitted)}
    failed = {name for one in found for name, _ in one.failed}
    all_of = counted(len(shown | failed), "finding")
    shows = _word(len(shown)) if failed and shown else "all" if shown else "none"
    beyond = f" and fails to show {_word(len(failed))}" if failed and shown else ""
    return (
        f"Of {all_of} about real homes that bear on what is changed here, the model shows "
        f"{shows}{beyond}"
    )


def _word(count: int) -> str:
    return counted(count, "one").split()[0]
