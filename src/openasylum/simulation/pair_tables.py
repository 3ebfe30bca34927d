"""Tables of paired people: outcome against outcome, and who gained, who lost, who waited longer."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from openasylum.kernel.codes import FIRST_OUTCOME, STATES, State
from openasylum.simulation.outcomes import outcome_name
from openasylum.simulation.pairs import PairCounts

PROTECTED = (State.ASYLUM_GRANTED, State.OTHER_RELIEF)
REFUSED = (
    State.REPATRIATED, State.EXPELLED, State.TRANSFERRED_TO_THIRD_COUNTRY,
    State.VOLUNTARY_DEPARTURE, State.ORDERED_REMOVED, State.ORDERED_REMOVED_IN_ABSENTIA,
    State.GAVE_UP_WAITING, State.REMOVED_AFTER_ORDER,
)  # fmt: skip
"""What protected and refused mean: docs/model.md, section 4. A denial in lawful status is neither,
because nobody is ordered to leave by it."""

CHANGED = "changed"

_STATES = np.arange(STATES)
_THERE = _STATES != State.NOT_ARRIVED
_OUT = _STATES >= FIRST_OUTCOME
_WAITING = _THERE & ~_OUT
_BOTH_THERE = np.outer(_THERE, _THERE)
_BOTH_OUT = np.outer(_OUT, _OUT)
_OTHER_OUTCOME = ~np.eye(STATES, dtype=bool)
_NOBODY = np.outer(~_THERE, ~_THERE)

Row = tuple[str, float, str]
"""Measure, value, unit."""


def transitions_table(counts: PairCounts, names: tuple[str, str], draw: int) -> pa.Table:
    """The same people under two scenarios: outcome under one against outcome under the other.

    In full scale. Where a scenario changes arrivals, those who come under only one of them are
    `not_arrived` under the other.
    """
    rows = [
        (outcome_name(int(one)), outcome_name(int(other)), group, round(int(n) / counts.scale))
        for group, here in counts.of_groups()
        for people in [np.where(_NOBODY, 0, here.people)]
        for (one, other), n in zip(np.argwhere(people), people[people != 0], strict=True)
    ]
    outcome_a, outcome_b, group, people = zip(*rows, strict=True) if rows else ((),) * 4
    return pa.table(
        {
            **_names(names, draw, len(rows)),
            "outcome_a": pa.array(outcome_a, pa.string()).dictionary_encode(),
            "outcome_b": pa.array(outcome_b, pa.string()).dictionary_encode(),
            "group": pa.array(group, pa.string()).dictionary_encode(),
            "people": np.array(people, np.int64),
        }
    )


def pairs_table(counts: PairCounts, names: tuple[str, str], draw: int) -> pa.Table:
    """Measures of the same people under two scenarios, by group, one row a measure.

    Groups are those of the other tables, `enrolled_in_mpp_a`, and `changed`: everyone whose
    outcome differs. A group with nobody in it has only counts of 0; a mean over nobody is left
    out. People are in full scale (counted in the run, over its scale), not rounded.
    """
    rows = [
        (group, *row) for group, here in _groups(counts) for row in (*_people(here), *_waits(here))
    ]
    group, measure, value, unit = zip(*rows, strict=True)
    return pa.table(
        {
            **_names(names, draw, len(rows)),
            "group": pa.array(group, pa.string()).dictionary_encode(),
            "measure": pa.array(measure, pa.string()).dictionary_encode(),
            "value": np.array(value, np.float64),
            "unit": pa.array(unit, pa.string()).dictionary_encode(),
        }
    )


def _names(names: tuple[str, str], draw: int, length: int) -> dict[str, pa.Array]:
    columns = {
        column: pa.array([name] * length, pa.string()).dictionary_encode()
        for column, name in zip(("scenario_a", "scenario_b"), names, strict=True)
    }
    return columns | {"draw": pa.array(np.full(length, draw, np.int32))}


def _groups(counts: PairCounts) -> Iterator[tuple[str, PairCounts]]:
    for name, here in counts.of_groups():
        yield name, here.where(~_NOBODY)
        if name == "all":
            yield CHANGED, here.where(_OTHER_OUTCOME)


def _people(here: PairCounts) -> Iterator[Row]:
    """How many people are in which of two situations under either law."""

    def row(measure: str, mask: np.ndarray) -> Row:
        return measure, float(here.people[mask].sum()) / here.scale, "people"

    yield row("people", ~_NOBODY)
    yield row("arrived_only_a", np.outer(_THERE, ~_THERE))
    yield row("arrived_only_b", np.outer(~_THERE, _THERE))
    for word, states in (("protected", PROTECTED), ("refused", REFUSED)):
        so = np.isin(_STATES, states)
        yield row(f"{word}_both", np.outer(so, so))
        yield row(f"{word}_only_a", np.outer(so, ~so))
        yield row(f"{word}_only_b", np.outer(~so, so))
        yield row(f"{word}_neither", np.outer(~so, ~so) & ~_NOBODY)
    yield row("out_under_both", _BOTH_OUT)
    yield row("waiting_both", np.outer(_WAITING, _WAITING))
    yield row("waiting_only_a", np.outer(_WAITING, _OUT))
    yield row("waiting_only_b", np.outer(_OUT, _WAITING))


def _waits(here: PairCounts) -> Iterator[Row]:
    """Mean days: to the outcome, of those out under both; so far, of all who come under both."""
    ended = here.where(_BOTH_OUT)
    yield from _means("days_to_outcome", ended)
    n = int(ended.people.sum())
    if n:
        shorter, longer = int(ended.shorter.sum()), int(ended.longer.sum())
        yield "wait_shorter_b", shorter / n, "share"
        yield "wait_longer_b", longer / n, "share"
        yield "wait_equal", (n - shorter - longer) / n, "share"
    yield from _means("days_waited", here.where(_BOTH_THERE))


def _means(word: str, here: PairCounts) -> Iterator[Row]:
    n = int(here.people.sum())
    if not n:
        return
    under_a, total = int(here.days_a.sum()), int(here.difference.sum())
    spread = (n * int(here.squared.sum()) - total**2) / n**2  # whole numbers: never below 0
    yield f"{word}_a", under_a / n, "days"
    yield f"{word}_b", (under_a + total) / n, "days"
    yield f"{word}_difference", total / n, "days"
    yield f"{word}_difference_sd", spread**0.5, "days"
