"""Official figures under the names of the model's series."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from openasylum.errors import RecordError, UnknownName
from openasylum.records.series import ModelSeries, Piece
from openasylum.statistics import mapping
from openasylum.statistics.official import _points, official, points, series_ids

FY2019 = date(2018, 10, 1)


def value(series: str, **where: Any) -> float:
    found = [p for p in points(series) if all(getattr(p, k) == v for k, v in where.items())]
    assert len(found) == 1, found
    return found[0].value


def test_columns_are_those_of_the_contract() -> None:
    schema = official("court.pending").schema
    assert schema.names == [
        "period_start",
        "period",
        "group",
        "value",
        "unit",
        "vintage",
        "source",
        "confidence",
    ]
    assert schema.field("period_start").type == pa.date32()


def test_every_series_has_figures_and_a_group_one_a_period_and_vintage() -> None:
    for series in series_ids():
        keys = [(p.period_start, p.period, p.group, p.vintage) for p in points(series)]
        assert keys, series
        assert len(keys) == len(set(keys)), series


def test_year_of_encounters_is_the_agencys_own_total() -> None:
    where = {"period": "fiscal_year", "period_start": FY2019, "vintage": "2024-08"}
    assert value("border.encounters", group="all", **where) == 977_230
    assert value("border.encounters", group="family_status=family_unit", **where) == 527_000


def test_groups_are_named_by_column_and_value() -> None:
    groups = {p.group for p in points("border.encounters")}
    assert {"all", "agency=usbp", "citizenship=honduras", "family_status=single_adult"} <= groups
    assert "agency=usbp,citizenship=honduras" in groups


def test_mpp_of_may_2019_is_its_book_outs() -> None:
    where = {"period": "month", "period_start": date(2019, 5, 1), "vintage": "2024-08"}
    assert value("mpp.enrolled", group="all", **where) == value("border.mpp", group="all", **where)
    assert value("border.mpp", group="all", **where) == 5_310


def test_credible_fear_referrals_of_a_month_are_the_sum_of_their_countries() -> None:
    where = {"period": "month", "period_start": date(2019, 5, 1)}
    parts = [
        p.value
        for p in points("fear.referred")
        if p.group.startswith("citizenship=") and p.period_start == where["period_start"]
        if p.period == "month"
    ]
    assert value("fear.referred", group="all", **where) == sum(parts)


def test_results_of_screenings_add_up_to_those_completed_within_rounding() -> None:
    where = {"period": "month", "period_start": date(2020, 2, 1)}
    parts = sum(value(f"fear.{result}", **where) for result in ("positive", "negative", "closed"))
    assert abs(parts - value("fear.completed", **where)) <= 20


def test_a_stock_at_the_end_of_september_stands_under_its_fiscal_year() -> None:
    assert value("court.pending", vintage="v2021", period_start=FY2019) == 1_087_201
    assert value("court.pending", vintage="v2021", period_start=date(2021, 3, 1)) == 1_293_896


def test_vintages_stay_apart() -> None:
    year = [p for p in points("court.receipts") if p.period_start == FY2019]
    assert {p.vintage: p.value for p in year} == {
        "press": 444_000,
        "v2021": 546_248,
        "v2025": 547_239,
    }


def test_flows_of_odd_length_are_left_out() -> None:
    # The first half of FY2021 is in the table eoir_receipts, and is no fiscal year.
    years = {p.period_start for p in points("court.receipts") if p.vintage == "v2021"}
    assert max(years) == date(2019, 10, 1)


def test_the_surer_source_counts_where_two_give_a_figure() -> None:
    where = {"group": "agency=usbp", "period": "month", "period_start": date(2025, 9, 1)}
    assert value("border.encounters", **where) == 8_386


def test_detention_is_by_arresting_agency() -> None:
    where = {"period": "month", "period_start": date(2019, 8, 1)}
    parts = [
        value("detention.population", group=f"arresting_agency={a}", **where)
        for a in ("cbp", "ice")
    ]
    assert sum(parts) == pytest.approx(value("detention.population", group="all", **where), abs=1)


def test_a_figure_names_its_source_and_how_sure_it_is() -> None:
    found = next(p for p in points("court.pending") if p.vintage == "v2025")
    assert found.confidence == "medium"
    assert "EOIR" in found.source
    assert points("border.mpp")[0].source.endswith("edition 2024-08")


def test_a_series_without_figures_gets_a_hint() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean 'border.encounters'"):
        official("border.encounter")


def test_every_series_of_the_contract_that_was_counted_is_there() -> None:
    counted = {
        *("border.encounters", "border.repatriated", "border.expelled_title_42", "border.mpp"),
        *("border.transferred_to_ice", "border.transferred_to_hhs", "border.released"),
        *("border.paroled", "border.other", "fear.referred", "fear.completed", "fear.positive"),
        *("fear.negative", "fear.closed", "mpp.enrolled", "mpp.fear_interviews"),
        *("court.receipts", "court.completions", "court.pending", "court.granted_asylum"),
        *("court.denied_asylum", "court.in_absentia", "appeal.pending", "affirmative.receipts"),
        *("affirmative.completions", "affirmative.pending", "detention.population"),
    }
    assert counted <= set(series_ids())


def test_two_figures_for_one_group_are_a_mistake_in_the_mapping() -> None:
    described = ModelSeries(counts="x", unit="x", stock=True, pieces=())
    with pytest.raises(RecordError, match=r"two figures for .* Say under 'where' or 'by'"):
        _points(described, Piece(table="ice_average_daily_population"), None)


def test_a_column_the_table_has_not_is_a_mistake_in_the_mapping() -> None:
    described = ModelSeries(counts="x", unit="x", pieces=())
    with pytest.raises(RecordError, match="has no column 'sector'"):
        _points(described, Piece(table="book_outs_by_agency", by=("sector",)), None)


def test_pieces_name_tables_that_exist() -> None:
    from openasylum.statistics import catalog

    names = set(catalog.names())
    for series in mapping.model_series().series.values():
        assert {piece.table for piece in series.pieces} <= names
