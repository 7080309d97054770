"""What the docs say is what files, code and results say."""

from __future__ import annotations

import csv
import re
import tomllib
from types import ModuleType

import pytest
from scripts import ROOT, loaded

from carehome_sim.evidence import parameters
from carehome_sim.scenario.approaches_page import PAGE, page
from carehome_sim.validation.registry import verdicts

pytestmark = pytest.mark.contract
FACTORS = ROOT / "experiments" / "every_factor"


def test_the_page_of_approaches_is_as_their_files_say() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page()


def test_the_readme_tells_what_the_scoreboard_says() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    readme = "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
    page = (ROOT / "docs" / "scoreboard.md").read_text(encoding="utf-8")
    said = re.search(r"(\d+ of \d+) hold", readme)
    assert said is not None
    assert f"- {said[1]} validation patterns hold" in page
    seeds = re.search(r"hold, (\d+) of them under each of three seeds", readme)
    assert seeds is not None
    assert f"{seeds[1]} of them hold under each of seeds 1, 2 and 3;" in page
    yes, _, no = readme.partition("Supported in direction")[2].partition("Not supported")
    rows = r"\b([RT]\d+)\b"
    assert {verdicts()[row] for row in re.findall(rows, yes)} == {"passed"}
    assert {verdicts()[row] for row in re.findall(rows, no.partition("\n\n")[0])} == {"missed"}


def test_every_factor_is_declared_with_an_outcome_and_a_direction() -> None:
    declared = tomllib.loads((FACTORS / "directions.toml").read_text(encoding="utf-8"))
    assert set(declared) == {made.name for made in parameters().values() if made.role == "lever"}
    for name, word in declared.items():
        assert word["moves"] in ("up", "down"), name


def test_the_table_of_factors_holds_them_all_and_all_move_as_declared() -> None:
    text = (FACTORS / "results.csv").read_text(encoding="utf-8-sig")
    rows = {row["factor"]: row for row in csv.DictReader(text.splitlines())}
    declared = tomllib.loads((FACTORS / "directions.toml").read_text(encoding="utf-8"))
    assert set(rows) == set(declared)
    for name, row in rows.items():
        assert (row["outcome"], row["declared"]) == (
            declared[name]["outcome"],
            declared[name]["moves"],
        )
        assert row["moves_as_declared"] == "True", name
        sign = 1 if row["declared"] == "up" else -1
        assert sign * float(row["effect_sd"]) >= 0.05, name


@pytest.fixture(scope="module")
def factors() -> ModuleType:
    return loaded("experiments/every_factor/run.py")


@pytest.mark.parametrize(
    "name",
    [
        "staffing.care_hours_per_resident_day",
        "leadership.supportiveness_01",
        "regulation.sanction_01",
        "home.household_01",
        "training.sessions_per_worker_month",
        "residents.ability_ratio",
        "society.labour_market_tightness",
    ],
)
def test_a_factor_run_anew_still_moves_what_it_is_declared_to_move(
    factors: ModuleType, name: str
) -> None:
    word = factors.declared()[name]
    assert factors.effect(name, word, homes=6, days=182, seed=3)["moves_as_declared"]


def test_every_experiment_has_its_question_command_and_results() -> None:
    listed = (ROOT / "experiments" / "README.md").read_text(encoding="utf-8")
    for folder in sorted(path for path in (ROOT / "experiments").iterdir() if path.is_dir()):
        if folder.name.startswith("__"):
            continue
        assert f"({folder.name}/)" in listed, folder.name
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert "**Question.**" in text and "**Command" in text, folder.name
        assert (folder / "results.csv").exists(), folder.name


@pytest.fixture(scope="module")
def charter() -> ModuleType:
    return loaded("experiments/charter_check/run.py")


def test_every_statement_of_the_charter_has_a_function_and_a_test(charter: ModuleType) -> None:
    for line in tomllib.loads((ROOT / "docs" / "charter.toml").read_text(encoding="utf-8"))["line"]:
        source = (ROOT / "carehome_sim" / line["where"]).read_text(encoding="utf-8")
        assert f"def {line['what']}(" in source, line
        file, _, test = line["test"].partition("::")
        assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), line


def test_the_page_of_the_charter_is_as_its_table_says(charter: ModuleType) -> None:
    assert (ROOT / "docs" / "charter.md").read_text(encoding="utf-8") == charter.page()


def test_a_function_that_can_be_silenced_still_reads_as_python(charter: ModuleType) -> None:
    for line in charter.lines():
        source = (ROOT / "carehome_sim" / line["where"]).read_text(encoding="utf-8")
        changed = charter.asking(source, {line["what"]: 7})
        assert changed.count("if silenced() == 7:") == 1, line
        compile(changed, line["where"], "exec")
