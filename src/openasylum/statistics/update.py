"""Read a newer edition of the OHSS monthly workbook and keep it beside the old.

The package's own tables may lie where nobody can write, and a result must not change because
of a file in a home folder. So a new edition is written to a folder of the user's choice (by
default `~/.local/share/openasylum/statistics`), in the same form as the package's tables, and
counts only where that folder is named: `root` in the catalogue, `--data` on the command line.
No environment variable moves it.

An edition is written whole or not at all: into a new folder beside its place, read back, and
then renamed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from openasylum.errors import RecordError
from openasylum.records.reader import read
from openasylum.records.series import Series
from openasylum.statistics import catalog, mapping
from openasylum.statistics.edition import files_of
from openasylum.statistics.revision import Revision, TableRevision, compare
from openasylum.statistics.tables import sha256
from openasylum.statistics.workbook import Edition, read_workbook

PRODUCT = "ohss_monthly"


def default_folder() -> Path:
    """Where new editions are kept unless another folder is named."""
    return Path.home() / ".local" / "share" / "openasylum" / "statistics"


def update(
    file: Path,
    data: Path | None = None,
    *,
    published: date | None = None,
    is_trial: bool = False,
) -> Revision:
    """Read an edition, say what it changed, and keep it in `data` if it says anything new.

    It is compared with the newest vintage known that is not newer than it. An edition that
    is known and now differs is kept as a second issue ("2024-08.2"). With `is_trial` nothing
    is written.

    Raises:
        RecordError: the workbook cannot be read or is not laid out as expected, or the
            folder cannot be written to. Nothing is left behind.
    """
    folder = data or default_folder()
    layout = mapping.workbook_layout()
    edition = read_workbook(file, layout, mapping.citizenships())
    edition = replace(edition, published=published or edition.published)
    known = _known_vintages(folder)
    before = _baseline(edition.vintage, known)
    revisions = tuple(_revisions(edition, before, _root(folder)))
    vintage = edition.vintage
    if before.split(".")[0] == vintage and any(not each.is_empty for each in revisions):
        vintage = _next_issue(vintage, known)
    is_kept = vintage not in known and not is_trial
    result = Revision(
        file=file.name,
        before=before,
        after=vintage,
        tables=revisions,
        folder=folder / PRODUCT / vintage if is_kept else None,
        disagreements=tuple(_disagreements(edition)),
    )
    if result.folder is not None:
        retrieved = "read from the agency's file by its user"
        _write(files_of(edition, layout, vintage=vintage, retrieved=retrieved), result.folder)
    return result


def _disagreements(edition: Edition) -> Iterator[str]:
    for name, found in edition.disagreements.items():
        for each in found:
            said = f"printed {each.printed:,}, months add up to {each.summed:,}"
            yield f"{name}, {each.cell}: {said}"


def _root(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None


def _known_vintages(folder: Path) -> list[str]:
    """Vintages of the workbook known to the package or kept in the folder, oldest first."""
    first = next(iter(mapping.workbook_layout().tables))
    return catalog.vintages(first, root=_root(folder))


def _baseline(vintage: str, known: list[str]) -> str:
    """The newest vintage known up to an edition, its own issues included, or else the oldest."""
    earlier = [each for each in known if each.split(".")[0] <= vintage]
    return earlier[-1] if earlier else known[0]


def _next_issue(vintage: str, known: list[str]) -> str:
    number = 2
    while f"{vintage}.{number}" in known:
        number += 1
    return f"{vintage}.{number}"


def _revisions(edition: Edition, before: str, root: Path | None) -> Iterator[TableRevision]:
    for name, rows in edition.rows.items():
        here = catalog.entry(name, vintage=before, root=root)
        found = compare(name, catalog.whole(here, "rows", root), rows)
        totals = compare(name, catalog.whole(here, "totals", root), edition.totals[name])
        yield replace(found, revised_totals=len(totals.revised))


def _write(files: dict[str, str], place: Path) -> None:
    """Put files into a new folder `place`, all or none."""
    try:
        with _undone_on_failure(place) as building:
            for name, text in files.items():
                with (building / name).open("w", encoding="utf-8", newline="\n") as page:
                    page.write(text)
                    page.flush()
                    os.fsync(page.fileno())
            _read_back(files, building)
            building.rename(place)
    except OSError as error:
        raise RecordError(
            f"{place}: cannot be written ({error.strerror}). Nothing was left behind."
            " Free some space, or name another folder with --data DIR."
        ) from None


@contextmanager
def _undone_on_failure(place: Path) -> Iterator[Path]:
    """A folder to build in; after a failure it is gone, with every folder made for it."""
    made: list[Path] = []
    for folder in reversed([place.parent, *place.parent.parents]):
        if not folder.exists():
            made.append(folder)
    building: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))
        building.chmod(0o755)
        yield building
    except BaseException:
        if building is not None:
            shutil.rmtree(building, ignore_errors=True)
        for folder in reversed(made):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def _read_back(files: dict[str, str], folder: Path) -> None:
    """Hold what was written against the records: a disk may lie about a write."""
    for name in files:
        if not name.endswith(".yaml"):
            continue
        record = read(folder / name, Series)
        for file in filter(None, (record.file, record.totals)):
            if sha256((folder / file.name).read_text(encoding="utf-8")) != file.sha256:
                raise OSError(5, "what was written cannot be read back")
