"""How the kernel's functions are compiled: once for kinds of argument, and closed to Python."""

import ast
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

import openasylum.kernel
from openasylum.kernel.jit import interpreted, kernel
from openasylum.kernel.luck import exponential
from openasylum.kernel.settle import finish


@kernel
def _twice(number, double):
    return number * 2 if double else number


@kernel
def _calls(number):
    return _twice(number, True) + _twice(3, False) + _twice(7, True)


def test_constants_do_not_have_a_function_compiled_again():
    assert _calls(5) == 10 + 3 + 14
    assert interpreted() or len(_twice.signatures) <= 1  # none where it came from the cache


def test_a_function_of_the_kernel_alone_refuses_python_and_others_do_not():
    if not interpreted():
        with pytest.raises(TypeError, match="compiled functions only"):
            finish(*[0] * 4)
    assert exponential(0.5, 1.0) > 0.69


def test_the_process_lives_on_after_a_refused_call():
    code = (
        "from openasylum.kernel.run import arrive\n"
        "try:\n    arrive(0)\nexcept TypeError:\n    pass\nprint('here')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "here"


@numba.njit
def _last(values):
    return values[values.size - 1 - values.size]


def test_other_code_still_counts_from_the_end():
    assert _calls(1) == 19  # the kernel's way of compiling has been used
    assert _last(np.array([3.0, 5.0])) == 5.0


def test_no_place_in_the_kernel_is_counted_from_an_end():
    """The kernel is compiled without asking whether a place is below 0."""
    for file in sorted(Path(openasylum.kernel.__path__[0]).glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Subscript):
                parts = ast.walk(node.slice)
                found = [part for part in parts if isinstance(part, ast.UnaryOp)]
                assert not found, f"{file.name}:{node.lineno}"
