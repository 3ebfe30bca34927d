"""A run folder made by hand: plausible figures, none of them a result of the model."""

import json
import math
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openasylum.statistics.official import points

START = date(2013, 10, 1)
SCENARIOS = (
    {
        "name": "as_enacted",
        "title": "As enacted",
        "question": "What happened under the law and with the staff there was?",
    },
    {
        "name": "without_mpp",
        "title": "Without the Migrant Protection Protocols",
        "question": "What would have happened if nobody had been returned to Mexico?",
    },
)
FLOWS = {
    "border.encounters": ("encounters", 60_000),
    "border.repatriated": ("people", 15_000),
    "border.expelled_title_42": ("people", 0),
    "border.mpp": ("people", 0),
    "border.transferred_to_ice": ("people", 20_000),
    "border.transferred_to_hhs": ("people", 5_000),
    "border.released": ("people", 10_000),
    "border.paroled": ("people", 2_000),
    "border.other": ("people", 300),
    "fear.referred": ("cases", 8_000),
    "fear.completed": ("cases", 7_800),
    "fear.positive": ("cases", 5_500),
    "fear.negative": ("cases", 1_300),
    "fear.closed": ("cases", 1_000),
    "mpp.enrolled": ("people", 0),
    "mpp.fear_interviews": ("people", 0),
    "mpp.fear_positive": ("people", 0),
    "mpp.closed": ("cases", 0),
    "mpp.relief": ("cases", 0),
    "mpp.in_absentia": ("orders", 0),
    "court.receipts": ("cases", 25_000),
    "court.completions": ("cases", 15_000),
    "court.granted_asylum": ("people", 1_600),
    "court.denied_asylum": ("people", 3_500),
    "court.in_absentia": ("orders", 7_000),
    "affirmative.receipts": ("cases", 9_000),
    "affirmative.completions": ("cases", 4_000),
}
STOCKS = {
    "fear.pending": ("people", 9_000),
    "mpp.waiting_in_mexico": ("people", 0),
    "court.pending": ("cases", 700_000),
    "court.pending_active": ("cases", 400_000),
    "appeal.pending": ("appeals", 30_000),
    "affirmative.pending": ("cases", 50_000),
    "detention.population": ("people", 34_000),
}
HOURS = {
    "officers.hours": (
        *("credible_fear_interview", "mpp_fear_interview", "asylum_interview", "unused"),
    ),
    "judges.hours": (
        *("fear_review", "detained", "mpp", "priority", "ordinary_first"),
        *("ordinary_individual", "unused"),
    ),
    "cost.usd": ("officers", "judges", "detention"),
}
OUTCOMES = {
    "ordered_removed_in_absentia": (0.40, 0.18),
    "ordered_removed": (0.14, 0.12),
    "repatriated": (0.05, 0.16),
    "removed_after_order": (0.03, 0.06),
    "gave_up_waiting": (0.13, 0.0),
    "terminated_or_closed": (0.17, 0.10),
    "asylum_granted": (0.01, 0.09),
    "other_relief": (0.004, 0.02),
    "voluntary_departure": (0.002, 0.02),
    "awaiting_individual_hearing": (0.05, 0.16),
    "awaiting_first_hearing": (0.004, 0.05),
    "awaiting_appeal": (0.01, 0.04),
}


