"""What programs of validation/faults.py left: whether it is whole, and the same bytes as others."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

UNTOLD = (
    *("lock", ".lock", "run.json", "job.json"),
    "manifest.jsonl",  # lines in the order in which draws finished; `ensemble_left` checks them
)
"""Files that say when and how they were made, or that hold nothing: not compared byte for byte."""
SAYS_WHEN = (
    ("ensemble.json", rb'(?m)^( "(?:command|created|reused|seconds)": ).*$'),
    ("*_points.json", rb'("seconds": )[\d.]+'),
    ("runs/*.json", rb'(?m)^( "seconds": )[\d.]+$'),
    ("small.yaml", rb"(?m)^((?:  )?(?:dated|seconds): ).*$"),
    ("calibration.md", rb"( on )\d{4}-\d\d-\d\d(?=: )"),
    ("calibration.md", rb"( in )\d+(?= minutes)"),
    ("calibration.md", rb"(?m)^(\| (?:chance|wave|final)\b.*\| )[\d.]+(?= \|$)"),
)
"""What in a file tells time or date, or where and by how many goes it was made: the only part of it
that is not compared. Of other pages (.md) nothing is."""
FIT_STAGES = ("fit.json", "chance", "wave_1", "wave_2", "final_1", "final_2", "calibration.md")


def compared(path: Path) -> bytes:
    """The bytes of a file, without those that tell when it was made."""
    content = path.read_bytes()
    for name, when in SAYS_WHEN:
        if path.match(name):
            content = re.sub(when, rb"\1", content)
    return content


def hashes(folder: Path) -> dict[str, str]:
    """The bytes of every file that must be the same, by its path in the folder."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(folder)): hashlib.sha256(compared(path)).hexdigest()
        for path in files
        if path.name not in UNTOLD and (path.suffix != ".md" or path.name == "calibration.md")
    }


def leftovers(folder: Path) -> list[str]:
    """What a program that ended well must not leave behind, beside its folder and in it."""
    marks = (".draft", ".partial", ".part")
    beside = [path for path in folder.parent.iterdir() if path.name.startswith(f".{folder.name}.")]
    within = [path for path in folder.rglob("*") if path.suffix in marks or path.name == "partial"]
    return sorted(path.name for path in (*beside, *within))


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Draws, points and waves that are finished, and which file on the disk each is."""
    from openasylum.ensemble.folder import part_name

    found = [*folder.glob("*_points.json"), *folder.glob("runs/*.json")]
    for place, finished in ensembles(folder):
        found += [place / "draws" / part_name(number) for number in finished]
    states = {str(path.relative_to(folder)): path.stat() for path in found}
    return {name: (state.st_ino, state.st_mtime_ns) for name, state in states.items()}


def ensembles(folder: Path) -> Iterator[tuple[Path, dict[int, str]]]:
    """Each ensemble in a folder, and the draws that its manifest names."""
    from openasylum.ensemble.folder import Folder, _manifest

    for draws in sorted(folder.rglob("draws")):
        yield draws.parent, _manifest(Folder(draws.parent))


def counts(folder: Path) -> dict[str, int]:
    """How many draws each ensemble says that an earlier run had finished."""
    told = sorted(folder.rglob("ensemble.json"))
    return {str(path.parent): json.loads(path.read_text("utf-8"))["reused"] for path in told}


def due(folder: Path) -> dict[str, int]:
    """What `counts` must give once the program has been run again, of ensembles begun so far.

    A wave of a fit that is said to be finished is not opened again, and keeps what it says.
    """
    said = counts(folder)
    return {
        str(place): said[str(place)] if place.with_suffix(".json").exists() else len(finished)
        for place, finished in ensembles(folder)
    }


def compare_left(folder: Path) -> str:
    """A run folder is whole or absent."""
    from openasylum.report.run import read_run

    if not folder.exists():
        return "absent"
    read_run(folder)
    return "whole"


def ensemble_left(folder: Path) -> str:
    """Every draw that the manifest names is there whole; joined tables can be read."""
    import pyarrow.parquet as pq

    from openasylum.ensemble.folder import Folder, _manifest

    held = Folder(folder)
    finished = _manifest(held)
    for number, digest in finished.items():
        assert hashlib.sha256(held.part(number).read_bytes()).hexdigest() == digest, number
    for path in folder.glob("*.parquet"):
        pq.read_table(path)
    return f"{len(finished)} draws" if folder.exists() else "absent"


def import_left(folder: Path) -> str:
    """Every table with a record is whole, and has the rows that its record says."""
    import pyarrow.parquet as pq

    records = [p for p in folder.glob("import/*.json") if p.stem not in ("release", "summary")]
    for path in records:
        said = json.loads(path.read_text(encoding="utf-8"))
        place = folder / "lookups" if said["is_lookup"] else folder
        rows = pq.ParquetFile(place / f"{path.stem}.parquet").metadata.num_rows
        assert rows == said["rows_written"] + said["rows_repaired"], path
    if (folder / "import" / "summary.json").exists():
        return "whole"
    return f"{len(records)} tables" if folder.exists() else "absent"


def job_left(folder: Path) -> str:
    """A stage is whole or absent, and one that is said to be done is there."""
    from openasylum.app.store import Store
    from openasylum.report.run import read_run

    if not (folder / "jobs").exists():
        return "absent"
    store = Store(folder)
    found = list(store.found())
    store.close()
    for one in found:
        for name, stage in one.stages.items():
            place = folder / "jobs" / one.id / name
            if place.exists():
                read_run(place)
            assert stage.state != "done" or place.exists()
    return f"{sum(e.state == 'done' for one in found for e in one.stages.values())} stages"


def fit_left(folder: Path) -> str:
    """Each wave is an ensemble, whole once it is told as finished; draws fit their record.

    Returns how far it was: the last stage with points or runs.
    """
    from openasylum.calibration.store import load_record
    from openasylum.ensemble.draws_file import read_draws

    for path in (*folder.glob("*.json"), *folder.glob("runs/*.json")):
        json.loads(path.read_text(encoding="utf-8"))
    for place, finished in ensembles(folder):
        ensemble_left(place)
        if place.with_suffix(".json").exists():
            asked = json.loads((place / "ensemble.json").read_text(encoding="utf-8"))
            assert len(finished) == asked["finished"], place
            assert (place / "series.parquet").exists(), place
    if (folder / "small.yaml").exists():
        draws, _ = read_draws(folder / "small.parquet")
        assert load_record("small", folder).draws_sha256 == draws.digest()
    begun = [
        stage
        for stage in FIT_STAGES
        if any(
            (folder / name).exists() for name in (stage, f"runs/{stage}", f"{stage}_points.json")
        )
    ]
    words = {"fit.json": "no stage", "calibration.md": "whole"}
    return words.get(begun[-1], begun[-1]) if begun else "absent"
