"""Parts: the pieces that texts are searched and shown by.

A posting of the index names a part. The first part of a document is its title with its number; then
come the text and the attachments, cut so that every phrase of up to `LONGEST` characters stands
whole in one part.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from plugins.full_text.folding import fold, fold_each, fold_lengths
from plugins.full_text.records import SearchDocument

LONGEST = 100
"""Folded characters of the longest phrase that is looked for."""
PART_LENGTH = 2500
"""Folded characters that a part has of its own, before it overlaps the next."""
_OVERLAP = LONGEST + 20
"""A single character folds to at most 18."""
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document; no phrase runs from one of its texts into the next."""

    texts: tuple[str, ...]
    """As readers see them."""
    attachment: int
    """Which attachment they are from, counted from 1; 0 for the document itself."""

    def folded(self) -> tuple[str, ...]:
        """Return the texts as the index sees them."""
        return tuple(folded for text in self.texts if (folded := fold(text)))


def parts_of(document: SearchDocument) -> tuple[Part, ...]:
    """Return a document's parts, the title first."""
    head = tuple(text for text in (document.title, document.number) if text)
    pieces = list(_pieces(document.text))
    body = [(*(one for one in document.about if one), *pieces[:1]), *((one,) for one in pieces[1:])]
    found = [Part(head, 0), *(Part(texts, 0) for texts in body if texts)]
    for index, attached in enumerate(document.attachments, 1):
        pieces = list(_pieces(attached.text))
        found.append(Part((attached.title, *pieces[:1]), index))
        found += [Part((piece,), index) for piece in pieces[1:]]
    return tuple(found)


def _pieces(text: str) -> Iterator[str]:
    """Cut a text; each piece but the last overlaps the one behind it."""
    text = _LINES.sub("\n", _SPACE.sub(" ", unicodedata.normalize("NFC", text))).strip()
    if len(fold_each(text)) < PART_LENGTH + _OVERLAP:
        if text:
            yield text
        return
    starts = [0, *accumulate(fold_lengths(text))]
    begin = 0
    while text:
        end = bisect_left(starts, begin + PART_LENGTH + _OVERLAP)
        first = bisect_left(starts, begin)
        yield text[first:end]
        if end > len(text) or starts[min(end, len(text))] >= starts[-1]:
            return
        begin += PART_LENGTH