def write_run(
    folder: Path,
    *,
    until: date = date(2025, 9, 1),
    draws: int = 1,
    scenarios: tuple[dict[str, str], ...] = SCENARIOS,
    assumptions: str = "fitted",
    hours: dict[tuple[str, str, str], float] | None = None,
) -> Path:
    """Write a run folder with figures near the official ones, the second scenario without MPP.

    `hours` plants monthly values by scenario, series and purpose; what it leaves out stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[Any, ...]] = []
    for k, scenario in enumerate(scenarios):
        for draw in range(draws):
            rows += _series(scenario["name"], draw, until, mpp=k == 0, planted=hours or {})
    names = ("scenario", "draw", "series", "period_start", "period", "group", "value", "unit")
    kinds = (
        *(pa.string(), pa.int64(), pa.string(), pa.date32(), pa.string()),
        *(pa.string(), pa.float64(), pa.string()),
    )
    _write(folder / "series.parquet", rows, dict(zip(names, kinds, strict=True)))
    _write_outcomes(folder, scenarios, draws)
    if len(scenarios) > 1:
        _write_transitions(folder, scenarios, draws)
        _write_pairs(folder, scenarios, draws)
    (folder / "datapackage.json").write_text(json.dumps({"name": "run", "resources": []}))
    (folder / "run.json").write_text(json.dumps(_provenance(scenarios, until, draws, assumptions)))
    return folder


def _provenance(
    scenarios: tuple[dict[str, str], ...], until: date, draws: int, assumptions: str
) -> dict[str, Any]:
    return {
        "command": "compare" if len(scenarios) > 1 else "simulate",
        "scenarios": list(scenarios),
        "until": until.isoformat(),
        "seed": 1,
        "draws": draws,
        "scale": 1.0,
        "version": "0.1.0",
        "versions": {"numpy": "2.4.6", "numba": "0.68.1"},
        "facts": {"parameters.yaml": "0" * 64},
        "assumptions": assumptions,
        "notes": ["Made by hand for a test."],
        "people": 15_234_567,
        "events": 98_765_432,
        "kernel_seconds": 5.1,
        "wall_seconds": 20.4,
        "peak_memory_bytes": 3_000_000_000,
        "created": "2025-11-22T12:00:00Z",
    }


def months(until: date) -> list[date]:
    """The first day of every month of a run."""
    found, day = [], START
    while day < until:
        found.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return found


@cache
def _official(series: str) -> dict[date, float]:
    try:
        found = points(series)
    except Exception:
        return {}
    return {p.period_start: p.value for p in found if p.period == "month" and p.group == "all"}


def _series(
    scenario: str,
    draw: int,
    until: date,
    *,
    mpp: bool,
    planted: dict[tuple[str, str, str], float],
) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    years: dict[tuple[str, str, date], float] = {}

    def add(series: str, day: date, value: float, unit: str, group: str = "all") -> None:
        rows.append((scenario, draw, series, day, "month", group, float(value), unit))
        year = date(day.year - (day.month < 10), 10, 1)
        key = (series, group, year)
        before = 0.0 if series in STOCKS else years.get(key, 0.0)
        years[key] = before + float(value)

    units = {**FLOWS, **STOCKS}
    waiting = 0.0
    for i, day in enumerate(months(until)):
        luck = 1 + 0.01 * math.sin(i * 1.7 + draw * 2.3)
        enrolled = _official("mpp.enrolled").get(day, 0.0) * mpp * luck
        for series, (unit, size) in FLOWS.items():
            value = _flow(series, day, i, size, mpp=mpp)
            add(series, day, round(value * luck), unit)
        waiting = max(0.0, waiting * 0.93 + enrolled)
        for series, (unit, size) in STOCKS.items():
            value = waiting if series.startswith("mpp") else size * (1 + (i / 60) ** 2)
            add(series, day, round(value * luck * (1 if mpp else 1.02)), unit)
        for series, groups in HOURS.items():
            unit = "usd" if series == "cost.usd" else "hours"
            for k, group in enumerate(groups):
                made = (k + 1) * 3_000 * luck * (1 if mpp else 1.1)
                add(series, day, planted.get((scenario, series, group), made), unit, group)
        for rate in ("0.1", "0.3", "0.5"):
            for k, series in enumerate(("refused_well_founded", "protected_not_well_founded")):
                value = 1_000 * (float(rate) if k == 0 else 1 - float(rate)) * luck
                add(f"error.{series}", day, value, "people", f"base_rate={rate}")
    for (series, group, year), value in years.items():
        unit = units[series][0] if series in units else "hours" if "hours" in series else "people"
        unit = "usd" if series == "cost.usd" else unit
        rows.append((scenario, draw, series, year, "fiscal_year", group, value, unit))
    return rows


def _flow(series: str, day: date, i: int, size: float, *, mpp: bool) -> float:
    official = _official(series).get(day)
    if series.startswith("mpp") or series == "border.mpp":
        if not mpp:
            return 0.0
        enrolled = _official("mpp.enrolled").get(day, 0.0)
        share = {"mpp.fear_interviews": 0.15, "mpp.fear_positive": 0.03, "mpp.closed": 0.6}
        return enrolled * share.get(series, 1.0 if series.endswith(("mpp", "enrolled")) else 0.2)
    value = official if official is not None else size * (1 + i / 80)
    if not mpp and series in ("border.transferred_to_ice", "court.receipts", "fear.referred"):
        value += 0.6 * _official("mpp.enrolled").get(day, 0.0)
    return value


def _write_outcomes(folder: Path, scenarios: tuple[dict[str, str], ...], draws: int) -> None:
    rows = [
        (each["name"], draw, 2019, "all", outcome, round(60_000 * shares[k > 0]))
        for k, each in enumerate(scenarios)
        for draw in range(draws)
        for outcome, shares in OUTCOMES.items()
    ]
    names = ("scenario", "draw", "cohort", "group", "outcome", "people")
    kinds = (pa.string(), pa.int64(), pa.int64(), pa.string(), pa.string(), pa.int64())
    _write(folder / "outcomes.parquet", rows, dict(zip(names, kinds, strict=True)))


def _write_transitions(folder: Path, scenarios: tuple[dict[str, str], ...], draws: int) -> None:
    rows = []
    a = scenarios[0]["name"]
    for b in scenarios[1:]:
        for draw in range(draws):
            for before, (share, _) in OUTCOMES.items():
                for after, (_, other) in OUTCOMES.items():
                    people = round(68_000 * share * other)
                    pair = (a, b["name"], draw, before, after)
                    rows.append((*pair, "enrolled_in_mpp_a", people))
                    kept = 9_000_000 * share if before == after else 0
                    rows.append((*pair, "all", people + round(kept)))
    names = ("scenario_a", "scenario_b", "draw", "outcome_a", "outcome_b", "group", "people")
    kinds = (pa.string(), pa.string(), pa.int64(), *(pa.string(),) * 3, pa.int64())
    _write(folder / "transitions.parquet", rows, dict(zip(names, kinds, strict=True)))


GROUPS = {
    "all": 9_000_000,
    "changed": 60_000,
    "citizenship=honduras": 1_500_000,
    "family_status=family_unit": 4_000_000,
    "manner=appointment": 0,
    "stream=border": 8_000_000,
    "stream=affirmative_filing": 900_000,
    "enrolled_in_mpp_a": 68_000,
}


def _write_pairs(folder: Path, scenarios: tuple[dict[str, str], ...], draws: int) -> None:
    rows = [
        (scenarios[0]["name"], b["name"], draw, group, measure, value, unit)
        for b in scenarios[1:]
        for draw in range(draws)
        for group, people in GROUPS.items()
        for measure, value, unit in _measures(people, 1 + 0.01 * math.sin(draw * 2.3))
    ]
    names = ("scenario_a", "scenario_b", "draw", "group", "measure", "value", "unit")
    kinds = (pa.string(), pa.string(), pa.int64(), pa.string(), pa.string(), pa.float64())
    _write(folder / "pairs.parquet", rows, dict(zip(names, (*kinds, pa.string()), strict=True)))


def _measures(people: int, luck: float) -> list[tuple[str, float, str]]:
    some, parts = min(people, 60_000) * luck, ("both", "only_a", "only_b")
    shares = {"protected": (0.02, 0.05, 0.09), "refused": (0.4, 0.2, 0.1), "waiting": (0.3, 0, 0.1)}
    found = [
        (f"{word}_{part}", round(share * some), "people")
        for word, three in shares.items()
        for part, share in zip(parts, three, strict=True)
    ]
    found += [("people", people, "people"), ("out_under_both", people // 2, "people")]
    found += [("arrived_only_a", 0, "people"), ("arrived_only_b", 0, "people")]
    if people:
        for word, a, b in (("days_to_outcome", 700.0, 300.0), ("days_waited", 900.0, 850.0)):
            found += [(f"{word}_a", a * luck, "days"), (f"{word}_b", b * luck + 1, "days")]
            found += [(f"{word}_difference_sd", 500.0, "days")]
        found += [("wait_shorter_b", 0.6, "share"), ("wait_longer_b", 0.3, "share")]
    return found


def _write(path: Path, rows: list[tuple[Any, ...]], kinds: dict[str, Any]) -> None:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds.values(), strict=True)]
    pq.write_table(pa.table(arrays, names=list(kinds)), path)
