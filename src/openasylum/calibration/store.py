"""Fitted draws on disk: a small table of positions, and a record of how they were made."""

import hashlib
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from openasylum.ensemble.draws import Draws
from openasylum.ensemble.draws_file import draws_table, read_draws
from openasylum.ensemble.folder import write_at_once
from openasylum.errors import OpenasylumError, StaleFact, UnknownName
from openasylum.records.assumptions import Assumptions
from openasylum.records.calibration import DrawsRecord
from openasylum.records.library import FACTS, names_of
from openasylum.records.reader import read
from openasylum.simulation.assumed import load_assumptions
from openasylum.simulation.provenance import kernel_results

SHIPPED = FACTS / "assumptions" / "draws"


def assumptions_fingerprint(known: Assumptions) -> str:
    """The SHA-256 of the numbers of a set: values, steps and ranges, and not their words."""
    numbers = {
        name: [
            record.value, [[step.from_.isoformat(), step.value] for step in record.steps],
            record.interpolated, record.low, record.high,
        ]
        for name, record in sorted(known.values.items())
    }  # fmt: skip
    return hashlib.sha256(json.dumps(numbers).encode()).hexdigest()


def write_draws(folder: Path, name: str, draws: Draws, record: DrawsRecord) -> tuple[Path, Path]:
    """Write `NAME.parquet` and `NAME.yaml`, each whole or not at all.

    Raises:
        OpenasylumError: the disk is full or gone.
    """
    buffer = io.BytesIO()
    table: pa.Table = draws_table(draws)
    pq.write_table(table, buffer, compression="zstd")
    # through JSON: tuples become lists and days words, and the file is as strict as what we read
    told = json.loads(record.model_dump_json())
    told["dated"] = record.dated
    text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=100)
    about = f"# Made by '{record.command}'. Not to be edited by hand.\n"
    places = folder / f"{name}.parquet", folder / f"{name}.yaml"
    for place, content in zip(places, (buffer.getvalue(), (about + text).encode()), strict=True):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            write_at_once(place, content)
        except OSError as error:
            raise OpenasylumError(
                f"{place}: could not be written ({error.strerror or error}). Finished runs are "
                f"kept: free some space and run the same command again."
            ) from None
    return places


def draws_names() -> list[str]:
    """The names of the fitted draws that the project ships."""
    return names_of("assumptions/draws")


def load_record(name: str, folder: Path = SHIPPED) -> DrawsRecord:
    """The record of fitted draws. Raises `UnknownName` or `RecordError`."""
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        remedy = "'openasylum calibrate' makes them." if not known else ""
        raise UnknownName("set of fitted draws", name, known, remedy)
    return read(folder / f"{name}.yaml", DrawsRecord, shown_as=f"draws/{name}.yaml")


def load_draws(name: str, folder: Path = SHIPPED) -> tuple[Draws, DrawsRecord]:
    """Fitted draws by name, and their record, if they are of this program.

    Facts that are neither the set of assumptions nor the kernel may have changed since: the record
    tells what the fit was made with.

    Raises:
        UnknownName: there are none of that name.
        StaleFact: the assumptions' numbers or the kernel are not those of the fit, or the table is
            not the one that the record tells of.
    """
    record = load_record(name, folder)
    again = f"Make them again with 'openasylum calibrate {record.fit}', or give the path of the"
    remedy = f"{again} table, draws/{name}.parquet, to use its positions as they are."
    known = load_assumptions(record.assumptions)
    if assumptions_fingerprint(known) != record.assumptions_sha256:
        raise StaleFact(
            f"draws '{name}': were fitted when the set '{record.assumptions}' had other values or "
            f"ranges, so that a position no longer means the same value. {remedy}"
        )
    if record.results != kernel_results():
        raise StaleFact(
            f"draws '{name}': were fitted with a kernel that gives other results "
            f"({record.results}, now {kernel_results()}), which may need other values. {remedy}"
        )
    draws, _ = read_draws(folder / f"{name}.parquet")
    if draws.digest() != record.draws_sha256:
        raise StaleFact(
            f"draws '{name}': the table is not the one that {name}.yaml tells of. {again} table "
            f"that you mean."
        )
    return draws.checked(known), record
