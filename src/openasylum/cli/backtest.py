"""`openasylum backtest`: forecasts from what was known on past days, scored against what came."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.cli.options import as_day
from openasylum.errors import OpenasylumError

if TYPE_CHECKING:
    from openasylum.calibration.refit import Told
    from openasylum.ensemble.run import State
    from openasylum.forecast.rolling import Backtest

_EPILOG = """examples:
  openasylum backtest --work runs/backtest --out backtest --page validation/scoreboard.md \
    --tables src/openasylum/facts/scoreboard
  openasylum backtest --known-until 2019-09-30 --quick
  openasylum backtest --baselines-only --series court.pending_active

Forecasts 1 to 4 fiscal years on, from what had been published by a day. The model forecasts in two
modes: given the arrivals and staff that came, and with arrivals and staff forecast too. Beside it
stand last value, linear trend, exponential smoothing (needs statsmodels: pip install
'openasylum[forecast]') and the constant-rate stock and flow of the courts.

With --work, stopped or killed, the same command goes on where it was. --out writes a new folder:
scoreboard.md, scoreboard.parquet, and the forecasts as a Hubverse hub (quantiles, tasks.json, and
the figures each origin had, with their vintages)."""

_ONLY_ON_THE_PAGE = ("absolute error",)  # a terminal is narrow
_ONLY_IF_WIDE, _WIDE = ("log error", "50%", "80%"), 122
_MPP = "## mpp.waiting_in_mexico"  # how a section of the page begins


def parser() -> argparse.ArgumentParser:
    """The words the command takes."""
    found = argparse.ArgumentParser(
        prog="openasylum backtest",
        description="Forecasts from what was known on past days, scored against what came.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("--baselines-only", action="store_true", help="simple methods, no model")
    found.add_argument(
        "--known-until", "--origins", metavar="DATE", type=as_day, action="append",
        help="forecast from this day; may be repeated (the ends of FY2016 to FY2022)",
    )  # fmt: skip
    _add_model(found)
    found.add_argument(
        "--series", metavar="ID", action="append", help="only this series; may be repeated"
    )
    found.add_argument("--out", metavar="DIR", type=Path, help="folder to write; must be new")
    found.add_argument("--json", action="store_true", help="forecasts and scores, for programs")
    return found


def _add_model(found: argparse.ArgumentParser) -> None:
    model = found.add_argument_group("the model")
    add = model.add_argument
    add(
        "--law", choices=("known", "came"), default="known",
        help="given arrivals and staff: the law as known on the day, or as it came (known)",
    )  # fmt: skip
    add("--draws", metavar="N", type=int, help="members of the ensemble at each origin (120)")
    add("--scale", metavar="X", type=float, help="share of people and capacity (0.02)")
    add("--quick", action="store_true", help="8 draws at scale 0.005: a look, no conclusion")
    add("--workers", metavar="N", type=int, help="runs side by side (as cores and memory allow)")
    add("--work", metavar="DIR", type=Path, help="keep runs here, and go on from those it has")
    found.add_argument("--page", metavar="FILE", type=Path, help="write the scoreboard here, too")
    found.add_argument(
        "--tables", metavar="DIR", type=Path, help="write its figures here as tables, too"
    )


def run(arguments: argparse.Namespace) -> int:
    """Forecast, score, print, and write the folder if one is asked for."""
    from openasylum.forecast.page import page
    from openasylum.forecast.settings import settings, targets

    if arguments.out is not None and arguments.out.exists():
        raise OpenasylumError(f"{arguments.out}: is already there. Name a new folder.")
    _refuse_without_statsmodels()
    origins = tuple(dict.fromkeys(arguments.known_until or settings().origins.value))
    series = tuple(dict.fromkeys(arguments.series or targets()))
    test, sections = _made(arguments, series, sorted(origins))
    if arguments.json:
        print(json.dumps(_as_json(test), indent=1))
    else:
        _print(test)
        _print_waiting(sections)
    text = page(test, command(test, arguments), sections)
    if arguments.page is not None:
        arguments.page.write_text(text, encoding="utf-8")
        print(f"Written to {arguments.page}", file=sys.stderr)
    if arguments.tables is not None:
        from openasylum.forecast.shipped import write

        write(arguments.tables, test, command(test, arguments))
        print(f"Written to {arguments.tables}", file=sys.stderr)
    if arguments.out is not None:
        _write(test, text, arguments.out)
        print(f"Written to {arguments.out}", file=sys.stderr)
    return 0


def _made(
    arguments: argparse.Namespace, series: Sequence[str], origins: Sequence[date]
) -> "tuple[Backtest, list[str]]":
    """The back-test, and the page's sections on the model if it took part."""
    from openasylum.forecast.rolling import baselines, run_backtest

    if arguments.baselines_only:
        return run_backtest(series, origins, baselines()), []
    from openasylum.calibration.backtest import model_backtest, sized
    from openasylum.calibration.backtest_page import sections

    size = sized(
        arguments.draws, arguments.scale, arguments.law, arguments.workers, arguments.work,
        quick=arguments.quick,
    )  # fmt: skip
    started = time.perf_counter()
    test, model = model_backtest(series, origins, size, _progress(len(origins)))
    print(f"The model took {(time.perf_counter() - started) / 60:.1f} min.", file=sys.stderr)
    return test, sections(test, model)


