"""Ranks that hold: who is above whom in nearly all draws, and who is tied.

Draws are whatever the order could have turned on: resampled samples, weights of the index, range
definitions, rival rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

Array = np.ndarray[Any, Any]
STABLE_SHARE = 0.8


def ranked(draws: Array, names: Sequence[str]) -> pd.DataFrame:
    """Ranks from draws ``(draws, names)``, larger is higher; those that may change place are tied.

    Columns: ``name``, ``rank`` (tied names share the best of theirs), ``tied_with``, ``rank_low``
    and ``rank_high`` (2.5th and 97.5th percentile over draws), ``share_above_next`` (share of draws
    in which the name is above the one that follows; halves for equal values).
    """
    cells = np.where(np.isfinite(draws), draws, -np.inf)
    order = np.argsort(-np.median(cells, axis=0), kind="stable")
    above = share_above(cells)
    groups: list[list[int]] = []
    for index in order.tolist():
        apart = groups and all(above[member, index] >= STABLE_SHARE for member in groups[-1])
        if not groups or apart:
            groups.append([index])
        else:
            groups[-1].append(index)
    places = np.argsort(np.argsort(-cells, axis=1, kind="stable"), axis=1) + 1
    low, high = np.quantile(places, [0.025, 0.975], axis=0, method="nearest")
    rows, rank = [], 1
    for group in groups:
        for index in group:
            tied = [names[other] for other in group if other != index]
            rows.append((index, rank, ", ".join(tied)))
        rank += len(group)
    following = [*order.tolist()[1:], None]
    after = dict(zip(order.tolist(), following, strict=True))
    return pd.DataFrame(
        {
            "name": [names[index] for index, _, _ in rows],
            "rank": [rank for _, rank, _ in rows],
            "tied_with": [tied for _, _, tied in rows],
            "rank_low": [int(low[index]) for index, _, _ in rows],
            "rank_high": [int(high[index]) for index, _, _ in rows],
            "share_above_next": [
                float(above[index, after[index]]) if after[index] is not None else np.nan
                for index, _, _ in rows
            ],
        }
    )


def share_above(draws: Array) -> Array:
    """Share of draws ``(draws, names)`` in which each is above each other, equals by halves."""
    one, other = draws[:, :, np.newaxis], draws[:, np.newaxis, :]
    share: Array = ((one > other) + 0.5 * (one == other)).mean(axis=0)
    return share
