"""Interventions: finding their files, and what those in force on a day make of the settings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from carehome_sim.errors import InputError
from carehome_sim.evidence import Parameter, parameters
from carehome_sim.scenario.checking import intervention_errors, kind_of
from carehome_sim.scenario.content import MANAGER, InterventionUse, SettingChange, Step
from carehome_sim.scenario.library import library_folder
from carehome_sim.scenario.names import allowed, as_written, nearest, number
from carehome_sim.scenario.settings import ROUNDING_DECIMALS, followed, within
from carehome_sim.scenario.toml_files import TomlFile, read_toml

FOLDER = "interventions"
ONE_OFF = "programme.one_off_gbp"
WEEKLY = "programme.weekly_gbp"
WEEKLY_COUNCIL = "programme.weekly_council_gbp"
CHANGE_H = "programme.change_h_per_week"
COSTS = (ONE_OFF, WEEKLY, WEEKLY_COUNCIL, CHANGE_H)
# Sessions and champions are what delivery is made of: they are planned at once, and end at once.
AT_ONCE = ("training.", "change.")


def known_ids(folders: Iterable[Path]) -> dict[str, Path]:
    """Interventions within reach by id; nearer folders come first."""
    found: dict[str, Path] = {}
    for folder in [*(near / FOLDER for near in folders), library_folder() / FOLDER]:
        if folder.is_dir():
            for path in sorted(folder.glob("*.toml")):
                found.setdefault(path.stem, path)
    return found


def read_intervention(path: Path, asked_by: str | None = None) -> TomlFile:
    """An intervention file that is right in itself."""
    file = read_toml(path, asked_by=asked_by)
    if kind_of(file) != "intervention":
        raise InputError(
            file=path, place="kind", problem='is not "intervention"', allowed='"intervention"'
        )
    errors = intervention_errors(file)
    if errors:
        raise errors[0]
    return file


def used(
    file: TomlFile, index: int, entry: Mapping[str, Any], folders: Sequence[Path]
) -> InterventionUse:
    """The ``index``-th use in a scenario file, with what its intervention's file says."""
    place = f"interventions[{index}]"
    ids = known_ids(folders)
    path = ids.get(entry["use"])
    if path is None:
        close = nearest(entry["use"], ids)
        raise file.error(
            f"{place}.use",
            given=as_written(entry["use"]),
            problem="is no known intervention",
            hint=f"Did you mean {close}?" if close else f"Known: {', '.join(sorted(ids))}.",
        )
    start, end = entry.get("start_day", 0), entry.get("end_day")
    if end is not None and end <= start:
        raise file.error(
            f"{place}.end_day",
            given=str(end),
            problem="is not after its start",
            allowed=f"a day after start_day ({start})",
        )
    content = read_intervention(path, f"{place}.use in {file.path}").content
    return InterventionUse(
        id=entry["use"],
        title=content["title"],
        start_day=start,
        end_day=end,
        dose_01=float(entry.get("dose_01", 1.0)),
        evidence=content["evidence"],
        source=content["source"],
        one_off_gbp_per_bed=float(content.get("one_off_gbp_per_bed", 0.0)),
        weekly_gbp_per_bed=float(content.get("weekly_gbp_per_bed", 0.0)),
        change_h_per_week=float(content.get("change_h_per_week", 0.0)),
        deliverer=content.get("deliverer", MANAGER),
        payer=content.get("payer", "provider"),
        changes=tuple(
            SettingChange(change["setting"], change["op"], float(change["value"]))
            for change in content["changes"]
        ),
    )


def overlapping(uses: Sequence[InterventionUse]) -> InterventionUse | None:
    """A use that is in force while an earlier use of the same intervention still is."""
    for index, use in enumerate(uses):
        for earlier in uses[:index]:
            first, second = sorted((earlier, use), key=lambda one: one.start_day)
            if earlier.id == use.id and first.in_force(second.start_day):
                return use
    return None


