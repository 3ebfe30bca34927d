"""Zips made to harm, and imports killed in the middle: refused, or finished with the same bytes."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from openasylum.errors import RecordError
from openasylum.microdata.container import open_release
from openasylum.microdata.importer import Import, import_release
from openasylum.microdata.synthesize import Written

CASES = b"IDNCASE\tNAT\tCASE_TYPE\tCUSTODY\tE_28_DATE\n"


def hashes(folder: Path) -> dict[str, str]:
    """The bytes of every file of an import, by its path."""
    files = [one for one in folder.rglob("*") if one.is_file() and one.name != "lock"]
    found = {str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()) for one in files}
    return {name: one.hexdigest() for name, one in found.items()}


def with_members(source: Path, into: Path, **members: bytes) -> Path:
    """A copy of a zip with further members; their names are the keys, '.csv' added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for name, data in members.items():
            new.writestr(f"{name}.csv", data)
    return into


KILLS = {
    "among the lookups": "if table == 'tblLookupHloc': die()",
    "in the middle of a table": "if table == 'B_TblProceeding' and done > size // 2: die()",
    "between a table and its record": "",
}
_PROGRAM = """
import os, signal, sys
from pathlib import Path
from openasylum.microdata import importer, table_import
def die(): os.kill(os.getpid(), signal.SIGKILL)
table_import.BLOCK = 1 << 16
size = 0
def told(table, done, total):
    global size
    size = total // 2
    {when}
write = table_import.write_atomically
def instead(path, text):
    if {record} and path.name == 'A_TblCase.json': die()
    write(path, text)
table_import.write_atomically = instead
importer.import_release(Path(sys.argv[1]), Path(sys.argv[2]), progress=told)
"""


