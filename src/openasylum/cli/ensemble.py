"""Run scenarios many times: draws of assumptions and luck, kept as they finish, resumable."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from openasylum.cli.options import add_days
from openasylum.cli.running import add_places, pool_of, progress_of

if TYPE_CHECKING:
    from openasylum.ensemble.question import Question
    from openasylum.ensemble.run import Answer
    from openasylum.ensemble.summary import Range

_EPILOG = """examples:
  openasylum ensemble as_enacted without_mpp --seeds 20 --scale 0.1 --out runs/chance
  openasylum ensemble as_enacted --draws 100 --vary all --scale 0.1 --out runs/ranges
  openasylum ensemble as_enacted without_mpp --draws first_fit --scale 0.1 --out runs/fitted
  openasylum ensemble as_enacted --draws fitted.parquet --cluster tcp://10.0.0.5:8786 --out runs/big

A draw is one run of every scenario on the same people. Stopped or killed, the same command goes on
where it was: only draws in flight are lost. Results do not depend on where draws were run.

A file of draws has one row a draw and one column an assumption: 'NAME' holds it at a value,
'NAME.position' moves it within its range, from -1 (low) by 0 (as in the set) to 1 (high), with its
shape through time. A column 'seed' gives luck; without one each row is run with every seed."""


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    own = argparse.ArgumentParser(
        prog="openasylum ensemble",
        description="Run scenarios many times, over ranges of assumptions and seeds of luck.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = own.add_argument
    add("scenario", nargs="+", help="name in facts/scenarios, or path of a YAML file")
    add("--out", required=True, metavar="DIR", help="folder; one with draws of this is continued")
    add("--draws", metavar="NAME|FILE|N",
        help="fitted draws by name, a file of draws, or how many to make from ranges")  # fmt: skip
    add("--vary", metavar="NAMES", help="with --draws N: 'all', or names; a+b move together")
    add("--method", choices=("latin_hypercube", "sobol"), default="latin_hypercube",
        help="with --draws N: how they are spread (latin_hypercube)")  # fmt: skip
    add("--seeds", metavar="N", type=int, help="seeds of luck for each draw (1)")
    add("--seed", metavar="N", type=int, default=1, help="the first seed (1)")
    add("--other-cases", choices=("central", "drawn"),
        help="other new court cases: as in the set, or what receipts leave in each draw (central; "
        "of fitted draws as they were fitted)")  # fmt: skip
    add_days(own)
    add("--series", metavar="A,B", help="series to keep and show; all are kept if not given")
    add("--by-group", action="store_true", help="keep every group, not only 'all'")
    add_places(own)
    add("--json", action="store_true", help="print the summary as JSON")
    return own


def run(arguments: argparse.Namespace) -> int:
    """Run what is missing, print the summary; 2 if a draw failed."""
    from openasylum.calibration.ensemble_asked import as_json, summed_up
    from openasylum.ensemble.run import run_ensemble

    asked = _question(arguments)
    folder = Path(arguments.out)
    command = " ".join(["openasylum", "ensemble", *arguments.scenario])
    try:
        with pool_of(arguments) as pool, progress_of(pool.words) as progress:
            answer = run_ensemble(asked, folder, pool, command=command, progress=progress)
    except KeyboardInterrupt:
        print(
            "openasylum: stopped. Finished draws are kept: the same command goes on from there.",
            file=sys.stderr,
        )
        return 130
    found = summed_up(answer, asked.ask.keep.series if arguments.series else None)
    if arguments.json:
        print(json.dumps(as_json(answer, found), indent=1))
    else:
        _print(found, answer)
    _tell_failures(answer)
    return 2 if answer.failures else 0


def _question(arguments: argparse.Namespace) -> "Question":
    from openasylum.calibration.draws_asked import DrawsAsked
    from openasylum.calibration.ensemble_asked import EnsembleAsked, ensemble_question

    given = arguments
    draws = DrawsAsked(given.draws, given.vary, given.method, given.seeds, given.seed)
    asked = EnsembleAsked(
        given.scenario, draws, given.other_cases, given.until, given.scale, given.series,
        given.by_group,
    )  # fmt: skip
    return ensemble_question(asked)


def _print(found: "list[Range]", answer: "Answer") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    names = list(dict.fromkeys(one.scenario for one in found))
    needed = 45 + 40 * len(names)
    console = Console(width=None if sys.stdout.isatty() else needed, markup=False, highlight=False)
    between = " " if console.width >= needed else "\n"  # on a narrow terminal, one below the other
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("series", overflow="fold")
    table.add_column("fiscal year")
    for name in names:
        table.add_column(f"{name}\nmedian{between}(5% to 95%)", justify="right", overflow="fold")
    rows: dict[tuple[str, int], dict[str, Range]] = {}
    for one in found:
        rows.setdefault((one.series, one.fiscal_year), {})[one.scenario] = one
    before = ""
    for (series, year), cells in rows.items():
        words = [_cell(cells[name], between, signed=" - " in name) for name in names]
        table.add_row(series if series != before else "", str(year), *words)
        before = series
    console.print(table)
    again = f", {answer.reused:,} of them by an earlier run" if answer.reused else ""
    print(f"{answer.finished:,} draws{again}; tables: {answer.folder}")


def _cell(one: "Range", between: str, *, signed: bool) -> str:
    low, median, high = (_number(value, signed) for value in (one.low, one.median, one.high))
    return f"{median}{between}({low} to {high})"


def _number(value: float, signed: bool) -> str:
    rounded = round(value)
    return f"{rounded:+,}" if signed and rounded else f"{rounded:,}"


def _tell_failures(answer: "Answer") -> None:
    """What was made again, and which draws failed, by reason."""
    for words in answer.remade:
        print(f"openasylum: {words}; it was made again.", file=sys.stderr)
    reasons: dict[str, list[int]] = {}
    for one in answer.failures:
        reasons.setdefault(one.message, []).append(one.draw)
    for message, draws in reasons.items():
        many = "draws" if len(draws) > 1 else "draw"
        listed = ", ".join(map(str, draws[:20])) + (" and more" if len(draws) > 20 else "")
        print(f"openasylum: {many} {listed} failed: {message}", file=sys.stderr)
    if reasons:
        print(
            f"openasylum: {len(answer.failures):,} of {len(answer.failures) + answer.finished:,} "
            f"draws failed, and the figures are of the others alone. The same command tries them "
            f"again.",
            file=sys.stderr,
        )
    for one in answer.failures:
        if one.trace:
            print(one.trace, file=sys.stderr)
            break
