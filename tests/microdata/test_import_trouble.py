"""Bad input and bad luck: one clear message, and nothing half-written passing for whole."""

import errno
import json
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from openasylum.cli import main
from openasylum.errors import RecordError
from openasylum.microdata import importer, table_import
from openasylum.microdata.importer import import_release
from openasylum.microdata.synthesize import Written


def changed(source: Path, into: Path, change) -> Path:
    """A copy of a zip; `change(name, bytes)` gives a member's bytes, or None to leave it out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return into


def without(table: str):
    return lambda name, data: None if name.endswith(f"{table}.csv") else data


def test_the_command_prints_four_counts_a_table_as_json(broken: Written, tmp_path, capsys):
    assert main(["microdata", "import", str(broken.path), "--to", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["tables"]) == set(broken.rows)
    names = ["rows_read", "rows_written", "rows_repaired", "rows_quarantined"]
    for counts in found["tables"].values():
        assert list(counts) == names
        assert counts["rows_read"] == sum(counts[name] for name in names[1:])
    assert found["totals"]["rows_read"] == sum(broken.rows.values())


def test_progress_never_goes_back_and_ends_with_everything(clean: Written, tmp_path):
    told: list[tuple[int, int]] = []
    import_release(clean.path, tmp_path, progress=lambda _, done, total: told.append((done, total)))
    assert len({total for _, total in told}) == 1
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1] > 0


def test_what_is_no_zip_is_refused(tmp_path, capsys):
    file = tmp_path / "data.zip"
    file.write_text("IDNCASE\n")
    assert main(["microdata", "import", str(file), "--to", str(tmp_path / "out")]) == 2
    assert "is not a zip" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["microdata", "import", str(tmp_path / "no.zip"), "--to", str(tmp_path)]) == 2
    assert "is not there" in capsys.readouterr().err


def test_a_zip_cut_short_is_refused(clean: Written, tmp_path):
    cut = tmp_path / "cut.zip"
    cut.write_bytes(clean.path.read_bytes()[:-5000])
    with pytest.raises(RecordError, match="not a whole zip"):
        import_release(cut, tmp_path / "out")


def test_a_damaged_member_is_named_and_leaves_no_table(clean: Written, tmp_path):
    with zipfile.ZipFile(clean.path) as archive:
        info = next(one for one in archive.infolist() if one.filename.endswith("tbl_schedule.csv"))
    data = bytearray(clean.path.read_bytes())
    middle = info.header_offset + 200 + info.compress_size // 2
    data[middle : middle + 20] = bytes(20)
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(data)
    with pytest.raises(RecordError, match=r"tbl_schedule.csv is damaged"):
        import_release(damaged, tmp_path / "out")
    assert not (tmp_path / "out" / "tbl_schedule.parquet").exists()
    assert not (tmp_path / "out" / "import" / "summary.json").exists()


def test_a_damaged_member_of_deflate64_is_named(broken: Written, tmp_path):
    with zipfile.ZipFile(broken.path) as archive:
        info = next(one for one in archive.infolist() if one.filename.endswith("tbl_schedule.csv"))
    data = bytearray(broken.path.read_bytes())
    data[info.header_offset + 5000] ^= 1
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(data)
    with pytest.raises(RecordError, match="its checksum is wrong"):
        import_release(damaged, tmp_path / "out")


def test_a_table_without_its_header_is_refused(clean: Written, tmp_path):
    def headless(name, data):
        return data.split(b"\n", 1)[1] if name.endswith("B_TblProceeding.csv") else data

    bad = changed(clean.path, tmp_path / "bad.zip", headless)
    with pytest.raises(RecordError, match=r"B_TblProceeding.csv:1: is no header"):
        import_release(bad, tmp_path / "out")


def test_a_table_without_a_needed_column_is_refused_with_the_remedy(clean: Written, tmp_path):
    def renamed(name, data):
        return data.replace(b"COMP_DATE", b"ENDED_ON", 1) if "B_TblProceeding" in name else data

    bad = changed(clean.path, tmp_path / "bad.zip", renamed)
    with pytest.raises(RecordError, match=r"has no column COMP_DATE.*aliases"):
        import_release(bad, tmp_path / "out")


def test_a_release_without_cases_is_refused(clean: Written, tmp_path):
    bad = changed(clean.path, tmp_path / "bad.zip", without("A_TblCase"))
    with pytest.raises(RecordError, match="has no A_TblCase"):
        import_release(bad, tmp_path / "out")


def test_another_missing_table_is_told(clean: Written, tmp_path):
    bad = changed(clean.path, tmp_path / "bad.zip", without("tbl_schedule"))
    found = import_release(bad, tmp_path / "out")
    assert found.missing == ["tbl_schedule"]
    assert any("tbl_schedule is not in this release" in one for one in found.warnings)


def test_a_full_disk_is_told_and_the_import_goes_on_where_it_stopped(
    clean: Written, tmp_path, monkeypatch
):
    def full(*given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "tbl_schedule.parquet")

    with monkeypatch.context() as patched:
        real = table_import._write
        patched.setattr(
            table_import, "_write",
            lambda writer, rows, layout, record, aside: full()
            if record.table == "B_TblProceeding" else real(writer, rows, layout, record, aside),
        )  # fmt: skip
        with pytest.raises(RecordError, match=r"the disk is full.*run the same command again"):
            import_release(clean.path, tmp_path / "out")
    assert (tmp_path / "out" / "A_TblCase.parquet").exists()
    assert not (tmp_path / "out" / "B_TblProceeding.parquet").exists()
    assert not list((tmp_path / "out").rglob("*partial*"))
    found = import_release(clean.path, tmp_path / "out")
    assert "A_TblCase" in found.resumed
    assert "B_TblProceeding" not in found.resumed
    assert {one.table: one.rows_read for one in found.tables} == clean.rows


def test_a_second_import_of_the_same_release_reads_nothing_again(clean: Written, tmp_path):
    first = import_release(clean.path, tmp_path / "out")
    second = import_release(clean.path, tmp_path / "out")
    assert first.resumed == []
    assert len(second.resumed) == len(second.tables) == len(first.tables)
    assert second.as_json()["totals"] == first.as_json()["totals"]


def test_another_release_into_the_same_folder_is_refused(clean, broken, tmp_path):
    import_release(clean.path, tmp_path / "out")
    with pytest.raises(RecordError, match="holds the import of another release"):
        import_release(broken.path, tmp_path / "out")


def test_a_folder_with_other_files_is_refused(clean: Written, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(RecordError, match="holds other files"):
        import_release(clean.path, tmp_path)


def test_a_layout_that_does_not_fit_stops_the_import(clean: Written, tmp_path, monkeypatch):
    monkeypatch.setattr(table_import, "MOST_REFUSED", 3)

    def cut(name, data):
        if not name.endswith("B_TblProceeding.csv"):
            return data
        head, *rows = data.split(b"\n")
        return b"\n".join([head, *(row.rsplit(b"\t", 9)[0] for row in rows)])

    bad = changed(clean.path, tmp_path / "bad.zip", cut)
    with pytest.raises(RecordError, match=r"(?s)do not fit its columns.*line 2: a line of 29"):
        import_release(bad, tmp_path / "out")
    found = import_release(bad, tmp_path / "out", accept=True)
    record = next(one for one in found.tables if one.table == "B_TblProceeding")
    assert record.rows_quarantined == record.rows_read == clean.rows["B_TblProceeding"]


@pytest.mark.slow
def test_an_import_in_small_blocks_is_the_same(broken, imported_broken, tmp_path, monkeypatch):
    monkeypatch.setattr(table_import, "BLOCK", 1_000)
    import openasylum.microdata.container as container

    monkeypatch.setattr(container, "_READ", 997)
    found = import_release(broken.path, tmp_path / "out")
    assert found.as_json()["totals"] == imported_broken.as_json()["totals"]
    for name in ("A_TblCase", "B_TblProceeding"):
        mine = pq.read_table(found.folder / f"{name}.parquet")
        assert mine.equals(pq.read_table(imported_broken.folder / f"{name}.parquet"))


def test_two_imports_into_one_folder_at_once_are_refused(clean: Written, tmp_path):
    (tmp_path / "out" / "import").mkdir(parents=True)
    with (
        importer._locked(tmp_path / "out"),
        pytest.raises(RecordError, match="another import is writing here"),
    ):
        import_release(clean.path, tmp_path / "out")


def test_what_a_killed_import_left_is_not_taken_for_whole(clean: Written, tmp_path):
    import_release(clean.path, tmp_path / "whole")
    out = tmp_path / "out"
    (out / "import" / "partial").mkdir(parents=True)
    (out / "import" / "partial" / "B_TblProceeding.parquet").write_bytes(b"PAR1 half")
    (out / "A_TblCase.parquet").write_bytes(b"PAR1 moved, and killed before its record")
    found = import_release(clean.path, out)
    assert found.resumed == []
    assert not (out / "import" / "partial").exists()
    mine = pq.read_table(out / "A_TblCase.parquet")
    assert mine.equals(pq.read_table(tmp_path / "whole" / "A_TblCase.parquet"))
