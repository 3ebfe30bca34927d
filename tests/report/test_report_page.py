"""The page: complete in itself, safe to open, written whole or not at all."""

import base64
import hashlib
import itertools
import json
import re
from datetime import date
from pathlib import Path

import pytest
from made import SCENARIOS, write_run

from openasylum.errors import RecordError
from openasylum.report import write_report
from openasylum.report.figure_table import numbers
from openasylum.report.figures import figures
from openasylum.report.page import render
from openasylum.report.run import Run, read_run
from openasylum.report.validation import load_checks


@pytest.fixture(scope="module")
def page(run: Run) -> str:
    return render(run)


@pytest.fixture(scope="module")
def interactive(run: Run) -> str:
    return render(run, interactive=True)


def _without_scripts(page: str) -> str:
    return re.sub(r"<script.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("kind", ["page", "interactive"])
def test_nothing_is_loaded_from_anywhere(kind: str, request: pytest.FixtureRequest) -> None:
    page: str = request.getfixturevalue(kind)
    bare = _without_scripts(page)
    assert not re.search(
        r"<(link|img|iframe|object|embed|video|audio|source)\b(?![^>]*data:)", bare
    )
    assert not re.search(r"""\b(src|srcset|poster|background|action)\s*=""", bare)
    outside = re.findall(r"""\b(\w+)=["']?https?://""", bare)
    assert set(outside) <= {"href"}
    assert "@import" not in page.partition("</style>")[0]


def _policy(page: str) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found
    return found[1].replace("&#39;", "'")


def test_page_has_no_script_unless_asked_for(page: str, interactive: str) -> None:
    assert "<script" not in page
    assert "script-src 'none'" in _policy(page)
    assert page.count('<svg aria-hidden="true"') >= page.count('<div class="chart"') > 30
    assert interactive.count("<script") == 3


def test_ids_within_pictures_are_apart(page: str) -> None:
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]*)\)", page)) <= set(ids)


def test_tables_are_links_that_hold_the_numbers_of_the_package(page: str, run: Run) -> None:
    links = re.findall(r'download="openasylum_(\w+).csv" href="data:text/csv[^,]*,([^"]*)"', page)
    held = {name: base64.b64decode(text).decode("utf-8-sig") for name, text in links}
    for figure in figures(run):
        assert held[figure.name] == numbers(run, figure, load_checks()).csv()
    assert {"flow0", "published"} < held.keys()


def test_policy_allows_only_the_two_scripts_of_the_page(interactive: str) -> None:
    page, text = interactive, _policy(interactive)
    assert "default-src 'none'" in text
    assert "unsafe-eval" not in text
    hashes = set(re.findall(r"'sha256-([^']*)'", text))
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert hashes == {
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts
    }


def test_names_from_files_cannot_become_markup(tmp_path: Path) -> None:
    bad = "</script><img src=x onerror=alert(1)>&\"'"
    scenarios = tuple(each | {"title": bad, "question": bad} for each in SCENARIOS)
    folder = write_run(tmp_path, until=date(2020, 1, 1), scenarios=scenarios)
    facts = json.loads((folder / "run.json").read_text())
    facts |= {"notes": [bad], "command": bad, "facts": {bad: "0" * 64}, "assumptions": bad}
    (folder / "run.json").write_text(json.dumps(facts))
    page = render(read_run(folder))
    assert "<img" not in _without_scripts(page)
    assert page.count("</script>") == 0
    page = render(read_run(folder), interactive=True)
    assert "<img" not in _without_scripts(page)
    assert page.count("</script>") == 3


def test_a_single_scenario_has_no_comparison(one: Path) -> None:
    page = render(read_run(one))
    assert "same-people" not in _without_scripts(page)
    assert "compared with" not in page


def test_page_is_in_the_run_folder_unless_a_path_is_given(one: Path, tmp_path: Path) -> None:
    assert write_report(one) == one / "report.html"
    other = tmp_path / "answer.html"
    assert write_report(one, other) == other
    assert other.read_bytes() == (one / "report.html").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["answer.html"]


def test_a_place_that_cannot_be_written_is_a_clear_error(one: Path, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"cannot be written .* Give another place"):
        write_report(one, tmp_path / "nowhere" / "answer.html")


def test_a_report_that_a_full_disk_refuses_can_be_built_again(
    one: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(one.iterdir())
    monkeypatch.setattr("openasylum.report.page.os.replace", full)
    with pytest.raises(RecordError, match=r"tables are whole: .* 'openasylum report "):
        write_report(one)
    assert sorted(one.iterdir()) == before


def test_page_weighs_less_than_two_megabytes(page: str) -> None:
    assert len(page.encode()) < 2_100_000


def test_the_law_that_scenarios_differ_by_is_named(page: str) -> None:
    part = page.partition("Instruments that the scenarios differ by")[2].partition("</table>")[0]
    assert "Migrant Protection Protocols (2019 to 2021)" in part
    assert "left out" in part


def test_every_heading_is_one_level_below_the_last_at_most(page: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", _without_scripts(page))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_table_has_a_caption_and_every_chart_an_alternative(page: str) -> None:
    bare = _without_scripts(page)
    assert bare.count("<table") == bare.count("<caption>")
    assert all(re.findall(r'<div class="chart"[^>]*aria-label="([^"]*)"', bare))
