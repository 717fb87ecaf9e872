"""Segments kept from build to build: what didn't change isn't indexed again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence

from plugins.full_text import segments
from plugins.full_text.folding import simplified_characters
from plugins.full_text.index import VERSION
from plugins.full_text.records import SearchDocument
from plugins.full_text.segments import Segment, make_segment
from plugins.model.cache import FileCache, cache_key


class SegmentCache:
    """Makes segments, or takes them from the cache."""

    def __init__(self, cache: FileCache) -> None:
        """Use a cache of files."""
        self.cache = cache
        self.made = 0
        """How many had to be made."""

    def make(
        self,
        documents: Sequence[SearchDocument],
        facets: Mapping[str, Sequence[str]],
        count: int,
    ) -> Segment:
        """Return the segment of these documents."""
        told = [dataclasses.astuple(one) for one in documents]
        key = cache_key(
            "segment",
            f"{VERSION} {segments.BOUND} {segments.LEAST_BOUND} {count}",
            json.dumps([told, facets], ensure_ascii=True, default=str),
            "".join(simplified_characters().values()),
        )
        kept = self.cache.get(key)
        if kept is not None:
            return _read(kept)
        segment = make_segment(documents, facets, count)
        self.made += 1
        self.cache.put(key, _written(segment))
        return segment


def _written(segment: Segment) -> bytes:
    """Return a segment as bytes: a line that tells of the files, then these one after another."""
    head = {
        "table": segment.table,
        "characters": "".join(sorted(segment.characters)),
        "files": {name: len(content) for name, content in segment.files.items()},
    }
    line = json.dumps(head, ensure_ascii=True).encode()
    return b"\n".join((line, b"".join(segment.files.values())))


def _read(kept: bytes) -> Segment:
    line, _, contents = kept.partition(b"\n")
    head = json.loads(line)
    files = {}
    at = 0
    for name, size in head["files"].items():
        files[name] = contents[at : at + size]
        at += size
    return Segment(head["table"], files, frozenset(head["characters"]))
