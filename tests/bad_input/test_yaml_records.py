"""YAML records spoilt in every way: refused with file and line, or read as what they say."""

import copy
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from openasylum.errors import RecordError
from openasylum.records.appropriations import Appropriation
from openasylum.records.assumptions import Assumptions
from openasylum.records.calibration import Fit
from openasylum.records.checks import Checks
from openasylum.records.claims import Claim
from openasylum.records.doubt import Doubt
from openasylum.records.forecast import ForecastSettings
from openasylum.records.law import Instrument
from openasylum.records.library import FACTS, load_book
from openasylum.records.measures import Measures
from openasylum.records.model_forecast import ModelForecastSettings
from openasylum.records.projections import Projection
from openasylum.records.reader import Record, parse
from openasylum.records.scenario import Scenario
from openasylum.records.staffing import Staffing
from openasylum.records.vocabulary import Parameters, Vocabulary
from tests.bad_input.effort import run, told, tried

KINDS: dict[str, type[Record]] = {
    "instruments": Instrument,
    "scenarios": Scenario,
    "claims": Claim,
    "projections": Projection,
    "assumptions": Assumptions,
    "appropriations": Appropriation,
    "calibration": Fit,
}
ALONE: dict[str, type[Record]] = {
    "checks": Checks, "staffing": Staffing, "parameters": Parameters, "vocabulary": Vocabulary,
    "doubt": Doubt, "forecast": ForecastSettings, "model_forecast": ModelForecastSettings,
    "measures": Measures,
}  # fmt: skip
NAMED = {"instruments", "scenarios", "appropriations"}  # checked against the book of names
FILES = {
    f"{folder}/{path.stem}": path for folder in KINDS for path in (FACTS / folder).glob("*.yaml")
    if path.stem != "recovery"
} | {name: FACTS / f"{name}.yaml" for name in ALONE}  # fmt: skip
PLACE = r"\A[\w/]+:\d+: \S"
Path_ = tuple[Any, ...]


def text_of(name: str) -> str:
    return FILES[name].read_text(encoding="utf-8")


def read(name: str, text: str) -> Record:
    folder = name.split("/")[0]
    kind = ALONE[name] if name in ALONE else KINDS[folder]
    return parse(text, kind, name, against=load_book() if folder in NAMED else None)


def refused(name: str, text: str) -> str:
    with pytest.raises(RecordError) as refusal:
        read(name, text)
    told(refusal.value, PLACE)
    return str(refusal.value)


def leaves(tree: Any, here: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        if isinstance(value, dict | list):
            yield from leaves(value, (*here, key))
        yield (*here, key), value


def spoilt(tree: Any, place: Path_, value: Any) -> Any:
    made = copy.deepcopy(tree)
    node = made
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = value
    return made


def facts(name: str) -> Any:
    return yaml.safe_load(text_of(name))


HOSTILE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates(),
    st.sampled_from([10**400, -1, "", [], {}, [[]], {"a": {}}, "<script>", "=1+1", "\x85"]),
    st.recursive(st.integers(), lambda inner: st.lists(inner, max_size=3), max_leaves=5),
)  # fmt: skip


@tried(60, 12_000)
def test_a_record_with_anything_anywhere_is_refused_by_name_and_line_or_read(effort):
    @given(st.data())
    def spoil(data):
        name = data.draw(st.sampled_from(sorted(FILES)))
        tree = facts(name)
        place = data.draw(st.sampled_from([place for place, _ in leaves(tree)]))
        text = yaml.safe_dump(spoilt(tree, place, data.draw(HOSTILE)), allow_unicode=True)
        try:
            read(name, text)
        except RecordError as error:
            told(error, PLACE)

    run(spoil, effort)


@tried(60, 12_000)
def test_text_cut_doubled_or_overwritten_is_refused_by_name_and_line_or_read(effort):
    @given(st.data())
    def garble(data):
        name = data.draw(st.sampled_from(sorted(FILES)))
        text = text_of(name)
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        put = data.draw(st.one_of(st.text(max_size=8), st.sampled_from("{}[]&*!|>%@`\"'#:-?\t\0")))
        try:
            read(name, text[:start] + put + text[end:])
        except RecordError as error:
            told(error, PLACE)

    run(garble, effort)


