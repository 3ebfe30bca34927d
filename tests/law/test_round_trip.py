"""The law of the last day is the baseline of 2013 and every later instrument in order."""

from datetime import date, timedelta

import pytest

from openasylum.law import Who, load_instruments, resolve

FIRST_DAY, LAST_DAY = date(2013, 10, 1), date(2026, 1, 1)
PEOPLE = [
    Who(
        process=process,
        manner=manner,
        citizenship=citizenship,
        family_status=family_status,
        place=place,
    )
    for process in ("expedited_removal", "mpp", "title_42", "section_240")
    for manner, citizenship, family_status, place in (
        ("between_ports", "honduras", "family_unit", "el_paso"),
        ("between_ports", "mexico", "single_adult", "tucson"),
        ("between_ports", "guatemala", "unaccompanied_child", "rio_grande_valley"),
        ("at_port", "haiti", "single_adult", "san_diego"),
        ("appointment", "venezuela", "family_unit", "laredo"),
        ("admitted", "china", "single_adult", "interior"),
    )
]


def law_of(timeline, day):
    """Every parameter for the people above, on one day."""
    varies = {name: timeline.book.parameters[name].varies_by for name in timeline.tables}
    return {
        (name, who if varies[name] else None): (held.value, held.instrument)
        for name in timeline.tables
        for who in PEOPLE
        if (held := timeline.value(name, who if varies[name] else None, day))
    }


def in_order(instruments):
    """The instruments by the first day of any of their spans, those of the baseline left out."""
    first = {
        name: min(span.start for span in found.in_force)
        for name, found in instruments.items()
        if found.in_force
    }
    later = [name for name in first if first[name] > FIRST_DAY]
    return sorted(later, key=lambda name: (first[name], name)), first


@pytest.fixture(scope="module")
def instruments():
    return load_instruments()


def test_baseline_and_every_instrument_in_order_give_the_law_of_the_last_day(instruments):
    later, first = in_order(instruments)
    held = {name: found for name, found in instruments.items() if name not in later}
    whole = resolve(instruments)
    for name in later:
        day = first[name] - timedelta(days=1)
        assert law_of(resolve(held), day) == law_of(whole, day), f"before {name}"
        held[name] = instruments[name]
    assert law_of(resolve(held), LAST_DAY) == law_of(whole, LAST_DAY)


def test_instrument_changes_nothing_before_its_first_day(instruments):
    whole = resolve(instruments)
    later, first = in_order(instruments)
    for name in later[::7]:
        without = resolve({other: found for other, found in instruments.items() if other != name})
        for day in (FIRST_DAY, first[name] - timedelta(days=1)):
            assert law_of(without, day) == law_of(whole, day), name


def test_every_later_instrument_changes_something_on_some_day(instruments):
    whole = resolve(instruments)
    for name in in_order(instruments)[0]:
        records = [
            record
            for table in whole.tables.values()
            for record in table.records()
            if record.rule.instrument == name
        ]
        assert records, f"{name} never prevails for anyone"
