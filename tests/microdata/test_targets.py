"""What an import gives the calibration: for a synthetic release, the model's own series."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow.parquet as pq
import pytest

from openasylum.calibration.spec import load_fit
from openasylum.calibration.targets import ratios, targets_of
from openasylum.cli import main
from openasylum.errors import CalibrationFailed, OpenasylumError, RecordError
from openasylum.microdata.against import SERIES, beside, chart, write_page
from openasylum.microdata.facts import load_targets
from openasylum.microdata.importer import Import
from openasylum.microdata.targets import write_targets
from openasylum.records.calibration import Because, Fit
from openasylum.report import words
from openasylum.report.page import _environment
from openasylum.statistics import catalog
from openasylum.statistics.official import COURT_RECORDS, points

SCALE = 0.0005  # of the run


@pytest.fixture(scope="module")
def targets(imported: Import, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("targets")
    write_targets(imported.folder, out, smallest=1, sample=SCALE)
    return out


@pytest.mark.parametrize("series", SERIES)
def test_records_of_a_synthetic_release_are_the_series_of_its_run(series, targets, run_folder):
    theirs, definition, _ = SERIES[series]
    records = {
        row["period_end"].year: row["value"]
        for row in catalog.table(COURT_RECORDS, root=targets).to_pylist()
        if (row["series"], row["definition"]) == (theirs, definition)
        and row["citizenship"] == row["court"] == "all"
        and row["period_end"].year >= 2014
    }
    model = {
        row["period_start"].year + 1: row["value"]
        for row in pq.read_table(
            run_folder / "series.parquet",
            filters=[
                ("series", "=", series),
                ("group", "=", "all"),
                ("period", "=", "fiscal_year"),
            ],
        ).to_pylist()
    }
    assert records == pytest.approx({year: value for year, value in model.items() if value})
    assert len(records) == 7


def test_the_calibration_finds_them_as_a_vintage_of_the_official_series(targets: Path):
    found = {(point.vintage, point.group) for point in points("court.pending", root=targets)}
    assert ("records_eoir", "all") in found
    assert ("records_eoir_with_inactive", "all") in found
    assert any(vintage == "records_eoir" and "citizenship=honduras" in group
               for vintage, group in found)  # fmt: skip
    assert any(vintage == "records_eoir" and group.startswith("court=") for vintage, group in found)
    without = {point.vintage for point in points("court.pending")}
    assert not any(vintage.startswith("records_") for vintage in without)


def as_records(fit: Fit, **more: object) -> Fit:
    """A fit of completions and pending cases, its official figures those of the court records."""
    vintages = {"court.completions": "records_eoir", "court.pending_active": "records_eoir",
                "court.pending": "records_eoir_with_inactive"}  # fmt: skip
    kept = {one.series: one for one in fit.targets if one.series in vintages}
    new = [
        one.model_copy(update={"vintage": vintages[name], "years": (2018, 2019), **more})
        for name, one in kept.items()
    ]
    return fit.model_copy(update={"targets": tuple(new)})


def test_the_calibration_takes_the_figures_of_the_records_and_finds_its_own_run_at_one(
    targets: Path, run_folder: Path
):
    editions = {"revision": None, "editions": ("records_eoir", "v2021")}
    fit = as_records(load_fit("first_fit"), **editions)
    found = targets_of(fit, records=targets)
    assert len(found) == 6
    assert all(one.revision > 0 for one in found)
    table = pq.read_table(run_folder / "series.parquet")
    _, shares = ratios(table, found)
    assert shares == pytest.approx(np.ones((1, 6)))


def test_the_calibration_takes_the_records_of_one_nationality(targets: Path, run_folder: Path):
    revision = Because(value=0.01, because="a test")
    fit = as_records(load_fit("first_fit"), group="citizenship=honduras", editions=None,
                     revision=revision)  # fmt: skip
    found = targets_of(fit, records=targets)
    assert found[0].label == "court.completions citizenship=honduras FY2018"
    _, shares = ratios(pq.read_table(run_folder / "series.parquet"), found)
    assert shares == pytest.approx(np.ones((1, 6)))


def test_without_the_folder_the_calibration_says_where_the_records_figures_are():
    with pytest.raises(CalibrationFailed, match="Say with --targets where"):
        targets_of(as_records(load_fit("first_fit")))


def test_the_command_to_calibrate_takes_the_folder_of_targets(targets: Path, tmp_path, monkeypatch):
    seen = []

    def stop(name, options, folder):
        seen.append(options.records)
        raise OpenasylumError("far enough")

    monkeypatch.setattr("openasylum.calibration.make.prepared", stop)
    asked = ["calibrate", "--quick", "--out", str(tmp_path / "fit"), "--targets"]
    assert main([*asked, str(targets)]) == 2
    assert seen == [targets]
    assert main([*asked, str(tmp_path / "none")]) == 2
    assert len(seen) == 1


def test_shares_say_of_how_many_they_are(targets: Path):
    rows = catalog.table(COURT_RECORDS, root=targets).to_pylist()
    shares = [row for row in rows if row["unit"] == "share"]
    assert {row["series"] for row in shares} == {
        "records.grant_share", "records.in_absentia_share", "records.hearings_missed_share",
        "records.represented_share",
    }  # fmt: skip
    assert all(0 <= row["value"] <= 1 and row["of"] > 0 for row in shares)
    medians = [row for row in rows if row["unit"] == "days"]
    assert medians
    assert {row["series"] for row in rows} == {one.series for one in load_targets().targets}


def test_small_counts_are_left_out_unless_asked_for(imported: Import, tmp_path):
    day = date(2014, 9, 30)
    rows = write_targets(imported.folder, tmp_path / "some", as_of=day)
    everything = write_targets(imported.folder, tmp_path / "all", as_of=day, smallest=1)
    assert 0 < len(rows) < len(everything)
    assert all(row.value == 0 or row.value >= 10 for row in rows if row.unit == "cases")


def test_the_page_draws_records_and_run_on_the_same_axes(targets, run_folder, tmp_path):
    page = write_page(targets, run_folder, tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.count("<svg") == len(SERIES)
    assert "undefined" not in page
    assert page.count("<th>As enacted</th>") == len(SERIES)
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_records_and_run_stand_side_by_side_year_by_year(targets, run_folder):
    found = {one.series: one for one in beside(targets, run_folder)}
    assert list(found) == list(SERIES)
    pending = found["court.pending_active"]
    assert pending.definition == "records_eoir"
    assert pending.model["As enacted"][2019] == pytest.approx(pending.records[2019])
    svg = chart(pending)
    assert svg.count('aria-roledescription="point"') == len(pending.records)
    with pytest.raises(RecordError, match="holds no figures of court records"):
        beside(run_folder, run_folder)


def test_the_section_of_the_report_has_a_chart_and_every_number(targets, run_folder):
    found = beside(targets, run_folder)
    run = SimpleNamespace(scenarios=["as_enacted"])
    part = _environment().get_template("records.html").render(
        records=found, record_chart=lambda one: f"<svg>{one.series}</svg>", run=run, words=words
    )  # fmt: skip
    for one in found:
        assert f"<svg>{one.series}</svg>" in part
        assert f"definition {one.definition}" in part
        assert all(f"{round(value):,}</td>" in part for value in one.records.values())
    assert "not in the run" in part  # years before it begins


@pytest.mark.slow
def test_the_report_shows_the_records_if_it_is_given_them(targets, run_folder, tmp_path):
    out = tmp_path / "with.html"
    assert main(["report", str(run_folder), "--out", str(out), "--records", str(targets)]) == 0
    page = out.read_text(encoding="utf-8")
    part = page.partition('<section id="records"')[2].partition("</section>")[0]
    assert part.count("<svg") == len(SERIES)
    assert "Pending cases, without inactive ones" in part
    assert '<a href="#records">' in page


def test_a_release_of_no_whole_year_is_refused(imported: Import, tmp_path):
    with pytest.raises(RecordError, match="has no fiscal year that is complete"):
        write_targets(imported.folder, tmp_path / "out", as_of=date(2008, 9, 30))


@pytest.mark.slow
def test_the_command_writes_table_and_page(imported: Import, run_folder, tmp_path, capsys):
    asked = ["microdata", "targets", str(imported.folder), "--out", str(tmp_path / "out")]
    assert main([*asked, "--sample", str(SCALE), "--against", str(run_folder)]) == 0
    assert (tmp_path / "out" / "records_and_run.html").exists()
    assert "statistics show court_records" in capsys.readouterr().out
    assert main([*asked, "--sample", "2"]) == 2
    assert "above 0 and not above 1" in capsys.readouterr().err
