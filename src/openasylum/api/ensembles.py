"""Runs in number from Python: draws, and searches for staff over draws."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from openasylum.api.runs import as_day
from openasylum.api.study import Study, as_words, listed, place, told_of
from openasylum.calibration import ensemble_asked, staff_asked, staff_picture, staff_told
from openasylum.calibration.draws_asked import DrawsAsked
from openasylum.calibration.ensemble_asked import EnsembleAsked, ensemble_question
from openasylum.calibration.staff_answer import answer
from openasylum.calibration.staff_asked import StaffAsked
from openasylum.ensemble.pool import chosen
from openasylum.ensemble.run import Failure
from openasylum.ensemble.run import run_ensemble as run_all
from openasylum.records.scenario import Scenario
from openasylum.simulation.study import Progress


def run_ensemble(
    *scenarios: str | Path | Scenario, out: Path | str | None = None,
    draws: int | str | Path | None = None, vary: str | Sequence[str] | None = None,
    method: str = "latin_hypercube", seeds: int | None = None, seed: int = 1,
    other_cases: str | None = None, until: date | str | None = None, scale: float = 1.0,
    series: str | Sequence[str] | None = None, by_group: bool = False,
    workers: int | None = None, cluster: str | None = None, processes: bool = False,
    progress: Progress | None = None,
) -> Study:  # fmt: skip
    """Run scenarios many times, over assumptions and luck, as `openasylum ensemble` does.

    A draw is one run of every scenario on the same people. Either `draws` or `seeds` must be given.
    What is found does not depend on where draws were run.

    Args:
        scenarios: names in `facts/scenarios`, paths of YAML files, or `Scenario` values.
        out: a folder; one with draws of the same question, stopped before its end, is continued.
            Without it the files are temporary, and nothing of a run that is stopped is kept.
        draws: how many to make from ranges (1 to 1,000,000, with `vary`), the name of fitted draws,
            or a file of draws (.csv or .parquet), one a row.
        vary: with a number of draws: `all`, or names of assumptions; `a+b` move together.
        method: with a number of draws: `latin_hypercube`, or `sobol` (in powers of two).
        seeds: of luck for each draw, 1 or more; 1 if not given.
        seed: the first of them, from 0 to 2**63 - 1.
        other_cases: other new court cases as in the set (`central`) or what receipts leave in each
            draw (`drawn`); central if not given, and of fitted draws as they were fitted.
        until: as `simulate`.
        scale: as `simulate`.
        series: ids to keep and sum up; all are kept, and three summed up, if not given.
        by_group: keep every group, and not only `all`.
        workers: draws at a time on this machine; as many as cores and memory allow if not given.
        cluster: the address of a Dask scheduler that runs the draws.
        processes: workers are processes and not threads. A script must then begin its work under
            `if __name__ == "__main__":`.
        progress: called with `draws`, the draws done, and the draws in all.

    Returns:
        `answer["ranges"]` has for each scenario (and difference, second - first), series and fiscal
        year `median`, `p05` and `p95` over draws, in `unit`. Tables: `series`, one row a scenario,
        draw, series, period and group; `differences`, of each two scenarios; `draws`, what each
        assumed (positions from -1, low, to 1, high) and its seed.

    Raises:
        OpenasylumError: an option cannot be or is missing, the folder holds something else, or
            every draw failed.
        UnknownName: no scenario has that name.
        StaleFact: fitted draws are of another kernel or of other assumptions.

    Example:
        >>> import openasylum
        >>> made = openasylum.run_ensemble(
        ...     "as_enacted", draws=3, vary=["judge_hours_per_day"], scale=0.002,
        ...     until="2014-10-01", series=["court.pending"],
        ... )
        >>> one = made.answer["ranges"][0]
        >>> one["series"], one["fiscal_year"], one["draws"], one["p05"] < one["median"] < one["p95"]
        ('court.pending', 2014, 3, True)
    """
    given = DrawsAsked(_text(draws), listed(vary, "vary"), method, seeds, seed)
    with as_words("run_ensemble", scenarios) as (names, words):
        asked = ensemble_question(
            EnsembleAsked(
                names,
                given,
                other_cases,
                as_day(until, "until"),
                scale,
                listed(series, "series"),
                by_group,
            )
        )
    with place(out) as here, chosen(scale, workers, cluster, apart=processes) as pool:
        made = run_all(
            asked, here.folder, pool, command=f"openasylum ensemble {words}",
            progress=told_of(progress, "draws"),
        )  # fmt: skip
        found = ensemble_asked.summed_up(made, asked.ask.keep.series if series else None)
        told = ensemble_asked.as_json(made, found)
        tables = ("series", "draws", *(["differences"] if len(names) > 1 else []))
        paths = {name: f"{name}.parquet" for name in tables}
        return here.study(told, _failed(made.failures), paths)


def staff(
    *, series: str, by: date | str, chance: float, below: float | None = None,
    above: float | None = None, office: str = "immigration_judges",
    start: date | str | None = None, hire: str = "each_year", arrivals: str = "last6",
    scenario: str | Path | Scenario = "as_enacted", draws: int | str | Path = 20,
    vary: str | Sequence[str] | None = None, scale: float = 0.05, most: int = 5000, seed: int = 1,
    workers: int | None = None, processes: bool = False, out: Path | str | None = None,
    picture: Path | str | None = None, progress: Progress | None = None,
) -> Study:  # fmt: skip
    """How many must be hired, from when, to reach a goal with a chance, as `openasylum staff`.

    Args:
        series: what the goal is of: a series of the model, or a wait such as `court.decision_days`
            or `affirmative.days_to_clear`. A stock counts on the day, a flow over the twelve
            months to it.
        by: the goal's day, the last one of a month.
        chance: share of draws that should reach it, above 0 and below 1. Draws from ranges are no
            probabilities.
        below: the series must be below this; either this or `above`.
        above: the series must be above this.
        office: `immigration_judges`, `asylum_officers` or `lawyers`.
        start: the day the first are asked for, the command's `--from`; the day after the data
            (2025-09-01) if not given, and not before 2014-10-01.
        hire: the same number every year, by month (`each_year`), or all at once (`once`).
        arrivals: the border after the data: `last6`, `last12` (months), a fiscal year as `FY2019`,
            a number of encounters a year, or `none`.
        scenario: the law, and all staff but those hired: a name, a path or a `Scenario`.
        draws: as `run_ensemble`.
        vary: with a number of draws: `all` (so if not given), `none`, or names.
        scale: share of people and capacity, above 0 and not above 1.
        most: the largest number tried, from 1 to 100,000.
        seed: of the first draw's luck; the others have the next ones.
        workers: as `run_ensemble`.
        processes: as `run_ensemble`.
        out: as `run_ensemble`.
        picture: a file, .svg or .png, for the chance by number hired.
        progress: called with what is being done, the draws done, and the draws in all.

    Returns:
        `answer["number"]` is hired a year, or at once: none if `most` is not enough. `interval` is
        its 95% interval, `by_draw` what each draw needs, `plan` what the number leads to, and
        `notes` what must be known beside it. Tables: `search`, one row a draw and number tried;
        `plan`, one row a draw, with the number of the answer.

    Raises:
        OpenasylumError: an option cannot be, the folder holds something else, or every draw failed.
        UnknownName: no office or scenario has that name.
        StaleFact: as `run_ensemble`.

    Example:
        >>> import openasylum
        >>> found = openasylum.staff(
        ...     series="court.pending", below=10_000_000, by="2015-12-31", start="2014-10-01",
        ...     chance=0.5, draws=1, vary="none", scale=0.001,
        ... )
        >>> found.answer["number"], found.answer["by_draw"]
        (0, [0])
    """
    day = as_day(by, "by")
    assert day is not None
    given = DrawsAsked(_text(draws), listed(vary, "vary"), seed=seed)
    with as_words("staff", [scenario]) as (names, _):
        said = StaffAsked(
            office, series, below, above, day, chance, as_day(start, "start"), hire, arrivals,
            names[0], given, scale, most,
        )  # fmt: skip
        asked = staff_asked.staff_asked(said)
    drawn = None if picture is None else staff_picture.check_picture(Path(picture))
    with place(out) as here, chosen(scale, workers, apart=processes) as pool:
        found = answer(
            asked, here.folder, pool, command=said.command,
            progress=lambda words: nullcontext(told_of(progress, words.partition(",")[0])),
        )  # fmt: skip
        told = staff_told.as_json(found)
        staff_told.write(told, here.folder)
        if drawn is not None:
            staff_picture.draw(found, drawn)
        paths = {"search": "search/series.parquet", "plan": f"plan_{found.shown}/series.parquet"}
        return here.study(told, _failed(found.failures), paths)


def _text(draws: int | str | Path | None) -> str | None:
    return None if draws is None else str(draws)


def _failed(failures: Sequence[Failure]) -> list[str]:
    return [f"draw {one.draw}: {one.message}" for one in failures]
