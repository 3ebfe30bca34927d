"""Texts by language: catalogues of sentences and labels; numbers and dates as each writes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from markupsafe import Markup, escape
from pydantic import Field

from openasylum.app.phrases import Phrases, Writing
from openasylum.app.settings import HERE
from openasylum.errors import UnknownName
from openasylum.records.reader import Record, read

LANGUAGES = ("en", "es")
_MILLION = 1_000_000
_THOUSANDS, _DECIMAL = ",", "."


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
    joints: dict[str, str] = Field(default_factory=dict)


class Catalogue(Record):
    """Every text of the app in one language.

    `labels` and `facts` are by their English words: labels that the report and the model name
    things by, and titles and questions of scenarios. `like` has what people are described with on
    the page of people, and its English. What else the model says, the law, stories
    and evidence, stands in files of `Spoken`.
    """

    locale: Locale
    texts: dict[str, Any]
    labels: dict[str, str] = Field(default_factory=dict)
    facts: dict[str, str] = Field(default_factory=dict)
    like: dict[str, str] = Field(default_factory=dict)


class Spoken(Record):
    """Sentences of the model in one language, by their English words (see `phrases.py`)."""

    phrases: dict[str, str]


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language. Raises `UnknownName` or `RecordError`."""
    if language not in LANGUAGES:
        raise UnknownName("language", language, LANGUAGES)
    path = HERE / "catalogues" / f"{language}.yaml"
    return read(path, Catalogue, shown_as=f"app/catalogues/{language}.yaml")


@cache
def spoken(language: str) -> Phrases:
    """What the model says, in a language. Raises `UnknownName` or `RecordError`."""
    found = catalogue(language)
    whole = {**found.facts, **found.labels}
    for path in sorted((HERE / "catalogues").glob(f"{language}_*.yaml")):
        whole |= read(path, Spoken, shown_as=f"app/catalogues/{path.name}").phrases
    words = Words(language)
    return Phrases(whole, found.locale.joints, Writing(words.written, words.day))


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
        """What the model or the report calls something, in this language; else as it is."""
        if self.language == "en":
            return words
        return spoken(self.language).find(words) or words

    def fact(self, words: str) -> str:
        """As `label`, for titles and questions of scenarios, which may be a user's own."""
        return self.label(words)

    def marked(self, words: str) -> Markup:
        """As `label`, marked as English where it still is and the page is not."""
        if self.language == "en" or not any(map(str.islower, words)):
            return Markup(escape(words))
        found = spoken(self.language).find(words.strip())
        if found is None:
            return Markup('<span lang="en">{}</span>').format(words)
        return Markup(escape(found))

    def in_english(self, description: str) -> str:
        """A description of people as the model understands it, part by part."""
        known = catalogue(self.language).like
        parts = [part.strip() for part in description.replace(";", ",").split(",")]
        return ", ".join(_part(part, known) for part in parts if part)

    @property
    def original(self) -> Markup:
        """The attribute of what stays in English, as its source has it; empty on English pages."""
        return Markup("" if self.language == "en" else ' lang="en"')

    def own(self, english: str, /, **values: object) -> Markup:
        """A sentence of the report's own templates, its places filled.

        Raises:
            KeyError: the language lacks it.
        """
        said = english if self.language == "en" else _own(self.language)[english]
        return Markup(escape(said)).format_map(values)

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


def _part(words: str, known: Mapping[str, str]) -> str:
    """One part of a description: known as a whole, or a month with its year."""
    plain = words.lower()
    if plain in known:
        return known[plain]
    month, _, year = plain.rpartition(" ")
    month = month.removesuffix(" de")
    return f"{known[month]} {year}" if month in known and year.isdecimal() else words


@cache
def _texts(language: str) -> dict[str, str]:
    return dict(flat(catalogue(language).texts))


@cache
def _own(language: str) -> dict[str, str]:
    """The sentences of the report's templates, whose places are plain names."""
    path = HERE / "catalogues" / f"{language}_report.yaml"
    return dict(read(path, Spoken, shown_as=f"app/catalogues/{path.name}").phrases)


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
