"""Folding: what makes no difference between a query and a text, the same on both sides.

Character by character: NFKC, lower case, Traditional to Simplified; white space, control and
invisible characters are dropped, and so are private ones of the last planes, which the index uses
itself. Punctuation counts. theme/scripts/search-fold.js does the same.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Set
from functools import cache

import opencc

CONFIGURATIONS = ("t2s", "tw2s", "hk2s")
"""OpenCC's ways to Simplified: of Traditional in general, of Taiwan, of Hong Kong."""
SUPPLEMENT = {"覆": "复", "瞭": "了", "藉": "借", "迳": "径", "揹": "背"}
"""Characters that conversion to Traditional puts for others in some words alone (答复, 答覆)."""
PRIVATE = 0xF0000
"""First code point that stands in no text: the index keeps other things there."""
_DROPPED = ("Zs", "Zl", "Zp", "Cc", "Cf")
_HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
_GLUE = "\x1f"


@cache
def simplified_characters() -> dict[str, str]:
    """Return the Simplified character of each Traditional or variant one, by single characters."""
    han = [
        chr(code)
        for first, last in _HAN
        for code in range(first, min(last, sys.maxunicode) + 1)
        if unicodedata.category(chr(code)) == "Lo"
    ]
    found: dict[str, str] = dict(SUPPLEMENT)
    for configuration in CONFIGURATIONS:
        text = opencc.OpenCC(configuration).convert(_GLUE.join(han))
        for one, other in zip(han, text.split(_GLUE), strict=True):
            if one != other and len(other) == 1:
                found.setdefault(one, other)
    return {one: end for one in sorted(found) if (end := _end(one, found)) != one}


def _end(character: str, steps: dict[str, str]) -> str:
    """Follow the steps to their end; a circle ends at its least character."""
    seen = [character]
    while (following := steps.get(seen[-1])) is not None:
        if following in seen:
            return min(seen[seen.index(following) :])
        seen.append(following)
    return seen[-1]


class _Folds(dict[int, str]):
    """Fold of each code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        if code >= PRIVATE:
            return self.setdefault(code, "")
        simplified = simplified_characters()
        folded = "".join(
            simplified.get(char, char)
            for char in unicodedata.normalize("NFKC", chr(code)).lower()
            if unicodedata.category(char) not in _DROPPED
        )
        self[code] = folded
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Return a text as the index sees it."""
    return fold_each(unicodedata.normalize("NFC", text))


def fold_each(text: str) -> str:
    """Return what the characters of NFC text fold to, one after the other."""
    return text.translate(_FOLDS)


def fold_lengths(text: str) -> Iterator[int]:
    """Return how many characters each character of NFC text folds to."""
    return map(len, map(_FOLDS.__getitem__, map(ord, text)))


def fold_pairs(characters: Set[str]) -> str:
    """Return the part of the table that leads to `characters`: all sources, then all targets."""
    pairs = [(one, to) for one, to in simplified_characters().items() if to in characters]
    return "".join(one for one, _ in pairs) + "".join(to for _, to in pairs)
