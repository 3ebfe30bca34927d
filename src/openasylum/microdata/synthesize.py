"""A simulated population written in the form of the courts' own release."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.errors import RecordError, UnknownName
from openasylum.microdata.defects import DEFECTS, Planter
from openasylum.microdata.facts import load_codes, load_synthetic, load_tables
from openasylum.microdata.population import load_population
from openasylum.microdata.session import SQL, session, sql_file
from openasylum.records.release import Layout

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_ROWS = 50_000  # written at once
_README = """This release is synthetic: every case in it was simulated by openasylum.
Nobody in it is real. Courts, judges, cities and birthdays are filling and mean nothing.
"""


@dataclass
class Written:
    """What was written: rows by table, and the defects planted, by table and kind."""

    path: Path
    scenario: str
    rows: dict[str, int] = field(default_factory=dict)
    defects: dict[str, dict[str, int]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "zip": str(self.path), "scenario": self.scenario, "rows": self.rows,
            "defects": self.defects,
        }  # fmt: skip


def synthesize(
    run: Path,
    out: Path,
    *,
    scenario: str | None = None,
    layout: str = "2026",
    defects: Sequence[str] = (),
) -> Written:
    """Write a run's people as a release: all case tables, lookups, and `Count.txt`.

    Args:
        run: a folder written by `openasylum simulate --people`.
        out: the zip to write; must be new.
        scenario: whose people; needed if the run has more than one.
        layout: a year in `facts/microdata/synthetic.yaml`.
        defects: names in `DEFECTS`, to be planted; none for a clean release.

    Raises:
        RecordError: `out` exists, or the run does not hold people.
        UnknownName: no such scenario, layout or defect.
    """
    filling = load_synthetic()
    if layout not in filling.layouts:
        raise UnknownName("layout of the release", layout, filling.layouts)
    for name in defects:
        if name not in DEFECTS:
            raise UnknownName("defect", name, DEFECTS)
    if out.exists():
        raise RecordError(f"{out}: is there already. Choose a new file.")
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_name(out.name + ".partial")
    try:
        with session() as connection:
            written = _write(connection, run, partial, scenario, layout, Planter(defects))
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    written.path = out
    return written


def _write(
    connection: "duckdb.DuckDBPyConnection", run: Path, path: Path, scenario: str | None,
    layout: str, planter: Planter,
) -> Written:  # fmt: skip
    record = load_population(connection, run, scenario)
    written = Written(path, record["scenario"])
    folder = (
        f"EOIR Case Data {str(record['until']).replace('-', '')[:4]}-"
        + (str(record["until"]).replace("-", "")[4:])
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=planter.level) as archive:
        for name in load_tables().tables:
            member = f"{folder}/EOIR Case Data/{name}.csv"
            _write_table(connection, archive, member, name, layout, planter, written)
        for name, text, rows in _lookups():
            text, rows = planter.lookup(name, text, rows)
            archive.writestr(f"{folder}/Lookup/{name}.csv", text)
            written.rows[name] = rows
        counts = planter.counts(written.rows)
        archive.writestr(
            f"{folder}/Count.txt", "".join(f"{name}\t{n}\n" for name, n in counts.items())
        )
        archive.writestr(f"{folder}/Readme.txt", _README)
    planter.finish(path)
    written.defects = planter.planted
    return written


def _write_table(
    connection: "duckdb.DuckDBPyConnection", archive: zipfile.ZipFile, member: str, name: str,
    layout: str, planter: Planter, written: Written,
) -> None:  # fmt: skip
    names, columns = columns_of(name, layout)
    rows = 0
    with archive.open(member, "w", force_zip64=True) as file:
        header = planter.header(name, columns)
        file.write("\t".join(header).encode("ascii") + b"\n")
        if (SQL / "synthetic" / f"{name}.sql").exists():
            for batch in _batches(connection, name, names):
                lines = _lines(batch)
                file.write(planter.table(name, names, lines, first=rows == 0))
                rows += batch.num_rows
    written.rows[name] = rows + planter.added(name)


def columns_of(table: str, layout: str) -> tuple[list[str], list[str]]:
    """The columns of a table in a layout: as this project names them, and as the file does.

    Raises:
        UnknownName: no such table.
    """
    tables = load_tables().tables
    if table not in tables:
        raise UnknownName("table of the release", table, tables)
    change = load_synthetic().layouts[layout].get(table, Layout())
    names = [one.name for one in tables[table].parsed() if one.name not in change.without]
    for name, before in change.after.items():
        names.remove(name)
        names.insert(names.index(before) + 1, name)
    return names, [change.names.get(name, name) for name in names]


def _batches(
    connection: "duckdb.DuckDBPyConnection", name: str, columns: Sequence[str]
) -> Iterator["pa.RecordBatch"]:
    """The rows of a table as text, with the release's columns in their order."""
    query = sql_file(f"synthetic/{name}")
    described = connection.execute(f"describe {query}").fetchall()
    given = {str(row[0]).lower() for row in described}
    strange = given - {column.lower() for column in columns}
    allowed = {column.name.lower() for column in load_tables().tables[name].parsed()}
    if strange - allowed:
        raise RecordError(f"sql/synthetic/{name}.sql: gives {sorted(strange - allowed)}.")
    shown = ", ".join(
        f"coalesce(\"{column}\"::varchar, '') as \"{column}\"" if column.lower() in given
        else f"'' as \"{column}\""
        for column in columns
    )  # fmt: skip
    yield from connection.sql(f"select {shown} from ({query})").to_arrow_reader(_ROWS)


