"""What a simulated home costs, as ratios taken in one go on one machine.

Run ``make bench`` (or ``python benchmarks/bench.py``); choose parts by name, such as
``make bench BENCH="yardstick threads"``. Absolute times differ from machine to machine; the
ratios printed here should not. ``--yardstick FILE.c`` compiles another C program instead of
``hour_loop.c``: one that takes a number of home-years and prints ``<number> ms/home-year``.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
C_HOME_YEARS = 64
C_FLAGS = ("-O3", "-march=native", "-ffast-math")
SHORT_DAYS, LONG_DAYS = 364, 1092
DAYS_PER_YEAR = 365
UNITS = 100_000
ROUNDS = 5
ENGINE_HOMES = 8
MESA_DAYS = 28
FEW_MORNINGS, MANY_MORNINGS = 60, 20_000
SMALL_HOMES, MANY_HOMES = 10, 1000

START_CODE = """
import time; began = time.perf_counter()
from carehome_sim.home import warm_up_compiler
warm_up_compiler()
print(time.perf_counter() - began)
"""

MEMORY_CODE = """
import dataclasses, resource, sys, tempfile
from pathlib import Path
from carehome_sim.scenario import load_scenario
from carehome_sim.study import simulate
scenario = load_scenario(sys.argv[1], replicates=int(sys.argv[2]))
scenario = dataclasses.replace(scenario, measured_days=365, warmup_days=0)
with tempfile.TemporaryDirectory() as folder:
    simulate(scenario, out=Path(folder) / "result", workers=2)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def arm(days: int, warmup_days: int = 0) -> Any:
    """The baseline, measured over so many days from its first day on."""
    from carehome_sim.evidence import default_values
    from carehome_sim.home import Arm
    from carehome_sim.scenario import Phase

    settings = default_values()
    return Arm("baseline", settings, (Phase(0, settings),), warmup_days, days)


def seconds(work: Callable[[], Any]) -> float:
    """How long a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def homes_s(driver: str, days: int, homes: int) -> Callable[[], float]:
    """A function that simulates some homes for so many days on one thread; its seconds a home."""
    from carehome_sim.home import simulate_home

    made = arm(days)

    def once() -> float:
        began = time.perf_counter()
        for home in range(homes):
            simulate_home(made, seed=1, home=home, driver=driver)
        return (time.perf_counter() - began) / homes

    return once


def per_year(short_s: float, long_s: float, short: int, long: int) -> float:
    """Seconds of a simulated home-year: what more days of the same homes cost more."""
    return (long_s - short_s) * DAYS_PER_YEAR / (long - short)


def yardstick_s(source: Path) -> Callable[[], float]:
    """Compile a C program; a function that runs it once and gives its seconds a home-year."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        sys.exit("bench: no C compiler (gcc) was found; leave out `yardstick`.")
    program = Path(tempfile.mkdtemp(prefix="carehome-bench-")) / "yardstick"
    subprocess.run([compiler, *C_FLAGS, str(source), "-o", str(program), "-lm"], check=True)

    def once() -> float:
        done = subprocess.run(
            [str(program), str(C_HOME_YEARS)], capture_output=True, text=True, check=True
        )
        found = re.search(r"([\d.]+) ms/home-year", done.stdout)
        if found is None:
            sys.exit(f"bench: {source} did not print `<number> ms/home-year`.")
        return float(found.group(1)) / 1e3

    return once


def best(*works: Callable[[], float]) -> list[float]:
    """The best of some rounds of each work, taken in turn so that all meet the same machine."""
    rounds = [[work() for work in works] for _ in range(ROUNDS)]
    return [min(column) for column in zip(*rounds, strict=True)]


def bench_yardstick(options: argparse.Namespace) -> Iterator[str]:
    """The engine on one thread against the C program."""
    short, long, c = best(
        homes_s("engine", SHORT_DAYS, ENGINE_HOMES),
        homes_s("engine", LONG_DAYS, ENGINE_HOMES),
        yardstick_s(options.yardstick),
    )
    engine = per_year(short, long, SHORT_DAYS, LONG_DAYS)
    yield f"engine: {1e3 * engine:.1f} ms a home-year on one thread"
    yield f"C ({options.yardstick.name}): {1e3 * c:.1f} ms a home-year"
    yield f"ratio engine / C: {engine / c:.2f}"


def bench_mesa(options: argparse.Namespace) -> Iterator[str]:
    """The engine against the Mesa driver, both on one thread."""
    homes_s("mesa", 1, 1)()
    short, long, mesa_short, mesa_long = best(
        homes_s("engine", SHORT_DAYS, ENGINE_HOMES),
        homes_s("engine", LONG_DAYS, ENGINE_HOMES),
        homes_s("mesa", MESA_DAYS, 1),
        homes_s("mesa", 3 * MESA_DAYS, 1),
    )
    engine = per_year(short, long, SHORT_DAYS, LONG_DAYS)
    mesa = per_year(mesa_short, mesa_long, MESA_DAYS, 3 * MESA_DAYS)
    yield f"Mesa driver: {mesa:.2f} s a home-year"
    yield f"ratio Mesa / engine: {mesa / engine:.0f}"


