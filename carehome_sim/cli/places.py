"""Where homes live: threads here, the workers of a Dask scheduler, or those a profile asks for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from carehome_sim.cli.screen import say

if TYPE_CHECKING:
    from carehome_sim.study.threads import Executor


@contextlib.contextmanager
def place_for_homes(
    scheduler: str | None, cluster: str | None, *, quiet: bool
) -> Iterator[Executor | None]:
    """What lets chunks live; None for threads of this process."""
    if scheduler is None and cluster is None:
        yield None
        return
    from carehome_sim.study.cluster import workers_at, workers_of

    if scheduler is not None:
        with workers_at(scheduler) as found:
            yield found
        return
    from carehome_sim.scenario.cluster_file import load_profile

    def tell(message: str) -> None:
        if not quiet:
            say(message)

    with workers_of(load_profile(str(cluster)), tell) as found:
        yield found
