"""The folder of an ensemble: each finished draw is a part of its own, whole or absent."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from openasylum.ensemble.question import Question, in_words
from openasylum.errors import OpenasylumError

QUESTION, MANIFEST, LOCK = "question.json", "manifest.jsonl", ".lock"


def part_name(number: int) -> str:
    """The file of a draw, within the folder of draws."""
    return f"{number:06d}.parquet"


@dataclass
class Folder:
    """An ensemble's folder, held by this process: which draws are finished, and what was remade."""

    path: Path
    finished: dict[int, str] = field(default_factory=dict)  # draw: SHA-256 of its part
    remade: list[str] = field(default_factory=list)  # what was damaged, in words

    @property
    def draws(self) -> Path:
        """Where the parts lie."""
        return self.path / "draws"

    def part(self, number: int) -> Path:
        """The place of a draw's part."""
        return self.draws / part_name(number)

    def keep(self, number: int, part: bytes) -> None:
        """Write a finished draw: its part at once, then its line in the manifest.

        Raises:
            OpenasylumError: the disk is full or gone; what was finished before is kept.
        """
        digest = hashlib.sha256(part).hexdigest()
        line = json.dumps({"draw": number, "bytes": len(part), "sha256": digest})
        try:
            write_at_once(self.part(number), part)
            with (self.draws / MANIFEST).open("a", encoding="utf-8") as manifest:
                _append_line(manifest, line)
        except OSError as error:
            raise self.full(f"draw {number}", error) from None
        self.finished[number] = digest

    def full(self, what: str, error: OSError) -> OpenasylumError:
        """The message for a disk that does not take what is written."""
        n = len(self.finished)
        kept = f"{n:,} finished draw{'s are' if n != 1 else ' is'} kept"
        return OpenasylumError(
            f"--out {self.path}: {what} could not be written ({error.strerror or error}). {kept}: "
            f"free some space and run the same command again."
        )


def _append_line(manifest: IO[str], line: str) -> None:
    start = "\n" if _ends_within_a_line(Path(manifest.name)) else ""
    manifest.write(f"{start}{line}\n")
    manifest.flush()
    os.fsync(manifest.fileno())


def _ends_within_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def write_at_once(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even if the machine stops."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def open_folder(path: Path, asked: Question) -> Iterator[Folder]:
    """Take hold of a new folder, or of one that holds draws of the same question.

    Raises:
        OpenasylumError: it holds something else, draws of another question, or another process
            is writing to it.
    """
    _refuse_other_content(path)
    try:
        (path / "draws").mkdir(parents=True, exist_ok=True)
        lock = (path / "draws" / LOCK).open("w")
    except OSError as error:
        raise OpenasylumError(f"--out {path}: cannot be made ({error.strerror}).") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OpenasylumError(
                f"--out {path}: another run is writing draws there. Wait for it, or give another "
                f"folder."
            ) from None
        folder = Folder(path)
        _settle_question(folder, asked.identity())
        _take_stock(folder, {draw.number for draw in asked.draws.draws})
        yield folder


def _refuse_other_content(path: Path) -> None:
    if path.is_dir() and any(path.iterdir()) and not (path / "draws").is_dir():
        raise OpenasylumError(
            f"--out {path}: exists already and is no ensemble. Give another folder, or remove "
            f"this one first."
        )
    if path.exists() and not path.is_dir():
        raise OpenasylumError(f"--out {path}: is a file. Give a folder.")


def _settle_question(folder: Folder, identity: dict[str, Any]) -> None:
    file = folder.path / QUESTION
    if not file.exists():
        try:
            write_at_once(file, (json.dumps(identity, indent=1) + "\n").encode())
        except OSError as error:
            raise folder.full("the question", error) from None
        return
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise OpenasylumError(
            f"{file}: is damaged ({error}), so nobody can tell what its draws are of. Give another "
            f"folder."
        ) from None
    unlike = in_words(stored, json.loads(json.dumps(identity)))
    if unlike:
        raise OpenasylumError(
            f"--out {folder.path}: holds draws of another question: {'; '.join(unlike)}. Draws of "
            f"two kinds are never put together: give another folder, or ask what was asked there."
        )


def _take_stock(folder: Folder, wanted: set[int]) -> None:
    """Which draws are finished: their part is there, with the hash that the manifest has."""
    for draft in folder.path.glob("**/.*.draft"):
        draft.unlink()  # of a run that was killed while it wrote
    for number, digest in sorted(_manifest(folder).items()):
        if number not in wanted:
            continue
        part = folder.part(number)
        if not part.exists():
            folder.remade.append(f"draws/{part.name} is missing")
        elif hashlib.sha256(part.read_bytes()).hexdigest() != digest:
            folder.remade.append(f"draws/{part.name} is damaged")
        else:
            folder.finished[number] = digest


def _manifest(folder: Folder) -> dict[int, str]:
    """The manifest's lines; of a draw that was made again, the last. A torn line is none."""
    file = folder.draws / MANIFEST
    found: dict[int, str] = {}
    if not file.exists():
        return found
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
            found[int(entry["draw"])] = str(entry["sha256"])
        except (ValueError, KeyError, TypeError):
            continue  # written half when the run was killed: its draw counts as not finished
    return found
