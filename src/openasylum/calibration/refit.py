"""The model fitted again at an origin, to the figures known then, and its runs from there on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from openasylum.calibration import smoother
from openasylum.calibration.member import work_of
from openasylum.calibration.past import (
    Monthly,
    counted_by,
    misfit,
    past_until,
    read_runs,
)
from openasylum.calibration.plan import Law, Mode, Plan, model_settings
from openasylum.calibration.walks import Floats
from openasylum.ensemble.draws import Draw, Draws
from openasylum.ensemble.pool import Pool
from openasylum.ensemble.question import Keep, question
from openasylum.ensemble.run import State, run_ensemble
from openasylum.errors import CalibrationFailed
from openasylum.forecast.calendar import fiscal_year_end, target_end
from openasylum.forecast.prediction import luck
from openasylum.forecast.settings import settings
from openasylum.law import load_scenario
from openasylum.records.assumptions import Assumption
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions
from openasylum.simulation.programmes import AS_ENACTED

KEPT = (
    "court.receipts", "court.completions", "court.pending_active", "court.pending",
    "affirmative.pending", "fear.referred", "mpp.enrolled", "mpp.waiting_in_mexico",
)  # fmt: skip
_LEAST = 4  # members from which a spread can be taken at all
Told = Callable[[str, State], None]
"""Called with what is being run and how far it is."""


@dataclass(frozen=True)
class Bench:
    """Where and how large the runs of a back-test are."""

    folder: Path
    pool: Pool
    members: int
    scale: float
    law: Law = "known"
    told: Told | None = None


@dataclass(frozen=True)
class Fitted:
    """An origin's ensemble after the fit: its draws, and how far it missed before and after."""

    origin: date
    draws: Draws
    figures: int
    misfit_before: float  # root mean square of log ratios
    misfit_after: float
    lost: int  # members that could not be run


def fit(bench: Bench, origin: date) -> Fitted:
    """Fit the ensemble to the figures known on an origin, in a few rounds.

    Raises:
        CalibrationFailed: hardly a member could be run.
    """
    chosen = model_settings()
    figures = counted_by(origin)
    points = smoother.start(bench.members, len(chosen.fitted.value), origin.toordinal())
    numbers = list(range(bench.members))
    plan = Plan(origin, ("past",), past_until(origin))
    sizes, lost = [], 0
    for round_ in range(chosen.rounds.value + 1):
        draws = draws_of(f"{origin} round {round_}", numbers, points)
        runs = runs_of(bench, plan, draws, f"past-{round_}")["past"]
        alive = [i for i, number in enumerate(numbers) if number in runs]
        lost += len(numbers) - len(alive)
        if len(alive) < _LEAST:
            raise CalibrationFailed(
                f"{origin}: {len(alive)} of {bench.members} members of the ensemble could be run."
                f" At least {_LEAST} are needed. Give more --draws."
            )
        numbers, points = [numbers[i] for i in alive], points[alive]
        missed = misfit([runs[number] for number in numbers], figures)
        sizes.append(smoother.root_mean_square(missed))
        if round_ < chosen.rounds.value:
            random = luck("fit", origin, "smoother", str(round_))
            points = smoother.smoothed(
                points, missed, chosen.fit_error.value, chosen.rounds.value, random
            )
    draws = draws_of(f"{origin} fitted", numbers, points)
    return Fitted(origin, draws, len(figures), sizes[0], sizes[-1], lost)


def draws_of(name: str, numbers: Sequence[int], points: Floats) -> Draws:
    """Points as draws: single values evenly over their ranges, steps moved about their own."""
    known = load_assumptions(DEFAULT_SET)
    names = model_settings().fitted.value
    shares = smoother.even(points)
    single = [n for n in names if _is_single(known.values[n])]
    moved = [n for n in names if n not in single]
    place = {name: i for i, name in enumerate(names)}

    def one(number: int, row: Floats) -> Draw:
        values = tuple(sorted((n, _within(known.values[n], row[place[n]])) for n in single))
        positions = tuple(sorted((n, float(2 * row[place[n]] - 1)) for n in moved))
        return Draw(number, number + 1, values, positions)

    pairs = zip(numbers, shares, strict=True)
    return Draws(name, tuple(one(number, row) for number, row in pairs))


def _is_single(record: Assumption) -> bool:
    return record.value is not None


def _within(record: Assumption, share: Any) -> float:
    value = record.low + float(share) * (record.high - record.low)
    return min(max(value, record.low), record.high)  # takes off rounding in the last digit


def runs_of(bench: Bench, plan: Plan, draws: Draws, what: str) -> dict[Mode, dict[int, Monthly]]:
    """Run a plan's draws, or read those that the folder holds, by mode and number of the draw."""
    asked = question(
        list(plan.modes), [load_scenario(AS_ENACTED)] * len(plan.modes), _named(plan, draws, what),
        until=plan.until, scale=bench.scale, keep=Keep(KEPT, ("month",)),
    )  # fmt: skip
    folder = bench.folder / plan.origin.isoformat() / what
    told = bench.told
    progress = (lambda state: told(f"{plan.origin} {what}", state)) if told else None
    run_ensemble(asked, folder, bench.pool, task=work_of(plan), progress=progress)
    return {mode: read_runs(folder, mode) for mode in plan.modes}


def _named(plan: Plan, draws: Draws, what: str) -> Draws:
    return replace(draws, name=f"{what} {plan.origin} law {plan.law}")


def ahead(bench: Bench, fitted: Fitted) -> dict[Mode, dict[int, Monthly]]:
    """The fitted members run on to the last horizon, given what came and with all forecast."""
    end = target_end(fitted.origin, max(settings().horizons.value))
    after = date(end.year, 10, 1)
    plan = Plan(fitted.origin, ("given", "forecast"), after, bench.law)
    return runs_of(bench, plan, fitted.draws, f"ahead-{bench.law}")


def hindcasts(
    bench: Bench, fitted: Fitted, first: int, last: int
) -> dict[date, dict[int, Monthly]]:
    """A few members of an origin's ensemble, forecasting a year on from earlier fiscal years' ends.

    They know no step, law or receipts after that day; only what the fit says of the assumptions is
    of the origin. Returned by the day they forecast from.
    """
    few = model_settings().hindcast_members.value
    draws = replace(fitted.draws, draws=fitted.draws.draws[:few])
    found = {}
    for year in range(first, last + 1):
        day = fiscal_year_end(year)
        plan = Plan(day, ("given",), date(year + 1, 10, 1), bench.law, central=True)
        below = replace(
            bench, folder=bench.folder / fitted.origin.isoformat(), told=_as_hindcast(bench, fitted)
        )
        found[day] = runs_of(below, plan, draws, f"hindcast-{bench.law}")["given"]
    return found


def _as_hindcast(bench: Bench, fitted: Fitted) -> Told | None:
    told = bench.told
    return (lambda what, state: told(f"{fitted.origin} from {what}", state)) if told else None
