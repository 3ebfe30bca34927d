"""The name of the kernel's results is that of the results it gives."""

import hashlib

import numpy as np

from openasylum.kernel.results import RESULTS
from openasylum.simulation.engine import run
from tests.oracle.made_up import busy_world


def digest() -> str:
    books = run(busy_world())
    found = hashlib.sha256()
    for whole in (books.flows, books.month_end, books.errors, books.waits, books.out):
        found.update(np.ascontiguousarray(whole).tobytes())
    for each in (books.outcomes["received"], books.outcomes["lawyer"], books.asked):
        found.update(np.ascontiguousarray(each).tobytes())
    found.update(books.hours.round(6).tobytes())
    return found.hexdigest()[:12]


def test_results_have_the_name_they_are_kept_under():
    assert digest() == RESULTS, (
        "The kernel gives other results. If that is meant: say in CHANGELOG.md what changed, put "
        f"{digest()} into kernel/results.py, and fit the draws again ('openasylum calibrate')."
    )
