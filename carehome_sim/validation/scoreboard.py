"""The scoreboard: every experiment made, its verdict, and what its mechanism has to do with it.

A V row that passes is made again with its mechanism switched off; where it passes still, it is
*forced* and does not count. With parameter sets, a row's share is that of sets in which it passes.
Each finished row of each set is kept in the folder at once, so that a study can be gone on with.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from carehome_sim.errors import InputError
from carehome_sim.study.bench import Bench
from carehome_sim.validation.checks import Finding
from carehome_sim.validation.registry import Pattern, patterns
from carehome_sim.validation.rows import experiment_of

CENTRAL = "central"
NAME, ROWS = "scoreboard.json", "rows"
SET_SIZE = 0.25  # of the homes of the central set, at first, in each further parameter set
SOURCES = (
    "evidence",
    "evidence/parameters",
    "outcomes",
    "scenario",
    "study",
    "trial",
    "validation",
    "validation/rows",
)
WORDS = ("patterns.toml", "questions.toml")  # what is said of rows: decides no figure
HOLDS_IN = 0.8  # share of parameter sets in which a pattern has to hold
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made: which rows, under which seed and parameter sets, with how many homes.

    ``sets`` are parameter sets beside the central one, each a mapping of parameters to values;
    ``size`` multiplies the homes of every experiment.
    """

    rows: tuple[str, ...]
    seed: int = 1
    size: float = 1.0
    sets: tuple[Mapping[str, float], ...] = ()
    workers: int | None = None
    command: str = ""


def known_rows(wanted: Iterable[str]) -> tuple[str, ...]:
    """Rows by id in the scoreboard's order; all where none are named."""
    from carehome_sim.scenario.names import nearest

    every = list(patterns())
    names = [name.upper() for name in wanted]
    for name in names:
        if name not in every:
            close = nearest(name, every)
            raise InputError(
                place="--row",
                given=name,
                problem="is no row of the scoreboard",
                hint=f"Did you mean {close}?" if close else None,
            )
    return tuple(name for name in every if not names or name in names)


def validate(plan: Plan, out: Path | None = None, told: Told | None = None) -> dict[str, Any]:
    """Make every experiment of a plan; the scoreboard as a document.

    In further parameter sets a row is tried with few homes, and with all of them where it holds
    with default values but is missed with few.

    Rows found finished in ``out`` are not made again. ``told`` hears each row as it begins, how
    many are done and how many there are.
    """
    began = time.monotonic()
    keep = _Kept(out, plan)
    total = len(plan.rows) * (1 + len(plan.sets))
    done = 0
    homes = 0
    usual = Bench(seed=plan.seed, workers=plan.workers, size=plan.size)
    rows = []
    for name in plan.rows:
        if told is not None:
            told(name, done, total)
        row = keep.get(CENTRAL, name)
        if row is None:
            row = _central(patterns()[name], usual)
            keep.put(CENTRAL, name, row)
        homes += row["homes"]
        rows.append({**row, **in_words(patterns()[name])})
        done += 1
    passed: dict[str, list[bool]] = {name: [] for name in plan.rows}
    holds = {row["id"]: bool(row["passed"]) for row in rows}
    for number, values in enumerate(plan.sets):
        few, all_homes = (
            Bench(seed=plan.seed, workers=plan.workers, size=plan.size * share, draw=values)
            for share in (SET_SIZE, 1.0)
        )
        for name in plan.rows:
            if told is not None:
                told(f"{name}, set {number + 1}", done, total)
            kept = keep.get(f"set{number}", name)
            if kept is None:
                kept = _made(name, few)
                if holds[name] and not kept["passed"]:  # missed for want of homes alone?
                    kept = _made(name, all_homes)
                keep.put(f"set{number}", name, kept)
            homes += kept["homes"]
            if kept["passed"] is not None:
                passed[name].append(bool(kept["passed"]))
            done += 1
    for row in rows:
        verdicts = passed[row["id"]]
        if verdicts:
            row["share_of_sets"] = sum(verdicts) / len(verdicts)
    board = document(plan, rows, homes, time.monotonic() - began)
    if out is not None:
        _write(out / NAME, board)
    return board


def document(
    plan: Plan, rows: Sequence[dict[str, Any]], homes: int, seconds: float
) -> dict[str, Any]:
    """The scoreboard as one document."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        program = version("carehome-sim")
    except PackageNotFoundError:
        program = "not installed"
    return {
        "version": program,
        "command": plan.command,
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "seed": plan.seed,
        "size": plan.size,
        "sets": len(plan.sets),
        "parameter_set": "default values",
        "homes": homes,
        "seconds": round(seconds, 1),
        "score": score(rows),
        "patterns": list(rows),
    }


def score(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Rows that pass, of those asked, by role.

    Forced ones do not count, nor those that hold in too few parameter sets, where some were tried.
    """
    made: dict[str, dict[str, int]] = {}
    for row in rows:
        counts = made.setdefault(row["role"], {"passed": 0, "of": 0, "forced": 0, "unsteady": 0})
        counts["of"] += 1
        holds = bool(row["passed"]) and not row["forced"]
        counts["forced"] += bool(row["forced"])
        counts["passed"] += holds and not too_few_sets(row)
        counts["unsteady"] += holds and too_few_sets(row)
    return made


