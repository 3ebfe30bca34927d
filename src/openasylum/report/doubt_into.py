"""A table of doubt put into a finished run, whose report is to show it."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from openasylum.calibration.doubt_table import FILE, write_doubt
from openasylum.errors import OpenasylumError
from openasylum.report.page import write_report
from openasylum.report.run import read_run


def check_into(folder: Path, names: Sequence[str]) -> None:
    """Refuse, before anything is run, a folder that is no run of the same scenarios.

    Raises:
        RecordError: it is no whole run.
        OpenasylumError: its scenarios are others.
    """
    there = [one.name for one in read_run(folder).scenarios]
    if there[: len(names)] != list(names):
        raise OpenasylumError(
            f"--into {folder}: is a run of {', '.join(there)}, and this is about "
            f"{', '.join(names)}. Give a run that begins with the same scenarios."
        )


def put_into(folder: Path, table: pa.Table) -> Path:
    """Write the table into a run and build its report again; returns where that was written.

    Raises `OpenasylumError` if the disk does not take them.
    """
    write_doubt(folder / FILE, table)
    return write_report(folder)