@tried(25, 3_000)
def test_an_unknown_field_or_one_given_twice_is_never_passed_over(effort):
    @given(st.sampled_from(sorted(FILES)), st.from_regex(r"\A[a-z]{3,12}_zz\Z"))
    def add(name, word):
        text = text_of(name)
        assert f"'{word}' is not a field" in refused(name, f"{text}\n{word}: 1\n")
        first = next(line for line in text.splitlines() if re.match(r"[a-z_]+:", line))
        key = first.split(":")[0]
        assert f"'{key}' is given twice" in refused(name, f"{text}\n{key}: 1\n")

    run(add, effort)


NO_NUMBERS = ["!!float .nan", "!!float .inf", "1e999", "-1e999", "true", "010", "!!binary aGk="]


@tried(40, 4_000)
def test_no_number_is_read_from_what_is_none(effort):
    """Not a number, endless, true, octal: refused wherever a file has a number."""

    @given(st.data())
    def put(data):
        name = data.draw(st.sampled_from(sorted(FILES)))
        tree = facts(name)
        numbers = [
            p for p, v in leaves(tree) if isinstance(v, int | float) and not isinstance(v, bool)
        ]
        numbers = [place for place in numbers if place[-1] != "value" or "sets" not in place]
        if not numbers:
            return
        place = data.draw(st.sampled_from(numbers))
        value = data.draw(st.sampled_from(NO_NUMBERS))
        mark = "PLACE_OF_THE_NUMBER"
        text = yaml.safe_dump(spoilt(tree, place, mark), allow_unicode=True)
        refused(name, text.replace(mark, value))

    run(put, effort)


@tried(20, 2_000)
def test_a_day_out_of_range_is_refused(effort):
    @given(st.data())
    def put(data):
        name = data.draw(
            st.sampled_from([n for n in sorted(FILES) if n.startswith("instruments/")])
        )
        tree = facts(name)
        places = [place for place, value in leaves(tree) if type(value) is date]
        place = data.draw(st.sampled_from(places))
        day = data.draw(st.sampled_from([date(1, 1, 1), date(1699, 12, 31), date(2101, 1, 1)]))
        refused(name, yaml.safe_dump(spoilt(tree, place, day)))

    run(put, effort)


BOMBS = {
    "billion laughs": "a: &a [x]\n" + "".join(
        f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n"
        for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    ),
    "deep nesting": "a: " + "[" * 100_000,
    "deep mappings": "a: " + "{b: " * 5_000 + "1" + "}" * 5_000,
    "merged keys": "a: &a {b: 1}\ntitle:\n  <<: *a\n",
    "an object of Python": "title: !!python/object/apply:os.system ['true']\n",
    "a number of many digits": f"title: {'9' * 5_000}\n",
    "an impossible day": "title: 2019-02-30\n",
    "two documents": "title: a\n---\ntitle: b\n",
    "a list as a key": "? [a, b]\n: 1\n",
    "a tag of numbers": "title: !!int abc\n",
    "an empty number": "title: !!int ''\n",
    "a set": "title: !!set {a, b}\n",
    "pairs": "title: !!omap [a]\n",
    "nothing": "",
    "only a comment": "# nothing\n",
    "a list": "- a\n",
    "a word": "title\n",
    "a byte order mark": "\ufeff\ufefftitle: a\n",
    "a control character": "title: \x07\n",
    "an unpaired surrogate": 'title: "\\ud800"\nquestion: a\n',
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_yaml_made_to_harm_is_refused_at_once(bomb):
    name = "scenarios/as_enacted"
    assert len(refused(name, BOMBS[bomb])) < 2_000


@pytest.mark.parametrize("text", ["title: 2019-02-30\n", "title: a\nquestion: 2019-02-30\n"])
def test_an_impossible_day_is_named_with_its_own_line(text):
    line = text.count("\n")
    said = refused("scenarios/as_enacted", text)
    assert said.startswith(f"scenarios/as_enacted:{line}: '2019-02-30' cannot be read")
