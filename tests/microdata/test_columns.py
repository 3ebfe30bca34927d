"""Cells as the compiled loops read them are cells as plain Python reads them."""

import re
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openasylum.microdata import columns, scan
from openasylum.microdata.columns import find_cells, read_columns
from openasylum.microdata.header import Layout
from openasylum.microdata.rows import Rows
from openasylum.microdata.typed import as_table
from openasylum.records.release import parse_column

COLUMNS = tuple(
    parse_column(line)
    for line in ("id integer", "on datetime", "flag boolean", "kind code 3", "note text")
)
LAYOUT = Layout("made_up", "\t", COLUMNS, "")
EPOCH = datetime(1970, 1, 1)
_FULL = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d{3})?)?", re.ASCII)


def plain(cell: str, kind: str):
    """The value of a cell, and what it is if it is no value of its kind."""
    word = cell.strip(" \r")
    if not word or kind in ("code", "text"):
        return word or None, None
    if kind == "boolean" and word in ("0", "1"):
        return word == "1", None
    if kind == "integer" and re.fullmatch(r"-?\d{1,18}", word, re.ASCII):
        return int(word), None
    if kind == "datetime" and _FULL.fullmatch(word):
        with suppress(ValueError):
            return datetime.fromisoformat(word), None
    return None, word


dates = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59)).map(
    lambda day: day.isoformat(" ", "milliseconds")
)
near_dates = st.from_regex(
    re.compile(r"\A[12]\d{3}-[01]\d-[0-3]\d( [0-2]\d:[0-6]\d:[0-6]\d(\.\d{3})?)?\Z", re.ASCII)
)
words = st.text("ab \xe9\u201c:-.019", max_size=12)
fixed = st.sampled_from(["", " ", "0", "1", "-", "2", "RMV", "SP ", " x y "])
numbers = st.integers(-(10**19), 10**19).map(str)
cells = st.one_of(words, dates, near_dates, numbers, fixed)


@settings(deadline=None, max_examples=60)  # the first example compiles
@given(st.lists(st.tuples(*[cells] * len(COLUMNS)), min_size=1, max_size=30), st.booleans())
def test_every_cell_is_read_as_plain_python_reads_it(rows, windows):
    end = "\r\n" if windows else "\n"
    text = "".join("\t".join(row) + end for row in rows).encode("utf-8")
    found = find_cells(text, "\t")
    assert found.lines.tolist() == [len(COLUMNS) * (i + 1) for i in range(len(rows))]
    parsed = read_columns(text, found.ends, LAYOUT)
    assert parsed is not None
    wrong = {(row, name): word for row, name, word in parsed.wrong}
    for place, column in enumerate(COLUMNS):
        for i, value in enumerate(parsed.table[column.name].to_pylist()):
            expected, left_over = plain(rows[i][place], column.kind)
            assert value == expected
            assert wrong.pop((i, column.name), None) == left_over
    assert not wrong


def test_every_day_of_the_calendar_is_itself():
    days = [EPOCH + timedelta(days=n) for n in range(-150_000, 150_000, 7)]
    text = "".join(f"1\t{day:%Y-%m-%d}\t\t\t\n" for day in days if day.year >= 1000).encode()
    parsed = read_columns(text, find_cells(text, "\t").ends, LAYOUT)
    assert parsed is not None
    assert parsed.wrong == []
    assert parsed.table["on"].to_pylist() == [day for day in days if day.year >= 1000]


def test_more_codes_than_a_dictionary_holds_are_read_as_text():
    many = scan.MOST_CODES + 50
    text = "".join(f"{i}\t\t\tK{i}\tcode {i}\n" for i in range(many)).encode()
    parsed = read_columns(text, find_cells(text, "\t").ends, LAYOUT)
    assert parsed is not None
    assert parsed.table["kind"].to_pylist() == [f"K{i}" for i in range(many)]
    assert parsed.table["note"].to_pylist() == [f"code {i}" for i in range(many)]


def test_long_codes_that_begin_alike_are_told_apart():
    codes = [f"212a06A{end}" for end in ("i", "ii", "i", "I", "ii     ")]
    text = "".join(f"1\t\t\t{code}\t\n" for code in codes).encode()
    parsed = read_columns(text, find_cells(text, "\t").ends, LAYOUT)
    assert parsed is not None
    assert parsed.table["kind"].to_pylist() == [code.strip() for code in codes]


@pytest.mark.parametrize("most", [0, 5_000])
def test_what_is_left_over_is_cast_by_duckdb_and_kept_if_it_is_nothing(most, monkeypatch):
    import numpy as np

    monkeypatch.setattr(columns, "_MOST_WRONG", most)
    text = b"1\t2019-01-02T03:04:05\t1\tRMV\t\n2\tunknown\t0\tRMV\t\n5.7\t2019-01-02\tyes\t\t\n"
    found = as_table(Rows(text, np.array([2, 3, 4])), LAYOUT)
    days = [datetime(2019, 1, 2, 3, 4, 5), None, datetime(2019, 1, 2)]
    assert found.table["on"].to_pylist() == days
    assert found.table["flag"].to_pylist() == [True, False, True]  # DuckDB takes 'yes' for true
    assert [(one.line, one.column, one.raw, one.reason) for one in found.emptied] == [
        (4, "id", "5.7", "not a whole number"), (3, "on", "unknown", "not a timestamp"),
    ]  # fmt: skip


def test_marks_of_a_text_say_what_is_in_it():
    assert find_cells(b"a\tb\r\n", "\t").marks == 0
    assert find_cells(b"a\rb\n", "\t").marks == scan.CONTROLS
    assert find_cells(b"a\x00b\n", "\t").marks == scan.CONTROLS
    assert find_cells(b"a\x7fb\n", "\t").marks == scan.CONTROLS
    assert find_cells(b"a\xe9b\n", "\t").marks == scan.HIGH
