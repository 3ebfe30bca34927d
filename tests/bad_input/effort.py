"""How long bad input is tried: a second or two by default, up to a minute if long."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

_HEALTH = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def tried(few: int, many: int) -> Any:
    """A parameter `effort` with a short, a slow and a long case; use with `run`."""
    slow = pytest.param(max(few, many // 10), id="slow", marks=pytest.mark.slow)
    long = pytest.param(many, id="long", marks=pytest.mark.long)
    return pytest.mark.parametrize("effort", [pytest.param(few, id="short"), slow, long])


def run(test: Any, effort: int) -> None:
    """Run a Hypothesis test with so many examples, none of which may take over ten seconds."""
    options = settings(
        max_examples=effort, deadline=10_000, database=None, derandomize=effort < 500,
        suppress_health_check=_HEALTH,
    )  # fmt: skip
    options(test)()


def told(error: Exception, words: str = "") -> None:
    """Hold a refusal to saying something, and to the words (a pattern) it must have."""
    assert len(str(error)) > 10
    assert re.search(words, str(error)), str(error)
