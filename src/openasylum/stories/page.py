"""A person's story on the terminal: what both share, where they part, then side by side."""

from itertools import groupby
from typing import Any

from openasylum.report.words import day as day_words
from openasylum.stories.find import Search
from openasylum.stories.parting import Parting, parting
from openasylum.stories.plain_words import (
    LATENT,
    RECALLED,
    SYNTHETIC,
    details,
    has_recalled,
    who_words,
)
from openasylum.stories.story import Chapter, Story, outcome_words

WIDE = 130  # columns from which on the two stories stand side by side
_STYLES = {"waited": "yellow", "note": "italic", "rule": "cyan", "law": "cyan dim", "draw": "dim"}


def print_story(own: Story, twin: Story | None, twin_title: str, console: Any) -> None:
    """Print the story with the twin's beside it; the first and last lines say it is synthetic."""
    from rich.text import Text

    console.print(Text(SYNTHETIC, "bold"))
    console.print()
    console.print(Text(f"{own.name} ({own.name.id}): {who_words(own.name)}."))
    console.print()
    if twin is None:
        _print_alone(own, console)
        console.print(Text(f"Under \u201c{twin_title}\u201d this person never comes."))
    else:
        _print_both(own, twin, console)
    console.print()
    console.print(Text(LATENT, "dim"))
    if has_recalled(own, twin):
        console.print(Text(RECALLED, "dim"))
    console.print(Text(SYNTHETIC, "bold"))


def _print_alone(own: Story, console: Any) -> None:
    from rich.text import Text

    console.print(Text(own.title, "bold underline"))
    for chapter in own.chapters:
        console.print(_chapter(chapter))


def _print_both(own: Story, twin: Story, console: Any) -> None:
    from rich.text import Text

    parted = parting(own, twin)
    shared = len(own.chapters) if parted is None else parted.shared
    if shared:
        heading = f"Under \u201c{own.title}\u201d and under \u201c{twin.title}\u201d alike"
        console.print(Text(heading, "bold underline"))
        for chapter in own.chapters[:shared]:
            console.print(_chapter(chapter))
        console.print()
    if parted is None:
        console.print(Text("The twin's story is the same to the end of the run.", "bold"))
        return
    _print_parting(parted, console)
    rest = own.chapters[shared:], twin.chapters[shared:]
    if console.width >= WIDE:
        console.print(_side_by_side(own, twin, *rest))
    else:
        for story, chapters in zip((own, twin), rest, strict=True):
            console.print(Text(f"Under \u201c{story.title}\u201d", "bold underline"))
            for chapter in chapters:
                console.print(_chapter(chapter))
            console.print()
    console.print(
        Text(f"In the end: {own.ending} under \u201c{own.title}\u201d; {twin.ending} under ")
        + Text(f"\u201c{twin.title}\u201d.")
    )


def _print_parting(parted: Parting, console: Any) -> None:
    from rich.text import Text

    console.print(Text(f"On {day_words(parted.day)} the stories part:", "bold"))
    for words in parted.because:
        console.print(Text(f"  {words}"))
    console.print()


def _chapter(chapter: Chapter, dated: bool = True) -> Any:
    """One step: its day and title, and the lines under it with their kinds in a margin."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    title = f"{day_words(chapter.day)}  {chapter.title}" if dated else chapter.title
    body = Table.grid(padding=(0, 1))
    body.add_column(width=8, justify="right")
    body.add_column(ratio=1)
    for kind, words in details(chapter):
        body.add_row(Text(kind, "dim"), Text(words, _STYLES[kind]))
    return Group(Text(title, "bold"), body)


def _side_by_side(
    own: Story, twin: Story, left: tuple[Chapter, ...], right: tuple[Chapter, ...]
) -> Any:
    """Both stories from the parting on, row by row of days."""
    from rich.console import Group
    from rich.table import Table

    table = Table(show_lines=True)
    table.add_column("Day", no_wrap=True)
    table.add_column(own.title, ratio=1)
    table.add_column(twin.title, ratio=1)
    both = sorted([(c.day, 0, c) for c in left] + [(c.day, 1, c) for c in right], key=_in_order)
    for day, cells in groupby(both, key=lambda item: item[0]):
        sides: tuple[list[Any], list[Any]] = ([], [])
        for _, side, chapter in cells:
            sides[side].append(_chapter(chapter, dated=False))
        table.add_row(day_words(day), Group(*sides[0]), Group(*sides[1]))
    return table


def _in_order(item: tuple[Any, int, Chapter]) -> tuple[Any, int]:
    return item[0], item[1]


def print_search(found: Search, titles: tuple[str, str], console: Any) -> None:
    """Print who was found: id, readable form, and the outcome under each scenario."""
    from rich.table import Table
    from rich.text import Text

    console.print(Text(f"{found.total:,} synthetic people are like this; some of them:"))
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("Person", no_wrap=True)
    for title in titles:
        table.add_column(title)
    for each in found.people:
        twin = outcome_words(each.twin) if each.twin else "never comes"
        table.add_row(f"{each.name}\n  {each.name.id}", outcome_words(each.own), twin)
    console.print(table)
    console.print(
        Text(
            "Everyone listed is synthetic. See one with the same options: openasylum person PERSON"
        )
    )
