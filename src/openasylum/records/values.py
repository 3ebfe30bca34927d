"""The small types that files of law are made of: days, words, values."""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator

FIRST_YEAR, LAST_YEAR = 1700, 2100


def _day(found: Any) -> date:
    if type(found) is not date:
        shown = f"'{found}'" if isinstance(found, str) else repr(found)
        raise ValueError(f"must be a date such as 2019-07-16 (found {shown}).")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"must lie between {FIRST_YEAR} and {LAST_YEAR} (found {found}).")
    return found


def _words(found: Any) -> tuple[str, ...]:
    if isinstance(found, tuple):
        found = list(found)
    if not isinstance(found, list):
        raise ValueError(f"must be a list such as [first, second] (found '{found}').")
    for word in found:
        if not isinstance(word, str):
            raise ValueError(f"must be a list of names (found {word!r} in it).")
    repeated = sorted({word for word in found if found.count(word) > 1})
    if repeated:
        raise ValueError(f"names '{repeated[0]}' twice. Keep one.")
    return tuple(found)


def _value(found: Any) -> str | int | float:
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise ValueError(f"must be a word or a number (found {found!r}).")
    return found


Day = Annotated[date, BeforeValidator(_day)]
"""A calendar day."""

Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
"""A list of names, none twice."""

Value = Annotated[str | int | float, BeforeValidator(_value)]
"""A value of a parameter: one of its choices, or a number in its unit."""
