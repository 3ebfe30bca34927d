"""The law from Python: resolved for a scenario, and explained for a kind of person on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openasylum.api.runs import as_day
from openasylum.law.explain import Explanation
from openasylum.law.explain import explain as explained
from openasylum.law.resolve import resolve as resolved
from openasylum.law.timeline import Timeline
from openasylum.law.who import Who
from openasylum.records.library import load_instruments, load_scenario
from openasylum.records.scenario import Scenario


def resolve(scenario: str | Path | Scenario = "as_enacted") -> Timeline:
    """The law of every day under a scenario, and the instrument behind each value.

    Args:
        scenario: a name in `facts/scenarios`, the path of a YAML file, or a `Scenario`.

    Returns:
        A timeline: `value(parameter, who, day)` is what holds, `spans` the values through time.

    Raises:
        PolicyConflict: two instruments set one value for the same person and day, and neither
            prevails.
        UnknownName: no scenario has that name.

    Example:
        >>> from datetime import date
        >>> import openasylum
        >>> timeline = openasylum.resolve("as_enacted")
        >>> timeline.value("affirmative.order_of_service", None, date(2019, 9, 1)).value
        'last_in_first_out'
    """
    found = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    return resolved(load_instruments(), found)


def explain(
    on: date | str, *, citizenship: str, family: str, place: str, manner: str = "between_ports",
    party: str = "none", entered: date | str | None = None, process: str | None = None,
    parameter: str | None = None, scenario: str | Path | Scenario = "as_enacted",
) -> Explanation:  # fmt: skip
    """What applied to a kind of person on a day, and by what authority, as `openasylum explain`.

    It speaks of kinds of people, and never of a real person's case.

    Args:
        on: the day.
        citizenship: a word of `facts/vocabulary.yaml`, such as `honduras`.
        family: such as `family_unit`.
        place: a Border Patrol sector, such as `el_paso`.
        manner: `between_ports`, `at_port` or `appointment`.
        party: a class or party to a court case, if any.
        entered: the day of entry, if it was another day.
        process: one path only, such as `mpp`; every open one if not given.
        parameter: one parameter of the law only.
        scenario: under which law.

    Returns:
        An explanation: `in_words()` is the text that the command prints, `as_json()` its values.

    Raises:
        UnknownName: a word that the vocabulary does not have; the message offers close ones.
        OpenasylumError: a day that is none.

    Example:
        >>> import openasylum
        >>> found = openasylum.explain(
        ...     "2019-09-05", citizenship="honduras", family="family_unit", place="el_paso"
        ... )
        >>> print(found.in_words().splitlines()[0])
        On 2019-09-05, for a member of a family unit from Honduras who crossed between ports ...
    """
    day, entry = as_day(on, "on"), as_day(entered, "entered")
    assert day is not None
    who = Who(
        process=process or "expedited_removal", manner=manner, citizenship=citizenship,
        family_status=family, place=place, party=party, entered=entry,
    )  # fmt: skip
    return explained(resolve(scenario), who, day, parameter=parameter, every_path=process is None)
