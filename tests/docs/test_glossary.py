"""The glossary has every abbreviation that a reader meets in the documents and the help texts."""

import re
from pathlib import Path

import pytest

from openasylum.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")),
    *sorted(page for page in (ROOT / "docs").glob("*.md") if page != GLOSSARY),
]
NO_ABBREVIATIONS = {
    *("README", "CONTRIBUTING", "ARCHITECTURE", "CHANGELOG", "CITATION", "LICENSE"),  # files
    *("I", "II", "III", "IV"),  # numbers of titles
    # words that a quoted order has in capitals
    *("CANCELLATION", "GRANTED", "VACATED", "REMANDED", "STAYS", "EFFECTIVE", "DATE", "ORDER"),
    *("GRANTING", "MOTION", "TO", "RESTORE", "NATIONWIDE", "SCOPE", "OF", "INJUNCTION"),
}
_CODE = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)\n]*\)|https?://\S+", re.DOTALL)
_UPPER = re.compile(r"(?<![\w.-])([A-Z][A-Z0-9]*[A-Z][A-Z0-9]*)s?\b")
_NUMBERED = re.compile(r"(FY|LSB)\d+")


def abbreviations(text: str) -> set[str]:
    found = {_NUMBERED.sub(r"\1", word) for word in _UPPER.findall(_CODE.sub(" ", text))}
    return found - NO_ABBREVIATIONS


def explained() -> str:
    return GLOSSARY.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_abbreviation_of_a_page_is_in_the_glossary(page):
    glossary = explained()
    missing = {
        word
        for word in abbreviations(page.read_text(encoding="utf-8"))
        if not re.search(rf"\b{word}\b", glossary)
    }
    assert not missing


@pytest.mark.parametrize("command", COMMANDS)
def test_every_abbreviation_of_a_help_text_is_in_the_glossary(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--help"])
    text = capsys.readouterr().out
    # what stands for a value (DIR, NAME|FILE|N) is shown where it is asked for
    values = set(
        re.findall(r"[A-Z]+", " ".join(re.findall(r"(?:--?[a-z-]+|\[)[ =]?[A-Z|,=]+", text)))
    )
    values |= set(re.findall(r"^  ([A-Z]{2,})\b", text, re.MULTILINE))
    values |= set(re.findall(r"(?<!\S)([A-Z]{2,}),?(?=[\],. ])", text.split("options:")[0]))
    missing = {
        word for word in abbreviations(text) - values if not re.search(rf"\b{word}\b", explained())
    }
    assert not missing


def test_an_abbreviation_is_found_in_prose_and_not_in_code():
    assert abbreviations("The CBP and `XYZ`, [a](ABC.md), AOs, FY2019, e.g. A") == {
        "CBP",
        "AO",
        "FY",
    }


def test_every_term_has_a_meaning_and_a_citation_where_the_table_asks_for_one():
    for line in explained().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] not in ("Term", "---"):
            assert all(cells), line
