"""A study in a process of its own: killed, interrupted, resumed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import study_fakes as fakes

from carehome_sim.study import compare
from carehome_sim.study.folder import LOCK

pytestmark = pytest.mark.contract


@pytest.fixture(autouse=True)
def _fake_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.install(monkeypatch)


def _document(result: Any) -> str:
    return json.dumps(result.to_json(), allow_nan=False)


SCRIPT = """
import signal, sys, study_fakes as fakes
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where tests run in background
import pytest
from carehome_sim.study import compare
from carehome_sim.errors import Interrupted
fakes.install(pytest.MonkeyPatch(), fakes.slow_home)
try:
    base = fakes.scenario("base", replicates=int(sys.argv[2]))
    compare(base, [fakes.scenario("led", leadership=0.8)], out=sys.argv[1], workers=2)
except Interrupted as told:
    print(told, file=sys.stderr)
    sys.exit(130)
"""


def _in_a_process_of_its_own(folder: Path, shards: int, homes: int = 100) -> subprocess.Popen[str]:
    """A study of so many homes in its own process that has finished so many shards."""
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    started = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder), str(homes)],
        env={**os.environ, "PYTHONPATH": paths},
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while len(list(folder.glob("parts/p*.parquet"))) < shards:
        assert started.poll() is None, started.communicate()[1]
        assert time.monotonic() < until
        time.sleep(0.01)
    return started


def _big() -> tuple[Any, list[Any]]:
    return (
        fakes.scenario("base", replicates=100),
        [fakes.scenario("led", leadership=0.8, replicates=20)],
    )


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a Unix word")
def test_kill_9_and_resume_give_the_same_document(tmp_path: Path) -> None:
    started = _in_a_process_of_its_own(tmp_path / "r", 5)
    started.kill()
    started.communicate()
    assert (tmp_path / "r" / LOCK).exists()
    shards = len(list(tmp_path.glob("r/parts/p*.parquet")))
    result = compare(*_big(), out=tmp_path / "r", resume=True)
    assert 2 * shards == result.reused_units >= 10
    assert result.manifest["units"]["total"] == 200
    assert _document(result) == _document(compare(*_big()))
    assert len(list((tmp_path / "r").iterdir())) == 3


@pytest.mark.skipif(os.name == "nt", reason="signals as on Unix")
def test_ctrl_c_stops_a_process_at_once(tmp_path: Path) -> None:
    started = _in_a_process_of_its_own(tmp_path / "r", 3, homes=3000)
    started.send_signal(signal.SIGINT)
    _, told = started.communicate(timeout=20)
    assert started.returncode == 130
    assert "--resume" in told
    assert not (tmp_path / "r" / LOCK).exists()
