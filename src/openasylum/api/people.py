"""One synthetic person's life from Python, as `openasylum person` tells it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from openasylum.api.runs import as_day
from openasylum.errors import OpenasylumError
from openasylum.simulation.study import Options
from openasylum.stories.as_json import both_as_json, search_as_json
from openasylum.stories.find import find
from openasylum.stories.like import sought
from openasylum.stories.names import named
from openasylum.stories.pair import Ready, prepare, run_both, tell_both


def person(
    name: str | int, *, scenario: str | Path = "as_enacted", twin: str | Path = "without_mpp",
    until: date | str | None = None, seed: int = 1, scale: float = 1.0,
) -> dict[str, Any]:  # fmt: skip
    """What happened to one synthetic person, step by step, and to the same person under other law.

    Args:
        name: the number in the table `people`, or day, citizenship, family status, manner and
            serial, as `2019-05-14/honduras/family_unit/between_ports/17`.
        scenario: a name or the path of a YAML file.
        twin: the other law.
        until: as `simulate`.
        seed: as `simulate`.
        scale: as `simulate`; a person who is not in the sample is refused.

    Returns:
        `story` and `twin`, each with its steps (day, what happened, rules with their citations,
        draws with their chances), and `parting`: where the two lives part, and why.

    Raises:
        OpenasylumError: no such person comes, or an option cannot be.

    Example:
        >>> import openasylum
        >>> found = openasylum.people_like("Honduras, family, May 2014", scale=0.01,
        ...                                until="2014-10-01", most=1)
        >>> told = openasylum.person(found["people"][0]["name"], scale=0.01, until="2014-10-01")
        >>> told["story"]["steps"][0]["on"][:7]
        '2014-05'
    """
    pair = _prepared(scenario, twin, until, seed, scale)
    return both_as_json(*tell_both(pair, named(str(name))))


def people_like(
    words: str, *, most: int = 8, scenario: str | Path = "as_enacted",
    twin: str | Path = "without_mpp", until: date | str | None = None, seed: int = 1,
    scale: float = 1.0,
) -> dict[str, Any]:  # fmt: skip
    """Synthetic people of a kind, and where each is at the end of the run under either law.

    Args:
        words: citizenship, family status, manner, month, outcome, with commas between them.
        most: list so many at most, spread evenly over all that there are; 1 or more.
        scenario: as `person`.
        twin: as `person`.
        until: as `simulate`.
        seed: as `simulate`.
        scale: as `simulate`.

    Returns:
        `people`, each with name, number and outcomes, and how many there are in all.

    Raises:
        OpenasylumError: nobody in the run is like this, or a word is not understood.

    Example:
        >>> import openasylum
        >>> found = openasylum.people_like("Honduras, family, May 2014", scale=0.01,
        ...                                until="2014-10-01", most=2)
        >>> len(found["people"])
        2
    """
    if most < 1:
        raise OpenasylumError(f"most {most}: must be 1 or more.")
    wanted = sought(words)
    pair = _prepared(scenario, twin, until, seed, scale)
    found = find(run_both(pair), wanted, most)
    return search_as_json(found, (pair[0].inputs.name, pair[1].inputs.name))


def _prepared(
    scenario: str | Path, twin: str | Path, until: date | str | None, seed: int, scale: float
) -> tuple[Ready, Ready]:
    options = Options(until=as_day(until, "until"), seed=seed, scale=scale)
    return prepare((str(scenario), str(twin)), options)
