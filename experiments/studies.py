"""What the experiments share: scenarios made in place, tidy tables, pictures in one look."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd

import carehome_sim as ch
from carehome_sim.scenario import Scenario

matplotlib.use("Agg")
ROOT = Path(__file__).resolve().parents[1]
SCENARIOS = ROOT / "scenarios"
OUTCOMES = (
    "personalisation_index",
    "choice",
    "identity",
    "community",
    "timely_care",
    "engaged_time_share",
    "agitation_cmai",
    "scrqol",
    "refused_risk_share",
    "latent_rating_score",
    "cost_per_resident_week",
)


def arguments(text: str, *, homes: int) -> argparse.Namespace:
    """``--homes``, ``--seed`` and ``--out`` of an experiment."""
    parser = argparse.ArgumentParser(description=text.partition("\n")[0])
    parser.add_argument("--homes", type=int, default=homes, help="homes in each arm")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="where to write results.csv and pictures")
    return parser.parse_args()


def made(
    name: str,
    text: str = "",
    *,
    title: str | None = None,
    extends: Path = SCENARIOS / "baseline.toml",
    homes: int,
    seed: int,
) -> Scenario:
    """A scenario that extends another by a few lines of TOML."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(
            f'title = "{title or name}"\nextends = "{extends.as_posix()}"\n{text}',
            encoding="utf-8",
        )
        return ch.load_scenario(path, replicates=homes, seed=seed)


def use(approach: str, **more: Any) -> str:
    """The lines that add one approach to a scenario."""
    lines = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[interventions]]\nuse = "{approach}"\n{lines}'


def tidy(result: ch.StudyResult, outcomes: Sequence[str] = OUTCOMES) -> pd.DataFrame:
    """Levels of the first arm and paired differences of the others, whole and by group."""
    columns = ["scenario", "group", "outcome", "unit", "level", "difference", "ci_low", "ci_high"]
    first, *others = result.arms
    levels = result.summary(first)
    rows = [
        {"scenario": first, "group": "all", "outcome": row["outcome"], "unit": row["unit"],
         "level": row["mean"]}
        for row in levels.to_dict("records")
        if row["outcome"] in outcomes
    ]  # fmt: skip
    for arm in others:
        frames = [
            result.differences(arm).assign(group="all"),
            result.subgroup_differences(arm),
        ]
        for row in pd.concat(frames).to_dict("records"):
            if row["outcome"] in outcomes:
                rows.append(
                    {"scenario": arm, "group": row["group"], "outcome": row["outcome"],
                     "unit": row["unit"], "difference": row["mean"], "ci_low": row["ci_low"],
                     "ci_high": row["ci_high"]}
                )  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def write(frame: pd.DataFrame, folder: Path | None, name: str = "results.csv") -> None:
    """Keep a table beside its experiment."""
    if folder is not None:
        frame.to_csv(folder / name, index=False, float_format="%.5g", encoding="utf-8-sig")


def headed(figure: Any, heading: str, homes: int, days: int = 365) -> None:
    """Put over a picture what it shows, of how many homes and over which time."""
    detail = (
        "difference from the baseline with 95 % intervals; "
        f"{homes} simulated 40-bed homes, {days} days measured"
    )
    figure.suptitle(f"{heading}\n{detail}", x=0.01, ha="left", fontsize=10.5)


def bare(panel: Any) -> None:
    """A panel without a box around it."""
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)


def picture(figure: Any, folder: Path | None, name: str) -> None:
    """Keep a picture beside its experiment."""
    if folder is not None:
        figure.savefig(folder / name, dpi=150, facecolor="white")


def shown(frame: pd.DataFrame, outcomes: Sequence[str]) -> str:
    """Differences of all residents, scenario by outcome, for the screen."""
    whole = frame[(frame["group"] == "all") & frame["difference"].notna()]
    table = whole.pivot(index="scenario", columns="outcome", values="difference")
    return table.reindex(whole["scenario"].unique())[list(outcomes)].round(3).to_string()
