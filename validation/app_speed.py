"""How quick the local page is: first page, lever to first answer and chart, and what it weighs.

Needs Chromium. Run it on a machine that does nothing else:

    python validation/app_speed.py --times 5
"""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
WAIT = 180_000  # milliseconds
FIRST, CHART, WEIGHT = 1.0, 1.5, 1.5e6  # seconds, seconds, bytes: what the page should keep to


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5, metavar="N", help="levers pulled (5)")
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "-m", "openasylum", "serve", "--port", "0",
             "--state", str(Path(folder) / "state")],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found is not None
            show("start to the address", time.perf_counter() - began, FIRST)
            measure(found.group(), times)
        finally:
            server.terminate()
            server.wait()


def measure(address: str, times: int) -> None:
    """Open the page as a reader would, and print how long each thing takes."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        first = time.perf_counter()
        page.goto(address)
        show("first page from then", time.perf_counter() - first, FIRST)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
        page.goto(f"{address}compare?b=as_enacted&order=two_tracks")
        chart(page)
        show("page with its first charts, MB", sum(sizes) / 1e6, WEIGHT / 1e6)
        pulled = [pull(page) for _ in range(times)]
        for place, name in enumerate(("numbers", "first chart")):
            show(f"lever to {name}", statistics.median(each[place] for each in pulled), CHART)
        browser.close()


def pull(page: Page) -> tuple[float, float]:
    """Move the lever of judges by a step: seconds to the first numbers and to the first chart."""
    before = page.url
    page.locator("#judges").focus()
    started = time.perf_counter()
    page.locator("#judges").press("ArrowRight")
    page.wait_for_url(lambda url: url != before, timeout=WAIT)
    page.wait_for_selector("#answer[data-stage=preliminary]:not(.old)", timeout=WAIT)
    numbers = time.perf_counter() - started
    chart(page)
    return numbers, time.perf_counter() - started


def chart(page: Page) -> None:
    """Wait until the first charts are drawn."""
    page.wait_for_selector(".figure-of[data-figure=court][data-drawn]", timeout=WAIT)


def show(what: str, found: float, most: float) -> None:
    """Print a measurement beside what it should be."""
    print(f"{what:<34} {found:6.2f}   should be under {most:g}", flush=True)


if __name__ == "__main__":
    main()
