"""Cases for people who do not program: a person, a date, the paths, and each authority."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from openasylum.law import Who, load_book, load_instruments, resolve
from openasylum.law.explain import paths
from openasylum.records.reader import Record, read

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


class Step(Record):
    """One parameter on the way, its value, the instrument behind it and the authority."""

    parameter: str
    value: Any = Field(alias="is")
    by: str
    cite: str
    process: str = ""


class Case(Record):
    """A person, a date, and what the law then was."""

    title: str
    person: dict[str, Any]
    on: date
    steps: tuple[Step, ...]
    open: tuple[str, ...] | None = None
    not_open: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def law():
    return resolve(load_instruments())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(law, path):
    case = read(path, Case)
    who = Who(**{"process": "section_240", **case.person})
    opened, closed = paths(law, who, case.on)
    if case.open is not None:
        assert tuple(opened) == case.open
    assert set(case.not_open) <= set(closed)
    for step in case.steps:
        walker = who.on_path(step.process) if step.process else who
        varies = load_book().parameters[step.parameter].varies_by
        held = law.value(step.parameter, walker if varies else None, case.on)
        assert (held.value, held.instrument, held.cite) == (step.value, step.by, step.cite)
