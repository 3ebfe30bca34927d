"""Build the tables of official statistics from the agencies' files and the cited figures.

    python scripts/build_statistics.py --data ../shared/data

reads the agencies' own files in DATA/source_files (never committed), the list of cited figures
in DATA/statistics and those in facts/statistics/found, and writes every table of
facts/statistics with its record. The same files give the same tables, byte for byte.

    python scripts/build_statistics.py --docs

writes docs/statistics.md from the records alone.
"""

import argparse
import csv
import gzip
import hashlib
import io
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from openasylum.errors import OpenasylumError, RecordError
from openasylum.records.series import AgencyFile
from openasylum.statistics import catalog, mapping
from openasylum.statistics.cited import files_of_figures, kept_figures, read_figures
from openasylum.statistics.edition import as_yaml, covers, files_of
from openasylum.statistics.sheet import first_day
from openasylum.statistics.tables import Cells, Table, file_facts
from openasylum.statistics.workbook import Edition, read_workbook

ROOT = Path(__file__).resolve().parent.parent
FOUND = catalog.PACKAGE / "found"
CARRIED_BY = "github.com/brentryanjohnson/DHS-Monthly-Tables at 4543483f"
RETRIEVED = "from a public repository that carries the agency's file as published"


def main() -> int:
    arguments = _parser().parse_args()
    try:
        if arguments.docs:
            from openasylum.statistics.page import page

            (ROOT / "docs" / "statistics.md").write_text(page(), encoding="utf-8")
            return 0
        files = added() if arguments.cited else build(arguments.data)
    except OpenasylumError as error:
        print(f"build_statistics: {error}", file=sys.stderr)
        return 2
    write(files, only="cited" if arguments.cited else "")
    size = sum(len(text.encode()) for text in files.values())
    print(f"{len(files)} files, {size:,} bytes, in {catalog.PACKAGE.relative_to(ROOT)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument(
        "--cited", action="store_true", help="add new rows of found/*.csv; needs no --data"
    )
    parser.add_argument("--docs", action="store_true", help="write docs/statistics.md and stop")
    return parser


def build(data: Path) -> dict[str, str]:
    """Every file of facts/statistics by its path there."""
    sources = data / "source_files"
    if not sources.is_dir():
        raise RecordError(f"{sources}: no such folder. Say with --data where the files lie.")
    files = {f"ohss_monthly/{name}": text for name, text in _workbooks(sources).items()}
    for name, described in mapping.agency_files().tables.items():
        made = agency_table(name, described, sources / described.file)
        files |= {f"agencies/{file}": text for file, text in made.items()}
    figures = read_figures(data / "statistics" / "official_statistics.csv")
    for path in sorted(FOUND.glob("*.csv")):
        figures += read_figures(path)
    cited = files_of_figures(figures, mapping.cited_tables())
    return files | {f"cited/{name}": text for name, text in cited.items()}


def added() -> dict[str, str]:
    """The tables of cited figures, with what the lists in `found` have that they do not."""
    cited = mapping.cited_tables()
    figures = kept_figures(catalog.PACKAGE / "cited", cited)
    for path in sorted(FOUND.glob("*.csv")):
        figures += read_figures(path)
    made = files_of_figures(figures, cited)
    return {f"cited/{name}": text for name, text in made.items()}


def _workbooks(sources: Path) -> dict[str, str]:
    """The newest edition whole, each older one as what differs from the next."""
    layout, countries = mapping.workbook_layout(), mapping.citizenships()
    paths = sorted(sources.glob("*_ohss_immigration-enforcement-*.xlsx"), reverse=True)
    newer: Edition | None = None
    files: dict[str, str] = {}
    for path in paths:
        edition = read_workbook(path, layout, countries)
        made = files_of(
            edition,
            layout,
            vintage=edition.vintage,
            retrieved=RETRIEVED,
            carried_by=CARRIED_BY,
            newer=newer,
        )
        files |= {f"{edition.vintage}/{name}": text for name, text in made.items()}
        newer = edition
    return files


