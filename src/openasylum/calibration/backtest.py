"""The back-test with the model in it: the simple methods and both modes, at every origin."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from openasylum.calibration.model_forecast import Model
from openasylum.calibration.plan import Law, last_year_counted, model_settings
from openasylum.calibration.refit import Bench, Told
from openasylum.ensemble.pool import Pool, given, threads, workers_for
from openasylum.errors import OpenasylumError
from openasylum.forecast.baselines import Task, stock_flow, wrap
from openasylum.forecast.known import known
from openasylum.forecast.prediction import Forecast
from openasylum.forecast.rolling import Backtest, baselines, run_backtest
from openasylum.forecast.stock_flow import judges_on
from openasylum.simulation.calendar import FIRST_DAY, fiscal_year

LEAST_DRAWS = 4


@dataclass(frozen=True)
class Size:
    """How large the model's part is, and where its runs are kept."""

    draws: int
    scale: float
    law: Law = "known"
    workers: int | None = None
    work: Path | None = None  # none: they are thrown away at the end

    def checked(self) -> "Size":
        """The same size. Raises `OpenasylumError` naming what cannot be."""
        if not LEAST_DRAWS <= self.draws <= 10_000:
            raise OpenasylumError(f"--draws {self.draws}: must be from {LEAST_DRAWS} to 10,000.")
        if not 0 < self.scale <= 1:
            raise OpenasylumError(
                f"--scale {self.scale:g}: is a share of people and capacity. Give a number above 0"
                " and not above 1."
            )
        return self


def sized(
    draws: int | None, scale: float | None, law: Law, workers: int | None, work: Path | None,
    *, quick: bool,
) -> Size:  # fmt: skip
    """A size with what is not said taken from `facts/model_forecast.yaml`."""
    chosen = model_settings()
    usual = (chosen.quick_draws, chosen.quick_scale) if quick else (chosen.draws, chosen.scale)
    number = usual[0].value if draws is None else draws
    share = usual[1].value if scale is None else scale
    return Size(number, share, law, workers, work).checked()


def model_backtest(
    series: Sequence[str], origins: Sequence[date], size: Size, told: Told | None = None
) -> tuple[Backtest, Model]:
    """Forecast and score with the simple methods and with the model; stopped, it can be resumed.

    Args:
        series: names in `facts/publication.yaml`.
        origins: days on which forecasts are made.
        size: how many runs, how large, and where they are kept.
        told: called with what is being run and how far it is.

    Raises:
        OpenasylumError: an origin is too early for the model, or the folder of runs is another's.
    """
    for origin in origins:
        refuse_too_early(origin)
    with _folder(size.work) as folder, _pool(size) as pool:
        bench = Bench(folder, pool, size.draws, size.scale, size.law, told)
        model = Model(bench)
        methods = {**baselines(), "stock_flow_given": _judges_given, **model.forecasters()}
        test = run_backtest(series, origins, methods)
    return test, model


def refuse_too_early(origin: date) -> None:
    """The model must have a year behind it whose receipts and completions had been counted."""
    first = fiscal_year(FIRST_DAY) + 1
    if last_year_counted("court.receipts", origin) < first:
        raise OpenasylumError(
            f"--known-until {origin}: the model begins on {FIRST_DAY}, and by that day fewer than"
            f" two of its fiscal years had been counted. Give a later day, or --baselines-only."
        )


def _judges_given(task: Task) -> list[Forecast]:
    """The stock and flow of the courts with the judges that came, beside the model given them."""
    counts = known("staff.immigration_judges", date.max)
    ends = [end for end in task.ends if end <= counts.ends[-1]]
    judges = {end.year: judges_on(counts, end) for end in ends}
    return wrap("stock_flow_given", task, stock_flow(replace(task, judges=judges)))


@contextmanager
def _pool(size: Size) -> Iterator[Pool]:
    """One set of processes for all origins: each reads and fits the border's tables once."""
    number, _ = workers_for(size.scale, size.workers, apart=True)
    if number == 1:
        yield threads(1)
        return
    with ProcessPoolExecutor(number, get_context("spawn")) as executor:
        yield given(executor, number + 1)


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    if work is not None:
        yield work
        return
    path = Path(tempfile.mkdtemp(prefix="openasylum-backtest-"))
    try:
        yield path
    finally:
        shutil.rmtree(path)
