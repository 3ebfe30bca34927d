"""Where the claims lie, and the names they may use."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from openasylum.errors import OpenasylumError, UnknownName
from openasylum.records.claims import Claim, Names
from openasylum.records.library import FACTS, names_of
from openasylum.records.reader import read
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions
from openasylum.simulation.groups import named_groups
from openasylum.simulation.outcomes import outcome_name
from openasylum.simulation.series import FLOWS, JUDGES, OFFICERS, STOCKS

OTHER_SERIES = (
    "detention.population", "mpp.waiting_in_mexico", "officers.hours", "judges.hours", "cost.usd",
    "error.protected_well_founded", "error.refused_well_founded",
    "error.protected_not_well_founded", "error.refused_not_well_founded",
)  # fmt: skip
"""Series of a run beside flows and stocks of people."""
MARKS = (
    "ever_mpp", "in_mexico", "voiced_fear", "fear_positive", "applied", "missed_hearing",
    "represented", "harmed_in_mexico", "appealed", "reopened",
)  # fmt: skip
"""What is kept of a person's history beside the outcome, in the order of its bits."""
_CODES = range(1, 32)


@cache
def known_names() -> Names:
    """Every name a claim may use."""
    assumptions = load_assumptions(DEFAULT_SET).values
    return Names(
        scenarios=frozenset(names_of("scenarios")),
        series=frozenset([*FLOWS, *STOCKS, *OTHER_SERIES]),
        groups=frozenset([*named_groups(), *OFFICERS, *JUDGES]),
        outcomes=frozenset(outcome_codes()),
        marks=frozenset(MARKS),
        ranges={name: (one.low, one.high) for name, one in assumptions.items()},
    )


@cache
def outcome_codes() -> dict[str, int]:
    """Every stage and outcome a person can be found in as a run ends, with its code."""
    codes = {}
    for code in _CODES:
        try:
            codes[outcome_name(code)] = code
        except ValueError:  # a code not in use
            continue
    return codes


def claim_names() -> list[str]:
    """The names of all claims."""
    return names_of("claims")


def load_claim(name: str) -> Claim:
    """One claim by its name. Raises `UnknownName` or `RecordError`."""
    if name not in claim_names():
        raise UnknownName("known claim", name, claim_names(), "See 'openasylum claims --list'.")
    path = FACTS / "claims" / f"{name}.yaml"
    return read(path, Claim, shown_as=f"claims/{name}.yaml", against=known_names())


def read_claim(path: Path) -> Claim:
    """A claim of the user's, by the path of its file. Raises `RecordError`."""
    return read(path, Claim, against=known_names())


def load_claims(names: list[str] | None = None) -> dict[str, Claim]:
    """These claims, or all, by name. Raises `UnknownName` or `RecordError`."""
    return {name: load_claim(name) for name in names or claim_names()}


def check_claims() -> Iterator[tuple[str, str]]:
    """Each file of claims with what is wrong with it (empty if nothing is)."""
    for name in claim_names():
        try:
            load_claim(name)
            wrong = ""
        except OpenasylumError as error:
            wrong = str(error)
        yield f"claims/{name}.yaml", wrong
