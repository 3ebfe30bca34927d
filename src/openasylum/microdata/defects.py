"""The known defects of the release, planted on request into a synthetic one."""

import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

Fields = list[bytes]
Plant = Callable[[Fields, dict[str, int]], bytes]  # fields, places of columns -> lines

DEFECTS: dict[str, str] = {
    "shifted_rows": "a tab inside a field: every later value stands one column to the right",
    "uncertain_rows": "rows whose repair is not certain, and a row whose key is a word",
    "broken_lines": "a line end inside a field: one row on two lines",
    "control_characters": "NUL bytes and control characters inside fields",
    "quotes": "quotation marks that are never closed",
    "accents": "letters outside ASCII, in the encoding of Windows (cp1252)",
    "padded_codes": "codes padded with blanks, and fields that hold one blank",
    "na_codes": "NA as a code that means something",
    "impossible_dates": "years 1900 and 2925, and words where a date belongs",
    "sentinels": "values such as 00 and FA that stand for nothing",
    "orphans": "proceedings, applications and charges without their case",
    "unknown_codes": "codes that no lookup explains",
    "wide_motions": "motions with two fields more than the header names, and some that stop early",
    "extra_columns": "a column that no earlier release had",
    "duplicate_lookup_keys": "lookup codes that stand twice, and a lookup row with NUL bytes",
    "count_off": "Count.txt that says more rows than there are",
    "deflate64": "members compressed with method 9, which common programs cannot read",
}
_COUNT_OFF = 10


def _at(fields: Fields, places: dict[str, int], column: str, value: bytes) -> bytes:
    fields[places[column]] = value
    return b"\t".join(fields)


def _shift(column: str, value: bytes) -> Plant:
    return lambda fields, places: _at(fields, places, column, value)


_LINES: dict[str, dict[str, list[Plant]]] = {
    "shifted_rows": {
        "A_TblCase": [
            _shift("ALIEN_CITY", b"SAN\tDIEGO"),
            _shift("ALIEN_CITY", b"LOS\t\tANGELES"),
            _shift("ALIEN_CITY", b"\tMIAMI"),
        ],
        "B_TblProceeding": [_shift("HEARING_LOC_CODE", b"MIA\t"), _shift("IJ_CODE", b"\tM10")],
        "tbl_Court_Appln": [_shift("APPL_CODE", b"ASYL\t")],
    },
    "uncertain_rows": {
        "A_TblCase": [lambda fields, _: b"\t".join([*fields, b"left", b"over", b"words"])],
        "B_TblProceeding": [
            _shift("IDNPROCEEDING", b"FC"),
            lambda fields, _: b"\t".join(fields[:7]),
        ],
    },
    "broken_lines": {
        "A_TblCase": [_shift("ALIEN_CITY", b"NEW\nYORK")],
        "B_TblProceeding": [
            _shift("HEARING_LOC_CODE", b"MIA\n"),
            _shift("TRANS_NBR", b"\r\n"),
        ],
    },
    "control_characters": {
        "A_TblCase": [
            _shift("ALIEN_CITY", b"EL\x00 PASO\x1b"),
            _shift("ALIEN_STATE", b"\x00\x00"),
            _shift("SITE_TYPE", b"\x06"),
        ],
    },
    "quotes": {"A_TblCase": [_shift("ALIEN_CITY", b'"EAST" ST. "PAUL')]},
    "accents": {"A_TblCase": [_shift("ALIEN_CITY", "CA\N{LATIN CAPITAL LETTER N WITH TILDE}ON "
                                     "\N{LEFT DOUBLE QUOTATION MARK}".encode("cp1252"))]},
    "padded_codes": {
        "A_TblCase": [
            lambda fields, places: _at(fields, places, "LANG", fields[places["LANG"]] + b" "),
            _shift("CORRECTIONAL_FAC", b" "),
        ],
    },
    "impossible_dates": {
        "B_TblProceeding": [
            _shift("OSC_DATE", b"1900-01-01 00:00:00.000"),
            _shift("HEARING_DATE", b"2925-03-04 00:00:00.000"),
            _shift("TRANS_IN_DATE", b"unknown"),
        ],
        "A_TblCase": [_shift("C_BIRTHDATE", b"13/1980")],
    },
    "sentinels": {
        "A_TblCase": [_shift("RELEASE_MONTH", b"00"), _shift("ALIEN_CITY", b"FA")],
    },
    "unknown_codes": {
        "A_TblCase": [_shift("NAT", b"9Z")],
        "tbl_Court_Appln": [_shift("APPL_CODE", b"ZZZ")],
    },
}  # fmt: skip
_ADDED: dict[str, dict[str, list[dict[str, bytes]]]] = {
    "na_codes": {
        "A_TblCaseIdentifier": [{"IDNCASEID": b"900000001", "IDNCASE": b"1", "CASE_ID": b"NA"}],
    },
    "orphans": {
        "B_TblProceeding": [
            {"IDNPROCEEDING": b"900000001", "IDNCASE": b"900000001", "CASE_TYPE": b"RMV",
             "CUSTODY": b"N", "NAT": b"MX", "INPUT_DATE": b"2019-01-02 00:00:00.000"},
        ],
        "tbl_Court_Appln": [
            {"IDNPROCEEDINGAPPLN": b"900000001", "IDNPROCEEDING": b"900000002",
             "IDNCASE": b"900000002", "APPL_CODE": b"ASYL",
             "APPL_RECD_DATE": b"2019-01-02 00:00:00.000"},
        ],
        "B_TblProceedCharges": [
            {"IDNPRCDCHG": b"900000001", "IDNCASE": b"900000003", "IDNPROCEEDING": b"900000003",
             "CHARGE": b"237a01B      ", "CHG_STATUS": b"O"},
        ],
    },
}  # fmt: skip


