"""A result as one JSON document: full precision, and what is undefined is null."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carehome_sim.study.costs import number

if TYPE_CHECKING:
    from carehome_sim.study.result import StudyResult


def run_document(result: StudyResult) -> dict[str, Any]:
    """The document of a run: every outcome with its uncertainty."""
    return {
        "scenario": result.arms[0],
        "replicates": result.replicates,
        "seed": result.manifest["seed"],
        "warmup_days": result.manifest["warmup_days"],
        "measured_days": result.manifest["measured_days"],
        "outcomes": {
            row["outcome"]: {
                "mean": number(row["mean"]),
                "sd": number(row["sd"]),
                "ci95": [number(row["ci_low"]), number(row["ci_high"])],
                "unit": row["unit"],
                "count": whole(row["count"]),
            }
            for row in result.summary().to_dict("records")
        },
        "out": None if result.folder is None else str(result.folder),
    }


def compare_document(result: StudyResult) -> dict[str, Any]:
    """The document of a comparison: every arm's paired differences and cost-effectiveness."""
    return {
        "arms": {
            arm: {
                "differences": {
                    row["outcome"]: {
                        "mean": number(row["mean"]),
                        "ci95": [number(row["ci_low"]), number(row["ci_high"])],
                        "probability_better": number(row["probability_better"]),
                        "variance_reduction": number(row["variance_reduction"]),
                    }
                    for row in result.differences(arm).to_dict("records")
                },
                "cost_effectiveness": result.cost_effectiveness(arm),
            }
            for arm in result.arms[1:]
        }
    }


def whole(count: float) -> float | int:
    """A count as a whole number where it is one (minutes need not be)."""
    return int(count) if float(count).is_integer() else float(count)