def agency_table(name: str, described: AgencyFile, path: Path) -> dict[str, str]:
    """The table of an agency's file and its record, by file name."""
    content = path.read_bytes()
    table = READERS[name](content, described)
    text = table.text()
    spoken = covers(table)
    facts = {
        "title": described.title,
        "producer": described.producer,
        "published": described.published,
        "retrieved": RETRIEVED,
        "page": described.page,
        "vintage": f"{spoken['until']:%Y-%m}",
        "file": file_facts(f"{name}.csv", text),
        "from": {
            "name": described.file,
            "sha256": hashlib.sha256(content).hexdigest(),
            "carried_by": described.carried_by,
            "read_by": "scripts/build_statistics.py",
        },
        "licence": described.licence,
        "counts": described.counts,
        "each_row": [*table.columns[:-1]],
        "columns": _columns(table, described),
        "covers": spoken,
        "revised": described.revised,
        "used_for": [*described.used_for],
        "notes": [*described.notes],
    }
    return {f"{name}.csv": text, f"{name}.yaml": as_yaml(facts)}


def _columns(table: Table, described: AgencyFile) -> dict[str, dict[str, str]]:
    value = {
        "kind": "count",
        "unit": described.value,
        "rounding": described.rounding or "exact",
        "missing_means": described.missing_means,
        "absent_means": described.absent_means or "does not occur",
    }
    names = {name: {"kind": "name"} for name in table.columns[1:-1]}
    return {"month": {"kind": "month", "means": "its first day"}, **names, table.columns[-1]: value}


def _meaning(described: AgencyFile, column: str, word: str) -> str:
    codes = described.codes[column]
    if word not in codes:
        raise RecordError(
            f"{described.file}: '{word}' is not a {column} in mappings/agency_files.yaml."
            " Add it there with what it means."
        )
    return codes[word]


def _cbp_encounters(content: bytes, described: AgencyFile) -> Table:
    columns = {
        "agency": "Component",
        "family_status": "Demographic",
        "citizenship": "Citizenship Grouping",
        "authority": "Title of Authority",
    }
    cells: Cells = {}
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
        month = _meaning(described, "month", row["Month (abbv)"])
        day = first_day(int(row["Fiscal Year"][:4]), month)
        key = (day.isoformat(), *(_meaning(described, c, row[h]) for c, h in columns.items()))
        cells[key] = (cells.get(key) or 0) + int(row["Encounter Count"])
    return Table(("month", *columns, described.value), cells)


def _usbp_family_status(content: bytes, described: AgencyFile) -> Table:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    rows = book["Monthly Rgn and Fam Status"].iter_rows(values_only=True)
    header = [" ".join(str(word).split()) for word in next(rows)]
    if header != ["Fiscal Year", "Month", "Region", "Family Status", "Quantity"]:
        raise RecordError(f"{described.file}: 'Monthly Rgn and Fam Status' has columns {header}.")
    cells: Cells = {}
    for row in rows:
        year, month, region, status, count = map(str, row)
        if _meaning(described, "region", region):
            day = first_day(int(year), _meaning(described, "month", month))
            key = (day.isoformat(), _meaning(described, "family_status", status))
            cells[key] = int(count)
    book.close()
    return Table(("month", "family_status", described.value), cells)


def _usbp_sectors(content: bytes, described: AgencyFile) -> Table:
    cells: Cells = {}
    text = gzip.decompress(content).decode()
    for row in csv.DictReader(io.StringIO(text), delimiter="|"):
        day = date(int(row["cy"]), int(row["month"]), 1).isoformat()
        for word, sector in described.codes["sector"].items():
            cells[day, sector] = int(row[word])
        parts = sum(cells[day, sector] or 0 for sector in described.codes["sector"].values())
        if parts != int(row["southwest_border"]):
            raise RecordError(f"{described.file}: sectors of {day} do not add up to the total.")
    return Table(("month", "sector", described.value), cells)


READERS: dict[str, Callable[[bytes, AgencyFile], Table]] = {
    "cbp_encounters": _cbp_encounters,
    "usbp_encounters_by_family_status": _usbp_family_status,
    "usbp_apprehensions_by_sector": _usbp_sectors,
}


def write(files: dict[str, str], only: str = "") -> None:
    """Put the files in place and remove tables, of one folder or of all, no longer made."""
    for name, text in files.items():
        path = catalog.PACKAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in _built(only):
        if path.relative_to(catalog.PACKAGE).as_posix() not in files:
            path.unlink()


def _built(only: str = "") -> Iterator[Path]:
    for path in sorted((catalog.PACKAGE / only).rglob("*.*")):
        if path.suffix in (".csv", ".yaml") and not path.is_relative_to(FOUND):
            yield path


if __name__ == "__main__":
    sys.exit(main())
