"""``sector``: a year in a sample of England's homes, each drawn from one joint table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from carehome_sim.cli.options import StudyOptions
from carehome_sim.cli.screen import say
from carehome_sim.cli.studies import default_folder, run_study
from carehome_sim.errors import InputError
from carehome_sim.scenario import load_scenario
from carehome_sim.scenario.library import library_folder
from carehome_sim.scenario.sector import sector_frame

EVERYBODY = 350_000  # residents of English care homes for older people
HOMES_FILE = "homes.csv"
SAMPLED = 2_000


def run_sector(file: str | None, options: StudyOptions, *, everybody: bool) -> None:
    """Simulate a sector sample, and write beside its result what each of its homes is."""
    path = str(library_folder() / "sector.toml") if file is None else file
    scenario = load_scenario(path, options.sets, replicates=options.replicates, seed=options.seed)
    if scenario.sector is None:
        raise InputError(
            file=Path(path),
            place="kind",
            problem="is not that of a sector sample",
            allowed='"sector", or a scenario that extends such a file',
        )
    if everybody:
        options = replace(options, replicates=homes_for_everybody(scenario.seed, scenario.sector))
    if options.expand or options.dry_run:
        run_study([path], options)
        return
    folder = options.out or default_folder(scenario.name)
    run_study([path], replace(options, out=folder))
    homes = scenario.replicates if options.replicates is None else options.replicates
    frame = sector_frame(scenario.seed, homes, scenario.sector)
    frame.to_csv(folder / HOMES_FILE, index=False, float_format="%.6g", encoding="utf-8-sig")
    if not options.quiet:
        say(f"What each home is: {folder / HOMES_FILE}")


def homes_for_everybody(seed: int, sector: Mapping[str, float]) -> int:
    """How many homes of the sample house all residents of English homes for older people."""
    frame = sector_frame(seed, SAMPLED, sector)
    residents = (frame["home.beds"] * frame["home.occupancy_share"]).mean()
    return math.ceil(EVERYBODY / float(residents))
