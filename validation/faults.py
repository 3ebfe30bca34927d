"""Programs killed at random moments (SIGKILL), again and again: what is left, and what follows.

    python validation/faults.py --times 300 --state faults.jsonl
    python validation/faults.py --page faults.jsonl --into validation/faults.md

Each trial starts a program in a process group of its own, kills it after a random time, looks at
what it left, runs the same command again, and compares every file with that of a program that
nobody stopped. Trials are numbered: the same --seed kills after the same shares of the time, and a
run that is stopped goes on after the last line of its --state. A page keeps the rows of programs
that a state says nothing of.
"""

import argparse
import contextlib
import io
import json
import os
import re
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from validation.faults_left import (  # noqa: E402
    compare_left,
    counts,
    due,
    ensemble_left,
    fit_left,
    hashes,
    import_left,
    job_left,
    leftovers,
    stamps,
)

UNTIL, SCALE = "2014-01-01", "0.0005"
PROGRAMS = ("run", "ensemble", "import", "job", "fit")
COUNTED = ("ensemble", "fit")  # whether finished work is done again is looked at in these
FAULTS = ("unlike", "leftovers", "again")
HEAD = (
    "| Program | Trials | Kills | Left | Files unlike | Left behind | Done again | Measured on |\n"
    "| --- | ---: | ---: | --- | ---: | ---: | ---: | --- |\n"
)
TABLE = re.compile(re.escape(HEAD) + r"(?P<rows>(?:\|.*\n)*)\n\d+ trials, .*")
SMALL_FIT = """
title: Small
dated: 2026-11-26
about: The smallest fit that goes through every stage; its page is of no use.
assumptions: first_values
parameters:
  - {move: ["threshold_significant_possibility@2013-10-01"], prior: {shape: uniform}, because: few}
  - {move: [interview_noise], prior: {shape: triangular}, because: few}
targets:
  - {series: fear.positive, over: fear.completed, official: fear.positive,
     official_over: fear.completed, vintage: "2024-08", years: [2014],
     revision: {value: 0.001, because: small}, discrepancy: {value: 0.01, because: small},
     correlation: {value: 0.5, because: small}}
effort: {scale: 0.002, chance_runs: 5, wave_runs: [10, 10], final_runs: 12, rounds: 2, draws: 12,
         cut: 1, steps: 50, because: "so narrow a cut that one final round is not enough"}
"""


@dataclass(frozen=True)
class Program:
    """Something that can be killed: how it is run, and what must be true of what it left."""

    name: str
    run: Callable[[Path], None]  # in a process of its own; writes the folder
    check: Callable[[Path], str]  # after a kill: how far it was, or AssertionError


def command(*words: str) -> None:
    """A command of the program, which must end well."""
    from openasylum.cli import main

    assert main(list(words)) == 0, words


def compare(folder: Path) -> None:
    """`openasylum compare`; a folder that is there already is whole, and is left alone."""
    if not folder.exists():
        words = ("compare", "as_enacted", "without_mpp", "--until", UNTIL, "--scale", SCALE)
        command(*words, "--people", "--no-report", "--out", str(folder))


def ensemble(folder: Path) -> None:
    """`openasylum ensemble` of six draws."""
    words = ("ensemble", "as_enacted", "without_mpp", "--until", UNTIL, "--scale", SCALE)
    command(*words, "--seeds", "6", "--workers", "2", "--out", str(folder))


def release(work: Path) -> Path:
    """A synthetic release with every defect, made once."""
    path = work / "release.zip"
    if not path.exists():
        run = work / "people"
        command("simulate", "as_enacted", "--until", "2016-10-01", "--scale", "0.0005",
                "--people", "--no-report", "--out", str(run))  # fmt: skip
        words = ("microdata", "synthesize", str(run), "--defects", "all")
        command(*words, "--out", str(path))
    return path


