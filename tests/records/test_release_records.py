"""The records about the court records' release: what they refuse, and how they say it."""

import pytest

from openasylum.errors import RecordError
from openasylum.microdata.facts import load_definitions, load_tables
from openasylum.records.definitions import Definitions, RecordTargets
from openasylum.records.reader import parse
from openasylum.records.release import Tables, parse_column

TABLES = """
title: t
sources: {}
as_of: now
aliases: {}
dropped_endings: []
sentinels: {}
first_day: 1950-01-01
last_day: 2035-12-31
tables:
  T:
    key: ID
    needed: [ID]
    columns: [ID integer, CITY text]
"""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("CITY text", "CITY words"), "'CITY words' is no column"),
        (("CITY text", "CITY text 3"), "a length belongs to 'code' only"),
        (("CITY text", "CITY code"), "write 'code', its greatest length"),
        (("CITY text", "ID text"), "'ID' stands twice"),
        (("key: ID", "key: NO"), "'NO' is no column of this table"),
        (("key: ID", "key: ID\n    names_hold_for: 1"), "or neither"),
        (("key: ID", "key: ID\n    names_hold_for: 1\n    wide_fields: 4"), "must name each field"),
        (("2035-12-31", "1949-12-31"), "must be later than 1950-01-01"),
    ],
)
def test_a_table_that_cannot_be_is_refused(change, message):
    with pytest.raises(RecordError, match=message):
        parse(TABLES.replace(*change), Tables, "tables.yaml", against=())


def test_a_column_is_read_from_its_line():
    column = parse_column("NAT code 2 tblLookupAlienNat")
    assert (column.kind, column.width, column.lookup) == ("code", 2, "tblLookupAlienNat")


DEFINITIONS = """
title: t
smallest_shown: 10
case_age_years: [1]
sources:
  here: {title: t, url: u}
measures:
  pending:
    title: t
    counts: cases
    form: count
    when: day
    needs: [T]
    first: one
    definitions:
      one: {who: w, says: s, sure: ours, source: here, sql: pending, with: {types: [A]}}
"""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("first: one", "first: two"), "'two' is not among the definitions"),
        (("source: here", "source: there"), "'there' is not among the sources"),
        (("types: [A]", "types: 3"), "must be a word, a day or a list of words"),
        (("sure: ours", "sure: certain"), "sure"),
    ],
)
def test_a_definition_without_source_or_sense_is_refused(change, message):
    with pytest.raises(RecordError, match=message):
        parse(DEFINITIONS.replace(*change), Definitions, "definitions.yaml", against=())


def test_a_target_names_a_measure_its_definition_and_a_figure_it_has():
    text = (
        "title: t\nfirst_year: 2009\nsplits: [[]]\ntargets:\n"
        "  - {series: s, measure: pending, definition: no, figure: n, unit: cases}\n"
        "  - {series: s, measure: pending, definition: eoir, figure: median, unit: days}\n"
    )
    with pytest.raises(RecordError, match=r"(?s)'pending' has no 'no'.*'median' is no figure"):
        parse(text, RecordTargets, "targets.yaml", against=load_definitions())


def test_every_sql_file_of_a_definition_is_there_and_every_word_in_it_is_given():
    import re

    from openasylum.microdata.session import sql_file

    for measure in load_definitions().measures.values():
        for one in measure.definitions.values():
            words = set(re.findall(r"\$(\w+)", sql_file(f"measures/{one.sql}")))
            assert words - {"on", "from", "until", "as_of"} <= set(one.given), one.sql
            assert set(one.given) <= words, f"{one.sql} does not use all that is given"


def test_needed_tables_of_measures_are_tables_of_the_release():
    tables = set(load_tables().tables)
    assert all(set(one.needs) <= tables for one in load_definitions().measures.values())
