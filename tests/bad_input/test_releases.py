"""The court release and the agency's workbook, spoilt in every way: refused by name, or counted."""

import dataclasses
import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openasylum.errors import OpenasylumError, RecordError
from openasylum.microdata.facts import load_tables
from openasylum.microdata.importer import import_release
from openasylum.statistics import mapping
from openasylum.statistics.workbook import read_workbook
from tests.bad_input.effort import run, told, tried
from tests.microdata.by_hand import proceeding
from tests.statistics.conftest import COUNTRIES, _workbook

FEW = ("book_outs_by_agency",)


def members() -> dict[str, bytes]:
    """Two tables of a few rows in the form of the release; nobody is real."""
    rows = {
        "A_TblCase": [{"IDNCASE": str(i), "CASE_TYPE": "RMV", "NAT": "HO"} for i in range(1, 6)],
        "B_TblProceeding": [proceeding(i, i, "2019-01-02", "2020-02-03", "R") for i in range(1, 6)],
    }
    made = {}
    for table, lines in rows.items():
        names = [one.name for one in load_tables().tables[table].parsed()]
        text = ["\t".join(names), *("\t".join(row.get(n, "") for n in names) for row in lines)]
        made[f"{table}.csv"] = ("\n".join(text) + "\n").encode("cp1252")
    return made


def packed(files: dict[str, bytes]) -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return page.getvalue()


def imported_or_refused(folder: Path, data: bytes) -> None:
    """Import a zip: every row of every table is counted once, or the zip is refused by its name."""
    path, into = folder / "mine.zip", folder / "out"
    path.write_bytes(data)
    shutil.rmtree(into, ignore_errors=True)
    try:
        found = import_release(path, into)
    except OpenasylumError as error:
        told(error)
    else:
        for one in found.tables:
            parts = one.rows_written + one.rows_repaired + one.rows_quarantined
            assert one.rows_read == parts
    assert {each.name for each in folder.iterdir()} <= {"mine.zip", "out"}


def cut(data: bytes, start: int, put: bytes, over: int) -> bytes:
    return data[:start] + put + data[start + over :]


PUTS = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b"\0", b"\t", b"\n", b"\r\n", b'"', b"\\", b"\xff\xfe", b"=1+1", b"9999-99-99",
                     b"\t" * 50, b"\n" * 50, "\u2028".encode()]),
)  # fmt: skip


@tried(25, 1_500)
def test_bytes_of_a_zip_changed_anywhere_are_refused_or_counted(effort, tmp_path):
    whole = packed(members())

    @given(st.integers(0, len(whole)), PUTS, st.integers(0, 30))
    def spoil(start, put, over):
        imported_or_refused(tmp_path, cut(whole, start, put, over))

    run(spoil, effort)


@tried(25, 1_500)
def test_text_of_a_table_changed_anywhere_is_refused_or_counted(effort, tmp_path):
    files = members()

    @given(st.sampled_from(sorted(files)), st.floats(0, 1), PUTS, st.integers(0, 30))
    def spoil(name, share, put, over):
        data = files[name]
        changed = cut(data, int(share * len(data)), put, over)
        imported_or_refused(tmp_path, packed({**files, name: changed}))

    run(spoil, effort)


@tried(10, 800)
def test_members_of_any_name_stay_within_the_folder(effort, tmp_path):
    files = members()
    names = st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
        st.sampled_from(["../../up", "/up", "C:\\up", "..\\up", "a/../../up", "~", "$HOME",
                         "-rf", "CON", ".", "..", "a\0b", "import/release",
                         "lookups/../cases", "'; drop"]),
    )  # fmt: skip

    @given(names)
    def add(name):
        wanted = f"{name}.csv"
        written = wanted.replace("\0", "\x01")  # zipfile cuts a name at its first zero
        whole = packed({**files, written: b"a\tb\n1\t2\n"})
        imported_or_refused(tmp_path, whole.replace(written.encode(), wanted.encode()))

    run(add, effort)


@pytest.fixture(scope="module")
def layout() -> Any:
    whole = mapping.workbook_layout()
    return whole.model_copy(update={"tables": {name: whole.tables[name] for name in FEW}})


def book_or_refused(path: Path, layout: Any) -> None:
    try:
        found = read_workbook(path, layout, mapping.citizenships())
    except RecordError as error:
        told(error, path.name)
    else:
        assert all(dataclasses.asdict(table)["cells"] for table in found.rows.values())


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(),
    st.text(max_size=10).filter(str.isprintable), st.sampled_from(
        [float("nan"), float("inf"), 1e300, -1, 1.5, "=1+1", "X", "NA", "Total"]
    ),
)  # fmt: skip


@tried(15, 500)
def test_any_value_in_any_cell_of_a_workbook_is_refused_by_name_or_read(effort, layout, tmp_path):
    @given(st.integers(1, 25), st.integers(1, 12), CELLS)
    def put(row, column, value):
        book = _workbook("July", COUNTRIES, FEW)
        book.worksheets[0].cell(row, column).value = value
        book.save(tmp_path / "mine.xlsx")
        book_or_refused(tmp_path / "mine.xlsx", layout)

    run(put, effort)


@tried(25, 1_000)
def test_bytes_of_a_workbook_changed_anywhere_are_refused_by_name_or_read(effort, layout, tmp_path):
    book = _workbook("July", COUNTRIES, FEW)
    page = io.BytesIO()
    book.save(page)
    whole = page.getvalue()

    @given(st.integers(0, len(whole)), PUTS, st.integers(0, 30))
    def spoil(start, put, over):
        (tmp_path / "mine.xlsx").write_bytes(cut(whole, start, put, over))
        book_or_refused(tmp_path / "mine.xlsx", layout)

    run(spoil, effort)


@pytest.mark.parametrize("raw", ["NaN", "1E999", "-1E999", "1e999"])
def test_a_number_without_end_in_a_workbook_is_named_with_its_cell(raw, layout, tmp_path):
    book = _workbook("July", COUNTRIES, FEW)
    sheet = layout.tables[FEW[0]].sheet
    book[sheet]["C6"].value = 987654
    page = io.BytesIO()
    book.save(page)
    with zipfile.ZipFile(page) as old, zipfile.ZipFile(tmp_path / "mine.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"<v>987654</v>", f"<v>{raw}</v>".encode()))
    with pytest.raises(RecordError, match=r"mine.xlsx: (sheet .* cell C6|is damaged)"):
        read_workbook(tmp_path / "mine.xlsx", layout, mapping.citizenships())
