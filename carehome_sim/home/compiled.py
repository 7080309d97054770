"""The one place that compiles rules, and the cache that notices when any rule was edited.

Rules and acts are plain Python functions. :data:`rule` compiles one that only other compiled
functions call; :data:`entry` compiles one that Python calls as well and keeps the machine code
on disk. Numba's disk cache does not see that a *called* function changed, so the cache folder
is named by a hash of every source file of this room, of the versions and of the processor.

Set ``NUMBA_DISABLE_JIT=1`` to run everything as plain Python: same numbers, to the last bit.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar, cast

import llvmlite.binding as llvm
import numba
from numba.core import types

F = TypeVar("F", bound=Callable[..., Any])

KEPT_CACHES = 4


@cache
def source_hash() -> str:
    """SHA-256 (hexadecimal) of every Python source of this room, in path order."""
    room = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(room.rglob("*.py")):
        digest.update(path.relative_to(room).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _cache_root() -> Path:
    given = os.environ.get("CAREHOME_CACHE_DIR")
    if given:
        return Path(given)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", str(Path.home())))
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")))
    return base / "carehome-sim"


@cache
def cache_folder() -> Path:
    """Where machine code for exactly these sources, versions and this processor is kept."""
    made_for = "|".join(
        (
            source_hash(),
            version("numba"),
            version("numpy"),
            platform.python_version(),
            llvm.get_host_cpu_name(),
            llvm.get_host_cpu_features().flatten(),
        )
    )
    folder = _cache_root() / hashlib.sha256(made_for.encode()).hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="carehome-sim-"))
    return folder


def _ready_mark() -> Path:
    return cache_folder() / "ready"


def needs_compiling() -> bool:
    """Whether the next start has to compile the rules first (a minute or two)."""
    return not numba.config.DISABLE_JIT and not _ready_mark().exists()


def mark_ready() -> None:
    """Note that the machine code is complete, and drop caches of older sources."""
    if numba.config.DISABLE_JIT:
        return
    _ready_mark().touch()
    others = [
        path
        for path in cache_folder().parent.glob("[0-9a-f]" * 16)
        if path != cache_folder() and (path / "ready").exists()
    ]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for stale in others[KEPT_CACHES - 1 :]:
        shutil.rmtree(stale, ignore_errors=True)


numba.config.CACHE_DIR = str(cache_folder())
# LLVM's first level takes a quarter less time to compile than its third; measured, the machine
# code is as fast: rules are already laid into their callers, and no loop here is for a vector unit.
if "NUMBA_OPT" not in os.environ:
    numba.config.OPT = type(numba.config.OPT)(1)


def compiling() -> bool:
    """Whether rules run as machine code (False under ``NUMBA_DISABLE_JIT=1``)."""
    return not numba.config.DISABLE_JIT


# Every rule receives the whole home. Without reference counts (nothing in a rule allocates) and
# laid into its caller, passing it on costs nothing; measured: six times faster than numba's
# defaults.
_OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}


def _short_symbol(home: types.NamedTuple) -> tuple[str, tuple[int]]:
    return home.instance_class.__name__, (home._code,)


# Numba spells out every field of every array in each symbol that takes a home: 25 MB of names.
# Its records already go by a number instead; a tuple of records may do the same.
types.NamedTuple.mangling_args = property(_short_symbol)


def _whatever_the_literal(made: Any) -> None:
    """Compile one version for all whole numbers, not one for each literal 0, 1, 2 ... passed in."""
    by_type = made.get_call_template

    def by_plain_type(args: Any, kws: Any) -> Any:
        plain = {name: types.unliteral(kind) for name, kind in kws.items()}
        return by_type(tuple(types.unliteral(kind) for kind in args), plain)

    made.get_call_template = by_plain_type


def rule(function: F) -> F:
    """Compile a function that is called by compiled functions only."""
    made = numba.njit(forceinline=True, no_cpython_wrapper=True, **_OPTIONS)(function)
    if not numba.config.DISABLE_JIT:
        _whatever_the_literal(made)
    return cast(F, made)


def shared(function: F) -> F:
    """Compile a function of a few numbers that many rules call: one copy, not one per caller."""
    made = numba.njit(no_cpython_wrapper=True, **_OPTIONS)(function)
    if not numba.config.DISABLE_JIT:
        _whatever_the_literal(made)
    return cast(F, made)


def entry(function: F) -> F:
    """Compile a function that Python calls too; its machine code is kept on disk."""
    made: F = numba.njit(cache=True, forceinline=True, **_OPTIONS)(function)
    return made
