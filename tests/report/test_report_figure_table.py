"""The table behind each figure: model and official side by side, safe to open in a spreadsheet."""

import csv
import io
from datetime import date
from pathlib import Path

from made import SCENARIOS, write_run

from openasylum.report.figure_table import FIXED, Numbers, numbers
from openasylum.report.figures import Figure, figures
from openasylum.report.run import Run, read_run
from openasylum.report.validation import load_checks


def _figure(run: Run, name: str) -> tuple[Figure, Numbers]:
    figure = next(each for each in figures(run) if each.name == name)
    return figure, numbers(run, figure, load_checks())


def test_official_and_model_stand_in_one_row(run: Run) -> None:
    _, found = _figure(run, "border")
    may = next(
        row
        for row in found.of("border.encounters", "month")
        if row["period_start"] == date(2019, 5, 1)
    )
    assert may["official"] == 144_110
    assert may["as_enacted"] == run.line("border.encounters", "as_enacted")[date(2019, 5, 1)][0]
    assert may["period_end"] == date(2019, 5, 31)


def test_an_official_year_that_is_not_complete_says_which_months_it_covers(run: Run) -> None:
    _, found = _figure(run, "border")
    notes = {
        row["period_start"]: row["note"] for row in found.of("border.encounters", "fiscal_year")
    }
    assert notes[date(2023, 10, 1)] == "official figure covers October 2023 to August 2024"
    assert notes[date(2022, 10, 1)] == ""


def test_the_last_fiscal_year_ends_where_the_run_ends(run: Run) -> None:
    _, found = _figure(run, "court")
    last = found.of("court.receipts", "fiscal_year")[-1]
    assert (last["period_start"], last["period_end"]) == (date(2024, 10, 1), date(2025, 8, 31))


def test_csv_holds_what_the_table_holds(run: Run) -> None:
    for figure in figures(run):
        found = numbers(run, figure, load_checks())
        rows = list(csv.reader(io.StringIO(found.csv())))
        assert tuple(rows[0]) == found.columns
        assert len(rows) - 1 == len(found.rows)
        for text, row in zip(rows[1:], found.rows, strict=True):
            assert text[0] == row[0]
            assert (
                [float(cell) if cell else None for cell in text[FIXED:]]
                == [
                    None if cell is None else round(cell, 4)  # type: ignore[arg-type, call-overload]
                    for cell in row[FIXED:]
                ]
            )


def test_text_that_a_spreadsheet_would_run_is_quoted(tmp_path: Path) -> None:
    scenario = SCENARIOS[0] | {"name": '=HYPERLINK("x")'}
    run = read_run(write_run(tmp_path, until=date(2014, 4, 1), scenarios=(scenario,)))
    text = _figure(run, "border")[1].csv()
    header = next(csv.reader(io.StringIO(text)))
    assert header[-1] == """'=HYPERLINK("x")"""
    bad = Numbers(("a",), (("@x",), ("+1",), ("-2",), ("\tx",), (-3.5,), ("fine",)))
    assert bad.csv().splitlines() == ["a", "'@x", "'+1", "'-2", "'\tx", "-3.5", "fine"]


def test_several_draws_give_a_mean_and_nine_in_ten(several: Path) -> None:
    run = read_run(several)
    _, found = _figure(run, "mpp")
    row = next(
        row for row in found.of("mpp.enrolled", "month") if row["period_start"] == date(2019, 8, 1)
    )
    low, mean, high = (row[f"as_enacted{suffix}"] for suffix in ("_low", "", "_high"))
    assert isinstance(low, float)
    assert isinstance(mean, float)
    assert isinstance(high, float)
    assert low < mean < high
    values = run.line("mpp.enrolled", "as_enacted")[date(2019, 8, 1)]
    assert mean == values.mean()
