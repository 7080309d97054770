"""What holds for every test: where everything is required, nothing may be skipped."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from cli_runner import Carehome
from hypothesis import settings

# The same examples on every machine; compiling in the first one takes longer than any deadline.
settings.register_profile("same everywhere", deadline=None, derandomize=True)
settings.load_profile("same everywhere")

REQUIRE_ALL = os.environ.get("CAREHOME_REQUIRE_ALL", "0") not in ("", "0")


def _refuse_skip(report: Any) -> Any:
    """Make a skipped report a failed one; an expected failure stays what it is."""
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Skipped, but CAREHOME_REQUIRE_ALL is set: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """A skipped test fails where everything is required."""
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    """A module that skips itself fails where everything is required."""
    return _refuse_skip((yield))


@pytest.fixture
def carehome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Carehome:
    """The command line in an empty folder, homes really simulated."""
    monkeypatch.chdir(tmp_path)
    return Carehome(tmp_path, capsys)
