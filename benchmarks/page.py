"""How quickly the page of a home answers, and whether it grows while it is watched.

python benchmarks/page.py

Starts ``carehome explore`` and a headless Chromium and prints: milliseconds from a click on Step to
the redrawn clock (an hour, a day, a week), from a lever to the redrawn figures after half a year,
simulated days per second while playing, and the server's memory over a simulated year.
"""

from __future__ import annotations

import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run")
REDRAWN = """selector => new Promise(done => {
  const target = document.querySelector(selector), begun = performance.now();
  const before = target.innerText;
  const seen = new MutationObserver(() => {
    if (document.querySelector(selector).innerText !== before) {
      seen.disconnect();
      requestAnimationFrame(() => done(performance.now() - begun));
    }
  });
  seen.observe(document.querySelector('.page'),
    {subtree: true, childList: true, characterData: true});
  [...document.querySelectorAll('button')]
    .find(one => one.innerText.trim().toLowerCase() === 'step').click();
})"""


def memory_mib(process: int) -> float:
    """Resident memory of a process."""
    text = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found.group(1)) / 1024 if found else float("nan")


def choose(page: Any, label: str, value: str) -> None:
    """Choose from a list on the page."""
    page.get_by_label(label, exact=True).first.click(force=True)
    page.locator(".menuable__content__active .v-list-item", has_text=value).first.click()
    page.wait_for_timeout(500)


def days(page: Any) -> int:
    """The day on the screen."""
    return int(re.search(r"day (\d+)", page.locator(".clock-day").inner_text()).group(1))


def main() -> None:
    """Measure and print."""
    command = [sys.executable, "-m", "carehome_sim", "explore", "--no-browser", "--port", "0"]
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server,
        sync_playwright() as p,
    ):
        address = None
        while address is None:
            address = re.search(r"http://\S+/", server.stderr.readline())
        chromium = p.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address.group(0))
        page.wait_for_selector("svg.plan .mark")
        page.wait_for_timeout(1500)
        for stride, selector in (
            ("an hour", ".clock-hour"),
            ("a day", ".clock-day"),
            ("a week", ".clock-day"),
        ):
            choose(page, "A step is", stride)
            taken = []
            for _ in range(12):
                taken.append(page.evaluate(REDRAWN, selector))
                page.wait_for_timeout(300)
            print(f"click on Step ({stride}) to redraw: median {statistics.median(taken):.0f} ms")
        choose(page, "A step is", "a day")
        choose(page, "Speed", "fast")
        first, began = days(page), time.monotonic()
        before = memory_mib(server.pid)
        page.get_by_role("button", name="Play").click()
        while days(page) < 364 and time.monotonic() - began < 300:
            page.wait_for_timeout(2000)
            if days(page) < 200:
                middle = memory_mib(server.pid)
        taken_s = time.monotonic() - began
        print(f"playing by days: {(days(page) - first) / taken_s:.1f} simulated days a second")
        print(
            f"memory of the server: {before:.0f} MiB on day {first}, {middle:.0f} MiB "
            f"about day 200, {memory_mib(server.pid):.0f} MiB on day {days(page)}"
        )
        chromium.close()
        server.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
