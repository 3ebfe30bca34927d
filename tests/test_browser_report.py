"""The report as a reader sees it, in headless Chromium without any network."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from openasylum.report import write_report
from openasylum.report.charts import rows
from openasylum.report.figure_table import numbers
from openasylum.report.figures import figures
from openasylum.report.run import read_run
from openasylum.report.validation import load_checks
from tests.report.made import write_run

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_run(tmp_path_factory.mktemp("run"))
    write_report(folder, interactive=True)
    write_report(folder, folder / "still.html")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def seen() -> dict[str, list[str]]:
    return {"requests": [], "messages": []}


@pytest.fixture(scope="module")
def page(browser: Browser, folder: Path, seen: dict[str, list[str]]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.on("request", lambda request: seen["requests"].append(request.url))
    page.on("console", lambda message: seen["messages"].append(message.text))
    page.on("pageerror", lambda error: seen["messages"].append(str(error)))
    page.goto((folder / "report.html").as_uri())
    page.wait_for_selector("body[data-drawn]", state="attached", timeout=60_000)
    yield page
    context.close()


def test_page_asks_for_nothing_and_says_nothing_to_the_console(
    page: Page, folder: Path, seen: dict[str, list[str]]
) -> None:
    page.hover("#border-0 svg")
    assert seen["requests"] == [(folder / "report.html").as_uri()]
    assert seen["messages"] == []


def test_every_chart_is_drawn_with_marks_in_it(page: Page) -> None:
    charts = page.locator(".chart")
    assert charts.count() > 30
    empty = page.evaluate(
        "() => [...document.querySelectorAll('.chart')]"
        ".filter(c => c.querySelectorAll('svg path').length < 5).map(c => c.id)"
    )
    assert empty == []


def test_every_chart_keeps_its_own_text_alternative(page: Page) -> None:
    for chart in page.locator(".chart").all():
        assert chart.get_attribute("role") == "img"
        told = chart.get_attribute("aria-label") or ""
        assert len(told) > 30
        assert "Vega" not in told
    assert (
        page.locator(".chart > svg:not([aria-hidden]), .chart svg.marks:not([aria-hidden])").count()
        == 0
    )


def test_pointing_at_a_chart_tells_its_numbers(page: Page) -> None:
    page.locator("#court-0").scroll_into_view_if_needed()
    box = page.locator("#court-0").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.move(x + 2, y + 2)
    told = page.locator("#vg-tooltip-element").inner_text()
    assert "Model: As enacted" in told
    assert "undefined" not in told
    assert "null" not in told
    page.mouse.move(0, 0)


def test_nothing_moves_while_the_charts_are_drawn(browser: Browser, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries()"
        ".forEach(e => window.moved += e.value)).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto((folder / "report.html").as_uri())
    page.wait_for_selector("body[data-drawn]", state="attached", timeout=60_000)
    assert page.evaluate("window.moved") < 0.05
    page.close()


def test_script_draws_the_rows_that_the_package_computes(page: Page, folder: Path) -> None:
    run = read_run(folder)
    drawn: dict[str, Any] = page.evaluate(
        "() => Object.fromEntries(openasylum.panels.map(p => [p.id, openasylum.rowsOf(p)]))"
    )
    for figure in figures(run):
        found = numbers(run, figure, load_checks())
        for i, panel in enumerate(figure.panels):
            expected = rows(panel, found, run, trimmed=figure.trimmed)
            shown = drawn[f"{figure.name}-{i}"]
            assert len(shown) == len(expected)
            for one, other in zip(shown, expected, strict=True):
                assert one == pytest.approx(other)


def test_downloaded_csv_is_the_table_of_the_figure(page: Page, folder: Path) -> None:
    run = read_run(folder)
    figure = next(each for each in figures(run) if each.name == "court")
    with page.expect_download() as waiting:
        page.click('button[data-csv="court"]')
    assert waiting.value.suggested_filename == "openasylum_court.csv"
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert text == numbers(run, figure, load_checks()).csv()
    by_year = {
        row["period_start"]: row
        for row in csv.DictReader(io.StringIO(text))
        if (row["series"], row["period"]) == ("court.receipts", "fiscal_year")
    }
    page.locator("#court-title ~ details summary").click()
    cells = page.locator("#court-title ~ details table").first.locator("tbody tr").nth(5)
    year, official, other, model = cells.locator("th, td").all_inner_texts()[:4]
    row = by_year["2018-10-01"]
    assert year == "FY2019"
    assert official == f"{float(row['official']):,.0f}"
    assert other == f"{float(row['other_official']):,.0f}"
    assert model == f"{float(row['as_enacted']):,.0f}"


@pytest.mark.parametrize("width", [320, 390, 768])
def test_small_screens_do_not_scroll_sideways(browser: Browser, folder: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto((folder / "report.html").as_uri())
    page.wait_for_selector("body[data-drawn]", state="attached", timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


MOST_PAGES = 20


@pytest.mark.parametrize("name", ["report.html", "still.html"])
def test_print_leaves_folds_closed_and_is_short(browser: Browser, folder: Path, name: str) -> None:
    page = browser.new_page()
    page.goto((folder / name).as_uri())
    if name == "report.html":
        page.wait_for_selector("body[data-drawn]", state="attached", timeout=60_000)
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    assert 5 < pages <= MOST_PAGES
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details[open]").count() == 0
    page.close()


def test_still_page_is_whole_without_scripts(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True, accept_downloads=True)
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto((folder / "still.html").as_uri())
    charts = page.locator(".chart[role=img]")
    assert charts.count() > 30
    assert page.locator(".chart > svg[aria-hidden=true]").count() == charts.count()
    assert page.locator("noscript").count() == 0
    with page.expect_download() as waiting:
        page.locator('a[download="openasylum_court.csv"]').click()
    run = read_run(folder)
    figure = next(each for each in figures(run) if each.name == "court")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert text == numbers(run, figure, load_checks()).csv()
    assert [url for url in requests if not url.startswith("data:")] == [
        (folder / "still.html").as_uri()
    ]
    context.close()


def test_still_page_passes_axe(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "still.html").as_uri())
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()
    page.close()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_still_page_does_not_scroll_sideways(browser: Browser, folder: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto((folder / "still.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_page_with_scripts_is_readable_without_them(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((folder / "report.html").as_uri())
    assert page.locator("noscript").count() == 1
    assert "The numbers" in page.inner_text("main")
    context.close()
