"""Which lines of the kernel its tests run, in interpreted mode, where a tool can see them.

Compiled code is invisible to coverage.py, so the tests of `tests/kernel` run with the compiler off.
Writes `validation/coverage.md`: the share of lines and branches by file, and the lines not run.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "validation" / "coverage.md"
HEAD = """# Coverage of the kernel

`make coverage`: the fast tests in `tests/kernel` with the compiler off (`NUMBA_DISABLE_JIT=1`)
under coverage.py, lines and branches. A line that is run is not a line that is checked:
[mutation.md](mutation.md) says how many faults the same tests notice.

"""


def measured() -> dict[str, Any]:
    """The report of coverage.py."""
    with tempfile.TemporaryDirectory() as folder:
        data, report = Path(folder) / "data", Path(folder) / "report.json"
        settings = os.environ | {
            "NUMBA_DISABLE_JIT": "1", "COVERAGE_FILE": str(data), "PYTHONPATH": str(ROOT / "src"),
        }  # fmt: skip
        source = str(ROOT / "src" / "openasylum" / "kernel")
        words = [
            ["run", "--branch", f"--source={source}", "-m", "pytest", "-q", "-m", "not slow",
             "-p", "no:cacheprovider", "tests/kernel"],
            ["json", "-q", "-o", str(report)],
        ]  # fmt: skip
        for each in words:
            subprocess.run(
                [sys.executable, "-m", "coverage", *each], cwd=ROOT, env=settings, check=True
            )
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found


def page(found: dict[str, Any]) -> str:
    """The page."""
    rows = [
        "| File | Lines | Run | Branches | Taken | Lines not run |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, file in sorted(found["files"].items()):
        about = file["summary"]
        missing = ", ".join(spans(file["missing_lines"])) or "none"
        rows.append(
            f"| `{Path(name).name}` | {about['num_statements']} | {_share(about, 'lines')} | "
            f"{about['num_branches']} | {_share(about, 'branches')} | {missing} |"
        )
    total = found["totals"]
    rows.append(
        f"| **All** | {total['num_statements']} | {_share(total, 'lines')} | "
        f"{total['num_branches']} | {_share(total, 'branches')} | |"
    )
    return HEAD + "\n".join(rows) + "\n"


def _share(about: dict[str, Any], what: str) -> str:
    done, of = {
        "lines": (about["covered_lines"], about["num_statements"]),
        "branches": (about["covered_branches"], about["num_branches"]),
    }[what]
    return f"{done / of:.1%}" if of else "none"


def spans(lines: list[int]) -> list[str]:
    """Lines as spans: 3, 5 to 8."""
    found: list[list[int]] = []
    for line in sorted(lines):
        if found and line == found[-1][1] + 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return [str(a) if a == b else f"{a} to {b}" for a, b in found]


if __name__ == "__main__":
    PAGE.write_text(page(measured()), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} written.")
