"""Where draws are run: threads or processes of this machine, or the workers of a Dask cluster."""

import logging
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openasylum.ensemble.question import this_program
from openasylum.errors import OpenasylumError

# Bytes, rounded up from peaks of 0.44 GB for one run at full scale to 2025-09 and 0.71 GB for two
# in one process: what every process needs (the program, its tables, the law), and each run more.
OF_EVERYTHING, OF_FULL_SCALE = 0.35e9, 0.35e9
_MOST_OF_MEMORY = 0.8  # the rest is left to others
_PATIENCE = 10  # seconds, for a scheduler to answer and its first worker to come


@dataclass(frozen=True)
class Pool:
    """An executor that can be made again when it breaks."""

    words: str
    window: int  # draws handed out at a time: enough that no worker waits
    make: Callable[[], Executor]
    close: Callable[[Executor], None]


def given(executor: Executor, window: int) -> Pool:
    """Any executor of `concurrent.futures`, left open at the end: it is its owner's."""
    return Pool("the executor given", window, lambda: executor, lambda _: None)


def threads(number: int) -> Pool:
    """Threads of this process: the kernel releases the interpreter's lock."""
    words = f"{number} thread{'s' if number > 1 else ''} on this machine"
    return Pool(words, number + 1, lambda: ThreadPoolExecutor(number), _drop)


def processes(number: int) -> Pool:
    """Processes of this machine: more memory, but one that dies does not take the rest along."""
    words = f"{number} process{'es' if number > 1 else ''} on this machine"
    fresh = multiprocessing.get_context("spawn")  # a fork would copy locks that threads hold
    return Pool(words, number + 1, lambda: ProcessPoolExecutor(number, fresh), _drop)


def _drop(executor: Executor) -> None:
    executor.shutdown(wait=False, cancel_futures=True)


def workers_for(scale: float, asked: int | None, *, apart: bool = False) -> tuple[int, str]:
    """How many runs go side by side on this machine, and why, in words.

    Args:
        scale: share of people; a run needs memory in proportion.
        asked: the user's number, which is taken as it is.
        apart: whether each runs in a process of its own.

    Raises:
        OpenasylumError: fewer than one was asked for.
    """
    if asked is not None:
        if asked < 1:
            raise OpenasylumError(f"--workers {asked}: must be 1 or more.")
        return asked, f"{asked} as asked"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    each = OF_FULL_SCALE * scale + (OF_EVERYTHING if apart else 0.0)
    free = available_memory()
    fitting = max(1, int((free * _MOST_OF_MEMORY - (0.0 if apart else OF_EVERYTHING)) // each))
    number = min(cores or 1, fitting)
    why, verb = ("cores", "set") if number == (cores or 1) else ("memory", "sets")
    return number, (
        f"{cores} cores, {free / 1e9:.1f} GB of free memory, "
        f"{each / 1e6:,.0f} MB a run: {why} {verb} the limit"
    )


@contextmanager
def chosen(
    scale: float, workers: int | None = None, address: str | None = None, *, apart: bool = False
) -> Iterator[Pool]:
    """Where a user says that draws are run: on a cluster, or side by side on this machine.

    Args:
        scale: as `workers_for`.
        workers: as `workers_for`; not with a cluster.
        address: of a Dask scheduler.
        apart: in processes and not threads; not with a cluster.

    Raises:
        OpenasylumError: the two contradict each other, or as `workers_for` and `cluster`.
    """
    if address:
        if workers is not None:
            raise OpenasylumError("--workers: the cluster has its own. Leave out.")
        if apart:
            raise OpenasylumError(
                "--processes: the cluster's workers are what they are. Leave out."
            )
        with cluster(address) as found:
            yield found
        return
    number, why = workers_for(scale, workers, apart=apart)
    made = processes(number) if apart else threads(number)
    yield replace(made, words=f"{made.words} ({why})")


def available_memory() -> float:
    """Bytes of memory that are free or can be freed, as far as the system tells."""
    told = Path("/proc/meminfo")
    if told.exists():
        for line in told.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return float(line.split()[1]) * 1024
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) / 2


@contextmanager
def cluster(address: str) -> Iterator[Pool]:
    """The workers of a Dask scheduler, checked to run the same program.

    A worker that dies is the scheduler's to notice: it gives that worker's draws to others.

    Raises:
        OpenasylumError: Dask is not installed, nobody answers, there is no worker, or a worker has
            another version.
    """
    try:
        import distributed
    except ImportError:
        raise OpenasylumError(
            "--cluster: needs Dask, which is not installed. Install it with "
            "'pip install openasylum[cluster]'."
        ) from None
    try:
        open_client: Any = distributed.Client  # untyped
        client = open_client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise OpenasylumError(
            f"--cluster {address}: no Dask scheduler answers there ({error}). Start one with "
            f"'dask scheduler' and give the address it prints."
        ) from None
    with client, _quiet("distributed.client"):
        _check_workers(client, address)
        at_once = sum(client.nthreads().values())
        words = f"{at_once} thread{'s' if at_once > 1 else ''} of the cluster at {address}"
        executor = client.get_executor(pure=False)
        yield Pool(words, 2 * at_once + 2, lambda: executor, lambda one: one.shutdown(wait=False))


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Without a library's own traces: what goes wrong there is told in our words."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _check_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise OpenasylumError(
            f"--cluster {address}: has no worker. Start one with 'dask worker {address}'."
        ) from None
    try:
        programs = client.run(this_program)
    except Exception as error:  # whatever the worker raised: most often it lacks the package
        raise OpenasylumError(
            f"--cluster {address}: a worker cannot run openasylum ({type(error).__name__}: "
            f"{error}). Install the same version on every worker."
        ) from None
    for worker, program in sorted(programs.items()):
        unlike = this_program().differences(program)
        if unlike:
            raise OpenasylumError(
                f"--cluster {address}: worker {worker} runs another program: {'; '.join(unlike)}. "
                f"Install the same version and facts on every machine."
            )
