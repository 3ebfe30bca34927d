"""What tests of the app in a browser share: waiting for answers, moving levers, what is asked."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from tests.app.conftest import PATIENCE

WAIT = PATIENCE * 1000
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


class Seen:
    """What a page asked for, and what it complained of."""

    def __init__(self, page: Page) -> None:
        self.requests: list[str] = []
        self.messages: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))


def answered(page: Page, stage: str = "full") -> None:
    page.wait_for_selector(f'#answer[data-stage="{stage}"]:not(.old)', timeout=WAIT)


def drawn(page: Page) -> None:
    page.evaluate("() => openasylum.drawAll()")
    page.wait_for_selector('.figure-of[data-figure="errors"][data-drawn]', timeout=WAIT)


def pull(page: Page, lever: Any) -> str:
    """Move one lever as a reader does; returns what the address should say."""
    field = page.locator(f"#{lever.name}")
    if lever.choices:
        field.select_option(lever.choices[-1])
        return lever.choices[-1]
    field.focus()
    field.press("ArrowRight")
    field.press("ArrowRight")
    return str(field.input_value())


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
