"""``carehome`` as a process of its own: start, pipes, encodings, an installation's self-test."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from cli_runner import Carehome

from carehome_sim.cli import selftest
from carehome_sim.cli.compiling import compile_rules
from carehome_sim.cli.entry import main
from carehome_sim.errors import CarehomeError, InputError, Interrupted, StoreError

pytestmark = pytest.mark.contract

HEAVY = ("numba", "pandas", "matplotlib", "mesa", "pyarrow", "scipy", "SALib")


def process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "carehome_sim", *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **more)


def test_the_module_is_the_command(tmp_path: Path) -> None:
    said = process("check", "absent.toml", cwd=tmp_path)
    assert said.returncode == 2
    assert b"absent.toml: no such file" in said.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "absent.toml"], ["run", "absent.toml"]]
)
def test_a_start_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys; from carehome_sim.cli import main; "
        f"main({arguments!r}); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, timeout=60
    )
    assert said.stderr.decode().strip().splitlines()[-1] == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise")
def test_a_reader_that_leaves_early_is_no_fault() -> None:
    command = f"{sys.executable} -m carehome_sim evidence | head -n 1"
    said = subprocess.run(command, shell=True, capture_output=True, check=False, timeout=60)
    assert said.stderr == b""
    assert len(said.stdout.splitlines()) == 1


def test_output_is_utf_8_whatever_the_locale() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    said = process("evidence", "--outcomes", env=environment)
    assert said.returncode == 0
    assert "0–100" in said.stdout.decode("utf-8")


def test_interrupting_anywhere_exits_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("carehome_sim.cli.checks.check_files", interrupted)
    assert main(["check", "x.toml"]) == 130
    assert "stopped" in capsys.readouterr().err


def test_interrupting_the_compiler_ends_the_process_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Ended(BaseException):
        pass

    def end(code: int) -> None:
        raise Ended(code)

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    compiling = threading.Event()
    monkeypatch.setattr("carehome_sim.home.needs_compiling", lambda: True)
    monkeypatch.setattr("carehome_sim.home.warm_up_compiler", lambda: compiling.wait(20))
    monkeypatch.setattr("threading.Thread.join", interrupted)
    monkeypatch.setattr("os._exit", end)
    with pytest.raises(Ended, match="130"):
        compile_rules(quiet=False)
    compiling.set()
    said = capsys.readouterr().err
    assert "Compiling the rules" in said and "nothing was simulated" in said


def test_a_fault_of_the_compiler_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("carehome_sim.home.needs_compiling", lambda: False)
    monkeypatch.setattr("carehome_sim.home.warm_up_compiler", broken)
    with pytest.raises(ZeroDivisionError):
        compile_rules(quiet=True)


def test_errors_know_their_exit_codes() -> None:
    assert CarehomeError("x").exit_code == 1
    assert InputError("x").exit_code == StoreError("x").exit_code == 2
    assert Interrupted("x").exit_code == 130
    parts = InputError(file="a.toml", line=3, place="home.beds", given="0", allowed="1 to 215")
    assert str(parts) == "a.toml, line 3: home.beds = 0 is not allowed; allowed: 1 to 215."


@pytest.fixture
def carehome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Carehome:
    return Carehome(tmp_path, capsys)


def test_self_test_says_passed(carehome: Carehome) -> None:
    said = carehome("self-test")
    assert said.code == 0, said.err
    assert said.out == "PASSED\n"


def test_self_test_names_what_is_wrong(carehome: Carehome, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> str:
        raise selftest.Wrong("numba is 0.1, >=0.61 is needed")

    def broken() -> str:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(selftest, "CHECKS", (selftest.declarations, wrong, broken))
    said = carehome("self-test", "--quiet")
    assert said.code == 1
    assert said.out.splitlines() == [
        "WRONG: wrong: numba is 0.1, >=0.61 is needed",
        "WRONG: broken: RuntimeError: no such thing",
    ]
    document = carehome("self-test", "--json").document
    assert document["passed"] is False
    assert [entry["passed"] for entry in document["checks"]] == [True, False, False]


def test_self_test_finds_wrong_random_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    counter, key, answer = selftest.PHILOX[0]
    monkeypatch.setattr(selftest, "PHILOX", ((counter, key, (*answer[:3], answer[3] ^ 1)),))
    with pytest.raises(selftest.Wrong, match="Philox"):
        selftest.random_numbers()
