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

    The reader must know how many there are.
    """
    words: list[str] = []
    todo: list[tuple[int, int, int, int]] = []
    first, end, low, high = 0, len(numbers), 0, size - 1
    while True:
        while first < end and high - low + 1 != end - first:
            middle = (first + end) >> 1
            number = numbers[middle]
            least = low + middle - first
            choices = high - end + middle + 2 - least
            if choices > _SMALL:
                words.append(minimal(number - least, choices))
            elif choices > 1:
                words.append(_WORDS[choices][number - least])
            if middle + 1 < end:
                todo.append((middle + 1, end, number + 1, high))
            end, high = middle, number - 1
        if not todo:
            return "".join(words)
        first, end, low, high = todo.pop()


def packed(words: Iterable[str]) -> bytes:
    """Return code words as bytes, the most significant bit first, the last byte filled up."""
    bits = "".join(words)
    size = (len(bits) + 7) // 8
    return int(bits.ljust(size * 8, "0") or "0", 2).to_bytes(size, "big")


class _Words(dict[int, tuple[str, ...]]):
    """The minimal binary code of all numbers below each size, made when it is first met."""

    def __missing__(self, size: int) -> tuple[str, ...]:
        self[size] = words = tuple(minimal(value, size) for value in range(size))
        return words


_WORDS = _Words()