def _lines(batch: "pa.RecordBatch") -> bytes:
    import pyarrow.csv as pc

    text = io.BytesIO()
    options = pc.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
    pc.write_csv(batch, text, write_options=options)
    return text.getvalue()


def _lookups() -> Iterator[tuple[str, bytes, int]]:
    """Name, contents and number of rows of each lookup file."""
    filling, codes = load_synthetic(), load_codes()
    for name, columns in filling.lookups.items():
        known = codes.lists[name].codes
        if name == "tblLookupHloc":
            known = {**known, **dict.fromkeys(filling.courts, "Synthetic hearing location")}
        yield name, *_table(columns, known)
    yield "tblLanguage", *_table(("idnLang", "strCode", "strDescription"), filling.languages)
    motions = ("idnMotionType", "strMotionCode", "strMotionDesc")
    yield "tblLookupMotionType", *_table(motions, filling.motion_types)
    charges = dict.fromkeys(filling.charges.model_dump().values(), "Synthetic charge")
    yield "tbllookupCharges", *_table(("idnCharges", "strCode", "strCodeDescription"), charges)
    cities = sorted({*filling.courts, *filling.mpp_courts.values()})
    judges = {
        f"{city[0]}{10 + i}": "Synthetic judge"
        for city in cities
        for i in range(filling.judges_per_court)
    }
    yield "tblLookupJudge", *_table(("idnJudge", "JUDGE_CODE", "JUDGE_NAME"), judges)
    header = "idnCourtDecision\tstrCaseType\tstrDecCode\tstrDecDescription\tstrDecType"
    rows = [
        (case_type, code, words, kind)
        for case_type, decided in codes.decisions.items()
        for kind, meanings in (("C", decided.codes), ("O", codes.other_completions))
        for code, words in meanings.items()
    ]
    lines = [f"{i}\t" + "\t".join(row) for i, row in enumerate(rows, 1)]
    yield "tblLookupCourtDecision", "\n".join([header, *lines, ""]).encode("cp1252"), len(rows)


def _table(columns: Sequence[str], codes: dict[str, str]) -> tuple[bytes, int]:
    lines = [f"{i}\t{code}\t{words}" for i, (code, words) in enumerate(codes.items(), 1)]
    return "\n".join(["\t".join(columns), *lines, ""]).encode("cp1252"), len(lines)
