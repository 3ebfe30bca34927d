"""`openasylum backtest`: forecasts from what was known on past days, scored against what came."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.cli.options import as_day
from openasylum.errors import OpenasylumError

if TYPE_CHECKING:
    from openasylum.forecast.rolling import Backtest

_EPILOG = """examples:
  openasylum backtest --baselines-only
  openasylum backtest --baselines-only --series court.pending_active
  openasylum backtest --baselines-only --known-until 2019-09-30 --out backtest

Simple methods only: last value, linear trend, exponential smoothing (needs statsmodels:
pip install 'openasylum[forecast]') and the constant-rate stock and flow of the courts. --out writes
a new folder: scoreboard.md, scoreboard.parquet, and the forecasts as a Hubverse hub (quantiles,
tasks.json, and the figures each origin had, with their vintages)."""

_ONLY_ON_THE_PAGE = ("CRPS", "absolute error")  # a terminal is narrow


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
        "--known-until", metavar="DATE", type=as_day, action="append",
        help="forecast from this day; may be repeated (the ends of FY2016 to FY2022)",
    )  # fmt: skip
    found.add_argument(
        "--series", metavar="ID", action="append", help="only this series; may be repeated"
    )
    found.add_argument("--out", metavar="DIR", type=Path, help="folder to write; must be new")
    found.add_argument("--json", action="store_true", help="forecasts and scores, for programs")
    return found


def run(arguments: argparse.Namespace) -> int:
    """Forecast, score, print, and write the folder if one is asked for."""
    from openasylum.forecast.rolling import baselines, run_backtest
    from openasylum.forecast.settings import settings, targets

    if not arguments.baselines_only:
        raise OpenasylumError(
            "backtest: only the simple methods forecast here; the model does not yet. Add"
            " --baselines-only."
        )
    if arguments.out is not None and arguments.out.exists():
        raise OpenasylumError(f"{arguments.out}: is already there. Name a new folder.")
    _refuse_without_statsmodels()
    origins = tuple(dict.fromkeys(arguments.known_until or settings().origins.value))
    series = tuple(dict.fromkeys(arguments.series or targets()))
    test = run_backtest(series, sorted(origins), baselines())
    if arguments.json:
        print(json.dumps(_as_json(test), indent=1))
    else:
        _print(test)
    if arguments.out is not None:
        _write(test, arguments.out)
        print(f"Written to {arguments.out}", file=sys.stderr)
    return 0


def _refuse_without_statsmodels() -> None:
    from importlib.util import find_spec

    if find_spec("statsmodels") is None:
        raise OpenasylumError(
            "exponential smoothing needs statsmodels, which is not installed. Without it the"
            " scoreboard would lack a method. Run: pip install 'openasylum[forecast]'"
        )


def _write(test: "Backtest", folder: Path) -> None:
    from openasylum.forecast import hub, tasks
    from openasylum.forecast.page import page
    from openasylum.forecast.scoreboard import rows, write_parquet
    from openasylum.forecast.settings import settings

    chosen = settings()
    folder.mkdir(parents=True)
    (folder / "scoreboard.md").write_text(page(test, command(test)), encoding="utf-8")
    write_parquet(rows(test.scores), folder / "scoreboard.parquet")
    hub.write(folder, test.forecasts, chosen.levels.value, "parquet")
    tasks.write_tasks(folder, test.series, test.origins, chosen)
    tasks.write_histories(folder, list(test.histories.values()))


def command(test: "Backtest") -> str:
    """The command that makes this back-test again."""
    from openasylum.forecast.settings import settings, targets

    words = ["openasylum backtest --baselines-only"]
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
    console = Console(width=None if wide else 110, markup=False, highlight=False)
    board = rows(test.scores)
    for series in test.series:
        here = sorted((r for r in board if r.series == series), key=lambda r: (r.horizon, r.wis))
        console.print(f"\n{series}")
        if here:
            shown = Table(box=box.SIMPLE, pad_edge=False)
            kept = [i for i, title in enumerate(head(here)) if title not in _ONLY_ON_THE_PAGE]
            for i in kept:
                shown.add_column(head(here)[i], justify="right" if i else "left", no_wrap=True)
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
    """The forecasts themselves, where there is one origin; for more the scores must do."""
    if len(test.origins) > 1:
        return
    from openasylum.forecast import words

    for one in test.forecasts:
        if one.series == series:
            low, middle, high = one.quantiles((0.1, 0.5, 0.9))
            console.print(
                f"  FY{one.target_end.year}  {words.named(one.method):<21}  {middle:>11,.0f}"
                f"  (80%: {low:,.0f} to {high:,.0f})"
            )
