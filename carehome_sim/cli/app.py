"""The commands, as the help lists them. Each loads what it needs only when it is called."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from carehome_sim.cli.options import (
    AsJson,
    Budget,
    Cluster,
    Days,
    Driver,
    DryRun,
    Expand,
    FromDay,
    Futures,
    HomeNumber,
    Html,
    NoReport,
    Out,
    Precision,
    Quiet,
    Replicates,
    Resident,
    Resume,
    Sample,
    Samples,
    Scheduler,
    Seed,
    Set,
    SetsOver,
    StudyOptions,
    Worker,
    Workers,
)
from carehome_sim.errors import InputError

app = typer.Typer(
    name="carehome",
    help="Simulates personalised care in English care homes: what would each remedy change, "
    "for whom, at what cost, and how sure are we?",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"carehome {version('carehome-sim')}")
        except PackageNotFoundError:
            typer.echo("carehome, not installed")
        raise typer.Exit


@app.callback()
def _carehome(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    """Options before the command."""


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO.toml", help="A scenario file.")],
    sets: Set = None,
    replicates: Replicates = None,
    seed: Seed = None,
    out: Out = None,
    resume: Resume = False,
    precision: Precision = None,
    workers: Workers = None,
    driver: Driver = "engine",
    expand: Expand = False,
    dry_run: DryRun = False,
    no_report: NoReport = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    scheduler: Scheduler = None,
    cluster: Cluster = None,
) -> None:
    """Simulate one scenario: its outcomes with their uncertainty."""
    from carehome_sim.cli.studies import run_study

    options = StudyOptions.given(locals())
    run_study([scenario], options)


@app.command()
def compare(
    base: Annotated[str, typer.Argument(metavar="BASE.toml", help="What is compared with.")],
    alternatives: Annotated[
        list[str], typer.Argument(metavar="ALT.toml...", help="One scenario file or more.")
    ],
    sets: Set = None,
    replicates: Replicates = None,
    seed: Seed = None,
    out: Out = None,
    resume: Resume = False,
    precision: Precision = None,
    futures: Futures = None,
    budget: Budget = None,
    workers: Workers = None,
    driver: Driver = "engine",
    expand: Expand = False,
    dry_run: DryRun = False,
    no_report: NoReport = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    scheduler: Scheduler = None,
    cluster: Cluster = None,
) -> None:
    """Compare scenarios with a base: differences home by home under the same luck."""
    from carehome_sim.cli.budget import run_packages
    from carehome_sim.cli.robust import run_robust
    from carehome_sim.cli.studies import run_study

    options = StudyOptions.given(locals())
    if futures is not None and budget is not None:
        raise InputError(place="--futures and --budget", problem="cannot be given together")
    if futures is not None:
        run_robust([base, *alternatives], futures, options)
    elif budget is not None:
        run_packages([base, *alternatives], budget, options)
    else:
        run_study([base, *alternatives], options)


@app.command()
def attribute(
    base: Annotated[str, typer.Argument(metavar="BASE.toml", help="What is compared with.")],
    alternatives: Annotated[
        list[str], typer.Argument(metavar="ALT.toml...", help="One scenario file or more.")
    ],
    sets: Set = None,
    replicates: Replicates = None,
    seed: Seed = None,
    out: Out = None,
    resume: Resume = False,
    workers: Workers = None,
    expand: Expand = False,
    dry_run: DryRun = False,
    no_report: NoReport = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    scheduler: Scheduler = None,
    cluster: Cluster = None,
) -> None:
    """Split a difference exactly over the settings that changed."""
    from carehome_sim.cli.attribute import run_attribution

    options = StudyOptions.given(locals())
    run_attribution(base, alternatives, options)


@app.command()
def sensitivity(
    study: Annotated[str, typer.Argument(metavar="STUDY.toml", help="A study file.")],
    samples: Samples = None,
    sets: Set = None,
    replicates: Replicates = None,
    seed: Seed = None,
    out: Out = None,
    resume: Resume = False,
    workers: Workers = None,
    expand: Expand = False,
    dry_run: DryRun = False,
    no_report: NoReport = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    scheduler: Scheduler = None,
    cluster: Cluster = None,
) -> None:
    """How much does each factor change what is looked at: Morris or Sobol."""
    from carehome_sim.cli.sensitivity import run_sensitivity

    options = StudyOptions.given(locals())
    run_sensitivity(study, samples, options)


@app.command()
def sector(
    file: Annotated[
        str | None, typer.Argument(metavar="[SECTOR.toml]", help="A sector file.")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="As many homes as house all 350,000 residents.")
    ] = False,
    sets: Set = None,
    replicates: Replicates = None,
    seed: Seed = None,
    out: Out = None,
    resume: Resume = False,
    workers: Workers = None,
    dry_run: DryRun = False,
    no_report: NoReport = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Simulate a sample of England's homes, each with settings of its own."""
    from carehome_sim.cli.sector import run_sector

    options = StudyOptions.given(locals())
    run_sector(file, options, everybody=everybody)


