"""The world with its later figures planted: what came after an origin is another number."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from openasylum.calibration import world_known
from openasylum.calibration.plan import first_month_unknown
from openasylum.forecast import known
from openasylum.simulation import inputs, official
from openasylum.statistics import catalog

Plant = Callable[..., None]
_CACHES = (inputs.border_until, official._rows, known._points, world_known._fixed)


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plant]:
    """Gives `plant(origin)`: later counts are seven times as high and 123 more, in every table.

    `but` names beginnings of tables that stay as they are.
    """

    def now(origin: date, but: tuple[str, ...] = ()) -> None:
        for name in ("table", "totals"):
            real = getattr(catalog, name)
            monkeypatch.setattr(catalog, name, _altered(real, origin, but))
        _forget()

    yield now
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for cached in _CACHES:
        cached.cache_clear()


def _altered(real: Callable[..., pa.Table], origin: date, but: tuple[str, ...]) -> Any:
    def read(name: str, **words: Any) -> pa.Table:
        found = real(name, **words)
        return found if but and name.startswith(but) else _planted(found, origin)

    return read


def _planted(table: pa.Table, origin: date) -> pa.Table:
    later = pa.array([False] * table.num_rows)
    for column, first in (("month", first_month_unknown(origin)), ("period_end", _next(origin))):
        if column in table.column_names:
            after = pc.greater_equal(table[column], pa.scalar(first))
            later = pc.or_(later, pc.fill_null(after, False))
    for place, field in enumerate(table.schema):
        if pa.types.is_integer(field.type) or pa.types.is_floating(field.type):
            more = pc.add(pc.multiply(table[field.name], 7), 123).cast(field.type)
            mixed = pc.if_else(later, more, table[field.name])
            table = table.set_column(place, field, mixed)
    return table


def _next(day: date) -> date:
    return day + timedelta(days=1)
