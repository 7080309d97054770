"""Robust choice: which remedy is best over everything the evidence leaves open.

A *future* is one draw of all uncertain parameters from the registry's ranges; in each the base and
every alternative are simulated on the same homes. Told are the probability that each is best, its
regret (what is lost against the best), where the answer turns, and in which futures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd

from carehome_sim.errors import InputError
from carehome_sim.evidence import Parameter, outcomes, parameters
from carehome_sim.study.conduct import How, carry_out
from carehome_sim.study.kept import KeptResult
from carehome_sim.study.plan import design_plan, distinct, plain, scenario_from
from carehome_sim.study.units import Unit, canonical_hash

if TYPE_CHECKING:
    from carehome_sim.home import Arm
    from carehome_sim.scenario import Scenario

Array = np.ndarray[Any, Any]
INDEX, COST = "personalisation_index", "cost_per_resident_week"
WORTHS = (0.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0)  # £ per resident-week for a point of the index
TREE_DEPTH = 2
LEAST_FUTURES = 8
LEAST_LEAF_SHARE = 0.1
LEAST_CORRELATION = 0.3  # from which a parameter is said to go with a lead
BY_CHANCE = 3.8  # standard errors that the largest of some hundreds of chance correlations reaches
BETTER_BY = 0.02  # a tree has to foretell so much more of unseen futures than the commonest answer
DEALS = 99  # of the answers over the futures, to see what chance would foretell
CHANCE_AT_MOST = 0.02  # of those deals foretell as well
FOLDS = 5


def uncertain_parameters() -> list[Parameter]:
    """Every parameter that the evidence leaves open, in the registry's order."""
    return [
        known
        for known in parameters().values()
        if known.role == "uncertain" and known.kind == "number" and known.low < known.high
    ]


@lru_cache(maxsize=4)
def drawn_futures(count: int, seed: int) -> Array:
    """Values of every uncertain parameter, ``(futures, parameters)``, evenly over their ranges.

    Plain draws: with hundreds of parameters a low-discrepancy sequence of so few points ties some
    of them together (rank correlations of 0.7 were seen). More futures begin with the fewer.
    """
    known = uncertain_parameters()
    unit = np.random.Generator(np.random.Philox(seed)).random((count, len(known)))
    low = np.array([one.low for one in known])
    high = np.array([one.high for one in known])
    made: Array = low + unit * (high - low)
    return made


class FuturePoints:
    """Every arm in every future: point number ``future * arms + arm``."""

    keeps_weeks = False
    shares_warm_up = False

    def __init__(self, scenarios: Sequence[Scenario], futures: int, seed: int) -> None:
        """Hold the scenarios (the base first) and how many futures there are."""
        self.scenarios = tuple(scenarios)
        self.names = distinct([scenario.name for scenario in scenarios])
        self.futures = futures
        self.seed = seed

    def __len__(self) -> int:
        """How many points there are."""
        return self.futures * len(self.scenarios)

    def name(self, point: int) -> str:
        """The arm and the future."""
        future, arm = divmod(point, len(self.scenarios))
        return f"{self.names[arm]} in future {future}"

    def draw(self, future: int) -> dict[str, float]:
        """The uncertain parameters of a future."""
        row = drawn_futures(self.futures, self.seed)[future].tolist()
        return {one.name: value for one, value in zip(uncertain_parameters(), row, strict=True)}

    def arm(self, point: int) -> Arm:
        """The arm of a point, warmed up under the base in the same future."""
        from dataclasses import replace

        from carehome_sim.home import arm_of
        from carehome_sim.scenario import with_settings

        future, number = divmod(point, len(self.scenarios))
        draw = self.draw(future)
        base = with_settings(self.scenarios[0], draw)
        own = with_settings(self.scenarios[number], draw)
        return replace(arm_of(own, base), name=self.name(point))

    @cached_property
    def _identities(self) -> list[str]:
        return [scenario.hash() for scenario in self.scenarios]

    def identity(self, point: int) -> str:
        """Hash of base, scenario and future."""
        future, arm = divmod(point, len(self.scenarios))
        values = drawn_futures(self.futures, self.seed)[future].tolist()
        return canonical_hash([self._identities[0], self._identities[arm], values])

    def part(self, points: Sequence[int]) -> FuturePoints:
        """The same: futures are drawn again where they are needed."""
        return copy(self)

    def order(self, first: int, last: int) -> Iterator[Unit]:
        """Point by point."""
        return (Unit(point, home) for point in range(len(self)) for home in range(first, last))


