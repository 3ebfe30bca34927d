"""openasylum serve: the local web page, for people who never open a terminal otherwise."""

import argparse
import sys
from pathlib import Path

from openasylum.errors import OpenasylumError

_LARGEST_PORT = 65_535
_MOST_DRAWS = 200
_EPILOG = """example:
  openasylum serve

Prints an address such as http://127.0.0.1:8000/ to open in a browser. Nothing leaves this machine,
and nobody else can reach the page. Stop it with Ctrl-C: what was asked is found again."""


def parser() -> argparse.ArgumentParser:
    """The words the command takes."""
    found = argparse.ArgumentParser(
        prog="openasylum serve",
        description="A local web page: change a rule and see what happens to the same people.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("--port", type=int, default=8000, metavar="N", help="0: any free one (8000)")
    found.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS",
        help="address to listen at; others than 127.0.0.1 let other machines in",
    )  # fmt: skip
    found.add_argument(
        "--name", action="append", default=[], metavar="HOST",
        help="a further name that the page is called by; may be repeated",
    )  # fmt: skip
    found.add_argument(
        "--state", type=Path, metavar="DIR",
        help="folder for questions and answers (XDG_STATE_HOME/openasylum/app)",
    )  # fmt: skip
    found.add_argument(
        "--scale", metavar="X", type=float, default=1.0,
        help="share of people and capacity in whole answers, for slow machines (1: everyone)",
    )  # fmt: skip
    found.add_argument(
        "--draws", metavar="N", type=int,
        help="draws of the fitted assumptions behind a whole answer's ranges (24; 0: none)",
    )  # fmt: skip
    found.add_argument(
        "--records", type=Path, metavar="DIR",
        help="court records as imported, or the table that 'microdata targets' wrote of them",
    )  # fmt: skip
    found.add_argument("--open", action="store_true", help="open the page in the browser")
    return found


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped with Ctrl-C."""
    if not 0 <= arguments.port <= _LARGEST_PORT:
        raise OpenasylumError(f"--port {arguments.port}: must be from 0 to {_LARGEST_PORT}.")
    if not 0 < arguments.scale <= 1:
        raise OpenasylumError(
            f"--scale {arguments.scale:g}: is a share of people and capacity. Give a number above "
            f"0 and not above 1."
        )
    if arguments.draws is not None and not 0 <= arguments.draws <= _MOST_DRAWS:
        raise OpenasylumError(f"--draws {arguments.draws}: must be from 0 to {_MOST_DRAWS}.")
    from openasylum.app.server import Options, names_of_hosts, serve
    from openasylum.app.settings import settings
    from openasylum.app.store import state_folder

    names = names_of_hosts(arguments.name)
    state = arguments.state or state_folder()

    def told(words: str) -> None:
        if words.startswith("http"):
            print(f"The page is at {words}\nStop it with Ctrl-C.", flush=True)
            if arguments.open:
                _open(words)
        else:
            print(f"openasylum serve: {words}", file=sys.stderr, flush=True)

    draws = settings().ranges.draws if arguments.draws is None else arguments.draws
    records = _records(arguments)
    serve(
        Options(arguments.host, arguments.port, names, state, arguments.scale, draws, records),
        told,
    )
    return 0


def _records(arguments: argparse.Namespace) -> Path | None:
    """The folder of court records, if one is given and holds an import or a table of one."""
    if arguments.records is None:
        return None
    from openasylum.microdata.views import finished
    from openasylum.statistics.official import COURT_RECORDS

    if not (arguments.records / f"{COURT_RECORDS}.csv").is_file():
        finished(arguments.records)
    return Path(arguments.records).resolve()


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)
