"""The strict reader: YAML without its surprises, and errors that name file and line."""

from datetime import date

import pytest

from openasylum.errors import RecordError
from openasylum.records.reader import Record, fields_in, parse, read


class Thing(Record):
    """A record to try the reader on."""

    name: str
    size: int = 0
    day: date | None = None
    words: tuple[str, ...] = ()
    parts: tuple["Thing", ...] = ()


def thing(text):
    return parse(text, Thing, "thing.yaml")


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "NO", "12:30", "0x10", "1e", "~", "Null"]
)
def test_words_that_yaml_would_change_stay_words(word):
    assert thing(f"name: {word}").name == word


def test_dates_and_numbers_are_read_as_such():
    found = thing("{name: a, size: 1_200, day: 2019-07-16}")
    assert (found.size, found.day) == (1200, date(2019, 7, 16))


def test_records_do_not_change_after_reading():
    with pytest.raises(ValueError, match="frozen"):
        thing("name: a").name = "b"


def test_line_of_a_problem_deep_in_the_file_is_named():
    text = "name: a\nparts:\n  - name: b\n  - name: c\n    siz: 3\n"
    with pytest.raises(RecordError) as refusal:
        thing(text)
    assert str(refusal.value) == "thing.yaml:5: 'siz' is not a field of Thing. Did you mean 'size'?"


def test_all_problems_are_told_at_once_in_the_order_of_their_lines():
    text = "parts:\n  - size: many\n    name: a\n  - size: few\n    name: b\nnmae: c\n"
    with pytest.raises(RecordError) as refusal:
        thing(text)
    lines = [line.split(":")[1] for line in str(refusal.value).splitlines()]
    assert lines == ["2", "4", "6"]


def test_misspelt_field_is_not_also_called_missing():
    with pytest.raises(RecordError) as refusal:
        thing("nam: a")
    assert str(refusal.value) == "thing.yaml:1: 'nam' is not a field of Thing. Did you mean 'name'?"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "nests more than 50 deep"),
        ("a: " + "{a: " * 9_000, "nests more than 50 deep"),
        ("title: 2019-02-31", "day is out of range for month"),
        ("name: !!python/object:os.system x", "could not determine a constructor"),
        ("? [a]\n: b\n", "unhashable key"),
        ("--- {name: a}\n--- {name: b}\n", "is not valid YAML"),
        ("name: a\n\tsize: 1\n", "is not valid YAML"),
        ("\x00", "is not valid YAML"),
    ],
)
def test_hostile_text_is_refused_with_a_message(text, words):
    with pytest.raises(RecordError, match=words):
        thing(text)


@pytest.mark.parametrize("number", [2**53 + 1, -(2**53) - 1, 10**400])
def test_a_whole_number_beyond_what_can_be_reckoned_with_is_refused(number):
    with pytest.raises(
        RecordError, match=r"x\.yaml:2: .*whole numbers go to 9,007,199,254,740,992"
    ):
        parse(f"name: a\nsize: {number}\n", Thing, "x.yaml")
    assert parse(f"name: a\nsize: {2**53}\n", Thing, "x.yaml").size == 2**53


def test_file_that_is_not_there_or_not_text_is_refused(tmp_path):
    with pytest.raises(RecordError, match="cannot be read"):
        read(tmp_path / "none.yaml", Thing)
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecordError, match="is not UTF-8 text"):
        read(binary, Thing)


def test_file_too_large_to_be_facts_is_refused(tmp_path):
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * 4_000_001)
    with pytest.raises(RecordError, match="is larger than"):
        read(large, Thing)


def test_fields_of_a_file_tell_what_it_is(tmp_path):
    path = tmp_path / "thing.yaml"
    path.write_text("name: a\nsize: 1\n")
    assert fields_in(path) == ["name", "size"]
    path.write_text("- a\n")
    assert fields_in(path) == []
