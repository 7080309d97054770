"""A finished study: its homes, its weeks, and what they say.

:class:`StudyResult` reads the two tables when they are asked for and works out every statistic
from them, so a result opened from its folder says exactly what it said when it was made.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from carehome_sim.errors import DamagedResult
from carehome_sim.study import costs, effects, timing, weights
from carehome_sim.study.effects import Homes
from carehome_sim.study.estimates import estimate
from carehome_sim.study.harms import harm_in, margins
from carehome_sim.study.kept import KeptResult
from carehome_sim.study.precision import HEADLINE
from carehome_sim.study.tables import RUNS, SERIES, TableColumns

DAYS_PER_WEEK = 7


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say plainly that a table cannot be read."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise DamagedResult(f"{path}: cannot be read ({error}).") from error


class StudyResult(KeptResult):
    """A finished study of one arm (``kind`` ``run``) or several (``compare``).

    ``arms`` names them, the first being what the others are compared with.
    """

    def __init__(self, place: Path, manifest: dict[str, Any], **given: Any) -> None:
        """Hold an opened result; use ``simulate``, ``compare`` or ``open_result``."""
        super().__init__(place, manifest, **given)
        self.kind: str = manifest["kind"]
        self.arms: tuple[str, ...] = tuple(entry["name"] for entry in manifest["arms"])

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per home: ``arm``, ``home`` and every outcome, count and subgroup."""
        return self._frame(RUNS)

    @cached_property
    def series(self) -> pd.DataFrame:
        """One row per home and measured week: ``arm``, ``home``, ``week`` and some outcomes."""
        return self._frame(SERIES)

    def _frame(self, name: str) -> pd.DataFrame:
        with _readable(self._place / name):
            table = pq.read_table(self._place / name, use_threads=False)
        frame: pd.DataFrame = table.to_pandas(use_threads=False)
        return frame

    @property
    def measured_days(self) -> int:
        """Days that count, after the warm-up."""
        return int(self.manifest["measured_days"])

    @property
    def precision(self) -> dict[str, Any] | None:
        """What precision was asked, what was reached and with how many homes; None if not asked."""
        found: dict[str, Any] | None = self.manifest.get("precision")
        return found

    @property
    def titles(self) -> dict[str, str]:
        """Each arm's title."""
        return {entry["name"]: entry["title"] for entry in self.manifest["arms"]}

    @cached_property
    def homes(self) -> Homes:
        """Every home's figures, home paired with home."""
        path = self._place / RUNS
        with _readable(path):
            table = TableColumns(path)
        if table.rows != len(self.arms) * self.replicates:
            raise DamagedResult(f"{path}: {table.rows} rows, not one per home.")
        return Homes(table, self.arms)

    def _index(self, arm: str | None) -> int:
        if arm is None:
            return 0
        if arm not in self.arms:
            raise ValueError(f"no arm {arm!r}; the arms are {', '.join(self.arms)}")
        return self.arms.index(arm)

    def summary(self, arm: str | None = None) -> pd.DataFrame:
        """Every outcome of an arm (None: the first): mean, sd and 95 % interval over homes."""
        return effects.summary(self.homes, self._index(arm))

    def differences(self, arm: str) -> pd.DataFrame:
        """Every additive outcome's paired difference from the first arm."""
        return effects.differences(self.homes, self._index(arm))

    def subgroup_differences(self, arm: str) -> pd.DataFrame:
        """Paired differences for parts of the residents, the worst-off fifth among them."""
        return effects.subgroup_differences(self.homes, self._index(arm))

    def cost_effectiveness(self, arm: str) -> dict[str, Any] | None:
        """£ per resident-week for each point of the index, who pays, and the plane."""
        return costs.cost_effectiveness(self.homes, self._index(arm))

    def harms(self, arm: str) -> list[dict[str, Any]]:
        """Guarded outcomes that the arm makes worse by more than their margin."""
        found = []
        for name, margin in margins().items():
            if not self.homes.has(name):
                continue
            harm = harm_in(effects.difference(self.homes, name, self._index(arm)), margin)
            if harm is not None:
                found.append(
                    {
                        "outcome": name,
                        **costs.as_json(harm.effect, margin.unit),
                        "margin": margin.margin,
                        "certainty": "clear" if harm.clear else "likely",
                        "meaning": margin.meaning,
                        "source": margin.source,
                    }
                )
        return found

    def monthly_effects(self, arm: str) -> pd.DataFrame:
        """The index's paired difference month by month after the first measured day."""
        months = self._months(arm)
        return pd.DataFrame(
            [
                {
                    "month": month.month,
                    "mean": month.effect.mean,
                    "ci_low": month.effect.ci_low,
                    "ci_high": month.effect.ci_high,
                    "homes": month.effect.homes,
                }
                for month in months
            ],
            columns=["month", "mean", "ci_low", "ci_high", "homes"],
        )

    def months_to_effect(self, arm: str) -> int | None:
        """The month from which on the index's effect can be told from none; None if never."""
        return timing.months_to_effect(self._months(arm))

    def _months(self, arm: str) -> list[timing.Month]:
        with _readable(self._place / SERIES):
            weekly = TableColumns(self._place / SERIES).read(HEADLINE)
        if not self.replicates or not len(weekly):
            return []
        cells = weekly.reshape(len(self.arms), self.replicates, -1)
        cells = cells[:, :, : max(1, self.measured_days // DAYS_PER_WEEK)]  # whole weeks
        return timing.monthly_effects(cells[self._index(arm)] - cells[0])

    def weighting(self, arm: str) -> dict[str, Any]:
        """The index's difference under 1,000 random weights of its three parts.

        ``share_better``: share of weights under which the arm is better than the first (ties
        half); ``range``: 2.5th and 97.5th percentile over weights, in points; ``robust``:
        whether nearly all weights agree on the direction.
        """
        index = self._index(arm)
        parts = [effects.difference(self.homes, part, index).mean for part in weights.PARTS]
        gains = np.array(parts)
        if not np.isfinite(gains).all():
            return {"share_better": None, "range": [None, None], "robust": None}
        share, spread = weights.share_better(gains), weights.index_range(gains)
        return {
            "share_better": share,
            "range": list(spread),
            "robust": max(share, 1 - share) >= weights.STABLE_SHARE,
        }

    def weighting_ranks(self) -> pd.DataFrame:
        """Each arm's rank by the index, and how far it turns on the weights of its parts.

        ``rank`` under equal weights (1 is best), ``rank_low`` and ``rank_high`` 2.5th and
        97.5th percentile over weights, ``share_same`` the share of weights that give the same
        rank, ``turns_on_weights`` whether that is under 80 %.
        """
        cells = self.homes.defined(*weights.PARTS)
        means = np.array([[estimate(arm).mean for arm in part] for part in cells]).T
        ranks, equal = weights.ranks(means), weights.equal_ranks(means)
        low, high = np.quantile(ranks, [0.025, 0.975], axis=0, method="nearest")
        share = (ranks == equal).mean(axis=0)
        return pd.DataFrame(
            {
                "arm": self.arms,
                "rank": equal,
                "rank_low": low.astype(int),
                "rank_high": high.astype(int),
                "share_same": share,
                "turns_on_weights": share < weights.STABLE_SHARE,
            }
        )

    def to_json(self) -> dict[str, Any]:
        """The result as the command line prints it: full precision, undefined is None."""
        from carehome_sim.study.document import compare_document, run_document

        return run_document(self) if self.kind == "run" else compare_document(self)
