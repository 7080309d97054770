"""Make each function of the charter's table do nothing: does the test named beside it fail?

python experiments/charter_check/run.py --jobs 2 --csv experiments/charter_check/results.csv

Each function's body is replaced in a copy of the project, the rules are compiled anew and the test
is run there. Takes one to two minutes a function.
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
NOT_COMPILED = ("TypingError", "LoweringError", "SyntaxError", "ImportError")


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


def doing_nothing(source: str, name: str) -> str | None:
    """A module's source in which one function returns nothing of worth; None if there is none."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            returns = ast.unparse(node.returns) if node.returns else "None"
            if returns.startswith("tuple["):
                parts = returns[6:-1].split(", ")
                values = ", ".join(
                    NOTHING.get(part, "return 0.0").removeprefix("return ") for part in parts
                )
                word = f"return {values}"
            else:
                word = NOTHING.get(returns, "return None")
            rows = source.splitlines()
            first, last = node.body[0].lineno - 1, node.end_lineno
            indent = " " * node.body[0].col_offset
            return "\n".join([*rows[:first], indent + word, *rows[last:], ""])
    return None


def verdict(line: dict[str, Any]) -> dict[str, Any]:
    """Run one test against a copy in which one function does nothing."""
    told = {key: line[key] for key in ("where", "what", "test")}
    with tempfile.TemporaryDirectory(prefix="carehome-charter-") as folder:
        copy = Path(folder)
        for name in COPIED:
            origin = ROOT / name
            if origin.is_dir():
                shutil.copytree(origin, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(origin, copy / name)
        path = copy / "carehome_sim" / line["where"]
        changed = doing_nothing(path.read_text(encoding="utf-8"), line["what"])
        if changed is None:
            return {**told, "verdict": "no such function"}
        path.write_text(changed, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", line["test"]],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy), "CAREHOME_CACHE_DIR": str(copy / "cache")},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return {**told, "verdict": "still passes"}
        if any(word in done.stdout + done.stderr for word in NOT_COMPILED):
            return {**told, "verdict": "did not compile"}
        return {**told, "verdict": "fails, as it should" if done.returncode == 1 else "no test"}


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
    rows = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for row in pool.map(verdict, wanted):
            print(f"{row['verdict']:22s} {row['where']}:{row['what']}  {row['test']}", flush=True)
            rows.append(row)
            if options.csv:
                pd.DataFrame(rows).to_csv(options.csv, index=False, encoding="utf-8-sig")


if __name__ == "__main__":
    main()
