"""Full, read-only and foreign disks, damaged files, jumping clocks: told, never believed."""

import contextlib
import errno
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from validation.faults import PROGRAMS, hashes, leftovers, release, run_trials

from openasylum.cli import main
from openasylum.ensemble import folder as ensemble_folder
from openasylum.errors import OpenasylumError, RecordError
from openasylum.report.run import read_run
from openasylum.simulation import result

RUN = ["compare", "as_enacted", "without_mpp", "--until", "2014-01-01", "--scale", "0.0005",
       "--no-report", "--out"]  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nothing went wrong with."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    assert main([*RUN, str(folder)]) == 0
    return folder


@pytest.fixture
def copied(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


@pytest.mark.parametrize(
    "name", ["run", "import", "job", pytest.param("fit", marks=pytest.mark.slow)]
)
def test_a_program_killed_at_random_moments_leaves_nothing_half_and_ends_with_the_same_bytes(
    name, tmp_path
):
    assert run_trials([name], 1, 7, tmp_path / "state.jsonl", tmp_path) == 0


@pytest.mark.long
@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_killed_many_times_lose_nothing(name, tmp_path):
    assert run_trials([name], 15, 3, tmp_path / "s.jsonl", tmp_path) == 0


def test_what_a_killed_run_left_is_removed_by_the_next_and_another_s_draft_is_not(tmp_path):
    abandoned = Path(tempfile.mkdtemp(prefix=".mine.", suffix=".draft", dir=tmp_path))
    (abandoned / "series.parquet").write_bytes(b"half")
    own = tmp_path / ".mine.notes"
    own.mkdir()
    with result.run_folder(tmp_path / "mine") as draft:
        assert not abandoned.exists()
        result._remove_abandoned(tmp_path / "mine")
        assert draft.exists()
    assert own.exists()


def _mounted(size: str, options: str) -> Callable[[Path], None]:
    def mount(folder: Path) -> None:
        words = ["mount", "-t", "tmpfs", "-o", f"size={size}{options}", "tmpfs", str(folder)]
        subprocess.run(words, check=True, capture_output=True)

    return mount


@contextlib.contextmanager
def disk(folder: Path, size: str, options: str = "") -> Iterator[bool]:
    """A small disk of its own at `folder`; False where this user may not mount one."""
    folder.mkdir()
    try:
        _mounted(size, options)(folder)
    except (OSError, subprocess.CalledProcessError):
        yield False
        return
    try:
        yield True
    finally:
        # Lazily: another process of the test run may have been started meanwhile and hold it.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_told_and_nothing_is_kept(tmp_path, capsys, monkeypatch):
    """A disk of 16 kB; where none can be mounted, writing fails as on one."""
    with disk(tmp_path / "small", "16k") as is_real:
        if not is_real:

            def full(*_: object, **__: object) -> None:
                raise OSError(errno.ENOSPC, "No space left on device")

            monkeypatch.setattr(result.pq, "write_table", full)
        assert main([*RUN, str(tmp_path / "small" / "run")]) == 2
        said = capsys.readouterr().err
        assert "No space left on device" in said
        assert "Nothing was kept; free some space" in said
        assert list((tmp_path / "small").iterdir()) == []


def full_after(number: int) -> Callable[..., None]:
    """What keeps so many draws, and then finds the disk full."""
    room, append = iter(range(number)), ensemble_folder._append_line

    def append_line(manifest: IO[str], line: str) -> None:
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        append(manifest, line)

    return append_line


def test_a_full_disk_stops_an_ensemble_which_goes_on_when_there_is_room(
    tmp_path, capsys, monkeypatch
):
    """A disk of 64 kB; where none can be mounted, two draws find room as on one."""
    words = ["ensemble", "as_enacted", "--until", "2014-01-01", "--scale", "0.0005", "--seeds", "4",
             "--workers", "1", "--out"]  # fmt: skip
    with disk(tmp_path / "small", "64k") as is_real:
        folder = tmp_path / "small" / "it"
        with monkeypatch.context() as patched:
            if not is_real:
                patched.setattr(ensemble_folder, "_append_line", full_after(2))
            assert main([*words, str(folder)]) == 2
        said = capsys.readouterr().err
        assert "No space left on device" in said
        assert "is kept: free some space" in said or "are kept: free some space" in said
        if is_real:
            subprocess.run(["mount", "-o", "remount,size=4m", str(tmp_path / "small")], check=True)
        assert main([*words, str(folder)]) == 0
        assert "by an earlier run" in capsys.readouterr().out
        assert leftovers(folder) == []


def as_nobody(work: Callable[[], int]) -> int:
    """The status of work done without the rights of root, in a process of its own."""
    number = os.fork()
    if not number:
        status = 99
        with contextlib.suppress(BaseException):
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            status = work()
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def test_a_folder_that_may_not_be_written_is_told_before_any_work(whole):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)

        def refused() -> int:
            try:
                result.check_free(folder / "run")
            except OpenasylumError as error:
                return 0 if "is not writable" in str(error) else 1
            return 2

        assert as_nobody(refused) == 0


def test_a_disk_that_may_only_be_read_is_told(tmp_path, capsys, monkeypatch):
    """Where none can be mounted, the system says of the folder what it says of such a disk."""
    place, asked = tmp_path / "only", os.access
    with disk(place, "1m", ",ro") as is_real:
        if not is_real:

            def access(path: str | Path, mode: int, **words: bool) -> bool:
                return Path(path) != place and asked(path, mode, **words)

            monkeypatch.setattr(os, "access", access)
        assert main([*RUN, str(place / "run")]) == 2
        assert "is not writable" in capsys.readouterr().err
        assert list(place.iterdir()) == []


