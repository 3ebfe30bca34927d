"""How long the full-scale comparison takes, from a cold start and warm, and how much memory.

Each run is a fresh process, as a user starts it. Cold: an empty cache of compiled kernels. Run it
with 'make bench'; it prints a table and writes validation/full_scale.md.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WARM_RUNS = 3
TARGETS = {"cold": 60.0, "warm": 25.0}  # seconds on two cores, and 2 GB of memory
GIGABYTE = 1e9


def timed(cache: Path, where: Path, name: str, *more: str) -> dict[str, float]:
    """One comparison in its own process: wall seconds, peak memory of it, and its own figures."""
    folder = where / name
    command = [
        sys.executable, "-m", "openasylum", "compare", "as_enacted", "without_mpp",
        "--out", str(folder), *more,
    ]  # fmt: skip
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=os.environ | {"XDG_CACHE_HOME": str(cache)}, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if status != 0:
        raise SystemExit(f"the comparison failed with status {os.waitstatus_to_exitcode(status)}")
    made = json.loads((folder / "run.json").read_text())
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss * 1024,
        "kernel": made["kernel_seconds"],
        "people": made["people"],
        "events": made["events"],
    }


def main() -> None:
    """Measure, print, and write the page."""
    with tempfile.TemporaryDirectory() as place:
        where, cache = Path(place), Path(place) / "cache"
        cold = timed(cache, where, "cold")
        warm = [timed(cache, where, f"warm{i}") for i in range(WARM_RUNS)]
        tables = [timed(cache, where, f"tables{i}", "--no-report") for i in range(WARM_RUNS)]
    page = _page(cold, warm, tables)
    print(page)
    (Path(__file__).parent / "full_scale.md").write_text(page)


def _page(
    cold: dict[str, float], warm: list[dict[str, float]], tables: list[dict[str, float]]
) -> str:
    middle = {key: statistics.median(run[key] for run in warm) for key in warm[0]}
    short = {key: statistics.median(run[key] for run in tables) for key in tables[0]}
    rows = [
        ("cold start, with compilation", cold, TARGETS["cold"]),
        ("warm, with report", middle, TARGETS["warm"]),
        ("warm, tables only", short, TARGETS["warm"]),
    ]
    lines = [
        "# Full scale, two scenarios, October 2013 to August 2025",
        "",
        f"`openasylum compare as_enacted without_mpp`, {os.cpu_count()} cores, "
        f"{platform.machine()}, Python {platform.python_version()}. Medians of {WARM_RUNS} runs "
        "where warm. Made by `make bench`.",
        "",
        "| run | wall s | asked for | CPU s | kernel s (both) | peak memory GB |",
        "|---|---|---|---|---|---|",
    ]
    for name, run, target in rows:
        lines.append(
            f"| {name} | {run['wall']:.1f} | {target:.0f} | {run['cpu']:.1f} | "
            f"{run['kernel']:.1f} | {run['memory'] / GIGABYTE:.2f} (2) |"
        )
    each = 1e9 * middle["kernel"] / middle["events"]
    lines += [
        "",
        f"People in both scenarios: {middle['people']:,.0f}; steps of their lives: "
        f"{middle['events']:,.0f}; {each:.0f} ns of kernel time a step, two threads at once.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
