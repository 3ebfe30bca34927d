"""Every text in every language, its places the same, and every label of the model translated."""

import re
import string

import pytest

from openasylum.app.levers import each_lever, levers
from openasylum.app.settings import HERE
from openasylum.app.words import LANGUAGES, Words, catalogue, flat
from openasylum.claims.verdict import Verdict
from openasylum.records.library import load_scenario, names_of
from openasylum.report import tables, words

OTHERS = [language for language in LANGUAGES if language != "en"]
SAID = re.compile(r"""(?:say|pattern)\(\s*["']([a-z0-9_.]+)["']\s*[,)]""")


def texts(language: str) -> dict[str, str]:
    return dict(flat(catalogue(language).texts))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_languages_have_the_same_texts_with_the_same_places(language):
    english, other = texts("en"), texts(language)
    assert set(english) == set(other)
    assert {k: places(v) for k, v in english.items()} == {k: places(v) for k, v in other.items()}


def test_every_text_that_code_and_templates_name_is_in_the_catalogue():
    files = [*HERE.glob("*.py"), *(HERE / "templates").glob("*.html")]
    named = {key for file in files for key in SAID.findall(file.read_text(encoding="utf-8"))}
    assert len(named) > 100
    assert named <= set(texts("en"))


def test_every_lever_and_choice_has_its_words():
    known = set(texts("en"))
    for lever in each_lever():
        wanted = {f"levers.{lever.name}.{part}" for part in ("title", "short", *lever.choices)}
        assert wanted <= known
    assert {f"levers.groups.{group.name}" for group in levers().groups} <= known


@pytest.mark.parametrize("language", OTHERS)
def test_every_label_of_the_report_is_translated(language):
    measures = [label for *_, label in (*tables._TOTALS, *tables._LAST, *tables._HOURS)]
    families = [title for title, _ in words.FAMILIES.values()]
    wanted = {
        *words.SERIES.values(), *words.OUTCOMES.values(), *words.PURPOSES.values(),
        *words.UNITS.values(), *measures, *families, *map(str, Verdict),
    }  # fmt: skip
    assert wanted - set(catalogue(language).labels) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_titles_and_questions_of_scenarios_are_translated(language):
    scenarios = [load_scenario(name) for name in names_of("scenarios")]
    wanted = {text for each in scenarios for text in (each.title, each.question)}
    assert wanted - set(catalogue(language).facts) == set()


def test_untranslated_facts_are_marked_as_english():
    assert Words("es").marked("Not in the catalogue") == (
        '<span lang="en">Not in the catalogue</span>'
    )
    assert Words("es").marked("As enacted") == "Como fue"
    assert Words("en").marked("A < B") == "A &lt; B"


def test_numbers_and_days_are_written_as_the_language_does():
    from datetime import date

    assert Words("es").day(date(2019, 1, 28)) == "28 de enero de 2019"
    assert Words("es").rounded(1_234_567) == "1.23 millones"
    assert Words("es").rounded(1_000_000) == "1.00 millón"
    assert Words("en").rounded(1_234_567) == "1.23 million"
    assert Words("en").number(1234567) == "1,234,567"
