"""What the project rests on: every package pinned, installed as pinned, under a permissive licence.

The licence is read from the metadata that each package installs, so that nothing is fetched. Known
vulnerabilities cannot be told offline; CONTRIBUTING.md says how to ask for them.
"""

import re
import tomllib
from importlib import metadata
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PINS = dict(
    line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
)
PERMISSIVE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|HPND|Unlicense|Zlib|CC0|MPL"
    r"|Mozilla Public License|BlueOak)\b",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(r"\b(A?GPL|SSPL|GNU (Affero )?General Public|Commons Clause)", re.IGNORECASE)
SAID_ELSEWHERE = {
    "axe-playwright-python": "MIT: the LICENSE file of its distribution",
    "ciw": "MIT: the LICENSE.txt of its distribution",
}


ONLY_MEASURED = {"bench", "peers"}  # extras that only benchmarks install, beside what tests need
MEASURED = {  # so their licence cannot be read here; it stands in their distributions
    "polars": "MIT", "polars-runtime-32": "MIT", "salabim": "MIT",
}  # fmt: skip


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


PINNED = {plain(name): version for name, version in PINS.items()}


def licence(name: str) -> str:
    """The expression, or the classifiers, or the first words of the text."""
    about = metadata.metadata(name)
    classifiers = [c for c in about.get_all("Classifier") or [] if c.startswith("License")]
    text = (about.get("License") or "").strip().split("\n")[0][:80]
    return about.get("License-Expression") or "; ".join(classifiers) or text


def _requires(name: str) -> list[str]:
    """What a package needs; one that is absent is told by the test of versions."""
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def needed() -> set[str]:
    """Every package that the project with its extras needs here, and what those need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    kinds = project["optional-dependencies"]
    extras = chain.from_iterable(kinds[kind] for kind in kinds.keys() - ONLY_MEASURED)
    waiting = [Requirement(one) for one in [*project["dependencies"], *extras]]
    found: dict[tuple[str, str], None] = {}
    while waiting:
        one = waiting.pop()
        for extra in ("", *one.extras):
            if (plain(one.name), extra) in found:
                continue
            found[plain(one.name), extra] = None
            for word in _requires(one.name):
                child = Requirement(word)
                if child.marker is None or child.marker.evaluate({"extra": extra}):
                    waiting.append(child)
    return {name for name, _ in found}


def test_every_pin_is_exact_and_stands_once():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    assert len({plain(line.split("==")[0]) for line in lines}) == len(lines)
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)


def test_everything_needed_is_pinned():
    assert not needed() - set(PINNED)


@pytest.mark.parametrize("name", sorted(needed()))
def test_what_is_installed_is_what_is_pinned(name):
    assert metadata.version(name) == PINNED[name]


def test_what_only_benchmarks_install_is_pinned_too():
    assert MEASURED.keys() <= PINNED.keys() - needed()


@pytest.mark.parametrize("name", sorted(PINNED.keys() - MEASURED.keys()))
def test_licence_is_permissive(name):
    said = SAID_ELSEWHERE.get(name) or licence(name)
    assert PERMISSIVE.search(said), f"{name}: '{said}' is not known to be permissive"
    assert not FORBIDDEN.search(re.sub(r"\bLGPL\b", "", said)), f"{name}: {said}"


def test_a_licence_that_is_not_permissive_would_be_seen():
    for words in ("GPL-3.0-or-later", "AGPL-3.0", "GNU General Public License v3"):
        assert FORBIDDEN.search(words)
    assert not PERMISSIVE.search("Proprietary")
    assert not FORBIDDEN.search("MIT License")


def test_an_exception_is_only_for_a_package_that_tells_no_licence():
    for name in SAID_ELSEWHERE:
        assert licence(name) == ""
