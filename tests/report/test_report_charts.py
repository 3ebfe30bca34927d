"""Chart specifications follow the schema, and their data is what the CSV says."""

import copy
from datetime import date
from pathlib import Path

import pytest

from openasylum.report import charts
from openasylum.report.figure_table import numbers
from openasylum.report.figures import figures
from openasylum.report.files import write_charts
from openasylum.report.run import Run, read_run
from openasylum.report.validation import load_checks


@pytest.mark.parametrize("shape", ["two", "one", "several"])
def test_every_specification_follows_the_schema(shape: str, request: pytest.FixtureRequest) -> None:
    run = read_run(request.getfixturevalue(shape))
    for figure in figures(run):
        found = numbers(run, figure, load_checks())
        for panel in figure.panels:
            charts.chart(panel, found, run, validated=True)


def test_a_run_without_mpp_has_no_charts_of_it(run: Run) -> None:
    single = copy.copy(run)
    provenance = run.provenance.model_copy(update={"scenarios": run.scenarios[1:]})
    object.__setattr__(single, "provenance", provenance)
    names = [figure.name for figure in figures(single)]
    assert "mpp" not in names
    assert "border" in names


def test_a_fiscal_year_that_the_run_ends_within_is_not_drawn(run: Run) -> None:
    figure = next(each for each in figures(run) if each.name == "court")
    found = numbers(run, figure, load_checks())
    shown = charts.rows(figure.panels[0], found, run)
    assert [row["fy"] for row in shown] == [str(year) for year in range(2014, 2025)]


def test_stocks_are_drawn_at_the_end_of_their_period(run: Run) -> None:
    figure = next(each for each in figures(run) if each.name == "court")
    found = numbers(run, figure, load_checks())
    panel = next(each for each in figure.panels if each.series == "court.pending")
    shown = {row["t"]: row for row in charts.rows(panel, found, run)}
    september = shown["2024-09-30T00:00:00"]
    assert september["official"] == 3_884_956
    assert september["m0"] == run.line("court.pending", "as_enacted")[date(2024, 9, 1)][0]


def test_charts_are_written_as_pictures(one: Path, tmp_path: Path) -> None:
    written = write_charts(read_run(one), tmp_path / "charts")
    assert {path.suffix for path in written} == {".png", ".svg"}
    picture = tmp_path / "charts" / "court_pending.svg"
    assert "Court cases pending" in picture.read_text()
    assert picture.with_suffix(".png").read_bytes()[:4] == b"\x89PNG"
