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
    """A question with its rows: validation rows by verdict, and calibration rows that are met.

    ``weak`` rows hold in too few parameter sets or without their mechanism, too; ``failed`` ones
    are missed, whatever their role.
    """

    title: str
    shown: tuple[Named, ...]
    weak: tuple[Named, ...]
    calibrated: tuple[Named, ...]
    failed: tuple[Named, ...]

    def sentence(self) -> str:
        """All of it in one sentence."""
        told = [
            f"{word} {listed([f'{pattern} ({name})' for name, pattern in rows])}"
            for word, rows in (
                ("shown:", self.shown),
                ("weakly shown:", self.weak),
                ("calibration rows met:", self.calibrated),
                ("not shown:", self.failed),
            )
            if rows
        ]
        return f"{self.title}: {'; '.join(told)}."


def bearings(said: Mapping[str, str], asked: Iterable[Question]) -> list[Bearing]:
    """The rows that bear on each question, by their verdicts; built-in and open ones left out."""
    made = []
    for question in asked:
        groups: dict[str, list[Named]] = {"V": [], "weak": [], "C": [], "failed": []}
        for name, row in patterns().items():
            if question.id in row.bears_on and row.role in ("V", "C") and name in said:
                group = row.role if said[name] == "passed" else "failed"
                weak = said[name] in ("unsteady", "forced") and row.role == "V"
                groups["weak" if weak else group].append((name, row.pattern))
        if any(groups.values()):
            made.append(Bearing(question.title, *map(tuple, groups.values())))
    return made


def asked_by(settings: Iterable[str]) -> list[Question]:
    """The questions that moving these settings asks."""
    names = set(settings)
    return [one for one in questions().values() if any(map(one.asked_by, names))]


def trust(settings: Iterable[str]) -> list[Bearing]:
    """What the last scoreboard says of the questions that moving these settings asks."""
    return bearings(verdicts(), asked_by(settings))


def trust_sentence(found: Sequence[Bearing]) -> str:
    """How many of the validation rows that bear on a comparison the model shows."""
    shown = {name for one in found for name, _ in one.shown}
    weak = {name for one in found for name, _ in one.weak}
    failed = {name for one in found for name, _ in one.failed if patterns()[name].role == "V"}
    number = len(shown | weak | failed)
    if not number:
        return ""
    some = f", {_word(len(weak))} more weakly" if weak else ""
    return (
        f"Of {counted(number, 'finding')} about real homes that bear on what is changed here and "
        f"that nothing was fitted to, the model shows {_word(len(shown))}{some}"
    )


def _word(count: int) -> str:
    return counted(count, "one").split()[0] if count else "none"