class Planter:
    """Plants defects as a release is written, and keeps count of them."""

    def __init__(self, defects: Sequence[str]) -> None:
        """Take the names of the defects to plant, each one of `DEFECTS`."""
        self._defects = set(defects)
        self.planted: dict[str, dict[str, int]] = {}

    @property
    def level(self) -> int:
        """Compression: blocks of Deflate that hold plain bytes are blocks of Deflate64 too."""
        return 0 if "deflate64" in self._defects else 6

    def header(self, table: str, columns: Sequence[str]) -> list[str]:
        """The header's names."""
        return [*columns, "NEW_COLUMN"] if self._extra(table) else list(columns)

    def table(self, table: str, names: Sequence[str], lines: bytes, *, first: bool) -> bytes:
        """Lines of a table, with its defects if these are the first."""
        if self._extra(table):
            lines = lines.replace(b"\n", b"\tnew\n")
            self._count(table, "extra_columns", lines.count(b"\n"))
        if self._wide(table):
            lines = self._widen(table, lines)
        if not first:
            return lines
        places = {name: i for i, name in enumerate(names)}
        rows = lines.split(b"\n")[:-1]
        free = 1
        for defect in sorted(self._defects & _LINES.keys()):
            for plant in _LINES[defect].get(table, []):
                if free < len(rows):
                    rows[free] = plant(rows[free].split(b"\t"), places)
                    self._count(table, defect)
                    free += 2
        for defect in sorted(self._defects & _ADDED.keys()):
            for values in _ADDED[defect].get(table, []):
                rows.append(b"\t".join(values.get(name, b"") for name in names))
                self._count(table, defect)
        return b"\n".join([*rows, b""])

    def added(self, table: str) -> int:
        """How many rows the defects added to a table."""
        counts = self.planted.get(table, {})
        return sum(n for defect, n in counts.items() if defect in _ADDED)

    def lookup(self, name: str, text: bytes, rows: int) -> tuple[bytes, int]:
        """A lookup's file and its number of rows."""
        if "duplicate_lookup_keys" in self._defects and name == "tblLookupCourtDecision":
            self._count(name, "duplicate_lookup_keys", 2)
            return text + b"901\tRMV\tX\tRemove\tC\n902\t\x00\t\x00\t\x00\t\x00\n", rows + 2
        if "duplicate_lookup_keys" in self._defects and name == "tblLookupHloc":
            self._count(name, "duplicate_lookup_keys")
            return text + b"901\tSYP \tMPP COURT SAN YSIDRO PORT, OLD NAME\n", rows + 1
        return text, rows

    def counts(self, rows: dict[str, int]) -> dict[str, int]:
        """What `Count.txt` says."""
        if "count_off" not in self._defects:
            return rows
        self._count("Count.txt", "count_off")
        return {**rows, "tbl_schedule": rows["tbl_schedule"] + _COUNT_OFF}

    def finish(self, path: Path) -> None:
        """Say of every case table that it is compressed with method 9, if that was asked for."""
        if "deflate64" not in self._defects:
            return
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if one.filename.endswith(".csv")]
            directory = archive.start_dir
        with path.open("r+b") as file:
            for member in members:
                file.seek(member.header_offset + 8)
                file.write(struct.pack("<H", 9))
            file.seek(directory)
            entries = file.read()
            at = 0
            while entries[at : at + 4] == b"PK\x01\x02":
                name, extra, comment = struct.unpack("<HHH", entries[at + 28 : at + 34])
                if entries[at + 46 : at + 46 + name].endswith(b".csv"):
                    file.seek(directory + at + 10)
                    file.write(struct.pack("<H", 9))
                at += 46 + name + extra + comment
        self._count("Count.txt", "deflate64", len(members))

    def _extra(self, table: str) -> bool:
        return "extra_columns" in self._defects and table == "tbl_CustodyHistory"

    def _wide(self, table: str) -> bool:
        return "wide_motions" in self._defects and table == "tbl_Court_Motions"

    def _widen(self, table: str, lines: bytes) -> bytes:
        """Two fields more, the last ones moved; every fifth row stops after the filing party."""
        out = []
        for i, line in enumerate(lines.split(b"\n")[:-1]):
            fields = line.split(b"\t")
            wide = [*fields[:39], b"4A", fields[39], b"", fields[40]]
            out.append(b"\t".join(wide if i % 5 else wide[:33]))
            self._count(table, "wide_motions")
        return b"\n".join([*out, b""])

    def _count(self, table: str, defect: str, n: int = 1) -> None:
        here = self.planted.setdefault(table, {})
        here[defect] = here.get(defect, 0) + n
