"""Figures of the official statistics that a projection starts from or is held against."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from openasylum.errors import RecordError
from openasylum.records.projections import Figure, Official, Points
from openasylum.statistics import catalog
from openasylum.statistics.selection import select

Row = dict[str, Any]


@cache
def _rows(table: str, vintage: str) -> tuple[Row, ...]:
    return tuple(catalog.table(table, vintage=vintage or None).to_pylist())


def value_of(figure: Figure) -> float:
    """The value of a figure, looked up if it is official. Raises as `look_up` does."""
    if figure.cited is not None:
        return figure.cited.value
    assert figure.official is not None  # a Figure is one or the other
    return look_up(figure.official)


def look_up(asked: Official) -> float:
    """One official figure.

    Raises:
        UnknownName: no such table, vintage, column or value.
        RecordError: no row of that time, or rows that contradict each other.
    """
    rows = select(_rows(asked.table, asked.vintage), asked.where, asked.first, asked.until)
    if asked.on is not None:
        rows = [row for row in rows if _last_day(row) == asked.on]
    values = [value for row in rows if (value := _value(row)) is not None]
    if not values:
        raise RecordError(f"{_shown(asked)}: has no figure. See 'openasylum statistics'.")
    if asked.first is not None and asked.until is not None:
        total = sum(values)
        return total / (asked.until - asked.first).days if asked.per_day else total
    if len(set(values)) > 1:
        found = " and ".join(f"{value:,.0f}" for value in sorted(set(values)))
        raise RecordError(f"{_shown(asked)}: has {found}. Say under 'where' which is meant.")
    return values[0]


def known_points(points: Points, on: date) -> list[tuple[date, float]]:
    """The figures that were known on a day, in the order of their own days, one a day.

    Raises `RecordError` where two figures of one day differ, or none was known.
    """
    found: dict[date, float] = {day: one.value for day, one in points.cited.items()}
    rows = select(_rows(points.table, ""), points.where) if points.table else []
    for row in rows:
        day, value = _last_day(row), _value(row)
        late = points.lag_days is not None and day + timedelta(days=points.lag_days) > on
        if value is None or late or day > on:
            continue
        if found.setdefault(day, float(value)) != float(value):
            raise RecordError(
                f"{points.table} on {day}: has {found[day]:,.0f} and {value:,.0f}."
                " Say under 'where' which is meant."
            )
    if not found:
        raise RecordError(f"{points.table}: nothing of it was known on {on}. Drop 'known'.")
    return sorted(found.items())


def _last_day(row: Row) -> date:
    day: date = row["period_end"] if "period_end" in row else row["month"]
    return day


def _value(row: Row) -> float | None:
    """The figure of a row: its column `value`, or the last, where the monthly tables have it."""
    found = row["value"] if "value" in row else list(row.values())[-1]
    return None if found is None else float(found)


def _shown(asked: Official) -> str:
    where = ", ".join(f"{column} {word}" for column, word in asked.where.items())
    time = str(asked.on) if asked.on else f"{asked.first} to {asked.until}"
    return f"{asked.table} ({where or 'all rows'}), {time}"
