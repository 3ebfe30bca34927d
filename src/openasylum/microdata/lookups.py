"""What codes mean: the release's own lookups first, this project's lists where it brings none."""

import re
from pathlib import Path

from openasylum.microdata.facts import load_codes, load_tables
from openasylum.microdata.realign import Codes

_ENDS_AS_CODE = re.compile(r"code$", re.IGNORECASE)
_IS_MEANING = re.compile(r"desc|name$|disp$", re.IGNORECASE)


def code_columns(names: list[str]) -> tuple[str, str] | None:
    """Which columns of a lookup hold the code and its meaning; none if it has no such columns."""
    code = next((name for name in names if _ENDS_AS_CODE.search(name)), None)
    meaning = next((name for name in names if _IS_MEANING.search(name)), None)
    return (code, meaning) if code and meaning else None


def read_lookup(into: Path, table: str) -> dict[str, str]:
    """Codes and meanings of one lookup of an import; empty if it was not in the release.

    Where a code stands twice, the first meaning holds: lookups keep old rows below.
    """
    import pyarrow.parquet as pq

    path = into / "lookups" / f"{table}.parquet"
    if not path.exists():
        return {}
    columns = code_columns(pq.read_schema(path).names)
    if columns is None:
        return {}
    rows = pq.read_table(path, columns=list(columns)).to_pylist()
    found: dict[str, str] = {}
    for row in rows:
        if row[columns[0]] is not None:
            found.setdefault(row[columns[0]], row[columns[1]] or "")
    return found


def known_codes(into: Path) -> Codes:
    """For each lookup that a column names, every code it has: to tell what can stand there.

    A lookup that neither the release nor this project has whole is left out: then anything can.
    """
    lists = load_codes().lists
    names = {
        column.lookup
        for table in load_tables().tables.values()
        for column in table.parsed()
        if column.lookup
    }
    found: dict[str, frozenset[bytes]] = {}
    for name in sorted(names):
        codes = set(read_lookup(into, name))
        if not codes and name in lists and lists[name].whole:
            codes = set(lists[name].codes)
        if codes:
            found[name] = frozenset(code.encode("cp1252", "replace") for code in codes)
    return found


def meanings(into: Path, table: str) -> dict[str, str]:
    """What the codes of a lookup mean, by the release or, without that, by this project."""
    found = read_lookup(into, table)
    lists = load_codes().lists
    return found or (dict(lists[table].codes) if table in lists else {})
