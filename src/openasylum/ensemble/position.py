"""Assumptions moved within their ranges: a position from -1 (low) by 0 (the set's) to 1 (high)."""

from collections.abc import Iterable
from datetime import date

from openasylum.errors import OpenasylumError, UnknownName
from openasylum.records.assumptions import Assumption, Assumptions

Pairs = tuple[tuple[str, float], ...]
"""Names of assumptions, each with a number: a value, or a position."""

STEP = "@"
"""'NAME@2019-10-01' is one step of an assumption that changes through time, moved on its own."""


def moved_value(value: float, low: float, high: float, position: float) -> float:
    """A value moved towards an end of its range.

    Args:
        value: between low and high.
        low: what position -1 gives, exactly.
        high: what position 1 gives, exactly.
        position: from -1 to 1; 0 gives the value, exactly; straight lines between the three.
    """
    end, share = (high, position) if position >= 0 else (low, -position)
    result = value * (1.0 - share) + end * share
    return min(max(result, low), high)  # takes off rounding in the last digit, nothing more


def moved(record: Assumption, position: float) -> Assumption:
    """An assumption whose every value is moved by the same share of its way to low or high.

    One that changes through time keeps its days and its shape: 'position' 0.5 takes each step half
    of its own way up.
    """
    low, high = record.low, record.high
    if record.value is not None:
        value = moved_value(record.value, low, high, position)
        return record.model_copy(update={"value": value})
    steps = tuple(
        step.model_copy(update={"value": moved_value(step.value, low, high, position)})
        for step in record.steps
    )
    return record.model_copy(update={"steps": steps})


def moved_step(record: Assumption, day: date, position: float) -> Assumption:
    """An assumption of which only the step that begins on `day` is moved."""
    steps = tuple(
        step.model_copy(
            update={"value": moved_value(step.value, record.low, record.high, position)}
        )
        if step.from_ == day
        else step
        for step in record.steps
    )
    return record.model_copy(update={"steps": steps})


def parted(name: str) -> tuple[str, date | None]:
    """The assumption that a name means, and the day of its step if it means only one.

    Raises:
        OpenasylumError: what follows the '@' is no day.
    """
    whole, sign, day = name.partition(STEP)
    if not sign:
        return name, None
    try:
        return whole, date.fromisoformat(day)
    except ValueError:
        raise OpenasylumError(
            f"{name}: '{day}' is not a day. Write a step as NAME{STEP}DATE, for example "
            f"{whole}{STEP}2019-10-01."
        ) from None


def held(record: Assumption, value: float) -> Assumption:
    """An assumption held at one value on all days."""
    return record.model_copy(update={"value": value, "steps": (), "interpolated": False})


def moved_set(known: Assumptions, values: Pairs, positions: Pairs) -> Assumptions:
    """A set of assumptions with some held at a value and others moved to a position."""
    changed = dict(known.values)
    changed |= {name: held(known.values[name], value) for name, value in values}
    for name, position in positions:
        whole, day = parted(name)
        record = changed[whole]
        changed[whole] = moved_step(record, day, position) if day else moved(record, position)
    return known.model_copy(update={"values": changed})


def check_pairs(known: Assumptions, values: Pairs, positions: Pairs, where: str) -> None:
    """Refuse names the set does not have, and numbers outside their ranges.

    Args:
        known: the set of assumptions.
        values: each must be within the range of its assumption.
        positions: each must be from -1 to 1; a name may be that of one step ('NAME@DATE').
        where: how messages call the place, for example a file and line.

    Raises:
        OpenasylumError: naming the place, the number found and the remedy.
    """
    _refuse_repeats([name for name, _ in (*values, *positions)], where)
    for name, value in values:
        record = movable(known, name, where)
        if STEP in name:
            raise OpenasylumError(
                f"{where}: {name} is held at a value. One step alone can only be moved: give it a "
                f"position, or hold the whole assumption."
            )
        if not record.low <= value <= record.high:  # also refuses a number that is none
            raise OpenasylumError(
                f"{where}: {name} is {value:g}, outside its range {record.low:g} to "
                f"{record.high:g} ({record.unit}). Give a value within it."
            )
    for name, position in positions:
        movable(known, name, where)
        if not -1.0 <= position <= 1.0:
            raise OpenasylumError(
                f"{where}: the position of {name} is {position:g}. A position is from -1 (the low "
                f"end of its range) by 0 (as in the set) to 1 (the high end)."
            )


def movable(known: Assumptions, name: str, where: str) -> Assumption:
    """The record of an assumption, named whole or by one of its steps.

    Raises:
        OpenasylumError: the set has no such assumption, or it has no step on that day.
    """
    whole, day = parted(name)
    if whole not in known.values:
        raise OpenasylumError(f"{where}: {UnknownName('known assumption', whole, known.values)}")
    record = known.values[whole]
    days = [step.from_ for step in record.steps]
    if day and day not in days:
        has = f"Its steps: {', '.join(map(str, days))}." if days else "It has one value."
        raise OpenasylumError(f"{where}: {whole} has no step on {day}. {has}")
    return record


def _refuse_repeats(names: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise OpenasylumError(
                f"{where}: {name} is given twice. Give either its value or its position, once."
            )
        seen.add(name)
    for name in sorted(seen):
        whole, day = parted(name)
        if day and whole in seen:
            raise OpenasylumError(
                f"{where}: {whole} is given whole and by its step {day}. Move either all of it or "
                f"steps of it."
            )
