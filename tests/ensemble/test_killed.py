"""Real processes killed in mid-run: the program itself, and one of two workers of a cluster."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from openasylum.cli import main
from openasylum.ensemble.draws import of_luck
from openasylum.ensemble.pool import cluster, threads
from openasylum.ensemble.run import State, run_ensemble
from tests.ensemble.conftest import same_tables

SEEDS = 24
PATIENCE = 120  # seconds until something is taken to be stuck, on a busy machine


def words(more_judges: Path, folder: Path) -> list[str]:
    return [
        "ensemble", "as_enacted", str(more_judges), "--seeds", str(SEEDS), "--scale", "0.002",
        "--until", "2014-10-01", "--out", str(folder),
    ]  # fmt: skip


def _hear_the_keyboard() -> None:
    """Tests that run in the background are started deaf to it, and would hand that on."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def running(*command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=subprocess.STDOUT, preexec_fn=_hear_the_keyboard
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def until(found, what: str):
    """What `found` gives once it is true."""
    start = time.monotonic()
    while not (result := found()):
        assert time.monotonic() - start < PATIENCE, f"{what} did not come"
        time.sleep(0.02)
    return result


@pytest.mark.slow
def test_a_run_killed_with_no_chance_to_clean_up_loses_nothing_finished(
    ask, more_judges, tmp_path, capsys
):
    folder = tmp_path / "killed"
    manifest = folder / "draws" / "manifest.jsonl"
    command = (sys.executable, "-m", "openasylum", *words(more_judges, folder))
    with running(*command, log=tmp_path / "log") as process:
        until(lambda: manifest.exists() and manifest.read_text().count("\n") >= 3, "a third draw")
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    kept = manifest.read_text().count("\n")
    assert 3 <= kept < SEEDS
    assert not (folder / "series.parquet").exists()
    assert main(words(more_judges, folder)) == 0
    assert f"{SEEDS} draws, {kept} of them by an earlier run" in capsys.readouterr().out
    run_ensemble(ask(of_luck(SEEDS)), tmp_path / "whole", threads(2))
    assert same_tables(tmp_path / "whole", folder)


@pytest.mark.slow
def test_a_run_stopped_from_the_keyboard_says_that_it_can_go_on(more_judges, tmp_path):
    folder = tmp_path / "stopped"
    manifest = folder / "draws" / "manifest.jsonl"
    command = (sys.executable, "-m", "openasylum", *words(more_judges, folder))
    with running(*command, log=tmp_path / "log") as process:
        until(lambda: manifest.exists() and manifest.stat().st_size > 0, "a first draw")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    log = (tmp_path / "log").read_text()
    assert "openasylum: stopped. Finished draws are kept: the same command goes on" in log
    assert "Traceback" not in log


def dask(*words: str) -> list[str]:
    return [sys.executable, "-m", "dask", *words]


@contextmanager
def two_workers(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, each a process of its own, as on three machines."""
    with ExitStack() as stack:
        log = folder / "scheduler.log"
        start = dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        stack.enter_context(running(*start, log=log))
        said = until(lambda: re.search(r"Scheduler at:\s+(tcp://\S+)", log.read_text()), "a port")
        address = said[1]
        workers = [
            stack.enter_context(
                running(
                    *dask("worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard"),
                    "--local-directory", str(folder / f"worker{i}"),
                    log=folder / f"worker{i}.log",
                )
            )
            for i in range(2)
        ]  # fmt: skip
        for i in range(2):
            file = folder / f"worker{i}.log"
            until(lambda file=file: "Registered to:" in file.read_text(), "a worker")
        yield address, workers


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_in_mid_run_gives_the_bytes_of_a_local_run(ask, tmp_path):
    asked = ask(of_luck(SEEDS))
    killed: list[int] = []
    with two_workers(tmp_path) as (address, workers), cluster(address) as pool:
        assert pool.words.startswith("2 threads of the cluster")

        def kill_one(state: State) -> None:
            if state.finished == 3 and not killed:
                os.kill(workers[0].pid, signal.SIGKILL)
                killed.append(workers[0].wait())

        found = run_ensemble(asked, tmp_path / "cluster", pool, progress=kill_one)
        assert workers[1].poll() is None
    assert killed == [-signal.SIGKILL]
    assert (found.finished, found.failures) == (SEEDS, ())
    run_ensemble(asked, tmp_path / "local", threads(2))
    assert same_tables(tmp_path / "local", tmp_path / "cluster")
