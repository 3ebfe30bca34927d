"""How far an answer spreads over draws of fitted assumptions and luck: what `ensemble` does."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from openasylum.app.settings import settings

Told = Callable[[str, int, int], None]
WHOLE = ("people.protected", "people.refused", "people.waiting")
"""Of everyone on the run's last day."""
STOCKS = ("court.pending", "affirmative.pending")
"""At the end of the last whole fiscal year."""
_THREADS = 2


def spread(names: list[str], asked: Mapping[str, Any], scale: float, told: Told) -> dict[str, Any]:
    """Run draws of the fitted set and say what nine in ten lie between.

    Args:
        names: scenarios by name or path, two at most.
        asked: the question's days and how many draws.
        scale: share of people and capacity in each draw.
        told: called after each draw; may raise to stop.

    Raises:
        OpenasylumError: there is no fitted set of this program, or every draw failed.
    """
    from openasylum.calibration.store import load_draws
    from openasylum.ensemble.pool import threads
    from openasylum.ensemble.question import Keep, question
    from openasylum.ensemble.run import run_ensemble
    from openasylum.ensemble.summary import ranges
    from openasylum.law import load_scenario
    from openasylum.simulation.study import Options, scenario_names

    chosen = settings().ranges
    fitted, record = load_draws(chosen.fitted)
    number, kept = asked["draws"], len(fitted.draws)
    few = replace(fitted, draws=tuple(fitted.draws[i * kept // number] for i in range(number)))
    scenarios = [load_scenario(name) for name in names]
    end = None if asked["until"] is None else date.fromisoformat(asked["until"])
    until = Options(until=end).completed(scenarios).until
    put = question(
        scenario_names(names), scenarios, few, until=until, scale=scale,
        keep=Keep(series=(*STOCKS, *WHOLE)), other_cases=record.other_cases,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="openasylum-draws-") as folder:
        place = Path(folder) / "draws"
        answer = run_ensemble(
            put, place, threads(_THREADS),
            progress=lambda state: told("draws", state.finished + state.failed, state.of),
        )  # fmt: skip
        found = [
            *ranges(place, WHOLE, period="run"),
            *ranges(place, STOCKS),
        ]
    last = max((one.fiscal_year for one in found if one.series in STOCKS), default=0)
    return {
        "draws": answer.finished, "failed": len(answer.failures), "scale": scale,
        "fitted": chosen.fitted, "worth": record.effective_draws, "fiscal_year": last,
        "ranges": [
            one.as_json() for one in found if one.series in WHOLE or one.fiscal_year == last
        ],
    }  # fmt: skip
