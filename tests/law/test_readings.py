"""What was read and what was recalled; two readings compared by the law that follows from them."""

import pytest

from openasylum.law import load_book, resolve
from openasylum.law.history import history, on_day
from openasylum.law.second_reading import differences
from openasylum.records.law import Instrument
from tests.law.made import HIGH, LOW, MIDDLE, STANDARD, day, instrument, person, setting

READ = {"cite": "1 FR 1", "url": "https://example.org/1", "read": True}
RECALLED = {"cite": "2 FR 2", "read": False}


def held(*, span=None, own=None, value_source="read_one", span_source="read_one"):
    """The holding of an instrument whose span and setting rest on these sources."""
    found = instrument(
        {**setting(LOW), "source": value_source, "read": own},
        sources={"read_one": READ, "recalled_one": RECALLED},
        in_force=[{"from": day("2020-01-01"), "source": span_source, "read": span}],
    )
    return resolve({"one": found}).value(STANDARD, person(), day("2020-06-01"))


def test_value_and_days_that_were_read_count_as_read():
    assert held().read_in_source


@pytest.mark.parametrize(
    "case",
    [
        {"value_source": "recalled_one"},
        {"span_source": "recalled_one"},
        {"span": False},
        {"own": False},
    ],
)
def test_anything_recalled_makes_the_whole_recalled(case):
    assert not held(**case).read_in_source


def test_recalled_end_makes_the_holding_recalled():
    found = instrument(
        {**setting(LOW), "source": "read_one"},
        sources={"read_one": READ, "recalled_one": RECALLED},
        in_force=[
            {
                "from": day("2020-01-01"),
                "source": "read_one",
                "until": day("2021-01-01"),
                "ended_by": "recalled_one",
            }
        ],
    )
    law = resolve({"one": found})
    assert not law.value(STANDARD, person(), day("2020-06-01")).read_in_source


def compared(first, second, first_others=None, second_others=None):
    around = (first_others or {}, second_others or first_others or {})
    return differences("one", (first, second), load_book(), around)


def test_readings_that_cut_their_spans_otherwise_agree():
    whole = instrument(setting(LOW), spans=[("2020-01-01", "2021-01-01")])
    cut = instrument(
        setting(LOW, applies_to={"manner": ["between_ports"]}),
        setting(LOW, applies_to={"except": [{"manner": ["between_ports"]}]}),
        spans=[("2020-01-01", "2020-06-01"), ("2020-06-01", "2021-01-01")],
    )
    assert compared(whole, cut) == []


def test_day_that_differs_is_found_and_named():
    first = instrument(setting(LOW), spans=[("2020-01-01", None)])
    second = instrument(setting(LOW), spans=[("2020-01-02", None)])
    [told] = compared(first, second)
    assert told.startswith("screening.standard for ")
    assert "2020-01-01 to 2020-01-02: first reading significant_possibility, second" in told


def test_person_who_differs_is_found_and_named():
    first = instrument(setting(LOW, applies_to={"citizenship": ["non_mexican"]}))
    second = instrument(setting(LOW))
    [told] = compared(first, second)
    assert "from Mexico" in told
    assert "first reading nothing, second reading significant_possibility" in told


def test_value_that_another_instrument_carries_in_the_other_reading_is_no_difference():
    both = instrument(setting(LOW), setting("asked_of_all", parameter="screening.elicitation"))
    asked = instrument(setting("asked_of_all", parameter="screening.elicitation"))
    carried = {"act": instrument(setting(LOW))}
    apart = {"act": instrument(setting("ice", parameter="screening.custody"))}
    assert compared(both, asked, apart, carried) == []


def test_difference_that_another_instrument_covers_is_none():
    first = instrument(setting(LOW), spans=[("2020-01-01", "2021-01-01")])
    second = instrument(setting(LOW), spans=[("2020-01-01", "2020-06-01")])
    later = instrument(setting(HIGH), spans=[("2020-06-01", None)], over=["one"])
    assert compared(first, second, {"later": later}) == []


def test_difference_of_another_instrument_is_not_laid_at_this_ones_door():
    first = instrument(setting(LOW), spans=[("2020-01-01", "2021-01-01")])
    second = instrument(setting(LOW), spans=[("2020-01-01", "2020-06-01")])
    span = [("2020-06-01", None)]
    later = instrument(setting(HIGH), spans=span, over=["one"])
    otherwise = instrument(setting(MIDDLE), spans=span, over=["one"])
    assert compared(first, second, {"later": later}, {"later": otherwise}) == []


def test_pins_with_no_section_in_common_are_found():
    first = instrument(setting(LOW, pin="8 CFR § 208.30(e)(2)"))
    second = instrument(setting(LOW, pin="8 C.F.R. 208.31(c)"))
    assert "the pin cites have no section in common" in compared(first, second)[0]
    assert compared(first, instrument(setting(LOW, pin="8 CFR 208.30(e)(3)"))) == []


def test_prose_is_not_compared():
    first = instrument(setting(LOW))
    other = Instrument.model_validate({**first.model_dump(by_alias=True), "summary": "Otherwise."})
    assert compared(first, other) == []


@pytest.fixture(scope="module")
def law():
    return resolve(
        {
            "act": instrument(setting(LOW), spans=[("2000-01-01", None)]),
            "bar": instrument(
                setting(MIDDLE, applies_to={"citizenship": ["non_mexican"]}),
                spans=[("2020-01-01", "2021-01-01")],
                over=["act"],
            ),
            "order": instrument(setting(HIGH), spans=[("2022-01-01", "2023-01-01")], over=["act"]),
        }
    )


def test_history_has_a_row_for_each_span_in_which_a_value_held_for_anyone(law):
    rows = history(law, STANDARD)
    assert [(row.instrument, str(row.since), str(row.until)) for row in rows] == [
        ("act", "2000-01-01", "2022-01-01"),
        ("bar", "2020-01-01", "2021-01-01"),
        ("order", "2022-01-01", "2023-01-01"),
        ("act", "2023-01-01", "None"),
    ]


def test_row_names_what_it_gives_way_to_only_while_it_does(law):
    [act, bar] = on_day(law, day("2020-06-01"), STANDARD)
    assert (act.gives_way_to, bar.gives_way_to) == (("bar",), ())
    [alone] = on_day(law, day("2021-06-01"), STANDARD)
    assert alone.gives_way_to == ()


def test_row_says_who_began_and_ended_it(law):
    [_, bar] = on_day(law, day("2020-06-01"), STANDARD)
    assert (bar.began_by, bar.ended_by) == ("1 FR 1", "1 FR 1")
    assert bar.limits == {"citizenship": ["non_mexican"]}
