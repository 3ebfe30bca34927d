"""The project's own description of the release: tables, columns and codes."""

from collections.abc import Callable, Iterator
from functools import cache

from openasylum.errors import RecordError
from openasylum.records.definitions import Definitions, RecordTargets
from openasylum.records.library import FACTS
from openasylum.records.reader import read
from openasylum.records.release import Codes, Synthetic, Tables

FOLDER = FACTS / "microdata"


@cache
def load_tables() -> Tables:
    """The case tables and their columns. Raises `RecordError`."""
    return read(FOLDER / "tables.yaml", Tables, shown_as="microdata/tables.yaml", against=())


@cache
def load_codes() -> Codes:
    """The code lists used where a release brings none. Raises `RecordError`."""
    return read(FOLDER / "codes.yaml", Codes, shown_as="microdata/codes.yaml", against=())


@cache
def load_synthetic() -> Synthetic:
    """What a synthetic release is filled with. Raises `RecordError`."""
    return read(FOLDER / "synthetic.yaml", Synthetic, shown_as="microdata/synthetic.yaml")


@cache
def load_definitions() -> Definitions:
    """The measures and their definitions. Raises `RecordError`."""
    path = FOLDER / "definitions.yaml"
    return read(path, Definitions, shown_as="microdata/definitions.yaml", against=())


@cache
def load_targets() -> RecordTargets:
    """What an import is asked for the calibration. Raises `RecordError`."""
    path = FOLDER / "targets.yaml"
    return read(path, RecordTargets, shown_as="microdata/targets.yaml", against=load_definitions())


def check_microdata() -> Iterator[tuple[str, str]]:
    """Each file about the release, and what is wrong with it (empty if nothing is)."""
    loads: dict[str, Callable[[], object]] = {
        "tables": load_tables, "codes": load_codes, "synthetic": load_synthetic,
        "definitions": load_definitions, "targets": load_targets,
    }  # fmt: skip
    for name, load in loads.items():
        try:
            load()
        except RecordError as error:
            yield f"microdata/{name}.yaml", str(error)
        else:
            yield f"microdata/{name}.yaml", ""
