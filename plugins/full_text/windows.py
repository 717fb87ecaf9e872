"""Windows: what long runs begin at each place of the texts, looked at once for all that repeat.

The windows of a run are a range of all windows in their order, and those of the runs longer by a
character are ranges of that one. Where texts repeat each other there are far fewer windows than
places.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(slots=True)
class Range:
    """The windows that begin with a run."""

    run: str
    first: int
    end: int
    held: list[int]
    """The parts of the run."""
    bits: int
    """The same as bits."""


def extended(
    windows: Mapping[str, list[int]], length: int, reach: int, bound: int
) -> dict[str, list[int]]:
    """Return the parts of each stored run of `length` characters and more, up to `reach`.

    `windows` has the parts of each window; each begins with a stored run of `length` characters.
    A run that stands wherever its beginning stands has the same list.
    """
    order = sorted(windows)
    stored: dict[str, list[int]] = {}
    ranges = []
    first = 0
    for run, begun in groupby(order, key=lambda window: window[:length]):
        end = first + sum(1 for _ in begun)
        stored[run] = held = _joined(windows, order, first, end)
        if len(held) > bound:
            ranges.append(Range(run, first, end, held, bits_of(held)))
        first = end
    for _ in range(length, reach):
        before = {one.run: one.bits for one in ranges}
        longer = []
        for one in ranges:
            for run, first, end in _children(one, order):
                other = before.get(run[1:])
                if other is None:
                    continue
                if other != one.bits and (one.bits & other).bit_count() <= bound:
                    continue
                if end - first == one.end - one.first:
                    stored[run] = one.held
                    longer.append(Range(run, first, end, one.held, one.bits))
                    continue
                stored[run] = held = _joined(windows, order, first, end)
                if len(held) > bound:
                    longer.append(Range(run, first, end, held, bits_of(held)))
        ranges = longer
    return stored


def _children(one: Range, order: Sequence[str]) -> Iterable[tuple[str, int, int]]:
    """Return the runs longer by a character, each with its range."""
    length, first, end = len(one.run), one.first, one.end
    if len(order[first]) == length:
        first += 1
        if first == end:
            return ()
    following = order[first][length]
    if order[end - 1][length] == following:
        return ((one.run + following, first, end),)
    return _parted(one.run, order, first, end)


def _parted(run: str, order: Sequence[str], first: int, end: int) -> Iterator[tuple[str, int, int]]:
    length = len(run)
    while first < end:
        following = order[first][length]
        behind = bisect_right(order, following, first, end, key=lambda window: window[length])
        yield run + following, first, behind
        first = behind


def _joined(
    windows: Mapping[str, list[int]], order: Sequence[str], first: int, end: int
) -> list[int]:
    """Return the parts of a range of windows."""
    if end - first == 1:
        return windows[order[first]]
    return sorted(set().union(*map(windows.__getitem__, order[first:end])))


def bits_of(held: Sequence[int]) -> int:
    """Return a number whose bits are the parts."""
    bits = bytearray(held[-1] // 8 + 1)
    for part in held:
        bits[part >> 3] |= 1 << (part & 7)
    return int.from_bytes(bits, "little")
