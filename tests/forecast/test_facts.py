"""The facts of the back-test: days of publication and settings, and how wrong ones are refused."""

from itertools import pairwise

import pytest

from openasylum.errors import RecordError
from openasylum.forecast.known import _points, actual
from openasylum.forecast.settings import publication, settings
from openasylum.records.forecast import ForecastSettings, Publication
from openasylum.records.library import FACTS
from openasylum.records.reader import parse
from openasylum.statistics.official import series_ids

TEXT = (FACTS / "publication.yaml").read_text(encoding="utf-8")
SETTINGS = (FACTS / "forecast.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(publication().series))
def test_every_vintage_used_or_left_out_exists(name):
    one = publication().series[name]
    there = {point.vintage for point in _points(one.official)}
    used = {v.vintage for v in (*one.vintages, *one.said_then)} | {a.vintage for a in one.actual}
    assert used | set(one.left_out) <= there
    assert there == used | set(one.left_out), "a vintage is neither used nor left out with a reason"


@pytest.mark.parametrize("name", list(publication().series))
def test_every_lag_says_how_it_is_known(name):
    lag = publication().series[name].lag
    assert len(lag.source) > 10
    assert lag.how == "judged" or lag.url


def test_lags_do_not_matter_for_years_that_end_on_an_origin():
    years = {o.month == 9 and o.day == 30 for o in settings().origins.value}
    assert years == {True}
    courts = [one.lag.days for name, one in publication().series.items() if "court" in name]
    assert all(0 < days < 365 for days in courts)


def test_origins_have_a_year_after_them_that_was_counted():
    from openasylum.forecast.calendar import target_end

    for origin in settings().origins.value:
        assert actual("court.receipts", target_end(origin, 1)) is not None
    assert all(b.year == a.year + 1 for a, b in pairwise(settings().origins.value))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("official: court.receipts", "official: court.receits", "Did you mean 'court.receipts'"),
        ("how: judged", "how: guessed", "publication.yaml:[0-9]+: .*published.*judged"),
        ("published: 2021-04-19", "published: 2026-01-01", "in the order of their days"),
        ("days: 120", "days: -1", "greater than or equal to 0"),
    ],
)
def test_wrong_publication_facts_are_refused(old, new, words):
    assert old in TEXT
    with pytest.raises(RecordError, match=words):
        parse(TEXT.replace(old, new), Publication, "publication.yaml", against=set(series_ids()))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value: [0.01, 0.025", "value: [0.025", "mirror each other about 0.5|zip"),
        ("value: [0.5, 0.8, 0.95]", "value: [0.5, 0.77]", "0.77 has no pair of quantiles"),
    ],
)
def test_wrong_settings_are_refused(old, new, words):
    assert old in SETTINGS
    with pytest.raises(RecordError, match=words):
        parse(SETTINGS.replace(old, new), ForecastSettings, "forecast.yaml")
