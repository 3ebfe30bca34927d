"""Tables of text: sets of draws, official figures, and what is exported for spreadsheets."""

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openasylum.ensemble.draws_file import read_draws
from openasylum.errors import OpenasylumError, RecordError
from openasylum.report.figure_table import Numbers
from openasylum.simulation.assumed import load_assumptions
from openasylum.statistics.catalog import PACKAGE
from openasylum.statistics.tables import as_csv, from_text
from tests.bad_input.effort import run, told, tried

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "1", "-1", "1.5", "nan", "inf", "1e999", "true", "1_0", " 1", "=1+1",
                     "draw", "seed", "९", "1e400", "9" * 30, '"', "\0", "\r", "\n", ","]),
)  # fmt: skip
ROWS = st.lists(st.lists(CELLS, max_size=4), max_size=5)


@tried(100, 15_000)
def test_draws_of_any_table_are_refused_by_the_name_of_the_file_or_checked(effort, tmp_path):
    known = load_assumptions("first_values")
    name = sorted(known.values)[0]

    @given(ROWS, st.sampled_from([",", ";"]), st.binary(max_size=3))
    def write(rows, between, more):
        text = "\n".join(between.join(row) for row in [[name, "draw", "seed", "zz"], *rows])
        file = tmp_path / "mine.csv"
        file.write_bytes(text.encode() + more)
        try:
            read_draws(file)[0].checked(known)
        except OpenasylumError as error:
            told(error, "mine")

    run(write, effort)


@pytest.mark.parametrize("value", [1.5, float("nan"), float("inf"), True, None, "x", 2.0**80])
@pytest.mark.parametrize("column", ["draw", "seed"])
def test_a_draw_or_seed_that_is_no_whole_number_is_refused(column, value, tmp_path):
    file = tmp_path / "mine.parquet"
    pq.write_table(pa.table({column: [value]}), file)
    with pytest.raises(OpenasylumError, match=f"{column} is .*not a whole number"):
        read_draws(file)


def test_a_draw_that_is_no_number_or_without_end_is_refused(tmp_path):
    known = load_assumptions("first_values")
    name = sorted(known.values)[0]
    for value in ("nan", "inf", "-1e999"):
        (tmp_path / "mine.csv").write_text(f"{name}\n{value}\n")
        with pytest.raises(OpenasylumError, match="mine"):
            read_draws(tmp_path / "mine.csv")[0].checked(known)


@tried(100, 15_000)
def test_official_figures_of_any_text_are_refused_by_name_or_read(effort):
    @given(st.one_of(st.text(max_size=200), ROWS.map(lambda rows: as_csv(["a", "b"], rows))))
    def read(text):
        try:
            found = from_text(text, "mine.csv")
        except RecordError as error:
            told(error, "mine.csv:")
        else:
            assert len(found.cells) == max(0, len(list(csv.reader(io.StringIO(text)))) - 1)

    run(read, effort)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "mine.csv: is empty"),
        ("a,n\nx,1\nx,2\n", "mine.csv:3: gives x a second time"),
        ("a,n\nx,1_0\n", "mine.csv:2: '1_0' is not a whole number"),
        ("a,n\nx, 1\n", "mine.csv:2: ' 1' is not a whole number"),
        ("a,n\nx,nan\n", "mine.csv:2: 'nan' is not a whole number"),
        ("a,n\nx\n", "mine.csv:2: has 1 values for 2 columns"),
        ('a,n\n"x,1\n', "mine.csv: is not a table of text"),
    ],
)
def test_official_figures_that_are_wrong_are_told_by_line(text, words):
    with pytest.raises(RecordError) as refusal:
        from_text(text, "mine.csv")
    assert str(refusal.value).startswith(words)


STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@tried(100, 10_000)
def test_no_text_of_an_exported_table_begins_like_a_formula(effort):
    """Numbers stay as they are, negative ones, too."""

    @given(st.sampled_from(STARTS), st.text(max_size=10), st.floats(-1e6, 1e6))
    def export(start, rest, number):
        text = f"{start}A{rest}"
        for page in (as_csv([text], [[text, f"{number:.4f}"]]),
                     Numbers((text, "n"), ((text, number),)).csv()):  # fmt: skip
            _, row = list(csv.reader(io.StringIO(page, newline="")))
            assert row[0] == f"'{text}"
            assert float(row[1]) == pytest.approx(number, abs=1e-3, rel=1e-9)

    run(export, effort)


def test_tables_the_project_carries_hold_nothing_that_would_be_changed():
    for path in PACKAGE.rglob("*.csv"):
        head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
        assert as_csv(head, rows) == path.read_text(encoding="utf-8"), path
