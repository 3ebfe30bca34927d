"""The law of one day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openasylum.errors import OpenasylumError
from openasylum.law.explain import explain
from openasylum.law.history import on_day
from openasylum.law.plain_words import in_plain_words, rows_in_words
from openasylum.law.resolve import resolve
from openasylum.law.table import Holding
from openasylum.law.timeline import Timeline
from openasylum.law.who import Who
from openasylum.records.library import load_instruments, load_scenario
from openasylum.records.scenario import Scenario


@dataclass(frozen=True)
class LawOfDay:
    """What holds on one day, under one scenario."""

    day: date
    timeline: Timeline

    def value(self, parameter: str, who: Who | None = None) -> Holding:
        """What holds for this kind of person, and by what authority."""
        return self.timeline.value(parameter, who, self.day)

    def explain(self, parameter: str, who: Who | None = None) -> str:
        """In plain words: the value, the instrument, the citation, and what it replaced.

        Without a kind of person, every value that holds for anyone that day.
        """
        if who is None:
            rows = on_day(self.timeline, self.day, parameter)
            return "\n".join(rows_in_words(rows, self.timeline.book)).rstrip()
        found = explain(self.timeline, who, self.day, parameter=parameter, every_path=False)
        return in_plain_words(found)


def law_on(day: date | str, scenario: Scenario | str | Path | None = None) -> LawOfDay:
    """The law of one day, as enacted or under a scenario.

    Args:
        day: a day, or one written as 2024-07-01.
        scenario: a name in `facts/scenarios`, the path of a YAML file, or a `Scenario`; the law as
            enacted if not given.

    Returns:
        The law of that day: `explain(parameter)` says in words what holds, by which instrument
        and citation, for everyone or for a kind of person; `value(parameter, who)` gives the value.

    Raises:
        OpenasylumError: a word that is no day.
        UnknownName: no scenario, or later no parameter, has that name.

    Example:
        >>> import openasylum
        >>> print(openasylum.law_on("2019-09-01").explain("affirmative.order_of_service"))
        affirmative.order_of_service: ...
    """
    try:
        when = day if isinstance(day, date) else date.fromisoformat(day)
    except ValueError:
        raise OpenasylumError(
            f"'{day}' is not a day. Write it as year-month-day, for example 2024-07-01."
        ) from None
    if scenario is not None and not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario)
    return LawOfDay(when, resolve(load_instruments(), scenario))
