"""The ledger for the terminal: hours by purpose, the reading of them, what the money bought."""

from collections.abc import Sequence
from typing import Any

from openasylum.report.appropriation import Bought, ScenarioRow, TotalRow
from openasylum.report.displaced import Reading
from openasylum.report.ledger import Compared, Ledger, Row, SpanLedger
from openasylum.report.tables import amount_words, difference_words
from openasylum.report.words import money, number, percent, sentence, signed


def print_ledger(found: Ledger, money_found: Sequence[Bought], *, width: int | None = None) -> None:
    """Print a ledger, and what appropriations bought, as tables for people."""
    from rich.console import Console

    console = Console(width=width, highlight=False, markup=False)
    if not found.compared:
        console.print("This run has no series of hours: nothing is in its ledger.")
    for each in found.compared:
        _print_compared(each, console)
    for one in money_found:
        _print_bought(one, console)
    console.print(" ".join(_notes(found)))


def _notes(found: Ledger) -> list[str]:
    notes = []
    if found.draws > 1:
        notes.append(f"Means of {found.draws} draws; in brackets nine in ten of them.")
    if found.scale != 1:
        notes.append(f"A sample of {percent(found.scale)} of the people, scaled up.")
    if not found.assumptions_known:
        notes.append(
            "The run's set of assumptions is not among the facts of this installation, so hours"
            " are not turned into interviews and hearings."
        )
    notes.append("Everyone counted is synthetic.")
    return notes


def _print_compared(each: Compared, console: Any) -> None:
    first = each.spans[0]
    for office in first.offices:
        console.print(_table(f"{office.label}. {first.span.words}", each.titles, office.rows))
        console.print()
    if first.readings:
        _print_readings(first, console)
    others = [part for part in each.spans if part.readings]
    if len(others) > 1:
        console.print(_spans_table(each, others))
        console.print()
    if first.happened:
        title = f"What the model shows to have happened. {first.span.words}"
        console.print(_table(title, each.titles, first.happened))
        console.print()


def _print_readings(part: SpanLedger, console: Any) -> None:
    for reading in part.readings:
        for words in (*reading.sentences, *rests_words(reading)):
            console.print(words)
        console.print()


def rests_words(reading: Reading) -> list[str]:
    """On which assumptions the sign rests, in sentences; none where nothing was taken or spared."""
    told = []
    for one in reading.rests:
        if round(one.at_low) == round(one.at_high):
            continue
        turns = (
            f" The sign turns at {number(round(one.turns_at, 1))}."
            if one.turns_at is not None
            else " The sign stays."
        )
        told.append(
            f"If {one.per.meaning[0].lower()}{one.per.meaning[1:]} are {one.per.low:g} and not"
            f" {number(one.per.value)}, net {signed(round(one.at_low))} hours; if {one.per.high:g},"
            f" {signed(round(one.at_high))}.{turns}"
        )
    return told


def _table(title: str, titles: Sequence[str], rows: Sequence[Row]) -> Any:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=None)
    table.add_column("")
    for each in titles:
        table.add_column(each, justify="right")
    if len(titles) > 1:
        table.add_column("Difference", justify="right")
    for row in rows:
        amounts = [amount_words(amount) for amount in row.amounts]
        apart = [] if row.difference is None else [difference_words(row.difference)]
        table.add_row(row.label, *amounts, *apart)
    return table


def _spans_table(each: Compared, parts: Sequence[SpanLedger]) -> Any:
    from rich.table import Table

    table = Table(
        title=spans_title(each),
        title_justify="left",
        title_style="bold",
        box=None,
    )
    table.add_column("")
    for office in ("Officers", "Interviews", "Judges", "Hearings"):
        table.add_column(office, justify="right")
    for part in parts:
        table.add_row(part.span.words, *(cell for r in part.readings for cell in net_cells(r)))
    return table


