"""Options that several commands share, with the words of their help."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any

import typer

from carehome_sim.errors import InputError
from carehome_sim.scenario.cluster_file import load_profile
from carehome_sim.scenario.names import nearest, number

MOST_REPLICATES = 1_000_000
MOST_SEED = (1 << 64) - 1
MOST_WORKERS = 4096
MOST_BEDS = 215
MOST_POSTS = 1000
MOST_DAYS = 1098


def whole(option: str, low: int, high: int, unit: str) -> Callable[[str], int]:
    """A reader of whole numbers from ``low`` to ``high`` that says what is allowed."""

    def read(text: str | int) -> int:
        try:
            value = int(str(text).strip())
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise InputError(
                place=option,
                given=str(text),
                allowed=f"a whole number from {number(low)} to {number(high)} ({unit})",
            )
        return value

    return read


def above_zero(option: str, unit: str) -> Callable[[str], float]:
    """A reader of finite numbers above 0."""

    def read(text: str | float) -> float:
        try:
            value = float(text)
        except ValueError:
            value = 0.0
        if not (math.isfinite(value) and value > 0):
            raise InputError(
                place=option, given=str(text), allowed=f"a finite number above 0 ({unit})"
            )
        return value

    return read


def one_of(option: str, words: tuple[str, ...]) -> Callable[[str], str]:
    """A reader of one of a few words."""

    def read(text: str) -> str:
        if text not in words:
            close = nearest(text, words)
            raise InputError(
                place=option,
                given=text,
                allowed=" or ".join(words),
                hint=f"Did you mean {close}?" if close else None,
            )
        return text

    return read


Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Give a setting a value in every scenario named, after its file; repeatable.",
    ),
]
Replicates = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        parser=whole("--replicates", 2, MOST_REPLICATES, "homes"),
        help=f"Homes in each arm, 2 to {MOST_REPLICATES}.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        parser=whole("--seed", 0, MOST_SEED, "64 bits"),
        help="Seed of all random numbers; 0 is a seed.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder of the result (default: results/NAME-TIME)."),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with what is in the folder already.")]
Precision = Annotated[
    float | None,
    typer.Option(
        metavar="POINTS",
        parser=above_zero("--precision", "points of the personalisation index"),
        help="Add homes until the index's 95 % interval is at most so wide to either side.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        parser=whole("--workers", 1, MOST_WORKERS, "threads"),
        help="Threads (default: all cores); changes no figure.",
    ),
]
Sample = Annotated[
    int | None,
    typer.Option(
        "--sample",
        metavar="N",
        parser=whole("--sample", 1, MOST_REPLICATES, "homes"),
        help="Only N homes of each arm (default: all of them).",
    ),
]
SetsOver = Annotated[
    str,
    typer.Option(
        "--over",
        metavar="kept|ranges",
        parser=one_of("--over", ("kept", "ranges")),
        help="Sets that fitting kept, or drawn over the whole ranges.",
    ),
]
Driver = Annotated[
    str,
    typer.Option(
        metavar="engine|mesa",
        parser=one_of("--driver", ("engine", "mesa")),
        help="Compiled, or agent by agent: the same figures.",
    ),
]
Expand = Annotated[
    bool,
    typer.Option(
        "--expand",
        help="With --out: let the study there grow (more homes, samples or arms), computing "
        "nothing again. Without --out, run and compare print the scenario with every setting.",
    ),
]
Futures = Annotated[
    int | None,
    typer.Option(
        "--futures",
        metavar="N",
        parser=whole("--futures", 8, 1 << 16, "futures"),
        help="Compare in N draws of all uncertain parameters: which is best, regret, where it "
        "turns (two homes each unless --replicates).",
    ),
]
Budget = Annotated[
    float | None,
    typer.Option(
        "--budget",
        metavar="POUNDS",
        parser=above_zero("--budget", "pounds per resident-week"),
        help="Rank packages of the alternatives that cost at most so much per resident-week.",
    ),
]
Samples = Annotated[
    int | None,
    typer.Option(
        "--samples",
        metavar="N",
        parser=whole("--samples", 2, 1 << 16, "rows of a Sobol matrix, or Morris trajectories"),
        help="Rows of each Sobol matrix (a power of two), or Morris trajectories.",
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help="Say what would run, how long, and what changes; simulate nothing."
    ),
]
NoReport = Annotated[
    bool, typer.Option("--no-report", help="Keep the figures only; write no report.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no notes.")]
AsJson = Annotated[
    bool, typer.Option("--json", help="One JSON document on standard output, nothing else there.")
]
Resident = Annotated[
    int | None,
    typer.Option(
        "--resident",
        metavar="N",
        parser=whole("--resident", 1, MOST_BEDS, "bed places"),
        help="Follow whoever lives in bed place N.",
    ),
]
Worker = Annotated[
    int | None,
    typer.Option(
        "--staff",
        metavar="N",
        parser=whole("--staff", 1, MOST_POSTS, "care posts"),
        help="Follow whoever holds care post N.",
    ),
]
Days = Annotated[
    int,
    typer.Option(
        metavar="N",
        parser=whole("--days", 1, MOST_DAYS, "days"),
        help="How many days to tell.",
    ),
]
FromDay = Annotated[
    int,
    typer.Option(
        "--from-day",
        metavar="N",
        parser=whole("--from-day", 1, MOST_DAYS, "measured days"),
        help="First day to tell, counted from the first measured day, 1.",
    ),
]
HomeNumber = Annotated[
    int,
    typer.Option(
        "--home",
        metavar="N",
        parser=whole("--home", 0, MOST_REPLICATES, "homes"),
        help="Which home of a study: its replicate, from 0.",
    ),
]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write the story as a page instead."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help="Let homes live on a Dask scheduler's workers."
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="PROFILE.toml",
        help="Ask a batch system for workers (Slurm, PBS, SGE, LSF), as the profile says.",
    ),
]


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """What a study was asked for."""

    sets: tuple[str, ...]
    replicates: int | None
    seed: int | None
    out: Path | None
    resume: bool
    workers: int | None
    dry_run: bool
    report: bool
    quiet: bool
    as_json: bool
    precision: float | None = None
    driver: str = "engine"
    expand: bool = False
    scheduler: str | None = None
    cluster: str | None = None

    @classmethod
    def given(cls, values: Mapping[str, Any]) -> StudyOptions:
        """What a command was given, by the names of its arguments."""
        own = values.keys() & {one.name for one in fields(cls)}
        known = {name: values[name] for name in own}
        if values.get("scheduler") is not None and values.get("cluster") is not None:
            raise InputError(
                place="--scheduler and --cluster", problem="cannot be given together; choose one"
            )
        if values.get("cluster") is not None:
            load_profile(values["cluster"])  # wrong profiles are told before anything begins
        known |= {"sets": tuple(values["sets"] or ()), "report": not values["no_report"]}
        return cls(**known)

    @property
    def grow(self) -> bool:
        """Whether the study in the folder is to grow rather than to be printed."""
        return self.expand and self.out is not None
