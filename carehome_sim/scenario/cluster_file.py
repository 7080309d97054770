"""Cluster profiles: how to ask a batch system for workers, or where some are waiting already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from carehome_sim.errors import InputError
from carehome_sim.scenario.checking import file_of_kind, model_errors
from carehome_sim.scenario.schema import STRICT
from carehome_sim.scenario.toml_files import TomlFile

BATCH_SYSTEMS = ("slurm", "pbs", "sge", "lsf")
_Words = Annotated[str, Field(min_length=1, max_length=2000)]


class ClusterFile(BaseModel):
    """How a study gets its workers."""

    model_config = STRICT
    kind: Literal["cluster"]
    title: _Words
    system: Literal["slurm", "pbs", "sge", "lsf", "local", "allocation"] = Field(
        description="Batch system; local: processes here; allocation: workers of one job."
    )
    jobs: Annotated[int, Field(ge=1, le=10_000)] = Field(
        1, description="Jobs to keep running (local: processes)."
    )
    threads_per_job: Annotated[int, Field(ge=1, le=512)] = Field(
        1, description="Cores of each job: one process with so many threads."
    )
    memory_gb_per_job: Annotated[float, Field(gt=0, le=10_000)] = Field(
        4.0, description="Memory of each job in gigabytes."
    )
    walltime: _Words = Field(
        "01:00:00", description="Longest a job may run, hours:minutes:seconds."
    )
    queue: str | None = Field(None, description="Queue or partition.")
    account: str | None = Field(None, description="Account or project that pays.")
    directives: list[str] = Field([], description="More lines for the head of the job script.")
    prologue: list[str] = Field([], description="Shell lines before the worker starts.")
    python: str | None = Field(None, description="Python of the workers (absent: this one).")
    log_directory: str | None = Field(None, description="Where jobs leave their output.")
    interface: str | None = Field(None, description="Network interface between nodes.")
    scheduler_file: str | None = Field(
        None, description="Allocation: the file in which its scheduler says where it is."
    )


@dataclass(frozen=True, slots=True)
class Profile:
    """A cluster profile, read and checked."""

    path: str
    content: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        """An entry of the file by its name."""
        try:
            return self.content[name]
        except KeyError:
            raise AttributeError(name) from None


def load_profile(path: str | Path) -> Profile:
    """Read a cluster profile; ``InputError`` for whatever is wrong."""
    file = file_of_kind(path, "cluster")
    errors = cluster_errors(file)
    if errors:
        raise errors[0]
    return Profile(str(path), ClusterFile.model_validate(file.content).model_dump())


def cluster_errors(file: TomlFile) -> list[InputError]:
    """What is wrong with a cluster profile."""
    found = model_errors(file, ClusterFile)
    if (
        not found
        and file.content["system"] == "allocation"
        and "scheduler_file" not in file.content
    ):
        found.append(
            InputError(
                file=file.path,
                place="scheduler_file",
                problem="is missing",
                allowed="the file that dask scheduler --scheduler-file writes",
            )
        )
    return found
