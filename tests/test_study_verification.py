"""Verification finds every figure that was altered, whatever was mended to hide it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import study_fakes as fakes

from carehome_sim.errors import (
    InputError,
    StoreError,
)
from carehome_sim.study import compare, open_result, verify
from carehome_sim.study.folder import file_hash
from carehome_sim.study.plan import inputs_hash

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _fake_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch)


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    compare(fakes.scenario("base"), [fakes.scenario("led", leadership=0.8)], out=tmp_path / "r")
    return tmp_path / "r"


def _alter(folder: Path, table: str, row: int, column: str, by: float) -> float:
    """Change one figure of a table and leave everything else as it is."""
    read = pq.read_table(folder / table)
    values = read.column(column).to_pylist()
    values[row] += by
    index = read.column_names.index(column)
    pq.write_table(read.set_column(index, column, pa.array(values)), folder / table)
    return values[row]


def _mend(folder: Path) -> None:
    """Make every checksum of a folder fit what lies there."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    for name in manifest["files"]:
        manifest["files"][name]["sha256"] = file_hash(folder / name)
    manifest["inputs_sha256"] = inputs_hash(manifest["inputs"])
    path.write_text(json.dumps(manifest))


def test_an_untouched_result_is_the_same_to_the_last_bit(finished: Path) -> None:
    found = verify(finished)
    assert (found.ok, found.problems, found.checked_homes) == (True, (), 40)
    assert found.notes == ()


def test_an_altered_figure_is_named(finished: Path) -> None:
    now = _alter(finished, "runs.parquet", 27, "choice", 1e-9)
    _mend(finished)
    assert open_result(finished).replicates == 20
    [problem] = verify(finished).problems
    assert (problem.arm, problem.home, problem.column) == ("led", 7, "choice")
    assert problem.stored == now
    assert problem.recomputed == pytest.approx(now)
    assert problem.recomputed != now
    assert all(part in str(problem) for part in ("led", "home 7", "choice", repr(now)))


def test_an_altered_week_is_named(finished: Path) -> None:
    _alter(finished, "series.parquet", 4 * 5 + 2, "timely_care", 0.01)
    _mend(finished)
    [problem] = verify(finished).problems
    assert (problem.arm, problem.home, problem.week) == ("base", 5, 2)


def test_an_altered_file_is_named_by_its_checksum_too(finished: Path) -> None:
    _alter(finished, "runs.parquet", 0, "choice", 1.0)
    told = [str(problem) for problem in verify(finished).problems]
    assert any("runs.parquet" in line and "checksum" in line for line in told)
    assert any("home 0, choice" in line for line in told)


def test_a_figure_made_undefined_is_found(finished: Path) -> None:
    _alter(finished, "runs.parquet", 1, "choice", math.nan)
    _mend(finished)
    assert [problem.column for problem in verify(finished).problems] == ["choice"]


def test_altered_inputs_show_in_the_figures(finished: Path) -> None:
    path = finished / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["inputs"]["arms"][1]["phases"][0]["settings"][fakes.LEADERSHIP] = 0.7
    path.write_text(json.dumps(manifest))
    assert "checksum" in str(verify(finished).problems[0])
    _mend(finished)
    found = verify(finished)
    assert not found.ok
    assert {problem.arm for problem in found.problems[:20]} == {"led"}
    assert "more figures" in str(found.problems[-1])


def test_an_altered_heading_of_the_manifest_is_found(finished: Path) -> None:
    path = finished / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["seed"] = 5
    path.write_text(json.dumps(manifest))
    assert any("seed is 5" in str(problem) for problem in verify(finished).problems)


@pytest.mark.parametrize("damage", ["rows", "order", "column", "cut", "gone", "manifest"])
def test_damage_of_every_kind_is_found(finished: Path, damage: str) -> None:
    path = finished / "runs.parquet"
    table = pq.read_table(path)
    if damage == "rows":
        pq.write_table(table.slice(0, 39), path)
    elif damage == "order":
        pq.write_table(table.take(list(reversed(range(40)))), path)
    elif damage == "column":
        pq.write_table(table.drop_columns(["choice"]), path)
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:1000])
    elif damage == "gone":
        path.unlink()
    else:
        (finished / "manifest.json").write_text("{")
    if damage not in ("gone", "manifest"):
        _mend(finished)
    found = verify(finished)
    assert not found.ok
    assert found.problems


def test_a_sample_says_that_it_is_one(finished: Path) -> None:
    found = verify(finished, sample=3)
    assert (found.ok, found.checked_homes) == (True, 6)
    assert "Only 6 of 40 homes" in found.notes[0]
    _alter(finished, "runs.parquet", 19, "choice", 1.0)
    _mend(finished)
    assert not verify(finished, sample=3).ok
    assert not verify(finished, sample=100).ok


def test_other_rules_are_noted_and_are_no_fault(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carehome_sim.study.units.program_hash", lambda: "0" * 64)
    found = verify(finished)
    assert found.ok
    assert "other rules" in found.notes[0]


def test_only_a_finished_result_can_be_verified(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        verify(tmp_path)
    with pytest.raises(InputError, match="--sample"):
        verify(tmp_path, sample=0)


def test_undefined_is_undefined_whatever_its_bits(finished: Path) -> None:
    read = pq.read_table(finished / "runs.parquet")
    values = read.column("agitation_cmai").to_numpy().copy()
    assert math.isnan(values[3])
    values[3] = -values[3]
    index = read.column_names.index("agitation_cmai")
    changed = read.set_column(index, "agitation_cmai", pa.array(values))
    pq.write_table(changed, finished / "runs.parquet")
    _mend(finished)
    assert verify(finished).ok
