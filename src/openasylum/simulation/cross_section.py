"""Everyone as they stood at the end of one day of a run: what measures are counted from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from openasylum.kernel.codes import Mark, Place, State, Stream
from openasylum.kernel.counsel import PLACE_OF_SEARCH
from openasylum.kernel.layout import People
from openasylum.simulation.calendar import absolute
from openasylum.simulation.people import first_row_absolute

PIECE = 1_000_000  # people looked at together
MARKS_KEPT = 1023  # with the outcome; the other marks are known only of those who wait


@dataclass(frozen=True)
class CrossSection:
    """People of a run on one day, as columns; those who have not come yet are left out.

    `received` and `lawyer` are days since 2000-01-01 (0: not yet) on which the court received the
    case and a lawyer took it on; `place` is where they last waited since the case was received.
    """

    day: date
    scale: float
    arrived: np.ndarray
    stream: np.ndarray
    state: np.ndarray
    marks: np.ndarray
    received: np.ndarray
    lawyer: np.ndarray
    place: np.ndarray

    def has(self, mark: Mark) -> np.ndarray:
        """Whether each person has a mark; only the first ten are known of those who are out."""
        found: np.ndarray = self.marks & mark != 0
        return found

    @property
    def from_border(self) -> np.ndarray:
        """Who came over the border."""
        found: np.ndarray = self.stream == Stream.BORDER
        return found

    @property
    def represented(self) -> np.ndarray:
        """Who has, or had, a lawyer."""
        found: np.ndarray = self.lawyer > 0
        return found

    @property
    def detained(self) -> np.ndarray:
        """Whose case was last heard, or is to be heard, in custody."""
        found: np.ndarray = self.place == Place.DETAINED
        return found

    def among(self, states: tuple[State, ...]) -> np.ndarray:
        """Who is in one of these stages or outcomes."""
        return np.isin(self.state, states)

    def arrived_in(self, first: date, after: date) -> np.ndarray:
        """Who arrived (or filed) from `first` to before `after`."""
        found: np.ndarray = (self.arrived >= absolute(first)) & (self.arrived < absolute(after))
        return found

    def received_in(self, first: date, after: date) -> np.ndarray:
        """Whose case the court received from `first` to before `after`."""
        found: np.ndarray = (self.received >= absolute(first)) & (self.received < absolute(after))
        return found


def pieces(
    day: date, scale: float, words: np.ndarray, people: People, streams: np.ndarray
) -> Iterator[CrossSection]:
    """The columns of a day, some days of arrivals at a time, so that a full run needs no room.

    Args:
        day: at whose end.
        scale: of the run.
        words: the states of those who wait (0 for others), one 64-bit word a row.
        people: their rows as the kernel keeps them.
        streams: of each group.
    """
    offsets, outcomes = people.offsets, people.outcomes.view(np.ndarray)
    rows = absolute(day) - first_row_absolute() + 1
    piece = offsets[:rows, 0] // PIECE
    for number in np.unique(piece):
        chosen = np.flatnonzero(piece == number)
        block = offsets[chosen]
        some = slice(int(block[0, 0]), int(block[-1, -1]))
        sizes = np.diff(block, axis=1)
        groups = sizes.shape[1]
        word, done = words[some], outcomes["word"][some]
        here = np.flatnonzero((word != 0) | (done != 0))
        cell = np.repeat(np.arange(sizes.size, dtype=np.int32), sizes.ravel())[here]
        word, done, search = word[here], done[here], people.searches[some][here]
        waits, stream = word != 0, streams[cell % groups]
        marks = np.where(waits, word >> 45, (done >> 21) & MARKS_KEPT).astype(np.int32)
        began = np.where(court_has(stream, marks), (word >> 21) & 0xFFFF, 0).astype(np.uint16)
        yield CrossSection(
            day=day,
            scale=scale,
            arrived=cell // groups + (chosen[0] + first_row_absolute()),
            stream=stream,
            state=np.where(waits, word & 31, done & 31).astype(np.int8),
            marks=marks,
            received=np.where(waits, began, outcomes["received"][some][here]),
            lawyer=outcomes["lawyer"][some][here],
            place=search & PLACE_OF_SEARCH,
        )


def court_has(streams: np.ndarray, marks: np.ndarray) -> np.ndarray:
    """As in the kernel: an asylum office has the cases filed with it until it refers them."""
    filed = (streams == Stream.AFFIRMATIVE) | (streams == Stream.STOCK_AFFIRMATIVE)
    referred = (marks & Mark.REFERRED_BY_USCIS) != 0
    found: np.ndarray = ~filed | referred
    return found