def job(folder: Path) -> None:
    """What a worker of the app does with the stage of a question, as its server asks for it."""
    from openasylum.app.question import question
    from openasylum.app.store import Store
    from openasylum.app.work import Memory, Task, do
    from openasylum.simulation.study import Kept

    store = Store(folder)
    record = question(f"judges=2&until={UNTIL}").record()
    jobs = list(store.found())
    one = jobs[0] if jobs else store.new("0" * 32, "compare", record)
    for name, stage in one.stages.items():
        if stage.state == "waiting":
            stage.state = "running"
            store.save(one)
            place = store.place(one)
            shutil.rmtree(place / name, ignore_errors=True)
            task = Task(one.id, name, "compare", record, place, float(SCALE))
            do(task, Memory(Kept(1)), lambda *_: None)
            stage.state = "done"
            store.save(one)
    store.close()


def small_fit(work: Path) -> Path:
    """The file of the smallest fit."""
    path = work / "small.yaml"
    path.write_text(SMALL_FIT, encoding="utf-8")
    return path


def programs(work: Path) -> dict[str, Program]:
    """Every program that is killed, by its name."""
    found = (
        Program("run", compare, compare_left),
        Program("ensemble", ensemble, ensemble_left),
        Program(
            "import",
            lambda to: command("microdata", "import", str(release(work)), "--to", str(to)),
            import_left,
        ),
        Program("job", job, job_left),
        Program(
            "fit",
            lambda to: command(
                "calibrate", str(small_fit(work)), "--workers", "2", "--out", str(to)
            ),
            fit_left,
        ),
    )
    return {each.name: each for each in found}


def apart(program: Program, folder: Path, log: Path) -> int:
    """Start a program in a process group of its own; returns its number."""
    sys.stdout.flush()
    number = os.fork()
    if number:
        with contextlib.suppress(ProcessLookupError):
            os.setpgid(number, number)  # here as well as there: whoever comes first
        return number
    status = 1
    try:
        os.setpgid(0, 0)
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, 1)
        os.dup2(file, 2)
        program.run(folder)
        status = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def ended_well(program: Program, folder: Path, log: Path) -> float:
    """Run a program to its end; returns the seconds it took."""
    started = time.perf_counter()
    _, status = os.waitpid(apart(program, folder, log), 0)
    assert status == 0, f"{program.name} ended with {status}: {log.read_text()[-2000:]}"
    return time.perf_counter() - started


def killed(program: Program, folder: Path, log: Path, after: float) -> bool:
    """Start a program and kill its group after so many seconds; False if it had ended before."""
    number = apart(program, folder, log)
    time.sleep(after)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(number, signal.SIGKILL)
    _, status = os.waitpid(number, 0)
    if os.WIFSIGNALED(status):
        return True
    assert status == 0, log.read_text()[-2000:]
    return False


def whole_of(program: Program, work: Path) -> tuple[dict[str, str], float]:
    """The bytes that a program leaves when nobody stops it, and the seconds it takes.

    It is run once in this process first, so that those started from it have read their facts.
    """
    place = work / f"whole_{program.name}" / "it"
    shutil.rmtree(place.parent, ignore_errors=True)
    place.parent.mkdir(parents=True)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        program.run(place.with_name("warm"))
    took = [ended_well(program, place, work / "log")]
    whole = hashes(place)
    for i in range(2):
        again = place.with_name(f"again{i}")
        took.append(ended_well(program, again, work / "log"))
        shutil.rmtree(again)
    return whole, statistics.median(took)


def trial(
    program: Program, work: Path, whole: dict[str, str], seconds: float, luck: Random
) -> dict[str, Any]:
    """Kill a program up to three times in the same folder, and let it end; says what was seen."""
    place = work / "trial" / "it"
    shutil.rmtree(place.parent, ignore_errors=True)
    place.parent.mkdir(parents=True)
    kills, left, again = 0, [], set[str]()
    before: dict[str, tuple[int, int]] = {}
    for _ in range(luck.randint(1, 3)):
        share = luck.uniform(0.0, 1.05)
        if not killed(program, place, work / "log", share * seconds):
            break
        kills += 1
        left.append(program.check(place))
        before, again = stamps(place), again | unlike_in(before, stamps(place))
    before, wanted = stamps(place), due(place)
    ended_well(program, place, work / "log")
    program.check(place)
    again |= unlike_in(before, stamps(place)) | unlike_in(wanted, counts(place))
    found = hashes(place)
    unlike = sorted(unlike_in(found | whole, found) | unlike_in(found | whole, whole))
    told = {"program": program.name, "kills": kills, "left": left, "unlike": unlike}
    return told | {"leftovers": leftovers(place), "again": sorted(again)}


