"""A run beside published figures: hits and misses alike, and never a silent blank."""

import base64
import csv
import html
import importlib.util
import io
import json
import math
import re
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made import SCENARIOS, write_run
from made_measures import wanted, write_measures

from openasylum.cli import main
from openasylum.errors import RecordError
from openasylum.records.published import Recipe
from openasylum.report.page import render
from openasylum.report.published import Comparison, Line, compare
from openasylum.report.published_facts import load_published
from openasylum.report.published_words import BAND_WORDS, as_json, markdown, summary
from openasylum.report.recipes import NotInRun, Numbers
from openasylum.report.run import Run, read_run
from openasylum.report.tables import Amount

ROOT = Path(__file__).resolve().parents[2]
FIRST = ("lifecycle.repatriated_share", "all", "2023-12-31")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of one scenario and three draws that has every measure, as published in draw 0."""
    place = write_run(tmp_path_factory.mktemp("run"), draws=3, scenarios=SCENARIOS[:1])
    return write_measures(place, wanted())


@pytest.fixture(scope="module")
def measured(folder: Path) -> Run:
    return read_run(folder)


@pytest.fixture(scope="module")
def found(measured: Run) -> Comparison:
    return compare(measured)


@pytest.fixture(scope="module")
def page(measured: Run) -> str:
    return render(measured)


def line(found: Comparison, name: str, words: str) -> Line:
    entry = next(each for each in found.entries if each.published.id == name)
    return next(each for each in entry.all_lines if words in each.words)


def recipe(**fields: object) -> Recipe:
    return Recipe.model_validate(fields)


def made(published: float, model: float | None, **more: object) -> Line:
    return Line(
        words="x", unit="people", first_day=date(2019, 1, 1), last_day=date(2019, 1, 31),
        published=published, model=None if model is None else Amount(model), why_not="",
        seen=(), source="s", publisher="p", address="https://a.org", **more,
    )  # fmt: skip


def test_a_measure_is_the_mean_and_the_range_of_the_draws(found: Comparison) -> None:
    one = line(found, "C1", "repatriated")
    assert one.model is not None
    assert one.model.mean == pytest.approx(0.53 * 1.01)
    assert one.model.low == pytest.approx(0.53 * 1.001)
    assert one.model.high == pytest.approx(0.53 * 1.019)
    assert one.difference == pytest.approx(0.01)
    assert one.band == "near"
    assert one.in_range is False


@pytest.mark.parametrize(
    ("model", "band"),
    [(100, "near"), (110, "near"), (111, "between"), (75, "between"), (74, "far"), (0, "far")],
)
def test_near_is_within_a_tenth_and_far_beyond_a_quarter(model: float, band: str) -> None:
    assert made(100, model).band == band


def test_nothing_is_near_without_a_number_of_the_model() -> None:
    assert made(100, None).band == ""
    assert made(100, None).difference is None
    assert made(0, 0).difference is None


def test_sums_stocks_ratios_and_differences_are_those_of_the_series(measured: Run) -> None:
    numbers = Numbers(measured, "as_enacted")
    months = measured.line("court.in_absentia", "as_enacted")
    year = [row for start, row in months.items() if date(2018, 10, 1) <= start < date(2019, 10, 1)]
    total = recipe(sum="court.in_absentia", **{"from": date(2018, 10, 1)}, until=date(2019, 10, 1))
    assert numbers.work_out(total) == pytest.approx(sum(year))
    assert len(year) == 12
    stock = recipe(stock="court.pending_active", on=date(2017, 1, 31))
    pending = measured.line("court.pending_active", "as_enacted")[date(2017, 1, 1)]
    assert numbers.work_out(stock) == pytest.approx(pending)
    assert numbers.work_out(recipe(ratio=(total, stock))) == pytest.approx(sum(year) / pending)
    assert numbers.work_out(recipe(difference=(stock, total))) == pytest.approx(pending - sum(year))


def test_an_absent_series_is_said_and_so_is_one_that_no_group_tells_apart(measured: Run) -> None:
    numbers = Numbers(measured, "as_enacted")
    days = {"from": date(2019, 1, 1), "until": date(2020, 1, 1)}
    with pytest.raises(NotInRun, match=r"the run has no series mpp\.reapprehended"):
        numbers.work_out(recipe(sum="mpp.reapprehended", **days))
    with pytest.raises(NotInRun, match=r"does not tell mpp\.enrolled apart by citizenship"):
        numbers.work_out(recipe(sum="mpp.enrolled", group="citizenship=cuba", **days))


def test_a_group_is_counted_and_one_that_the_run_leaves_out_is_zero(tmp_path: Path) -> None:
    file = write_run(tmp_path, scenarios=SCENARIOS[:1]) / "series.parquet"
    table = pq.read_table(file)
    rows = [row for row in table.to_pylist() if row["series"] == "mpp.enrolled"]
    more = [{**row, "group": "citizenship=honduras", "value": row["value"] / 2} for row in rows]
    pq.write_table(pa.concat_tables([table, pa.Table.from_pylist(more, table.schema)]), file)
    found = compare(read_run(tmp_path))
    half, none = line(found, "M1", "Honduras"), line(found, "M1", "Cuba")
    everyone = line(found, "M1", "Everyone")
    assert half.model is not None
    assert everyone.model is not None
    assert half.model.mean == pytest.approx(everyone.model.mean / 2)
    assert none.model == Amount(0.0)
    assert none.band == "far"


def test_a_division_by_zero_is_said(measured: Run) -> None:
    days = {"from": date(2014, 1, 1), "until": date(2014, 2, 1)}
    none = recipe(sum="mpp.enrolled", **days)
    with pytest.raises(NotInRun, match="is zero in this run"):
        Numbers(measured, "as_enacted").work_out(recipe(ratio=(none, none)))


def test_a_run_without_measures_says_so_and_keeps_the_lines(one: Path) -> None:
    found = compare(read_run(one))
    absent = line(found, "C1", "repatriated")
    assert absent.model is None
    assert "no table of measures" in absent.why_not
    assert line(found, "C8", "FY2019").model is not None
    figures = sum(len(each.figures) for each in load_published())
    assert sum(len(entry.lines) for entry in found.entries) >= figures


def test_a_missing_measure_is_named(tmp_path: Path) -> None:
    place = write_run(tmp_path, scenarios=SCENARIOS[:1])
    write_measures(place, {key: value for key, value in wanted().items() if key != FIRST})
    absent = line(compare(read_run(place)), "C1", "repatriated")
    assert absent.why_not == (
        "The run did not write lifecycle.repatriated_share on 31 December 2023."
    )


def test_dates_beyond_the_run_are_said(tmp_path: Path) -> None:
    place = write_run(tmp_path, until=date(2019, 9, 1), scenarios=SCENARIOS[:1])
    found = compare(read_run(write_measures(place, wanted())))
    for name, words in (("C1", "repatriated"), ("C8", "FY2019"), ("C5", "end of September 2019")):
        assert line(found, name, words).why_not == "The run ends on 31 August 2019."
    assert line(found, "C4", "one month").model is not None
    assert line(found, "M1", "September 2019").why_not == "The run ends on 31 August 2019."
    assert line(found, "M1", "August 2019").model is not None


def test_a_measure_that_is_no_number_in_a_draw_is_said(tmp_path: Path) -> None:
    place = write_run(tmp_path, draws=2, scenarios=SCENARIOS[:1])
    write_measures(place, {**wanted(), FIRST: math.nan})
    absent = line(compare(read_run(place)), "C1", "repatriated")
    assert absent.why_not == "Lifecycle.repatriated_share is a number in 0 of 2 draws only."


def test_a_measure_given_twice_is_refused(tmp_path: Path) -> None:
    place = write_run(tmp_path, scenarios=SCENARIOS[:1])
    file = write_measures(place, wanted()) / "measures.parquet"
    table = pq.read_table(file)
    pq.write_table(pa.concat_tables([table, table.slice(0, 1)]), file)
    with pytest.raises(RecordError, match=r"measures\.parquet: has .* twice in draw 0"):
        compare(read_run(place))


def test_a_damaged_table_of_measures_is_refused(tmp_path: Path) -> None:
    place = write_run(tmp_path, scenarios=SCENARIOS[:1])
    (place / "measures.parquet").write_bytes(b"PAR1")
    with pytest.raises(RecordError, match=r"measures\.parquet: is not a whole Parquet file"):
        read_run(place)


def test_only_a_scenario_that_changes_nothing_is_laid_beside_figures(tmp_path: Path) -> None:
    place = write_run(tmp_path, until=date(2016, 1, 1), scenarios=SCENARIOS[1:])
    found = compare(read_run(place))
    assert found.entries == ()
    assert "as enacted" in summary(found)[0]
    assert as_json(found)["published"] == []


def test_the_tally_leaves_out_nothing_and_keeps_seen_figures_apart(found: Comparison) -> None:
    lines = [each for entry in found.entries for each in entry.lines]
    for tally, kept in ((found.unseen, False), (found.seen, True)):
        mine = [each for each in lines if bool(each.seen) == kept]
        assert tally.compared + tally.not_compared == len(mine)
        assert tally.far == sum(each.band == "far" for each in mine)
    assert found.unseen.far > 0
    assert f"{found.unseen.far} beyond" in summary(found)[0]


def test_enrolment_is_an_input_and_never_counts_as_a_test(found: Comparison) -> None:
    enrolled = next(each for each in found.entries if each.published.id == "M1")
    assert all(each.seen for each in enrolled.all_lines)
    assert line(found, "M1", "Everyone").published == pytest.approx(79_970)
    assert line(found, "M1", "El Salvador").published == pytest.approx(7_690)
    assert len(enrolled.months) == 33


def test_the_page_shows_every_figure_near_or_far_with_its_words(
    page: str, found: Comparison
) -> None:
    section = page.partition('<section id="published"')[2].partition('<section id="law"')[0]
    lines = [each for entry in found.entries for each in entry.all_lines]
    for band in ("near", "between", "far"):
        shown = section.count(f'<span class="how {band}">{BAND_WORDS[band]}</span>')
        assert shown == sum(each.band == band for each in lines)
    assert section.count("Not compared. ") == sum(each.band == "" for each in lines)
    told = html.unescape(section)
    for published in load_published():
        assert f"{published.id}. {published.title}" in told
        for figure in published.figures:
            assert published.sources[figure.source].address in told
            assert figure.quotation in told


def test_the_download_has_a_row_for_every_line(page: str, found: Comparison) -> None:
    rows = list(csv.DictReader(io.StringIO(found.table().csv())))
    assert len(rows) == sum(len(entry.all_lines) for entry in found.entries)
    row = next(each for each in rows if each["figure"].startswith("Orders in absence, FY2019"))
    assert float(row["published"]) == 91_356
    assert row["address"].startswith("https://")
    assert row["quotation"]
    link = re.search(r'download="openasylum_published.csv" href="data:text/csv[^,]*,([^"]*)"', page)
    assert link is not None
    assert base64.b64decode(link[1]).decode("utf-8-sig") == found.table().csv()


def test_the_command_prints_a_table_and_json(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validation", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "What became of border encounters" in out
    assert "not compared (1)" in out
    assert "(1) The run has no series mpp.fear_negative." in out
    assert main(["validation", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(json.dumps(as_json(compare(read_run(folder)))))
    assert told["near_within"] == 0.1


def test_the_command_refuses_a_folder_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validation", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_the_document_has_every_figure_with_its_words(found: Comparison) -> None:
    text = markdown(found, "How.")
    for published in load_published():
        assert f"## {published.id}. {published.title}" in text
        for figure in published.figures:
            assert f"| {figure.words} |" in text
            assert figure.quotation in text


def test_the_document_is_written_from_a_full_scale_run_only(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ROOT / "validation" / "published_figures.py"
    spec = importlib.util.spec_from_file_location("published_figures", path)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.main([str(folder), "--out", str(tmp_path / "page.md")]) == 0
    assert "3 draws, to 2025-08-31" in (tmp_path / "page.md").read_text(encoding="utf-8")
    sample = write_run(tmp_path / "sample", until=date(2016, 1, 1), scenarios=SCENARIOS[:1])
    facts = json.loads((sample / "run.json").read_text())
    (sample / "run.json").write_text(json.dumps(facts | {"scale": 0.1}))
    assert script.main([str(sample), "--out", str(tmp_path / "other.md")]) == 2
    assert "is a sample (scale 0.1). Give a run with '--scale 1'." in capsys.readouterr().err
    assert not (tmp_path / "other.md").exists()
