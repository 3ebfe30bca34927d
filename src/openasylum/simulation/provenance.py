"""How a result was made: versions, hashes of every fact, seed, time and memory."""

import hashlib
import platform
import resource
import sys
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from openasylum import __version__
from openasylum.records.library import FACTS

LIBRARIES = ("numpy", "numba", "pyarrow", "pydantic", "PyYAML")


_NOT_READ = ("/found/", "/assumptions/draws/", "/facts/scoreboard/")
"""Folders of facts that no run reads: fitted draws and scored forecasts are results, and an
ensemble that is made of draws has their own hash in its question."""


def facts_hashes() -> dict[str, str]:
    """The SHA-256 of every file of facts that a run can read, by its path within `facts`."""
    return {
        path.relative_to(FACTS).as_posix(): _digest(path, path.stat().st_mtime_ns)
        for path in sorted(FACTS.rglob("*"))
        if path.is_file() and not any(folder in path.as_posix() for folder in _NOT_READ)
    }


@lru_cache(maxsize=2048)
def _digest(path: Path, changed: int) -> str:
    """The SHA-256 of a file, read again when it has been written since."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def versions() -> dict[str, str]:
    """Versions of this program, Python and the libraries that touch numbers."""
    own = {"openasylum": __version__, "python": platform.python_version()}
    return own | {name.lower(): version(name) for name in LIBRARIES}


def kernel_fingerprint() -> str:
    """The hash of the kernel's sources."""
    from openasylum.kernel.jit import FINGERPRINT

    return FINGERPRINT


def kernel_results() -> str:
    """The name of what the kernel computes, whichever way its sources go about it."""
    from openasylum.kernel.results import RESULTS

    return RESULTS


def peak_memory_bytes() -> int:
    """The largest resident memory of this process so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak if sys.platform == "darwin" else peak * 1024)
