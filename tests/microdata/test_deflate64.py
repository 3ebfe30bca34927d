"""Deflate64: against zlib where the two methods agree, and a second decoder where they do not."""

import random
import zlib

import pytest
from stream_inflate import stream_inflate64

from openasylum.microdata.deflate64 import Damaged, inflate64

ROWS = b"".join(
    b"%d\t%d\t2019-0%d-1%d 00:00:00.000\tRMV\tSP \tMIAMI\n" % (i * 7919, i, i % 9 + 1, i % 10)
    for i in range(4000)
)


class Bits:
    """Writes a stream of Deflate64 bit by bit, in one block with the fixed codes."""

    def __init__(self) -> None:
        """Start the last block."""
        self.bits: list[int] = [1, 1, 0]

    def number(self, value: int, many: int) -> None:
        """A number, its lowest bit first."""
        self.bits += [value >> i & 1 for i in range(many)]

    def code(self, value: int, many: int) -> None:
        """A Huffman code, its highest bit first."""
        self.bits += [value >> i & 1 for i in reversed(range(many))]

    def symbol(self, symbol: int) -> None:
        """A literal or length symbol of the fixed code (RFC 1951, 3.2.6)."""
        if symbol < 144:
            self.code(0x30 + symbol, 8)
        elif symbol < 256:
            self.code(0x190 + symbol - 144, 9)
        elif symbol < 280:
            self.code(symbol - 256, 7)
        else:
            self.code(0xC0 + symbol - 280, 8)

    def done(self) -> bytes:
        """The end of the block, and the whole stream."""
        self.symbol(256)
        bits = self.bits + [0] * (-len(self.bits) % 8)
        return bytes(
            sum(bit << i for i, bit in enumerate(bits[at : at + 8]))
            for at in range(0, len(bits), 8)
        )


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize("size", [7, 1000, 65_536])
@pytest.mark.parametrize(
    ("level", "strategy"),
    [(0, zlib.Z_DEFAULT_STRATEGY), (6, zlib.Z_HUFFMAN_ONLY), (9, zlib.Z_DEFAULT_STRATEGY)],
)
def test_streams_that_both_methods_share_are_read(level, strategy, size):
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    stream = packer.compress(ROWS) + packer.flush()
    assert b"".join(inflate64(pieces(stream, size))) == ROWS


def test_matches_longer_than_those_of_deflate_are_read():
    bits = Bits()
    bits.symbol(ord("A"))
    bits.symbol(285)
    bits.number(65_535, 16)  # 3 and 65,535 more: the longest
    bits.code(0, 5)  # one back
    assert b"".join(inflate64([bits.done()])) == b"A" * 65_539


def test_distances_beyond_the_window_of_deflate_are_read_as_by_a_second_decoder():
    numbers = random.Random(1)
    bits = Bits()
    for _ in range(65_536):
        bits.symbol(numbers.randrange(256))
    bits.symbol(257)  # three bytes
    bits.code(31, 5)
    bits.number((1 << 14) - 1, 14)  # 65,536 back
    bits.symbol(257)
    bits.code(30, 5)
    bits.number(0, 14)  # 32,769 back
    stream = bits.done()
    found = b"".join(inflate64([stream]))
    assert found == b"".join(stream_inflate64()[0]([stream]))
    assert found[65_536:65_539] == found[:3]
    assert found[65_539:] == found[65_539 - 32_769 : 65_542 - 32_769]


@pytest.mark.parametrize("keep", [1, 100, 5_000])
def test_a_stream_cut_short_is_refused(keep):
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    stream = (packer.compress(ROWS) + packer.flush())[:keep]
    with pytest.raises(Damaged, match="cut short"):
        b"".join(inflate64([stream]))


def test_noise_is_refused_and_never_reads_outside_its_history():
    numbers = random.Random(2)
    refused = 0
    for _ in range(300):
        noise = numbers.randbytes(400)
        try:
            b"".join(inflate64([noise]))
        except Damaged:
            refused += 1
    assert refused > 290
