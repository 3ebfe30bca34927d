"""A small ensemble, run once: four draws of two scenarios, at a five-hundredth of the scale."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openasylum.ensemble.draws import Draws, of_luck
from openasylum.ensemble.pool import Pool, threads
from openasylum.ensemble.question import Keep, Question, question
from openasylum.ensemble.run import Answer, run_ensemble
from openasylum.law import load_scenario

UNTIL = date(2014, 10, 1)
SCALE = 0.002
MORE_JUDGES = """
title: More judges
question: What if there were twice as many judges?
capacity:
  - {office: immigration_judges, multiply: 2, because: a test}
"""
TABLES = ("series.parquet", "differences.parquet", "draws.parquet")


class Inline(Executor):
    """Runs each task where it is submitted; `before` may raise in its place."""

    def __init__(self, before: Callable[[int], Any] = lambda number: None) -> None:
        self.before = before
        self.asked: list[int] = []

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Run the task now; its second argument is the draw."""
        future: Future[Any] = Future()
        self.asked.append(args[1].number)
        try:
            self.before(args[1].number)
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


def inline(before: Callable[[int], Any] = lambda number: None) -> Pool:
    executor = Inline(before)
    return Pool("one at a time", 1, lambda: executor, lambda _: None)


@pytest.fixture(scope="session")
def more_judges(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("scenarios") / "more_judges.yaml"
    file.write_text(MORE_JUDGES)
    return file


@pytest.fixture(scope="session")
def ask(more_judges: Path) -> Callable[..., Question]:
    """A question of as_enacted and more_judges, with other draws or options if given."""

    def made(draws: Draws | None = None, **given: Any) -> Question:
        options: dict[str, Any] = {"until": UNTIL, "scale": SCALE, "keep": Keep()} | given
        scenarios = [load_scenario("as_enacted"), load_scenario(more_judges)]
        return question(["as_enacted", "more_judges"], scenarios, draws or of_luck(4), **options)

    return made


@pytest.fixture(scope="session")
def answer(ask: Callable[..., Question], tmp_path_factory: pytest.TempPathFactory) -> Answer:
    return run_ensemble(ask(), tmp_path_factory.mktemp("runs") / "whole", threads(2))


def same_tables(one: Path, other: Path) -> bool:
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in TABLES)
