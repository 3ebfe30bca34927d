"""Estimate assumptions from official figures: a named set of draws, with its diagnostics."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.errors import OpenasylumError

if TYPE_CHECKING:
    from openasylum.calibration.make import Made, Options
    from openasylum.ensemble.run import State
    from openasylum.records.calibration import DrawsRecord

_EPILOG = """examples:
  openasylum calibrate --quick --out runs/quick_fit
  openasylum calibrate --out runs/first_fit
  openasylum calibrate --last-year 2020 --out runs/known_2020
  openasylum calibrate my_fit.yaml --targets eoir_targets --out runs/to_records
  openasylum calibrate --recover 40 --out runs/recovery

NAME is a fit in facts/calibration: which assumptions move, which official figures they are brought
near, and how exactly the model should meet them. Killed or stopped, the same command goes on where
it was. DIR then holds NAME.parquet (positions, for 'openasylum ensemble --draws'), NAME.yaml (how
they were made, and how good they are) and calibration.md (the same for people)."""


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    own = argparse.ArgumentParser(
        prog="openasylum calibrate",
        description="Estimate assumptions from official figures.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = own.add_argument
    add("name", nargs="?", metavar="NAME", help="a fit, or the path of a YAML file (first_fit)")
    add("--out", required=True, metavar="DIR", help="folder; one with this fit is continued")
    add("--scale", metavar="X", type=float, help="share of people in each run (as in the fit)")
    add("--draws", metavar="N", type=int, help="draws to keep (as in the fit)")
    add("--waves", metavar="N", type=int, help="waves of runs (as in the fit)")
    add("--seed", metavar="N", type=int, default=1, help="of everything that is drawn (1)")
    add("--last-year", metavar="YEAR", type=int, help="leave out figures of later fiscal years")
    add("--targets", metavar="DIR", type=Path,
        help="folder of 'openasylum microdata targets': vintages records_...")  # fmt: skip
    add("--workers", metavar="N", type=int, help="runs at a time (as many as cores and memory)")
    add("--quick", action="store_true", help="few and small runs: to see the way, not the answer")
    add("--recover", metavar="N", type=int,
        help="instead: recover N known points from the model's own data, and count")  # fmt: skip
    add("--ship", action="store_true",
        help="also put draws and page among the facts and validations of this copy")  # fmt: skip
    add("--json", action="store_true", help="print the record as JSON")
    return own


def run(arguments: argparse.Namespace) -> int:
    """Fit, and print what came of it."""
    from openasylum.calibration.spec import DEFAULT_FIT

    try:
        import emcee  # noqa: F401
        import sklearn  # noqa: F401
    except ImportError as error:
        raise OpenasylumError(
            f"calibrate: needs {error.name}, which is not installed. Install it with "
            f"'pip install openasylum[calibration]'."
        ) from None
    if arguments.ship and (arguments.quick or arguments.last_year or arguments.targets):
        raise OpenasylumError(
            "--ship: only a whole fit is shipped, and to figures that are shipped. Leave out "
            "--quick, --last-year and --targets."
        )
    if arguments.targets is not None and not arguments.targets.is_dir():
        raise OpenasylumError(
            f"--targets {arguments.targets}: is no folder. Make one with 'openasylum microdata "
            f"targets IMPORT --out {arguments.targets}'."
        )
    try:
        if arguments.recover is not None:
            return _recover(arguments)
        made = _fit(arguments, arguments.name or DEFAULT_FIT)
    except KeyboardInterrupt:
        print(
            "openasylum: stopped. Finished runs are kept: the same command goes on from there.",
            file=sys.stderr,
        )
        return 130
    if arguments.json:
        print(made.record.model_dump_json(indent=1))
    else:
        _print(made)
    return 0


def _fit(arguments: argparse.Namespace, name: str) -> "Made":
    from openasylum.calibration.make import calibrate
    from openasylum.calibration.page import write_pages
    from openasylum.ensemble import pool

    options = _options(arguments)
    number, why = pool.workers_for(options.scale or 0.05, arguments.workers)
    found = replace(pool.threads(number), words=f"{number} at a time ({why})")
    clock = _Clock(found.words)
    words = ["openasylum", "calibrate", name]
    for option in ("scale", "draws", "waves", "last_year", "targets"):
        if getattr(arguments, option) is not None:
            words += [f"--{option.replace('_', '-')}", str(getattr(arguments, option))]
    words += ["--seed", str(arguments.seed), *(["--quick"] if arguments.quick else [])]
    made = calibrate(
        name, options, Path(arguments.out), found, command=" ".join(words), told=clock.told,
        progress=clock.progress,
    )  # fmt: skip
    clock.end()
    write_pages(made, Path(arguments.out), ship=arguments.ship)
    return made


def _options(arguments: argparse.Namespace) -> "Options":
    from openasylum.calibration.make import Options

    return Options(
        scale=arguments.scale, draws=arguments.draws, waves=arguments.waves, seed=arguments.seed,
        last_year=arguments.last_year, quick=arguments.quick, records=arguments.targets,
    )  # fmt: skip


def _recover(arguments: argparse.Namespace) -> int:
    from openasylum.calibration.recover import DEFAULT_RECOVERY, recover
    from openasylum.calibration.recovery_page import page, write_recovery
    from openasylum.ensemble import pool

    options = _options(arguments)
    number, why = pool.workers_for(options.scale or 0.05, arguments.workers)
    found = replace(pool.threads(number), words=f"{number} at a time ({why})")
    clock = _Clock(found.words)
    answer = recover(
        arguments.name or DEFAULT_RECOVERY, options, arguments.recover, Path(arguments.out), found,
        told=clock.told, progress=clock.progress,
    )  # fmt: skip
    clock.end()
    write_recovery(answer, Path(arguments.out), ship=arguments.ship)
    print(json.dumps(answer.as_json(), indent=1) if arguments.json else page(answer))
    return 0


class _Clock:
    """What is being done, on the terminal in one line, elsewhere a line at every tenth."""

    def __init__(self, words: str) -> None:
        self.live = sys.stderr.isatty()
        self.last = ""
        print(f"running {words}", file=sys.stderr)

    def progress(self, wave: str, state: "State", later: int) -> None:
        """How far a wave of runs is, and how long the runs after it will take."""
        from openasylum.cli.running import _duration

        done = state.finished + state.failed
        words = f"{wave}: {done:,} of {state.of:,} runs"
        if state.failed:
            words += f", {state.failed:,} of them impossible"
        if state.seconds_left is not None and done < state.of:
            words += f", {_duration(state.seconds_left)} left"
            if later:
                each = state.seconds_left / (state.of - done)
                words += f" in this wave, {_duration(state.seconds_left + later * each)} in all"
        self._say(words, f"{wave} {10 * done // state.of}")

    def told(self, words: str) -> None:
        """What else is being done."""
        kind, _, far = words.partition(":")
        number = "".join(letter if letter.isdigit() else " " for letter in far).split()
        tenth = 10 * int(number[0]) // max(int(number[-1]), 1) if len(number) > 1 else 0
        self._say(words, f"{kind} {tenth}")

    def _say(self, words: str, key: str) -> None:
        if self.live:
            print(f"\r{words:<100}", end="", file=sys.stderr, flush=True)
        elif key != self.last:
            print(words, file=sys.stderr, flush=True)
        self.last = key

    def end(self) -> None:
        """Go on to the next line."""
        if self.live:
            print(file=sys.stderr)


def _print(made: "Made") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    record = made.record
    console = Console(width=None if sys.stdout.isatty() else 100, markup=False, highlight=False)
    figures = Table(box=box.SIMPLE, pad_edge=False, title_justify="left")
    figures.add_column("official figure", overflow="fold")
    for name in ("set's own", "5%", "50%", "95%", ""):
        figures.add_column(name, justify="right")
    for one in record.targets:
        row = [f"{value:.2f}" for value in (one.own, *one.after)]
        figures.add_row(one.label, *row, "" if one.within else "missed")
    console.print(figures)
    console.print(
        "Shares of the official figure: with the set's own values, and over the draws kept. "
        "'missed': outside the draws' 90 percent, widened by revision and discrepancy.\n"
    )
    console.print(_summary(record))
    console.print(f"\n{made.table}\n{made.about}\n{made.about.with_name('calibration.md')}")


def _summary(record: "DrawsRecord") -> str:
    from openasylum.cli.running import _duration

    within = sum(one.within for one in record.targets)
    quiet = [one.name for one in record.parameters if not one.informed]
    parts: list[Any] = [
        f"{record.draws} draws, worth {record.effective_draws:.0f} equally weighted ones; "
        f"{within} of {len(record.targets)} figures within; {_duration(record.seconds)}.",
        f"{len(record.parameters) - len(quiet)} of {len(record.parameters)} positions are "
        f"informed; {len(quiet)} are not, and were drawn from their range.",
        *record.notes,
    ]
    return "\n".join(parts)
