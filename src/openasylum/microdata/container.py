"""A release as published: a zip or the folder it was extracted to, and the tables in it."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from openasylum.errors import RecordError
from openasylum.microdata.facts import load_codes, load_synthetic, load_tables

_READ = 1 << 20  # bytes read at once
_DEFLATE64 = 9
_ENCRYPTED = 1  # the bit of a member's flags that says so
_DAY = re.compile(r"(20\d\d)-?(\d\d)-?(\d\d)")  # as in 'EOIR Case Data 2026-0702'
_LOCAL_HEADER = 30  # bytes before a member's name
_OURS = {"cases", "timeline", "views", "summary", "release", "checks", "lock", "import", "lookups"}
"""Names of an import's own files: a strange table that is called so gets another name."""


@dataclass(frozen=True)
class Member:
    """One table's file in a release: how it is called, how long it is, and what tells it apart."""

    table: str
    is_lookup: bool
    path: str
    size: int
    mark: str

    @property
    def shown(self) -> str:
        """The file's own name, for messages."""
        return _as_path(self.path).name


@dataclass(frozen=True)
class Release:
    """A release and its tables, lookups first; `counts` is what its `Count.txt` says."""

    path: Path
    members: tuple[Member, ...]
    counts: dict[str, int]

    @property
    def is_zip(self) -> bool:
        """Whether it is one file."""
        return self.path.is_file()

    @property
    def made_on(self) -> str | None:
        """The day in the name of the folder that holds the tables; none if there is none."""
        for name in (self.members[0].path, self.path.name):
            match = _DAY.search(name)
            if match and 1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31:
                return f"{match[1]}-{match[2]}-{match[3]}"
        return None


def open_release(path: Path) -> Release:
    """Find the tables in a zip or folder, whatever its folders are called.

    Raises:
        RecordError: there is no such file, it is no zip or not a whole one, or holds no tables.
    """
    if not path.exists():
        raise RecordError(f"{path}: is not there. Give the zip, or the folder extracted from it.")
    found = _in_folder(path) if path.is_dir() else _in_zip(path)
    members: dict[str, Member] = {}
    for member in found:
        other = members.setdefault(member.table.lower(), member)
        if other is not member:
            raise RecordError(
                f"{path}: holds {member.table} twice, as {other.path} and {member.path}. "
                f"Leave only one release in it."
            )
    if not members:
        raise RecordError(f"{path}: holds no tables (.csv). Is this the EOIR case data?")
    ordered = sorted(members.values(), key=lambda one: (not one.is_lookup, one.table.lower()))
    release = Release(path, tuple(ordered), {})
    return Release(path, tuple(ordered), _counts(release))


def read_member(release: Release, path: str) -> Iterator[bytes]:
    """The bytes of one file in pieces, decompressed; its checksum is checked at the end.

    Raises:
        RecordError: the file is damaged, cut short, encrypted or compressed in an unknown way.
    """
    if not release.is_zip:
        with (release.path / path).open("rb") as file:
            while piece := file.read(_READ):
                yield piece
        return
    try:
        with zipfile.ZipFile(release.path) as archive:
            info = archive.getinfo(path)
            if info.flag_bits & _ENCRYPTED:
                raise RecordError(f"{release.path}: {path} is encrypted. Extract it first.")
            if info.compress_type == _DEFLATE64:
                yield from _deflate64(release.path, info)
                return
            with archive.open(info) as file:
                while piece := file.read(_READ):
                    yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise RecordError(_damaged(release.path, path, str(error))) from None
    except NotImplementedError as error:
        raise RecordError(
            f"{release.path}: {path} cannot be decompressed ({error}). "
            f"Extract the zip with another program and import the folder."
        ) from None


