"""The whole index: its files by path below the folder `search` of the portal."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence, Set

from plugins.full_text.facts import Fact, facets_of, fact_of
from plugins.full_text.folding import fold_pairs
from plugins.full_text.grams import REACH
from plugins.full_text.making import make_segment
from plugins.full_text.parts import LONGEST
from plugins.full_text.records import SearchDocument
from plugins.full_text.segments import segment_count, segment_of

VERSION = 2
"""Of the format; scripts refuse another."""
MANIFEST = "index.json"


def search_files(documents: Sequence[SearchDocument]) -> dict[str, bytes]:
    """Return the files of the index by path below its folder."""
    facts = [fact_of(one) for one in documents]
    by_path = {one.path: one for one in documents}
    facets = facets_of(facts)
    groups = grouped(facts)
    files: dict[str, bytes] = {}
    tables: list[str] = []
    characters: set[str] = set()
    for index, group in enumerate(groups):
        if group:
            segment = make_segment(group, len(groups), by_path.__getitem__)
            named = {f"s{index}/{name}": content for name, content in segment.files(facets)}
            tables.append(next(iter(named)))
            characters |= segment.characters
            files |= named
    return files | manifest_files(tables, characters, facets)


def grouped(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Return the documents of each segment; how many there are follows from all texts."""
    count = segment_count(sum(fact.length for fact in facts))
    groups: list[list[Fact]] = [[] for _ in range(count)]
    for fact in facts:
        groups[segment_of(fact.path, count)].append(fact)
    return groups


def manifest_files(
    tables: Sequence[str], characters: Set[str], facets: Mapping[str, Sequence[str]]
) -> dict[str, bytes]:
    """Return the files that all segments share.

    `index.json` tells the rest: version, limits, values of facets, the table of foldings and, for
    each segment, its folder and its table. Every other name holds four digits of a hash of the
    content, so it may be kept for ever.
    """
    pairs = fold_pairs(characters).encode("utf-16-le")
    folds = f"folds-{hashlib.sha256(pairs).hexdigest()[:4]}.bin"
    manifest = {
        "version": VERSION,
        "longest": LONGEST,
        "reach": REACH,
        "folds": folds,
        "segments": tables,
        **facets,
    }
    text = json.dumps(manifest, ensure_ascii=False, separators=(",", ":")) + "\n"
    return {folds: zlib.compress(pairs, 9), MANIFEST: text.encode()}
