"""Make each function of the charter's table do nothing: does the test named beside it fail?

python experiments/charter_check/run.py --jobs 2 --csv experiments/charter_check/results.csv

In a copy of the project every such function begins by asking whether it is the one that is
silenced, and then returns nothing of worth. The rules are compiled once; each test then runs in a
process of its own that says which function is silenced. Needs a C compiler (gcc), for the question
has to be asked from compiled rules and its answer must not be compiled in.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("carehome_sim", "tests", "scenarios", "experiments", "benchmarks", "docs", "README.md",
          "pyproject.toml", "constraints.txt", "Makefile", "notebooks")  # fmt: skip
NOTHING = {"None": "return None", "float": "return 0.0", "int": "return 0", "bool": "return False"}
OPENING = """# What a home must contain, and where it is

<!-- Made from docs/charter.toml by python experiments/charter_check/run.py --page -->

Statement by statement: the function that realises it, and the test that holds the function to it.
[charter_check](../experiments/charter_check/) makes functions do nothing and looks whether the test
fails."""
CONTROL = ("tests/test_home_delivery.py", "tests/test_home_shared_life.py")
SILENCE = '''"""Which function does nothing in this process."""

import ctypes
from pathlib import Path

import llvmlite.binding as llvm
from numba import njit, types

_library = ctypes.CDLL(str(Path(__file__).with_name("libsilence.so")))
llvm.add_symbol("carehome_silenced", ctypes.cast(_library.carehome_silenced, ctypes.c_void_p).value)
_external = types.ExternalFunction("carehome_silenced", types.int64())


@njit(_nrt=False, nogil=True)
def silenced():
    """The number of the function that is to do nothing; 0 for none."""
    return _external()
'''
SILENCE_C = """#include <stdlib.h>
static long number = -1;
long carehome_silenced(void) {
  if (number < 0) {
    const char *said = getenv("CAREHOME_SILENCED");
    number = said ? atol(said) : 0;
  }
  return number;
}
"""


def lines() -> list[dict[str, Any]]:
    """The rows of the table that name a function and a test."""
    table = tomllib.loads((ROOT / "docs" / "charter.toml").read_text(encoding="utf-8"))["line"]
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for line in table:
        if line["where"].endswith(".py") and line["test"]:
            found.setdefault((line["where"], line["what"], line["test"]), line)
    return list(found.values())


def page() -> str:
    """The table as Markdown, for ``docs/charter.md``."""
    table = tomllib.loads((ROOT / "docs" / "charter.toml").read_text(encoding="utf-8"))["line"]
    parts = [OPENING]
    section = ""
    for line in table:
        if line["section"] != section:
            section = line["section"]
            parts.append(f"\n## {section}\n\n| what a home must contain | function | test |")
            parts.append("| --- | --- | --- |")
        where = f"[{line['where']}](../carehome_sim/{line['where']})"
        file, _, test = line["test"].partition("::")
        words = test.removeprefix("test_").replace("_", " ")
        parts.append(f"| {line['says']} | `{line['what']}` in {where} | [{words}](../{file}) |")
    return "\n".join([*parts, ""])


def worthless(returns: ast.expr | None) -> str:
    """A ``return`` of nothing of worth, of the type that a function declares."""
    word = ast.unparse(returns) if returns else "None"
    if word.startswith("tuple["):
        parts = word[6:-1].split(", ")
        values = [NOTHING.get(part, "return 0.0").removeprefix("return ") for part in parts]
        return f"return {', '.join(values)}"
    return NOTHING.get(word, "return None")


def asking(source: str, numbers: dict[str, int]) -> str:
    """A module in which each function of ``numbers`` does nothing while its number is silenced."""
    rows = source.splitlines()
    tree = ast.parse(source)
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in numbers
    ]
    for node in sorted(found, key=lambda node: -node.lineno):
        body = node.body
        told = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
        first = body[1] if told and len(body) > 1 else body[0]
        indent = " " * first.col_offset
        question = f"{indent}if silenced() == {numbers[node.name]}:"
        rows[first.lineno - 1 : first.lineno - 1] = [
            question,
            f"{indent}    {worthless(node.returns)}",
        ]
    missing = numbers.keys() - {node.name for node in found}
    if missing:
        raise SystemExit(f"no such function: {', '.join(sorted(missing))}")
    after = max(
        (node.end_lineno or 0)
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    )
    rows.insert(after, "from carehome_sim.silence import silenced")
    return "\n".join([*rows, ""])


def copied(folder: Path, numbers: dict[tuple[str, str], int]) -> None:
    """A copy of the project in which functions can be silenced, compiled."""
    for name in COPIED:
        origin = ROOT / name
        if origin.is_dir():
            shutil.copytree(origin, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(origin, folder / name)
    package = folder / "carehome_sim"
    (package / "silence.py").write_text(SILENCE, encoding="utf-8")
    (folder / "silence.c").write_text(SILENCE_C, encoding="utf-8")
    library = str(package / "libsilence.so")
    subprocess.run(
        ["gcc", "-O2", "-shared", "-fPIC", "-o", library, "silence.c"], cwd=folder, check=True
    )
    for where in {where for where, _ in numbers}:
        of_file = {name: number for (file, name), number in numbers.items() if file == where}
        path = package / where
        path.write_text(asking(path.read_text(encoding="utf-8"), of_file), encoding="utf-8")
    warm_up = "from carehome_sim.home import warm_up_compiler; warm_up_compiler()"
    subprocess.run(
        [sys.executable, "-c", warm_up], cwd=folder, env=surroundings(folder, 0), check=True
    )


def surroundings(folder: Path, number: int) -> dict[str, str]:
    """The environment of a test in a copy in which one function is silenced (0: none)."""
    return {
        **os.environ,
        "PYTHONPATH": str(folder),
        "CAREHOME_CACHE_DIR": str(folder / "cache"),
        "CAREHOME_SILENCED": str(number),
    }


def passes(folder: Path, test: str, number: int) -> int:
    """The exit code of one test while one function is silenced."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", test],
        cwd=folder,
        env=surroundings(folder, number),
        capture_output=True,
        check=False,
    ).returncode