def too_few_sets(row: Mapping[str, Any]) -> bool:
    """Whether sets were tried and a row holds in too few of them."""
    share = row.get("share_of_sets")
    return share is not None and share < HOLDS_IN


def _central(pattern: Pattern, bench: Bench) -> dict[str, Any]:
    """A row as it is told: its finding, and where it passed, what is left without its mechanism."""
    made = _made(pattern.id, bench)
    forced, off_figures = None, None
    if pattern.role == "V" and made["passed"]:
        without = _made(pattern.id, bench.without(pattern.off))
        forced = None if without["error"] else bool(without["passed"])
        if without["error"]:
            made["remarks"].append(
                f"With the mechanism off it could not be made: {without['error']}"
            )
        off_figures = without["figures"]
        made["homes"] += without["homes"]
        made["seconds"] += without["seconds"]
    return {
        **in_words(pattern),
        "passed": made["passed"],
        "forced": forced,
        "share_of_sets": None,
        "figures": made["figures"],
        "off_figures": off_figures,
        "chart": made["chart"],
        "remarks": made["remarks"],
        "error": made["error"],
        "homes": made["homes"],
        "seconds": round(made["seconds"], 1),
    }


def in_words(pattern: Pattern) -> dict[str, Any]:
    """What a row says of itself, whatever its figures."""
    return {
        "id": pattern.id,
        "role": pattern.role,
        "kind": pattern.kind,
        "pattern": pattern.pattern,
        "test": pattern.test,
        "source": pattern.source,
        "mechanism": pattern.mechanism,
        "off": dict(pattern.off),
        "missing": pattern.missing,
        "revised": pattern.revised,
        "caution": pattern.caution,
        "bears_on": list(pattern.bears_on),
    }


def _made(name: str, bench: Bench) -> dict[str, Any]:
    """One experiment on one bench, as plain data; a fault of its own is told, not raised."""
    began, before = time.monotonic(), bench.homes_lived
    error = None
    try:
        finding = experiment_of(name)(bench)
    except (ArithmeticError, ValueError, LookupError) as fault:
        finding, error = Finding(()), f"{type(fault).__name__}: {fault}"
    passed = False if error else finding.passed
    if patterns()[name].role == "Q":
        passed = None
    return {
        "passed": passed,
        "figures": [_plain(asdict(check)) for check in finding.checks],
        "chart": None if finding.chart is None else _plain(asdict(finding.chart)),
        "remarks": list(finding.remarks),
        "error": error,
        "homes": bench.homes_lived - before,
        "seconds": time.monotonic() - began,
    }


def _plain(value: Any) -> Any:
    """Numbers as JSON may hold them: undefined and infinite ones are null."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, bool):
        return value
    number = float(value)
    return number if math.isfinite(number) else None


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_text(
        json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n",
        encoding="utf-8",
    )
    half.replace(path)


@dataclass
class _Kept:
    """Finished rows in a folder, told by what decided them: program, seed, homes, parameters."""

    folder: Path | None
    plan: Plan
    _identity: str = field(default="", init=False)

    def __post_init__(self) -> None:
        from carehome_sim.home import source_hash
        from carehome_sim.study.units import canonical_hash

        self._identity = canonical_hash([source_hash(), _sources(), self.plan.seed, self.plan.size])

    def _path(self, of: str, name: str) -> Path | None:
        return None if self.folder is None else self.folder / ROWS / of / f"{name}.json"

    def _key(self, of: str, name: str) -> str:
        from carehome_sim.study.units import canonical_hash

        values = {} if of == CENTRAL else dict(self.plan.sets[int(of.removeprefix("set"))])
        return canonical_hash([self._identity, values, dict(patterns()[name].off)])

    def get(self, of: str, name: str) -> dict[str, Any] | None:
        """A row that was finished under the same inputs, or None."""
        path = self._path(of, name)
        if path is None or not path.exists():
            return None
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            return None
        row: dict[str, Any] = kept["row"]
        return row if kept["key"] == self._key(of, name) else None

    def put(self, of: str, name: str, row: dict[str, Any]) -> None:
        """Keep a finished row."""
        path = self._path(of, name)
        if path is not None:
            _write(path, {"key": self._key(of, name), "row": row})


def _sources() -> str:
    """A hash of the experiments themselves and of every number of the registry."""
    import hashlib
    from importlib.resources import files

    digest = hashlib.sha256()
    for package in SOURCES:
        folder = files("carehome_sim").joinpath(package)
        for entry in sorted(folder.iterdir(), key=lambda one: one.name):
            if entry.name.endswith((".py", ".toml")) and entry.name not in WORDS:
                digest.update(entry.read_bytes())
    return digest.hexdigest()
