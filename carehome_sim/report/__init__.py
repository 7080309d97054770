"""The report: a result in words, tables and pictures, in one file that can be sent on.

``write_report`` fills a result's folder; ``print_result`` tells the same in a terminal. Both
load what they need only when they are called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carehome_sim.report.attribution_page import write_attribution_report
    from carehome_sim.report.robust_page import write_robust_report
    from carehome_sim.report.study_page import write_study_report
    from carehome_sim.report.terminal import print_result, result_tables
    from carehome_sim.report.writing import write_report

__all__ = [
    "print_result",
    "result_tables",
    "write_attribution_report",
    "write_report",
    "write_robust_report",
    "write_study_report",
]

_WHERE = {
    "print_result": "terminal",
    "result_tables": "terminal",
    "write_attribution_report": "attribution_page",
    "write_report": "writing",
    "write_robust_report": "robust_page",
    "write_study_report": "study_page",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
