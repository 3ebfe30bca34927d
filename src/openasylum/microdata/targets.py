"""What an import says, as a table of statistics that the calibration can use."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from openasylum.errors import RecordError
from openasylum.microdata.facts import load_definitions, load_synthetic, load_targets
from openasylum.microdata.measures import Question, answers_to
from openasylum.microdata.views import finished, release_day
from openasylum.records.definitions import RecordTarget
from openasylum.statistics.edition import as_yaml
from openasylum.statistics.official import COURT_RECORDS
from openasylum.statistics.tables import as_csv, file_facts

COLUMNS = (
    "series", "definition", "citizenship", "court", "period", "period_start", "period_end", "of",
    "unit", "value",
)  # fmt: skip
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Row:
    """One figure; `of` is the number of cases or decisions it is of, None for a count."""

    series: str
    definition: str
    citizenship: str
    court: str
    period: str
    period_start: date
    period_end: date
    of: int | None
    unit: str
    value: float

    def cells(self) -> list[str]:
        """As text, in the order of `COLUMNS`."""
        values = [getattr(self, name) for name in COLUMNS]
        return [
            "" if v is None else f"{v:.10g}" if isinstance(v, float) else str(v) for v in values
        ]


def write_targets(
    folder: Path,
    out: Path,
    *,
    as_of: date | None = None,
    smallest: int | None = None,
    sample: float = 1.0,
    progress: Progress = lambda done, of: None,
) -> list[Row]:
    """Ask an import for every target and write them as an edition of statistics.

    `openasylum statistics show court_records --data OUT` reads it; so does whatever takes official
    figures from a folder of the user's, with the definition as the vintage.

    Args:
        folder: a finished import.
        out: a folder; the table in it is written anew.
        as_of: the day of the release, if it does not say.
        smallest: counts from 1 to below it are left out; as in the definitions if not given.
        sample: the share of all cases that the release holds, for a synthetic one; counts are
            divided by it.
        progress: told questions done, and how many there are.

    Raises:
        RecordError: no finished import, or one without a table that a target needs.
    """
    finished(folder)
    if not 0 < sample <= 1:
        raise RecordError(f"--sample {sample:g}: is a share, above 0 and not above 1.")
    day = as_of or release_day(folder)
    rows = [
        row if row.of is not None else replace(row, value=row.value / sample)
        for row in _rows(folder, day, smallest, progress)
    ]
    rows.sort(key=lambda row: row.cells())
    if not rows:
        raise RecordError(f"{folder}: has no fiscal year that is complete by {day}.")
    out.mkdir(parents=True, exist_ok=True)
    text = as_csv(COLUMNS, (row.cells() for row in rows))
    record = as_yaml(_record(folder, day, rows, text, smallest))
    for name, content in ((f"{COURT_RECORDS}.csv", text), (f"{COURT_RECORDS}.yaml", record)):
        scratch = out / f".{name}.partial"
        scratch.write_text(content, encoding="utf-8")
        os.replace(scratch, out / name)
    return rows


def _rows(folder: Path, day: date, smallest: int | None, progress: Progress) -> Iterator[Row]:
    asked = load_targets()
    last = day.year if day > date(day.year, 9, 30) else day.year - 1
    years = range(asked.first_year, last + 1)
    pairs = [
        (target, question)
        for target in asked.targets
        for split in asked.splits
        for question in _questions(target, split, years, day, smallest)
    ]
    answers = answers_to(folder, [question for _, question in pairs])
    for done, ((target, question), answer) in enumerate(zip(pairs, answers, strict=True), 1):
        for row in answer.rows:
            figure = _figure(row, target)
            if figure is not None:
                stock = answer.measure.when == "day"
                year = int(row["fiscal_year"]) if "fiscal_year" in row else _year(question)
                yield _row(target, row, year, stock=stock, figure=figure)
        progress(done, len(pairs))


def _questions(
    target: RecordTarget, split: tuple[str, ...], years: range, day: date, smallest: int | None
) -> list[Question]:
    """One question a year, or one for all years where the answer can be told apart by year."""
    measure = load_definitions().measures[target.measure]
    base = Question(target.measure, target.definition, by=split, smallest=smallest, as_of=day)
    if measure.when == "day":
        return [replace(base, on=date(year, 9, 30)) for year in years]
    spans = [(date(year - 1, 10, 1), date(year, 10, 1)) for year in years]
    if measure.form == "duration":
        return [replace(base, start=start, until=until) for start, until in spans]
    if not spans:
        return []
    by = ("fiscal_year", *split)
    return [replace(base, start=spans[0][0], until=spans[-1][1], by=by)]


def _year(question: Question) -> int:
    day = question.on or question.until
    assert day is not None  # every question has one of the two
    return day.year


def _figure(row: dict[str, Any], target: RecordTarget) -> tuple[float, int | None] | None:
    """Value and what it is of; None where it is not shown or there is none."""
    if target.figure == "n":
        return None if row["n"] is None else (float(row["n"]), None)
    if target.figure == "rest":
        return None if row["d"] is None else (float(row["d"] - row["n"]), None)
    if target.figure == "share":
        return None if row["share"] is None else (float(row["share"]), int(row["d"]))
    return None if row["median"] is None else (float(row["median"]), int(row["cases"]))


def _row(
    target: RecordTarget, found: dict[str, Any], year: int, *, stock: bool,
    figure: tuple[float, int | None],
) -> Row:  # fmt: skip
    last = date(year, 9, 30)
    return Row(
        series=target.series,
        definition=f"records_{target.definition}",
        citizenship=_citizenship(found["nationality"]) if "nationality" in found else "all",
        court=found.get("court", "all"),
        period="day" if stock else "fiscal_year",
        period_start=last if stock else date(year - 1, 10, 1),
        period_end=last,
        of=figure[1],
        unit=target.unit,
        value=figure[0],
    )


def _citizenship(code: str) -> str:
    """The model's name of a nationality code, or the code itself where it has none."""
    names = {
        one.nat: name for name, one in load_synthetic().citizenships.items() if name != "other"
    }
    return names.get(code, f"nat_{code}")


def _record(
    folder: Path, day: date, rows: list[Row], text: str, smallest: int | None
) -> dict[str, Any]:
    few = smallest or load_definitions().smallest_shown
    missing = f"a count below {few}, or one that would give such a count away; or nothing counted"
    return {
        "title": "What an import of the court records says, by fiscal year",
        "producer": "computed here from the EOIR case data",
        "retrieved": str(day),
        "page": "https://www.justice.gov/eoir/foia-library-0",
        "vintage": f"release of {day}",
        "file": dict(file_facts(f"{COURT_RECORDS}.csv", text)),
        "from": {"name": folder.name, "read_by": "openasylum.microdata.targets"},
        "licence": "counts from a U.S. government work, 17 USC 105",
        "counts": "cases, decisions or hearings, by the definition named in each row",
        "each_row": list(COLUMNS[:7]),
        "columns": {
            **{
                name: {"kind": "date" if name.startswith("period_") else "name"}
                for name in COLUMNS[:7]
            },
            "of": {"kind": "count", "means": "of how many a share or median is",
                   "missing_means": "the value is a count"},
            "unit": {"kind": "name"},
            "value": {"kind": "number", "missing_means": missing},
        },
        "covers": {
            "from": min(row.period_start for row in rows),
            "until": max(row.period_end for row in rows),
        },
        "revised": "each monthly release replaces the one before; records can also disappear",
        "used_for": ["targets"],
        "notes": ["Definitions: openasylum microdata table MEASURE --explain."],
    }  # fmt: skip
