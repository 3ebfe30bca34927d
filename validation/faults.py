"""Programs killed at random moments (SIGKILL), again and again: what is left, and what follows.

    python validation/faults.py --times 300 --state faults.jsonl
    python validation/faults.py --page faults.jsonl

Each trial starts a program in a process of its own, kills it after a random time, looks at what it
left, runs the same command again, and compares every file with that of a program that nobody
stopped. Trials are numbered: the same --seed kills after the same shares of the time, and a run
that is stopped goes on after the last line of its --state.
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
UNTIL, SCALE = "2014-01-01", "0.0005"
PROGRAMS = ("run", "ensemble", "import", "job", "fit")
UNTOLD = (
    *("lock", ".lock", "run.json", "ensemble.json", "job.json", "first_fit.yaml"),
    "manifest.jsonl",  # lines in the order in which draws finished; `ensemble_left` checks them
)
"""Files that say when and how they were made, or that hold nothing: not compared byte for byte."""


def hashes(folder: Path) -> dict[str, str]:
    """The bytes of every file that must be the same, by its path in the folder."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.name not in UNTOLD and path.suffix != ".md"
    }


def leftovers(folder: Path) -> list[str]:
    """What a program that ended well must not leave behind, beside its folder and in it."""
    marks = (".draft", ".partial", ".part")
    beside = [path for path in folder.parent.iterdir() if path.name.startswith(f".{folder.name}.")]
    within = [path for path in folder.rglob("*") if path.suffix in marks or path.name == "partial"]
    return sorted(path.name for path in (*beside, *within))


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


def compare_left(folder: Path) -> str:
    """A run folder is whole or absent."""
    from openasylum.report.run import read_run

    if not folder.exists():
        return "absent"
    read_run(folder)
    return "whole"


def ensemble(folder: Path) -> None:
    """`openasylum ensemble` of six draws."""
    words = ("ensemble", "as_enacted", "without_mpp", "--until", UNTIL, "--scale", SCALE)
    command(*words, "--seeds", "6", "--workers", "2", "--out", str(folder))


def ensemble_left(folder: Path) -> str:
    """Every draw that the manifest names is there whole; joined tables can be read."""
    import pyarrow.parquet as pq

    from openasylum.ensemble.folder import Folder, _manifest

    held = Folder(folder)
    finished = _manifest(held)
    for number, digest in finished.items():
        assert hashlib.sha256(held.part(number).read_bytes()).hexdigest() == digest, number
    for path in folder.glob("*.parquet"):
        pq.read_table(path)
    return f"{len(finished)} draws" if folder.exists() else "absent"


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


def import_left(folder: Path) -> str:
    """Every table with a record is whole, and has the rows that its record says."""
    import pyarrow.parquet as pq

    records = [p for p in folder.glob("import/*.json") if p.stem not in ("release", "summary")]
    for path in records:
        said = json.loads(path.read_text(encoding="utf-8"))
        place = folder / "lookups" if said["is_lookup"] else folder
        rows = pq.ParquetFile(place / f"{path.stem}.parquet").metadata.num_rows
        assert rows == said["rows_written"] + said["rows_repaired"], path
    if (folder / "import" / "summary.json").exists():
        return "whole"
    return f"{len(records)} tables" if folder.exists() else "absent"


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


def job_left(folder: Path) -> str:
    """A stage is whole or absent, and one that is said to be done is there."""
    from openasylum.app.store import Store
    from openasylum.report.run import read_run

    if not (folder / "jobs").exists():
        return "absent"
    store = Store(folder)
    found = list(store.found())
    store.close()
    for one in found:
        for name, stage in one.stages.items():
            place = folder / "jobs" / one.id / name
            if place.exists():
                read_run(place)
            assert stage.state != "done" or place.exists()
    return f"{sum(e.state == 'done' for one in found for e in one.stages.values())} stages"


def fit(folder: Path) -> None:
    """`openasylum calibrate` with as few and small runs as it takes."""
    words = ("calibrate", "--quick", "--scale", "0.002", "--last-year", "2015", "--workers", "2")
    command(*words, "--out", str(folder))


def fit_left(folder: Path) -> str:
    """Files of plain values are whole; each wave is an ensemble."""
    for path in folder.glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    waves = [path for path in folder.glob("runs/*") if path.is_dir()]
    told = [ensemble_left(path) for path in waves]
    return f"{len(told)} waves" if folder.exists() else "absent"


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
        Program("fit", fit, fit_left),
    )
    return {each.name: each for each in found}


def apart(program: Program, folder: Path, log: Path) -> int:
    """Start a program in a process of its own; returns its number."""
    sys.stdout.flush()
    number = os.fork()
    if number:
        return number
    status = 1
    try:
        os.setsid()
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
    """Start a program and kill it after so many seconds; False if it had ended before."""
    number = apart(program, folder, log)
    time.sleep(after)
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
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
    with contextlib.redirect_stdout(io.StringIO()):
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
    kills, left = 0, []
    for _ in range(luck.randint(1, 3)):
        share = luck.uniform(0.0, 1.05)
        if not killed(program, place, work / "log", share * seconds):
            break
        kills += 1
        left.append(program.check(place))
    ended_well(program, place, work / "log")
    program.check(place)
    found = hashes(place)
    unlike = sorted(n for n in found.keys() | whole.keys() if found.get(n) != whole.get(n))
    told = {"program": program.name, "kills": kills, "left": left, "unlike": unlike}
    return told | {"leftovers": leftovers(place)}


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
            told |= {"trial": i, "seconds": round(seconds, 2)}
            bad = bool(told["unlike"] or told.get("leftovers"))
            failed += bad
            if bad:
                print(told, flush=True)
            with state.open("a", encoding="utf-8") as file:
                file.write(json.dumps(told) + "\n")
    return failed


def page(state: Path) -> str:
    """What trials found, as a table."""
    done = [json.loads(line) for line in state.read_text(encoding="utf-8").splitlines()]
    rows = ["| Program | Trials | Kills | Left | Files unlike | Left behind |",
            "| --- | ---: | ---: | --- | ---: | ---: |"]  # fmt: skip
    for name in sorted({each["program"] for each in done}):
        mine = [each for each in done if each["program"] == name]
        seen = [word for each in mine for word in each["left"]]
        words = ", ".join(f"{seen.count(word)}x {word}" for word in sorted(set(seen)))
        bad, behind = (sum(bool(e.get(key)) for e in mine) for key in ("unlike", "leftovers"))
        kills = sum(each["kills"] for each in mine)
        rows.append(f"| {name} | {len(mine)} | {kills} | {words} | {bad} | {behind} |")
    return "\n".join(rows) + "\n"


def main() -> int:
    """Run trials, or print the table of those that were run."""
    own = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    own.add_argument("--times", type=int, default=100, help="trials of each program")
    own.add_argument("--only", default="run,ensemble,import,job", help="which programs")
    own.add_argument("--seed", type=int, default=1)
    own.add_argument("--state", type=Path, default=Path("faults.jsonl"))
    own.add_argument("--page", type=Path, help="print the table of a state, and run nothing")
    asked = own.parse_args()
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
