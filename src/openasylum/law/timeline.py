"""The law resolved: for any parameter, kind of person and day, the value and its authority."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date

from openasylum.errors import RecordError
from openasylum.law.table import Holding, Table
from openasylum.law.who import Who
from openasylum.records.law import Instrument
from openasylum.records.vocabulary import Book


class Timeline:
    """The law of one scenario, on every day, for everyone."""

    def __init__(
        self, tables: Mapping[str, Table], instruments: Mapping[str, Instrument], book: Book
    ) -> None:
        """Hold the tables; `instruments` are those that the scenario keeps or adds."""
        self.tables, self.instruments, self.book = dict(tables), dict(instruments), book

    def table(self, parameter: str) -> Table:
        """The rules of one parameter. Raises `UnknownName`."""
        self.book.parameter(parameter)
        return self.tables[parameter]

    def value(self, parameter: str, who: Who | None, day: date) -> Holding:
        """What holds for this kind of person on `day`, and by what authority.

        `who` may be None for a parameter that does not vary between people.
        """
        holdings = self._holdings(parameter, who)
        return holdings[bisect_right(holdings, day, key=lambda held: held.since) - 1]

    def spans(self, parameter: str, who: Who | None, start: date, until: date) -> list[Holding]:
        """The holdings that cover every day from `start` to before `until`, in order.

        The first may begin before `start` and the last may end after `until`.
        """
        return [
            held
            for held in self._holdings(parameter, who)
            if held.since < until and (held.until is None or start < held.until)
        ]

    def change_days(
        self,
        start: date,
        until: date,
        *,
        parameter: str | None = None,
        who: Who | None = None,
    ) -> list[date]:
        """The days from `start` to before `until` on which something changes.

        For a parameter and a kind of person, the days on which what holds for them changes.
        Without a kind of person, every day on which a rule begins or ends for anyone.
        """
        names: Iterable[str] = self.tables if parameter is None else [parameter]
        found: set[date] = set()
        for name in names:
            if who is not None or not self.book.parameter(name).varies_by:
                found |= {held.since for held in self._holdings(name, who)}
            else:
                for rule in self.table(name).rules:
                    found |= {rule.since, rule.until, *rule.entered}
        return sorted(day for day in found if start <= day < until)

    def _holdings(self, parameter: str, who: Who | None) -> tuple[Holding, ...]:
        table = self.table(parameter)
        if who is None:
            varies_by = self.book.parameters[parameter].varies_by
            if varies_by:
                raise RecordError(f"{parameter} depends on {', '.join(varies_by)}. Say for whom.")
            return table.holdings(None)
        return table.holdings(who.checked(self.book.vocabulary))
