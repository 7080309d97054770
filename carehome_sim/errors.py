"""What can go wrong, and whose it is to mend.

::

    CarehomeError            anything this program reports by itself (exit 1)
    ├── InputError           what was given is wrong (exit 2)
    │   └── StoreError       a result folder that cannot be used as asked (exit 2)
    ├── DamagedResult        a result that is not whole any more (exit 1)
    ├── UnitsFailed          some units of work gave no figures; the rest is kept (exit 1)
    └── Interrupted          stopped by Ctrl-C; says how to go on (exit 130)

Any other exception is a fault of the program itself.
"""

from __future__ import annotations

LONGEST_GIVEN = 60


class CarehomeError(Exception):
    """Something that this program knows how to report in one message."""

    exit_code = 1


class InputError(CarehomeError):
    """Something given by the user is wrong; ``str()`` is one short message.

    Either one ready ``message``, or its parts: ``file`` (and ``line`` in it), ``place`` (such
    as ``staffing.care_hours_per_resident_day``), ``given`` (the value as written), ``problem``
    (in a few words), ``allowed`` (with its unit) and ``hint`` (what to do, the nearest name).
    """

    exit_code = 2

    def __init__(
        self,
        message: str | None = None,
        *,
        file: object = None,
        line: int | None = None,
        place: str | None = None,
        given: str | None = None,
        problem: str | None = None,
        allowed: str | None = None,
        hint: str | None = None,
    ) -> None:
        """Keep the parts and put the message together."""
        self.file = None if file is None else str(file)
        self.line = line
        self.place = place
        self.given = given
        self.problem = problem
        self.allowed = allowed
        self.hint = hint
        super().__init__(message if message is not None else self._composed())

    def _composed(self) -> str:
        where = [] if self.file is None else [self.file]
        if self.line is not None:
            where.append(f"line {self.line}")
        what = self.place or ""
        if self.given is not None:
            what += f" = {shortened(self.given)}" if what else shortened(self.given)
        says = self.problem or "is not allowed"
        sentence = f"{what} {says}".strip() if what and not says.startswith(",") else what + says
        if self.allowed is not None:
            sentence += f"; allowed: {self.allowed}"
        sentence += "." if not sentence.endswith((".", "?")) else ""
        if self.hint is not None:
            sentence += f" {self.hint}"
        return f"{', '.join(where)}: {sentence}" if where else sentence


class StoreError(InputError):
    """A result folder cannot be used as asked: not empty, not a result, in use elsewhere."""


class DamagedResult(CarehomeError):
    """A result folder is not what was written there."""


class UnitsFailed(CarehomeError):
    """Some units of work failed; the message names them and says how to try again."""


class Interrupted(CarehomeError):
    """The user stopped the work; the message says what is kept and how to go on."""

    exit_code = 130


def shortened(text: str, most: int = LONGEST_GIVEN) -> str:
    """A text on one line, cut where it is too long to quote in a message."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
