"""Segments: the documents of a portal in a few groups, each with its own files.

A document's segment follows from its path, so that a change rewrites files of one segment alone.
How many segments there are follows from how much text there is.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plugins.full_text.grams import bigrams, long_runs
from plugins.full_text.parts import Part, parts_of
from plugins.full_text.records import SearchDocument
from plugins.full_text.shards import pair_shards, run_shards
from plugins.full_text.spellings import hashed

BOUND, LEAST_BOUND = 20, 10
"""Parts that a query may have to read: in all segments together, and in each of many."""
TEXT_LEAST, TEXT_MOST = 1500, 3000
"""Characters of a text file: from where on it may end, and where another document must wait."""
FACETS = ("column", "series", "kind", "validity", "issuer", "subject")
"""What results can be narrowed by, besides the year."""
_FIRST = 1 << 21
"""Characters that one segment is enough for; four times as many take twice as many segments."""
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local time on both sides


@dataclass(frozen=True, slots=True)
class Segment:
    """The files of a segment by name, and which of them is its table."""

    table: str
    files: Mapping[str, bytes]
    characters: frozenset[str]
    """Every folded character of its texts."""


def segment_count(characters: int) -> int:
    """Return how many segments a portal has that holds so many folded characters."""
    count = 1
    while characters > _FIRST * count * count:
        count *= 2
    return count


def segment_of(path: str, count: int) -> int:
    """Return the segment of a document; `count` is a power of two."""
    return hashlib.sha256(path.encode()).digest()[0] % count


def make_segment(
    documents: Sequence[SearchDocument], facets: Mapping[str, Sequence[str]], count: int
) -> Segment:
    """Return the files of a segment; `facets` lists the values that numbers in its table mean."""
    documents = sorted(documents, key=lambda one: (one.date, one.path))
    split = [parts_of(one) for one in documents]
    folded = [part.folded() for parts in split for part in parts]
    pairs = bigrams(folded)
    bound = BOUND if count == 1 else LEAST_BOUND
    runs = long_runs(folded, pairs, bound)
    place = 0
    for document, parts in zip(documents, split, strict=True):
        for spelling in document.spellings:
            held = pairs.setdefault(hashed(spelling), [])
            if not held or held[-1] != place:
                held.append(place)
        place += len(parts)
    files: dict[str, bytes] = {}
    groups = list(_text_groups(documents, split))
    columns: dict[str, object] = {
        "parts": [len(parts) for parts in split],
        "dates": _steps([_minutes(one.date) for one in documents]),
        "bound": bound,
        "texts": [len(group) for group in groups],
        "t": _add(files, "t", [_json(group, "utf-16-le") for group in groups], 9),
    }
    for name, shards in (
        ("p", tuple(pair_shards(pairs, len(folded)))),
        ("r", tuple(run_shards(pairs, runs))),
    ):
        columns[name] = _add(files, name, [one.content for one in shards], 0)
        columns[f"{name}s"] = "".join(one.first for one in shards)
    for facet in FACETS:
        known = {value: index for index, value in enumerate(facets[facet])}
        columns[facet] = [known[getattr(one, facet)] for one in documents]
    table = _add(files, "table", [_json(columns, "utf-8")], 9)
    characters = frozenset(char for texts in folded for text in texts for char in text)
    return Segment(f"table0-{table}.bin", files, characters)


def _text_groups(
    documents: Sequence[SearchDocument], split: Sequence[Sequence[Part]]
) -> Iterator[list[object]]:
    """Yield the parts of each text file; where one ends depends on what is near alone."""
    group: list[object] = []
    size = 0
    for document, parts in zip(documents, split, strict=True):
        chance = hashlib.sha256(document.path.encode()).digest()[1] % 2 == 0
        if size >= TEXT_MOST or (size >= TEXT_LEAST and chance):
            yield group
            group, size = [], 0
        for index, part in enumerate(parts):
            length = sum(map(len, part.texts))
            if group and index > 1 and size + length > TEXT_MOST:
                yield group
                group, size = [], 0
            group.append(_shown(part) if index else _head(document))
            size += length
    if group:
        yield group


def _head(document: SearchDocument) -> dict[str, object]:
    """Return what a result shows of its document: the content of the first part."""
    head: dict[str, object] = {"t": document.title, "u": document.url}
    if document.number:
        head["n"] = document.number
    if document.attachments:
        head["a"] = [[one.title, one.url] for one in document.attachments]
    return head


def _shown(part: Part) -> list[object]:
    return [part.attachment, *part.texts] if part.attachment else list(part.texts)


def _minutes(moment: datetime) -> int:
    """Return minutes since 1970 by the clock of the portal's zone."""
    return int((moment.replace(tzinfo=None) - _EPOCH).total_seconds()) // 60


def _steps(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _json(content: object, encoding: str) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(
        encoding, "surrogatepass"
    )


def _add(files: dict[str, bytes], kind: str, contents: Sequence[bytes], level: int) -> str:
    """Add files, compressed by zlib, and return their tags: four digits of each content's hash."""
    tags = [hashlib.sha256(content).hexdigest()[:4] for content in contents]
    for index, (content, tag) in enumerate(zip(contents, tags, strict=True)):
        files[f"{kind}{index}-{tag}.bin"] = compressed(content, level)
    return "".join(tags)


def compressed(content: bytes, level: int = 9) -> bytes:
    """Return a content in the zlib format, which tells of damage; level 0 keeps it plain."""
    squeezer = zlib.compressobj(level, memLevel=9)
    return squeezer.compress(content) + squeezer.flush()
