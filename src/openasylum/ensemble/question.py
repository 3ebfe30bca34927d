"""What an ensemble asks, so exactly that two answers may be put together only if it is the same."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, get_args

from openasylum.ensemble.draws import Draws
from openasylum.errors import OpenasylumError, UnknownName
from openasylum.records.scenario import Scenario
from openasylum.simulation import provenance
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions
from openasylum.simulation.calendar import check_until
from openasylum.simulation.people_series import PEOPLE_SERIES
from openasylum.simulation.provenance import kernel_fingerprint
from openasylum.simulation.series import SERIES

PERIODS = ("month", "fiscal_year")
KEEPABLE = (*SERIES, *PEOPLE_SERIES)
"""What a draw can keep; `PEOPLE_SERIES` are of the whole run and are kept only where named."""
OtherCases = Literal["central", "drawn"]
"""The stream of court cases that come neither over the border nor from USCIS. `central`: that of
the scenarios' own assumptions in every draw, so that a draw which sends more people to court adds
to receipts. `drawn`: what the official receipts leave under each draw, as `simulate` has it; draws
whose border alone exceeds the receipts of a year are impossible and fail."""


@dataclass(frozen=True)
class Keep:
    """Which rows of the series table every draw keeps."""

    series: tuple[str, ...] = SERIES
    periods: tuple[str, ...] = PERIODS
    by_group: bool = False  # only the group 'all', or every group

    def checked(self) -> "Keep":
        """The same wish. Raises `OpenasylumError` naming what is not known."""
        for name in self.series:
            if name not in KEEPABLE:
                raise OpenasylumError(f"--series: {UnknownName('series', name, KEEPABLE)}")
        for name in self.periods:
            if name not in PERIODS:
                raise OpenasylumError(f"--periods: {UnknownName('period', name, PERIODS)}")
        if not self.series or not self.periods:
            raise OpenasylumError("--series and --periods: keep nothing. Name at least one.")
        return self


@dataclass(frozen=True)
class Program:
    """What must be the same wherever draws are made: versions, kernel, facts."""

    versions: tuple[tuple[str, str], ...]
    kernel: str
    facts: tuple[tuple[str, str], ...]

    def differences(self, other: "Program") -> list[str]:
        """In words, what the other has that this has not."""
        found = []
        ours, theirs = dict(self.versions), dict(other.versions)
        for name in sorted(ours.keys() | theirs.keys()):
            if ours.get(name) != theirs.get(name):
                found.append(f"{name} is {theirs.get(name)} there and {ours.get(name)} here")
        if self.kernel != other.kernel:
            found.append(f"the kernel is {other.kernel} there and {self.kernel} here")
        ours, theirs = dict(self.facts), dict(other.facts)
        changed = [n for n in sorted(ours.keys() | theirs.keys()) if ours.get(n) != theirs.get(n)]
        if changed:
            more = f" and {len(changed) - 5} more" if len(changed) > 5 else ""
            found.append(f"these facts differ: {', '.join(changed[:5])}{more}")
        return found


@cache
def this_program() -> Program:
    """The program that is running: hashed once, as it was when its facts were first needed."""
    return Program(
        tuple(sorted(provenance.versions().items())),
        kernel_fingerprint(),
        tuple(sorted(provenance.facts_hashes().items())),
    )


@dataclass(frozen=True)
class Ask:
    """What every draw of an ensemble runs, and by which program."""

    names: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    until: date
    scale: float
    keep: Keep
    other_cases: OtherCases
    program: Program


@dataclass(frozen=True)
class Question:
    """Scenarios and draws; the answer is determined by it, to the byte."""

    ask: Ask
    draws: Draws

    def identity(self) -> dict[str, Any]:  # those that search add 'search'
        """The question as plain values, for `question.json`."""
        ask = self.ask
        return {
            "scenarios": [
                {"name": name, "record": record.model_dump(mode="json", by_alias=True)}
                for name, record in zip(ask.names, ask.scenarios, strict=True)
            ],
            "draws": {
                "name": self.draws.name,
                "number": len(self.draws.draws),
                "sha256": self.draws.digest(),
            },
            "until": ask.until.isoformat(),
            "scale": ask.scale,
            "other_cases": ask.other_cases,
            "keep": {
                "series": sorted(ask.keep.series),
                "periods": sorted(ask.keep.periods),
                "by_group": ask.keep.by_group,
            },
            "versions": dict(ask.program.versions),
            "kernel": ask.program.kernel,
            "facts": dict(ask.program.facts),
        }


def question(
    names: list[str], scenarios: list[Scenario], draws: Draws, *, until: date, scale: float,
    keep: Keep, other_cases: OtherCases = "central",
) -> Question:  # fmt: skip
    """A checked question.

    Raises:
        OpenasylumError: the scenarios use different sets of assumptions, or a value cannot be.
    """
    known = {scenario.assumptions or DEFAULT_SET for scenario in scenarios}
    if len(known) > 1:
        raise OpenasylumError(
            f"assumptions: the scenarios use the sets {' and '.join(sorted(known))}. Draws are of "
            f"one set: give scenarios that share it."
        )
    if not 0 < scale <= 1:
        raise OpenasylumError(
            f"--scale {scale:g}: is a share of people and capacity. Give a number above 0 and not "
            f"above 1."
        )
    if other_cases not in get_args(OtherCases):
        raise OpenasylumError(
            f"--other-cases: {UnknownName('choice', other_cases, get_args(OtherCases))}"
        )
    return Question(
        Ask(
            tuple(names), tuple(scenarios), check_until(until), scale, keep.checked(), other_cases,
            this_program(),
        ),
        draws.checked(load_assumptions(known.pop())),
    )  # fmt: skip


def in_words(stored: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """How a stored question differs from another: one phrase for each thing that does."""
    found = []
    for name in ("until", "scale", "other_cases"):
        if stored.get(name) != now[name]:
            found.append(f"{name} is {stored.get(name)} there and {now[name]} here")
    for one in _scenario_words(stored.get("scenarios", []), now["scenarios"]):
        found.append(one)
    theirs, ours = stored.get("draws", {}), now["draws"]
    if theirs.get("sha256") != ours["sha256"]:
        found.append(
            f"the draws are '{theirs.get('name')}' ({theirs.get('number')}) there and "
            f"'{ours['name']}' ({ours['number']}) here"
        )
    if stored.get("keep") != now["keep"]:
        found.append("other series, periods or groups were kept")
    if stored.get("search") != now.get("search"):
        found.append(_search_words(stored.get("search") or {}, now.get("search") or {}))
    return found + _program(now).differences(_program(stored))


def _search_words(theirs: dict[str, Any], ours: dict[str, Any]) -> str:
    """How what is searched for differs, where an ensemble searches."""
    unlike = [n for n in sorted(theirs.keys() | ours.keys()) if theirs.get(n) != ours.get(n)]
    each = [f"{n} is {theirs.get(n)} there and {ours.get(n)} here" for n in unlike if n != "terms"]
    return "; ".join(each) or "hiring goes otherwise"


def _program(identity: dict[str, Any]) -> Program:
    return Program(
        tuple(identity.get("versions", {}).items()),
        identity.get("kernel", "unknown"),
        tuple(identity.get("facts", {}).items()),
    )


def _scenario_words(theirs: list[dict[str, Any]], ours: list[dict[str, Any]]) -> list[str]:
    there, here = [one["name"] for one in theirs], [one["name"] for one in ours]
    if there != here:
        return [f"the scenarios are {', '.join(there)} there and {', '.join(here)} here"]
    return [
        f"scenario {one['name']} was changed"
        for one, other in zip(ours, theirs, strict=True)
        if one["record"] != other["record"]
    ]
