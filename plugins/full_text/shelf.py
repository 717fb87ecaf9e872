"""Shelves: the lists of a segment in rows, one a shard, of which only those that matter are read.

Lists are never changed in place: several runs may have the same one.
"""

from __future__ import annotations

import pickle
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from plugins.full_text.folding import PRIVATE
from plugins.full_text.rows import Load, Row, nothing, tagged
from plugins.full_text.shards import Entry, may_begin, shard

Lists = dict[str, Sequence[int]]
"""The parts of runs."""
Encode = Callable[[str, Mapping[str, Sequence[int]]], Entry]
"""Makes the entry of a pair from the lists of the runs that begin with it."""
_LEVEL = 1
"""Of compression: records are read and written often."""


class Shelf:
    """The lists of the runs that begin with each pair."""

    def __init__(self, rows: Sequence[Row], load: Load) -> None:
        """Take rows as they were made; `load` tells their records."""
        self.rows = list(rows)
        self._firsts = [row.key for row in rows]
        self._load = load
        self._open: dict[int, dict[str, Lists]] = {}
        self._touched: set[int] = set()

    @classmethod
    def of(cls, *lists: Mapping[str, Sequence[int]]) -> Shelf:
        """Return a shelf of lists that were made from nothing."""
        shelf = cls((), nothing)
        groups = shelf._opened(0)
        for some in lists:
            for run, held in some.items():
                groups.setdefault(run[:2], {})[run] = held
        shelf._touched.add(0)
        return shelf

    def _group(self, pair: str) -> dict[str, Lists]:
        return self._opened(self._place(pair))

    def _place(self, pair: str) -> int:
        return max(0, bisect_right(self._firsts, pair) - 1)

    def _opened(self, at: int) -> dict[str, Lists]:
        found = self._open.get(at)
        if found is None:
            row = self.rows[at] if at < len(self.rows) else None
            found = self._open[at] = _unpacked(row.record or self._load(row.key)) if row else {}
        return found

    def below(self, pair: str) -> Mapping[str, Sequence[int]]:
        """Return the lists of the runs that begin with a pair."""
        return self._group(pair).get(pair, {})

    def get(self, run: str) -> Sequence[int]:
        """Return the parts of a run; none where it has no list."""
        return self._group(run[:2]).get(run[:2], {}).get(run, ())

    def put(self, run: str, held: Sequence[int]) -> None:
        """Give a run another list; an empty one takes it away."""
        pair = run[:2]
        group = self._group(pair)
        self.touch(pair)
        if held:
            group.setdefault(pair, {})[run] = held
            return
        below = group.get(pair, {})
        below.pop(run, None)
        if not below:
            group.pop(pair, None)

    def touch(self, pair: str) -> None:
        """Have the row of a pair made anew: what its entry depends on besides has changed."""
        self._touched.add(self._place(pair))

    def map(self, change: Callable[[Sequence[int]], Sequence[int]]) -> None:
        """Change every list of every row in a way that leaves the files as they are.

        What `change` doesn't change it returns itself.
        """
        for at, row in enumerate(self.rows):
            made: dict[int, Sequence[int]] = {}
            moved = False
            for below in self._opened(at).values():
                for run, held in below.items():
                    other = made.get(id(held))
                    if other is None:
                        other = made[id(held)] = change(held)
                    moved = moved or other is not held
                    below[run] = other
            if moved:
                self.rows[at] = replace(row, record=_packed(self._opened(at)))

    def touch_all(self) -> None:
        """Have every row made anew."""
        self._touched.update(range(len(self.rows)))

    def renewed(self, encode: Encode) -> Iterator[Row]:
        """Yield the rows as they must be now; those that nothing touched stay the same objects."""
        waiting: list[tuple[Entry, Lists]] = []
        size = 0
        for at in range(max(len(self.rows), 1)):
            touched = at in self._touched
            if not touched and at < len(self.rows):
                row = self.rows[at]
                if waiting and may_begin(row.key, size):
                    yield _row(waiting)
                    waiting, size = [], 0
                if not waiting:
                    yield row
                    continue
            group = self._opened(at)
            for pair in sorted(group):
                if waiting and may_begin(pair, size):
                    yield _row(waiting)
                    waiting, size = [], 0
                entry = encode(pair, group[pair])
                waiting.append((entry, group[pair]))
                size += len(entry.bits)
        if waiting:
            yield _row(waiting)


def _row(entries: Sequence[tuple[Entry, Lists]]) -> Row:
    pairs = [entry.pair for entry, _ in entries]
    characters = "".join(sorted({pair[0] for pair in pairs if ord(pair[0]) < PRIVATE}))
    content = shard([entry for entry, _ in entries])
    record = _packed({pair: below for pair, (_, below) in zip(pairs, entries, strict=True)})
    return Row(pairs[0], (tagged(content, 0),), characters, record)


def _packed(groups: Mapping[str, Lists]) -> bytes:
    """Return lists as bytes, each of them once."""
    places: dict[int, int] = {}
    lists: list[bytes] = []
    runs: list[str] = []
    which = array("I")
    for below in groups.values():
        for run, held in below.items():
            place = places.setdefault(id(held), len(lists))
            if place == len(lists):
                lists.append(array("I", held).tobytes())
            runs.append(run)
            which.append(place)
    record = (runs, which.tobytes(), lists)
    return zlib.compress(pickle.dumps(record, pickle.HIGHEST_PROTOCOL), _LEVEL)


def _unpacked(record: bytes) -> dict[str, Lists]:
    runs, which, lists = pickle.loads(zlib.decompress(record))  # noqa: S301 - our own, checked
    held = [_numbers(one) for one in lists]
    groups: dict[str, Lists] = {}
    for run, place in zip(runs, _numbers(which), strict=True):
        groups.setdefault(run[:2], {})[run] = held[place]
    return groups


def _numbers(raw: bytes) -> list[int]:
    numbers = array("I")
    numbers.frombytes(raw)
    return numbers.tolist()
