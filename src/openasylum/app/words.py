"""Texts by language: catalogues of sentences and labels; numbers and dates as each writes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from markupsafe import Markup, escape
from pydantic import Field

from openasylum.app.settings import HERE
from openasylum.errors import UnknownName
from openasylum.records.reader import Record, read

LANGUAGES = ("en", "es")
_MILLION = 1_000_000
_THOUSANDS, _DECIMAL = ",", "."
_PENDING = " (still pending)"


class Locale(Record):
    """How a language writes numbers and days; `tag` is what the page calls it."""

    tag: str
    name: str
    thousands: str
    decimal: str
    million: str
    millions: str
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    day: str
    month: str
    days: tuple[str, ...]
    short_days: tuple[str, ...]


class Catalogue(Record):
    """Every text of the app in one language.

    `labels` and `facts` are by their English words: labels that the report and the model name
    things by, and the few facts (titles and questions of scenarios) that have been translated.
    """

    locale: Locale
    texts: dict[str, Any]
    labels: dict[str, str] = Field(default_factory=dict)
    facts: dict[str, str] = Field(default_factory=dict)


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language. Raises `UnknownName` or `RecordError`."""
    if language not in LANGUAGES:
        raise UnknownName("language", language, LANGUAGES)
    path = HERE / "catalogues" / f"{language}.yaml"
    return read(path, Catalogue, shown_as=f"app/catalogues/{language}.yaml")


def flat(texts: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Texts by their whole key, such as `compare.title`."""
    for key, found in texts.items():
        if isinstance(found, Mapping):
            yield from flat(found, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(found).strip()


@dataclass(frozen=True)
class Words:
    """A language, as templates and views use it."""

    language: str

    @property
    def locale(self) -> Locale:
        """How the language writes numbers and days."""
        return catalogue(self.language).locale

    def say(self, key: str, /, **values: object) -> str:
        """A text of the catalogue, its places filled. Raises `KeyError` for a key it lacks."""
        return _texts(self.language)[key].format_map(values)

    def pattern(self, key: str) -> str:
        """A text with its places still open, for whoever fills them. Raises `KeyError`."""
        return _texts(self.language)[key]

    def has(self, key: str) -> bool:
        """Whether the catalogue has a text of this key."""
        return key in _texts(self.language)

    def label(self, words: str) -> str:
        """A label of the model or the report in this language; English ones are as they are."""
        if self.language == "en":
            return words
        plain = words.removesuffix(_PENDING)
        found = catalogue(self.language).labels.get(plain, plain)
        return found if plain == words else f"{found} ({self.say('people.pending')})"

    def fact(self, words: str) -> str:
        """A fact's words in this language if somebody translated them, else in English."""
        return catalogue(self.language).facts.get(words, words)

    def marked(self, words: str) -> Markup:
        """As `fact`, marked as English where it still is and the page is not."""
        found = self.fact(words)
        if self.language == "en" or found != words or not words.strip():
            return Markup(escape(found))
        return Markup('<span lang="en">{}</span>').format(found)

    def number(self, value: float) -> str:
        """A number with thousands separators; small ones keep what tells them apart."""
        from openasylum.report.words import number

        return self.written(number(value))

    def rounded(self, value: float) -> str:
        """A number as a sentence says it: three figures, millions in words."""
        from openasylum.report.words import rounded

        found = rounded(value)
        if not found.endswith(" million"):
            return self.written(found)
        plain = found.removesuffix(" million")
        here = self.locale
        return self.written(plain) + " " + (here.million if plain == "1.00" else here.millions)

    def percent(self, share: float) -> str:
        """A share as a percentage."""
        from openasylum.report.words import percent

        return self.written(percent(share))

    def written(self, english: str) -> str:
        """A number written in English, as this language writes it."""
        swap = {_THOUSANDS: self.locale.thousands, _DECIMAL: self.locale.decimal}
        return "".join(swap.get(character, character) for character in english)

    def day(self, when: date) -> str:
        """A day in words."""
        month = self.locale.months[when.month - 1]
        return self.locale.day.format(day=when.day, month=month, year=when.year)

    def month(self, when: date) -> str:
        """A month in words."""
        return self.locale.month.format(month=self.locale.months[when.month - 1], year=when.year)

    def vega(self) -> dict[str, Any]:
        """The language's numbers and days as Vega wants them."""
        here = self.locale
        return {
            "number": {
                "decimal": here.decimal, "thousands": here.thousands, "grouping": [3],
                "currency": ["$", ""],
            },
            "time": {
                "dateTime": "%x, %X", "date": "%d/%m/%Y", "time": "%H:%M:%S",
                "periods": ["AM", "PM"], "days": list(here.days),
                "shortDays": list(here.short_days), "months": list(here.months),
                "shortMonths": list(here.short_months),
            },
        }  # fmt: skip


@cache
def _texts(language: str) -> dict[str, str]:
    return dict(flat(catalogue(language).texts))


def chosen(asked: str, accepted: str) -> Words:
    """The language of a request: the one asked for, else the first accepted that there is.

    Args:
        asked: of the address; empty if it does not say.
        accepted: the header `Accept-Language`.

    Raises:
        UnknownName: the address asks for a language there is no catalogue of.
    """
    if asked:
        if asked not in LANGUAGES:
            raise UnknownName("language of this page", asked, LANGUAGES)
        return Words(asked)
    for part in accepted.split(","):
        language = part.split(";")[0].strip().lower().partition("-")[0]
        if language in LANGUAGES:
            return Words(language)
    return Words(LANGUAGES[0])
