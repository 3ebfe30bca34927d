"""Compiled and plain Python give the same lives, byte for byte."""

import os
import subprocess
import sys

import pytest

_SCRIPT = """
import hashlib
from tests.kernel.worlds import World
world = World(days=70, per_day=2, logging=True, ahead=True).run()
parts = (world.out, world.flows, world.month_end, world.hours.round(9), world.errors)
print(hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest())
"""


def digest(**environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _SCRIPT],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.mark.slow
def test_compiled_and_plain_python_agree():
    assert digest(NUMBA_DISABLE_JIT="0") == digest(NUMBA_DISABLE_JIT="1")
