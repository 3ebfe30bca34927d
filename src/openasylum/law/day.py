"""The law of one day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

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
    """The law of a day such as '2024-07-01', as enacted or under a scenario."""
    when = day if isinstance(day, date) else date.fromisoformat(day)
    if scenario is not None and not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario)
    return LawOfDay(when, resolve(load_instruments(), scenario))
