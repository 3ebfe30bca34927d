"""Rows with too many fields: put right only where one way of joining is possible."""

from hypothesis import given
from hypothesis import strategies as st

from openasylum.microdata.realign import MOST_EXTRA, realign
from openasylum.records.release import parse_column

COLUMNS = [
    parse_column(line)
    for line in (
        "id integer", "city text", "state code 2", "zip postal", "nat code 2 nations",
        "entered datetime", "kind code 3", "note text",
    )
]  # fmt: skip
CODES = {"nations": frozenset({b"MX", b"HO"})}
ROW = [b"7", b"MIAMI", b"FL", b"33101", b"HO", b"2019-01-02 00:00:00.000", b"RMV", b"a note"]


def put_right(cells: list[bytes]):
    return realign(cells, COLUMNS, "id", CODES)


def test_words_split_by_a_tab_are_joined_by_a_blank():
    found = put_right([b"7", b"SAN", b"DIEGO", *ROW[2:]])
    assert found.cells == [b"7", b"SAN DIEGO", *ROW[2:]]
    assert not found.reason


def test_blank_fields_too_many_leave_the_values_where_they_belong():
    assert put_right([*ROW[:4], b"", b"", *ROW[4:]]).cells == ROW


def test_two_tabs_in_two_places_are_found():
    assert (
        put_right([b"7", b"", b"MIAMI", b"FL", b"33101", b"HO", *ROW[5:7], b"a", b"note"]).cells
        == ROW
    )


def test_a_row_in_which_a_code_could_be_either_of_two_is_left_alone():
    columns = [parse_column(line) for line in ("id integer", "one code 3", "two code 3")]
    found = realign([b"7", b"", b"A", b""], columns, "id", {})
    assert found.cells == []
    assert "one could be '' or 'A'" in found.reason


def test_free_text_that_could_stand_in_two_ways_is_left_empty_and_named():
    columns = [parse_column(line) for line in ("id integer", "one text", "two text")]
    found = realign([b"7", b"a", b"b", b"c"], columns, "id", {})
    assert found.cells == [b"7", b"", b""]
    assert found.emptied == ("one", "two")


def test_a_code_that_no_lookup_has_cannot_stand_there():
    found = put_right([b"7", b"MIAMI", b"FL", b"", b"33101", b"ZZ", *ROW[5:]])
    assert "no way of joining them fits" in found.reason


def test_a_key_is_never_blank():
    assert put_right([b"", *ROW[1:], b""]).reason


def test_more_fields_than_were_ever_seen_are_left_alone():
    assert "fields, where 8 belong" in put_right([*ROW, *[b""] * (MOST_EXTRA + 1)]).reason


@given(
    where=st.integers(0, len(ROW) - 1), many=st.integers(1, 3), before=st.booleans(),
)  # fmt: skip
def test_tabs_around_any_one_field_are_undone(where, many, before):
    blanks = [b""] * many
    torn = [*blanks, ROW[where]] if before else [ROW[where], *blanks]
    found = put_right([*ROW[:where], *torn, *ROW[where + 1 :]])
    assert found.cells == ROW
