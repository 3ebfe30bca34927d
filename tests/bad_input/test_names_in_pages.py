"""Names that are markup: shown as they are written, in the report, its tables and the app."""

import json
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest

from openasylum.app.server import Options, application
from openasylum.app.store import Store
from openasylum.cli import main
from openasylum.report.figure_table import numbers
from openasylum.report.figures import figures
from openasylum.report.run import read_run
from openasylum.report.validation import load_checks
from tests.app.asgi import call

HOSTILE = "[/b] </script><script>alert(1)</script><img src=x onerror=alert(2)>\"'=cmd"
SCENARIO = f"title: {json.dumps(HOSTILE)}\nquestion: {json.dumps(HOSTILE)}\n"


class Tags(HTMLParser):
    """Every element of a page that a name could have brought, and attributes that run."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts, self.images, self.runs = 0, 0, 0

    def handle_starttag(self, tag, attrs):
        """Count one."""
        self.scripts += tag == "script"
        self.images += tag == "img" and dict(attrs).get("src") == "x"
        self.runs += any(name.startswith("on") for name, _ in attrs)


def tags(text: str) -> tuple[int, int, int]:
    page = Tags()
    page.feed(text)
    return page.scripts, page.images, page.runs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("names")
    for name in ("plain", "=hostile"):
        text = SCENARIO if name == "=hostile" else "title: A\nquestion: B\n"
        (work / f"{name}.yaml").write_text(text)
    files = [str(work / f"{name}.yaml") for name in ("plain", "=hostile")]
    words = ["--until", "2014-10-01", "--scale", "0.0005", "--out", str(work / "run")]
    assert main(["compare", *files, *words]) == 0
    return work / "run"


def test_a_title_that_is_markup_is_text_in_the_report(folder):
    text = (folder / "report.html").read_text(encoding="utf-8")
    _, images, runs = tags(text)
    assert (images, runs) == (0, 0)
    assert "<script>alert" not in text
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in text


def test_a_scenario_whose_name_is_a_formula_is_text_in_exported_tables(folder):
    run = read_run(folder)
    for figure in figures(run):
        heads = numbers(run, figure, load_checks()).csv().splitlines()[0].split(",")
        assert "=hostile" not in heads
        assert "'=hostile" in heads


def test_a_title_that_is_markup_is_text_in_the_app(tmp_path):
    store = Store(tmp_path)
    app = application(store, Options(port=8000))
    plain = call(app, "/compare?" + urlencode({"own": "title: A\nquestion: B\n"}))[2]
    shown = call(app, "/compare?" + urlencode({"own": SCENARIO}))[2]
    store.close()
    assert tags(shown) == tags(plain)
    assert "alert(1)" in shown