@app.command()
def journey(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO.toml", help="A scenario file.")],
    resident: Resident = None,
    staff: Worker = None,
    manager: Annotated[bool, typer.Option("--manager", help="Follow the manager.")] = False,
    days: Days = 1,
    from_day: FromDay = 1,
    home: HomeNumber = 0,
    sets: Set = None,
    seed: Seed = None,
    html: Html = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Follow a resident, a care worker or the manager hour by hour, in words."""
    from carehome_sim.cli.journeys import JourneyOptions, tell_journey
    from carehome_sim.scenario import load_scenario

    options = JourneyOptions(
        resident=resident,
        staff=staff,
        manager=manager,
        days=days,
        from_day=from_day,
        home=home,
        html=html,
        quiet=quiet,
        as_json=as_json,
    )
    tell_journey(load_scenario(scenario, tuple(sets or ()), seed=seed), options)


@app.command()
def validate(
    rows: Annotated[
        list[str] | None, typer.Option("--row", metavar="ID", help="Only this row; repeatable.")
    ] = None,
    sets: Annotated[
        int, typer.Option("--sets", min=0, max=10_000, help="Parameter sets beside the default.")
    ] = 0,
    over: SetsOver = "ranges",
    size: Annotated[
        float,
        typer.Option("--size", min=0.05, max=10.0, help="Homes of each experiment, as a multiple."),
    ] = 1.0,
    seed: Seed = None,
    out: Out = None,
    resume: Resume = False,
    workers: Workers = None,
    dry_run: DryRun = False,
    no_report: NoReport = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Tell which patterns of real homes the model shows, and which it does not."""
    from carehome_sim.cli.validate import ValidateOptions, run_validation

    run_validation(
        ValidateOptions(
            rows=tuple(rows or ()),
            sets=sets,
            over=over,
            size=size,
            seed=seed,
            workers=workers,
            out=out,
            resume=resume,
            report=not no_report,
            quiet=quiet,
            as_json=as_json,
            dry_run=dry_run,
        )
    )


@app.command()
def explore(
    scenario: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO.toml]", help="A scenario file.")
    ] = None,
    seed: Seed = None,
    home: HomeNumber = 0,
    results: Annotated[
        Path, typer.Option("--results", metavar="DIR", help="Where finished results are.")
    ] = Path("results"),
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; others reach 0.0.0.0.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes any that is free.")
    ] = 8765,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open a browser.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """See the home in the browser: floor plan, people, levers, charts."""
    from carehome_sim.cli.explore import explore_home

    explore_home(
        scenario,
        seed=seed,
        home=home,
        results=results,
        host=host,
        port=port,
        browser=not no_browser,
        quiet=quiet,
    )


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files to look at.")],
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with scenario and intervention files, without simulating."""
    from carehome_sim.cli.checks import check_files

    raise typer.Exit(check_files(files, as_json=as_json))


@app.command()
def evidence(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A setting, a table or an outcome.")
    ] = None,
    outcomes: Annotated[bool, typer.Option("--outcomes", help="Outcomes, not settings.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print every number of the model: meaning, unit, range, source, grade, what uses it."""
    from carehome_sim.cli.evidence import show_evidence

    show_evidence(name, outcomes_wanted=outcomes, as_json=as_json)


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a result.")],
    sample: Sample = None,
    workers: Workers = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Compute a finished result again and compare every figure to the last bit."""
    from carehome_sim.cli.checks import verify_folder

    code = verify_folder(folder, sample=sample, workers=workers, quiet=quiet, as_json=as_json)
    raise typer.Exit(code)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a result.")],
    as_json: AsJson = False,
) -> None:
    """Write the report of a finished result: one HTML file, tables and figures."""
    from carehome_sim.cli.studies import report_folder

    report_folder(folder, as_json=as_json)


@app.command("self-test")
def self_test(quiet: Quiet = False, as_json: AsJson = False) -> None:
    """Say PASSED, or what is wrong with this installation."""
    from carehome_sim.cli.selftest import test_installation

    raise typer.Exit(test_installation(quiet=quiet, as_json=as_json))
