"""From blocks of a file to whole rows: counted, rejoined, realigned, or set aside with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from openasylum.microdata.columns import Cells, find_cells
from openasylum.microdata.header import Layout
from openasylum.microdata.realign import Codes, bare, fits, realign
from openasylum.microdata.scan import CONTROLS

CONTROL = bytes(i for i in range(32) if i not in (9, 10)) + b"\x7f"
MOST_LINES = 6  # lines that may be joined into one row


@dataclass(frozen=True)
class Kept:
    """A line or lines kept as they were: where, what, and why (or how they were put right)."""

    line: int
    raw: bytes
    reason: str


@dataclass
class Rows:
    """Rows of one block, ready to be parsed: `text` has as many fields a line as the layout.

    Control characters are still in it; `control_characters` counts them. `cells` says where its
    cells end, if that is known.
    """

    text: bytes
    lines: np.ndarray
    cells: Cells | None = None
    repaired: list[Kept] = field(default_factory=list)
    refused: list[Kept] = field(default_factory=list)
    read: int = 0
    joined: int = 0
    control_characters: int = 0


class Reader:
    """Cuts blocks into rows. It holds no more than a block, and knows the line it is at."""

    def __init__(self, layout: Layout, codes: Codes) -> None:
        """Start after the header, at line 2."""
        self._layout, self._codes = layout, codes
        self._delimiter = layout.delimiter.encode("ascii")
        self._line, self._held = 2, b""

    def rows(self, block: bytes, *, last: bool) -> Rows:
        """The rows of the next bytes of the file; what is cut off waits for the next call."""
        block = self._held + block
        if last and block and not block.endswith(b"\n"):
            block += b"\n"
        end = block.rfind(b"\n") + 1
        self._held, block = block[end:], block[:end]
        if not block:
            return Rows(b"", np.empty(0, np.int64))
        cells = find_cells(block, self._layout.delimiter)
        line_ends = cells.ends[cells.lines - 1]
        starts = np.concatenate([[0], line_ends + 1])
        return self._cut(block, starts, np.diff(cells.lines, prepend=0), cells, last=last)

    def _cut(
        self, block: bytes, starts: np.ndarray, fields: np.ndarray, cells: Cells, *, last: bool
    ) -> Rows:
        wanted = self._layout.fields
        odd = np.flatnonzero(fields != wanted)
        if not last and odd.size and odd[-1] >= fields.size - MOST_LINES:
            keep = self._waiting(fields, wanted)
            self._held = block[starts[keep] :] + self._held
            starts, fields = starts[: keep + 1], fields[:keep]
            odd = odd[odd < keep]
        rows = Rows(b"", self._line + np.arange(fields.size))
        pieces: list[bytes] = []
        keeps = np.ones(fields.size, bool)
        done = 0
        for i in odd:
            if i < done:
                continue
            pieces.append(block[starts[done] : starts[i]])
            used, text = self._mend(block, starts, fields, int(i), rows)
            keeps[i : i + used] = False
            if text:
                keeps[i] = True
                pieces.append(text + b"\n")
            done = int(i) + used
        pieces.append(block[starts[done] : starts[-1]])
        rows.text = b"".join(pieces) if len(pieces) > 1 else pieces[0]
        if not odd.size:
            rows.cells = Cells(cells.ends[: int(fields.sum())], cells.lines, cells.marks)
        if cells.marks & CONTROLS:
            removed = len(rows.text) - len(rows.text.translate(None, CONTROL))
            rows.control_characters = removed - rows.text.count(b"\r")
        rows.lines = rows.lines[keeps]
        rows.read = fields.size - rows.joined
        self._line += fields.size
        return rows

    def _waiting(self, fields: np.ndarray, wanted: int) -> int:
        """The first of the last lines that could still be joined with what comes."""
        keep = fields.size
        while keep > 0 and fields.size - keep < MOST_LINES and fields[keep - 1] < wanted:
            keep -= 1
        return keep

    def _mend(
        self, block: bytes, starts: np.ndarray, fields: np.ndarray, i: int, rows: Rows
    ) -> tuple[int, bytes]:
        """Put the line `i` right or set it aside; returns lines used and the row's text, if any."""
        line, wanted = int(rows.lines[i]), self._layout.fields
        raw = block[starts[i] : starts[i + 1]].rstrip(b"\r\n")
        if self._layout.wide:
            text = self._narrow(raw, block[starts[i + 1] : starts[i + 1] + 40])
            if text:
                return 1, text
        if fields[i] > wanted:
            found = realign(
                raw.split(self._delimiter), self._layout.columns, self._layout.key, self._codes
            )
            if found.reason:
                rows.refused.append(Kept(line, raw, found.reason))
                return 1, b""
            how = "realigned" + (f"; left empty: {', '.join(found.emptied)}" * bool(found.emptied))
            rows.repaired.append(Kept(line, raw, how))
            return 1, self._delimiter.join(found.cells)
        for used, text in self._joinings(block, starts, fields, i):
            rows.joined += used - 1
            whole = block[starts[i] : starts[i + used]].rstrip(b"\r\n")
            rows.repaired.append(Kept(line, whole, f"{used} lines joined"))
            return used, text
        belong = f"a line of {int(fields[i])} fields, where {wanted} belong"
        rows.refused.append(Kept(line, raw, "a blank line" if not bare(raw) else belong))
        return 1, b""

    def _joinings(
        self, block: bytes, starts: np.ndarray, fields: np.ndarray, i: int
    ) -> Iterator[tuple[int, bytes]]:
        """The joining of a short line with the next ones, if their fields add up and fit."""
        have, used = int(fields[i]), 1
        while have < self._layout.fields and i + used < fields.size and used < MOST_LINES:
            have += int(fields[i + used]) - 1
            used += 1
        if have != self._layout.fields or used == 1:
            return
        lines = block[starts[i] : starts[i + used]].rstrip(b"\r\n").split(b"\n")
        cells: list[bytes] = [b""]
        for line in lines:
            first, *rest = [bare(cell) for cell in line.split(self._delimiter)]
            cells = [*cells[:-1], b" ".join(one for one in (cells[-1], first) if one), *rest]
        columns = self._layout.columns
        key = self._layout.place_of_key
        if all(map(lambda cell, column: fits(cell, column, self._codes), cells, columns)) and (
            key is None or cells[key]
        ):
            yield used, self._delimiter.join(cells)

    def _narrow(self, raw: bytes, following: bytes) -> bytes:
        """A row of a table wider than its header, that has its header's width or stops early."""
        wide = self._layout.wide
        cells = raw.split(self._delimiter)
        if wide is None:
            return b""
        if len(cells) == wide.names:
            moved = [*cells[: wide.hold], b"", cells[wide.hold], b"", *cells[wide.hold + 1 :]]
            return self._delimiter.join(moved)
        next_key = following.split(self._delimiter)[0].strip()
        stops = wide.may_stop_after <= len(cells) < wide.names
        if stops and cells[0].strip().isdigit() and (not following or next_key.isdigit()):
            return self._delimiter.join([*cells, *[b""] * (self._layout.fields - len(cells))])
        return b""
