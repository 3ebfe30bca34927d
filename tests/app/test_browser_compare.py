"""The page of comparisons as a reader uses it, in headless Chromium."""

import csv
import io
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from openasylum.app.levers import each_lever
from openasylum.app.words import Words
from openasylum.report.charts import rows
from openasylum.report.figure_table import numbers
from openasylum.report.figures import figures
from openasylum.report.run import read_run
from openasylum.report.validation import load_checks
from tests.app.conftest import Served, start
from tests.app.reading import WAIT, answered, asked, drawn, pull
from tests.app.test_served import running, workers

pytestmark = pytest.mark.browser
LEVERS = list(each_lever())


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)
def test_each_lever_asks_its_question(served: Served, page: Page, lever: Any) -> None:
    page.goto(f"{served.address}/compare?b=as_enacted")
    answered(page)
    value = pull(page, lever)
    page.wait_for_url(re.compile(rf"[?&]{lever.name}="), timeout=WAIT)
    answered(page)
    assert asked(page)[lever.name] == value
    title = page.locator("#title-b").inner_text()
    assert Words("en").say(f"levers.{lever.name}.short") in title
    assert page.locator("#title-a").inner_text() == "As enacted"


def test_preliminary_answer_comes_first_and_the_full_one_replaces_it(
    served: Served, page: Page
) -> None:
    page.goto(f"{served.address}/compare?b=as_enacted")
    answered(page)
    page.select_option("#order", "first_in_first_out")
    page.wait_for_url(re.compile("order="))
    answered(page, "preliminary")
    expect(page.locator(".grade.preliminary")).to_contain_text("Preliminary")
    expect(page.locator("#status")).to_be_visible()
    answered(page)
    assert page.locator(".grade.preliminary").count() == 0
    expect(page.locator("#status")).to_be_hidden()
    page.locator('.figure-of[data-figure="court"][data-drawn]').wait_for(timeout=WAIT)


