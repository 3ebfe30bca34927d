"""Releases written by hand, of a few rows, for rules that a simulated one does not touch."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openasylum.microdata.facts import load_tables
from openasylum.microdata.importer import import_release

Row = Mapping[str, str]
DATE = " 00:00:00.000"


def proceeding(
    number: int, case: int, opened: str, ended: str = "", how: str = "", **more: str
) -> Row:
    """A proceeding; `how` is a decision (one letter) or, after a colon, an administrative end."""
    decision, _, other = how.partition(":")
    return {
        "IDNPROCEEDING": str(number), "IDNCASE": str(case), "CASE_TYPE": "RMV", "CUSTODY": "N",
        "NAT": "HO", "BASE_CITY_CODE": "MIA",
        "OSC_DATE": opened + DATE, "INPUT_DATE": opened + DATE,
        "COMP_DATE": ended and ended + DATE, "DEC_CODE": decision, "OTHER_COMP": other, **more,
    }  # fmt: skip


def make_import(folder: Path, **tables: Sequence[Row]) -> Path:
    """Write tables, all others with a header only, and import them; returns the import.

    Cases are made for the proceedings if no A_TblCase is given.
    """
    source = folder / "EOIR Case Data 2026-0702" / "EOIR Case Data"
    source.mkdir(parents=True)
    if "A_TblCase" not in tables:
        cases = dict.fromkeys(row["IDNCASE"] for row in tables["B_TblProceeding"])
        tables["A_TblCase"] = [{"IDNCASE": case, "CASE_TYPE": "RMV", "NAT": "HO"} for case in cases]
    for name, about in load_tables().tables.items():
        names = [one.name for one in about.parsed()]
        rows = tables.get(name, [])
        assert all(set(row) <= set(names) for row in rows)
        lines = ["\t".join(names), *("\t".join(row.get(one, "") for one in names) for row in rows)]
        (source / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="cp1252")
    import_release(source.parent, folder / "eoir")
    return folder / "eoir"
