"""The page: one HTML file that holds everything, pictures included, and asks for no network."""

from __future__ import annotations

import base64
import shlex
import struct
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from carehome_sim.report import readings, tables
from carehome_sim.report.bearing import trust, trust_sentence
from carehome_sim.report.cells import Cell
from carehome_sim.report.drawing import Picture
from carehome_sim.report.facts import COST, ArmFacts, Facts
from carehome_sim.report.sentences import LIMITS, findings, headline
from carehome_sim.report.words import counted, interval, listed, plural, pounds, shortened

TITLE_LETTERS = 120
MOST_PLAIN_CHANGES = 12


def repeating(command: str) -> str:
    """The command of a result without where it was kept and that it was gone on with."""
    words = shlex.split(command)
    kept = [
        word
        for place, word in enumerate(words)
        if not word.startswith(("--resume", "--out"))
        and not (place and words[place - 1] == "--out")
    ]
    return shlex.join(kept)


def render(facts: Facts, pictures: Sequence[tuple[Picture, Path]]) -> str:
    """The whole page; ``pictures`` with the files they were saved to."""
    loader = jinja2.PackageLoader("carehome_sim.report", "templates")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    css = Markup(loader.get_source(environment, "report.css")[0])
    page = environment.get_template("report.html.j2")
    shown = [inlined(*pair) for pair in pictures]
    return page.render(css=css, pictures=shown, **_context(facts)).replace(" %", "&nbsp;%")


def _context(facts: Facts) -> dict[str, Any]:
    published = tables.targets_table(facts)
    harms = tables.harms_table(facts)
    rows = tables.outcomes_table(facts.levels)
    bearing = trust(facts.changed)
    return {
        "facts": facts,
        "compare": facts.kind == "compare",
        "version": facts.manifest.get("program", {}).get("version", ""),
        "page_title": _page_title(facts),
        "date": str(facts.manifest.get("timings", {}).get("started_utc", ""))[:10],
        "headline": headline(facts),
        "findings": findings(facts),
        "harm_sentence": _harm_sentence(facts),
        "heads": tables.effects_heads(),
        "baseline": tables.baseline_cells(facts),
        "baseline_cost": _baseline_cost(facts),
        "effects": tables.effects_table(facts),
        "payers": tables.payers_table(facts),
        "readings": readings.readings_table(facts),
        "readings_sentence": readings.readings_sentence(facts),
        "harms": harms,
        "changes": [_changes(arm) for arm in facts.arms],
        "targets": published,
        "targets_sentence": _targets_sentence(published),
        "outcomes": [
            (name, list(group)) for name, group in groupby(rows, key=lambda row: row["group"])
        ],
        "trust": bearing,
        "trust_sentence": trust_sentence(bearing),
        "limits": LIMITS,
        "command": repeating(str(facts.manifest.get("command") or "")),
        "provenance": provenance(facts),
    }


def _page_title(facts: Facts) -> str:
    if facts.kind == "run":
        return facts.title
    if len(facts.arms) == 1:
        return f"{facts.arms[0].title}, compared with {facts.title}"
    scenarios = counted(len(facts.arms), "scenario").capitalize()
    return f"{scenarios} compared with {shortened(facts.title, TITLE_LETTERS)}"


def _baseline_cost(facts: Facts) -> Cell:
    made = facts.level(COST)
    return Cell(pounds(made.mean), interval(made.low, made.high, 0))


def _harm_sentence(facts: Facts) -> str:
    if facts.kind == "run":
        return ""
    marked = [f"“{arm.label}”" for arm in facts.arms if arm.harms]
    if not marked:
        return (
            "No scenario lowers timely care, or raises refusals of capable adults or sedation, "
            "beyond the margin at which it would be marked as harm."
        )
    return f"Marked as harm, whatever the index says: {listed(marked)}; see below."


def _targets_sentence(published: list[dict[str, str]]) -> str:
    missed = [row["outcome"] for row in published if row["verdict"].startswith("missed")]
    met = sum(row["verdict"] == "met" for row in published)
    text = f"{met} of {plural(len(published), 'published figure')} met."
    return text + (f" Missed: {'; '.join(missed)}." if missed else "")


def _changes(arm: ArmFacts) -> dict[str, Any]:
    rows = tables.changes_table(arm)
    moved = [row for row in rows if not row["why"].startswith("follows")]
    following = [row for row in rows if row["why"].startswith("follows")]
    parts: list[tuple[str, list[dict[str, str]]]] = []
    if moved:
        long = len(moved) > MOST_PLAIN_CHANGES
        parts.append((plural(len(moved), "setting") if long else "", moved))
    if following:
        moves = "setting that moves" if len(following) == 1 else "settings that move"
        parts.append((f"{len(following)} {moves} with these", following))
    return {
        "title": arm.title,
        "rows": rows,
        "parts": parts,
        "interventions": [_intervention(use) for use in arm.interventions],
    }


def _intervention(use: dict[str, Any]) -> str:
    text = f"{use.get('title') or use.get('id')}: from day {use.get('start_day', 0)}"
    if use.get("end_day") is not None:
        text += f" to day {use['end_day']}"
    dose = use.get("dose_01")
    if dose is not None and dose != 1:
        text += f", dose {dose:g}"
    return f"{text}. Evidence: {use.get('evidence', 'not stated')}. {use.get('source', '')}".strip()


def provenance(facts: Facts) -> list[tuple[str, str]]:
    """Versions, seeds, hashes and machine, as name and value."""
    manifest = facts.manifest
    program, machine = manifest.get("program", {}), manifest.get("platform", {})
    packages = machine.get("packages", {})
    timings = manifest.get("timings", {})
    rows = [
        ("Program", f"carehome-sim {program.get('version', '')}"),
        ("Rules (SHA-256)", program.get("source_sha256", "")),
        ("Inputs (SHA-256)", manifest.get("inputs_sha256", "")),
        ("Homes", facts.population + f" in each of {plural(len(facts.arms) + 1, 'arm')}"),
        ("Seed", str(facts.seed)),
        ("Days", f"{facts.warmup_days} warm-up, {facts.measured_days} measured"),
        ("Driver", str(manifest.get("driver", ""))),
        (
            "Machine",
            f"{machine.get('system', '')} {machine.get('machine', '')}, Python "
            f"{machine.get('python', '')}",
        ),
        ("Packages", ", ".join(f"{name} {version}" for name, version in packages.items())),
        ("Started (UTC)", str(timings.get("started_utc", ""))),
    ]
    if timings.get("seconds") is not None:
        rows.append(("Simulated in", f"{timings['seconds']:,.0f} s"))
    return rows


def inlined(picture: Picture, file: Path) -> dict[str, Any]:
    """A saved picture as it stands in a page: words, size, and its bytes."""
    content = file.read_bytes()
    width, height = struct.unpack(">II", content[16:24])
    return {
        "name": picture.name,
        "alt": picture.alt,
        "reading": picture.reading,
        "data": f"data:image/png;base64,{base64.b64encode(content).decode()}",
        "width": width,
        "height": height,
    }