def test_lever_put_back_asks_the_first_question_again(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/compare?b=without_mpp")
    answered(page)
    page.locator("#judges").focus()
    page.locator("#judges").press("ArrowRight")
    page.wait_for_url(re.compile("judges="))
    page.click('button[data-back="judges"]')
    page.wait_for_url(lambda url: "judges" not in url)
    answered(page)
    assert asked(page) == {"b": "without_mpp"}


def test_shared_address_shows_the_same_question(served: Served, browser: Browser) -> None:
    address = f"{served.address}/compare?b=mpp_with_counsel&judges=1.7&mpp_asked=asked_of_all"
    shown = []
    for _ in range(2):
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        answered(page)
        assert page.locator("#judges").input_value() == "1.7"
        assert page.locator("#mpp_asked").input_value() == "asked_of_all"
        assert page.locator("#b").input_value() == "mpp_with_counsel"
        shown.append(page.locator(".cards").first.inner_text())
        context.close()
    assert shown[0] == shown[1]


def test_saved_file_and_its_address_give_the_same_answer(
    served: Served, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{served.address}/compare?judges=1.5")
    answered(page)
    cards = page.locator(".cards").first.inner_text()
    with page.expect_download() as waiting:
        page.click("#save")
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert "immigration_judges" in text
    page.locator(".own-file summary").click()
    page.fill("#own-text", text)
    page.click(".own-file button")
    answered(page)
    assert page.locator(".cards").first.inner_text() == cards
    assert page.locator("#own").input_value().strip() == text.strip()


def test_charts_draw_the_rows_of_the_run(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/compare?b=without_mpp")
    answered(page)
    drawn(page)
    empty = page.evaluate(
        "() => [...document.querySelectorAll('.chart')]"
        ".filter(c => c.querySelectorAll('svg path').length < 5).map(c => c.id)"
    )
    assert empty == []
    assert page.locator(".chart").count() > 30
    job = page.locator("#answer").get_attribute("data-job")
    run = read_run(served.state / "jobs" / str(job) / "full")
    found: dict[str, Any] = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('script.data')]"
        ".flatMap(s => JSON.parse(s.textContent).charts.map(c => [c.id, c.spec.data.values])))"
    )
    for figure in figures(run):
        table = numbers(run, figure, load_checks())
        for i, panel in enumerate(figure.panels):
            expected = rows(panel, table, run, trimmed=figure.trimmed)
            assert found[f"{figure.name}-{i}"] == [pytest.approx(row) for row in expected]


def test_each_chart_says_what_it_shows_its_unit_and_source_and_has_its_files(
    served: Served, page: Page
) -> None:
    page.goto(f"{served.address}/compare?b=without_mpp")
    answered(page)
    drawn(page)
    for chart in page.locator("figure").all():
        assert chart.locator("h4").inner_text()
        assert (
            " per " in chart.locator(".unit").inner_text()
            or ", " in (chart.locator(".unit").inner_text())
            or " at the end of " in chart.locator(".unit").inner_text()
        )
        alternative = chart.locator(".chart").get_attribute("aria-label")
        assert alternative
        assert len(alternative) > 30
        assert len(chart.locator(".source").inner_text().partition(" · ")[0]) > 10
        links = [link.get_attribute("href") or "" for link in chart.locator("figcaption a").all()]
        assert [url.partition("?")[0].rpartition(".")[2] for url in links] == ["png", "svg"]
    status, _, png = served.ask(str(page.locator("figcaption a").first.get_attribute("href")))
    assert (status, png[:4]) == (200, b"\x89PNG")


def test_csv_of_a_figure_has_the_numbers_of_its_table(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/compare?b=without_mpp")
    answered(page)
    section = page.locator('.figure-of[data-figure="court"][data-drawn]')
    section.wait_for(timeout=WAIT)
    with page.expect_download() as waiting:
        section.locator('a[href$="court.csv"]').click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    by_year = {
        row["period_start"]: row
        for row in csv.DictReader(io.StringIO(text))
        if (row["series"], row["period"]) == ("court.receipts", "fiscal_year")
    }
    section.locator("details summary").click()
    cells = section.locator("details table").first.locator("tbody tr").nth(5).locator("th, td")
    year, official, _, model, other = cells.all_inner_texts()[:5]
    row = by_year["2018-10-01"]
    assert year == "FY2019"
    assert official == f"{float(row['official']):,.0f}"
    assert model == f"{float(row['as_enacted']):,.0f}"
    assert other == f"{float(row['without_mpp']):,.0f}"


def test_keyboard_alone_asks_a_question_and_cancels_it(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/compare?b=as_enacted")
    answered(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
        if reached[-1] == "review":
            break
    names = [lever.name for lever in LEVERS[:4]]
    assert [name for name in reached if name in names] == names
    page.keyboard.press("End")
    page.wait_for_url(re.compile("review=judge_de_novo"))
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.locator("#cancel").press("Enter")
    page.wait_for_selector("#status", state="hidden", timeout=WAIT)


def test_page_lost_and_found_again_follows_the_same_work(served: Served, browser: Browser) -> None:
    address = f"{served.address}/compare?judges=2.3&b=as_enacted"
    context = browser.new_context()
    first = context.new_page()
    first.goto(address)
    first.wait_for_selector("#status:not([hidden])")
    first.close()
    second = context.new_page()
    second.goto(address)
    answered(second)
    context.close()


def test_two_tabs_follow_one_job_and_cancel_reaches_both(tmp_path: Path, browser: Browser) -> None:
    own = start(tmp_path / "state", "--scale", "1")
    context = browser.new_context()
    try:
        address = f"{own.address}/compare?b=as_enacted&officers=3"
        tabs = [context.new_page(), context.new_page()]
        for tab in tabs:
            tab.goto(address)
            answered(tab, "preliminary")
        assert len(own.json("/api/jobs")) == 1
        tabs[0].click("#cancel")
        for tab in tabs:
            tab.wait_for_selector("#status", state="hidden", timeout=WAIT)
            assert tab.locator(".grade.preliminary").count() == 1
    finally:
        context.close()
        own.stop()


def test_killed_worker_delays_the_answer_and_no_more(tmp_path: Path, browser: Browser) -> None:
    own = start(tmp_path / "state", "--scale", "0.3")
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(f"{own.address}/compare?b=as_enacted&officers=3")
        answered(page, "preliminary")
        job = str(page.locator("#answer").get_attribute("data-job"))
        running(own, job, "full")
        for pid in workers(own):
            os.kill(pid, signal.SIGKILL)
        answered(page)
        assert page.locator(".notice.problem").count() == 0
    finally:
        context.close()
        own.stop()


def test_bad_address_is_explained_and_the_page_still_works(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/compare?judges=two")
    expect(page.locator(".notice.problem")).to_contain_text("must be a number")
    page.select_option("#b", "as_enacted")
    answered(page)
    assert page.locator(".notice.problem").count() == 0
