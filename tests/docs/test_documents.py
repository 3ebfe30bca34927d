"""Documents that cannot lie: commands run, links resolve, parts from the code are current."""

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest

from openasylum import __version__
from openasylum.cli import COMMANDS, main
from openasylum.records.reader import fields_in
from openasylum.simulation import result

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
WITH_ACTIONS = ("statistics", "microdata")  # their actions have options of their own
_SAID = re.compile(r"(?:^\s*|`)(openasylum [a-z][^`\n]*)", re.MULTILINE)
_PATH = re.compile(r"`((?:src|docs|scripts|tests|validation)/[\w./-]+)`")


def page_name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    path = ROOT / "scripts" / "build_model_docs.py"
    spec = importlib.util.spec_from_file_location("build_model_docs", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands_in(text: str) -> list[list[str]]:
    joined = text.replace("\\\n", " ")
    return [shlex.split(said.strip()) for said in _SAID.findall(joined)]


def help_of(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("target", ["run", "test"])
def test_commands_of_the_readme_are_targets_of_the_makefile(target):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^    make {target}$", readme, re.MULTILINE)
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_make_run_runs_what_the_readme_says():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    said = "openasylum compare as_enacted without_mpp --out runs/first"
    assert re.search(rf"^run:.*\n\t\$\(BIN\)/{said}$", makefile, re.MULTILINE)
    assert f"    {said}\n" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", ["test-all", "check", "docs"])
def test_make_targets_that_documents_name_exist(target):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command, capsys):
    text = help_of([command], capsys)
    assert f"openasylum {command}" in text
    assert "example" in text


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_commands_that_documents_name_exist_with_their_options(page, capsys):
    for words in commands_in(page.read_text(encoding="utf-8")):
        assert words[1] in COMMANDS, f"{' '.join(words)}: no such command"
        has_actions = words[1] in WITH_ACTIONS and words[2:] and not words[2].startswith("-")
        text = help_of(words[1:3] if has_actions else words[1:2], capsys)
        for option in (word for word in words[2:] if word.startswith("--")):
            assert option in text, f"{' '.join(words)}: no such option"


def test_readme_or_its_links_name_every_command():
    text = "".join((ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md"))
    named = {words[1] for words in commands_in(text)}
    assert {"compare", "simulate", "law", "explain", "statistics", "check"} <= named


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_links_to_files_and_sections_resolve(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, section = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name} links to {target}"
        if section:
            assert section in sections_of(file), f"{page.name} links to {target}"


def sections_of(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_files_that_documents_name_exist(page):
    made_up = ("title_in_snake_case",)
    for path in _PATH.findall(page.read_text(encoding="utf-8")):
        if not any(word in path for word in made_up):
            assert (ROOT / path).exists(), f"{page.name} names {path}"


def test_parts_that_the_code_knows_are_current(builder):
    assert builder.stale() == [], "run 'make docs'"


def test_every_part_that_the_script_writes_stands_in_a_page(builder):
    text = "".join((ROOT / page).read_text(encoding="utf-8") for page in builder.PAGES)
    for kind, parts in (("code", builder.CODE), ("run", builder.RUN)):
        for name in parts:
            assert f"<!-- {kind}: {name} -->" in text


def test_a_part_that_nothing_writes_is_an_error(builder, monkeypatch, tmp_path):
    (tmp_path / "README.md").write_text("<!-- code: no_such -->\n<!-- end -->", encoding="utf-8")
    monkeypatch.setattr(builder, "ROOT", tmp_path)
    with pytest.raises(builder.OpenasylumError, match="no_such"):
        builder.filled({})


def test_citation_names_the_version_and_no_person():
    fields = fields_in(ROOT / "CITATION.cff")
    assert {"cff-version", "message", "title", "authors", "version", "license"} <= set(fields)
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {__version__}\n" in text
    assert "family-names" not in text
    assert "  - name: Openasylum contributors" in text


def test_changelog_has_the_version():
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_chart_of_the_readme_is_small_and_loads_nothing():
    chart = (ROOT / "docs" / "images" / "court_pending.svg").read_text(encoding="utf-8")
    assert len(chart) < 60_000
    assert "<svg" in chart
    assert not re.search(r"(?:href|src)=\"http", chart)


def figures_of(page: Path) -> dict[tuple[str, str, int], tuple[float, float]]:
    """Model and official figure by series, official source and year, from the published table."""
    row = re.compile(
        r"^\| `([\w.]+)` \| ([^|]+) \| (\d{4}) \| ([\d,]+) \| ([\d,]+) \|", re.MULTILINE
    )
    return {
        (series, words, int(year)): (
            float(model.replace(",", "")),
            float(official.replace(",", "")),
        )
        for series, words, year, model, official in row.findall(page.read_text(encoding="utf-8"))
    }


@pytest.mark.slow
def test_published_misses_are_those_of_the_model_as_it_is(tmp_path):
    """A small run gives nearly the figures in docs/model.md; if not, write them from a new run."""
    from openasylum.report.run import read_run
    from openasylum.report.validation import validate
    from openasylum.simulation.study import Options, study

    study(["as_enacted"], tmp_path / "run", Options(scale=0.1), command="openasylum simulate")
    published = figures_of(ROOT / "docs" / "model.md")
    compared = 0
    for one in validate(read_run(tmp_path / "run")).outcomes:
        for year in one.years:
            model, official = published[one.check.series, one.words, year.year]
            assert official == pytest.approx(year.official, abs=0.5)
            assert model == pytest.approx(year.model, rel=0.04, abs=600), (one.check.series, year)
            compared += 1
    assert compared == len(published)


def test_descriptions_of_the_run_folder_name_its_tables():
    assert {"series.parquet", "outcomes.parquet", "transitions.parquet"} <= set(result.DESCRIPTIONS)
