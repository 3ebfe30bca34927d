"""Records of staffing: how long hiring takes, how many leave, what one more costs."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from openasylum.errors import UnknownName
from openasylum.records.assumptions import Assumption
from openasylum.records.library import FACTS, load_book
from openasylum.records.reader import Problem, Record, read
from openasylum.records.vocabulary import Book


class Office(Record):
    """An office that can be given more people.

    `on_board` names the assumption that has its staff by day. Where that counts cases and not
    people, `takes_on_per_year` says how many one person is.
    """

    one: str
    many: str
    on_board: str
    hiring_days: Assumption
    attrition_rate: Assumption
    most_hired_in_a_year: Assumption
    usd_per_year: Assumption
    takes_on_per_year: Assumption | None = None

    def quantities(self) -> dict[str, Assumption]:
        """The office's numbers by the name of their field."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: one for name, one in named.items() if isinstance(one, Assumption)}


class Staffing(Record):
    """What hiring takes, by office."""

    title: str
    dated: date
    about: str
    offices: dict[str, Office]

    def problems(self, against: Any) -> Iterator[Problem]:
        """Offices that exist; one value each; shares and days that can be."""
        book: Book = against
        for name, office in self.offices.items():
            if name not in book.vocabulary.offices:
                message = str(UnknownName("known office", name, book.vocabulary.offices))
                yield ("offices", name), message
            for field, number in office.quantities().items():
                here = ("offices", name, field)
                if number.value is None:
                    yield here, "needs one 'value'; steps through time are not used here."
                if number.low < 0 or (field != "attrition_rate" and number.low == 0):
                    yield (*here, "low"), f"must be above 0 (found {number.low:g})."
                if field == "attrition_rate" and number.high >= 1:
                    yield (*here, "high"), f"is a share below 1 (found {number.high:g})."


@cache
def load_staffing() -> Staffing:
    """What hiring takes. Raises `RecordError`."""
    return read(FACTS / "staffing.yaml", Staffing, shown_as="staffing.yaml", against=load_book())
