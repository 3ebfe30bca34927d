"""Commands: parse, call one function, print. Nothing heavy is imported before it is needed."""

import argparse
import errno
import importlib
import sys
from collections.abc import Sequence
from types import ModuleType

from openasylum import __version__
from openasylum.errors import OpenasylumError, UnknownName

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
COMMANDS = {
    "compare": "run two or more scenarios on the same people and show what differs",
    "simulate": "run one scenario",
    "ensemble": "run scenarios many times, over assumptions and luck; stopped, it can go on",
    "staff": "how many must be hired, from when, to reach a goal with a chance",
    "sensitivity": "on which assumptions a result turns, and where two policies change places",
    "doubt": "how much of a range is chance, assumptions, arrivals and form of the model",
    "calibrate": "estimate assumptions from official figures, with how sure they are",
    "law": "what the law was on a day, or every value of one parameter",
    "explain": "what applied to a person on a day, in plain words with citations",
    "person": "one synthetic person's story, with the twin's under another law beside it",
    "claims": "what public claims say, what runs say of them, and on what the answer turns",
    "projections": "published projections, executed again and held against what happened",
    "backtest": "forecasts from what was known on past days, scored against what came",
    "statistics": "list, show and update the official statistics",
    "microdata": "the courts' own case records: import, tables, event logs, a synthetic release",
    "ledger": "officers' and judges' hours by purpose, and what the money of 2019 bought",
    "serve": "a local web page that asks and answers, for people who never open a terminal",
    "report": "build the report of a finished run again",
    "validation": "a finished run beside published figures, near or far",
    "check": "check a scenario file, or every fact the project carries",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status (0 done, 2 a user's mistake)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help"):
        print(_help())
        return 0
    if words[0] == "--version":
        print(f"openasylum {__version__}")
        return 0
    try:
        command = _command(words[0])
        parser: argparse.ArgumentParser = command.parser()
        return int(command.run(parser.parse_args(words[1:])))
    except OpenasylumError as error:
        print(f"openasylum: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; nothing is left to say
        return 0
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        if error.errno not in _DISK:
            if not place:
                raise
            print(
                f"openasylum: {place}cannot be read or written ({error.strerror}). Mend that, or "
                f"give another place, and run the same command again.",
                file=sys.stderr,
            )
            return 2
        print(
            f"openasylum: {place}a file could not be written ({error.strerror}). Free some space "
            f"and run the same command again: runs that it had finished in --out or --work are "
            f"kept.",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print("openasylum: stopped.", file=sys.stderr)
        return 130


def _command(name: str) -> ModuleType:
    if name not in COMMANDS:
        raise UnknownName("command", name, COMMANDS, "See 'openasylum --help'.")
    return importlib.import_module(f"openasylum.cli.{name}")


def _help() -> str:
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name:<{width}}  {line}" for name, line in COMMANDS.items())
    return (
        "openasylum: an executable model of the U.S. asylum system\n\n"
        f"commands (each has --help with an example):\n{rows}\n\n"
        "example:\n  openasylum compare as_enacted without_mpp --out runs/first\n\n"
        "Everyone in the model is synthetic. It never judges a real person's case."
    )
