"""The published figures as facts: where they lie, what they may name, if they are whole."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from openasylum.errors import OpenasylumError, RecordError
from openasylum.records.assumptions import Assumptions
from openasylum.records.library import FACTS, names_of
from openasylum.records.published import Figure, Known, Measurable, Published
from openasylum.records.reader import read
from openasylum.statistics import catalog
from openasylum.statistics.official import series_ids

CITED = FACTS / "statistics" / "cited"


@cache
def known() -> Known:
    """Every name a file of published figures may use. Raises `RecordError`."""
    measurable = read(FACTS / "measurable.yaml", Measurable, shown_as="measurable.yaml")
    assumptions = {name for each in names_of("assumptions") for name in assumption_set(each).values}
    return Known(measurable, frozenset(assumptions), frozenset(series_ids()))


@cache
def assumption_set(name: str) -> Assumptions:
    """A set of assumptions by its name. Raises `RecordError`."""
    path = FACTS / "assumptions" / f"{name}.yaml"
    return read(path, Assumptions, shown_as=f"assumptions/{name}.yaml")


@cache
def evidence_pages(name: str) -> dict[str, list[str]]:
    """The pages a set of assumptions cites, each with the assumptions; none for a set not here."""
    if name not in names_of("assumptions"):
        return {}
    found: dict[str, list[str]] = {}
    for assumption, one in assumption_set(name).values.items():
        for address in dict.fromkeys(plain(each.address) for each in one.evidence if each.address):
            found.setdefault(address, []).append(assumption)
    return found


def plain(address: str) -> str:
    """An address without what the same page is written with or without."""
    bare = address.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return bare.removesuffix("/").removesuffix("/index.html")


def load_published_file(name: str) -> Published:
    """One file of `facts/published` by its name. Raises `RecordError`."""
    path = FACTS / "published" / f"{name}.yaml"
    return read(path, Published, shown_as=f"published/{name}.yaml", against=known())


def read_published(path: Path) -> Published:
    """A file of the user's, by its path. Raises `RecordError`."""
    return read(path, Published, against=known())


@cache
def load_published() -> tuple[Published, ...]:
    """Every file of published figures, in the order of their names. Raises `RecordError`."""
    found = tuple(load_published_file(name) for name in names_of("published"))
    ids = [each.id for each in found]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise RecordError(f"published: the id '{twice[0]}' is given to two files. Change one.")
    return found


def check_published() -> Iterator[tuple[str, str]]:
    """Each file with what is wrong with it (empty if nothing is), tables of statistics included."""
    for name in names_of("published"):
        try:
            lines = differences(load_published_file(name))
            wrong = "\n".join(f"published/{name}.yaml: {line}" for line in lines)
        except OpenasylumError as error:
            wrong = str(error)
        yield f"published/{name}.yaml", wrong
    try:
        load_published()
    except OpenasylumError as error:
        yield "published", str(error)


def differences(published: Published) -> list[str]:
    """How the figures of a file differ from the rows of the tables they name."""
    return [line for figure in published.figures for line in _against(figure, published)]


def _against(figure: Figure, published: Published) -> Iterator[str]:
    """How a figure differs from the row of the table it names."""
    if not figure.in_table:
        return
    said = f"'{figure.words}' names the table {figure.in_table}"
    path = CITED / f"{figure.in_table}.csv"
    if not path.exists():
        yield f"{said}, which is not in statistics/cited. Correct 'in_table' or drop it."
        return
    sources = catalog.record(figure.in_table).sources
    publication = published.sources[figure.source]
    days = (figure.first_day.isoformat(), figure.last_day.isoformat())
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if sources[row["source"]].url == publication.address
            and (row["period_start"], row["period_end"]) == days
            and float(row["value"]) == figure.value
        ]
    if not rows:
        yield (
            f"{said}, which has no row from {publication.address} for {days[0]} to {days[1]} with"
            f" the value {figure.value:g}. Correct the figure, or drop 'in_table'."
        )
    elif not any(row["confidence"] == figure.confidence for row in rows):
        yield f"{said}, whose confidence is '{rows[0]['confidence']}', not '{figure.confidence}'."
