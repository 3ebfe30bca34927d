"""`openasylum microdata table`: answers from an import, with the definition they follow."""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.cli.options import as_day
from openasylum.errors import OpenasylumError

if TYPE_CHECKING:
    from openasylum.microdata.measures import Answer, Question

_WIDTH = 100
_NOT_SHOWN = "*"


def add_table(own: argparse.ArgumentParser) -> None:
    """Add the words of the action."""
    own.add_argument("measure", nargs="?", help="such as pending; without one, all are listed")
    own.add_argument(
        "folder", type=Path, nargs="?", default=Path(), help="a finished import (this folder)"
    )
    own.add_argument("--definition", default="", metavar="NAME", help="the measure's first if none")
    own.add_argument(
        "--on", type=as_day, metavar="DATE", help="the day, for what is counted on one"
    )
    own.add_argument(
        "--from", dest="start", type=as_day, metavar="DATE", help="first day of a span"
    )
    own.add_argument("--until", type=as_day, metavar="DATE", help="first day no longer in it")
    own.add_argument("--by", default="", metavar="A,B", help="court, nationality, custody, mpp ...")
    own.add_argument(
        "--only", action="append", default=[], metavar="TRAIT=VALUE", help="such as custody=D"
    )
    own.add_argument("--as-of", type=as_day, metavar="DATE", help="day of the release, if unsaid")
    own.add_argument(
        "--smallest", type=int, metavar="N",
        help="smallest count shown; 1 shows all (10: fewer can point to persons)",
    )  # fmt: skip
    own.add_argument(
        "--limit", type=int, default=30, metavar="N", help="rows shown; 0 for all (30)"
    )
    own.add_argument("--compare", action="store_true", help="one row a definition")
    own.add_argument("--explain", action="store_true", help="say what the definitions are")


def show_table(arguments: argparse.Namespace) -> None:
    """Print an answer, a comparison of definitions, or what the definitions are."""
    if arguments.measure is None:
        _list(arguments)
    elif arguments.explain:
        _explain(arguments)
    else:
        _answer(arguments)


def _list(arguments: argparse.Namespace) -> None:
    from openasylum.microdata.facts import load_definitions

    measures = load_definitions().measures
    if arguments.json:
        print(json.dumps({name: list(one.definitions) for name, one in measures.items()}, indent=2))
        return
    for name, one in measures.items():
        print(f"{name:<17}{one.title}; {', '.join(one.definitions)}")


def _explain(arguments: argparse.Namespace) -> None:
    from openasylum.errors import UnknownName
    from openasylum.microdata.facts import load_definitions
    from openasylum.microdata.session import sql_file

    known = load_definitions()
    if arguments.measure not in known.measures:
        raise UnknownName("measure", arguments.measure, known.measures)
    measure = known.measures[arguments.measure]
    names = [arguments.definition] if arguments.definition else list(measure.definitions)
    for name in names:
        if name not in measure.definitions:
            raise UnknownName(f"definition of {arguments.measure}", name, measure.definitions)
    chosen = {name: measure.definitions[name] for name in names}
    if arguments.json:
        said = {
            name: {**one.model_dump(mode="json"), "sql_text": sql_file(f"measures/{one.sql}")}
            for name, one in chosen.items()
        }
        print(json.dumps(said, indent=2))
        return
    sure = {
        "stated": "the producer's own words were read",
        "described": "from a description of the rule",
        "ours": "our own rule",
    }
    print(measure.title)
    for name, one in chosen.items():
        print(f"\n{name} ({one.who}; {sure[one.sure]})")
        for words in (one.says, one.note):
            if words:
                print(textwrap.fill(" ".join(words.split()), _WIDTH, initial_indent="  ",
                                    subsequent_indent="  "))  # fmt: skip
        source = known.sources[one.source]
        print(f"  Source: {source.title}, {source.url}")
    if arguments.definition:
        print(f"\n{sql_file(f'measures/{chosen[names[0]].sql}')}")


def _answer(arguments: argparse.Namespace) -> None:
    from openasylum.microdata.facts import load_definitions
    from openasylum.microdata.measures import ask_all

    known = load_definitions().measures.get(arguments.measure)
    names = list(known.definitions) if arguments.compare and known else [arguments.definition]
    answers = ask_all(arguments.folder, [_question(arguments, name) for name in names])
    if arguments.json:
        found = [one.as_json() for one in answers]
        print(json.dumps(found if arguments.compare else found[0], indent=2))
    elif arguments.compare:
        _print_comparison(answers)
    else:
        _print_answer(answers[0], arguments.limit)