def unlike_in(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Names of what was there before and is another thing after."""
    return {name for name, value in before.items() if after.get(name) != value}


def run_trials(names: list[str], times: int, seed: int, state: Path, work: Path) -> int:
    """Trials of each program that the state does not hold yet; returns how many failed."""
    lines = state.read_text(encoding="utf-8").splitlines() if state.exists() else []
    done = [json.loads(line) for line in lines]
    known, failed = programs(work), 0
    if "import" in names:
        release(work)
    for name in names:
        program = known[name]
        start = sum(each["program"] == name for each in done)
        if start >= times:
            continue
        whole, seconds = whole_of(program, work)
        print(f"{name}: takes {seconds:.2f} s", flush=True)
        for i in range(start, times):
            try:
                told = trial(program, work, whole, seconds, Random(f"{seed}/{name}/{i}"))
            except Exception as error:
                told = {"program": name, "kills": 1, "left": [], "unlike": [repr(error)[:300]]}
            told |= {"trial": i, "seconds": round(seconds, 2), "on": date.today().isoformat()}
            bad = any(told.get(key) for key in FAULTS)
            failed += bad
            if bad:
                print(told, flush=True)
            with state.open("a", encoding="utf-8") as file:
                file.write(json.dumps(told) + "\n")
    return failed


def row(mine: list[dict[str, Any]]) -> str:
    """What the trials of one program found."""
    seen = [word for each in mine for word in each["left"]]
    left = ", ".join(f"{seen.count(word)}x {word}" for word in sorted(set(seen)))
    faults = [sum(bool(each.get(key)) for each in mine) for key in FAULTS]
    kills, dates = sum(each["kills"] for each in mine), sorted({each["on"] for each in mine})
    if mine[0]["program"] not in COUNTED:
        faults[-1] = "-"
    cells = [mine[0]["program"], len(mine), kills, left, *faults, " to ".join(dates)]
    return "| " + " | ".join(map(str, cells)) + " |"


def page(state: Path, before: str = "") -> str:
    """What trials found, as a table and its sum: in the place of those of a page, if one is given.

    The page keeps its rows of programs that the state says nothing of.
    """
    old = TABLE.search(before)
    rows = {line.split()[1]: line for line in (old["rows"].splitlines() if old else [])}
    done = [json.loads(line) for line in state.read_text(encoding="utf-8").splitlines()]
    for name in {each["program"] for each in done}:
        rows[name] = row([each for each in done if each["program"] == name])
    cells = [[cell.strip() for cell in line.split("|")] for line in rows.values()]
    trials, kills = (sum(int(each[i]) for each in cells) for i in (2, 3))
    unlike, behind, again = (sum(int(e[i]) for e in cells if e[i] != "-") for i in (5, 6, 7))
    table = "".join(f"{rows[name]}\n" for name in sorted(rows))
    told = f"{HEAD}{table}\n{trials} trials, {kills} kills: files unlike in {unlike} of them, "
    told += f"something left behind in {behind}, something finished done again in {again}."
    return f"{before[: old.start()]}{told}{before[old.end() :]}" if old else f"{told}\n"


def main() -> int:
    """Run trials, or print the table of those that were run."""
    own = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    own.add_argument("--times", type=int, default=100, help="trials of each program")
    own.add_argument("--only", default=",".join(PROGRAMS), help="which programs")
    own.add_argument("--seed", type=int, default=1)
    own.add_argument("--state", type=Path, default=Path("faults.jsonl"))
    own.add_argument("--page", type=Path, help="print the table of a state, and run nothing")
    own.add_argument("--into", type=Path, help="with --page: a page, to put the rows into")
    asked = own.parse_args()
    if asked.page and asked.into:
        asked.into.write_text(page(asked.page, asked.into.read_text("utf-8")), "utf-8")
        return 0
    if asked.page:
        print(page(asked.page), end="")
        return 0
    with tempfile.TemporaryDirectory(prefix="openasylum-faults-") as work:
        names = asked.only.split(",")
        failed = run_trials(names, asked.times, asked.seed, asked.state, Path(work))
    print(f"{failed} trials failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
