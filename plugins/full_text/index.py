"""The whole index: its files by path below the folder `search` of the portal."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Sequence

from plugins.full_text.folding import fold_pairs
from plugins.full_text.grams import REACH
from plugins.full_text.parts import LONGEST
from plugins.full_text.records import SearchDocument
from plugins.full_text.segments import (
    FACETS,
    Segment,
    make_segment,
    segment_count,
    segment_of,
)

VERSION = 1
"""Of the format; scripts refuse another."""
MANIFEST = "index.json"

Maker = Callable[[Sequence[SearchDocument], dict[str, list[str]], int], Segment]
"""Makes a segment, or takes it from where it was kept."""


def search_files(
    documents: Sequence[SearchDocument], make: Maker = make_segment
) -> dict[str, bytes]:
    """Return the files of the index by path below its folder.

    `index.json` tells the rest: version, limits, values of facets, the table of foldings and, for
    each segment, its folder and its table. Every other name holds four digits of a hash of the
    content, so it may be kept for ever.
    """
    count = segment_count(sum(_length(one) for one in documents))
    groups: list[list[SearchDocument]] = [[] for _ in range(count)]
    for document in documents:
        groups[segment_of(document.path, count)].append(document)
    facets = {facet: sorted({"", *(getattr(one, facet) for one in documents)}) for facet in FACETS}
    files: dict[str, bytes] = {}
    segments = []
    characters: set[str] = set()
    for index, group in enumerate(groups):
        if group:
            segment = make(group, facets, count)
            characters |= segment.characters
            files |= {f"s{index}/{name}": content for name, content in segment.files.items()}
            segments.append(f"s{index}/{segment.table}")
    pairs = fold_pairs(characters).encode("utf-16-le")
    folds = f"folds-{hashlib.sha256(pairs).hexdigest()[:4]}.bin"
    files[folds] = zlib.compress(pairs, 9)
    manifest = {
        "version": VERSION,
        "longest": LONGEST,
        "reach": REACH,
        "folds": folds,
        "segments": segments,
        **facets,
    }
    text = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")) + "\n"
    files[MANIFEST] = text.encode()
    return files


def _length(document: SearchDocument) -> int:
    attached = sum(len(one.text) for one in document.attachments)
    return len(document.title) + len(document.text) + attached
