"""What is amiss among an import's rows: orphans, unknown codes, keys repeated or gone."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.errors import RecordError
from openasylum.microdata.facts import load_tables
from openasylum.microdata.lookups import known_codes
from openasylum.microdata.session import quoted, session
from openasylum.microdata.table_import import write_atomically
from openasylum.microdata.views import finished

if TYPE_CHECKING:
    import duckdb

GONE_WARNS, GONE_STOPS = 0.001, 0.005  # shares of keys of the release before that are missing now
_PARENTS = {"idncase": "A_TblCase", "idnproceeding": "B_TblProceeding"}


@dataclass
class Checked:
    """What was found. Nothing was changed: rows stay, and this says how many to think about."""

    orphans: list[dict[str, Any]] = field(default_factory=list)
    unknown_codes: list[dict[str, Any]] = field(default_factory=list)
    repeated_keys: list[dict[str, Any]] = field(default_factory=list)
    cases_without_proceeding: int = 0
    cases_of_mixed_type: int = 0
    ended_before_their_notice: int = 0
    gone: list[dict[str, Any]] = field(default_factory=list)

    @property
    def worst_gone(self) -> float:
        """The largest share of keys of one table that are gone."""
        return max((one["share"] for one in self.gone), default=0.0)


def check_import(folder: Path, previous: Path | None = None) -> Checked:
    """Look for what the known defects of the release leave in an import, and write it down.

    Args:
        folder: a finished import; the result goes into its `import/checks.json`.
        previous: the import of an earlier release: which of its keys are gone?

    Raises:
        RecordError: no finished import.
    """
    finished(folder)
    if previous is not None:
        finished(previous)
    found = Checked()
    with session() as connection:
        for name, table in load_tables().tables.items():
            path = folder / f"{name}.parquet"
            if not path.exists():
                continue
            key = table.key.lower()
            columns = _columns(connection, path)
            _repeated(connection, found, name, path, key)
            for column, parent in _PARENTS.items():
                if column in columns and parent != name:
                    _orphans(connection, found, folder, name, column, parent)
            if previous is not None:
                _gone(connection, found, name, path, previous / f"{name}.parquet", key)
        _unknown(connection, found, folder)
        _cases(connection, found, folder)
    write_atomically(folder / "import" / "checks.json", json.dumps(asdict(found), indent=1))
    return found


def refuse_gone(found: Checked) -> None:
    """Raises `RecordError` if so many records are gone that the release must be doubted."""
    if found.worst_gone > GONE_STOPS:
        worst = max(found.gone, key=lambda one: float(one["share"]))
        raise RecordError(
            f"{worst['table']}: {worst['rows']:,} of the records of the release before "
            f"({worst['share']:.1%}) are gone. In 2019 and 2020 whole months went missing so; keep "
            f"the release before, and compare before you use this one."
        )


def _columns(connection: "duckdb.DuckDBPyConnection", path: Path) -> set[str]:
    described = connection.execute(f"describe select * from {quoted(path)}").fetchall()
    return {str(row[0]) for row in described}


def _one(connection: "duckdb.DuckDBPyConnection", query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0] or 0)


def _repeated(
    connection: "duckdb.DuckDBPyConnection", found: Checked, name: str, path: Path, key: str
) -> None:
    rows = _one(connection, f"select count({key}) - count(distinct {key}) from {quoted(path)}")
    if rows:
        found.repeated_keys.append({"table": name, "key": key, "rows": rows})


def _orphans(
    connection: "duckdb.DuckDBPyConnection", found: Checked, folder: Path, name: str, column: str,
    parent: str,
) -> None:  # fmt: skip
    child, above = folder / f"{name}.parquet", folder / f"{parent}.parquet"
    rows = _one(
        connection,
        f"select count(*) from {quoted(child)} c where {column} is not null and not exists "
        f"(select 1 from {quoted(above)} p where p.{column} = c.{column})",
    )
    if rows:
        found.orphans.append({"table": name, "column": column, "parent": parent, "rows": rows})


def _unknown(connection: "duckdb.DuckDBPyConnection", found: Checked, folder: Path) -> None:
    """Codes that no lookup has. The decision table's letters depend on the case type: left out."""
    codes = known_codes(folder)
    for name, table in load_tables().tables.items():
        path = folder / f"{name}.parquet"
        if not path.exists():
            continue
        present = _columns(connection, path)
        for column in table.parsed():
            known = codes.get(column.lookup)
            here = column.name.lower()
            if known is None or here not in present or column.lookup == "tblLookupCourtDecision":
                continue
            words = ", ".join(quoted(code.decode("cp1252")) for code in sorted(known))
            counted = connection.execute(
                f"select count(*) filter ({here} not in ({words})), count({here}) "
                f"from {quoted(path)}"
            ).fetchall()[0]
            if counted[0]:
                found.unknown_codes.append(
                    {"table": name, "column": here, "lookup": column.lookup,
                     "rows": counted[0], "share": counted[0] / counted[1]}
                )  # fmt: skip


def _cases(connection: "duckdb.DuckDBPyConnection", found: Checked, folder: Path) -> None:
    case, proceeding = (quoted(folder / f"{name}.parquet") for name in _PARENTS.values())
    found.cases_without_proceeding = _one(
        connection,
        f"select count(*) from {case} a where not exists "
        f"(select 1 from {proceeding} p where p.idncase = a.idncase)",
    )
    found.cases_of_mixed_type = _one(
        connection,
        f"select count(*) from (select idncase from {proceeding} group by idncase "
        f"having min(case_type) <> max(case_type))",
    )
    found.ended_before_their_notice = _one(
        connection, f"select count(*) from {proceeding} where comp_date < osc_date"
    )


def _gone(
    connection: "duckdb.DuckDBPyConnection", found: Checked, name: str, path: Path, before: Path,
    key: str,
) -> None:  # fmt: skip
    if not before.exists():
        return
    rows = _one(
        connection,
        f"select count(*) from {quoted(before)} b where not exists "
        f"(select 1 from {quoted(path)} n where n.{key} = b.{key})",
    )
    whole = _one(connection, f"select count(*) from {quoted(before)}")
    if rows:
        found.gone.append({"table": name, "rows": rows, "share": rows / whole})