def _progress(origins: int) -> "Told":
    """A line when a set of runs begins and at every quarter, and how long it has still to go."""
    told: dict[str, int] = {}

    def line(what: str, state: "State") -> None:
        quarter = 4 * (state.finished + state.failed) // state.of
        if told.get(what) == quarter:
            return
        told[what] = quarter
        left = "" if not state.seconds_left else f", about {state.seconds_left:,.0f} s left of it"
        failed = f", {state.failed} failed" if state.failed else ""
        number = len({one.split()[0] for one in told if "hindcast" not in one})
        print(
            f"[origin {min(number, origins)} of {origins}] {what}: {state.finished} of {state.of}"
            f" draws{failed}{left}",
            file=sys.stderr, flush=True,
        )  # fmt: skip

    return line


def _refuse_without_statsmodels() -> None:
    from importlib.util import find_spec

    if find_spec("statsmodels") is None:
        raise OpenasylumError(
            "exponential smoothing needs statsmodels, which is not installed. Without it the"
            " scoreboard would lack a method. Run: pip install 'openasylum[forecast]'"
        )


def _write(test: "Backtest", text: str, folder: Path) -> None:
    from openasylum.forecast import hub, tasks
    from openasylum.forecast.scoreboard import rows, write_parquet
    from openasylum.forecast.settings import settings

    chosen = settings()
    folder.mkdir(parents=True)
    (folder / "scoreboard.md").write_text(text, encoding="utf-8")
    write_parquet(rows(test.scores), folder / "scoreboard.parquet")
    hub.write(folder, test.forecasts, chosen.levels.value, "parquet")
    tasks.write_tasks(folder, test.series, test.origins, chosen)
    tasks.write_histories(folder, list(test.histories.values()))


def command(test: "Backtest", arguments: argparse.Namespace) -> str:
    """The command that makes this back-test again."""
    from openasylum.forecast.settings import settings, targets

    words = ["openasylum backtest"]
    if arguments.baselines_only:
        words += ["--baselines-only"]
    elif arguments.quick:
        words += ["--quick"]
    for name in ("law", "draws", "scale"):
        value = getattr(arguments, name)
        if value not in (None, "known"):
            words += [f"--{name} {value}"]
    if test.origins != settings().origins.value:
        words += [f"--known-until {origin}" for origin in test.origins]
    if test.series != tuple(targets()):
        words += [f"--series {name}" for name in test.series]
    return " ".join(words)


def _as_json(test: "Backtest") -> dict[str, Any]:
    from openasylum.forecast.scoreboard import rows, table
    from openasylum.forecast.settings import settings

    levels = settings().levels.value
    return {
        "forecasts": [
            {
                "method": one.method, "series": one.series, "origin": one.origin.isoformat(),
                "horizon": one.horizon, "target_end": one.target_end.isoformat(),
                "levels": levels, "values": one.quantiles(levels).tolist(),
                "mark": one.mark,
            }
            for one in test.forecasts
        ],
        "scoreboard": table(rows(test.scores)).to_pylist(),
        "refused": [
            {"method": one.method, "series": one.series, "origin": one.origin.isoformat(),
             "because": one.because}
            for one in test.refusals
        ],
    }  # fmt: skip


def _print(test: "Backtest") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from openasylum.forecast import words
    from openasylum.forecast.page import cells, head
    from openasylum.forecast.scoreboard import rows

    wide = sys.stdout.isatty()
    console = Console(width=None if wide else 132, markup=False, highlight=False)
    board = rows(test.scores)
    for series in test.series:
        here = sorted((r for r in board if r.series == series), key=lambda r: (r.horizon, r.wis))
        console.print(f"\n{series}")
        if here:
            shown = Table(box=box.SIMPLE, pad_edge=False)
            hidden = _ONLY_ON_THE_PAGE + (_ONLY_IF_WIDE if console.width < _WIDE else ())
            kept = [i for i, title in enumerate(head(here)) if title not in hidden]
            for i in kept:
                shown.add_column(head(here)[i], justify="right" if i else "left", no_wrap=i > 0)
            for row in here:
                shown.add_row(*(cells(row)[i] for i in kept))
            console.print(shown)
        else:
            console.print("  No forecast could be scored.")
        _print_forecasts(test, series, console)
        for sentence in (*words.verdict(test.scores, series), *words.marks(test, series),
                         *words.refusals(test, series)):  # fmt: skip
            console.print(f"  {sentence}")


def _print_forecasts(test: "Backtest", series: str, console: Any) -> None:
    """The forecasts themselves, where there is one origin; for more the scores must do.

    A row a method, under the figures that came; medians, with the central 80 percent below.
    """
    here = [one for one in test.forecasts if one.series == series]
    if len(test.origins) > 1 or not here:
        return
    from rich import box
    from rich.table import Table

    from openasylum.forecast import words

    ends = sorted({one.target_end for one in here})
    came = {one.target_end: one.observed for one in test.scores if one.series == series}
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("forecast, and its 80% interval")
    for end in ends:
        table.add_column(f"FY{end.year}", justify="right")
    known = (f"{came[end]:,.0f}" if end in came else "not known" for end in ends)
    table.add_row("what came", *known, end_section=True)
    for method in dict.fromkeys(one.method for one in here):
        told = {one.target_end: _told(one) for one in here if one.method == method}
        table.add_row(words.named(method), *(told.get(end, "") for end in ends))
    console.print(table)


def _told(one: Any) -> str:
    low, middle, high = one.quantiles((0.1, 0.5, 0.9))
    return f"{middle:,.0f}\n{low:,.0f} to {high:,.0f}"


def _print_waiting(sections: list[str]) -> None:
    """The stock in MPP, which nobody counted, beside the nearest count: the page's own table."""
    for section in sections:
        if section.startswith(_MPP):
            print(f"\n{section.removeprefix('## ')}")
