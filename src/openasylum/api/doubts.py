"""What a result turns on and how sure it is, as `openasylum sensitivity` and `doubt` tell it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openasylum.api.runs import as_day
from openasylum.api.study import Study, as_words, by_stage, each_of, listed, place, stage_of
from openasylum.calibration import pictures
from openasylum.calibration.doubt import design
from openasylum.calibration.doubt_asked import DoubtAsked, doubted, run_design
from openasylum.calibration.sensitivity_asked import SensitivityAsked, planned, run_plan
from openasylum.ensemble.pool import chosen
from openasylum.records.scenario import Scenario
from openasylum.report.doubt_into import check_into, put_into
from openasylum.simulation.study import Progress


def sensitivity(
    *scenarios: str | Path | Scenario, out: Path | str | None = None,
    measure: str | Sequence[str] | None = None, draws: str | Path = "ranges",
    vary: str | Sequence[str] = "all", trajectories: int = 10, keep: int = 8, sobol: int = 64,
    seeds: int = 3, seed: int = 1, until: date | str | None = None, scale: float = 0.02,
    workers: int | None = None, cluster: str | None = None, processes: bool = False,
    picture: Path | str | None = None, progress: Progress | None = None,
) -> Study:  # fmt: skip
    """On which assumptions a result turns, and where two policies change places.

    As `openasylum sensitivity`: Morris, then Sobol on what is strongest, then the values at which
    a ranking flips. Ranges are judgements, so what is told is about the model and no probability.

    Args:
        scenarios: one for its level, or two for their difference (second - first).
        out: as `run_ensemble`.
        measure: one or several `SERIES[:group][@when]`, such as `court.pending@FY2020` or
            `people.protected`; people protected, cases pending and days waited if not given.
        draws: move within the set's `ranges`, or within nine tenths of fitted draws, named, or of a
            file of draws.
        vary: `all`, or names of assumptions; `a+b` move together.
        trajectories: of Morris, 2 or more.
        keep: how many assumptions are looked at closely, 1 or more.
        sobol: base points of Sobol, a power of two; 0 for none.
        seeds: of chance and of flips, 1 or more.
        seed: the first, from 0 to 2**63 - 1.
        until: as `simulate`.
        scale: share of people and capacity, above 0 and not above 1.
        workers: as `run_ensemble`.
        cluster: as `run_ensemble`.
        processes: as `run_ensemble`.
        picture: a file, .svg or .png, for the effects.
        progress: called with the stage (`chance`, `morris`, `sobol` or a search), the draws done in
            it, and the draws in it.

    Returns:
        `answer["measures"]` has of each measure, in its `unit`, the `effects` from the low to the
        high end of a range (largest first), the `shares` of the variance from 0 to 1, and the
        `flips`. Tables: `effects`, one row a measure, output and assumption (`mean`, `mu_star`,
        `sigma`, and `mu_star_within`, the half width of a 95% interval); `shares`, with
        `first_order` and `total`.

    Raises:
        OpenasylumError: an option cannot be, SALib (extra `sensitivity`) is not installed, the
            folder holds something else, or too few runs finished.
        UnknownName: no scenario has that name.

    Example:
        >>> import openasylum
        >>> found = openasylum.sensitivity(
        ...     "as_enacted", measure="court.pending", vary=["judge_hours_per_day"],
        ...     trajectories=2, sobol=0, seeds=1, scale=0.002, until="2014-10-01",
        ... )
        >>> effects = found.table("effects", output="as_enacted")
        >>> effects["assumption"].to_pylist(), effects["mean"][0].as_py() < 0
        (['judge_hours_per_day'], True)
    """
    with as_words("sensitivity", scenarios) as (names, words):
        asked = planned(
            SensitivityAsked(
                names, each_of(measure, "measure"), str(draws), listed(vary, "vary") or "all",
                trajectories, keep, sobol, seeds, seed, as_day(until, "until"), scale,
            )
        )  # fmt: skip
    drawn = None if picture is None else pictures.check_picture(Path(picture))
    with place(out) as here, chosen(scale, workers, cluster, apart=processes) as pool:
        told, failed = run_plan(
            asked, here.folder, pool, stage_of(progress), command=f"openasylum sensitivity {words}"
        )
        if drawn is not None:
            pictures.draw(told, drawn)
        paths = {name: f"{name}.parquet" for name in ("effects", "shares")}
        return here.study(told, by_stage(failed), paths)


def doubt(
    *scenarios: str | Path | Scenario, out: Path | str | None = None,
    into: Path | str | None = None, measure: str | Sequence[str] | None = None, draws: int = 50,
    draws_file: str | Path | None = None, seeds: int = 20, seed: int = 1,
    parts: Path | str | None = None, until: date | str | None = None, scale: float = 0.05,
    workers: int | None = None, cluster: str | None = None, processes: bool = False,
    progress: Progress | None = None,
) -> Study:  # fmt: skip
    """How much of a range is chance, assumptions, arrivals and form of the model.

    As `openasylum doubt`: each part is varied alone around the central values, then all at once.
    Parts from judged ranges are no probabilities.

    Args:
        scenarios: one for its level, or two for their difference too (second - first).
        out: as `run_ensemble`.
        into: the folder of a finished run of the same scenarios: it gets the table, and its report
            is built again.
        measure: as `sensitivity`, and `@years` for every fiscal year; five if not given.
        draws: of assumptions, of arrivals, and of all at once, 2 or more.
        draws_file: fitted draws by name, or a file of draws, in place of ranges.
        seeds: of chance, 2 or more.
        seed: the first, from 0 to 2**63 - 1.
        parts: a YAML file of what is varied; `facts/doubt.yaml` if not given.
        until: as `simulate`.
        scale: as `sensitivity`.
        workers: as `run_ensemble`.
        cluster: as `run_ensemble`.
        processes: as `run_ensemble`.
        progress: called with the stage (`central`, or what is other than central), the draws done
            in it, and the draws in it.

    Returns:
        `answer` is the rows of the one table, `doubt`: a row an output, measure and `part`
        (`chance`, `assumptions`, `arrivals`, `structure`, `total`), in `unit`: nine in ten runs lie
        between `low` and `high`; `share` is of the variance of the total, between `share_low` and
        `share_high` in nine of ten resamplings. A row `alternative` is one other form of the model.

    Raises:
        OpenasylumError: an option cannot be, `into` is a run of other scenarios, the folder holds
            something else, or too few runs finished.
        UnknownName: no scenario has that name.
        RecordError: `into` is no whole run, or `parts` is not what it should be.

    Example:
        >>> import openasylum
        >>> found = openasylum.doubt(
        ...     "as_enacted", measure="court.pending", draws=2, seeds=2, scale=0.002,
        ...     until="2014-06-01",
        ... )
        >>> found.table("doubt", part="chance")["runs"].to_pylist()
        [2]
    """
    with as_words("doubt", scenarios) as (names, words):
        asked = doubted(
            DoubtAsked(
                names, each_of(measure, "measure"), draws,
                None if draws_file is None else str(draws_file), seeds, seed,
                None if parts is None else Path(parts), as_day(until, "until"), scale,
            )
        )  # fmt: skip
    if into is not None:
        check_into(Path(into), asked.names)
    runs = design(asked.settings)
    with place(out) as here, chosen(scale, workers, cluster, apart=processes) as pool:
        table, failed = run_design(
            asked, runs, here.folder, pool, stage_of(progress), command=f"openasylum doubt {words}"
        )
        if into is not None:
            put_into(Path(into), table)
        return here.study(table.to_pylist(), by_stage(failed), {"doubt": "doubt.parquet"})
