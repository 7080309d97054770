"""The page of all approaches, ``docs/approaches.md``, made from their files.

``python -m carehome_sim.scenario.approaches_page`` writes it; a test keeps it as the files say.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from carehome_sim.evidence import parameters
from carehome_sim.scenario.interventions import known_ids, read_intervention
from carehome_sim.scenario.library import library_folder
from carehome_sim.scenario.names import number
from carehome_sim.scenario.schema import LEVELS

PAGE = Path("docs") / "approaches.md"
OPENING = """# Approaches that a scenario can add

<!-- Made from scenarios/interventions by python -m carehome_sim.scenario.approaches_page -->

Each is a file in [scenarios/interventions](../scenarios/interventions). A scenario adds one with

```toml
[[interventions]]
use = "care_planning"
start_day = 0        # first measured day in force
end_day = 182        # optional: the day it ends
dose_01 = 0.5        # optional: share of its full strength and cost
```

An approach with *hours* has to be brought about by somebody in the home: the manager gives what is
left of the week after what cannot wait, champions give theirs, and all approaches in force share
it. Without these hours it is taken up only in part, and fades; when it ends, it fades too. An
approach without hours is a decision and holds from the day it is taken.

What is said of evidence: *trials in dementia*; *trials elsewhere, transfer assumed*; *none found*.
All doses and costs are assumptions unless a source is named.
"""


def page() -> str:
    """The page as Markdown."""
    files = {name: read_intervention(path).content for name, path in sorted(known_ids([]).items())}
    parts = [OPENING]
    for level in LEVELS:
        parts.append(f"\n## {level.capitalize()}\n")
        for name, about in files.items():
            if about["level"] == level:
                parts.append(entry(name, about))
    return "\n".join(parts)


def entry(name: str, about: dict[str, Any]) -> str:
    """One approach: what it is, what it changes, what it costs, how far it has been tried."""
    known = parameters()
    lines = [f"**`{name}`**: {about['title']}. {about['meaning']}", ""]
    for change in about["changes"]:
        made = known[change["setting"]]
        word = {"set": "set to", "add": "raised by", "scale": "multiplied by"}[change["op"]]
        lines.append(f"- `{made.name}` ({number(made.value)} {made.unit}) {word} {change['value']}")
    cost = [
        f"£{about[key]:g} per bed {word}"
        for key, word in (("one_off_gbp_per_bed", "once"), ("weekly_gbp_per_bed", "a week"))
        if key in about
    ]
    hours = about.get("change_h_per_week", 0)
    told = f"{hours:g} hours a week" if hours else "no hours in the home"
    lines.append(f"- Delivered by: {about.get('deliverer', 'manager')}; {told}.")
    lines.append(f"- Cost beside what settings cost: {', '.join(cost) or 'none'}.")
    lines.append(f"- Evidence: {about['evidence']}. {about['source']}.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = library_folder().parent / PAGE
    target.write_text(page(), encoding="utf-8")
    print(target)
