"""Folders that a study refuses, takes over, opens or finds damaged."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import study_fakes as fakes

from carehome_sim.errors import (
    CarehomeError,
    DamagedResult,
    StoreError,
)
from carehome_sim.study import compare, open_result, simulate
from carehome_sim.study import manifest as manifests
from carehome_sim.study.folder import LOCK, TEMPORARY, locked

pytestmark = pytest.mark.contract


@pytest.fixture(autouse=True)
def _fake_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch)


def _arms() -> tuple[Any, list[Any]]:
    return fakes.scenario("base"), [fakes.scenario("led", leadership=0.8)]


def _cut_off(folder: Path, homes: int) -> None:
    """A study that is killed after so many homes: everything else must be as it then is."""

    class Cut(BaseException):
        pass

    def tell(done: int, total: int, seconds: float) -> None:
        if done >= homes:
            raise Cut

    base, others = _arms()
    with pytest.raises(Cut):
        compare(base, others, out=folder, workers=1, progress=tell)


def test_a_non_empty_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    for resume in (False, True):
        with pytest.raises(StoreError):
            simulate(fakes.scenario(), out=tmp_path, resume=resume)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_finished_folder_is_refused_without_resume(tmp_path: Path) -> None:
    simulate(fakes.scenario(), out=tmp_path / "r")
    with pytest.raises(StoreError, match="--resume"):
        simulate(fakes.scenario(), out=tmp_path / "r")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"seed": 2}, "seed: 1 there, 2 asked for"),
        ({"replicates": 21}, "replicates: 20 there, 21 asked for"),
        ({"leadership": 0.6}, "leadership_01: 0.5 there, 0.6 asked for"),
        ({"measured_days": 35}, "measured_days: 28 there, 35 asked for"),
        ({"name": "other"}, "name: 'base' there, 'other' asked for"),
    ],
)
def test_a_folder_of_other_inputs_is_refused_and_the_difference_named(
    tmp_path: Path, change: dict[str, Any], named: str
) -> None:
    simulate(fakes.scenario(), out=tmp_path / "r")
    before = (tmp_path / "r" / "manifest.json").read_bytes()
    with pytest.raises(StoreError, match="other inputs") as refused:
        simulate(fakes.scenario(**change), out=tmp_path / "r", resume=True)
    assert named in str(refused.value)
    assert (tmp_path / "r" / "manifest.json").read_bytes() == before


def test_a_title_is_no_input(tmp_path: Path) -> None:
    import dataclasses

    simulate(fakes.scenario(), out=tmp_path / "r")
    renamed = dataclasses.replace(fakes.scenario(), title="Another title")
    assert simulate(renamed, out=tmp_path / "r", resume=True).reused_units > 0


def test_a_study_begun_under_other_rules_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate(fakes.scenario(), out=tmp_path / "r")
    monkeypatch.setattr("carehome_sim.study.units.program_hash", lambda: "0" * 64)
    with pytest.raises(StoreError, match="under other rules"):
        simulate(fakes.scenario(), out=tmp_path / "r", resume=True)


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    with (
        locked(tmp_path / "r"),
        pytest.raises(StoreError, match=rf"in use by process {os.getpid()}"),
    ):
        simulate(fakes.scenario(), out=tmp_path / "r", resume=True)


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / LOCK).write_text('{"pid": 999999999, "host": "gone", "since": "2020"}')
    (tmp_path / "r" / f"{TEMPORARY}manifest.json-999999999").write_text("{")
    simulate(fakes.scenario(), out=tmp_path / "r", resume=True)
    assert len(list((tmp_path / "r").iterdir())) == 3


@pytest.mark.parametrize("damage", ["{", "[]", '{"format": 99}', '{"format": 1}', "\x00"])
def test_a_damaged_manifest_is_named(tmp_path: Path, damage: str) -> None:
    simulate(fakes.scenario(), out=tmp_path / "r")
    (tmp_path / "r" / "manifest.json").write_text(damage)
    with pytest.raises(DamagedResult, match=r"manifest\.json"):
        open_result(tmp_path / "r")
    with pytest.raises(DamagedResult):
        simulate(fakes.scenario(), out=tmp_path / "r", resume=True)


def test_opening_what_is_no_finished_result_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such folder"):
        open_result(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="holds no result"):
        open_result(tmp_path)
    _cut_off(tmp_path / "cut", 4)
    with pytest.raises(StoreError, match="unfinished"):
        open_result(tmp_path / "cut")


@pytest.mark.parametrize("name", ["runs.parquet", "series.parquet"])
def test_a_missing_or_altered_table_is_named(tmp_path: Path, name: str) -> None:
    simulate(fakes.scenario(), out=tmp_path / "r")
    path = tmp_path / "r" / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(DamagedResult, match=name):
        open_result(tmp_path / "r")
    path.unlink()
    with pytest.raises(DamagedResult, match=f"{name} is missing"):
        simulate(fakes.scenario(), out=tmp_path / "r", resume=True)


def test_places_where_nothing_can_be_written_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(StoreError, match="not a folder"):
            simulate(fakes.scenario(), out=place)

    def forbidden(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", forbidden)
    with pytest.raises(StoreError, match="no permission"):
        simulate(fakes.scenario(), out=tmp_path / "r")


def test_the_manifest_says_what_made_the_result(tmp_path: Path) -> None:
    base, others = _arms()
    manifest = compare(base, others, out=tmp_path / "r").manifest
    assert manifest["command"] == "carehome compare base.toml led.toml --replicates 20 --seed 1"
    assert manifest["platform"]["packages"].keys() == set(manifests.PACKAGES)
    assert manifest["inputs"]["arms"][1]["phases"][0]["settings"][fakes.LEADERSHIP] == 0.8
    assert manifest["inputs"]["arms"][1]["before"][fakes.LEADERSHIP] == 0.5
    assert manifest["timings"]["seconds"] > 0
    assert manifest["files"]["runs.parquet"]["rows"] == 40
    table = pq.read_table(tmp_path / "r" / "series.parquet")
    assert manifest["files"]["series.parquet"]["rows"] == len(table)


def test_what_cannot_be_done_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(CarehomeError, match="--workers"):
        simulate(fakes.scenario(), out=tmp_path / "r", workers=0)
    with pytest.raises(CarehomeError, match="--driver"):
        simulate(fakes.scenario(), out=tmp_path / "r", driver="car")
    with pytest.raises(CarehomeError, match="measured_days"):
        compare(fakes.scenario(), [fakes.scenario("b", measured_days=35)], out=tmp_path / "r")
    assert not (tmp_path / "r").exists()
