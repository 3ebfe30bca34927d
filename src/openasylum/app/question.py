"""A question as an address: two scenarios, by name, by levers or by a file's text, and the days."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

import yaml

from openasylum import __version__
from openasylum.app.levers import Parts, each_lever, levers, parts_of
from openasylum.app.settings import HERE, settings
from openasylum.app.words import Words
from openasylum.errors import OpenasylumError, UnknownName
from openasylum.records.library import FACTS, load_book, load_scenario, names_of
from openasylum.records.reader import parse
from openasylum.records.scenario import Scenario

BASE = "as_enacted"
YOURS = "yours"
"""What tables call a scenario that is no file of the project."""
_NAME_OF_FILE = "your scenario"
_FIELDS = ("a", "b", "own", "from", "to", "until", "seed")
_SEED = 1
_LONGEST_TITLE = 70
_ROOMS = [FACTS.parent / name for name in ("kernel", "law", "simulation", "statistics", "claims")]
"""Code that an answer depends on: numba need not be loaded to know whether it is still valid."""


@dataclass(frozen=True)
class Asked:
    """One side of a question: its name in tables, its file's text, and the record read from it."""

    name: str
    text: str
    scenario: Scenario


@dataclass(frozen=True)
class Question:
    """What is compared, until when, with which luck; `said` is the address, in its fixed order."""

    sides: tuple[Asked, ...]
    until: date | None
    seed: int
    said: tuple[tuple[str, str], ...]
    base: Scenario
    pulled: tuple[tuple[str, str | float], ...]

    def titles(self, words: Words) -> dict[str, str]:
        """What each side is called on a page of this language, by its name in tables."""
        found = {each.name: words.fact(each.scenario.title) for each in self.sides}
        if self.pulled:
            base = [words.fact(self.base.title)] if self.base != load_scenario(BASE) else []
            by_name = {lever.name: lever for lever in each_lever()}
            told = [by_name[name].words(value, words) for name, value in self.pulled]
            found[YOURS] = _short([*base, *told], words)
        return found

    @property
    def address(self) -> str:
        """The query that holds the question."""
        return urlencode(self.said)

    @property
    def chosen(self) -> dict[str, str]:
        """The address by field."""
        return dict(self.said)

    @property
    def yours(self) -> Asked:
        """The side that is asked about: the last one."""
        return self.sides[-1]

    def record(self) -> dict[str, Any]:
        """The question as plain values, enough to run it again."""
        return {
            "scenarios": [{"name": each.name, "text": each.text} for each in self.sides],
            "until": None if self.until is None else self.until.isoformat(),
            "seed": self.seed,
            "address": self.address,
        }


@lru_cache(maxsize=256)
def question(query: str) -> Question:
    """The question that an address holds.

    Raises:
        OpenasylumError: a field is unknown, given twice, too long, or no scenario follows of it.
    """
    return _question(_fields(query))


def default_question() -> Question:
    """The question of an address that says nothing."""
    return question("b=without_mpp")


def _fields(query: str) -> dict[str, str]:
    limits = settings()
    if len(query) > limits.longest_address:
        raise OpenasylumError(
            f"the address: is longer than {limits.longest_address} characters. Ask less at once."
        )
    found: dict[str, str] = {}
    known = {*_FIELDS, *(lever.name for lever in each_lever())}
    for name, value in parse_qsl(query, keep_blank_values=True, max_num_fields=64):
        if name not in known:
            raise UnknownName("field of a question", name[:40], known)
        if name in found:
            raise OpenasylumError(f"the address: gives '{name}' twice. Keep one.")
        if value:
            found[name] = value
    return found


def _question(fields: Mapping[str, str]) -> Question:
    start = _day(fields, "from") or levers().start
    end = _day(fields, "to")
    if end is not None and end <= start:
        raise OpenasylumError(f"to: {end} must be later than 'from' ({start}).")
    pulled = [(each, each.value(fields[each.name])) for each in each_lever() if each.name in fields]
    first, base = _named(fields.get("a", BASE)), _start(fields)
    changed: tuple[Asked, ...] = (base,)
    if pulled:
        parts = parts_of(base.scenario)
        for lever, value in sorted(pulled, key=lambda each: each[0].kind != "like"):
            lever.change(parts, value, start, end)  # what is chosen by itself comes last
        changed = (
            _written(parts, base.scenario, [lever.words(v, Words("en")) for lever, v in pulled]),
        )
    sides = (first, *changed) if changed[0].name != first.name else (first,)
    until, seed = _day(fields, "until"), _seed(fields)
    _refuse_draws(sides)
    said = _said(fields, pulled=bool(pulled))
    names = tuple((lever.name, value) for lever, value in pulled)
    return Question(sides, until, seed, said, base.scenario, names)


