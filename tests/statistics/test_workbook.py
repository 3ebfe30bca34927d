"""The reader of the OHSS monthly workbook, on small workbooks laid out as the agency's."""

import functools
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openasylum.errors import RecordError
from openasylum.statistics import mapping
from openasylum.statistics.sheet import MONTHS, cell_name, first_day, fiscal_year_start
from openasylum.statistics.tables import is_total
from openasylum.statistics.workbook import Edition, read_workbook

RESULT = "SWB CF Completed by Result"
CITIZENSHIP = "SWB Encounters by Citizenship"


LAYOUT = mapping.workbook_layout()
FEW = (
    "encounters_by_citizenship",
    "book_outs_by_agency",
    "credible_fear_completed",
    "repatriations_by_type",
)


def read(path: Path, tables: tuple[str, ...] = FEW) -> Edition:
    few = LAYOUT.model_copy(update={"tables": {name: LAYOUT.tables[name] for name in tables}})
    return read_workbook(path, few, mapping.citizenships())


@pytest.fixture
def small(make_workbook: Any) -> Any:
    """Writes a workbook with a few of the sheets."""
    return functools.partial(make_workbook, tables=FEW)


def refusal(path: Path) -> str:
    with pytest.raises(RecordError) as error:
        read(path)
    return str(error.value)


def test_every_table_of_the_layout_is_read(make_workbook: Any) -> None:
    edition = read(make_workbook(), tuple(LAYOUT.tables))
    assert set(edition.rows) == set(LAYOUT.tables)
    assert edition.vintage == "2024-07"
    assert edition.published == date(2024, 11, 8)
    assert not any(edition.disagreements.values())


def test_a_cell_stands_under_its_month_agency_and_outcome(small: Any) -> None:
    book_outs = read(small()).rows["book_outs_by_agency"]
    assert book_outs.columns == ("month", "agency", "outcome", "people")
    # The small workbook holds 10 x (column + month) + 100 x (year - 2020); column M is 13.
    assert book_outs.cells["2023-10-01", "usbp", "title_8_repatriation"] == 10 * 13 + 400


def test_footnote_digits_on_headers_do_not_matter(small: Any) -> None:
    def add_footnotes(book: Any) -> None:
        book[RESULT]["D3"] = "Positive Fear12"
        book[RESULT]["E3"] = "Negative\nFear3"

    rows = read(small(change=add_footnotes)).rows["credible_fear_completed"]
    assert ("2023-10-01", "positive") in rows.cells


def test_not_applicable_not_available_and_zero_are_three_things(small: Any) -> None:
    def set_zero(book: Any) -> None:
        book[RESULT]["F5"] = 0

    cells = read(small(change=set_zero)).rows["credible_fear_completed"].cells
    assert ("2022-10-01", "negative") not in cells  # printed X
    assert cells["2022-10-01", "administrative_closure"] == 0
    assert cells["2022-11-01", "administrative_closure"] is None  # printed NA


def test_totals_are_kept_apart_from_rows(small: Any) -> None:
    edition = read(small())
    for name, table in edition.rows.items():
        assert not [key for key in table.cells if is_total(key[1:])], name
    totals = edition.totals["credible_fear_completed"].cells
    assert ("fiscal_year", "2022-10-01", "positive") in totals
    assert ("month", "2024-07-01", "all") in totals


def test_two_withdrawals_under_different_bands_are_two_types(small: Any) -> None:
    types = {key[1] for key in read(small()).rows["repatriations_by_type"].cells}
    assert {"withdrawal", "administrative_withdrawal", "title_42_expulsion"} <= types


def test_a_year_that_its_months_do_not_add_up_to_is_reported(small: Any) -> None:
    def raise_total(book: Any) -> None:
        book[RESULT]["D4"] = book[RESULT]["D4"].value + 70  # 12 months and a total: 65 allowed

    (found,) = read(small(change=raise_total)).disagreements["credible_fear_completed"]
    assert found.printed == found.summed + 70


def test_a_year_within_rounding_is_not_reported(small: Any) -> None:
    def raise_total(book: Any) -> None:
        book[RESULT]["D4"] = book[RESULT]["D4"].value + 60

    edition = read(small(change=raise_total))
    assert edition.disagreements["credible_fear_completed"] == ()


def test_other_countries_among_the_ten_are_read(small: Any) -> None:
    edition = read(small(countries=("Peru", "Mexico")))
    assert {key[2] for key in edition.rows["encounters_by_citizenship"].cells} == {
        "peru",
        "mexico",
        "other",
    }


def at(sheet: str, cell: str, value: Any) -> Any:
    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


def drop_column(book: Any) -> None:
    book[RESULT].delete_cols(4)


def drop_month(book: Any) -> None:
    book[RESULT].delete_rows(7)


