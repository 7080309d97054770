"""A made-up scoreboard that holds every case: passed, missed, forced, told, stopped, undefined."""

from __future__ import annotations

import copy
import math
from typing import Any

EVIL = '<script>alert("x")</script> & | *stars* [a](b) '
LONG = (
    "share of the mornings on which residents who cannot walk alone were got up within reach " * 3
)


def check(label: str, value: float | None, half: float = 0.05, **more: Any) -> dict[str, Any]:
    """One figure with its interval; told unless more is said."""
    ends = {"low": None, "high": None}
    if value is not None:
        ends = {"low": value - half, "high": value + half}
    empty = {"least": None, "most": None, "passed": None, "power": None}
    return {"label": label, "value": value, "unit": "SD", "asks": "told", **empty, **ends, **more}


def differs(label: str, value: float, least: float, passed: bool, **more: Any) -> dict[str, Any]:
    """A figure that should be at least so large in one direction."""
    bound = {"least": least} if least >= 0 else {"most": least}
    return check(label, value, **{"asks": "differs", "passed": passed, **bound, **more})


def row(name: str, role: str, pattern: str, figures: list[Any], **more: Any) -> dict[str, Any]:
    """A row with what every row has."""
    validated = role == "V"
    return {
        "id": name,
        "role": role,
        "kind": "pattern",
        "pattern": pattern,
        "test": f"the test of {name}",
        "source": f"the source of {name}",
        "mechanism": "time that nobody has cannot be given" if validated else "",
        "off": {"staffing.rota_flexibility_01": 0.0} if validated else {},
        "passed": True,
        "forced": False if validated else None,
        "share_of_sets": None,
        "missing": "",
        "figures": figures,
        "off_figures": None,
        "chart": None,
        "remarks": [],
        "error": None,
        "seconds": 1.0,
        **more,
    }


LINES = {
    "kind": "lines",
    "x": "care hours per resident-day",
    "y": "gain of the index (SD of homes)",
    "lines": [
        {"name": name, "x": [2.4, 2.8, 3.3, 4.0, 4.7], "y": [v, v + 0.1, v + 0.1, None, v]}
        | {"low": [v - 0.1] * 5, "high": [v + 0.2] * 5}
        for name, v in (("rota flexibility 0.2 to 0.8", 0.2), ("with a pool of bank staff", -0.1))
    ],
}
BARS = {
    "kind": "bars",
    "x": "what was left out",
    "y": "effect left (% of all three)",
    "lines": [
        {"name": "person-centred share at six months", "low": [90.0, 20.0, 30.0, None]}
        | {"x": ["nothing", "seeing the point", "support of leaders", "released time"]}
        | {"y": [100.0, 31.0, 44.0, 12.0], "high": [110.0, 42.0, 58.0, None]}
    ],
}
DOTS = {
    "kind": "dots",
    "x": "trust between residents and staff (0–100)",
    "y": "timely care (% of due tasks)",
    "lines": [
        {"name": name, "low": [], "high": []}
        | {"x": [50 + 20 * math.sin(at * 1.7) for at in range(count)]}
        | {"y": [80 + 9 * math.cos(at * 2.3 + count) for at in range(count)]}
        for name, count in (("good or outstanding", 300), ("requires improvement", 70))
    ],
}
GROUPED = {
    "kind": "bars",
    "x": "CDR",
    "y": "CMAI above 45 (% of residents)",
    "lines": [
        {"name": name, "x": ["very mild", "mild", "moderate", "severe"], "y": values}
        | {"low": [], "high": []}
        for name, values in (("simulated", [17, 30, 44, 51]), ("published", [15, 33, 45, 45]))
    ],
}


