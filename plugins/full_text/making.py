"""Making segments: from nothing, or from an earlier one of which a few documents changed.

Both ways end in the same files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import accumulate, zip_longest

from plugins.full_text.facts import Fact
from plugins.full_text.following import Change, Piece, follow
from plugins.full_text.grams import bigrams, long_runs
from plugins.full_text.parts import parts_of
from plugins.full_text.records import SearchDocument
from plugins.full_text.rows import Row
from plugins.full_text.segments import Segment, bound_of
from plugins.full_text.shards import pair_entry, room_of, run_entry
from plugins.full_text.shelf import Shelf
from plugins.full_text.spellings import hashed
from plugins.full_text.texts import TextShelf

_MUCH = 50_000
"""Characters of changed parts from which on making all lists anew is no slower."""
Fetch = Callable[[str], SearchDocument]
"""Returns a document by its path."""
Record = Callable[[str, str], bytes]
"""Returns the record of a row by its kind and key."""


def make_segment(facts: Iterable[Fact], count: int, fetch: Fetch) -> Segment:
    """Return one of `count` segments."""
    ordered = _ordered(facts)
    held = {one.path: fetch(one.path) for one in ordered}
    pieces = [_pieces(document) for document in held.values()]
    parts = [piece for each in pieces for piece in each]
    folded = [piece.texts for piece in parts]
    pairs = bigrams(folded)
    bound = bound_of(count)
    runs = long_runs(folded, pairs, bound)
    for place, piece in enumerate(parts):
        for pair in piece.spellings:
            pairs.setdefault(pair, []).append(place)
    texts = TextShelf().renewed(list(held), held.keys(), held.__getitem__)
    return _segment(ordered, list(map(len, pieces)), bound, Shelf.of(pairs), Shelf.of(runs), texts)


def renew_segment(
    earlier: Segment, record: Record, facts: Iterable[Fact], count: int, fetch: Fetch
) -> Segment:
    """Return one of `count` segments, with what of an earlier one is as it was.

    `record` returns the records of its rows, `fetch` the documents that changed since.
    """
    ordered = _ordered(facts)
    known = {one.path: one.digest for one in earlier.facts}
    changed = {one.path for one in ordered if known.get(one.path) != one.digest}
    paths = [one.path for one in earlier.facts]
    texts = TextShelf(earlier.rows["t"], paths, partial(record, "t"))
    fresh = {path: fetch(path) for path in changed}
    old = _Numbering(earlier.facts, earlier.parts, lambda path: _pieces(texts.document(path)))
    pieces = {path: _pieces(document) for path, document in fresh.items()}
    sizes = [
        len(pieces[one.path]) if one.path in changed else old.size(one.path) for one in ordered
    ]
    new = _Numbering(ordered, sizes, lambda path: pieces.get(path) or old.pieces(path))
    gone, come, moves = _difference(old, new, changed)
    much = sum(len(text) for one in (*gone.values(), *come.values()) for text in one.both())
    if earlier.bound != bound_of(count) or much > _MUCH:
        return make_segment(ordered, count, lambda path: fresh.get(path) or texts.document(path))
    pairs, runs = (Shelf(earlier.rows[kind], partial(record, kind)) for kind in ("p", "r"))
    follow(pairs, runs, gone, old.texts, earlier.bound)
    first = next((part for part, place in enumerate(moves) if part != place), len(moves))
    if first < len(moves):
        for shelf in (pairs, runs):
            shelf.map(lambda held: held if held[-1] < first else [moves[part] for part in held])
    follow(pairs, runs, come, new.texts, earlier.bound)
    if first < len(moves) or room_of(old.total) != room_of(new.total):
        pairs.touch_all()
    rows = texts.renewed([one.path for one in ordered], changed, fresh.__getitem__)
    return _segment(ordered, sizes, earlier.bound, pairs, runs, rows)


def _ordered(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda one: (one.date, one.path))


def _segment(
    facts: Sequence[Fact],
    sizes: Sequence[int],
    bound: int,
    pairs: Shelf,
    runs: Shelf,
    texts: Iterable[Row],
) -> Segment:
    room = room_of(sum(sizes))
    rows = {
        "t": tuple(texts),
        "p": tuple(pairs.renewed(lambda pair, below: pair_entry(pair, below[pair], room))),
        "r": tuple(runs.renewed(lambda pair, below: run_entry(pair, pairs.get(pair), below))),
    }
    return Segment(tuple(facts), tuple(sizes), bound, rows)


def _pieces(document: SearchDocument) -> tuple[Piece, ...]:
    """Return what the parts of a document hold."""
    spellings = tuple(dict.fromkeys(map(hashed, document.spellings)))
    return tuple(
        Piece(part.folded(), () if index else spellings)
        for index, part in enumerate(parts_of(document))
    )


@dataclass
class _Numbering:
    """The numbers of the parts of a segment's documents."""

    facts: Sequence[Fact]
    sizes: Sequence[int]
    """How many parts each document has."""
    make: Callable[[str], tuple[Piece, ...]]
    _made: dict[str, tuple[Piece, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._starts = list(accumulate(self.sizes, initial=0))
        self._places = {one.path: at for at, one in enumerate(self.facts)}

    @property
    def total(self) -> int:
        """How many parts there are."""
        return self._starts[-1]

    def date(self, path: str) -> datetime | None:
        """Return the date of a document; None where it isn't there."""
        at = self._places.get(path)
        return None if at is None else self.facts[at].date

    def start(self, path: str) -> int:
        """Return the number of a document's first part."""
        return self._starts[self._places[path]]

    def size(self, path: str) -> int:
        """Return how many parts a document has."""
        return self.sizes[self._places[path]]

    def pieces(self, path: str) -> tuple[Piece, ...]:
        """Return what a document's parts hold."""
        if path not in self._made:
            self._made[path] = self.make(path)
        return self._made[path]

    def texts(self, part: int) -> tuple[str, ...]:
        """Return the folded texts of a part."""
        at = bisect_right(self._starts, part) - 1
        return self.pieces(self.facts[at].path)[part - self._starts[at]].texts


def _difference(
    old: _Numbering, new: _Numbering, changed: set[str]
) -> tuple[dict[int, Change], dict[int, Change], list[int]]:
    """Return the parts that go, by old number, those that come or change, by new number, and moves.

    Moves are the new number of each old part; of those that go they tell nothing.
    """
    gone: dict[int, Change] = {}
    come: dict[int, Change] = {}
    moves: list[int] = []
    for fact in old.facts:
        path, start = fact.path, old.start(fact.path)
        stays = min(old.size(path), new.size(path)) if old.date(path) == new.date(path) else 0
        first = new.start(path) if stays else 0
        moves += range(first, first + stays)
        moves += range(start + stays, start + old.size(path))
        for index in range(stays, old.size(path)):
            gone[start + index] = Change(old.pieces(path)[index], Piece())
    for path in changed:
        before = old.pieces(path) if old.date(path) == new.date(path) else ()
        for index, (one, other) in enumerate(zip_longest(before, new.pieces(path))):
            if other is not None and one != other:
                come[new.start(path) + index] = Change(one or Piece(), other)
    return gone, come, moves
