"""Every page of the app in headless Chromium that may reach nothing but the app."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from openasylum.app.words import Words
from openasylum.forecast.shipped import shipped
from openasylum.forecast.words import MODELS
from tests.app.conftest import Served
from tests.app.reading import AA, WAIT, Seen, answered, drawn

pytestmark = pytest.mark.browser
PAGES = (
    "/", "/compare?b=without_mpp", "/people", "/law", "/claims", "/claims/diverts_officers",
    "/evidence", "/evidence/statistics", "/evidence/assumptions", "/evidence/targets",
    "/evidence/validation", "/evidence/backtest", "/evidence/projections", "/records",
    "/compare?judges=two",
)  # fmt: skip
HEAVIEST = 1_500_000  # bytes
MOST_PAGES = 20  # of paper


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_page_passes_axe_and_asks_only_the_app(
    served: Served, page: Page, path: str, language: str
):
    seen = Seen(page)
    joint = "&" if "?" in path else "?"
    page.goto(f"{served.address}{path}{joint}lang={language}")
    if path.endswith("without_mpp"):
        answered(page)
        drawn(page)
    found = Axe().run(page, options=AA)
    assert found.violations_count == 0, found.generate_report()
    assert {urlsplit(url).netloc for url in seen.requests} <= {urlsplit(served.address).netloc, ""}
    said = [each for each in seen.messages if "400 (Bad Request)" not in each]
    assert said == []
    assert page.locator("html").get_attribute("lang") == Words(language).locale.tag


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390])
def test_small_screen_does_not_scroll_sideways(
    served: Served, page: Page, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(served.address + path)
    if path.endswith("without_mpp"):
        answered(page)
        drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_pages_work_without_a_script(served: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(f"{served.address}/compare")
    page.select_option("#b", "twice_the_asylum_officers")
    page.click("button.main")
    page.wait_for_selector("#answer[data-stage]", timeout=WAIT)  # the page asks again by itself
    assert "Twice the asylum officers" in page.inner_text("h2#asked-title")
    assert page.locator(".cards li").count() > 3
    context.close()


def test_people_are_found_and_their_two_lives_told(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/people")
    page.fill("#like", "Honduras, 2019, enrolled in MPP")
    page.keyboard.press("Enter")
    page.wait_for_selector("table.people", timeout=WAIT)
    page.locator("table.people a").first.click()
    page.wait_for_selector("ol.timeline", timeout=WAIT)
    days = page.locator("ol.timeline time").evaluate_all("all => all.map(t => t.dateTime)")
    assert days == sorted(days)
    page.locator("ol.timeline summary").first.click()
    assert "draw" in page.locator("ol.timeline dl").first.inner_text()
    assert Axe().run(page, options=AA).violations_count == 0
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_law_of_a_day_is_cited_for_a_person(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/law")
    page.fill("#on", "2019-01-27")
    page.click("button.main")
    before = page.inner_text("section[aria-labelledby=day-title]")
    page.fill("#on", "2019-03-20")
    page.click("button.main")
    after = page.inner_text("section[aria-labelledby=day-title]")
    assert "may be returned to Mexico" in after
    assert before != after
    assert page.locator("table.held a[href^='https://']").count() > 3
    assert page.locator("table.law tbody tr").count() > 40


def test_claim_is_run_and_its_slider_shows_where_the_verdict_flips(
    served: Served, page: Page
) -> None:
    page.goto(f"{served.address}/claims/diverts_officers")
    page.click("button.main")
    page.wait_for_selector("#flip", timeout=WAIT)
    slider, said = page.locator("#flip"), page.locator("#flip-said")
    rows_of = page.locator("tr[data-point]")
    slider.focus()
    slider.press("Home")
    for i in range(rows_of.count()):
        value, quantity, side = rows_of.nth(i).locator("td").all_inner_texts()
        assert said.inner_text() == f"At {value} the quantity is {quantity}. {side}"
        assert "here" in str(rows_of.nth(i).get_attribute("class"))
        slider.press("ArrowRight")
    assert Axe().run(page, options=AA).violations_count == 0
    page.goto(f"{served.address}/claims")
    assert page.locator("td strong").count() == 1


def test_evidence_shows_validation_and_back_test(served: Served, page: Page) -> None:
    served.answered("b=without_mpp")
    page.goto(f"{served.address}/evidence/validation")
    assert "come as close as they should" in page.inner_text("main")
    assert page.locator("table.matrix").count() == 1
    assert Axe().run(page, options=AA).violations_count == 0
    page.goto(f"{served.address}/evidence/backtest")
    board = shipped()
    for model, words in MODELS.items():
        won = f"beats every simple method in {board.won(model)} of {board.compared(model)} cases"
        assert f"{words.capitalize()}: {won}" in page.inner_text("main")
        series = {one.series for one in board.lost(model)}
        assert page.locator(f"ul[data-lost={model}] > li").count() == len(series)
    assert page.locator("table.ratios td.missed").count() == sum(
        one.ratio > 1 for one in board.ratios
    )


def test_pages_are_light(served: Served, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{served.address}/compare?b=without_mpp")
    answered(page)
    drawn(page)
    assert sum(sizes) < HEAVIEST
    for path in PAGES[2:]:
        sizes.clear()
        page.goto(served.address + path)
        assert sum(sizes) < HEAVIEST / 2, path
    context.close()


def test_printed_page_is_short_and_draws_every_chart(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/compare?b=without_mpp")
    answered(page)
    page.wait_for_selector('.figure-of[data-figure="errors"][data-drawn]', timeout=WAIT)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#answer details[open]").count() == 0
    page.emulate_media(media="print")
    assert page.locator("#levers").is_hidden()
    assert 4 < page.pdf(format="A4").count(b"/Type /Page\n") <= MOST_PAGES


def test_records_page_says_how_records_are_given(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/records?lang=es")
    assert "openasylum serve --records eoir" in page.inner_text("main")
    assert page.locator("main figure").count() == 0


@pytest.mark.parametrize("scheme", ["1", "2"])
def test_story_in_spanish_has_no_english(served: Served, page: Page, scheme: str) -> None:
    like = {"1": "Honduras, 2019, inscrita en MPP", "2": "Guatemala, familia, 2021"}[scheme]
    page.goto(f"{served.address}/people?lang=es")
    page.fill("#like", like)
    page.keyboard.press("Enter")
    page.wait_for_selector("table.people", timeout=WAIT)
    for row in range(3):
        page.locator("table.people a").nth(row).click()
        page.wait_for_selector("ol.timeline", timeout=WAIT)
        marked = page.locator("main span[lang=en]").all_text_contents()
        assert marked == []
        page.go_back()
        page.wait_for_selector("table.people", timeout=WAIT)
