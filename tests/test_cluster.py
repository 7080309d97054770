"""One study in threads, on Dask workers, and after real processes were killed: the same data."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import slurm_here

from carehome_sim.errors import UnitsFailed
from carehome_sim.scenario import load_study
from carehome_sim.scenario.cluster_file import load_profile
from carehome_sim.study import sensitivity
from carehome_sim.study.cluster import ClusterLost, workers_at, workers_of

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(os.name == "nt", reason="kill -9 is a Unix word"),
]

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).parent
SAMPLES = 32
HOMES = SAMPLES * 4 * 8  # two factors and two matrices, eight homes each


def study_file(folder: Path) -> Path:
    base = (ROOT / "scenarios" / "baseline.toml").as_posix()
    (folder / "small.toml").write_text(
        f'title = "A small home"\nextends = "{base}"\n[home]\nbeds = 12\n'
        "[run]\nwarmup_days = 14\nmeasured_days = 84\n",
        encoding="utf-8",
    )
    path = folder / "study.toml"
    path.write_text(
        'kind = "study"\ntitle = "A small study"\nbase = "small.toml"\ntogether = []\n'
        f'outcomes = ["personalisation_index"]\n[method]\nname = "sobol"\nsamples = {SAMPLES}\n'
        'replicates = 8\n[[factors]]\nname = "leadership.leadership_01"\n'
        '[[factors]]\nname = "staffing.rota_flexibility_01"\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def study(folder: Path) -> Any:
    return load_study(study_file(folder))


@pytest.fixture(scope="module")
def undisturbed(study: Any, folder: Path) -> bytes:
    sensitivity(study, out=folder / "one", workers=1)
    return (folder / "one" / "runs.parquet").read_bytes()


def shards(folder: Path) -> int:
    return len(list(folder.glob("parts/*.parquet")))


def until(what: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    over = time.monotonic() + 120
    while not what():
        assert process is None or process.poll() is None, process.communicate()
        assert time.monotonic() < over
        time.sleep(0.02)


def in_a_process(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "carehome_sim", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def dask(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )


def ended(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str], list[Any]]]:
    """A scheduler and two workers, each a process of its own."""
    where = tmp_path / "scheduler.json"
    made = dask(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(where),
    )  # fmt: skip
    until(where.exists)
    time.sleep(0.2)
    address = json.loads(where.read_text())["address"]
    how = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
    workers = [
        dask("dask_worker", address, *how, "--local-directory", str(tmp_path)) for _ in range(2)
    ]
    try:
        yield address, made, workers
    finally:
        ended(made, *workers)


def test_two_threads_give_the_bytes_of_one(study: Any, undisturbed: bytes, tmp_path: Path) -> None:
    sensitivity(study, out=tmp_path / "two", workers=2)
    assert (tmp_path / "two" / "runs.parquet").read_bytes() == undisturbed


def test_a_profile_of_two_local_processes_gives_the_same_bytes(
    study: Any, undisturbed: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "local.toml"
    path.write_text('kind = "cluster"\ntitle = "Here"\nsystem = "local"\njobs = 2\n')
    with workers_of(load_profile(path), print) as place:
        assert place.workers == 2
        sensitivity(study, out=tmp_path / "dask", executor=place)
    assert (tmp_path / "dask" / "runs.parquet").read_bytes() == undisturbed


def test_a_run_killed_after_half_goes_on_and_reuses_what_was_done(
    study: Any, undisturbed: bytes, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "killed"
    words = ("sensitivity", str(folder / "study.toml"), "--out", str(out), "--quiet")
    started = in_a_process(*words)
    total = sum(1 for _ in _chunks(study))
    until(lambda: shards(out) >= 0.55 * total, started)
    started.kill()
    started.communicate()
    again = in_a_process(*words, "--resume", "--json")
    told, said = again.communicate()
    assert again.returncode == 0, said
    assert json.loads(told)["samples"] == SAMPLES
    units = json.loads((out / "manifest.json").read_text())["units"]
    assert units["total"] == HOMES
    assert units["reused"] >= 0.4 * HOMES
    assert (out / "runs.parquet").read_bytes() == undisturbed


def _chunks(study: Any) -> Iterator[Any]:
    from carehome_sim.study.chunks import chunked
    from carehome_sim.study.design import design_of

    points = design_of(study)
    units = list(points.order(0, study.replicates))
    return chunked(points, units, seed=1, driver="engine", workers=2)


def test_a_worker_killed_in_mid_study_changes_nothing(
    scheduler: Any, study: Any, undisturbed: bytes, folder: Path, tmp_path: Path
) -> None:
    address, _, workers = scheduler
    out = tmp_path / "worker"
    words = ("sensitivity", str(folder / "study.toml"), "--out", str(out), "--quiet")
    started = in_a_process(*words, "--scheduler", address, "--json")
    until(lambda: shards(out) >= 3, started)
    ended(workers[0])
    told, said = started.communicate(timeout=180)
    assert started.returncode == 0, said
    assert json.loads(told)["method"] == "sobol"
    assert (out / "runs.parquet").read_bytes() == undisturbed


def test_a_scheduler_killed_in_mid_study_stops_it_plainly_and_it_can_go_on(
    scheduler: Any, study: Any, undisturbed: bytes, tmp_path: Path
) -> None:
    address, made, _ = scheduler
    out = tmp_path / "scheduler"

    def kill(done: int, total: int, seconds: float) -> None:
        if done >= 0.2 * total:
            ended(made)

    with (
        pytest.raises(ClusterLost, match="--resume"),
        workers_at(address) as place,
    ):
        sensitivity(study, out=out, executor=place, progress=kill)
    result = sensitivity(study, out=out, resume=True)
    assert 0.2 * HOMES <= result.reused_units < HOMES
    assert (out / "runs.parquet").read_bytes() == undisturbed


def deadly(chunk: Any) -> Any:
    """Lets a chunk live, but one unit kills the process it is in."""
    from carehome_sim.study.chunks import live

    if (3, 2) in chunk.units:
        os.kill(os.getpid(), signal.SIGKILL)
    return live(chunk)


def test_a_unit_that_kills_its_worker_is_named_and_the_rest_goes_on(
    study: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carehome_sim.study.isolation.ENTRANCE", "test_cluster:deadly")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), *filter(None, sys.path)]))
    path = tmp_path / "local.toml"
    path.write_text('kind = "cluster"\ntitle = "Here"\nsystem = "local"\njobs = 2\n')
    out = tmp_path / "deadly"
    with (
        pytest.raises(UnitsFailed, match=r"point 3, home 2: its process died \(signal SIGKILL\)"),
        workers_of(load_profile(path), print) as place,
    ):
        sensitivity(study, out=out, executor=place)
    monkeypatch.undo()
    assert sensitivity(study, out=out, resume=True).reused_units == HOMES - 1


def test_units_under_way_in_a_process_that_died_live_apart_and_the_deadly_one_is_named(
    study: Any, undisturbed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "dead"
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_cluster\n"
        "from carehome_sim.scenario import load_study\n"
        "from carehome_sim.study import sensitivity, threads\n"
        "threads.live = lambda chunk, stop=None: test_cluster.deadly(chunk)\n"
        "sensitivity(load_study(sys.argv[2]), out=sys.argv[3], workers=2)\n"
    )
    file = study_file(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-c", script, str(HERE), str(file), str(out)], check=False
    )
    assert ran.returncode == -signal.SIGKILL
    with monkeypatch.context() as patch:
        patch.setattr("carehome_sim.study.isolation.ENTRANCE", "test_cluster:deadly")
        patch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), *filter(None, sys.path)]))
        with pytest.raises(UnitsFailed, match="point 3, home 2: its process died"):
            sensitivity(study, out=out, resume=True, workers=2)
    sensitivity(study, out=out, resume=True)
    assert (out / "runs.parquet").read_bytes() == undisturbed


@pytest.mark.skipif(bool(slurm_here.missing()), reason=slurm_here.missing())
def test_slurm_with_a_job_cancelled_in_mid_study_gives_the_same_bytes(
    study: Any, undisturbed: bytes, folder: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "slurm.toml"
    profile.write_text(
        'kind = "cluster"\ntitle = "One node"\nsystem = "slurm"\njobs = 2\nqueue = "test"\n'
        f'memory_gb_per_job = 1.5\nlog_directory = "{tmp_path / "logs"}"\ninterface = "lo"\n'
    )
    out = tmp_path / "slurm"
    words = ("sensitivity", str(folder / "study.toml"), "--out", str(out), "--no-report")
    with slurm_here.slurm(tmp_path / "daemons"):
        started = in_a_process(*words, "--cluster", str(profile), "--json")
        until(lambda: shards(out) >= 2, started)
        slurm_here.cancel(slurm_here.jobs()[0])
        told, said = started.communicate(timeout=240)
    assert started.returncode == 0, said
    assert "#SBATCH -p test" in said
    assert json.loads(told)["method"] == "sobol"
    assert (out / "runs.parquet").read_bytes() == undisturbed
