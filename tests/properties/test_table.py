"""The table of what must always hold names tests that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_test_that_the_table_names_exists():
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    table = text.split("**Invariants.**")[1].split("\n\n###")[0]
    named = set(re.findall(r"`(test_\w+)`", table))
    files = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    there = set(re.findall(r"^def (test_\w+)", "\n".join(files), re.MULTILINE))
    assert len(named) > 15
    assert named <= there, named - there
    for path in re.findall(r"`(tests/[\w/.]+)`", table):
        assert (ROOT / path).exists(), path
