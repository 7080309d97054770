"""The floor plan as rectangles, marks and colours: plain data that the page draws.

Lengths are in the units of the drawing, which is 820 wide; colours are told apart by colour-blind
readers (blue is good, orange is not).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from carehome_sim.explore.live import LiveHome
from carehome_sim.explore.whereabouts import (
    Whereabouts,
    bedroom,
    lounge,
    resident_places,
    staff_places,
)
from carehome_sim.home import codes
from carehome_sim.report.drawing import BLUE, ORANGE, SKY

WIDTH, SHARED_X, MARGIN, GAP = 820.0, 672.0, 2.0, 4.0
LOUNGE_W, CORRIDOR_H, LEAST_BAND_H, LEAST_H, LABEL_H = 124.0, 24.0, 190.0, 460.0, 19.0
SLOT = 23.0
MARK_LETTERS = {"carer": "C", "senior": "S", "agency": "A", "activity coordinator": "V"}
WHITE, UNKNOWN = (255, 255, 255), "#ECECEC"
WANTS = ("control", "clean", "food", "safety", "social", "occupation", "dignity", "fit")
ORDER = ("resident", "staff", "manager")
MOST_EPISODES = 4.0  # a day: from there on the colour is full


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle of the plan; ``place`` is the bed place (from 0) of a bedroom."""

    name: str
    x: float
    y: float
    w: float
    h: float
    place: int = -1


