"""The mutation testing plants the faults it says, and its page explains what no test noticed."""

import importlib
import json
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "validation"


@pytest.fixture
def validation(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    yield importlib.import_module
    for name in ("mutation", "mutation_page"):
        sys.modules.pop(name, None)


def planted(validation, source: str) -> set[tuple[str, str]]:
    found = validation("mutation").mutants_of(source, "file.py")
    return {(one.before, one.after) for one, _ in found}


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("a < b", {("a < b", "a <= b"), ("a < b", "a >= b")}),
        ("a + b", {("a + b", "a - b")}),
        ("a and b", {("a and b", "a or b")}),
        ("x = 3", {("3", "4")}),
        ("x = True", {("True", "False")}),
        ("min(a, b)", {("min", "max")}),
        ("a << b", {("a << b", "a >> b")}),
        ("def f():\n    'says'\n    return a", {("return a", "return None")}),
        ("x: int = a", set()),
        ("def f():\n    return None", set()),
    ],
)
def test_faults_planted_are_those_said(validation, source, faults):
    assert planted(validation, source) == faults


def test_a_mutant_differs_from_the_source_in_one_place(validation):
    source = "def f(a, b):\n    if a < b:\n        return a + 1\n    return b\n"
    texts = [text for _, text in validation("mutation").mutants_of(source, "file.py")]
    assert len(texts) == len(set(texts)) == 7
    for text in texts:
        changed = [a for a, b in zip(source.splitlines(), text.splitlines(), strict=True) if a != b]
        assert len(changed) == 1


def test_page_is_made_from_what_was_kept_and_every_survivor_is_explained(validation):
    made = validation("mutation_page")
    kept = json.loads((FOLDER / "mutation.json").read_text(encoding="utf-8"))
    assert (FOLDER / "mutation.md").read_text(encoding="utf-8") == made.page(kept)
    known = made.reasons()
    left = {(one["file"], one["before"], one["after"]) for one in made.survivors(kept)}
    assert left == set(known)
    assert all(len(words) > 20 for words in known.values())
