"""Whatever is wrong with what was given: exit 2, one short message, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import Carehome

pytestmark = pytest.mark.contract

GOOD = "good.toml"
BAD = "bad.toml"

# Arguments and what the message has to say; {good} and {bad} are files.
REFUSED = {
    "no such command": (["rum", "{good}"], "Did you mean 'run'?"),
    "no file": (["run"], "Missing argument"),
    "one file to compare": (["compare", "{good}"], "Missing argument"),
    "no such option": (["run", "{good}", "--sed", "3"], "--seed"),
    "missing file": (["run", "goood.toml"], "no such file"),
    "wrong file": (["run", "{bad}"], "home.beds = 0"),
    "wrong file to compare": (["compare", "{good}", "{bad}"], "home.beds = 0"),
    "wrong base": (["compare", "{bad}", "{good}"], "home.beds = 0"),
    "wrong file to expand": (["run", "{bad}", "--expand"], "home.beds = 0"),
    "wrong file to plan": (["run", "{bad}", "--dry-run"], "home.beds = 0"),
    "wrong file in JSON": (["run", "{bad}", "--json"], "home.beds = 0"),
    "replicates in words": (["run", "{good}", "--replicates", "many"], "--replicates = many"),
    "one home": (["run", "{good}", "--replicates", "1"], "from 2 to 1000000 (homes)"),
    "half a home": (["run", "{good}", "--replicates", "2.5"], "--replicates = 2.5"),
    "seed below 0": (["run", "{good}", "--seed", "-1"], "--seed = -1"),
    "seed of 65 bits": (["run", "{good}", "--seed", str(1 << 64)], "18446744073709551615"),
    "no workers": (["run", "{good}", "--workers", "0"], "--workers = 0"),
    "unknown driver": (["run", "{good}", "--driver", "messa"], "Did you mean mesa?"),
    "precision 0": (["run", "{good}", "--precision", "0"], "--precision = 0"),
    "precision nan": (["run", "{good}", "--precision", "nan"], "finite number above 0"),
    "malformed set": (["run", "{good}", "--set", "beds"], "path.to.setting=value"),
    "unknown setting": (["run", "{good}", "--set", "home.bedz=3"], "Did you mean home.beds?"),
    "setting out of range": (["run", "{good}", "--set", "home.beds=999"], "1 to 215 (beds)"),
    "resume what": (["run", "{good}", "--resume"], "--out DIR"),
    "another scheduler": (["run", "{good}", "--scheduler", "tcp://x"], "tcp://HOST:PORT"),
    "a cluster": (["compare", "{good}", "{good}", "--cluster", "c.toml"], "no such file"),
    "both places": (
        ["run", "{good}", "--scheduler", "tcp://x", "--cluster", "c.toml"],
        "cannot be given together",
    ),
    "no address": (["run", "{good}", "--scheduler", "nonsense"], "tcp://HOST:PORT"),
    "silent address": (
        ["run", "{good}", "--scheduler", "tcp://127.0.0.1:1"],
        "Is a scheduler running there?",
    ),
    "no such profile": (["run", "{good}", "--dry-run", "--cluster", "no.toml"], "no such file"),
    "grow from nothing": (
        ["run", "{good}", "--expand", "--out", "new"],
        "no study that could grow",
    ),
    "too long a name": (["run", "{good}", "--out", "x" * 300], "give another --out"),
    "no place": (["run", "{good}", "--out", "/proc/nowhere/x"], "give another --out"),
    "a scenario as study": (["sensitivity", "{good}"], "this is not a study"),
    "few futures": (["compare", "{good}", "{good}", "--futures", "7"], "from 8"),
    "no budget": (["compare", "{good}", "{good}", "--budget", "0"], "above 0"),
    "nothing to split": (["attribute", "{good}", "{good}"], "changes nothing"),
    "full folder": (["run", "{good}", "--out", "."], "not empty"),
    "file as folder": (["run", "{good}", "--out", "{good}"], "is not a folder"),
    "not a result": (["run", "{good}", "--out", ".", "--resume"], "no result"),
    "verify nothing": (["verify", "nowhere"], "no such folder"),
    "verify another folder": (["verify", "."], "no result"),
    "verify too few": (["verify", ".", "--sample", "0"], "--sample = 0"),
    "report nothing": (["report", "nowhere"], "no such folder"),
    "check wrong file": (["check", "{good}", "{bad}"], "home.beds = 0"),
    "unknown name": (["evidence", "leadrship_01"], "Did you mean leadership.leadership_01?"),
    "unknown outcome": (["evidence", "--outcomes", "comunity"], "Did you mean community?"),
    "nothing like it": (["evidence", "qqqqq"], "carehome evidence lists"),
}


@pytest.fixture
def carehome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Carehome:
    monkeypatch.chdir(tmp_path)
    made = Carehome(tmp_path, capsys)
    made.file("good")
    made.file("bad", "[home]\nbeds = 0\n")
    return made


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_command_is_refused_and_nothing_is_written(carehome: Carehome, case: str) -> None:
    arguments, part = REFUSED[case]
    before = carehome.written()
    said = carehome(*(word.format(good=GOOD, bad=BAD) for word in arguments))
    assert said.code == 2
    assert part in said.err
    assert "Traceback" not in said.err + said.out
    assert len(said.err.strip().splitlines()) == 1
    assert len(said.err) < 400
    assert carehome.written() == before
    if arguments[0] != "check":
        assert said.out == ""


def test_different_lengths_cannot_be_compared(carehome: Carehome) -> None:
    other = carehome.folder / "long.toml"
    other.write_text('title = "x"\n[run]\nmeasured_days = 56\nwarmup_days = 14\n', encoding="utf-8")
    for extra in ([], ["--dry-run"]):
        said = carehome("compare", GOOD, other, *extra)
        assert said.code == 2
        assert "28" in said.err and "56" in said.err
    assert not (carehome.folder / "results").exists()


COMMANDS = (
    "run compare attribute sensitivity sector journey explore check evidence verify report "
    "self-test"
)


def test_what_is_later_to_come_is_not_in_the_help(carehome: Carehome) -> None:
    said = carehome("--help")
    assert said.code == 0
    for command in COMMANDS.split():
        assert f"  {command}" in said.out
    for command in ("trial", "calibrate"):
        assert command not in said.out
    assert "--scheduler" in carehome("run", "--help").out


def test_the_help_and_the_version_are_printed(carehome: Carehome) -> None:
    assert carehome().out == carehome("--help").out
    assert carehome("--version").out.startswith("carehome 0.")
    for command in COMMANDS.split():
        assert carehome(command, "--help").code == 0
