"""Sensitivity studies: how much each root or rule changes what is looked at."""

from __future__ import annotations

import math
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import pandas as pd

from carehome_sim.scenario import Study
from carehome_sim.study import morris, sobol
from carehome_sim.study.conduct import How, carry_out
from carehome_sim.study.design import design_of, study_from, unit_design
from carehome_sim.study.kept import KeptResult
from carehome_sim.study.plan import design_plan, plain
from carehome_sim.study.ranking import ranked
from carehome_sim.study.weights import PARTS, weight_sets

Array = np.ndarray[Any, Any]
INDEX = "personalisation_index"
ENDS = 0.2  # a tornado's bars: the lowest and the highest fifth of a factor's range


def sensitivity(study: Study, **how: Unpack[How]) -> SensitivityResult:
    """Carry out a sensitivity study: the same homes at every point of its design.

    ``how`` are the keywords of :func:`simulate` from ``out`` to ``executor``; ``grow`` goes on from
    fewer homes or samples.
    """
    plan = design_plan(
        "sensitivity",
        design_of(study),
        {"study": plain(study)},
        seed=study.base.seed,
        replicates=study.replicates,
    )
    return carry_out(SensitivityResult, plan, **how)


class SensitivityResult(KeptResult):
    """A finished sensitivity study; every statistic is worked out from its table of homes."""

    kind = "sensitivity"

    def __init__(self, place: Path, manifest: dict[str, Any], **given: Any) -> None:
        """Hold an opened result; use the function that makes it, or ``open_result``."""
        super().__init__(place, manifest, **given)
        self.study: Study = study_from(manifest["inputs"])
        self.outcomes = self.study.outcomes
        self.indices = cache(self._indices)

    @cached_property
    def points(self) -> Any:
        """The design points."""
        return design_of(self.study)

    @property
    def factors(self) -> list[str]:
        """Names of the factors, in the study's order."""
        return [factor.name for factor in self.study.factors]

    @cached_property
    def design(self) -> pd.DataFrame:
        """What every design point sets, one row per point."""
        frame = pd.DataFrame(self.points.table, columns=self.factors)
        frame.insert(0, "point", range(len(frame)))
        return frame

    def figures(self, outcome: str) -> Array:
        """An outcome of every home, ``(points, homes)``."""
        points = len(self.points)
        cells = self.column(outcome, points * self.replicates)
        if self.points.shares_warm_up:
            return cells.reshape(self.replicates, points).T
        return cells.reshape(points, self.replicates)

    @property
    def swaps(self) -> int:
        """How many factors and groups have indices of their own."""
        return len(self.study.factors) + len(self.study.groups)

    def _indices(self, outcome: str) -> Any:
        """``SobolIndices``, or a tuple of ``Screened``: one for each factor."""
        figures = self.figures(outcome)
        if self.study.method == "morris":
            return morris.screen(figures, unit_design(self.study))
        return sobol.sobol_indices(figures, self.swaps)

    def converged(self, outcome: str) -> bool:
        """Whether indices are known well enough to be ranked."""
        found = self.indices(outcome)
        if self.study.method == "morris":
            return morris.converged(found, self.study.samples)
        return bool(found.converged)

    def noise_share(self, outcome: str) -> float:
        """Share of the variance between design points that is chance between homes."""
        if self.study.method == "morris":
            return morris.chance_share(self.figures(outcome))
        return float(self.indices(outcome).noise_share)

    def table(self, outcome: str) -> pd.DataFrame:
        """One row per factor: its indices with intervals, level, origin and range."""
        found = self.indices(outcome)
        rows = []
        for number, factor in enumerate(self.study.factors):
            known = factor.parameter
            row: dict[str, Any] = {"name": factor.name, "level": known.level}
            row |= {"origin": known.origin, "low": factor.low, "high": factor.high}
            if self.study.method == "morris":
                one = found[number]
                row |= {"mu_star": one.mu_star, "mu_star_low": one.low, "mu_star_high": one.high}
                row |= {"mu": one.mu, "sigma": one.sigma, "noise": one.noise, "told": one.told}
            else:
                row |= _index_columns(found, number)
            rows.append(row)
        return pd.DataFrame(rows)

    def groups(self, outcome: str) -> pd.DataFrame:
        """One row per group or pair: closed first and total index of its factors together."""
        columns = ["name", "kind", "factors", "S1", "S1_low", "S1_high", "ST", "ST_low", "ST_high"]
        if self.study.method == "morris":
            return pd.DataFrame([], columns=columns)
        found = self.indices(outcome)
        rows = []
        for number, group in enumerate(self.study.groups):
            made = _index_columns(found, len(self.study.factors) + number)
            row = {"name": group.name, "kind": group.kind, "factors": len(group.factors)} | made
            if group.kind == "pair":
                alone = [found.first[self.factors.index(name)].value for name in group.factors]
                row["interaction"] = found.first[len(self.study.factors) + number].value - sum(
                    alone
                )
            rows.append(row)
        return pd.DataFrame(rows, columns=[*columns, "interaction"])

    def convergence(self, outcome: str) -> pd.DataFrame:
        """Main index of every factor from the first samples, twice as many, … up to all."""
        figures, count = self.figures(outcome), len(self.study.factors)
        rows: list[tuple[int, str, float, float, float]] = []
        if self.study.method == "morris":
            unit = unit_design(self.study)
            sizes = sorted({*(2**power for power in range(2, 16)), self.study.samples})
            for size in (size for size in sizes if size <= self.study.samples):
                last = size * (count + 1)
                for name, one in zip(
                    self.factors, morris.screen(figures[:last], unit[:last]), strict=True
                ):
                    rows.append((size, name, one.mu_star, one.low, one.high))
        else:
            for size, found in sobol.by_samples(figures, self.swaps).items():
                for name, index in zip(self.factors, found.total[:count], strict=True):
                    rows.append((size, name, index.value, index.low, index.high))
        return pd.DataFrame(rows, columns=["samples", "name", "value", "low", "high"])

    def ends(self, outcome: str) -> pd.DataFrame:
        """Mean outcome where a factor is in the lowest and in the highest fifth of its range."""
        means = np.nanmean(self.figures(outcome), axis=1)
        rows = []
        for factor in self.study.factors:
            values = self.design[factor.name].to_numpy()
            share = (values - factor.low) / (factor.high - factor.low)
            low = means[share <= max(ENDS, share.min())]
            high = means[share >= min(1.0 - ENDS, share.max())]
            rows.append((factor.name, float(np.mean(low)), float(np.mean(high))))
        frame = pd.DataFrame(rows, columns=["name", "mean_low", "mean_high"])
        frame["all"] = float(np.mean(means))
        return frame

    def draws(self, outcome: str) -> Array:
        """Main indices ``(draws, factors)`` as they could have come out: resampled samples.

        For the personalisation index each draw also weighs its three parts anew.
        """
        count = len(self.study.factors)
        generator = np.random.Generator(np.random.Philox(1))
        if self.study.method == "morris":
            unit = unit_design(self.study)
            names = PARTS if outcome == INDEX else (outcome,)
            effects = [
                np.nanmean(morris.elementary_effects(self.figures(name), unit), axis=2)
                for name in names
            ]
            weights = self._weights(len(names), morris.RESAMPLES)
            rows = generator.integers(0, len(effects[0]), (morris.RESAMPLES, len(effects[0])))
            made = [
                np.abs(sum(w * one[draw] for w, one in zip(weight, effects, strict=True))).mean(0)
                for weight, draw in zip(weights, rows, strict=True)
            ]
            return np.array(made)
        names = PARTS if outcome == INDEX else (outcome,)
        blocks = [sobol.blocks_of(self.figures(name), self.swaps) for name in names]
        whole = np.all([np.isfinite(block).all(axis=(1, 2)) for block in blocks], axis=0)
        moments = [
            [sobol.sample_moments(one[whole], other[whole]) for other in blocks] for one in blocks
        ]
        weights = self._weights(len(names), sobol.RESAMPLES)
        rows = generator.integers(0, int(whole.sum()), (sobol.RESAMPLES, int(whole.sum())))
        found = []
        for weight, draw in zip(weights, rows, strict=True):
            means = [[cell[draw].mean(axis=0) for cell in line] for line in moments]
            found.append(sobol.weighted(means, weight[np.newaxis])[1][0, :count])
        return np.array(found)

    def _weights(self, parts: int, draws: int) -> Array:
        """Weights of an outcome's parts, ``(draws, parts)``; an outcome of one part weighs 1."""
        return weight_sets()[:draws] if parts > 1 else np.ones((draws, 1))

    def ranks(self, outcome: str) -> pd.DataFrame:
        """Factors by their main index; those whose order does not hold in 80 % of draws tie.

        Without rows where the study has not converged: then nothing is to be ranked.
        """
        found = ranked(self.draws(outcome), self.factors)
        return found if self.converged(outcome) else found.head(0)

    def to_json(self) -> dict[str, Any]:
        """The result as the command line prints it: full precision, undefined is None."""
        documents = {outcome: self._document(outcome) for outcome in self.outcomes}
        first = documents[self.outcomes[0]]
        made = {"method": self.study.method, "outcome": self.outcomes[0], **first}
        if len(documents) > 1:
            made["outcomes"] = documents
        made["samples"] = self.study.samples
        made["replicates"] = self.replicates
        made["seed"] = self.manifest["seed"]
        made["out"] = None if self.folder is None else str(self.folder)
        return made

    def _document(self, outcome: str) -> dict[str, Any]:
        return {
            "converged": self.converged(outcome),
            "noise_share": _number(self.noise_share(outcome)),
            "factors": [_json_row(row) for row in self.table(outcome).to_dict("records")],
            "groups": [_json_row(row) for row in self.groups(outcome).to_dict("records")],
            "ranks": [_json_row(row) for row in self.ranks(outcome).to_dict("records")],
        }


def _index_columns(found: sobol.SobolIndices, number: int) -> dict[str, float]:
    first, total = found.first[number], found.total[number]
    return {
        "S1": first.value,
        "S1_low": first.low,
        "S1_high": first.high,
        "ST": total.value,
        "ST_low": total.low,
        "ST_high": total.high,
    }


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _json_row(row: dict[Any, Any]) -> dict[str, Any]:
    """A row with its intervals as pairs, and nothing that JSON does not know."""
    made: dict[str, Any] = {}
    for key, value in row.items():
        stem, _, end = key.rpartition("_")
        if end == "low" and f"{stem}_high" in row and stem in row:
            made[f"{stem}_ci95"] = [_number(value), _number(row[f"{stem}_high"])]
        elif end == "high" and f"{stem}_low" in row and stem in row:
            continue
        elif isinstance(value, float | np.floating):
            made[key] = _number(float(value))
        else:
            made[key] = value.item() if isinstance(value, np.generic) else value
    return made
