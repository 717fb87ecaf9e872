"""Bits: the codes that the index is written in, as strings of 0 and 1.

theme/scripts/search-engine.js reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

_SMALL = 512
"""Up to this range the code words are kept ready."""


@cache
def golomb(value: int, order: int) -> str:
    """Return a whole number from 0 in the exponential Golomb code of an order."""
    shifted = f"{(value >> order) + 1:b}"
    low = f"{value & ((1 << order) - 1):0{order}b}" if order else ""
    return "0" * (len(shifted) - 1) + shifted + low


def minimal(value: int, size: int) -> str:
    """Return a number below `size` in the minimal binary code."""
    width = (size - 1).bit_length()
    short = (1 << width) - size
    if value < short:
        return f"{value:0{width - 1}b}" if width > 1 else ""
    return f"{value + short:0{width}b}" if width else ""


def interpolative(numbers: Sequence[int], size: int) -> str:
    """Return rising numbers below `size` by binary interpolative coding (Moffat, Stuiver 2000).

    The reader must know how many there are. Of a stretch of them are known what is missing before
    it and how many are missing inside; its middle one is told by how many of these stand before it.
    """
    missing = [number - index for index, number in enumerate(numbers)]
    words: list[str] = []
    todo: list[tuple[int, int, int, int]] = []
    first, end, before, inside = 0, len(missing), 0, size - len(missing)
    while True:
        while inside and first < end:
            middle = (first + end) >> 1
            value = missing[middle] - before
            words.append(
                _WORDS[inside + 1][value] if inside < _SMALL else minimal(value, inside + 1)
            )
            if middle + 1 < end and value < inside:
                todo.append((middle + 1, end, before + value, inside - value))
            end, inside = middle, value
        if not todo:
            return "".join(words)
        first, end, before, inside = todo.pop()


def packed(words: Iterable[str]) -> bytes:
    """Return code words as bytes, the most significant bit first, the last byte filled up."""
    bits = "".join(words)
    size = (len(bits) + 7) // 8
    return int(bits.ljust(size * 8, "0") or "0", 2).to_bytes(size, "big")


_FIXED = [
    [f"{value:0{width}b}" if width else "" for value in range(1 << width)] for width in range(10)
]
"""All numbers of so many bits, up to those that `_SMALL` needs."""


class _Words(dict[int, list[str]]):
    """The minimal binary code of all numbers below each size, put together when it is first met."""

    def __missing__(self, size: int) -> list[str]:
        width = (size - 1).bit_length()
        short = (1 << width) - size
        longer = _FIXED[width][2 * short :]
        self[size] = words = [*_FIXED[width - 1][:short], *longer] if width else longer
        return words


_WORDS = _Words()