def spans_title(each: Compared) -> str:
    """What the table of spans shows: whose hours above whose, and what a sign means."""
    reading = next(part for part in each.spans if part.readings).readings[0]
    return (
        f"Net hours on MPP and fear screening under \u201c{reading.more}\u201d, above those under"
        f" \u201c{reading.less}\u201d, and the affirmative interviews and hearings on the merits"
        " of as many hours (plus: taken, minus: spared)"
    )


def net_cells(reading: Reading) -> tuple[str, str]:
    """Net hours, taken with a plus, and the work they would have done, each with its range."""
    if reading.converted is None:
        return difference_words(reading.net), "\u2013"
    found = reading.converted
    units, low, high = (round(each) for each in (found.units.mean, found.low, found.high))
    if units == low == high:
        return difference_words(reading.net), signed(units)
    return difference_words(reading.net), f"{signed(units)} ({signed(low)} to {signed(high)})"


def _print_bought(one: Bought, console: Any) -> None:
    from rich.table import Table

    table = Table(title=one.title, title_justify="left", title_style="bold", box=None)
    table.add_column("Whose, and for what", ratio=5)
    table.add_column("USD", justify="right", no_wrap=True)
    table.add_column("What it buys in the model", ratio=6)
    for line in one.lines:
        what = line.bought or f"Nothing. {line.outside}"
        table.add_row(f"{line.agency}: {line.purpose}", money(line.amount_usd), what)
    table.add_row("All lines", money(one.sum_usd), "")
    table.add_row("", "", "")
    console.print(table)
    for words in sum_words(one):
        console.print(words)
    for words in price_words(one):
        console.print(words)
    console.print()
    for scenario in one.scenarios:
        for words in scenario_words(scenario):
            console.print(words)
        console.print()


def sum_words(one: Bought) -> list[str]:
    """How much of the money buys something in the model, and how the lines meet the totals."""
    whole = one.whole
    told = [
        f"{money(one.bought_usd)} USD of {money(one.sum_usd)} buy capacity that the model has"
        f" ({percent(one.bought_usd / one.sum_usd)})."
    ]
    for total in one.totals:
        name = "The whole" if total is whole else total.words
        told.append(
            f"{name}: {money(total.amount_usd)} by {total.source[0]}; the lines add up to"
            f" {money(total.sum_usd)}{_apart(total)}."
        )
    return told


def _apart(total: TotalRow) -> str:
    """How far a total is from its lines, and why."""
    if not total.remainder_usd:
        return ""
    side = "less" if total.remainder_usd > 0 else "more"
    words = f", {money(abs(total.remainder_usd))} {side}"
    if total.apart_because:
        return f"{words}. {total.apart_because.rstrip('.')}"
    return f"{words} (rounding explains up to {money(round(total.rounding_usd))})"


def staff_words(one: ScenarioRow) -> list[str]:
    """Staff that a scenario adds, on average over its days, beside what the money buys."""
    return [
        f"{sentence(each.office)}: {signed(round(each.number))} on average in the scenario,"
        f" {signed(round(each.by_ledger))} by this ledger."
        for each in one.added
    ]


def price_words(one: Bought) -> list[str]:
    """What one more of an office costs in a year, with the reason and the source."""
    return [
        f"{sentence(each.office)}: {number(each.usd_per_year)} USD a year for one more."
        f" {each.because} ({each.source[0]})"
        for each in one.prices
    ]


def scenario_words(one: ScenarioRow) -> list[str]:
    """A scenario that shows the money, its staff beside the ledger's, and what came of it."""
    told = [f"{one.name} (\u201c{one.title}\u201d): {one.shows}"]
    told += [f"  {words}" for words in staff_words(one)]
    for effect in one.effects:
        told.append(
            f"  {effect.label}: {amount_words(effect.first)} under the first scenario,"
            f" {amount_words(effect.other)} here ({difference_words(effect.difference)})."
        )
    if not one.effects:
        told.append(
            f"  This run does not compare it: openasylum compare as_enacted {one.name} --out DIR"
        )
    return told
