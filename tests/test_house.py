"""What the house promises: pins, commands in the prose, links, nothing of one machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.contract

ROOT = Path(__file__).parents[1]
PROSE = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("experiments/**/*.md")])
PYTHONS = ("3.11", "3.12", "3.13")


def pins() -> dict[str, list[Requirement]]:
    made: dict[str, list[Requirement]] = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            made.setdefault(canonicalize_name(pin.name), []).append(pin)
    return made


@pytest.mark.parametrize("python", PYTHONS)
def test_everything_that_core_and_tests_need_has_one_pin_on_each_python(python):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["test"], "ruff"]
    pinned = pins()
    for text in needed:
        wanted = Requirement(text)
        holding = [
            pin
            for pin in pinned.get(canonicalize_name(wanted.name), [])
            if pin.marker is None or Marker(str(pin.marker)).evaluate({"python_version": python})
        ]
        assert len(holding) == 1, wanted.name
        [version] = [spec.version for spec in holding[0].specifier]
        assert wanted.specifier.contains(version), wanted.name


@pytest.mark.parametrize("page", PROSE, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_in_the_prose_lead_to_files(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("page", PROSE, ids=lambda page: str(page.relative_to(ROOT)))
def test_scenarios_named_in_the_prose_exist(page):
    for name in re.findall(r"\bscenarios/[\w/]+\.toml", page.read_text(encoding="utf-8")):
        assert (ROOT / name).is_file(), name


def test_commands_named_in_the_prose_are_commands():
    from typer.main import get_command

    from carehome_sim.cli.app import app

    known = set(get_command(app).commands)
    for page in PROSE:
        for line in re.findall(r"^carehome (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE):
            assert line.split()[0] in known, line


def test_the_scenario_in_the_readme_is_a_scenario(tmp_path):
    from carehome_sim.scenario import load_scenario

    blocks = re.findall(r"```toml\n(.+?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    shutil.copy(ROOT / "scenarios" / "baseline.toml", tmp_path)
    (tmp_path / "mine.toml").write_text("\n".join(blocks), encoding="utf-8")
    made = load_scenario(tmp_path / "mine.toml")
    assert made.settings["staffing.rota_flexibility_01"] == 0.8
    assert [use.id for use in made.interventions] == ["person_centred_training"]


def test_the_readme_shows_both_commands_and_the_makefile_has_them():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("run", "test"):
        assert f"make {target}" in readme
    for target in ("run", "test", "check", "install", "bench", "help"):
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), target


def test_the_headline_experiment_compares_what_make_run_compares():
    design = tomllib.loads(
        (ROOT / "experiments/headline_comparison/design.toml").read_text(encoding="utf-8")
    )
    named = [Path(path).name for path in (design["base"], *design["alternatives"])]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    in_order = [Path(path).name for path in re.findall(r"scenarios/\w+\.toml", makefile)]
    assert in_order == named


def test_no_file_names_a_registry_or_a_place_on_one_machine():
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=False
    ).stdout.split("\0")
    files = [ROOT / name for name in listed if name] or PROSE
    places = "|".join(("root", r"home/\w+", "work", "tmp"))
    unwanted = re.compile(
        rf"(?<![\w.])/(?:{places})/|C:\\Users|index-url|find-links|pypi\.org/simple"
    )
    for file in files:
        if file.suffix in {".png", ".parquet"} or file == Path(__file__) or not file.is_file():
            continue
        found = unwanted.search(file.read_text(encoding="utf-8"))
        assert found is None, f"{file}: {found}"
