"""Shards: the lists of a segment in files of a few kilobytes, found by the runs they begin with.

A shard of pairs: how many there are, then for each pair, by code points, its two characters as
steps from the pair before, how many parts hold it, and which. A shard of long runs: how many pairs
they begin with, then for each of these its characters and how many parts hold it, and the runs
below it as a tree, depth first: how much shallower than a child of the run before, the last
character, how many of the parts of the run without its last character hold it, and which of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugins.full_text.bits import golomb, interpolative, minimal, packed

LEAST = 1300
"""Bytes that a shard reaches before it may end."""
MOST = 2200
"""Bytes at which it ends wherever it is, between two pairs."""
_CHANCE = 16
"""One pair in so many may begin a shard: a change in one shard seldom moves the borders behind."""
FIRST_ORDER, STEP_ORDER = 0, 6
"""Orders of the Golomb codes of steps of the first and of the second character."""
CHARACTER_ORDER = 13
"""Order of the Golomb code of a whole character."""
HELD_ORDER, ROOT_ORDER = 0, 5
"""Orders of the Golomb codes of how many parts hold a pair, in shards of pairs and of runs."""
ENTRIES_ORDER = 6
"""Order of the Golomb code of how many entries a shard has."""
_ROOM = 3
"""Bits that differ between the numbers below which parts are told."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A pair in a shard."""

    pair: str
    bits: str
    """All that follows the two characters."""


def room_of(total: int) -> int:
    """Return a number from `total` parts on, below which the numbers of parts are told.

    It stays the same while few parts come, so that these leave most lists as they are.
    """
    step = 1 << max(0, total.bit_length() - _ROOM)
    return -(-total // step) * step


def pair_entry(pair: str, held: Sequence[int], room: int) -> Entry:
    """Return the entry of a pair among pairs; the numbers of its parts are below `room`."""
    return Entry(pair, golomb(len(held) - 1, HELD_ORDER) + interpolative(held, room))


def run_entry(pair: str, held: Sequence[int], below: Mapping[str, Sequence[int]]) -> Entry:
    """Return the entry of a pair among long runs; `below` has those that begin with it."""
    return Entry(pair, golomb(len(held) - 1, ROOT_ORDER) + _tree(held, below))


def may_begin(pair: str, size: int) -> bool:
    """Whether a shard begins with this pair where the one before has so many bits."""
    return size >= LEAST * 8 and (size >= MOST * 8 or zlib.crc32(pair.encode()) % _CHANCE == 0)


def _tree(root: Sequence[int], runs: Mapping[str, Sequence[int]]) -> str:
    """Return the runs that begin with one pair, whose own parts are `root`."""
    words: list[str] = []
    last = ""
    depth = 2
    above_last: Sequence[int] = ()
    place: dict[int, int] = {}
    for run in sorted(runs):
        length = len(run)
        words.append(golomb(depth + 1 - length, 0))
        if length <= depth:
            words.append(golomb(ord(run[-1]) - ord(last[length - 1]) - 1, STEP_ORDER))
        else:
            words.append(golomb(ord(run[-1]), CHARACTER_ORDER))
        above = runs[run[:-1]] if length > 3 else root
        held = runs[run]
        words.append(minimal(len(held) - 1, len(above)))
        if len(held) != len(above):
            if above is not above_last:
                place = {part: index for index, part in enumerate(above)}
                above_last = above
            words.append(interpolative([place[part] for part in held], len(above)))
        last, depth = run, length
    words.append(golomb(depth - 1, 0))
    return "".join(words)


def shard(entries: Sequence[Entry]) -> bytes:
    """Return the content of a file with these entries."""
    words = [golomb(len(entries), ENTRIES_ORDER)]
    first = second = -1
    for entry in entries:
        one, other = map(ord, entry.pair)
        words.append(golomb(one - first if first >= 0 else one, FIRST_ORDER))
        if one != first:
            second = -1
        words.append(golomb(other - second - 1, STEP_ORDER))
        words.append(entry.bits)
        first, second = one, other
    return packed(words)