def _deflate64(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member of method 9, which `zipfile` cannot read."""
    from openasylum.microdata.deflate64 import Damaged, inflate64

    check = size = 0
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(_LOCAL_HEADER)
        skip = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        file.seek(skip, 1)
        try:
            for piece in inflate64(_limited(file, info.compress_size)):
                check, size = zlib.crc32(piece, check), size + len(piece)
                if size > info.file_size:
                    raise Damaged("it is longer than the zip says")
                yield piece
        except Damaged as error:
            raise RecordError(_damaged(path, info.filename, str(error))) from None
    if check != info.CRC or size != info.file_size:
        raise RecordError(_damaged(path, info.filename, "its checksum is wrong"))


def _limited(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left and (piece := file.read(min(_READ, left))):
        left -= len(piece)
        yield piece


def _damaged(path: Path, member: str, why: str) -> str:
    return (
        f"{path}: {member} is damaged ({why}). "
        f"The download may have been cut short; download it again."
    )


def _in_zip(path: Path) -> list[Member]:
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] != b"PK":
        raise RecordError(f"{path}: is not a zip. Give the zip as published, or its folder.")
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_cut_names(path, archive.infolist())
            infos = [one for one in archive.infolist() if not one.is_dir()]
            _refuse_overlaps(path, archive.infolist(), archive.start_dir)
    except zipfile.BadZipFile:
        raise RecordError(
            f"{path}: is not a whole zip: the list of its contents, at the end, is missing or "
            f"damaged. The download was cut short; download it again."
        ) from None
    return [
        _member(info.filename, info.file_size, f"{info.CRC:08x}")
        for info in infos
        if _is_table(info.filename)
    ]


def _refuse_cut_names(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse members whose name is empty, or would be read only up to a zero byte."""
    for info in infos:
        if not info.filename or "\0" in info.orig_filename:
            raise RecordError(
                f"{path}: holds a file with the name {info.orig_filename!r}. No program that packs "
                f"files writes such a zip; take the release as published."
            )


def _refuse_overlaps(path: Path, infos: list[zipfile.ZipInfo], end: int) -> None:
    """Refuse a zip whose members share bytes, by which a small one stands for petabytes."""
    ordered = sorted(infos, key=lambda one: one.header_offset)
    starts = [*(one.header_offset for one in ordered[1:]), end]
    for info, start in zip(ordered, starts, strict=False):
        if info.header_offset + _LOCAL_HEADER + info.compress_size > start:
            raise RecordError(
                f"{path}: {info.filename} overlaps what comes after it. No program that packs "
                f"files writes such a zip; take the release as published."
            )


def _in_folder(path: Path) -> list[Member]:
    files = sorted(one for one in path.rglob("*") if one.is_file())
    names = [(one.relative_to(path).as_posix(), one.stat()) for one in files]
    return [
        _member(name, about.st_size, f"{about.st_mtime_ns}")
        for name, about in names
        if _is_table(name)
    ]


def _is_table(name: str) -> bool:
    path = _as_path(name)
    stem = path.stem.lower()
    hidden = any(part.startswith((".", "__")) and part != ".." for part in path.parts)
    if hidden or stem.startswith("eoirdb_schema"):
        return False
    known = stem in _known()
    return path.suffix.lower() == ".csv" or (path.suffix.lower() == ".txt" and known)


def _as_path(name: str) -> PurePosixPath:
    """A member's name as a path; programs for Windows have written backslashes."""
    return PurePosixPath(name.replace("\\", "/"))


def _known() -> dict[str, str]:
    tables, codes, filling = load_tables(), load_codes(), load_synthetic()
    names = [*tables.tables, *codes.lists, *filling.lookups]
    return {name.lower(): name for name in names}


def _member(name: str, size: int, mark: str) -> Member:
    path = _as_path(name)
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", path.stem)  # names no folder, here or elsewhere
    plain = f"table_{plain}" if plain.lower() in _OURS else plain
    table = _known().get(path.stem.lower(), plain)
    in_lookups = any(part.lower().startswith("lookup") for part in path.parts[:-1])
    is_lookup = table not in load_tables().tables and (in_lookups or "lookup" in table.lower())
    return Member(table, is_lookup, name, size, mark)


def _counts(release: Release) -> dict[str, int]:
    """What `Count.txt` says of each table; empty if there is none."""
    if release.is_zip:
        with zipfile.ZipFile(release.path) as archive:
            names = archive.namelist()
    else:
        names = [one.relative_to(release.path).as_posix() for one in release.path.rglob("*.txt")]
    name = next((one for one in names if _as_path(one).name.lower() == "count.txt"), None)
    if name is None:
        return {}
    text = b"".join(read_member(release, name)).decode("cp1252", "replace")
    known = _known()
    counts: dict[str, int] = {}
    for line in text.splitlines():
        words = re.split(r"[\t|,]", line)
        number = words[-1].strip().replace(",", "")
        if len(words) >= 2 and number.isdigit():
            stem = PurePosixPath(words[0].strip().replace("\\", "/")).name
            stem = re.sub(r"\.(csv|txt)$", "", stem, flags=re.IGNORECASE)
            counts[known.get(stem.lower(), stem)] = int(number)
    return counts
