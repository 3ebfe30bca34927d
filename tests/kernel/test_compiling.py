"""How the kernel's functions are compiled: once for kinds of argument, and closed to Python."""

import subprocess
import sys

import pytest

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
            finish(*[0] * 9)
    assert exponential(0.5, 1.0) > 0.69


def test_the_process_lives_on_after_a_refused_call():
    code = (
        "from openasylum.kernel.run import arrive\n"
        "try:\n    arrive(0)\nexcept TypeError:\n    pass\nprint('here')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "here"
