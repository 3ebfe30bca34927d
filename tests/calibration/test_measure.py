from datetime import date

import pytest

from openasylum.calibration.measure import parse
from openasylum.errors import OpenasylumError

UNTIL = date(2016, 1, 1)


def one(text: str):
    (found,) = parse(text, UNTIL)
    return found


def test_a_stock_stands_at_the_end_of_its_month_and_a_flow_adds_up_to_then():
    assert one("court.pending").first == one("court.pending").last == date(2015, 12, 1)
    assert one("court.pending@2014-09-30").first == date(2014, 9, 1)
    flow = one("court.receipts@2014-09-30")
    assert (flow.first, flow.last) == (date(2013, 10, 1), date(2014, 9, 1))


def test_a_fiscal_year_is_its_flow_or_the_stock_at_its_end():
    flow, stock = one("court.receipts@FY2015"), one("court.pending@FY2015")
    assert (flow.first, flow.last) == (date(2014, 10, 1), date(2015, 9, 1))
    assert stock.first == stock.last == date(2015, 9, 1)
    assert stock.year == 2015


def test_years_is_one_measure_for_each_whole_fiscal_year():
    found = parse("court.pending:stream=border@years", UNTIL)
    assert [m.name for m in found] == [f"court.pending:stream=border@FY{y}" for y in (2014, 2015)]
    assert {m.group for m in found} == {"stream=border"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("court.pendin", "Did you mean 'court.pending'"),
        ("court.pending:streem=border", "Did you mean 'stream=border'"),
        ("court.pending@FY2016", "Known: FY2014 to FY2015"),
        ("court.pending@soon", "neither a day nor a fiscal year"),
        ("court.pending@2014-09-29", "Write @2014-09-30"),
        ("court.pending@2019-09-30", "the run covers"),
        ("people.protected@FY2014", "at the end of the run alone"),
    ],
)
def test_what_is_not_known_is_named_with_a_remedy(text, message):
    with pytest.raises(OpenasylumError) as raised:
        parse(text, UNTIL)
    assert message in str(raised.value)
    assert text in str(raised.value)
