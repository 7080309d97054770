"""``validate``: the scoreboard of patterns and targets."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from carehome_sim.cli.compiling import compile_rules
from carehome_sim.cli.screen import console, duration, print_json, say
from carehome_sim.cli.studies import command_line, default_folder
from carehome_sim.errors import InputError

USUAL_SEED = 1


@dataclass(frozen=True, slots=True)
class ValidateOptions:
    """What was asked for on the command line."""

    rows: tuple[str, ...]
    sets: int
    over: str
    size: float
    seed: int | None
    workers: int | None
    out: Path | None
    resume: bool
    report: bool
    quiet: bool
    as_json: bool
    dry_run: bool


def run_validation(options: ValidateOptions) -> None:
    """Make the experiments, keep the scoreboard, write its page, print it."""
    try:
        import statsmodels  # noqa: F401  only whether it is there
    except ImportError:
        raise InputError(
            place="validate",
            problem="needs the extra “trials”",
            hint="Install it: pip install 'carehome-sim[trials]'.",
        ) from None
    from carehome_sim.validation import Plan, known_rows, validate

    plan = Plan(
        rows=known_rows(options.rows),
        seed=USUAL_SEED if options.seed is None else options.seed,
        size=options.size,
        sets=parameter_sets(options),
        workers=options.workers,
        command=command_line(),
    )
    if options.dry_run:
        _print_plan(plan, as_json=options.as_json)
        return
    out = _folder(options)
    compile_rules(quiet=options.quiet)
    board = validate(plan, out, None if options.quiet else _Progress())
    page = None
    if options.report:
        from carehome_sim.report.scoreboard_page import write_scoreboard_report

        if not options.quiet:
            say("Writing the page.")
        page = write_scoreboard_report(board, out)
    if options.as_json:
        print_json({**board, "out": str(out)})
        return
    _print(board)
    print(f"Result: {out}")
    if page is not None:
        print(f"Report: {page}")


def parameter_sets(options: ValidateOptions) -> tuple[dict[str, float], ...]:
    """The parameter sets asked for: those that fitting kept, or drawn over the ranges."""
    from carehome_sim.validation.fitting import kept_sets, sets_over_ranges

    if options.over == "ranges" or not options.sets:
        seed = USUAL_SEED if options.seed is None else options.seed
        return sets_over_ranges(options.sets, seed)
    kept = kept_sets()
    if options.sets > len(kept):
        raise InputError(
            place="--sets",
            given=str(options.sets),
            allowed=f"up to {len(kept)} (sets that fitting kept)" if kept else None,
            problem=None if kept else "cannot be had: no fit has been adopted",
            hint="Give --over ranges to draw sets over the registry's ranges.",
        )
    return kept[: options.sets]


def _folder(options: ValidateOptions) -> Path:
    """Where the scoreboard goes; a folder that holds something is refused unless gone on with."""
    if options.resume and options.out is None:
        raise InputError(place="--resume", problem="needs the folder to go on in: give --out DIR")
    out = options.out or default_folder("validate")
    if out.exists() and not out.is_dir():
        raise InputError(place="--out", given=str(out), problem="is a file, not a folder")
    if out.is_dir() and any(out.iterdir()):
        ours = (out / "rows").is_dir() or (out / "scoreboard.json").exists()
        if not options.resume or not ours:
            raise InputError(
                place="--out",
                given=str(out),
                problem="is not empty",
                hint="Give another folder, or --resume to go on with a scoreboard begun there.",
            )
    return out


class _Progress:
    """Says on standard error which row is being made, and about how long the rest will take."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, row: str, done: int, total: int) -> None:
        seconds = time.monotonic() - self._began
        left = f", about {duration(seconds / done * (total - done))} left" if done > 2 else ""
        say(f"{row} ({done} of {total} done{left})")


def _print(board: dict[str, Any]) -> None:
    from carehome_sim.report.scoreboard_words import score_sentence, verdict

    screen = console()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("Row", "Role", "Pattern", "Verdict"):
        table.add_column(head, overflow="fold")
    table.add_column("Sets", justify="right")
    for row in board["patterns"]:
        share = row["share_of_sets"]
        sets = "" if share is None else f"{100 * share:.0f} %"
        table.add_row(row["id"], row["role"], Text(row["pattern"]), verdict(row), sets)
    screen.print(table)
    screen.print(Text(score_sentence(board)))


def _print_plan(plan: Any, *, as_json: bool) -> None:
    experiments = len(plan.rows) * (1 + len(plan.sets))
    if as_json:
        print_json(
            {
                "dry_run": True,
                "rows": list(plan.rows),
                "sets": len(plan.sets),
                "size": plan.size,
                "experiments": experiments,
            }
        )
        return
    print(
        f"Would make {experiments} experiments: {len(plan.rows)} rows, with the default values and "
        f"{len(plan.sets)} further parameter sets, seed {plan.seed}.\n"
        "Nothing was simulated and nothing written."
    )
