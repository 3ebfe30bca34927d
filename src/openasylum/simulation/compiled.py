"""Machine code kept from earlier runs: checked before it is run, because numba does not.

Numba trusts what lies in its cache: a file cut short ends in a traceback, and one with a changed
byte may run. So the sum of each file is kept beside the cache once a run with it has gone well; a
file that no longer has its sum, or cannot be read, is removed, and its function is compiled again.
"""

import contextlib
import io
import json
import os
import pickle
import tempfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from openasylum.errors import OpenasylumError
from openasylum.kernel.jit import cache_folder, interpreted

SUMS = "sums.json"
_Seen = dict[str, tuple[int, int]]  # size and time of change, by the path in the folder


@cache
def check_compiled() -> None:
    """Remove what is damaged, once in a process.

    Raises:
        OpenasylumError: a damaged file cannot be removed.
    """
    folder = cache_folder()
    if interpreted() or not folder.is_dir():
        return
    sums = _sums(folder)
    for path in sorted(folder.rglob("*.nb[ic]")):
        name = path.relative_to(folder).as_posix()
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # another process has just replaced it
        except OSError as error:
            raise _unusable(path, error) from None
        whole = zlib.crc32(content) == sums[name] if name in sums else _is_readable(path, content)
        if not whole:
            _remove(path)
    _seen.update({name: about for name, about in _look(folder).items() if name in sums})


def keep_sums(compiled: Any) -> None:
    """Keep the sums of what was compiled since the check; called when a run has gone well.

    Args:
        compiled: a function of the kernel, to see where its machine code is kept.

    Raises:
        OpenasylumError: the user's cache cannot be written, so that numba keeps machine code
            elsewhere, where code of an older kernel would be run.
    """
    if interpreted():
        return
    folder = cache_folder()
    place = Path(compiled.stats.cache_path)
    if not place.is_relative_to(folder):
        raise OpenasylumError(
            f"{folder}: cannot be written, and compiled code is kept there. Make it writable, or "
            f"set XDG_CACHE_HOME to a folder that is."
        )
    now = _look(folder)
    changed = [name for name, about in now.items() if _seen.get(name) != about]
    if not changed:
        return
    sums = _sums(folder)
    for name in changed:
        with contextlib.suppress(FileNotFoundError):
            sums[name] = zlib.crc32((folder / name).read_bytes())
    with contextlib.suppress(OSError):  # a full disk costs the check, not the answer
        _write(folder / SUMS, json.dumps({name: sums[name] for name in sorted(sums)}))
    _seen.update(now)


_seen: _Seen = {}


def _look(folder: Path) -> _Seen:
    found = {}
    for path in folder.rglob("*.nb[ic]"):
        with contextlib.suppress(FileNotFoundError):
            about = path.stat()
            found[path.relative_to(folder).as_posix()] = about.st_size, about.st_mtime_ns
    return found


def _sums(folder: Path) -> dict[str, int]:
    """The sums kept; none if their own file is missing or damaged."""
    try:
        found = json.loads((folder / SUMS).read_text(encoding="utf-8"))
        return {str(name): int(value) for name, value in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _is_readable(path: Path, content: bytes) -> bool:
    """Whether numba can read a file that has no sum yet."""
    try:
        file = io.BytesIO(content)
        pickle.load(file)  # an index is the version of numba, and then what it holds
        if path.suffix == ".nbi":
            pickle.load(file)
    except Exception:  # damaged pickles end in errors of any kind
        return False
    return True


def _remove(path: Path) -> None:
    """Remove a file and the index that leads to it."""
    function = path.name.rsplit(".", 2 if path.suffix == ".nbc" else 1)[0]
    for each in (path, path.with_name(f"{function}.nbi")):
        try:
            each.unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(each, error) from None


def _unusable(path: Path, error: OSError) -> OpenasylumError:
    return OpenasylumError(
        f"{path}: compiled code that is damaged or cannot be read ({error.strerror}). Remove "
        f"{cache_folder()}, or set XDG_CACHE_HOME to another folder."
    )


def _write(path: Path, text: str) -> None:
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with open(number, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(name, path)
