"""What the page draws in the browser itself: the plan, charts, a box to copy from."""

from __future__ import annotations

from typing import Any

import solara


@solara.component_vue("floor_plan.vue")
def FloorPlan(plan: dict[str, Any], move_ms: int = 200, event_choose: Any = None) -> None:
    """The drawing of the plan."""


@solara.component_vue("chart.vue")
def Chart(option: dict[str, Any], label: str = "", height: int = 250) -> None:
    """A chart: an option of ECharts, what it is called, its height in pixels."""


@solara.component_vue("copy_box.vue")
def CopyBox(text: str = "", label: str = "") -> None:
    """A line of text to copy."""