def rooms(beds: int, units: int) -> tuple[list[Room], float]:
    """All rooms of a home, and the height of the drawing."""
    band = max(LEAST_BAND_H, (LEAST_H - 2 * MARGIN) / units)
    height = 2 * MARGIN + units * band
    made = []
    inner = SHARED_X - MARGIN - LOUNGE_W - 2 * GAP
    for unit in range(units):
        places = [place for place in range(beds) if place * units // beds == unit]
        y = MARGIN + unit * band
        columns = max(1, math.ceil(len(places) / 2))
        w, h = inner / columns, (band - GAP - CORRIDOR_H) / 2
        for index, place in enumerate(places):
            row, column = divmod(index, columns)
            top = y + row * (h + CORRIDOR_H)
            made.append(Room(bedroom(place), MARGIN + column * w, top, w - GAP, h, place))
        made.append(Room(f"corridor {unit + 1}", MARGIN, y + h, inner - GAP, CORRIDOR_H))
        x = SHARED_X - LOUNGE_W - GAP
        made.append(Room(lounge(unit), x, y, LOUNGE_W - GAP, band - GAP))
    w, h = WIDTH - MARGIN - SHARED_X, height - 2 * MARGIN
    for name, start, share in (
        ("dining room", 0.0, 0.34),
        ("office", 0.34, 0.17),
        ("hospital", 0.51, 0.15),
        ("garden", 0.66, 0.34),
    ):
        made.append(Room(name, SHARED_X, MARGIN + h * start, w, h * share - GAP))
    return made, height


def slots(room: Room, count: int) -> list[tuple[float, float]]:
    """Where so many marks stand in a room, row by row, nearer together where there are many."""
    corridor = room.h <= CORRIDOR_H + GAP
    top = room.y + (2.0 if corridor else LABEL_H)
    w, h = room.w - 4.0, room.y + room.h - top - 2.0
    step = SLOT
    while step > 5.0 and int(w // step) * max(1, int(h // step)) < count:
        step -= 0.5
    columns = max(1, int(w // step))
    return [
        (
            room.x + 2.0 + step * (index % columns + 0.5),
            top + min(step * (index // columns + 0.5), max(h - step / 2, step / 2)),
        )
        for index in range(count)
    ]


# ---- colours -------------------------------------------------------------------------------


def shade(share_01: float, colour: str) -> str:
    """From white (0) to three quarters of a colour (1)."""
    full = tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
    part = 0.75 * min(max(share_01, 0.0), 1.0)
    mixed = [round(light + (dark - light) * part) for light, dark in zip(WHITE, full, strict=True)]
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def _wellbeing(live: LiveHome, place: int) -> tuple[str, str]:
    who = live.home.residents[place]
    met = sum(float(who[f"met_{want}_01"]) for want in WANTS) / len(WANTS)
    return shade(2.0 * met - 1.0, BLUE), f"{met:.0%} of wants met"


def _agitation(live: LiveHome, place: int) -> tuple[str, str]:
    daily = float(live.home.residents[place]["agitation_per_day"])
    return shade(daily / MOST_EPISODES, ORANGE), f"{daily:.1f} episodes of distress a day"


def _unmet(live: LiveHome, place: int) -> tuple[str, str]:
    who = live.home.residents[place]
    needs = ("comfort", "occupation", "connection")
    worst = max(needs, key=lambda need: float(who[f"need_{need}_01"]))
    level = float(who[f"need_{worst}_01"])
    return shade(level, ORANGE), f"greatest unmet need: {worst}, {level:.0%}"


ENDS = {
    codes.FOLLOWED: (shade(1.0, BLUE), "followed"),
    codes.FOLLOWED_LATE: (shade(1.0, SKY), "followed late"),
    codes.BY_CHANCE: (shade(0.5, SKY), "met without being asked"),
    codes.REFUSED: (shade(1.0, ORANGE), "refused"),
    codes.NEVER_ASKED: (shade(0.5, ORANGE), "never asked"),
}


def _last_choice(live: LiveHome, place: int) -> tuple[str, str]:
    for events in reversed(live.notes.events):
        mine = events[(events["kind"] == codes.EV_CHOICE) & (events["resident"] == place)]
        if len(mine):
            last = mine[-1]
            colour, word = ENDS[int(last["b"]) // 8]
            return colour, f"{codes.CHOICE_WORDS[int(last['a'])]}: {word}"
    return UNKNOWN, "no choice yet"


Colouring = Callable[[LiveHome, int], tuple[str, str]]
COLOURINGS: dict[str, Colouring] = {
    "wants met, four weeks": _wellbeing,
    "agitation, four weeks": _agitation,
    "unmet need now": _unmet,
    "last choice": _last_choice,
}


def legend(colouring: str) -> list[tuple[str, str]]:
    """What the colours of bedrooms mean: colour and words."""
    return [*_meanings(COLOURINGS[colouring]), (UNKNOWN, "nobody lives there, or not known")]


def _meanings(colouring: Colouring) -> list[tuple[str, str]]:
    if colouring is _last_choice:
        return list(ENDS.values())
    if colouring is _wellbeing:
        words = ("half of wants met, or fewer", "three quarters", "all")
        return list(zip(_shades(BLUE), words, strict=True))
    if colouring is _agitation:
        words = ("no episode of distress", f"{MOST_EPISODES / 2:.0f} a day", f"{MOST_EPISODES:.0f}")
        return list(zip(_shades(ORANGE), (*words[:2], f"{words[2]} or more"), strict=True))
    return list(zip(_shades(ORANGE), ("none", "half of the scale", "the whole"), strict=True))


def _shades(colour: str) -> tuple[str, str, str]:
    return shade(0.0, colour), shade(0.5, colour), shade(1.0, colour)


# ---- the drawing ---------------------------------------------------------------------------


def drawn(live: LiveHome, colouring: str, chosen: tuple[str, int] | None) -> dict[str, Any]:
    """Everything the page draws: rooms with colours, people with marks, in plain values."""
    house = live.home.house[0]
    made, height = rooms(int(house["n_places"]), int(house["n_units"]))
    residents = resident_places(live)
    staff = staff_places(live, residents)
    by_room: dict[str, list[Whereabouts]] = {}
    for person in (*residents, *staff):
        by_room.setdefault(person.room, []).append(person)
    marks = []
    for room in made:
        people = by_room.get(room.name, [])
        for person, (x, y) in zip(people, slots(room, len(people)), strict=True):
            marks.append(_mark(person, x, y, chosen))
    marks.sort(key=lambda mark: (ORDER.index(mark["kind"]), mark["number"]))
    present = {person.number - 1 for person in residents}
    return {
        "width": WIDTH,
        "height": height,
        "rooms": [_room(live, room, colouring, present) for room in made],
        "people": marks,
    }


def _room(live: LiveHome, room: Room, colouring: str, present: set[int]) -> dict[str, Any]:
    shown = {"key": room.name, "x": room.x, "y": room.y, "w": room.w, "h": room.h}
    if room.place < 0:
        label = "" if room.name.startswith("corridor") else room.name.capitalize()
        return {**shown, "label": label, "fill": "#F7F7F5", "title": room.name, "place": 0}
    if room.place not in present:
        title = f"bedroom {room.place + 1}: empty"
        return {**shown, "label": str(room.place + 1), "fill": UNKNOWN, "title": title, "place": 0}
    fill, words = COLOURINGS[colouring](live, room.place)
    title = f"resident {room.place + 1}; {words}"
    number = room.place + 1
    return {**shown, "label": str(number), "fill": fill, "title": title, "place": number}


def _mark(
    person: Whereabouts, x: float, y: float, chosen: tuple[str, int] | None
) -> dict[str, Any]:
    staff = person.kind != "resident"
    told = f"{person.name}; {person.doing}"
    if person.manner:
        told += f"; {person.manner}"
    if person.distressed:
        told += "; in distress this hour"
    letter = "M" if person.kind == "manager" else MARK_LETTERS.get(person.role, "")
    look = "manager" if person.kind == "manager" else "resident"
    if person.kind == "staff":
        look = {codes.MANNER_WORDS[1]: "centred", codes.MANNER_WORDS[0]: "task"}.get(
            person.manner, "idle"
        )
    return {
        "key": f"{person.kind} {person.number}",
        "kind": person.kind,
        "number": person.number,
        "x": round(x, 1),
        "y": round(y, 1),
        "label": letter if staff else str(person.number),
        "look": look,
        "title": told,
        "distressed": person.distressed,
        "chosen": chosen == (person.kind, person.number),
    }
