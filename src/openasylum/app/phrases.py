"""Sentences of the model in another language: whole ones, and patterns whose places are filled.

A pattern is written as the English sentence with places in braces, beside its translation. The
first letters of a place say what may stand there:

- `t_`: words that must be translated, too, or the pattern does not fit;
- `c_`: words that are translated if they can be: names, citations, titles of a user's own;
- `i_`: as `c_`, for short names;
- `n_`: a number, written as the language does;
- `d_`: a day in English words or as year-month-day, written as the language does.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache

_PLACE = re.compile(r"\{([tcind])_([a-z]+)\}")
_SHAPES = {
    "t": "(.+?)",
    "c": "(.+?)",
    "i": "([^;:]+?|[a-z]+: [^;:]+?)",
    "n": "([+\u2212-]?[0-9][0-9,.]*(?:e[+-]?[0-9]+)?%?)",
    "d": "([0-9]{1,2} [A-Z][a-z]+ [0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})",
}
_JOINTS = ("; but not those with: ", "; ", ", and ", " or ")
_DEEPEST = 12  # places within places; a sentence has no more


@dataclass(frozen=True)
class Writing:
    """How a language writes what stands in places."""

    number: Callable[[str], str]
    day: Callable[[date], str]


@dataclass(frozen=True)
class _Pattern:
    """A sentence with places, ready to be matched."""

    shape: re.Pattern[str]
    begins: str
    places: tuple[tuple[str, str], ...]
    said: str


class Phrases:
    """The sentences of one language by their English words."""

    def __init__(
        self, phrases: Mapping[str, str], joints: Mapping[str, str], writing: Writing
    ) -> None:
        """Take the sentences, the words that join parts of one, and how places are written."""
        self.whole = {key: said for key, said in phrases.items() if not _PLACE.search(key)}
        self.open = {key: said for key, said in phrases.items() if _PLACE.search(key)}
        self.joints, self.writing = joints, writing
        self.find = lru_cache(maxsize=20_000)(self._find)

    def _find(self, english: str, depth: int = 0) -> str | None:
        """The sentence in this language; None if it cannot be said whole."""
        if depth > _DEEPEST:
            return None
        if (found := self._exact(english)) is not None:
            return found
        for turned, back in ((_same, _same), (_small, _capital)):
            if (found := self._open(turned(english), depth)) is not None:
                return back(found)
        return self._joined(english, depth)

    def _open(self, english: str, depth: int) -> str | None:
        """A sentence that a pattern fits."""
        for pattern in self._patterns:
            if english.startswith(pattern.begins):
                match = pattern.shape.fullmatch(english)
                if match and (found := self._filled(pattern, match, depth)) is not None:
                    return found
        return None

    def _exact(self, english: str) -> str | None:
        """A sentence as it stands, or as it is at the start of one or within one."""
        for turned, back in ((_same, _same), (_capital, _small), (_small, _capital)):
            if (found := self.whole.get(turned(english))) is not None:
                return back(found)
        return None

    def _filled(self, pattern: _Pattern, match: re.Match[str], depth: int) -> str | None:
        said: dict[str, str] = {}
        for (kind, name), text in zip(pattern.places, match.groups(), strict=True):
            found = self._place(kind, text, depth)
            if found is None:
                return None
            said[f"{kind}_{name}"] = found
        return pattern.said.format_map(said)

    def _place(self, kind: str, text: str, depth: int) -> str | None:
        if kind == "n":
            return self.writing.number(text)
        if kind == "d":
            return self.writing.day(_as_day(text))
        found = self._find(text, depth + 1)
        return found if found is not None or kind == "t" else text

    def _joined(self, english: str, depth: int) -> str | None:
        """Parts that a joint keeps together, each of them said."""
        for joint in _JOINTS:
            at = english.find(joint)
            while at >= 0:
                first = self._find(english[:at], depth + 1)
                if first is not None:
                    rest = self._find(english[at + len(joint) :], depth + 1)
                    if rest is not None:
                        return first + self.joints[joint] + rest
                at = english.find(joint, at + 1)
        return None

    @cached_property
    def _patterns(self) -> list[_Pattern]:
        """The patterns, those with the most words of their own first."""
        made = [_pattern(key, said) for key, said in self.open.items()]
        return sorted(made, key=lambda one: -_own_words(one))


def _pattern(english: str, said: str) -> _Pattern:
    shape = "".join(_shapes(english))
    places = tuple((m[1], m[2]) for m in _PLACE.finditer(english))
    return _Pattern(re.compile(shape, re.DOTALL), english.partition("{")[0], places, said)


def _shapes(english: str) -> Iterator[str]:
    at = 0
    for place in _PLACE.finditer(english):
        yield re.escape(english[at : place.start()])
        yield _SHAPES[place[1]]
        at = place.end()
    yield re.escape(english[at:])


def _own_words(pattern: _Pattern) -> int:
    taken = sum(len(_SHAPES[kind]) for kind, _ in pattern.places)
    return len(pattern.shape.pattern) - taken


def _as_day(text: str) -> date:
    if text[4] == "-":
        return date.fromisoformat(text)
    return datetime.strptime(text, "%d %B %Y").date()


def _same(text: str) -> str:
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
