"""A quantity of a claim, evaluated over the runs it reads."""

from collections.abc import Callable, Mapping

import numpy as np

from openasylum.claims.library import MARKS, known_names, outcome_codes
from openasylum.claims.runs import Crowd, Kept
from openasylum.errors import OpenasylumError
from openasylum.records.claims import BASE_RATE, Counted, Expression, People, Stock
from openasylum.simulation.groups import named_groups
from openasylum.simulation.series import BASE_RATES

Runs = Mapping[str, Kept]


class Undefined(OpenasylumError):
    """A quantity has no value in these runs: it would divide by nothing."""


def evaluate(expression: Expression, runs: Runs, base_rate: float) -> float:
    """The number an expression stands for.

    Args:
        expression: from a claim.
        runs: by the scenario's name, all of the same people.
        base_rate: for the series and factors that ask for one.

    Raises:
        Undefined: a ratio's second part is zero.
    """
    if expression.total is not None:
        return _total(expression.total, runs, base_rate)
    if expression.at_end is not None:
        return _at_end(expression.at_end, runs, base_rate)
    if expression.people is not None:
        return _people(expression.people, runs)
    if expression.base_rate is not None:
        return base_rate
    parts = [evaluate(part, runs, base_rate) for part in expression.parts()]
    return _OPERATIONS[next(iter(expression.model_fields_set))](parts)


def _ratio(parts: list[float]) -> float:
    if parts[1] == 0:
        raise Undefined("a ratio would divide by zero. Give a larger --scale.")
    return parts[0] / parts[1]


def _share(parts: list[float]) -> float:
    part, whole = parts
    if whole == 0 or not 0 <= part <= whole:
        raise Undefined(f"{part:g} is no share of {whole:g}. Give a larger --scale.")
    return part / whole


_OPERATIONS: dict[str, Callable[[list[float]], float]] = {
    "sum": sum,
    "product": lambda parts: float(np.prod(parts)),
    "difference": lambda parts: parts[0] - parts[1],
    "ratio": _ratio,
    "share": _share,
}


def _monthly(term: Counted | Stock, runs: Runs, base_rate: float) -> np.ndarray:
    """A series by month; zero where a known group has nobody in it, between base rates a line."""
    kept = runs[term.scenario]
    if term.group != BASE_RATE:
        found = kept.series.get((term.series, term.group))
        if found is None and term.group not in known_names().groups:
            raise OpenasylumError(f"{term.series} has no group '{term.group}'.")
        return np.zeros(len(kept.months)) if found is None else found
    columns = [kept.series[term.series, f"base_rate={rate:g}"] for rate in BASE_RATES]
    stacked = np.stack(columns)
    return np.array([np.interp(base_rate, BASE_RATES, month) for month in stacked.T])


def _total(term: Counted, runs: Runs, base_rate: float) -> float:
    months = runs[term.scenario].months
    here = [term.start <= month < term.until for month in months]
    if months[-1] < term.until and sum(here) < _months_between(term):
        raise OpenasylumError(f"{term.series}: the run ends before {term.until}.")
    return float(_monthly(term, runs, base_rate)[here].sum())


def _months_between(term: Counted) -> int:
    return 12 * (term.until.year - term.start.year) + term.until.month - term.start.month


def _at_end(term: Stock, runs: Runs, base_rate: float) -> float:
    months = runs[term.scenario].months
    if term.month not in months:
        raise OpenasylumError(f"{term.series}: the run does not reach {term.month}.")
    return float(_monthly(term, runs, base_rate)[months.index(term.month)])


def _people(term: People, runs: Runs) -> float:
    kept = runs[term.scenario]
    crowd = _crowd(kept)
    here = (crowd.arrived >= np.datetime64(term.start)) & (
        crowd.arrived < np.datetime64(term.until)
    )
    here &= named_groups()[term.group][crowd.group]
    if term.enrolled_in_mpp_under:
        other = _crowd(runs[term.enrolled_in_mpp_under])
        if not np.array_equal(other.person, crowd.person):
            raise OpenasylumError(
                f"{term.scenario} and {term.enrolled_in_mpp_under} do not have the same people: "
                f"nobody can be followed from one to the other."
            )
        here &= _marked(other, "ever_mpp")
    if term.outcomes:
        codes = [outcome_codes()[name] for name in term.outcomes]
        here &= np.isin(crowd.outcome, codes)
    for mark in term.marks:
        here &= _marked(crowd, mark)
    return float(here.sum()) / kept.scale


def _marked(crowd: Crowd, mark: str) -> np.ndarray:
    marked: np.ndarray = (crowd.marks & (1 << MARKS.index(mark))) != 0
    return marked


def _crowd(kept: Kept) -> Crowd:
    if kept.crowd is None:
        raise OpenasylumError("no people were kept of this run. This is a bug: please report it.")
    return kept.crowd
