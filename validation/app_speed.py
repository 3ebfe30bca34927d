"""How quick the local page is: first page, lever to first answer and chart, and what it weighs.

Needs Chromium. Run it on a machine that does nothing else; it writes validation/app_speed.md:

    python validation/app_speed.py --times 9
"""

import argparse
import os
import platform
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
PAGE = Path(__file__).with_suffix(".md")


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=9, metavar="N", help="levers pulled (9)")
    times = parser.parse_args().times
    rows: list[str] = []
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
            rows.append(show("start to the address, s", time.perf_counter() - began, FIRST))
            rows += measure(found.group(), times)
        finally:
            server.terminate()
            server.wait()
    head = [
        "# How quick the local page is",
        "",
        f"Made by `python validation/app_speed.py` with Chromium on the same machine: "
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; load "
        f"at the end {os.getloadavg()[0]:.1f}. The median of {times} pulls of the lever of judges, "
        f"one after the other, with the interview order changed too; the page itself notes when "
        f"it has painted what, from the key. In brackets the quickest and the slowest.",
        "",
        "| what | found | asked for |",
        "| --- | ---: | ---: |",
    ]
    PAGE.write_text("\n".join([*head, *rows, ""]), encoding="utf-8")


def measure(address: str, times: int) -> list[str]:
    """Open the page as a reader would, and note how long each thing takes."""
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        first = time.perf_counter()
        page.goto(address)
        rows.append(show("first page from then, s", time.perf_counter() - first, FIRST))
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
        page.goto(f"{address}compare?b=as_enacted&order=two_tracks")
        chart(page)
        rows.append(show("page with its first charts, MB", sum(sizes) / 1e6, WEIGHT / 1e6))
        page.evaluate(SPY)
        pulled = [pull(page) for _ in range(times)]
        for name, words, most in (
            ("numbers", "lever to numbers", CHART),
            ("chart", "lever to first chart", CHART),
            ("charts", "lever to all eight of the court", None),
        ):
            found = [each[name] for each in pulled]
            words = f"{words}, s ({min(found):.2f} to {max(found):.2f})"
            rows.append(show(words, statistics.median(found), most))
        browser.close()
    return rows


SPY = """() => {
  const seen = (window.__seen = {});
  const told = (name) => { seen[name] ??= performance.now() - seen.began; };
  addEventListener("keydown", () => {
    for (const name of Object.keys(seen)) delete seen[name];
    seen.began = performance.now();
  }, true);
  new MutationObserver(() => {
    const answer = document.getElementById("answer");
    if (!seen.began || answer.dataset.stage !== "preliminary") return;
    if (answer.dataset.job === window.__job || answer.classList.contains("old")) return;
    requestAnimationFrame(() => setTimeout(() => told("numbers")));
    const figure = answer.querySelector(".figure-of[data-figure=court]");
    if (figure?.querySelector(".drawn svg.marks")) told("chart");
    if (figure?.dataset.drawn) told("charts");
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""


def pull(page: Page) -> dict[str, float]:
    """Move the lever of judges by a step, and let the page itself say when it showed what.

    Seconds from the key to the first numbers painted, to the first chart, and to all of the court.
    """
    page.evaluate("() => { window.__job = document.getElementById('answer').dataset.job; }")
    page.locator("#judges").focus()
    page.locator("#judges").press("ArrowRight")
    page.wait_for_function("() => window.__seen.charts !== undefined", polling=100, timeout=WAIT)
    return {name: found / 1000 for name, found in page.evaluate("() => window.__seen").items()}


def chart(page: Page) -> None:
    """Wait until the first charts are drawn."""
    page.wait_for_selector(".figure-of[data-figure=court][data-drawn]", timeout=WAIT)


def show(what: str, found: float, most: float | None) -> str:
    """Print a measurement, beside what it should be where that is set; the same as a row."""
    limit = "" if most is None else f"   should be under {most:g}"
    print(f"{what:<50} {found:6.2f}{limit}", flush=True)
    return f"| {what} | {found:.2f} | {'' if most is None else f'{most:g}'} |"


if __name__ == "__main__":
    main()