def board(**more: Any) -> dict[str, Any]:
    """The document of scoreboard.json."""
    workload = [
        differs("0.4 care hours fewer per resident-day, index", -0.31, -0.1, True),
        differs("rota flexibility 0.8 to 0.2, index", -0.22, -0.1, True, half=0.09),
        check("rota’s gain with 2.4 hours less its gain with 4.7", 0.04, 0.1),
    ]
    workload_off = copy.deepcopy(workload)
    for one, value in zip(workload_off, (-0.02, 0.01, 0.0), strict=True):
        one |= {"value": value, "low": value - 0.05, "high": value + 0.05}
        one["passed"] = None if one["asks"] == "told" else False
    same = {"asks": "same", "least": -0.1, "most": 0.1}
    share = {"unit": "share", "asks": "within", "passed": False}
    forced = [differs("beds doubled, task-first share", 0.18, 0.1, True)]
    made = [
        row("R1", "V", "workload and inflexible rotas undermine personalised care", workload,
            off_figures=workload_off, chart=LINES, share_of_sets=0.94, remarks=["A remark."]),
        row("R2", "V", "training succeeds if staff see its point, leaders support it and time is "
            "released", [differs("all on", 0.34, 0.2, True),
            check("all off", 0.03, 0.05, **same, passed=True, power=0.91),
            check("effect taken by leaving out released time", 88.0, 6.0, unit="%",
                  asks="within", least=25.0, passed=True)], chart=BARS, share_of_sets=0.62),
        row("R3", "V", "warm bonds do not make good care", [
            check("r(trust, timely care), case-mix adjusted", 0.71, 0.03, unit="", asks="within",
                  least=0.05, most=0.6, passed=False),
            check("poor homes above median trust", 0.12, 0.03, **share, least=0.15)],
            passed=False, chart=DOTS, share_of_sets=0.11,
            missing="Trust grows with minutes alone; nothing makes a kind home a disorderly one."),
        row("R5", "V", "big homes with heavy needs are routinised", forced, off_figures=forced,
            forced=True, share_of_sets=0.9),
        row("R7", "V", "hotel and family differ less in choice than in closeness", [
            check("label-only change, choice", 0.02, 0.31, **same, passed=False, power=0.42),
            check("far outside", 3.4, 0.2, **same, passed=False, power=0.99),
            check(LONG + EVIL, 0.09996, 0.03, asks="differs", least=0.1, passed=False),
            check("interval without an end", 1.4, low=-math.inf, high=math.inf, asks="within",
                  least=-math.inf, most=2.0, passed=True, unit="£ per resident-week"),
            check("nothing to compute it from", None, asks="within", least=0.0, passed=False)],
            passed=False, forced=None, remarks=[EVIL]),
        row("R16", "V", EVIL * 4, [], passed=False, forced=None, share_of_sets=0.0,
            error='Traceback\n  File "x.py"\nValueError: <no homes> to look at'),
        row("T9", "V", "ratings", [check("outstanding", 0.051, 0.004, unit="share",
            asks="within", least=0.01, most=0.07, passed=True)], forced=None),
        row("R4", "C", "shared decisions go with satisfaction", [
            check("r(own say, satisfaction)", 0.44, 0.02, unit="", asks="within", least=0.35,
                  most=0.57, passed=True)], share_of_sets=0.84),
        row("C1", "C", "CMAI of residents with dementia, England", [
            check("median", 41.4, 0.6, unit="points", asks="within", least=39.0, most=43.0,
                  passed=True),
            check("share above 45", 0.46, 0.01, **share, least=0.37, most=0.43)],
            kind="target", passed=False, chart=GROUPED),
        row("R11", "B", "community events bring money more surely than company", [
            differs("proceeds that reach the amenity budget", 1.0, 0.99, True, half=0.0)]),
        row("R12", "Q", "recruit the right people or train them", [
            check("effect left at 24 months, training", 34.0, 12.0, unit="%"),
            check("crossing time", None, unit="months")], passed=None),
    ]  # fmt: skip
    return {
        "version": "0.1.0",
        "command": "carehome validate --seed 1 --out results/validate",
        "date": "2026-11-26",
        "seed": 1,
        "sets": 50,
        "seconds": 1234.5,
        "homes": 23456,
        "size": 1.0,
        "parameter_set": "default values",
        "patterns": made,
        "score": {
            "V": {"passed": 2, "of": 7, "forced": 1},
            "C": {"passed": 1, "of": 2},
            "B": {"passed": 1, "of": 1},
            "Q": {"of": 1},
        },
        **more,
    }
