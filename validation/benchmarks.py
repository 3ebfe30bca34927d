"""How fast the engine is, beside other programs and beside memory; writes validation/benchmarks.md.

    python validation/benchmarks.py            # under ten minutes on two idle cores
    python validation/benchmarks.py --quick    # small sizes, to see that it works

Run it when the machine does nothing else; the page states the load it found.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PEERS = ("engine", "engine, short steps", "simpy", "ciw", "salabim")
SIZES = {"peers": 100_000, "over": (5_000, 20_000), "scales": (0.0005, 0.005, 0.05, 1.0),
         "waiting": (10**4, 10**5, 10**6, 10**7, 2 * 10**7)}  # fmt: skip
QUICK = {"peers": 3_000, "over": (500, 1_000), "waiting": (10**4, 10**5), "scales": (0.0005, 0.002)}
OPERATIONS = 2_000_000
REPEATS = 5  # of what is over within a second
LATER_RUNS = 5


def clocked(do: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall seconds, processor seconds, and the result."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = do()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def measure_peer(name: str, people: int, overloaded: bool) -> dict[str, float]:
    """One program on the network; an event is a service begun."""
    import numpy as np
    from tests.peers import network as net
    from tests.peers import with_ciw, with_salabim, with_simpy

    run = {"engine": partial(net.engine, unit=1), "engine, short steps": net.engine,
           "simpy": with_simpy.run,
           "ciw": with_ciw.run, "salabim": with_salabim.run}[name]  # fmt: skip
    shape = net.Network(loads=(1.5, 0.9, 0.8)) if overloaded else net.Network()
    run(shape, net.draw(shape, 50, 1))  # compiled, imported
    lives = net.draw(shape, people, 2)
    times = REPEATS if name.startswith("engine") else 1
    wall, cpu, waits = sorted(
        (clocked(lambda: run(shape, lives)) for _ in range(times)), key=lambda each: each[0]
    )[times // 2]
    events = int((~np.isnan(waits)).sum())
    return {"wall": wall, "cpu": cpu, "events": events, "wait": float(np.nanmean(waits[:, 0]))}


def measure_waiting(waiting: int) -> dict[str, float]:
    """Nanoseconds to take someone from a queue, or a bucket, and put them into another bucket."""
    import numpy as np
    from tests.peers.holding import DAYS, fill, hold

    from openasylum.kernel.jit import as_records
    from openasylum.kernel.layout import TOKEN

    chunks = waiting // 64 + 4 * DAYS
    pool = (as_records(np.zeros(chunks * 64, TOKEN)), np.zeros((chunks, 2), np.int32),
            np.zeros((DAYS + 1, 5), np.int64))  # fmt: skip
    fill(waiting, *pool)
    hold(1_000, *pool)
    wall, cpu, _ = clocked(lambda: hold(OPERATIONS, *pool))
    return {"wall": 1e9 * wall / OPERATIONS, "cpu": 1e9 * cpu / OPERATIONS}


def measure_floor(rows: int) -> dict[str, float]:
    """Nanoseconds a row to stream through 24 bytes a person, and to gather them in any order."""
    import numpy as np

    luck = np.random.default_rng(1)
    table, order = np.ones((rows, 3), np.int64), luck.permutation(rows)
    _, stream, _ = clocked(lambda: table.sum())
    _, gather, _ = clocked(lambda: table[order])
    return {"stream": 1e9 * stream / rows, "gather": 1e9 * gather / rows}


def measure_model(scale: float, threads: int) -> dict[str, float]:
    """The model as enacted: one run on one core, or as many at once as there are threads."""
    from datetime import date

    from openasylum.law import load_scenario
    from openasylum.simulation.assumed import DEFAULT_SET
    from openasylum.simulation.engine import run
    from openasylum.simulation.inputs import build
    from openasylum.simulation.other_cases import other_cases

    until = date(2025, 9, 1)
    others = other_cases(until, DEFAULT_SET, ())

    def inputs(share: float, seed: int) -> Any:
        return build("as_enacted", load_scenario("as_enacted"), until, seed, share, others)

    run(inputs(min(SIZES["scales"]), 1))  # compiled
    given = [inputs(scale, seed) for seed in range(threads)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with ThreadPoolExecutor(threads) as pool:
        wall, cpu, books = clocked(lambda: list(pool.map(run, given)))
    one = books[0]
    told = {
        "people": one.people, "steps": one.events, "flows": int(one.flows.sum()),
        "kernel": one.kernel_seconds, "wall": wall, "cpu": cpu,
        "hot": one.hot_bytes / one.people,
        "memory": 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / threads,
    }  # fmt: skip
    del one, books
    later = []
    for _ in range(LATER_RUNS):
        with ThreadPoolExecutor(threads) as pool:
            later.append(next(pool.map(lambda each: run(each).kernel_seconds, given)))
    return told | {"later": statistics.median(later), "least": min(later)}


def measure_start(first: bool) -> dict[str, float]:
    """Processor and wall seconds of `--help`, or of the first run less a second one: compiling."""
    with tempfile.TemporaryDirectory() as cache:
        env = os.environ | {"XDG_CACHE_HOME": cache, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        if not first:
            return min((_child([sys.executable, "-m", "openasylum", "--help"], env)
                        for _ in range(5)), key=lambda each: each["wall"])  # fmt: skip
        tiny = "from tests.kernel.worlds import World; World(days=3, per_day=1).run()"
        cold, warm = (_child([sys.executable, "-c", tiny], env) for _ in range(2))
        return {key: cold[key] - warm[key] for key in cold}


def _child(command: list[str], env: dict[str, str]) -> dict[str, float]:
    wall = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command[1:4]} failed with {os.waitstatus_to_exitcode(status)}")
    return {"wall": time.perf_counter() - wall, "cpu": usage.ru_utime + usage.ru_stime}


MEASURES = {"peer": measure_peer, "waiting": measure_waiting, "floor": measure_floor,
            "model": measure_model, "start": measure_start}  # fmt: skip


def measure(what: str, *values: float | str) -> dict[str, float]:
    """One measurement in a process of its own."""
    command = [sys.executable, __file__, "--measure", json.dumps([what, *values])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def row(*cells: object) -> str:
    """One row of a table."""
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def peers(sizes: dict[str, Any]) -> list[str]:
    """The engine beside other programs."""
    lines = [
        "## Beside other programs", "",
        "Three stations (40 servers; 100 with two classes, one of them newest first; 10 for 5% "
        "of the "
        "people), the same people in each program (`tests/peers`; waits agree). An event is a "
        "service "
        "begun. The engine's step is the mean time between arrivals, or a tenth of it (short "
        "steps: "
        "more of them empty); it is run five times, and the middle one stands here (a first run "
        "also waits for fresh memory: two to five times as long). Stable: loads .9, .9, .8. "
        "Overloaded: 1.5 at the first station. The "
        "other "
        "programs' cost "
        "of an event grows with the queue where their queues are lists that are searched or "
        "sorted, so "
        "**the overloaded ratio tells of the regime, not of the engine**, and grows without "
        "limit with "
        "the number of people; quote the stable one.", "",
        row("network", "people", "program", "wall s", "CPU s", "events a CPU s",
            "engine is faster by"),
        row(*["---"] * 7),
    ]  # fmt: skip
    networks = [("stable", sizes["peers"]), *(("overloaded", number) for number in sizes["over"])]
    for name, people in networks:
        found = {peer: measure("peer", peer, people, name == "overloaded") for peer in PEERS}
        for peer, told in found.items():
            ratio = told["cpu"] / found["engine"]["cpu"]
            lines.append(row(
                name, f"{people:,}", peer, f"{told['wall']:.3f}", f"{told['cpu']:.3f}",
                f"{told['events'] / told['cpu']:,.0f}", f"{ratio:,.0f}",
            ))  # fmt: skip
    return [*lines, ""]


def waiting(sizes: dict[str, Any]) -> list[str]:
    """Cost against the number who wait, and the floor that memory sets."""
    lines = [
        "## Cost against the number who wait", "",
        f"Nanoseconds to move one person from one of 4,096 day buckets to another, chosen at "
        f"random; "
        f"{OPERATIONS:,} moves. Asked for: flat from 10 thousand to 20 million. Beside it what "
        f"memory "
        "alone takes: to read 24 bytes a person (a token taken and one put) in order, and in "
        "random order.", "",
        row("waiting", "ns a move, CPU", "wall", "floor in order, ns", "floor at random, ns"),
        row(*["---"] * 5),
    ]  # fmt: skip
    for number in sizes["waiting"]:
        told, floor = measure("waiting", number), measure("floor", number)
        lines.append(row(f"{number:,}", f"{told['cpu']:.1f}", f"{told['wall']:.1f}",
                         f"{floor['stream']:.1f}", f"{floor['gather']:.1f}"))  # fmt: skip
    return [*lines, ""]


def model(sizes: dict[str, Any]) -> list[str]:
    """The whole model against the number of people, and with two threads."""
    lines = [
        "## The whole model", "",
        "`as_enacted`, October 2013 to August 2025. A *step* is one call of the kernel's "
        "settling of a "
        "step of a life (an arrival, an end of a delay, a hearing, a lawyer asked: "
        "`Books.events`); one "
        "step may report several *events* (flows told: `Books.flows`), such as a hearing held, "
        "asylum "
        "denied and an appeal filed. Asked for: 45 ns an event at 20 million people on one core, "
        "and under "
        "16 bytes of hot state a person. Of someone who waits: 12 bytes in a list, 2 of a "
        "search for a lawyer, 4 more while one is sought (8 for an id in thinned runs). The table "
        "has what was used of these arrays, half-empty chunks included, over all who came: at "
        "small scales the chunks of each day's own list outweigh the people. Memory is what the "
        "process grew by, all arrays. The machine has to find and clear memory as it first hands "
        f"it over, most of all to the first run of a process; beside that the middle of "
        f"{LATER_RUNS} later runs, and the least.", "",
        row("scale", "people", "threads", "first run: kernel s (each)", "ns a step",
            "ns an event (45)", "CPU s", "wall s", "later runs: kernel s (each)", "ns a step",
            "ns an event (45)", "least", "hot bytes a person (16)", "bytes a person in all"),
        row(*["---"] * 14),
    ]  # fmt: skip
    settings = [(scale, 1) for scale in sizes["scales"]] + [(sizes["scales"][-2], 2)]
    for scale, threads in settings:
        told = measure("model", scale, threads)
        lines.append(row(
            f"{scale:g}", f"{told['people']:,}", threads, f"{told['kernel']:.2f}",
            f"{1e9 * told['kernel'] / told['steps']:.0f}",
            f"{1e9 * told['kernel'] / told['flows']:.1f}",
            f"{told['cpu']:.2f}", f"{told['wall']:.2f}",
            f"{told['later']:.2f}", f"{1e9 * told['later'] / told['steps']:.0f}",
            f"{1e9 * told['later'] / told['flows']:.1f}",
            f"{1e9 * told['least'] / told['flows']:.1f}", f"{told['hot']:.1f}",
            f"{told['memory'] / told['people']:.0f}",
        ))  # fmt: skip
    return [*lines, ""]


def starts() -> list[str]:
    """First compilation, and help."""
    cold, usage = measure("start", True), measure("start", False)
    return [
        "## Starting", "",
        row("what", "CPU s", "wall s", "asked for"), row(*["---"] * 4),
        row("first compilation", f"{cold['cpu']:.1f}", f"{cold['wall']:.1f}", "15"),
        row("`openasylum --help`", f"{usage['cpu']:.2f}", f"{usage['wall']:.2f}", "0.4"), "",
        "The comparison at full scale (asked for: 25 s warm, 60 s cold) is in "
        "[full_scale.md](full_scale.md).", "",
    ]  # fmt: skip


def tried() -> list[str]:
    """What was tried, from the page that says why."""
    text = (ROOT / "docs" / "why.md").read_text(encoding="utf-8")
    mark = "**What made the kernel faster, and what did not.**"
    if mark not in text:
        raise SystemExit(f"docs/why.md no longer has '{mark}'")
    paragraph = text.split(mark)[1].split("\n\n")[0]
    return ["## Tried and did not help", "", f"From [docs/why.md](../docs/why.md).{paragraph}", ""]


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes; writes no page")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        what, *values = json.loads(options.measure)
        print(json.dumps(MEASURES[what](*values)))
        return
    sizes, load = (QUICK if options.quick else SIZES), os.getloadavg()[0]
    started = time.perf_counter()
    parts = [*peers(sizes), *waiting(sizes), *model(sizes), *starts(), *tried()]
    spent = time.perf_counter() - started
    lines = [
        "# Benchmarks", "",
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; load "
        f"before the run {load:.1f}, after it {os.getloadavg()[0]:.1f}; {spent:.0f} s. Made by "
        "`python validation/benchmarks.py` (`make bench`). CPU is processor time; wall time "
        "means little where the load is above 1.", "",
    ]  # fmt: skip
    text = "\n".join([*lines, *parts])
    print(text)
    if not options.quick:
        (Path(__file__).parent / "benchmarks.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
