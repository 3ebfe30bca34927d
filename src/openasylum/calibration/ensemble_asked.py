"""From what a user says of an ensemble to its question, and from its answer to plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from openasylum.calibration.draws_asked import DrawsAsked, as_fitted, ensemble_draws
from openasylum.ensemble.question import Keep, OtherCases, Question, question
from openasylum.ensemble.run import Answer
from openasylum.ensemble.summary import Range, ranges
from openasylum.law import load_scenario
from openasylum.simulation.study import Options, scenario_names

SHOWN = ("court.pending", "court.granted_asylum", "affirmative.pending")
"""Series that are summed up where none are named."""


@dataclass(frozen=True)
class EnsembleAsked:
    """What a user says of an ensemble, in the words of the command line."""

    scenarios: Sequence[str]  # names or paths
    draws: DrawsAsked
    other_cases: str | None = None
    until: date | None = None
    scale: float = 1.0
    series: str | None = None  # with commas between them; all are kept if not given
    by_group: bool = False


def ensemble_question(asked: EnsembleAsked) -> Question:
    """The checked question. Raises `OpenasylumError` naming the option that cannot be."""
    names = scenario_names(asked.scenarios)
    scenarios = [load_scenario(name) for name in asked.scenarios]
    settled = Options(until=asked.until, seed=asked.draws.seed, scale=asked.scale)
    until: date = settled.checked().completed(scenarios).until
    keep = Keep(by_group=asked.by_group)
    if asked.series:
        series = tuple(dict.fromkeys(word.strip() for word in asked.series.split(",")))
        keep = Keep(series=series, by_group=asked.by_group)
    others = cast("OtherCases", asked.other_cases or as_fitted(asked.draws.draws))  # checked next
    return question(
        names, scenarios, ensemble_draws(asked.draws, scenarios[0]), until=until,
        scale=asked.scale, keep=keep, other_cases=others,
    )  # fmt: skip


def summed_up(answer: Answer, series: Sequence[str] | None) -> list[Range]:
    """The ranges of the series that a user named, or of those shown where none are."""
    return ranges(answer.folder, series or SHOWN)


def as_json(answer: Answer, found: Sequence[Range]) -> dict[str, Any]:
    """A finished ensemble as plain values: what was run, what failed, and the ranges."""
    return {
        "folder": str(answer.folder),
        "finished": answer.finished,
        "reused": answer.reused,
        "failed": [{"draw": one.draw, "message": one.message} for one in answer.failures],
        "remade": list(answer.remade),
        "seconds": round(answer.seconds, 3),
        "ranges": [one.as_json() for one in found],
    }
