"""Who comes after the last count: past months again, in the kinds and numbers that were said."""

from datetime import date

import numpy as np
import pytest

from openasylum.errors import OpenasylumError
from openasylum.simulation.after_data import continued, last_counted
from openasylum.simulation.inputs import border_until


@pytest.fixture(scope="module")
def border():
    return border_until(date(2028, 10, 1))


def place(border, year, month):
    return border.months.index(date(year, month, 1))


def test_without_a_word_of_it_nobody_comes_after_the_data(border):
    assert border.people[last_counted(border) + 1 :].sum() == 0


def test_a_years_months_come_again_in_the_months_of_the_same_name(border):
    filled = continued(border, "FY2019")
    for month in (1, 5, 12):
        here = place(border, 2027, month)
        past = place(border, 2018 if month == 12 else 2019, month)
        assert np.array_equal(filled.border.people[here], border.people[past])
    first = place(border, 2018, 10)
    assert filled.encounters_a_year == pytest.approx(border.people[first : first + 12].sum())


def test_what_was_counted_is_never_changed(border):
    last = last_counted(border)
    filled = continued(border, "FY2019").border
    assert np.array_equal(filled.people[: last + 1], border.people[: last + 1])
    assert np.array_equal(filled.shares[: last + 1], border.shares[: last + 1])


def test_the_last_months_come_in_turn(border):
    last = last_counted(border)
    filled = continued(border, "last5").border
    for k in range(10):
        source = last - 4 + k % 5
        assert np.array_equal(filled.people[last + 1 + k], border.people[source])


def test_a_number_a_year_is_met(border):
    filled = continued(border, "1,200,000").border
    here = place(border, 2026, 10)
    assert filled.people[here : here + 12].sum() == pytest.approx(1_200_000, abs=12)


def test_a_group_meets_what_it_met_in_the_last_year(border):
    filled, last = continued(border, "FY2019").border, last_counted(border)
    recent = slice(last - 11, last + 1)
    group = int(border.people[recent].sum(axis=0).argmax())
    weights = border.people[recent, group] / border.people[recent, group].sum()
    expected = (weights[:, None] * border.shares[recent, group]).sum(axis=0)
    assert np.allclose(filled.shares[last + 5, group], expected)


def test_shares_of_whoever_comes_add_up_to_one(border):
    filled = continued(border, "FY2021").border
    came = filled.people > 0
    assert np.allclose(filled.shares.sum(axis=2)[came], 1.0)


def test_none_is_nobody(border):
    filled = continued(border, "none")
    assert filled.border.people[last_counted(border) + 1 :].sum() == 0
    assert filled.words == "after August 2025 nobody comes over the border"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("FY2025", "was not counted whole. Give one of FY2014 to FY2024"),
        ("FY2031", "was not counted whole"),
        ("last0", "give from last1 to last60"),
        ("last99", "give from last1 to last60"),
        ("many", "Write FY2019 for the months of a fiscal year"),
        ("0", "Write FY2019"),
    ],
)
def test_words_that_say_no_arrivals_are_refused(border, words, message):
    with pytest.raises(OpenasylumError) as refusal:
        continued(border, words)
    assert message in str(refusal.value)
    assert words in str(refusal.value)
