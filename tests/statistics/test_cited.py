"""Cited figures sorted into tables."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openasylum.errors import RecordError
from openasylum.records.series import CitedTables
from openasylum.statistics.cited import Figure, files_of_figures, read_figures

HEADER = (
    "series_id,unit,period_start,period_end,value,source_title,source_publisher,"
    "source_address,quoted_text,confidence\n"
)


def figure(**changed: Any) -> Figure:
    facts = {
        "series": "judges",
        "unit": "judges",
        "start": date(2019, 9, 30),
        "until": date(2019, 9, 30),
        "value": "442",
        "title": "Announcement",
        "publisher": "EOIR",
        "address": "https://example.org",
        "quoted": "442 judges",
        "confidence": "high",
    }
    return Figure(**{**facts, **changed})


CITED = CitedTables.model_validate(
    {
        "title": "t",
        "tables": {
            "judges": {"title": "J", "producer": "EOIR", "counts": "judges", "columns": ["measure"]}
        },
        "series": {"judges": {"table": "judges", "sets": {"measure": "on_board"}}},
        "left_out": {"dates_*": "law"},
        "partial": [{"source": "Book", "until": "2026-04-04", "because": "ends"}],
    }
)


@pytest.mark.parametrize(
    ("start", "until", "period"),
    [
        (date(2019, 9, 30), date(2019, 9, 30), "day"),
        (date(2020, 2, 1), date(2020, 2, 29), "month"),
        (date(2019, 2, 1), date(2019, 2, 27), "span"),
        (date(2018, 7, 1), date(2018, 9, 30), "quarter"),
        (date(2018, 10, 1), date(2019, 9, 30), "fiscal_year"),
        (date(2018, 10, 1), date(2018, 12, 31), "quarter"),
        (date(2018, 10, 1), date(2020, 9, 30), "span"),
        (date(2018, 10, 1), date(2019, 12, 31), "span"),
        (date(2019, 1, 1), date(2019, 12, 31), "span"),
    ],
)
def test_a_period_is_named_by_its_length(start: date, until: date, period: str) -> None:
    assert figure(start=start, until=until).period == period


def test_a_table_keeps_value_source_words_and_confidence() -> None:
    files = files_of_figures([figure()], CITED)
    assert files["judges.csv"].splitlines()[1] == (
        "day,2019-09-30,2019-09-30,on_board,442,judges,high,announcement,442 judges"
    )
    assert "url: https://example.org" in files["judges.yaml"]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("http://trac.syr.edu/x", True),
        ("owner/repo:data/file.xlsx", True),
        ("a copy on my desk", False),
        ("", False),
    ],
)
def test_an_address_is_kept_only_if_it_is_one(address: str, kept: bool) -> None:
    record = files_of_figures([figure(address=address)], CITED)["judges.yaml"]
    assert ("url: " + address in record) if kept else ("url: ''" in record)


def test_the_order_of_figures_does_not_matter() -> None:
    both = [figure(), figure(start=date(2018, 9, 30), until=date(2018, 9, 30), value="395")]
    assert files_of_figures(both, CITED) == files_of_figures(both[::-1], CITED)


def test_a_series_without_a_place_is_an_error_that_says_where_to_put_it() -> None:
    with pytest.raises(RecordError, match=r"'prosecutors' has no place in mappings/cited_series"):
        files_of_figures([figure(series="prosecutors")], CITED)


def test_a_series_left_out_by_its_beginning_is_left_out() -> None:
    assert files_of_figures([figure(series="dates_of_rules")], CITED) == {}


def test_one_source_cannot_say_two_things() -> None:
    with pytest.raises(RecordError, match="two figures of one source for on_board, 2019-09-30"):
        files_of_figures([figure(), figure(value="443")], CITED)


def test_two_sources_may_say_two_things() -> None:
    other = figure(value="443", title="Report", publisher="TRAC")
    assert files_of_figures([figure(), other], CITED)["judges.csv"].count("on_board") == 2


def test_sources_of_like_titles_keep_apart() -> None:
    titles = [
        "ICE Detention Statistics of the Fiscal Year 2019",
        "ICE Detention Statistics of the Fiscal Year 2020",
    ]
    days = [date(2019, 9, 30), date(2020, 9, 30)]
    both = [figure(title=t, start=d, until=d) for t, d in zip(titles, days, strict=True)]
    text = files_of_figures(both, CITED)["judges.csv"]
    assert ",ice_detention_statistics_of_the_fiscal," in text
    assert ",ice_detention_statistics_of_the_fiscal_2," in text


@pytest.mark.parametrize(
    ("start", "until", "line"),
    [
        (date(2026, 4, 1), date(2026, 4, 30), "span,2026-04-01,2026-04-04,"),
        (date(2025, 10, 1), date(2026, 9, 30), "span,2025-10-01,2026-04-04,"),
        (date(2026, 4, 30), date(2026, 4, 30), "day,2026-04-04,2026-04-04,"),
        (date(2026, 3, 1), date(2026, 3, 31), "month,2026-03-01,2026-03-31,"),
    ],
)
def test_what_a_source_had_not_seen_to_the_end_is_cut(start: date, until: date, line: str) -> None:
    text = files_of_figures([figure(title="Book", start=start, until=until)], CITED)["judges.csv"]
    assert text.splitlines()[1].startswith(line)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("judges,judges,2019-09-31,2019-09-30,442,T,P,A,q,high", "list.csv:2: is not a cited fig"),
        ("judges,judges,2019-09-30,2019-09-30,many,T,P,A,q,high", "could not convert"),
        ("judges,judges,2019-09-30,2019-09-30,442,T,P,A,q,sure", "confidence 'sure' is none of"),
        ("judges,judges", "list.csv:2: is not a cited figure"),
    ],
)
def test_a_row_that_is_no_figure_is_named_by_its_line(
    tmp_path: Path, line: str, words: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEADER + line + "\n")
    with pytest.raises(RecordError) as error:
        read_figures(path)
    assert words in str(error.value)


def test_whole_numbers_stay_whole(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    row = "judges,usd,2019-09-30,2019-09-30,4600000000.0,T,P,A,q,high\n"
    path.write_text(HEADER + row + row.replace("4600000000.0", "0.069"))
    assert [each.value for each in read_figures(path)] == ["4600000000", "0.069"]
