"""Addresses and levers become scenarios, read by the same records as files."""

import json
from urllib.parse import urlencode

import pytest
import yaml

from openasylum.app.levers import each_lever, parts_of
from openasylum.app.question import YOURS, key_of, question
from openasylum.app.settings import settings
from openasylum.app.words import Words
from openasylum.errors import OpenasylumError
from openasylum.law import load_instruments, load_scenario, resolve
from openasylum.records.library import load_book
from openasylum.records.reader import parse
from openasylum.records.scenario import Scenario

LEVERS = list(each_lever())


def some_value(lever) -> str:
    return lever.choices[-1] if lever.choices else "2"


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)
def test_each_lever_writes_a_scenario_that_the_records_read(lever):
    asked = question(f"{lever.name}={some_value(lever)}")
    again = parse(asked.yours.text, Scenario, "again", against=load_book())
    assert asked.yours.name == YOURS
    assert again == asked.yours.scenario
    assert parts_of(again).keys() > {"title", "question"}
    resolve(load_instruments(), again)


def test_all_levers_together_make_a_law_without_conflict():
    fields = {lever.name: some_value(lever) for lever in LEVERS}
    asked = question(urlencode({"b": "mpp_asking_everyone", **fields}))
    resolve(load_instruments(), asked.yours.scenario)
    rows = asked.yours.scenario.settings
    assert len({(r.parameter, str(r.applies_to)) for r in rows if "screening" in r.parameter}) == 7


def test_lever_takes_the_place_of_what_the_scenario_set():
    asked = question("b=mpp_asking_everyone&mpp_asked=unprompted")
    values = [each.value for each in asked.yours.scenario.settings]
    assert values == ["unprompted"]


def test_named_scenario_without_levers_keeps_its_name_and_text():
    asked = question("b=without_mpp")
    assert [each.name for each in asked.sides] == ["as_enacted", "without_mpp"]
    assert asked.yours.scenario == load_scenario("without_mpp")


def test_question_that_changes_nothing_has_one_side():
    assert [each.name for each in question("b=as_enacted").sides] == ["as_enacted"]


def test_address_has_one_form():
    first = question("judges=2&b=without_mpp&a=as_enacted&seed=1&from=2018-10-01")
    second = question("b=without_mpp&judges=2")
    assert first.address == second.address == "b=without_mpp&judges=2"
    assert question(first.address) == first


def test_saved_file_asks_the_same_question():
    levers = question("judges=1.5&asked=asked_of_all")
    file = question(urlencode({"own": levers.yours.text}))
    assert file.yours.scenario == levers.yours.scenario
    assert yaml.safe_load(levers.yours.text)["capacity"][0]["multiply"] == 1.5


def test_title_says_what_the_levers_do_in_the_language_of_the_page():
    asked = question("judges=1.5&place=detained")
    assert (
        asked.titles(Words("en"))[YOURS] == "Waiting: In detention; Immigration judges \u00d7 1.5"
    )
    assert asked.titles(Words("es"))[YOURS].endswith("Jueces de inmigración \u00d7 1.5")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("b=withoutmpp", "Did you mean 'without_mpp'"),
        ("judgs=2", "Did you mean 'judges'"),
        ("judges=two", "must be a number"),
        ("judges=-1", "outside 0 to 10"),
        ("judges=nan", "outside 0 to 10"),
        ("judges=1e9", "outside 0 to 10"),
        ("counsel=1000", "outside 0 to 240"),
        ("asked=everybody", "asked_of_all"),
        ("asked=none", "unprompted"),
        ("from=2019-13-01&judges=2", "is not a date"),
        ("from=2019-10-01&to=2019-01-01&judges=2", "must be later than"),
        ("from=1900-01-01&judges=2", "must lie between 2013-10-01"),
        ("judges=2&judges=3", "gives 'judges' twice"),
        ("seed=-1", "must be a whole number"),
        ("own=title", "your scenario:1"),
        ("own=title:+x%0Aquestion:+y%0Acapacty:+[]", "Did you mean 'capacity'"),
        ("own=title:+x%0Aquestion:+y%0Adraws:+50", "asks for 50 draws"),
        ("own=title:+x%0Aquestion:+y&b=without_mpp", "has both 'b' and 'own'"),
        ("b=../../etc/passwd", "is not a known scenario"),
        ("own=" + "x" * 7000, "is longer than 6000"),
        ("own=" + "x" * 9000, "is longer than 8000"),
        ("own=a:+%26x+[1]%0Ab:+*x", "alias"),
    ],
)
def test_bad_addresses_are_told_what_is_wrong(query, words):
    with pytest.raises(OpenasylumError, match=words.replace("(", r"\(").replace("[", r"\[")):
        question(query)


def test_key_is_of_what_is_asked_and_not_of_how_the_address_says_it():
    record = question("judges=2").record()
    assert key_of("compare", record) == key_of("compare", record | {"address": "other"})
    assert key_of("compare", record) != key_of("compare", question("judges=3").record())
    assert key_of("compare", record) != key_of("search", record)
    json.dumps(record)


def test_stages_grow_and_the_last_one_has_everyone():
    scales = [stage.scale for stage in settings().stages]
    assert scales == sorted(scales)
    assert scales[-1] == 1.0


def test_lever_of_one_path_leaves_what_was_set_for_the_others():
    own = """title: x
question: y
set:
  - {parameter: screening.standard, value: more_likely_than_not, because: z}
"""
    asked = question(urlencode({"own": own, "mpp_standard": "significant_possibility"}))
    first, second = asked.yours.scenario.settings
    assert first.value == "more_likely_than_not"
    assert first.applies_to is not None
    assert "mpp" not in first.applies_to.process
    assert "expedited_removal" in first.applies_to.process
    assert second.applies_to is not None
    assert second.applies_to.process == ("mpp",)