def verdict(folder: Path, line: dict[str, Any], number: int) -> dict[str, Any]:
    """Run one test against the copy while one function does nothing."""
    code = passes(folder, line["test"], number)
    words = {0: "still passes", 1: "fails, as it should"}
    told = {key: line[key] for key in ("where", "what", "test")}
    return {**told, "verdict": words.get(code, "no test")}


def main() -> None:
    """Check every row, or those whose function is named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "functions", nargs="*", help="only these functions, or tests of these files"
    )
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--page", action="store_true", help="write docs/charter.md instead")
    options = parser.parse_args()
    if options.page:
        (ROOT / "docs" / "charter.md").write_text(page(), encoding="utf-8")
        return
    only = set(options.functions)
    wanted = [
        line
        for line in lines()
        if not only
        or line["what"] in only
        or any(word in line["test"].partition("::")[0] for word in only)
    ]
    named = dict.fromkeys((line["where"], line["what"]) for line in wanted)
    numbers = {function: number for number, function in enumerate(named, 1)}
    rows = []
    with tempfile.TemporaryDirectory(prefix="carehome-charter-") as place:
        folder = Path(place)
        copied(folder, numbers)
        whole = {test: passes(folder, test, 0) for test in dict.fromkeys(CONTROL)}
        if any(whole.values()):
            raise SystemExit(f"fails with nothing silenced: {whole}")

        def looked_at(line: dict[str, Any]) -> dict[str, Any]:
            return verdict(folder, line, numbers[line["where"], line["what"]])

        with ThreadPoolExecutor(options.jobs) as pool:
            for row in pool.map(looked_at, wanted):
                print(
                    f"{row['verdict']:20s} {row['where']}:{row['what']}  {row['test']}", flush=True
                )
                rows.append(row)
                if options.csv:
                    pd.DataFrame(rows).to_csv(options.csv, index=False, encoding="utf-8-sig")


if __name__ == "__main__":
    main()
