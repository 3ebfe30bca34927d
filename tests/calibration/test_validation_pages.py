"""The committed pages on doubt and sensitivity: what they say of made-up results."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions

VALIDATION = Path(__file__).resolve().parents[2] / "validation"
MEASURE = "people.protected"
MADE = {
    "until": "2025-09-01", "scale": 0.01, "seed": 1, "seeds": 16, "draws": 40, "runs": 141,
    "arrivals": ["affirmative_filings_per_year"], "structure": [{"name": "x", "because": "Y."}],
    "not_varied": [{"what": "the scale", "because": "None."}],
}  # fmt: skip


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, VALIDATION / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def row(output: str, part: str, share: float, low: float, high: float) -> dict[str, Any]:
    return {
        "output": output, "measure": MEASURE, "part": part, "alternative": "", "runs": 40,
        "failed": 1 if part == "assumptions" else 0, "central": 100.0, "low": low, "high": high,
        "share": share, "share_low": share - 0.1, "share_high": share + 0.1,
    }  # fmt: skip


def doubt_rows(assumptions: float, chance: float) -> list[dict[str, Any]]:
    found = []
    for output in ("as_enacted", "without_mpp", "without_mpp - as_enacted"):
        shares = {"arrivals": 0.1, "assumptions": assumptions, "chance": chance, "structure": 0.0}
        found += [row(output, part, share, -50.0, 300.0) for part, share in shares.items()]
        found.append(row(output, "total", 1.0, -80.0, 400.0))
    return found


def test_doubt_page_names_the_part_that_stands_clear_and_the_failed_runs():
    text = script("doubt").page(doubt_rows(0.8, 0.2), MADE, 600.0)
    assert "both signs lie in the range). Assumptions make most of it." in text
    assert "1 runs could not be and are left out" in text
    assert "**80%** (70% to 90%)" in text
    assert text.index("## The difference that") < text.index("## As enacted: the level")


def test_doubt_page_does_not_name_one_part_where_intervals_overlap():
    text = script("doubt").page(doubt_rows(0.5, 0.45), MADE, 600.0)
    assert "cannot be told: the intervals of assumptions and chance overlap." in text


@pytest.fixture
def study() -> dict[str, Any]:
    flip = {
        "assumption": "grant_noise", "told": "flips", "low": "0.1", "central": "0.5",
        "high": "0.9", "places": [-1.0, 0.0, 1.0], "differences": [-5.0, 4.0, None],
        "turns": [{"place": -0.4, "at": "0.34", "sure": True}],
    }  # fmt: skip
    unsure = {**flip, "assumption": "interview_noise"}
    unsure["turns"] = [{"place": 0.1, "at": "0.55", "sure": False}]
    effect = {"mean": -7.0, "mu_star": 9.0, "sigma": 3.0, "mu_star_within": 2.0}
    share = {"first_order": 0.4, "first_order_within": 0.3, "total": 0.6, "total_within": 0.5}
    return {
        "scenarios": ["as_enacted", "without_mpp"], "trajectories": 4, "sobol": 16, "seeds": 2,
        "seed": 1, "assumptions_moved": 162, "kept": ["grant_noise", "interview_noise"],
        "left_out": {}, "failed": {"morris": 3}, "together": None,
        "measures": [
            {
                "measure": MEASURE, "unit": "people", "outputs": ["a", "b", "b - a"],
                "central": [10.0, 14.0, 4.0], "spread_over_seeds": [1.0, 1.0, 0.5],
                "effects": [{"assumption": n, **effect} for n in ("grant_noise", "review_noise")],
                "shares": [{"assumption": "grant_noise", **share}], "flips": [flip, unsure],
                "base_rates_at_which_it_flips": None, "reversed_draws": 7, "of_draws": 90,
            }
        ],
    }  # fmt: skip


def test_sensitivity_page_says_where_the_ranking_flips_and_only_what_is_sure(study):
    text = script("sensitivity").page(study, 60.0, load_assumptions(DEFAULT_SET).values)
    assert "the other way in 7 of 90 draws over the ranges" in text
    assert "It flips at `grant_noise` at 0.34." in text
    assert "0.55 (within chance)" in text
    assert "| `grant_noise` | 9 ± 2 | -7 | 3 | 0.40 ± 0.30 | 0.60 ± 0.50 |" in text
    assert "0.9: impossible" in text
    assert "3 runs could not be and are left out" in text


def test_sensitivity_page_tells_what_every_assumption_on_it_means(study):
    known = load_assumptions(DEFAULT_SET).values
    text = script("sensitivity").page(study, 60.0, known)
    for name in ("grant_noise", "review_noise", "interview_noise"):
        assert f"| `{name}` |" in text
        assert known[name].meaning in text


def test_no_flip_is_said_where_none_is_sure(study):
    study["measures"][0]["flips"] = study["measures"][0]["flips"][1:]
    text = script("sensitivity").page(study, 60.0, load_assumptions(DEFAULT_SET).values)
    assert "No single one flips it surely." in text
