"""Answers from an import, each by a named definition: counts, shares and durations."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.errors import RecordError, UnknownName
from openasylum.microdata.facts import load_definitions
from openasylum.microdata.session import quoted, sql_file
from openasylum.microdata.small_cells import hide_small
from openasylum.microdata.survival import lasting
from openasylum.microdata.views import finished, open_import, release_day, require
from openasylum.records.definitions import Definition, Measure

if TYPE_CHECKING:
    import duckdb

_OF_PROCEEDING = ("court", "nationality", "language", "custody", "case_type", "judge")
TRAITS = (*_OF_PROCEEDING, "mpp")
OF_DAY = ("age",)
OF_SPAN = ("fiscal_year", "year", "month")
_IN_ORDER = {*OF_DAY, *OF_SPAN}
_COLUMNS = ("day", "start")  # words of a definition that name a column and not a value
_MPP = "case when idncase in (select idncase from mpp_cases) then 'mpp' else 'not_mpp' end"


@dataclass(frozen=True)
class Question:
    """What is asked: a measure, its definition, when, and by which traits.

    `on` is for a stock; `start` and `until` (first day no longer counted) for a flow. `only` keeps
    cases with one value of a trait. Counts from 1 to below `smallest` are not shown.
    """

    measure: str
    definition: str = ""
    on: date | None = None
    start: date | None = None
    until: date | None = None
    by: tuple[str, ...] = ()
    only: dict[str, str] = field(default_factory=dict)
    as_of: date | None = None
    smallest: int | None = None


@dataclass
class Answer:
    """The rows of an answer: traits, then figures; None stands for a figure not shown."""

    question: Question
    measure: Measure
    definition: Definition
    rows: list[dict[str, Any]]
    hidden: int = 0
    smallest: int = 1

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        asked = self.question
        days = {
            "on": asked.on, "from": asked.start, "until": asked.until, "as_of": asked.as_of,
        }  # fmt: skip
        return {
            "measure": asked.measure,
            "definition": asked.definition,
            "says": self.definition.says.strip(),
            "who": self.definition.who,
            "sure": self.definition.sure,
            **{name: str(day) for name, day in days.items() if day is not None},
            "only": asked.only,
            "smallest_shown": self.smallest,
            "rows_not_shown": self.hidden,
            "rows": self.rows,
        }


def ask(folder: Path, question: Question) -> Answer:
    """Answer one question from an import.

    Raises:
        RecordError: no finished import, a table missing, or days that do not go with the measure.
        UnknownName: no such measure, definition or trait.
    """
    return ask_all(folder, [question])[0]


def ask_all(folder: Path, questions: Sequence[Question]) -> list[Answer]:
    """Answer several questions in one session. Raises as `ask`."""
    return list(answers_to(folder, questions))


def answers_to(folder: Path, questions: Sequence[Question]) -> Iterator[Answer]:
    """Answer several questions in one session, one after the other. Raises as `ask`."""
    settled = [_settled(folder, question) for question in questions]
    with open_import(folder) as connection:
        for one in settled:
            yield _answer(connection, folder, *one)


def _settled(folder: Path, asked: Question) -> tuple[Question, Measure, Definition]:
    """The question with everything said, its measure and its definition."""
    known = load_definitions().measures
    if asked.measure not in known:
        raise UnknownName("measure", asked.measure, known)
    measure = known[asked.measure]
    name = asked.definition or measure.first
    if name not in measure.definitions:
        raise UnknownName(f"definition of {asked.measure}", name, measure.definitions)
    traits = (*TRAITS, *(OF_DAY if measure.when == "day" else OF_SPAN))
    for trait in (*asked.by, *asked.only):
        if trait not in traits:
            raise UnknownName(f"trait for {asked.measure}", trait, traits)
    if measure.when == "day" and (asked.on is None or asked.start or asked.until):
        raise RecordError(f"{asked.measure}: is counted on one day. Say --on, and no span.")
    if measure.when == "span" and (asked.on or asked.start is None or asked.until is None):
        raise RecordError(f"{asked.measure}: is counted over a span. Say --from and --until.")
    if asked.start and asked.until and asked.start >= asked.until:
        raise RecordError(f"--until {asked.until}: must be later than --from {asked.start}.")
    finished(folder)
    require(folder, measure.needs, asked.measure)
    if "mpp" in (*asked.by, *asked.only):
        require(folder, ("A_TblCaseIdentifier", "tbl_schedule"), "telling MPP cases")
    as_of = asked.as_of
    if measure.form == "duration" and as_of is None:
        as_of = release_day(folder)
    whole = Question(
        asked.measure, name, asked.on, asked.start, asked.until, asked.by, asked.only, as_of,
        asked.smallest,
    )  # fmt: skip
    return whole, measure, measure.definitions[name]


def _answer(
    connection: "duckdb.DuckDBPyConnection", folder: Path, asked: Question, measure: Measure,
    definition: Definition,
) -> Answer:  # fmt: skip
    smallest = asked.smallest or load_definitions().smallest_shown
    kept = _relation(asked, definition, folder)
    names = ", ".join(f"{_trait(name, asked)} as {name}" for name in asked.by)
    if measure.form == "duration":
        rows = lasting(connection, kept, names, asked.by)
    else:
        figures = "sum(n)::bigint as n" + (", sum(d)::bigint as d" * (measure.form == "share"))
        grouped = f"group by all order by n desc, {', '.join(asked.by)}" if names else ""
        found = connection.execute(
            f"select {names + ', ' if names else ''}{figures} from ({kept}) {grouped}"
        )
        columns = [str(one[0]) for one in found.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    rows = [_completed(row, measure) for row in rows]
    if asked.by and set(asked.by) <= _IN_ORDER:
        rows.sort(key=lambda row: [_place(row[name]) for name in asked.by])
    hidden = hide_small(rows, asked.by, measure.form, smallest)
    return Answer(asked, measure, definition, rows, hidden, smallest)


def _place(value: str) -> tuple[bool, str]:
    """Bands of age in their order: 'under 1' before '1 to 2'."""
    return not value.startswith("under"), value


def _completed(row: dict[str, Any], measure: Measure) -> dict[str, Any]:
    """A row with figures named: a count is 0 where nothing was found, a share is of something."""
    if measure.form == "count":
        return {**row, "n": row["n"] or 0}
    if measure.form == "share":
        n, d = row["n"] or 0, row["d"] or 0
        return {**row, "n": n, "d": d, "share": n / d if d else None}
    return row


def _relation(asked: Question, definition: Definition, folder: Path) -> str:
    """The SQL of a definition, its values put in, and only the cases asked for."""
    values: dict[str, str] = {
        "on": _literal(asked.on), "from": _literal(asked.start), "until": _literal(asked.until),
        "as_of": _literal(asked.as_of),
    }  # fmt: skip
    for word, value in definition.given.items():
        values[word] = str(value) if word in _COLUMNS else _literal(value)
    text = "\n".join(
        line.split("--")[0] for line in sql_file(f"measures/{definition.sql}").splitlines()
    )
    text = re.sub(r"\$(\w+)", lambda match: values[match[1]], text)
    for table in re.findall(r"read_parquet\('(\w+)\.parquet'\)", text):
        path = folder.resolve() / f"{table}.parquet"
        text = text.replace(f"read_parquet('{table}.parquet')", f"read_parquet({quoted(path)})")
    traits = {*asked.by, *asked.only} & {*_OF_PROCEEDING}
    if "entry_order" in text and traits:
        columns = ", ".join(f"p.{name}" for name in sorted(traits))
        text = (
            f"select r.*, {columns} from ({text}) r join proceedings p using (idncase, entry_order)"
        )
    wanted = " and ".join(
        f"{_trait(name, asked)} = {quoted(value)}" for name, value in asked.only.items()
    )
    return f"select * from ({text}) where {wanted}" if wanted else text


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, date):
        return f"date '{value}'"
    if isinstance(value, list | tuple):
        return "(" + (", ".join(quoted(str(one)) for one in value) or "null") + ")"
    return quoted(str(value))


def _trait(name: str, asked: Question) -> str:
    """The SQL of a trait; a person's age in court is in whole years since the case was opened."""
    if name == "mpp":
        return _MPP
    if name == "fiscal_year":
        return "(year(day) + (month(day) >= 10)::integer)::varchar"
    if name == "year":
        return "year(day)::varchar"
    if name == "month":
        return "strftime(day, '%Y-%m')"
    if name == "age":
        bands = load_definitions().case_age_years
        years = f"date_sub('year', opened_on, {_literal(asked.on)})"
        cases = [f"when {years} < {bands[0]} then 'under {bands[0]}'"]
        for low, high in pairwise(bands):
            cases.append(f"when {years} < {high} then '{low} to {high}'")
        return f"case {' '.join(cases)} else '{bands[-1]} and over' end"
    return f"coalesce({name}, '(none)')"
