"""One draw of all scenarios, from values to the bytes of its part: what a worker does."""

import io
import traceback
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from openasylum.ensemble.arrays import arrays_of
from openasylum.ensemble.draws import Draw
from openasylum.ensemble.question import Ask, Keep, this_program
from openasylum.errors import OpenasylumError
from openasylum.simulation import engine
from openasylum.simulation.people_series import PEOPLE_SERIES, WHOLE_RUN, people_series_table
from openasylum.simulation.series import series_table


@dataclass(frozen=True)
class Outcome:
    """What became of a draw: the bytes of its part, or why there are none.

    A value and not an exception, because not every exception survives the way from a worker.
    """

    number: int
    part: bytes = b""
    message: str = ""
    trace: str = ""  # of what is not a user's mistake
    final: bool = False  # what the draw assumes cannot be: trying again would not help


def run_draw(ask: Ask, draw: Draw) -> Outcome:
    """Run every scenario of an ensemble on the people of one draw.

    The bytes depend on the question and the draw alone: not on the worker, nor on what it did
    before.
    """
    return outcome_of(
        ask, draw,
        lambda: pa.concat_tables([_one(ask, place, draw) for place in range(len(ask.scenarios))]),
    )  # fmt: skip


def outcome_of(ask: Ask, draw: Draw, make: Callable[[], pa.Table]) -> Outcome:
    """What becomes of a draw whose part `make` makes, whatever is raised on the way.

    A worker of another program is no fault of the draw's, and another may make it; what the draw
    assumes and cannot be is final.
    """
    try:
        check_program(ask)
    except OpenasylumError as error:
        return Outcome(draw.number, message=str(error))
    try:
        return Outcome(draw.number, part=to_bytes(make()))
    except OpenasylumError as error:
        return Outcome(draw.number, message=str(error), final=True)
    except Exception as error:  # a bug, or a worker out of memory: told with the draw's number
        said = f"{type(error).__name__}: {error}"
        return Outcome(draw.number, message=said, trace=traceback.format_exc())


def check_program(ask: Ask) -> None:
    """Refuse to work for another version, kernel or facts. Raises `OpenasylumError`."""
    unlike = ask.program.differences(this_program())
    if unlike:
        raise OpenasylumError(
            f"a worker runs another program: {'; '.join(unlike)} ('there' is the worker). Install "
            f"the same version and facts on every machine."
        )


def _one(ask: Ask, place: int, draw: Draw) -> pa.Table:
    books = engine.run(arrays_of(ask, place, draw))
    table = kept(series_table(books, ask.names[place], draw.number), ask.keep)
    if set(ask.keep.series).isdisjoint(PEOPLE_SERIES):
        return table
    of_people = people_series_table(books, ask.names[place], draw.number)
    return pa.concat_tables([table, kept(of_people, ask.keep)])


def kept(table: pa.Table, keep: Keep) -> pa.Table:
    """The rows of a series table that an ensemble keeps, words as plain text."""
    wanted = pc.and_(
        pc.is_in(table["series"].cast("string"), pa.array(keep.series)),
        pc.is_in(table["period"].cast("string"), pa.array([*keep.periods, WHOLE_RUN])),
    )
    if not keep.by_group:
        wanted = pc.and_(wanted, pc.equal(table["group"].cast("string"), "all"))
    plain = [
        pa.field(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    ]
    return table.filter(wanted).cast(pa.schema(plain))


def to_bytes(table: pa.Table) -> bytes:
    """A table as zstd Parquet in memory."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()
