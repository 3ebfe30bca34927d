"""What is wrong with files of law and scenarios, all of it at once."""

from collections.abc import Callable, Iterator
from pathlib import Path

from openasylum.errors import OpenasylumError, RecordError
from openasylum.law.resolve import resolve
from openasylum.law.second_reading import differences_of
from openasylum.records.appropriations import load_appropriation
from openasylum.records.law import Instrument
from openasylum.records.library import (
    load_book,
    load_instrument,
    load_instruments,
    load_scenario,
    names_of,
)
from openasylum.records.reader import fields_in, read

Finding = tuple[str, str]  # the file, and what is wrong with it (empty if nothing is)


def check_all() -> Iterator[Finding]:
    """Every file of law the project carries: words, instruments, conflicts, scenarios."""
    broken = False
    for shown, task in _tasks():
        wrong = _wrong(task)
        broken = broken or bool(wrong)
        yield shown, wrong
    if broken:
        return
    together = _wrong(lambda: resolve(load_instruments()))
    yield "instruments, all together", together
    if together:
        return
    for name in names_of("scenarios"):
        yield (
            f"scenarios/{name}.yaml",
            _wrong(
                lambda name=name: resolve(load_instruments(), load_scenario(name))  # type: ignore[misc]
            ),
        )


def _tasks() -> Iterator[tuple[str, Callable[[], object]]]:
    yield "vocabulary.yaml, parameters.yaml", load_book
    for name in names_of("instruments"):
        yield f"instruments/{name}.yaml", lambda name=name: load_instrument(name)  # type: ignore[misc]
    for name in names_of("second_reading"):
        yield f"second_reading/{name}.yaml", lambda name=name: _agree(name)  # type: ignore[misc]
    for name in names_of("appropriations"):
        yield f"appropriations/{name}.yaml", lambda name=name: load_appropriation(name)  # type: ignore[misc]


def _agree(name: str) -> None:
    found = differences_of(name)
    if found:
        raise RecordError("\n".join([f"second_reading/{name}.yaml: disagrees.", *found]))


def check_file(path: Path) -> Finding:
    """One file of the user's: a scenario, or an instrument."""
    return str(path), _wrong(lambda: _check(path))


def _check(path: Path) -> None:
    """Read the file as what its fields say it is, and resolve the law with it."""
    fields = fields_in(path)
    if "question" not in fields and ("sets" in fields or "in_force" in fields):
        instrument = read(path, Instrument, against=load_book())
        resolve({**load_instruments(), path.stem: instrument})
    else:
        resolve(load_instruments(), load_scenario(path))


def _wrong(task: Callable[[], object]) -> str:
    try:
        task()
    except OpenasylumError as error:
        return str(error)
    return ""