@pytest.fixture(scope="module")
def whole(broken: Written, tmp_path_factory) -> dict[str, str]:
    """The bytes of an import that nobody stopped, with blocks as in the program that is killed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("openasylum.microdata.table_import.BLOCK", 1 << 16)
        out = tmp_path_factory.mktemp("whole") / "eoir"
        import_release(broken.path, out)
    return hashes(out)


@pytest.mark.parametrize("moment", KILLS)
def test_a_killed_import_goes_on_to_the_same_bytes(
    moment, broken: Written, whole, tmp_path, monkeypatch
):
    when = KILLS[moment]
    program = _PROGRAM.format(when=when or "pass", record=not when)
    words = [sys.executable, "-c", program, str(broken.path), str(tmp_path / "out")]
    assert subprocess.run(words, check=False).returncode == -9
    assert not (tmp_path / "out" / "import" / "summary.json").exists()
    monkeypatch.setattr("openasylum.microdata.table_import.BLOCK", 1 << 16)
    found = import_release(broken.path, tmp_path / "out")
    assert found.resumed
    assert len(found.resumed) < len(found.tables)
    assert hashes(tmp_path / "out") == whole


def test_names_that_climb_out_of_the_folder_or_name_our_own_files_do_neither(
    clean: Written, tmp_path
):
    names = ("../../outside", "/absolute", "a/../summary", "release", "cases", "..")
    data = b"one\ttwo\n1\t2\n"
    bad = with_members(clean.path, tmp_path / "bad.zip", **dict.fromkeys(names, data))
    found = import_release(bad, tmp_path / "deep" / "down" / "out")
    tables = {one.table for one in found.tables}
    assert {"outside", "absolute", "table_summary", "table_release", "table_cases"} <= tables
    written = {one.relative_to(tmp_path).parts[0] for one in tmp_path.rglob("*")}
    assert written == {"bad.zip", "deep"}
    assert [one.name for one in (tmp_path / "deep").iterdir()] == ["down"]
    assert [one.name for one in (tmp_path / "deep" / "down").iterdir()] == ["out"]


def test_members_packed_with_backslashes_are_found(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = "EOIR Case Data\\A_TblCase.csv"
        archive.writestr(info, CASES)
    assert [one.table for one in open_release(tmp_path / "a.zip").members] == ["A_TblCase"]


def test_two_members_that_differ_by_case_only_are_one_table_twice(clean: Written, tmp_path):
    bad = with_members(clean.path, tmp_path / "bad.zip", extra=b"a\tb\n", Extra=b"a\tb\n")
    with pytest.raises(RecordError, match=r"holds Extra twice, as extra\.csv and Extra\.csv"):
        import_release(bad, tmp_path / "out")


@pytest.mark.parametrize("name", [b"\0.csv", b"A_TblCas\0.csv", b"\0/up.csv"])
def test_a_name_that_would_be_read_only_up_to_a_zero_byte_is_refused(
    name: bytes, clean: Written, tmp_path
):
    page = with_members(clean.path, tmp_path / "r.zip", **{"x" * (len(name) - 4): CASES})
    written = page.read_bytes().replace(b"x" * (len(name) - 4) + b".csv", name)
    page.write_bytes(written)
    with pytest.raises(RecordError, match=r"r\.zip: holds a file with the name '.*\\x00"):
        open_release(page)


def test_members_that_share_bytes_are_refused(clean: Written, tmp_path):
    bad = with_members(clean.path, tmp_path / "bad.zip", one=b"a\tb\n" * 50, two=b"a\tb\n" * 50)
    data = bytearray(bad.read_bytes())
    with zipfile.ZipFile(bad) as archive:
        first, second = archive.getinfo("one.csv"), archive.getinfo("two.csv")
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"two.csv"))
    assert int.from_bytes(data[at + 42 : at + 46], "little") == second.header_offset
    data[at + 42 : at + 46] = first.header_offset.to_bytes(4, "little")
    bad.write_bytes(data)
    with pytest.raises(RecordError, match="overlaps what comes after it"):
        import_release(bad, tmp_path / "out")


@pytest.mark.parametrize("what", ["nothing but line ends", "one line without an end"])
def test_a_zip_bomb_is_stopped_with_little_memory(what, clean: Written, tmp_path):
    """A small zip that is much text; what comes after the first of it is never read."""
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(clean.path) as old, zipfile.ZipFile(bomb, "w", 8, compresslevel=1) as new:
        for name in old.namelist():
            if not name.endswith("B_TblProceeding.csv"):
                new.writestr(name, old.read(name))
        columns = old.read(next(one for one in old.namelist() if "B_TblProceeding" in one))
        with new.open("B_TblProceeding.csv", "w") as file:
            file.write(columns.split(b"\n")[0] + b"\n")
            for _ in range(16 if "ends" in what else 80):
                file.write((b"\n" if "ends" in what else b"x") * (1 << 20))
    program = (
        "import re, sys; from pathlib import Path\n"
        "from openasylum.microdata.importer import import_release\n"
        "try: import_release(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "except Exception as error: print(str(error).splitlines()[0])\n"
        r"print(int(re.search(r'VmHWM:\s+(\d+)', open('/proc/self/status').read())[1]) // 1024)"
    )
    words = [sys.executable, "-c", program, str(bomb), str(tmp_path / "out")]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    message, memory = done.stdout.splitlines()
    assert ("do not fit its columns" in message) == ("ends" in what)
    assert ("a line of more than 64 MB" in message) == ("line" in what and "ends" not in what)
    assert int(memory) < 700
    assert not (tmp_path / "out" / "B_TblProceeding.parquet").exists()


@pytest.mark.long
def test_a_member_of_more_than_four_gigabytes_is_read_whole_with_little_memory(
    imported: Import, clean: Written, tmp_path
):
    """The hearings of the small release over and over, past the limit of a zip without zip64."""
    big = tmp_path / "big.zip"
    with zipfile.ZipFile(clean.path) as old, zipfile.ZipFile(big, "w", 8, compresslevel=1) as new:
        for name in old.namelist():
            if not name.endswith("tbl_schedule.csv"):
                if not name.endswith("Count.txt"):
                    new.writestr(name, old.read(name))
                continue
            head, _, rows = old.read(name).partition(b"\n")
            piece = rows * (1 + (16 << 20) // len(rows))
            times = 1 + (1 << 32) // len(piece)
            with new.open(name, "w", force_zip64=True) as file:
                file.write(head + b"\n")
                for _ in range(times):
                    file.write(piece)
    program = (
        "import re, sys; from pathlib import Path\n"
        "from openasylum.microdata.importer import import_release\n"
        "found = import_release(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(next(one.rows_written for one in found.tables if one.table == 'tbl_schedule'))\n"
        r"print(int(re.search(r'VmHWM:\s+(\d+)', open('/proc/self/status').read())[1]) // 1024)"
    )
    words = [sys.executable, "-c", program, str(big), str(tmp_path / "out")]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    rows_written, memory = map(int, done.stdout.splitlines())
    assert rows_written == times * piece.count(b"\n")
    assert memory < 1000
