"""Run scenarios many times: draws of assumptions and luck, kept as they finish, resumable."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.cli.options import add_days
from openasylum.cli.running import add_places, pool_of, progress_of
from openasylum.errors import OpenasylumError

if TYPE_CHECKING:
    from openasylum.ensemble.draws import Draws
    from openasylum.ensemble.question import Question
    from openasylum.ensemble.run import Answer
    from openasylum.ensemble.summary import Range
    from openasylum.records.scenario import Scenario

SHOWN = ("court.pending", "court.granted_asylum", "affirmative.pending")
_EPILOG = """examples:
  openasylum ensemble as_enacted without_mpp --seeds 20 --scale 0.1 --out runs/chance
  openasylum ensemble as_enacted --draws 100 --vary all --scale 0.1 --out runs/ranges
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
    add("--draws", metavar="FILE|N", help="a file of draws, or how many to make from ranges")
    add("--vary", metavar="NAMES", help="with --draws N: 'all', or names; a+b move together")
    add("--method", choices=("latin_hypercube", "sobol"), default="latin_hypercube",
        help="with --draws N: how they are spread (latin_hypercube)")  # fmt: skip
    add("--seeds", metavar="N", type=int, help="seeds of luck for each draw (1)")
    add("--seed", metavar="N", type=int, default=1, help="the first seed (1)")
    add("--other-cases", choices=("central", "drawn"), default="central",
        help="other new court cases: as in the set, or what receipts leave in each draw (central)"
    )  # fmt: skip
    add_days(own)
    add("--series", metavar="A,B", help="series to keep and show; all are kept if not given")
    add("--by-group", action="store_true", help="keep every group, not only 'all'")
    add_places(own)
    add("--json", action="store_true", help="print the summary as JSON")
    return own


def run(arguments: argparse.Namespace) -> int:
    """Run what is missing, print the summary; 2 if a draw failed."""
    from openasylum.ensemble.run import run_ensemble
    from openasylum.ensemble.summary import ranges

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
    shown = asked.ask.keep.series if arguments.series else SHOWN
    found = ranges(folder, shown)
    if arguments.json:
        print(json.dumps(_as_json(answer, found), indent=1))
    else:
        _print(found, answer)
    _tell_failures(answer)
    return 2 if answer.failures else 0


def _question(arguments: argparse.Namespace) -> "Question":
    from openasylum.ensemble.question import Keep, question
    from openasylum.law import load_scenario
    from openasylum.simulation.study import Options, scenario_names

    names = scenario_names(arguments.scenario)
    scenarios = [load_scenario(name) for name in arguments.scenario]
    settled = Options(until=arguments.until, seed=arguments.seed, scale=arguments.scale)
    until: date = settled.checked().completed(scenarios).until
    keep = Keep(by_group=arguments.by_group)
    if arguments.series:
        series = tuple(dict.fromkeys(word.strip() for word in arguments.series.split(",")))
        keep = Keep(series=series, by_group=arguments.by_group)
    return question(
        names, scenarios, _draws(arguments, scenarios[0]), until=until, scale=arguments.scale,
        keep=keep, other_cases=arguments.other_cases,
    )  # fmt: skip


def _draws(arguments: argparse.Namespace, scenario: "Scenario") -> "Draws":
    from openasylum.ensemble.draws import of_luck, with_seeds
    from openasylum.ensemble.draws_file import read_draws

    text, seeds = arguments.draws, arguments.seeds
    if seeds is not None and seeds < 1:
        raise OpenasylumError(f"--seeds {seeds}: must be 1 or more.")
    if text is None:
        if arguments.vary:
            raise OpenasylumError("--vary: needs '--draws N', the number of draws to make.")
        if seeds is None:
            raise OpenasylumError(
                "ensemble: how many runs? Give --seeds N for luck alone, or --draws for what is "
                "assumed."
            )
        return of_luck(seeds, arguments.seed)
    if text.isdigit():
        return with_seeds(_from_ranges(arguments, int(text), scenario), seeds or 1, arguments.seed)
    if arguments.vary:
        raise OpenasylumError("--vary: a file of draws says itself what varies. Leave it out.")
    draws, has_seeds = read_draws(Path(text))
    if has_seeds and seeds is not None:
        raise OpenasylumError(f"--seeds: {text} has its own column 'seed'. Leave --seeds out.")
    return draws if has_seeds else with_seeds(draws, seeds or 1, arguments.seed)


def _from_ranges(arguments: argparse.Namespace, number: int, scenario: "Scenario") -> "Draws":
    from openasylum.ensemble.sampling import everything, from_ranges
    from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions

    if not arguments.vary:
        raise OpenasylumError(
            f"--draws {number}: of which assumptions? Say --vary all, or --vary with names. For "
            f"luck alone give --seeds {number} instead."
        )
    known = load_assumptions(scenario.assumptions or DEFAULT_SET)
    words = [word.strip() for word in arguments.vary.split(",")]
    vary = everything(known) if words == ["all"] else words
    return from_ranges(known, vary, number, method=arguments.method, seed=arguments.seed)


def _as_json(answer: "Answer", found: "list[Range]") -> dict[str, Any]:
    return {
        "folder": str(answer.folder),
        "finished": answer.finished,
        "reused": answer.reused,
        "failed": [{"draw": one.draw, "message": one.message} for one in answer.failures],
        "remade": list(answer.remade),
        "seconds": round(answer.seconds, 3),
        "ranges": [one.as_json() for one in found],
    }


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