def settings_on(
    day: int,
    settings: Mapping[str, float],
    given: Collection[str],
    uses: Sequence[InterventionUse],
    *,
    fading: bool = False,
) -> dict[str, float]:
    """Settings in force from a day on, interventions and their costs included.

    With ``fading``, approaches that had to be delivered stay in after they ended: support for
    them has ended with them, and what they brought goes as slowly as it came.

    Headlines move first, their parts follow unless given, and what is done to a part itself
    comes on top. One-off costs stand only in the phase in which they fall due.
    """
    known = parameters()
    now = [use for use in uses if use.in_force(day)]
    felt = [
        (use, change)
        for use in uses
        for change in use.changes
        if use in now
        or (
            fading
            and use.delivered
            and use.start_day <= day
            and not change.setting.startswith(AT_ONCE)
        )
    ]
    made = dict(settings)
    for use, change in felt:
        if known[change.setting].follows is None:
            made[change.setting] = changed(known[change.setting], made, change, use.dose_01)
    made = followed(made, fixed=given)
    for use, change in felt:
        if known[change.setting].follows is not None:
            made[change.setting] = changed(known[change.setting], made, change, use.dose_01)
    beds = settings["home.beds"]
    one_off = settings[ONE_OFF] if day == 0 else 0.0
    made[ONE_OFF] = one_off + sum(
        use.one_off_gbp_per_bed * beds * use.dose_01 for use in now if use.start_day == day
    )
    for name, payer in ((WEEKLY, "provider"), (WEEKLY_COUNCIL, "council")):
        made[name] = settings[name] + sum(
            use.weekly_gbp_per_bed * beds * use.dose_01 for use in now if use.payer == payer
        )
    made[CHANGE_H] = settings[CHANGE_H] + sum(use.change_h_per_week * use.dose_01 for use in now)
    for name in COSTS:
        if made[name] > known[name].high:
            raise InputError(
                place=name,
                given=number(made[name]),
                problem=f"with the interventions of day {day} is out of range",
                allowed=allowed(known[name]),
            )
    return made


def plain_on(
    day: int,
    planned: Mapping[str, float],
    settings: Mapping[str, float],
    given: Collection[str],
    uses: Sequence[InterventionUse],
) -> dict[str, float]:
    """The settings of a day with only those approaches that nobody has to deliver.

    Costs, sessions and champions are as ``planned``: they come at once.
    """
    made = settings_on(day, settings, given, [use for use in uses if not use.delivered])
    return _at_once_as(made, planned)


def steps_on(
    day: int,
    planned: Mapping[str, float],
    settings: Mapping[str, float],
    given: Collection[str],
    uses: Sequence[InterventionUse],
    *,
    model_of_care: bool,
) -> tuple[Step, ...]:
    """From the plain settings to all that is in force or still felt, one approach at a time.

    The first step is that of the model of care. No steps where nothing has to be delivered.
    """
    delivered = [use for use in uses if use.delivered]
    if not delivered:
        return ()
    upkeep_h = settings[CHANGE_H]
    asks = model_of_care or upkeep_h > 0.0
    steps = []
    for count in range(len(delivered) + 1):
        so_far = [use for use in uses if not use.delivered or use in delivered[:count]]
        made = _at_once_as(settings_on(day, settings, given, so_far, fading=True), planned)
        if count == 0:
            steps.append(Step(made, upkeep_h if asks else None))
            continue
        use = delivered[count - 1]
        asked = use.change_h_per_week * use.dose_01 if use.in_force(day) else None
        steps.append(Step(made, asked, use.deliverer))
    return tuple(steps)


def _at_once_as(made: dict[str, float], planned: Mapping[str, float]) -> dict[str, float]:
    for name in planned:
        if name in COSTS or name.startswith(AT_ONCE):
            made[name] = planned[name]
    return made


def changed(
    parameter: Parameter, settings: Mapping[str, float], change: SettingChange, dose_01: float
) -> float:
    """A setting's value after a change at a dose, kept within its range.

    ``set`` goes the share ``dose_01`` of the way to the value, ``add`` adds that share of it,
    ``scale`` multiplies by 1 + (value − 1) × dose.
    """
    before = settings[change.setting]
    if change.op == "set":
        after = before + (change.value - before) * dose_01
    elif change.op == "add":
        after = before + change.value * dose_01
    else:
        after = before * (1.0 + (change.value - 1.0) * dose_01)
    return within(parameter, round(after, ROUNDING_DECIMALS))