def robust(
    base: Scenario, alternatives: Sequence[Scenario], *, futures: int, **how: Unpack[How]
) -> RobustResult:
    """Simulate a base and its alternatives in so many futures (8 or more).

    ``base.replicates`` homes of each arm in each future; ``how`` are the keywords of
    :func:`simulate` from ``out`` to ``executor``.
    """
    if futures < LEAST_FUTURES:
        raise InputError(
            place="--futures", given=str(futures), allowed=f"{LEAST_FUTURES} or more (futures)"
        )
    scenarios = [base, *alternatives]
    plan = design_plan(
        "robust",
        FuturePoints(scenarios, futures, base.seed),
        {"futures": futures, "scenarios": [plain(one) for one in scenarios]},
        seed=base.seed,
        replicates=base.replicates,
    )
    return carry_out(RobustResult, plan, **how)


def futures_from(inputs: Mapping[str, Any]) -> FuturePoints:
    """The points that a manifest's inputs describe."""
    design = inputs["design"]
    scenarios = [scenario_from(one) for one in design["scenarios"]]
    return FuturePoints(scenarios, int(design["futures"]), int(inputs["seed"]))


class RobustResult(KeptResult):
    """A finished robust comparison; every statistic is worked out from its table of homes."""

    kind = "robust"

    def __init__(self, place: Path, manifest: dict[str, Any], **given: Any) -> None:
        """Hold an opened result; use the function that makes it, or ``open_result``."""
        super().__init__(place, manifest, **given)
        self.points = futures_from(manifest["inputs"])
        self.arms = tuple(self.points.names)
        self.titles = [scenario.title for scenario in self.points.scenarios]
        self.futures = self.points.futures

    def levels(self, outcome: str) -> Array:
        """Mean over homes of an outcome, ``(futures, arms)``."""
        cells = self.column(outcome, len(self.points) * self.replicates)
        shaped = cells.reshape(self.futures, len(self.arms), self.replicates)
        made: Array = np.nanmean(shaped, axis=2)
        return made

    def gains(self, outcome: str) -> Array:
        """What each arm changes against the base in each future, ``(futures, arms)``."""
        levels = self.levels(outcome)
        made: Array = levels - levels[:, :1]
        return made

    def net(self, worth: float) -> Array:
        """Gain less cost with a point worth so many £ per resident-week, ``(futures, arms)``."""
        made: Array = worth * self.gains(INDEX) - self.gains(COST)
        return made

    def probability_best(self) -> pd.DataFrame:
        """Share of futures in which each arm is best: by the index, and by net worth."""
        rows = [{"by": "index", "worth_gbp": np.nan, **self._best(self.gains(INDEX))}]
        rows += [
            {"by": "net worth", "worth_gbp": worth, **self._best(self.net(worth))}
            for worth in WORTHS
        ]
        return pd.DataFrame(rows)

    def _best(self, values: Array) -> dict[str, float]:
        best = values == values.max(axis=1, keepdims=True)
        shares = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
        return dict(zip(self.arms, shares.tolist(), strict=True))

    def regret(self, outcome: str = INDEX) -> pd.DataFrame:
        """What choosing each arm loses against the best, mean and 90th percentile of futures."""
        sign = -1.0 if outcomes()[outcome].better == "lower" else 1.0
        gains = sign * self.gains(outcome)
        lost = gains.max(axis=1, keepdims=True) - gains
        low, high = np.quantile(gains, [0.025, 0.975], axis=0)
        return pd.DataFrame(
            {
                "arm": self.arms,
                "gain": gains.mean(axis=0),
                "gain_low": low,
                "gain_high": high,
                "regret_mean": lost.mean(axis=0),
                "regret_p90": np.quantile(lost, 0.9, axis=0),
                "share_better": ((gains > 0) + 0.5 * (gains == 0)).mean(axis=0),
            }
        )

    @property
    def foremost(self) -> tuple[int, int]:
        """The two arms with the largest mean gains of the index."""
        order = np.argsort(-self.gains(INDEX).mean(axis=0), kind="stable")
        return int(order[0]), int(order[1])

    def thresholds(self) -> pd.DataFrame:
        """Parameters that decide between the two foremost arms, and where the answer turns.

        ``turns_at``: where a straight line through the lead over the parameter crosses nothing;
        empty where that is outside the parameter's range.
        """
        first, second = self.foremost
        gains = self.gains(INDEX)
        lead = gains[:, first] - gains[:, second]
        values = drawn_futures(self.futures, self.points.seed)
        rows = []
        for number, known in enumerate(uncertain_parameters()):
            own = values[:, number]
            rank = _rank_correlation(own, lead)
            slope, at_nothing = np.polyfit(own, lead, 1)
            turns = -at_nothing / slope if slope != 0.0 else np.nan
            inside = known.low <= turns <= known.high
            rows.append((known.name, rank, turns if inside else np.nan, known.low, known.high))
        frame = pd.DataFrame(rows, columns=["name", "rank_correlation", "turns_at", "low", "high"])
        order = frame["rank_correlation"].abs().sort_values(ascending=False).index
        return frame.reindex(order).reset_index(drop=True)

    @property
    def told_from(self) -> float:
        """Size of a rank correlation with the lead that chance would hardly show."""
        return max(LEAST_CORRELATION, BY_CHANCE / float(np.sqrt(self.futures - 1)))

    def discovery(self) -> list[dict[str, Any]]:
        """In which futures which arm is best: a small tree in plain words, leaf by leaf.

        Empty where the tree foretells unseen futures no better than the commonest answer does, or
        hardly better than it would if the answers were dealt out by chance.
        """
        try:
            from sklearn.model_selection import (
                KFold,
                cross_val_score,
                permutation_test_score,
            )
            from sklearn.tree import DecisionTreeClassifier
        except ImportError:
            raise InputError(
                place="scenario discovery",
                problem="needs the extra “trials”",
                hint="Install it: pip install 'carehome-sim[trials]'.",
            ) from None
        best = self.gains(INDEX).argmax(axis=1)
        values = drawn_futures(self.futures, self.points.seed)
        tree = DecisionTreeClassifier(
            max_depth=TREE_DEPTH, min_samples_leaf=LEAST_LEAF_SHARE, random_state=0
        )
        folds = KFold(FOLDS, shuffle=True, random_state=0)
        commonest = np.bincount(best).max() / len(best)
        if cross_val_score(tree, values, best, cv=folds).mean() < commonest + BETTER_BY:
            return []
        _, _, by_chance = permutation_test_score(
            tree, values, best, cv=folds, n_permutations=DEALS, random_state=0
        )
        if by_chance > CHANCE_AT_MOST:
            return []
        tree.fit(values, best)
        names = [known.name for known in uncertain_parameters()]
        found = []
        for leaf, conditions in _leaves(tree.tree_, names):
            inside = tree.apply(values) == leaf
            arms, counts = np.unique(best[inside], return_counts=True)
            most = int(counts.argmax())
            found.append(
                {
                    "when": conditions,
                    "best": self.arms[int(arms[most])],
                    "holds_in": float(counts[most] / inside.sum()),
                    "share_of_futures": float(inside.mean()),
                }
            )
        return found

    def to_json(self) -> dict[str, Any]:
        """The result as the command line prints it."""
        best = self.probability_best().to_dict("records")
        return {
            "futures": self.futures,
            "replicates": self.replicates,
            "seed": self.manifest["seed"],
            "parameters": len(uncertain_parameters()),
            "probability_best": [
                {
                    "by": row["by"],
                    "worth_gbp": None if row["by"] == "index" else row["worth_gbp"],
                    "arms": {arm: row[arm] for arm in self.arms},
                }
                for row in best
            ],
            "regret": self.regret().to_dict("records"),
            "thresholds": [
                {key: None if value != value else value for key, value in row.items()}
                for row in self.thresholds().head(10).to_dict("records")
                if abs(row["rank_correlation"]) >= self.told_from
            ],
            "discovery": self.discovery(),
            "out": None if self.folder is None else str(self.folder),
        }


def _leaves(tree: Any, names: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Each leaf of a fitted tree with its conditions in words."""
    waiting: list[tuple[int, list[str]]] = [(0, [])]
    while waiting:
        node, conditions = waiting.pop(0)
        if tree.children_left[node] == tree.children_right[node]:
            yield node, conditions
            continue
        name, at = names[tree.feature[node]], tree.threshold[node]
        waiting.append((int(tree.children_left[node]), [*conditions, f"{name} up to {at:.3g}"]))
        waiting.append((int(tree.children_right[node]), [*conditions, f"{name} above {at:.3g}"]))


def _rank_correlation(one: Array, other: Array) -> float:
    from scipy.stats import rankdata

    if np.ptp(other) == 0.0:
        return 0.0
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])