def test_a_disk_that_turns_out_to_be_read_only_is_told_too(tmp_path, capsys, monkeypatch):
    """A disk that says it may be written to, and then refuses (some over a network do)."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(result.tempfile, "mkdtemp", refused)
    assert main([*RUN, str(tmp_path / "run")]) == 2
    assert "cannot be made (Read-only file system)" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_someone_else_that_may_not_be_read_is_named(copied):
    """Root may read anything, so it is read as somebody else."""
    shared = Path(tempfile.mkdtemp())
    shared.chmod(0o755)
    folder = Path(shutil.copytree(copied, shared / "run"))
    (folder / "series.parquet").chmod(0)

    def refused() -> int:
        try:
            read_run(folder)
        except RecordError as error:
            return 0 if "series.parquet" in str(error) and "ermission" in str(error) else 1
        return 2

    try:
        assert as_nobody(refused) == 0
    finally:
        shutil.rmtree(shared)


@pytest.mark.parametrize("clock", [0.0, 4e9, None])
def test_a_clock_that_jumps_changes_no_result(clock, whole, tmp_path, monkeypatch):
    """Back to 1970, on to 2096, and to and fro between two looks at it."""
    jumps = iter(range(10_000))
    now = (lambda: clock) if clock is not None else (lambda: 1e9 * (-1) ** next(jumps) + 2e9)
    monkeypatch.setattr(time, "time", now)
    monkeypatch.setattr(time, "perf_counter", now)
    assert main([*RUN, str(tmp_path / "run")]) == 0
    assert hashes(tmp_path / "run") == hashes(whole)


TABLES = ("series", "outcomes", "transitions", "pairs")


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4 : len(content) // 2] = bytes(len(content) // 2 - 4)
    path.write_bytes(content)


@pytest.mark.parametrize("spoil", [halved, emptied, overwritten])
@pytest.mark.parametrize("table", TABLES)
def test_a_damaged_table_of_a_run_is_named(table, spoil, copied, capsys):
    path = copied / f"{table}.parquet"
    spoil(path)
    assert main(["report", str(copied)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"openasylum: {path}: is not a whole Parquet file")
    assert said.count("\n") == 1


def test_a_damaged_description_of_a_run_is_named(copied, capsys):
    halved(copied / "run.json")
    assert main(["report", str(copied)]) == 2
    assert capsys.readouterr().err.startswith(f"openasylum: {copied / 'run.json'}: is not JSON")


def test_a_file_that_cannot_be_opened_is_told_without_a_trace(tmp_path, capsys, monkeypatch):
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "/somewhere/draft")

    monkeypatch.setattr("openasylum.simulation.study.study", refused)
    assert main([*RUN, str(tmp_path / "run")]) == 2
    assert "/somewhere/draft: cannot be read or written (Permission denied)" in (
        capsys.readouterr().err
    )


def test_a_damaged_import_is_told_and_the_same_command_mends_it(tmp_path, capsys):
    words = ["microdata", "import", str(release(tmp_path)), "--to", str(tmp_path / "eoir")]
    assert main(words) == 0
    before = hashes(tmp_path / "eoir")
    case, record = tmp_path / "eoir" / "A_TblCase.parquet", tmp_path / "eoir" / "import"
    halved(case)
    capsys.readouterr()
    for action in (["check"], ["table", "pending", "--on", "2015-09-30"]):
        asked = ["microdata", action[0], *action[1:2], str(tmp_path / "eoir"), *action[2:]]
        assert main(asked) == 2
        said = capsys.readouterr().err
        assert str(case) in said
        assert "Traceback" not in said
    emptied(record / "B_TblProceeding.json")
    assert main(words) == 0
    assert hashes(tmp_path / "eoir") == before
    halved(record / "release.json")
    assert main(words) == 2
    assert f"{record / 'release.json'}: is damaged" in capsys.readouterr().err


CACHE = """
import sys
from pathlib import Path
from openasylum.simulation.study import Options, study
from datetime import date
study(["as_enacted"], Path(sys.argv[1]), Options(until=date(2014, 1, 1), scale=0.0005), command="")
"""


def spoil_cache(folder: Path, how: str) -> None:
    files = sorted(folder.rglob("*.nbc" if "code" in how else "*.nbi"))
    for path in files:
        content = bytearray(path.read_bytes())
        if "cut" in how:
            content = content[: len(content) // 2]
        else:
            for at in range(len(content) // 3, len(content), 97):
                content[at] ^= 0xFF
        path.write_bytes(content)


@pytest.mark.parametrize(
    ("how", "sealed"),
    [
        *(
            pytest.param(how, True, marks=pytest.mark.slow)
            for how in ("code cut", "code garbled", "index cut", "index garbled")
        ),
        *(
            pytest.param(how, False, marks=pytest.mark.long)
            for how in ("code cut", "index cut", "index garbled")
        ),
    ],  # code garbled before any run has ended with it has no sum yet: docs/bad_input.md
)
def test_damaged_compiled_code_is_compiled_again(how, sealed, whole, tmp_path, monkeypatch):
    from openasylum.kernel.jit import cache_folder

    ours = cache_folder()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(ours, cache_folder())
    run = [sys.executable, "-c", CACHE]
    subprocess.run([*run, str(tmp_path / "before")], check=True)
    if not sealed:
        (cache_folder() / "sums.json").unlink()
    spoil_cache(cache_folder(), how)
    done = subprocess.run([*run, str(tmp_path / "after")], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert hashes(tmp_path / "after") == hashes(tmp_path / "before")
