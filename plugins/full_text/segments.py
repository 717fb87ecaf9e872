"""Segments: the documents of a portal in a few groups, each with its own files.

A document's segment follows from its path, so that a change rewrites files of one segment alone.
How many segments there are follows from how much text there is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plugins.full_text.facts import FACETS, Fact
from plugins.full_text.rows import Row, tagged
from plugins.full_text.shards import room_of
from plugins.full_text.texts import as_json, counts

BOUND, LEAST_BOUND = 20, 10
"""Parts that a query may have to read: in all segments together, and in each of many."""
_FIRST = 1 << 21
"""Characters that one segment is enough for; four times as many take twice as many segments."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local time on both sides
KINDS = ("t", "p", "r")
"""The kinds of files, by which their names begin: texts, pairs, runs."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as it was made."""

    facts: tuple[Fact, ...]
    """Its documents by date and path."""
    parts: tuple[int, ...]
    """How many parts each has."""
    bound: int
    rows: Mapping[str, Sequence[Row]]
    """What the files are made of, by kind."""

    @property
    def characters(self) -> frozenset[str]:
        """Every folded character of its texts: each begins a pair."""
        return frozenset("".join(row.about for row in self.rows["p"]))

    def files(self, facets: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, bytes]]:
        """Yield the files by name, the table first; `facets` has the values that numbers mean."""
        content = as_json(self._columns(facets), "utf-8")
        tag, table = tagged(content, 9)
        yield f"table0-{tag}.bin", table
        for kind in KINDS:
            files = (file for row in self.rows[kind] for file in row.files)
            for index, (tag, content) in enumerate(files):
                yield f"{kind}{index}-{tag}.bin", content

    def _columns(self, facets: Mapping[str, Sequence[str]]) -> dict[str, object]:
        rows = self.rows
        columns: dict[str, object] = {
            "parts": self.parts,
            "room": room_of(sum(self.parts)),
            "dates": _steps([_minutes(one.date) for one in self.facts]),
            "bound": self.bound,
            "texts": [count for row in rows["t"] for count in counts(row)],
        }
        for kind in KINDS:
            columns[kind] = "".join(tag for row in rows[kind] for tag, _ in row.files)
            if kind != "t":
                columns[f"{kind}s"] = "".join(row.key for row in rows[kind])
        for facet in FACETS:
            known = {value: index for index, value in enumerate(facets[facet])}
            columns[facet] = [known[getattr(one, facet)] for one in self.facts]
        return columns


def segment_count(characters: int) -> int:
    """Return how many segments a portal has that holds so many folded characters."""
    count = 1
    while characters > _FIRST * count * count:
        count *= 2
    return count


def segment_of(path: str, count: int) -> int:
    """Return the segment of a document; `count` is a power of two."""
    return hashlib.sha256(path.encode()).digest()[0] % count


def bound_of(count: int) -> int:
    """Return how many parts a query may have to read in one of so many segments."""
    return BOUND if count == 1 else LEAST_BOUND


def _minutes(moment: datetime) -> int:
    """Return minutes since 1970 by the clock of the portal's zone."""
    return int((moment.replace(tzinfo=None) - _EPOCH).total_seconds()) // 60


def _steps(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]
