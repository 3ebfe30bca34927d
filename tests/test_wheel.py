"""The wheel: the same bytes from the same source, and everything in it that a run needs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EPOCH = "1767225600"  # 2026-01-01, any fixed moment


def built(folder: Path) -> Path:
    """A wheel, built with the tools that are installed, so that nothing is fetched."""
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(
        [*words, str(ROOT)],
        env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.mark.slow
def test_two_builds_give_the_same_bytes_with_all_facts(tmp_path):
    first, second = (built(tmp_path / name) for name in ("first", "second"))
    assert first.read_bytes() == second.read_bytes()
    inside = set(zipfile.ZipFile(first).namelist())
    source = ROOT / "src"
    facts = {
        path.relative_to(source).as_posix()
        for path in (source / "openasylum" / "facts").rglob("*")
        if path.is_file()
    }
    assert facts <= inside
    assert "openasylum/py.typed" in inside
    assert not any("test" in name.split("/")[0] for name in inside)