def _start(fields: Mapping[str, str]) -> Asked:
    if "own" not in fields:
        return _named(fields.get("b", BASE))
    if "b" in fields:
        raise OpenasylumError("the address: has both 'b' and 'own'. Start from one of them.")
    text = fields["own"]
    if len(text) > settings().longest_scenario:
        raise OpenasylumError(
            f"{_NAME_OF_FILE}: is longer than {settings().longest_scenario} characters. Use "
            f"'openasylum compare' for it."
        )
    text = text.replace("\r\n", "\n")
    return Asked(YOURS, text, parse(text, Scenario, _NAME_OF_FILE, against=load_book()))


def _written(parts: Parts, base: Scenario, told: list[str]) -> Asked:
    """What the levers make of a scenario, as a file that was then read like any other."""
    enacted = load_scenario(BASE)
    title = _short([*([base.title] if base != enacted else []), *told], Words("en"))
    parts = {**parts, "title": title, "question": f"What if this had been so: {'; '.join(told)}?"}
    order = [name for name in Scenario.model_fields if name in parts]
    aliases = [f.alias for f in Scenario.model_fields.values() if f.alias and f.alias in parts]
    ordered = {name: parts[name] for name in dict.fromkeys([*order, *aliases, *parts])}
    text = yaml.safe_dump(ordered, sort_keys=False, allow_unicode=True, width=100)
    return Asked(YOURS, text, parse(text, Scenario, _NAME_OF_FILE, against=load_book()))


def _short(titles: list[str], words: Words) -> str:
    """Titles as one, the first alone if they are long together."""
    whole = "; ".join(titles)
    if len(whole) <= _LONGEST_TITLE or len(titles) == 1:
        return whole
    return words.say("question.and_more", first=titles[0], more=len(titles) - 1)


@cache
def _named(name: str) -> Asked:
    if name not in names_of("scenarios"):
        raise UnknownName("known scenario", name[:80], names_of("scenarios"))
    text = (FACTS / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
    return Asked(name, text, load_scenario(name))


def _day(fields: Mapping[str, str], name: str) -> date | None:
    if name not in fields:
        return None
    try:
        return date.fromisoformat(fields[name])
    except ValueError:
        raise OpenasylumError(
            f"{name}: '{fields[name][:40]}' is not a date. Write it as year-month-day, for example "
            f"2019-10-01."
        ) from None


def _seed(fields: Mapping[str, str]) -> int:
    text = fields.get("seed", str(_SEED))
    if not text.isdecimal() or len(text) > 18:
        raise OpenasylumError(f"seed: must be a whole number (found '{text[:40]}').")
    return int(text)


def _refuse_draws(sides: tuple[Asked, ...]) -> None:
    for each in sides:
        if (each.scenario.draws or 1) > 1:
            raise OpenasylumError(
                f"{each.name}: asks for {each.scenario.draws} draws, and the app runs one. Take "
                f"'draws' out, or use 'openasylum ensemble'."
            )


def _said(fields: Mapping[str, str], *, pulled: bool) -> tuple[tuple[str, str], ...]:
    """The address in a fixed order, without what is said by leaving it out."""
    silent = {"a": BASE, "b": BASE, "seed": str(_SEED), "from": levers().start.isoformat()}
    names = [*_FIELDS, *(lever.name for lever in each_lever())]
    if not pulled:
        names = [name for name in names if name not in ("from", "to")]
    kept = [(n, fields[n]) for n in names if n in fields and fields[n] != silent.get(n)]
    if not any(name in ("b", "own") for name, _ in kept):
        kept.insert(0, ("b", BASE))
    return tuple(kept)


def key_of(kind: str, record: Mapping[str, Any]) -> str:
    """The name of a job: a hash of what is asked, the program's version, kernel and facts."""
    asked = {name: value for name, value in record.items() if name != "address"}
    whole = {"kind": kind, "asked": asked, "program": _program()}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@cache
def _program() -> dict[str, str]:
    from openasylum.simulation.provenance import facts_hashes

    facts = json.dumps(facts_hashes(), sort_keys=True)
    files = [path for room in _ROOMS for path in sorted(room.glob("*.py"))]
    code = b"".join(path.read_bytes() for path in (*files, HERE / "levers.yaml"))
    return {
        "version": __version__,
        "code": hashlib.sha256(code).hexdigest(),
        "facts": hashlib.sha256(facts.encode()).hexdigest(),
        "stages": json.dumps([each.model_dump() for each in settings().stages]),
    }
