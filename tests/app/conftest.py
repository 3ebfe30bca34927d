"""A real server in its own process, on any free port, with small answers."""

import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SCALE = "0.02"
PATIENCE = 120.0  # seconds


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    state: Path

    @property
    def address(self) -> str:
        """Where its first page is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def errors(self) -> str:
        """What it has written to standard error."""
        return _errors(self.state).read_text(encoding="utf-8")

    def ask(
        self, path: str, method: str = "GET", body: Any = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """The status, headers and body of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, dict):
            body = json.dumps(body)
            sent.setdefault("content-type", "application/json")
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read()
        finally:
            connection.close()

    def json(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """An answer that must be good, read as JSON."""
        status, _, text = self.ask(path, method, body)
        assert status < 300, text
        return json.loads(text)

    def finished(self, job: str) -> Any:
        """The state of a job once nothing of it waits or runs."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            state = self.json(f"/api/jobs/{job}")
            if not state["open"]:
                return state
            time.sleep(0.1)
        raise AssertionError(f"{job} is not finished after {PATIENCE:.0f} seconds: {state}")

    def answered(self, address: str) -> Any:
        """The state of a question once it is answered."""
        return self.finished(self.json("/api/questions", "POST", {"address": address})["id"])

    def stop(self) -> None:
        """End the server and wait for it."""
        self.process.terminate()
        self.process.communicate(timeout=30)


def _errors(state: Path) -> Path:
    return state.parent / f"{state.name}-errors.txt"


def start(state: Path, *options: str) -> Served:
    """A server that answers; `options` come after those that make answers small."""
    command = [sys.executable, "-m", "openasylum", "serve", "--port", "0", "--state", str(state)]
    with _errors(state).open("ab") as errors:
        process = subprocess.Popen(
            [*command, "--scale", SCALE, "--draws", "0", *options],
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout is not None
    line = process.stdout.readline().decode()
    found = re.search(r":(\d+)/", line)
    assert found is not None, line + _errors(state).read_text(encoding="utf-8")
    served = Served(process, int(found.group(1)), state)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            served.ask("/")
        except ConnectionError:
            time.sleep(0.05)
        else:
            return served
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    found = start(tmp_path_factory.mktemp("state"))
    yield found
    found.stop()


@pytest.fixture(scope="session")
def asked(served: Served) -> Any:
    """The state of the question that tests share, answered."""
    return served.answered("b=without_mpp")


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    from tests.test_browser_report import ARGUMENTS

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def context(browser: "Browser") -> "Iterator[BrowserContext]":
    found = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    found.set_default_timeout(PATIENCE * 1000)
    yield found
    found.close()


@pytest.fixture
def page(context: "BrowserContext") -> "Page":
    return context.new_page()
