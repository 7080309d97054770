"""The report: a result in words, tables and pictures, in one file that can be sent on.

``write_report`` fills a result's folder; ``print_result`` tells the same in a terminal. Both
load what they need only when they are called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carehome_sim.report.study_page import write_study_report
    from carehome_sim.report.terminal import print_result, result_tables
    from carehome_sim.report.writing import write_report

__all__ = ["print_result", "result_tables", "write_report", "write_study_report"]


def __getattr__(name: str) -> Any:
    if name == "write_report":
        from carehome_sim.report.writing import write_report

        return write_report
    if name == "write_study_report":
        from carehome_sim.report.study_page import write_study_report

        return write_study_report
    if name in ("print_result", "result_tables"):
        from carehome_sim.report import terminal

        return getattr(terminal, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
