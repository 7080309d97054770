"""``self-test``: is this installation whole, and does it compute what it should?"""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

import numpy as np

from carehome_sim.cli.compiling import compile_rules
from carehome_sim.cli.screen import print_json, say
from carehome_sim.errors import CarehomeError

PACKAGE = "carehome-sim"
OLDEST_PYTHON = (3, 11)
PASSED, FAILED = 0, 1
SMALL_HOME = ("home.beds=6", "run.warmup_days=7", "run.measured_days=14", "run.replicates=2")

# Known answers published with Philox (Random123, kat_vectors): counter, key, four words.
PHILOX = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)


class Wrong(Exception):
    """Something about the installation is not as it should be."""


def versions() -> str:
    """Python and every package this program needs are there, in versions it can work with."""
    if sys.version_info < OLDEST_PYTHON:
        raise Wrong(f"Python {platform.python_version()}; 3.11 or later is needed")
    from packaging.requirements import Requirement

    try:
        needed = [Requirement(line) for line in requires(PACKAGE) or ()]
        installed = version(PACKAGE)
    except PackageNotFoundError:
        raise Wrong(f"{PACKAGE} is not installed, only its files are there") from None
    missing = []
    for requirement in needed:
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            missing.append(f"{requirement.name} is missing")
            continue
        if not requirement.specifier.contains(found, prereleases=True):
            missing.append(f"{requirement.name} is {found}, {requirement.specifier} is needed")
    if missing:
        raise Wrong("; ".join(missing))
    return f"carehome-sim {installed}, Python {platform.python_version()}, {platform.system()}"


def declarations() -> str:
    """The registries and every scenario and intervention that is shipped can be read."""
    from carehome_sim.evidence import outcomes, parameters, targets
    from carehome_sim.scenario import check_file, library_folder

    library = library_folder()
    shipped = [*sorted(library.glob("*.toml")), *sorted(library.glob("interventions/*.toml"))]
    wrong = [str(error) for path in shipped for error in check_file(path)]
    if wrong:
        raise Wrong("; ".join(wrong))
    if not shipped:
        raise Wrong(f"no scenarios in {library}")
    return (
        f"{len(parameters())} parameters, {len(outcomes())} outcomes, {len(targets())} targets, "
        f"{len(shipped)} scenario files"
    )


def compiled_rules() -> str:
    """The rules compile, or their machine code is loaded."""
    from carehome_sim.home import needs_compiling

    fresh = needs_compiling()
    began = time.perf_counter()
    compile_rules(quiet=True)
    how = "compiled" if fresh else "loaded"
    return f"rules {how} in {time.perf_counter() - began:.1f} s"


def random_numbers() -> str:
    """The generator gives the answers that were published with it."""
    import numba

    from carehome_sim.home.draws import philox4x32

    @numba.njit(error_model="numpy")
    def block(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
        return philox4x32(c0, c1, c2, c3, k0, k1)

    for counter, key, answer in PHILOX:
        got = block(*(np.uint64(word) for word in (*counter, *key)))
        if tuple(int(word) for word in got) != answer:
            raise Wrong(f"Philox of counter {counter} gave {got}, not {answer}")
    return f"Philox gives its {len(PHILOX)} published answers"


def two_drivers() -> str:
    """The compiled engine and the Mesa model make the same home, to the last bit."""
    from carehome_sim.home import arm_of, simulate_home

    arm = arm_of(_small_scenario())
    engine = simulate_home(arm, seed=0, home=0)
    mesa = simulate_home(arm, seed=0, home=0, driver="mesa")
    for name in ("weeks", "stays", "readings", "hours"):
        if getattr(engine, name).tobytes() != getattr(mesa, name).tobytes():
            raise Wrong(f"engine and Mesa differ in {name}")
    return "engine and Mesa agree to the last bit"


def kept_results() -> str:
    """A result that is written and opened again says the same, and can be computed again."""
    from carehome_sim.study import open_result, simulate, verify

    with tempfile.TemporaryDirectory(prefix="carehome-self-test-") as folder:
        out = Path(folder) / "result"
        made = simulate(_small_scenario(), out=out)
        if open_result(out).to_json() != made.to_json():
            raise Wrong("a result that was opened again says something else")
        checked = verify(out)
        if not checked.ok:
            raise Wrong(f"a result differs when computed again: {checked.problems[0]}")
        del made
    return f"a result is kept, opened and computed again ({checked.checked_homes} homes)"


CHECKS: tuple[Callable[[], str], ...] = (
    versions,
    declarations,
    compiled_rules,
    random_numbers,
    two_drivers,
    kept_results,
)


def test_installation(*, quiet: bool, as_json: bool) -> int:
    """Carry out every check; print PASSED or what is wrong; the exit code."""
    found: list[dict[str, Any]] = []
    for check in CHECKS:
        name = check.__name__.replace("_", " ")
        passed, said = _outcome(check)
        found.append({"check": name, "passed": passed, "said": said})
        if not quiet:
            say(f"  {'ok   ' if passed else 'WRONG'} {name}: {said}")
    passed = all(entry["passed"] for entry in found)
    if as_json:
        print_json({"passed": passed, "checks": found})
    elif passed:
        print("PASSED")
    else:
        for entry in found:
            if not entry["passed"]:
                print(f"WRONG: {entry['check']}: {entry['said']}")
    return PASSED if passed else FAILED


def _outcome(check: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, check()
    except (Wrong, CarehomeError) as error:
        return False, str(error)
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"


def _small_scenario() -> Any:
    """A home small enough to simulate in a moment."""
    from carehome_sim.scenario import library_folder, load_scenario

    return load_scenario(library_folder() / "baseline.toml", SMALL_HOME)
