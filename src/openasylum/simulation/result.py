"""The run folder: written whole beside its place, then moved there, so that half a run is none."""

import fcntl
import glob
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openasylum.errors import OpenasylumError

_DRAFT = ".draft"
DESCRIPTIONS = {
    "series.parquet": "Flows and stocks by month and fiscal year; ids shared with the statistics.",
    "outcomes.parquet": "People by cohort (fiscal year of arrival; the first holds everyone "
    "pending on the first day), group and outcome, or where they still wait.",
    "measures.parquet": "Shares of people in a state on a day, and waits for decisions: "
    "facts/measures.yaml says of whom.",
    "transitions.parquet": "The same people under each pair of scenarios: outcome a against b.",
    "pairs.parquet": "The same people under each pair of scenarios, by group: how many are "
    "protected, refused or waiting under one or both, and the days each waited.",
    "people.parquet": "One row a person: id, group, arrival, outcome, its day, receipt by the "
    "court, lawyer, marks.",
    "events.parquet": "One row an event: case_id, activity, timestamp, group.",
}


def check_free(folder: Path) -> None:
    """Refuse an output folder that exists, before any work is done."""
    if folder.exists():
        raise OpenasylumError(
            f"--out {folder}: exists already. Give another folder, or remove this one first."
        )
    parent = folder.resolve().parent
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise OpenasylumError(f"--out {folder}: cannot be made, {parent} is not writable.")


@contextmanager
def run_folder(folder: Path) -> Iterator[Path]:
    """A place to write a run; moved to `folder` when all went well, removed when not.

    What a run that was killed left of the same folder is removed first.
    """
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(folder)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=_DRAFT, dir=folder.parent))
        held = _hold(draft)
    except OSError as error:
        raise OpenasylumError(f"--out {folder}: cannot be made ({error.strerror}).") from None
    try:
        yield draft
        draft.chmod(0o755)
        draft.rename(folder)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise OpenasylumError(
            f"--out {folder}: could not be written ({error.strerror or error}). Nothing was kept; "
            f"free some space or give another folder."
        ) from None
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    finally:
        os.close(held)


def _hold(draft: Path) -> int:
    """Lock a draft while it is written; the lock goes with the process, however that ends."""
    number = os.open(draft, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return number


def _remove_abandoned(folder: Path) -> None:
    """Remove the drafts of this folder that no process holds any more."""
    for draft in folder.parent.glob(f".{glob.escape(folder.name)}.*{_DRAFT}"):
        try:
            os.close(_hold(draft))
        except OSError:
            continue
        shutil.rmtree(draft, ignore_errors=True)


def write_table(folder: Path, name: str, table: pa.Table) -> None:
    """One table of the run as zstd Parquet."""
    pq.write_table(table, folder / name, compression="zstd")


def write_json(folder: Path, name: str, content: dict[str, Any]) -> None:
    """One JSON file of the run."""
    text = json.dumps(content, indent=1, ensure_ascii=False, default=str)
    (folder / name).write_text(text + "\n", encoding="utf-8")


def data_package(folder: Path, title: str) -> dict[str, Any]:
    """The description of the tables in a folder, as a Frictionless data package."""
    resources = []
    for path in sorted(folder.glob("*.parquet")):
        schema = pq.read_schema(path)
        resources.append(
            {
                "name": path.stem,
                "path": path.name,
                "format": "parquet",
                "description": DESCRIPTIONS[path.name],
                "bytes": path.stat().st_size,
                "schema": {"fields": [{"name": f.name, "type": _kind(f.type)} for f in schema]},
            }
        )
    return {
        "profile": "data-package",
        "name": "openasylum-run",
        "title": title,
        "resources": resources,
    }


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind):
        return "number"
    return "string"
