"""The sizes and limits of the app, read strictly from `settings.yaml`."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from openasylum.records.reader import Record, read

HERE = Path(__file__).parent


class Stage(Record):
    """One answer to a question: its name, the share of people in it, and which worker runs it."""

    name: str
    scale: float = Field(gt=0, le=1)
    worker: Literal["quick", "slow"]


class Ranges(Record):
    """How the ranges of an answer are made: how many draws of which fitted set, and their scale."""

    draws: int = Field(ge=0)
    scale: float = Field(gt=0, le=1)
    fitted: str


class Settings(Record):
    """How the app works."""

    stages: tuple[Stage, ...] = Field(min_length=1)
    ranges: Ranges
    search_scale: float = Field(gt=0, le=1)
    claim_scale: float = Field(gt=0, le=1)
    claim_seeds: int = Field(ge=1)
    claim_points: int = Field(ge=2)
    most_waiting: int = Field(ge=1)
    most_kept: int = Field(ge=1)
    most_watching: int = Field(ge=1)
    most_attempts: int = Field(ge=1)
    most_drawing: int = Field(ge=1)
    longest_address: int = Field(ge=1)
    longest_scenario: int = Field(ge=1)
    largest_body: int = Field(ge=1)
    largest_lever: float = Field(gt=0)
    heartbeat_seconds: float = Field(gt=0)
    progress_seconds: float = Field(gt=0)
    drawing_seconds: float = Field(ge=0)

    def stage(self, name: str) -> Stage:
        """A stage by its name. Raises `KeyError`."""
        return {each.name: each for each in self.stages}[name]


@cache
def settings() -> Settings:
    """The settings. Raises `RecordError` if the file is not what it should be."""
    return read(HERE / "settings.yaml", Settings, shown_as="app/settings.yaml")