def drop_year(book: Any) -> None:
    book[RESULT]["A17"] = 2026


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            at(RESULT, "D3", "Postive"),
            f"sheet '{RESULT}' cell D3: expected header 'Positive Fear', found 'Postive'."
            " The agency may have changed the layout; nothing was changed.",
        ),
        (drop_column, "cell D3: expected header 'Positive Fear', found 'Negative Fear'."),
        (at(RESULT, "G3", "Withdrawn"), "cell G3: unexpected header 'Withdrawn'."),
        (at(RESULT, "B3", "Quarter"), "cell B3: expected header 'Month', found 'Quarter'."),
        (
            at(RESULT, "A2", "Credible Fear: Fiscal Years 2023 to 2024"),
            "cell A2: expected a heading 'SW Border Credible Fear Screenings Completed by Result:",
        ),
        (
            at(RESULT, "A2", None),
            "cell A2: expected a heading",
        ),
        (
            at(
                RESULT,
                "A2",
                "SW Border Credible Fear Screenings Completed by Result:"
                " Fiscal Years 2023 to 2024 YTD (June 2024)",
            ),
            "the heading says 'June 2024', but the last month with figures is July 2024.",
        ),
        (
            at("CBP SWB Book-Outs by Agency", "L3", "U.S. Border Patrol"),
            "cell L3: expected header 'USBP', found 'U.S. Border Patrol'.",
        ),
        (
            at(CITIZENSHIP, "D4", "Mexcio"),
            "cell D4: expected header 'Mexico', found 'Mexcio'.",
        ),
        (at(CITIZENSHIP, "E4", "Mexico"), "cell E4: header 'Mexico' stands there a second time."),
        (at(CITIZENSHIP, "G4", "Peru"), "no header 'Other' under 'Total CBP'."),
        (at(RESULT, "C5", "n/a"), "cell C5: expected a whole number, X or NA, found 'n/a'."),
        (at(RESULT, "C5", None), "cell C5: expected a whole number, X or NA, found 'None'."),
        (at(RESULT, "C5", 12.5), "cell C5: expected a whole number, X or NA, found '12.5'."),
        (at(RESULT, "C5", -10), "cell C5: expected a count, found -10."),
        (at(RESULT, "B6", "Noviembre"), "cell B6: expected 'November', found 'Noviembre'."),
        (drop_month, "cell B7: expected 'December', found 'January'."),
        (drop_year, "cell A17: expected 2024, found '2026'."),
    ],
)
def test_a_moved_header_or_odd_cell_is_named_by_sheet_and_cell(
    small: Any, change: Any, words: str
) -> None:
    message = refusal(small(change=change))
    assert words in message
    assert message.startswith("2024_1108_ohss_small.xlsx: sheet '")
    assert message.endswith("nothing was changed.")


def test_a_missing_sheet_is_named_with_the_nearest(small: Any) -> None:
    def rename(book: Any) -> None:
        book[RESULT].title = "SWB CF Completed by Results"

    message = refusal(small(change=rename))
    assert f"has no sheet '{RESULT}'" in message
    assert "There is a sheet 'SWB CF Completed by Results'." in message


def test_a_sheet_that_ends_earlier_than_the_others_is_refused(small: Any) -> None:
    def shorten(book: Any) -> None:
        page = book[RESULT]
        page.delete_rows(27)
        page["A2"] = page["A2"].value.replace("July", "June")

    assert f"sheet '{RESULT}' cell A2: ends with June 2024, the other sheets with July 2024." in (
        refusal(small(change=shorten))
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.xlsx", b"", "empty.xlsx: is empty."),
        ("page.xlsx", b"<!doctype html><p>Access denied", "page.xlsx: is a web page"),
        ("table.csv", b"month,encounters\n", "table.csv: is not an Excel workbook"),
        ("old.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"rest", "old .xls file or behind a passw"),
        ("cut.xlsx", b"PK\x03\x04 and then the disk was full", "cut.xlsx: is damaged"),
    ],
)
def test_a_file_that_is_no_workbook_gets_one_clear_message(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    message = refusal(path)
    assert words in message
    assert "\n" not in message


def test_a_zip_that_is_no_workbook_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("letter.txt", "hello")
    assert "is damaged or is no Excel workbook" in refusal(path)


def test_a_workbook_cut_short_is_damaged(small: Any) -> None:
    path = small()
    path.write_bytes(path.read_bytes()[:5000])
    assert "Download it again from the agency." in refusal(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * 70_000_000)
    assert "more than any edition of this workbook" in refusal(path)


def test_a_file_that_is_not_there_or_is_a_folder_is_said_to_be(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.xlsx")
    assert "is not a file" in refusal(tmp_path)
    assert "is not a file" in refusal(Path("/dev/zero"))


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.truncate(70_000_000)
    assert "is larger than any edition of this workbook" in refusal(path)


def test_a_sheet_that_misstates_its_own_size_is_read_whole(small: Any, tmp_path: Path) -> None:
    honest, lying = small(), tmp_path / "lying.xlsx"
    with zipfile.ZipFile(honest) as old, zipfile.ZipFile(lying, "w") as new:
        for part in old.namelist():
            text = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:D9"', old.read(part))
            new.writestr(part, text)
    assert read(lying).rows == read(honest).rows


def test_a_file_whose_name_has_no_date_leaves_publication_open(small: Any) -> None:
    assert read(small("downloaded.xlsx")).published is None
    assert read(small("2024_9999_odd.xlsx")).published is None


def test_fiscal_years_begin_in_october() -> None:
    assert first_day(2019, "October") == date(2018, 10, 1)
    assert first_day(2019, "September") == date(2019, 9, 1)
    assert [first_day(2020, month).month for month in MONTHS] == [*range(10, 13), *range(1, 10)]
    assert fiscal_year_start("2019-09-01") == "2018-10-01"
    assert fiscal_year_start("2019-10-01") == "2019-10-01"


def test_cells_are_named_as_excel_names_them() -> None:
    assert [cell_name(4, column) for column in (1, 26, 27, 107)] == ["A4", "Z4", "AA4", "DC4"]