def bench_morning(options: argparse.Namespace) -> Iterator[str]:
    """One stage, morning care: compiled rules against plain Mesa objects and against C."""
    import morning_care

    morning_care.check_registry()
    in_c = morning_care.in_c(HERE / "morning_care.c")
    few, many = morning_care.luck_of(FEW_MORNINGS), morning_care.luck_of(MANY_MORNINGS)
    rules, objects, c = (
        work(few) for work in (morning_care.by_rules, morning_care.by_objects, in_c)
    )
    same = all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(rules, objects, strict=True))
    same = same and all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(rules, c, strict=True))
    if not same:
        sys.exit(f"bench: the three versions differ: rules {rules}, Mesa {objects}, C {c}.")
    by_rules, by_objects, by_c = best(
        lambda: seconds(lambda: morning_care.by_rules(many)) / MANY_MORNINGS,
        lambda: seconds(lambda: morning_care.by_objects(few)) / FEW_MORNINGS,
        lambda: seconds(lambda: in_c(many)) / MANY_MORNINGS,
    )
    yield f"morning care of {morning_care.RESIDENTS} residents: {1e6 * by_rules:.1f} us by rules"
    yield f"ratio plain Mesa objects / rules: {by_objects / by_rules:.0f}"
    yield f"ratio rules / C: {by_rules / by_c:.2f}"


def bench_threads(options: argparse.Namespace) -> Iterator[str]:
    """Homes on one thread and on two."""
    from carehome_sim.home import simulate_home

    made = arm(SHORT_DAYS)

    def homes(threads: int) -> float:
        with ThreadPoolExecutor(threads) as pool:
            jobs = range(16)
            return seconds(
                lambda: list(pool.map(lambda home: simulate_home(made, seed=1, home=home), jobs))
            )

    one, two = best(lambda: homes(1), lambda: homes(2))
    yield f"sixteen home-years: {one:.2f} s on one thread, {two:.2f} s on two"
    yield f"ratio one / two threads: {one / two:.2f} ({os.cpu_count()} cores)"


def bench_memory(options: argparse.Namespace) -> Iterator[str]:
    """Peak memory of a study of a few homes and of many."""
    peaks = [
        float(_python(MEMORY_CODE, str(options.scenario), str(homes)))
        for homes in (SMALL_HOMES, MANY_HOMES)
    ]
    yield f"peak memory: {peaks[0]:.0f} MB with {SMALL_HOMES} home-years"
    yield f"peak memory: {peaks[1]:.0f} MB with {MANY_HOMES} home-years"
    yield f"more: {peaks[1] - peaks[0]:.0f} MB"


def bench_units(options: argparse.Namespace) -> Iterator[str]:
    """What a unit of work costs beside its home: 100,000 units whose homes take no time."""
    found = {}
    for units in (UNITS // 10, UNITS):
        with tempfile.TemporaryDirectory() as folder:
            words = [sys.executable, str(HERE / "trivial_units.py"), str(units), f"{folder}/r"]
            said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        found[units] = [float(word) for word in said.split()]
    (few_s, few_mb, _), (many_s, many_mb, files) = found.values()
    each = (many_s - few_s) / (UNITS - UNITS // 10)
    yield (
        f"units: {UNITS:,} in {many_s:.0f} s, {1000 * each:.2f} ms for each beside its home; peak "
        f"memory {many_mb:.0f} MB ({few_mb:.0f} MB with a tenth); {files:.0f} files left"
    )


def bench_start(options: argparse.Namespace) -> Iterator[str]:
    """The first start, which compiles, and later ones, which do not."""
    with tempfile.TemporaryDirectory() as folder:
        cold = float(_python(START_CODE, cache=folder))
        warm = statistics.median(float(_python(START_CODE, cache=folder)) for _ in range(ROUNDS))
    yield f"start: {cold:.1f} s the first time, {warm:.2f} s from then on"
    yield f"ratio first / later start: {cold / warm:.0f}"


def _python(code: str, *words: str, cache: str | None = None) -> str:
    environment = dict(os.environ)
    if cache is not None:
        environment["CAREHOME_CACHE_DIR"] = cache
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return done.stdout.strip().splitlines()[-1]


PARTS = {
    "yardstick": bench_yardstick,
    "mesa": bench_mesa,
    "morning": bench_morning,
    "threads": bench_threads,
    "memory": bench_memory,
    "units": bench_units,
    "start": bench_start,
}


def main() -> None:
    """Run the parts asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--yardstick", type=Path, default=HERE / "hour_loop.c", metavar="FILE.c")
    parser.add_argument(
        "--scenario", type=Path, default=HERE.parent / "scenarios" / "baseline.toml"
    )
    options = parser.parse_args()
    unknown = sorted(set(options.parts) - set(PARTS))
    if unknown:
        parser.error(f"{unknown[0]!r} is no part; there are {', '.join(PARTS)}")
    from carehome_sim.home import warm_up_compiler

    warm_up_compiler()
    for name in options.parts or PARTS:
        for line in PARTS[name](options):
            print(line, flush=True)


if __name__ == "__main__":
    main()