def _question(arguments: argparse.Namespace, definition: str) -> Question:
    from openasylum.microdata.measures import Question

    only = {}
    for words in arguments.only:
        name, equals, value = words.partition("=")
        if not equals:
            raise OpenasylumError(f"--only {words}: write TRAIT=VALUE, for example custody=D.")
        only[name] = value
    if arguments.smallest is not None and arguments.smallest < 1:
        raise OpenasylumError(f"--smallest {arguments.smallest}: must be 1 or more.")
    by = tuple(name for name in arguments.by.split(",") if name)
    if arguments.compare and by:
        raise OpenasylumError("--compare: shows one number a definition. Leave out --by.")
    return Question(
        arguments.measure, definition, arguments.on, arguments.start, arguments.until, by, only,
        arguments.as_of, arguments.smallest,
    )  # fmt: skip


def _print_answer(answer: Answer, limit: int) -> None:
    asked = answer.question
    print(f"{answer.measure.title}, {_days(answer)}; definition '{asked.definition}'")
    if asked.only:
        print("only " + ", ".join(f"{name} {value}" for name, value in asked.only.items()))
    rows = answer.rows[:limit] if limit else answer.rows
    heads = [*asked.by, *_heads(answer)]
    _print_rows(heads, [[*_traits(row, asked.by), *_figures(row, answer)] for row in rows])
    if len(rows) < len(answer.rows):
        print(f"{len(answer.rows) - len(rows)} rows more; --limit 0 shows all.")
    if answer.hidden:
        print(
            f"{answer.hidden} rows are not shown ('{_NOT_SHOWN}'): counts below {answer.smallest} "
            f"can point to persons, and others would give them away. --smallest 1 shows all."
        )


def _print_comparison(answers: Sequence[Answer]) -> None:
    first = answers[0]
    print(f"{first.measure.title}, {_days(first)}: what the definition alone changes")
    base = _main_figure(first)
    rows = []
    for one in answers:
        value = _main_figure(one)
        apart = "" if value is None or not base or one is first else f"{value / base - 1:+.1%}"
        rows.append(
            [one.question.definition, one.definition.who, *_figures(one.rows[0], one), apart]
        )
    _print_rows(["definition", "whose", *_heads(first), "apart"], rows, texts=2)
    print(f"'apart' is from '{first.question.definition}'. --explain says what each one counts.")


def _main_figure(answer: Answer) -> float | None:
    name = {"count": "n", "share": "share", "duration": "median"}[answer.measure.form]
    value = answer.rows[0][name] if answer.rows else None
    return None if value is None else float(value)


def _days(answer: Answer) -> str:
    asked = answer.question
    if asked.on:
        return f"on {asked.on}"
    return f"from {asked.start}, before {asked.until}"


def _heads(answer: Answer) -> list[str]:
    counts = answer.measure.counts
    if answer.measure.form == "count":
        return [counts]
    if answer.measure.form == "share":
        return ["counted", f"of {counts}", "share"]
    return [counts, "ended", "25% ended", "median days", "95% interval", "75% ended"]


def _traits(row: dict[str, Any], by: Sequence[str]) -> list[str]:
    return [str(row[name]) for name in by]


def _figures(row: dict[str, Any], answer: Answer) -> list[str]:
    hidden = _NOT_SHOWN
    if answer.measure.form == "count":
        return [hidden if row["n"] is None else f"{row['n']:,}"]
    if answer.measure.form == "share":
        if row["d"] is None:
            return [hidden, hidden, ""]
        return [
            f"{row['n']:,}",
            f"{row['d']:,}",
            "" if row["share"] is None else f"{row['share']:.1%}",
        ]
    if row["cases"] is None:
        return [hidden, hidden, "", "", "", ""]

    def days(name: str) -> str:
        return "not yet" if row[name] is None else f"{row[name]:,}"

    interval = f"{days('median_low')} to {days('median_high')}"
    return [
        f"{row['cases']:,}", f"{row['ended']:,}", days("quarter"), days("median"), interval,
        days("three_quarters"),
    ]  # fmt: skip


def _print_rows(heads: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 0) -> None:
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    for row in (heads, *rows):
        cells = [
            cell.ljust(width) if i < texts or not _is_number(rows, i) else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _is_number(rows: Sequence[Sequence[str]], i: int) -> bool:
    return all(not row[i] or row[i][0] in "0123456789*+-n" for row in rows)
