"""Studies cut off anywhere go on to the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import study_fakes as fakes

from carehome_sim.errors import DamagedResult, Interrupted, StoreError
from carehome_sim.study import compare, open_result, simulate, verify
from carehome_sim.study.journal import Journal, kept_shards, left_under_way

pytestmark = pytest.mark.contract


@pytest.fixture(autouse=True)
def _fake_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch)


def _arms() -> tuple[Any, list[Any]]:
    return fakes.scenario("base"), [fakes.scenario("led", leadership=0.8)]


def _document(result: Any) -> str:
    return json.dumps(result.to_json(), allow_nan=False)


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


def test_a_finished_folder_holds_the_result_and_nothing_left_over(tmp_path: Path) -> None:
    base, others = _arms()
    result = compare(base, others, out=tmp_path / "r")
    assert sorted(path.name for path in (tmp_path / "r").iterdir()) == [
        "manifest.json",
        "runs.parquet",
        "series.parquet",
    ]
    assert result.runs.shape == (40, 2 + len(fakes.COLUMNS))
    assert result.series.shape == (40 * 4, 2 + len(fakes.SERIES_COLUMNS))
    assert result.reused_units == 0
    again = open_result(tmp_path / "r")
    assert _document(again) == _document(result)


def test_files_are_the_same_bytes_however_many_workers(tmp_path: Path) -> None:
    base, others = _arms()
    for workers in (1, 2, 7):
        compare(base, others, out=tmp_path / str(workers), workers=workers)
    for name in ("runs.parquet", "series.parquet"):
        contents = {(tmp_path / str(workers) / name).read_bytes() for workers in (1, 2, 7)}
        assert len(contents) == 1


def test_files_are_the_same_bytes_whatever_makes_the_homes_live(tmp_path: Path) -> None:
    base, others = _arms()
    for driver in ("engine", "mesa"):
        compare(base, others, out=tmp_path / driver, driver=driver)
    for name in ("runs.parquet", "series.parquet"):
        assert len({(tmp_path / driver / name).read_bytes() for driver in ("engine", "mesa")}) == 1


def test_without_a_folder_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    result = simulate(fakes.scenario())
    assert result.folder is None
    assert result.to_json()["out"] is None
    assert len(result.series) == 20 * 4
    del result
    assert list(tmp_path.iterdir()) == []


def test_resume_of_an_absent_an_empty_and_a_finished_folder(tmp_path: Path) -> None:
    base, others = _arms()
    plain = _document(compare(base, others))
    (tmp_path / "empty").mkdir()
    for name in ("absent", "empty"):
        result = compare(base, others, out=tmp_path / name, resume=True)
        assert (_document(result), result.reused_units) == (plain, 0)
        again = compare(base, others, out=tmp_path / name, resume=True)
        assert _document(again) == plain
        assert again.reused_units == result.manifest["units"]["total"] > 0


@pytest.mark.parametrize("homes", [0, 1, 7, 39, 40])
def test_resume_of_a_study_cut_off_anywhere(tmp_path: Path, homes: int) -> None:
    base, others = _arms()
    plain = compare(base, others, out=tmp_path / "undisturbed")
    _cut_off(tmp_path / "cut", homes)
    shards = len(list((tmp_path / "cut" / "parts").glob("p*.parquet")))
    result = compare(base, others, out=tmp_path / "cut", resume=True)
    assert result.reused_units == 2 * shards >= homes - 1
    assert _document(result) == _document(plain)
    for name in ("runs.parquet", "series.parquet"):
        assert (tmp_path / "cut" / name).read_bytes() == (
            tmp_path / "undisturbed" / name
        ).read_bytes()


def test_reused_units_are_not_simulated_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cut_off(tmp_path / "r", 20)
    lived: list[int] = []

    def counted(arm: Any, **given: Any) -> Any:
        lived.append(given["home"])
        return fakes.simulate_home(arm, **given)

    fakes.install(monkeypatch, counted)
    base, others = _arms()
    result = compare(base, others, out=tmp_path / "r", resume=True, workers=1)
    assert len(lived) == 40 - result.reused_units > 0


def test_a_shard_that_the_journal_does_not_name_is_adopted(tmp_path: Path) -> None:
    _cut_off(tmp_path / "r", 20)
    journal = tmp_path / "r" / "parts" / "journal.jsonl"
    noted = len(kept_shards(journal))
    journal.write_bytes(b"")
    base, others = _arms()
    assert compare(base, others, out=tmp_path / "r", resume=True).reused_units == 2 * noted > 0


def test_a_torn_last_line_is_cut_off_before_more_is_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        journal.kept("a.parquet", "1")
        journal.kept("b.parquet", "2")
    path.write_bytes(path.read_bytes()[:-9])
    assert list(kept_shards(path)) == ["a.parquet"]
    with Journal(path) as journal:
        journal.kept("c.parquet", "3")
    assert list(kept_shards(path)) == ["a.parquet", "c.parquet"]
    assert path.read_bytes().endswith(b"\n")


@pytest.mark.parametrize("line", [b"null\n", b"[1]\n", b'{"kept": 3}\n', b"\xff\xfe\n", b"\n"])
def test_lines_that_are_not_ours_are_passed_over(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(line)
    assert kept_shards(path) == {}
    assert left_under_way(path) == set()


def test_a_torn_journal_and_a_truncated_shard_cost_only_what_they_held(tmp_path: Path) -> None:
    base, others = _arms()
    _cut_off(tmp_path / "r", 20)
    parts = tmp_path / "r" / "parts"
    shards = sorted(parts.glob("p*.parquet"))
    shards[0].write_bytes(shards[0].read_bytes()[:-100])
    shards[1].write_bytes(b"")
    journal = parts / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-30])
    result = compare(base, others, out=tmp_path / "r", resume=True)
    assert result.reused_units == 2 * (len(shards) - 2)
    assert _document(result) == _document(compare(base, others))


def test_a_shard_of_other_inputs_is_not_mistaken_for_one_of_ours(tmp_path: Path) -> None:
    _cut_off(tmp_path / "r", 20)
    shards = sorted((tmp_path / "r" / "parts").glob("p0000000*.parquet"))
    shards[0].write_bytes(shards[1].read_bytes())
    base, others = _arms()
    result = compare(base, others, out=tmp_path / "r", resume=True)
    assert _document(result) == _document(compare(base, others))


def test_a_shard_with_an_altered_figure_is_not_reused(tmp_path: Path) -> None:
    _cut_off(tmp_path / "r", 20)
    shards = sorted((tmp_path / "r" / "parts").glob("p0000000*.parquet"))
    table = pq.read_table(shards[0])
    rows = [bytes(8) + row[8:] for row in table.column("row").to_pylist()]
    altered = table.set_column(1, "row", pa.array(rows, pa.binary()))
    pq.write_table(altered.replace_schema_metadata(table.schema.metadata), shards[0])
    base, others = _arms()
    result = compare(base, others, out=tmp_path / "r", resume=True)
    assert _document(result) == _document(compare(base, others))


def test_tables_are_written_and_read_in_groups_of_a_fixed_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carehome_sim.study.store.RUN_ROWS_PER_GROUP", 7)
    monkeypatch.setattr("carehome_sim.study.store.SERIES_ROWS_PER_GROUP", 9)
    base, others = _arms()
    result = compare(base, others, out=tmp_path / "r")
    assert pq.ParquetFile(tmp_path / "r" / "runs.parquet").num_row_groups == 6
    assert pq.ParquetFile(tmp_path / "r" / "series.parquet").num_row_groups == 18
    assert _document(result) == _document(compare(base, others))
    found = verify(tmp_path / "r")
    assert (found.ok, found.checked_homes) == (True, 40)


def test_a_comparison_grows_by_homes_and_by_arms_computing_nothing_again(tmp_path: Path) -> None:
    base, others = _arms()
    compare(base, others, out=tmp_path / "r")
    more = [*others, fakes.scenario("staffed", hours=4.0)]
    larger = fakes.scenario("base", replicates=30)
    result = compare(larger, more, out=tmp_path / "r", grow=True)
    assert (result.reused_units, result.manifest["units"]["total"]) == (40, 90)
    compare(larger, more, out=tmp_path / "alone")
    for name in ("runs.parquet", "series.parquet"):
        assert (tmp_path / "r" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()


def test_a_study_that_was_stopped_while_growing_goes_on_growing(tmp_path: Path) -> None:
    base, others = _arms()
    compare(base, others, out=tmp_path / "r")
    larger = fakes.scenario("base", replicates=30)

    def stop(done: int, total: int, seconds: float) -> None:
        if done >= 45:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        compare(larger, others, out=tmp_path / "r", grow=True, workers=1, progress=stop)
    result = compare(larger, others, out=tmp_path / "r", resume=True)
    assert result.reused_units >= 44
    found = verify(tmp_path / "r")
    assert (found.ok, found.checked_homes) == (True, 60)


def test_a_damaged_study_does_not_grow(tmp_path: Path) -> None:
    base, others = _arms()
    compare(base, others, out=tmp_path / "r")
    path = tmp_path / "r" / "runs.parquet"
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(DamagedResult, match=r"runs\.parquet"):
        compare(fakes.scenario("base", replicates=30), others, out=tmp_path / "r", grow=True)
    assert not list((tmp_path / "r").glob("parts/*.parquet"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"replicates": 10}, "more than 10"),
        ({"seed": 2}, "its seed is 1"),
        ({"hours": 4.0}, "of its 2 design points"),
    ],
)
def test_a_study_does_not_grow_into_one_that_has_no_place_for_its_homes(
    tmp_path: Path, given: dict[str, Any], said: str
) -> None:
    base, others = _arms()
    compare(base, others, out=tmp_path / "r")
    before = {path.name: path.read_bytes() for path in (tmp_path / "r").iterdir()}
    with pytest.raises(StoreError, match=said):
        compare(fakes.scenario("base", **given), others, out=tmp_path / "r", grow=True)
    with pytest.raises(StoreError, match="holds a result of carehome compare"):
        simulate(base, out=tmp_path / "r", grow=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "r").iterdir()} == before


def test_what_differs_is_told_shortly_however_much_it_is(tmp_path: Path) -> None:
    base, others = _arms()
    compare(base, others, out=tmp_path / "r")
    with pytest.raises(StoreError) as told:
        simulate(base, out=tmp_path / "r", resume=True)
    assert len(str(told.value)) < 400
