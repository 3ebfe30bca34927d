"""Jobs on disk: what was asked, how far each stage has come, the answers; a restart finds them."""

import fcntl
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from openasylum.app.settings import settings
from openasylum.errors import OpenasylumError

Kind = Literal["compare", "search", "story", "claim", "records"]
State = Literal["waiting", "running", "done", "failed", "cancelled"]
ANSWER = "answer"
"""The one stage of a job that is not a comparison."""
RANGES = "ranges"
"""The stage of a comparison after its answers: how far draws of the assumptions spread."""
RESULT = "answer.json"
_UNFINISHED = ("waiting", "running")


class Progress(BaseModel):
    """How far a stage is: of which scenario, how many steps of how many."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    done: int
    of: int


class StageState(BaseModel):
    """One stage of a job."""

    model_config = ConfigDict(extra="forbid")

    state: State = "waiting"
    message: str = ""
    attempts: int = 0
    seconds: float | None = None
    progress: dict[str, Progress] = Field(default_factory=dict)


class Job(BaseModel):
    """Something asked, and what has become of it."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern="^[0-9a-f]{32}$")
    kind: Kind
    asked: dict[str, Any]
    created: float
    used: float
    stages: dict[str, StageState]

    @property
    def is_open(self) -> bool:
        """Whether any stage still waits or runs."""
        return any(each.state in _UNFINISHED for each in self.stages.values())

    @property
    def best(self) -> str:
        """The last stage with an answer that is done; empty if none is."""
        done = [n for n, each in self.stages.items() if each.state == "done" and n != RANGES]
        return done[-1] if done else ""


class Store:
    """The folder of jobs; one server at a time."""

    def __init__(self, folder: Path) -> None:
        """Make the folder if need be and lock it. Raises `OpenasylumError`."""
        self.folder = folder
        self.jobs_folder = folder / "jobs"
        try:
            self.jobs_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock: IO[str] = (folder / "lock").open("w", encoding="utf-8")
        except OSError as error:
            raise OpenasylumError(
                f"--state {folder}: cannot be written ({error.strerror}). Give another folder."
            ) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise OpenasylumError(
                f"--state {folder}: another 'openasylum serve' uses this folder. Open its page, or "
                f"give this one a folder of its own."
            ) from None

    def close(self) -> None:
        """Let another server have the folder."""
        self._lock.close()

    def place(self, job: Job) -> Path:
        """The folder of a job."""
        return self.jobs_folder / job.id

    def found(self) -> Iterator[Job]:
        """Every job on disk, the oldest first; what a killed run left behind is removed.

        A damaged folder is named on standard error and left alone.
        """
        jobs = []
        for folder in sorted(self.jobs_folder.iterdir()):
            try:
                job = Job.model_validate_json((folder / "job.json").read_text(encoding="utf-8"))
            except (OSError, ValidationError, ValueError) as error:
                reason = str(error).splitlines()[0]
                print(f"openasylum: {folder}: is not a whole job ({reason}).", file=sys.stderr)
                continue
            for draft in folder.glob(".*"):
                shutil.rmtree(draft, ignore_errors=True)
            for name, stage in job.stages.items():
                stage.progress = {}
                if stage.state == "running":
                    stage.state = "waiting"
                if stage.state == "done" and not (folder / name).exists():
                    stage.state = "waiting"
            jobs.append(job)
        yield from sorted(jobs, key=lambda job: job.created)

    def new(self, key: str, kind: Kind, asked: dict[str, Any]) -> Job:
        """A job that is to be done, written to disk."""
        names = [each.name for each in settings().stages] if kind == "compare" else [ANSWER]
        if kind == "compare" and asked.get("draws"):
            names.append(RANGES)
        now = time.time()
        stages = {name: StageState() for name in names}
        job = Job(id=key, kind=kind, asked=asked, created=now, used=now, stages=stages)
        self.place(job).mkdir(exist_ok=True, mode=0o700)
        self.save(job)
        return job

    def save(self, job: Job) -> None:
        """Write a job's state, whole or not at all."""
        path = self.place(job) / "job.json"
        part = path.with_suffix(".part")
        part.write_text(job.model_dump_json(indent=1), encoding="utf-8")
        os.replace(part, path)

    def remove(self, job: Job) -> None:
        """Remove a job and its answers."""
        shutil.rmtree(self.place(job), ignore_errors=True)

    def ranges(self, job: Job) -> dict[str, Any] | None:
        """How far the draws of a comparison spread; None until that is known."""
        if job.stages.get(RANGES, StageState()).state != "done":
            return None
        path = self.place(job) / RANGES / RESULT
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def result(self, job: Job) -> dict[str, Any]:
        """The answer of a job that is not a comparison."""
        path = self.place(job) / ANSWER / RESULT
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return found


def state_folder() -> Path:
    """Where jobs are kept unless the user says otherwise: XDG_STATE_HOME, or ~/.local/state."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "openasylum" / "app"
