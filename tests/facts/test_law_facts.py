"""Every file of law: it loads, it cites, its two readings agree, and docs/law.md is current."""

from pathlib import Path

import pytest

from openasylum.law import load_book, load_instruments, load_scenario, resolve
from openasylum.law.page import page
from openasylum.law.second_reading import FOLDER, differences_of
from openasylum.records.library import FACTS, load_instrument, names_of

DOCS = Path(__file__).parents[2] / "docs" / "law.md"


@pytest.mark.parametrize("name", names_of("instruments"))
def test_instrument_loads(name):
    assert load_instrument(name).sets


def test_all_instruments_resolve_without_conflict_for_anyone_on_any_day():
    resolve(load_instruments())


@pytest.mark.parametrize("name", names_of("scenarios"))
def test_scenario_resolves(name):
    resolve(load_instruments(), load_scenario(name))


@pytest.mark.parametrize("name", names_of("instruments"))
def test_what_was_read_has_an_address_and_quotations_are_of_what_was_read(name):
    for source in load_instrument(name).sources.values():
        assert source.url or not source.read
        assert source.read or not source.quote


@pytest.mark.parametrize("name", names_of("second_reading"))
def test_two_readings_agree(name):
    assert differences_of(name) == []


def test_every_second_reading_is_of_an_instrument():
    assert set(names_of("second_reading")) <= set(names_of("instruments"))


def test_every_parameter_is_set_by_an_instrument():
    used = {setting.parameter for found in load_instruments().values() for setting in found.sets}
    assert set(load_book().parameters) - used == set()


def test_no_path_is_named_that_people_cannot_be_on():
    book = load_book()
    assert set(book.vocabulary.paths) <= set(book.vocabulary.process.values)
    for path in book.vocabulary.paths.values():
        assert all(name in book.parameters for name in path.opened_by)


def test_page_of_the_law_is_current():
    assert DOCS.read_text(encoding="utf-8") == page(), "run 'python scripts/build_law_docs.py'"


def test_facts_hold_nothing_but_facts():
    kept = {
        path.suffix
        for folder in ("instruments", "scenarios")
        for path in (FACTS / folder).iterdir()
    }
    assert kept <= {".yaml", ".md"}
    assert all(path.suffix == ".yaml" for path in FOLDER.iterdir())
