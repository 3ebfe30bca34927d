"""openasylum law: what the law was on a day, or every value of one parameter."""

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openasylum.records.vocabulary import Book

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_EPILOG = """examples:
  openasylum law --on 2019-09-01
  openasylum law screening.standard
  openasylum law screening.standard --on 2019-09-01 --json

'from' is the first full day of a value, 'until' the first day it no longer held. What is marked
[recalled] has not yet been confirmed in its source; what is marked [single reading] has been coded
by one person only."""


def parser() -> argparse.ArgumentParser:
    """The words the command takes."""
    found = argparse.ArgumentParser(
        prog="openasylum law",
        description="What the law was on a day, or every value one parameter has had.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("parameter", nargs="?", help="such as screening.standard; all if not given")
    found.add_argument("--on", type=day, metavar="DATE", help="a day such as 2019-09-01")
    found.add_argument("--scenario", default="as_enacted", help="a name, or the path of a file")
    found.add_argument("--json", action="store_true", help="a list of objects, for programs")
    return found


def day(word: str) -> date:
    """A day from the command line, of the years the law is written for."""
    try:
        found = date.fromisoformat(word)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"must be a day such as 2019-09-01 (found '{word}')."
        ) from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise argparse.ArgumentTypeError(
            f"must lie between {_FIRST_YEAR} and {_LAST_YEAR} (found '{word}')."
        )
    return found


def run(arguments: argparse.Namespace) -> int:
    """Print the values, for people or for programs."""
    from openasylum.law import load_instruments, load_scenario, resolve
    from openasylum.law.history import history, on_day
    from openasylum.law.plain_words import rows_in_words

    timeline = resolve(load_instruments(), load_scenario(arguments.scenario))
    if arguments.parameter is None and arguments.on is None:
        return _list_parameters(timeline.book, as_json=arguments.json)
    if arguments.on is not None:
        rows = on_day(timeline, arguments.on, arguments.parameter)
    else:
        rows = history(timeline, arguments.parameter)
    if arguments.json:
        print(json.dumps([row.as_json() for row in rows], indent=2))
    else:
        print("\n".join(rows_in_words(rows, timeline.book)))
    return 0


def _list_parameters(book: "Book", *, as_json: bool) -> int:
    if as_json:
        facts: list[dict[str, object]] = [
            {
                "parameter": name,
                "meaning": known.meaning,
                "unit": known.unit or None,
                "choices": list(known.choices) or None,
                "varies_by": list(known.varies_by),
            }
            for name, known in book.parameters.items()
        ]
        print(json.dumps(facts, indent=2))
        return 0
    width = max(map(len, book.parameters))
    for name, known in book.parameters.items():
        print(f"{name:<{width}}  {known.meaning}")
    print("\nGive a parameter for its history, or --on DATE for the law of a day.")
    return 0
