"""How long 100 draws of one scenario take, at a tenth of the scale and with everyone.

Each measurement is the command as a user starts it, in a fresh process with the kernel compiled.
'--full N' makes N draws with everyone instead of 100, and says so: the rest is a straight line.

    python validation/ensembles.py            # writes validation/ensembles.md
    python validation/ensembles.py --full 10
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

DRAWS = 100
TARGETS = {0.1: 90.0, 1.0: 720.0}  # seconds for 100 draws on two cores


@dataclass(frozen=True)
class Timed:
    """One ensemble: its scale, its draws, and what it took."""

    scale: float
    draws: int
    wall: float
    cpu: float
    memory: float

    @property
    def per_hundred(self) -> float:
        """Wall seconds for 100 draws, on a straight line."""
        return self.wall * DRAWS / self.draws


def timed(scale: float, draws: int, where: Path) -> Timed:
    """Draws of `as_enacted` over the ranges of all assumptions."""
    command = [
        sys.executable, "-m", "openasylum", "ensemble", "as_enacted", "--draws", str(draws),
        "--vary", "all", "--scale", f"{scale:g}", "--out", str(where / f"at{scale:g}"),
    ]  # fmt: skip
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"the ensemble failed with status {os.waitstatus_to_exitcode(status)}")
    wall = time.perf_counter() - started
    return Timed(scale, draws, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def page(found: list[Timed]) -> str:
    """The measurements as a page."""
    lines = [
        "# Runs in number",
        "",
        f"`openasylum ensemble as_enacted --draws N --vary all`, {os.cpu_count()} cores, "
        f"{platform.machine()}, Python {platform.python_version()}; threads. Made by "
        "`python validation/ensembles.py`.",
        "",
        "| scale | draws | wall s | CPU s | wall s for 100 draws | asked for | peak memory GB |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in found:
        line = "" if one.draws == DRAWS else " (straight line)"
        lines.append(
            f"| {one.scale:g} | {one.draws} | {one.wall:.0f} | {one.cpu:.0f} | "
            f"{one.per_hundred:.0f}{line} | {TARGETS[one.scale]:.0f} | {one.memory / 1e9:.2f} |"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0] if __doc__ else "",
        epilog="example:\n  python validation/ensembles.py --full 10",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--full", metavar="N", type=int, default=DRAWS, help="draws with everyone")
    full = parser.parse_args().full
    with tempfile.TemporaryDirectory() as place:
        timed(0.001, 2, Path(place))  # compiled
        found = [timed(0.1, DRAWS, Path(place)), timed(1.0, full, Path(place))]
    text = page(found)
    print(text)
    (Path(__file__).parent / "ensembles.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
