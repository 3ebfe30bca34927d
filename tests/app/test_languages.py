"""Pages in another language: none of the app's own texts is English, and what is, is marked."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from openasylum.app.server import Options, application
from openasylum.app.store import Store
from openasylum.app.words import LANGUAGES, catalogue, flat
from tests.app.asgi import call

OTHERS = [language for language in LANGUAGES if language != "en"]
PAGES = (
    "/", "/compare?b=without_mpp", "/people", "/law", "/law?on=2019-03-20&place=laredo", "/claims",
    "/claims/diverts_officers", "/claims/no_security_risk", "/evidence", "/evidence/statistics",
    "/evidence/assumptions", "/evidence/targets", "/evidence/validation", "/evidence/backtest",
    "/evidence/projections", "/records", "/nowhere",
)  # fmt: skip
ENGLISH = re.compile(
    r"\b(the|of|and|which|with|from|is|are|was|were|to|in|on|not|who|for|than|under|by|at)\b"
)
NAMES = re.compile(
    r"Matter of [^,]*|EOIR FOIA Library|\bReform and\b|Securing the Border|Save|in absentia|"
    r"CBP One|Openasylum"
)
SILENT = {"script", "style", "code", "pre", "textarea"}
VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "line", "circle", "text"}


class Reader(HTMLParser):
    """The texts of a page that are said to be in its own language."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is open, and texts of attributes."""
        said = dict(attrs)
        hidden = tag in SILENT or (said.get("lang") or "").startswith("en")
        if not hidden and not self.is_hidden:
            self.texts += [said[n] or "" for n in ("aria-label", "title") if n in said]
        if tag not in VOID:
            self.open.append((tag, hidden))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing is within such an element."""

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        while self.open and tag not in VOID:
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if not self.is_hidden and data.strip():
            self.texts.append(" ".join(data.split()))

    @property
    def is_hidden(self) -> bool:
        """Whether the text here is not one of the page's own."""
        return any(hidden for _, hidden in self.open)


def own_texts(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return reader.texts


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    store = Store(tmp_path_factory.mktemp("languages"))
    yield application(store, Options(port=8000))
    store.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", OTHERS)
def test_page_has_no_unmarked_english(app: Any, path: str, language: str) -> None:
    joint = "&" if "?" in path else "?"
    status, _, page = call(app, f"{path}{joint}lang={language}")
    assert status in (200, 404)
    texts = own_texts(page)
    assert len(texts) > 5
    english = {text for text in texts if ENGLISH.search(NAMES.sub("", text))}
    assert english == set()
    own = dict(flat(catalogue(language).texts))
    apart = {
        said
        for key, said in flat(catalogue("en").texts)
        if own[key] != said and len(said) > 8 and "{" not in said
    }
    assert apart & set(texts) == set()


def test_reader_finds_english_that_is_not_marked() -> None:
    page = '<p>uno <span lang="en">the law</span> dos</p><a title="of it">tres</a><code>in</code>'
    assert own_texts(page) == ["uno", "dos", "of it", "tres"]


@pytest.mark.parametrize("path", PAGES)
def test_english_page_marks_nothing_as_english(app: Any, path: str) -> None:
    joint = "&" if "?" in path else "?"
    _, _, page = call(app, f"{path}{joint}lang=en")
    marked = re.findall(r'<(\w+)[^>]* lang="en"', page.partition("<main")[2])
    assert set(marked) <= {"p"}  # what is wrong is always told in English
