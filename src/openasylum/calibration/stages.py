"""The folder of a fit: what is asked, and the points of each stage, kept for a fit that goes on."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from openasylum.ensemble.folder import write_at_once
from openasylum.errors import CalibrationFailed, OpenasylumError

ASKED = "fit.json"


@dataclass(frozen=True)
class Stages:
    """A fit's folder, for one question."""

    path: Path

    def points(
        self, name: str, make: Callable[[], tuple[np.ndarray, dict[str, Any]]]
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """The points of a stage: as they were made, or made now and kept.

        Points are kept and not made again, because a walk of many steps does not end in the same
        place on two machines.

        Args:
            name: of the stage.
            make: gives points and what is told of them, in plain values.

        Raises:
            OpenasylumError: the disk is full; what was finished is kept.
            CalibrationFailed: the points kept are damaged.
        """
        file = self.path / f"{name}_points.json"
        if file.exists():
            try:
                kept = json.loads(file.read_text(encoding="utf-8"))
                return np.array(kept["points"]), kept["told"]
            except (ValueError, KeyError, TypeError) as error:
                raise CalibrationFailed(
                    f"{file}: is damaged ({error}). Runs made at its points cannot be told apart "
                    f"from others any more: give another --out, or remove the folder."
                ) from None
        started = time.perf_counter()
        points, told = make()
        told = {**told, "seconds": round(time.perf_counter() - started, 1)}
        self.write(file.name, {"told": told, "points": points.tolist()})
        return points, told

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Write a file of plain values, whole or not at all."""
        try:
            write_at_once(self.path / name, (json.dumps(content) + "\n").encode())
        except OSError as error:
            raise OpenasylumError(
                f"--out {self.path}: {name} could not be written ({error.strerror or error}). "
                f"Finished runs are kept: free some space and run the same command again."
            ) from None


def open_stages(path: Path, asked: dict[str, Any]) -> Stages:
    """Take a new folder, or one that holds a fit of the same question.

    Raises:
        OpenasylumError: it cannot be made, or holds something else.
        CalibrationFailed: it holds a fit of another question.
    """
    if path.exists() and not path.is_dir():
        raise OpenasylumError(f"--out {path}: is a file. Give a folder.")
    if path.is_dir() and not (path / ASKED).exists() and not _is_free(path):
        raise OpenasylumError(
            f"--out {path}: exists already and is no fit. Give another folder, or remove this one."
        )
    stages = Stages(path)
    plain = json.loads(json.dumps(asked))
    if not (path / ASKED).exists():
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OpenasylumError(f"--out {path}: cannot be made ({error.strerror}).") from None
        stages.write(ASKED, plain)
        return stages
    try:
        kept = json.loads((path / ASKED).read_text(encoding="utf-8"))
    except ValueError as error:
        raise OpenasylumError(
            f"{path / ASKED}: is damaged ({error}), so nobody can tell what was fitted there. Give "
            f"another folder."
        ) from None
    unlike = [
        name for name in sorted(kept.keys() | plain.keys()) if kept.get(name) != plain.get(name)
    ]
    if unlike:
        raise CalibrationFailed(
            f"--out {path}: holds a fit of another question ({_words(kept, plain, unlike)}). Runs "
            f"of two kinds are never put together: give another folder, or ask what was asked "
            f"there."
        )
    return stages


def _is_free(path: Path) -> bool:
    """Whether a folder is empty, but for what a fit left that was killed in its first moments."""
    return all(one.name == f".{ASKED}.draft" for one in path.iterdir())


def _words(kept: dict[str, Any], now: dict[str, Any], unlike: list[str]) -> str:
    parts = []
    for name in unlike:
        there, here = kept.get(name), now.get(name)
        plain = all(isinstance(one, int | float | str) for one in (there, here))
        short = plain and len(f"{there}{here}") < 60
        parts.append(f"{name} is {there} there and {here} here" if short else f"{name} differs")
    return "; ".join(parts)
