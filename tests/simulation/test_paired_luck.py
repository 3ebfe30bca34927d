"""Property P1: the same luck under both laws makes a small effect visible."""

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "validation" / "paired_luck.py"


@pytest.fixture(scope="module")
def validation() -> ModuleType:
    """The script whose page is committed."""
    spec = importlib.util.spec_from_file_location("paired_luck", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_shared_luck_makes_the_variance_of_an_effect_many_times_smaller(validation):
    """Ten times for decisions, twice for mean waits; as in validation/paired_luck.md, but less."""
    runs = validation.runs(range(1, 13), 0.01, date(2021, 10, 1))
    a, b = np.array([validation.measures(*each) for each in runs]).transpose(1, 0, 2)
    for gain in validation.gains(a, b):
        assert gain.ratio >= gain.wanted, gain
        assert gain.independent == pytest.approx(gain.crossed, rel=0.25), gain


def test_without_shared_luck_nothing_is_gained(validation):
    """The measure itself: independent numbers have a ratio near 1, shared ones a high one."""
    rng = np.random.default_rng(4)
    a, b = rng.normal(0, 1, (2, 400, len(validation.MEASURES)))
    assert all(0.7 < gain.ratio < 1.4 for gain in validation.gains(a, b))
    assert all(gain.ratio > 50 for gain in validation.gains(a, a + b / 10))
