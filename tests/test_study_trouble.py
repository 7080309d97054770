"""A full disk, Ctrl-C and a fault in a home: what is finished is kept, nothing half-done."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import study_fakes as fakes

from carehome_sim.errors import (
    CarehomeError,
    Interrupted,
    StoreError,
    UnitsFailed,
)
from carehome_sim.study import compare, simulate
from carehome_sim.study import folder as folders
from carehome_sim.study.folder import TEMPORARY

pytestmark = pytest.mark.contract


@pytest.fixture(autouse=True)
def _fake_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch)


def _arms() -> tuple[Any, list[Any]]:
    return fakes.scenario("base"), [fakes.scenario("led", leadership=0.8)]


def _document(result: Any) -> str:
    return json.dumps(result.to_json(), allow_nan=False)


def _full(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_no_temporary_file_and_the_rest_can_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, others = _arms()
    synced = 0
    real = os.fsync

    def filling(handle: int) -> None:
        nonlocal synced
        synced += 1
        if synced > 25:
            _full()
        real(handle)

    monkeypatch.setattr(folders.os, "fsync", filling)
    with pytest.raises(CarehomeError, match="no space left") as told:
        compare(base, others, out=tmp_path / "r", workers=1)
    assert not isinstance(told.value, StoreError)
    assert not list((tmp_path / "r").rglob(f"{TEMPORARY}*"))
    monkeypatch.setattr(folders.os, "fsync", real)
    result = compare(base, others, out=tmp_path / "r", resume=True)
    assert result.reused_units > 0
    assert _document(result) == _document(compare(base, others))


def test_a_full_disk_while_the_tables_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carehome_sim.study.tables.TableWriter._flush", _full)
    with pytest.raises(CarehomeError, match="no space left"):
        simulate(fakes.scenario(), out=tmp_path / "r")
    assert not list((tmp_path / "r").rglob(f"{TEMPORARY}*"))
    monkeypatch.undo()
    fakes.install(monkeypatch)
    assert simulate(fakes.scenario(), out=tmp_path / "r", resume=True).reused_units == 20


def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(tmp_path: Path) -> None:
    def tell(done: int, total: int, seconds: float) -> None:
        if done >= 10:
            raise KeyboardInterrupt

    base, others = _arms()
    with pytest.raises(Interrupted) as told:
        compare(base, others, out=tmp_path / "r", workers=2, progress=tell)
    assert "--resume" in str(told.value)
    assert str(tmp_path / "r") in str(told.value)
    result = compare(base, others, out=tmp_path / "r", resume=True)
    assert result.reused_units >= 5
    assert _document(result) == _document(compare(base, others))


def test_ctrl_c_without_a_folder_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tell(done: int, total: int, seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(Interrupted, match="nothing is kept"):
        simulate(fakes.scenario(), progress=tell)
    assert list(tmp_path.iterdir()) == []


def test_a_fault_in_a_home_is_named_and_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(arm: Any, *, home: int, **given: Any) -> Any:
        if home == 13:
            raise OverflowError("too many")
        return fakes.simulate_home(arm, home=home, **given)

    fakes.install(monkeypatch, faulty)
    with pytest.raises(UnitsFailed, match="base, home 13: OverflowError: too many"):
        simulate(fakes.scenario(), out=tmp_path / "r", workers=2)
    [fault] = json.loads((tmp_path / "r" / "faults.json").read_text())["faults"]
    assert (fault["name"], fault["home"]) == ("base", 13)
    assert "test_study_trouble" in fault["trace"]
    fakes.install(monkeypatch)
    result = simulate(fakes.scenario(), out=tmp_path / "r", resume=True)
    assert result.reused_units == 19
    pd.testing.assert_frame_equal(result.runs, simulate(fakes.scenario()).runs, check_exact=True)
    assert not (tmp_path / "r" / "faults.json").exists()


def test_where_hardly_anything_works_the_rest_is_not_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def broken(arm: Any, *, home: int, **given: Any) -> Any:
        tried.append(home)
        raise ZeroDivisionError("broken")

    fakes.install(monkeypatch, broken)
    with pytest.raises(UnitsFailed, match="The rest was not tried"):
        simulate(fakes.scenario(replicates=200), out=tmp_path / "r", workers=2)
    assert len(tried) < 60


def test_stopping_gives_up_units_under_way_after_the_home_being_simulated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived: list[int] = []

    def noted(arm: Any, *, home: int, **given: Any) -> Any:
        lived.append(home)
        return fakes.slow_home(arm, home=home, **given)

    def tell(done: int, total: int, seconds: float) -> None:
        if done:
            raise KeyboardInterrupt

    fakes.install(monkeypatch, noted, per_chunk=10)
    with pytest.raises(Interrupted):
        simulate(fakes.scenario(replicates=100), out=tmp_path / "r", workers=1, progress=tell)
    unit = 10
    assert unit <= len(lived) <= unit + 3
