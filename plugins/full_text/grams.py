"""Grams: which parts hold which runs of characters.

Every pair of neighbouring characters (bigram) has the list of the parts that hold it. That alone
can't tell whether a longer phrase stands in a part or only its pieces do, so whoever searches must
read the parts that hold all its bigrams. Where those would be more than `bound`, the answer is
stored: a longer run has a list of its own where both runs that it is made of, without its last and
without its first character, have one, each has more than `bound` parts, and so have both together.
A run with these marks that isn't stored stands nowhere. So a phrase of up to `REACH` characters is
either answered by the lists, or at most `bound` parts must be read.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import pairwise

REACH = 20
"""Characters of the longest run that is stored."""
END = "\n"
"""Stands behind the last character of each text, so that it begins a bigram too."""


def bigrams(parts: Sequence[Sequence[str]]) -> dict[str, list[int]]:
    """Return the parts of each bigram, by folded texts of the parts."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index, texts in enumerate(parts):
        held = {first + second for text in texts for first, second in pairwise(text + END)}
        for gram in held:
            found[gram].append(index)
    return dict(found)


def long_runs(
    parts: Sequence[Sequence[str]], pairs: dict[str, list[int]], bound: int
) -> dict[str, list[int]]:
    """Return the parts of each run of more than two characters that must be stored."""
    stored: dict[str, list[int]] = {}
    before = {gram: _bits(held) for gram, held in pairs.items() if len(held) > bound}
    places = [
        (index, text, array("I", _starts(text, range(len(text) - 1), 2, before)))
        for index, texts in enumerate(parts)
        for text in texts
    ]
    for length in range(3, REACH + 1):
        wanted: dict[str, bool] = {}
        found: defaultdict[str, list[int]] = defaultdict(list)
        kept = []
        for index, text, starts in places:
            here = array("I")
            for start, following in pairwise(starts):
                if following != start + 1:
                    continue
                run = text[start : start + length]
                want = wanted.get(run)
                if want is None:
                    both = before[run[:-1]] & before[run[1:]]
                    want = wanted[run] = both.bit_count() > bound
                if want:
                    here.append(start)
                    held = found[run]
                    if not held or held[-1] != index:
                        held.append(index)
            if here:
                kept.append((index, text, here))
        stored.update(found)
        before = {run: _bits(held) for run, held in found.items() if len(held) > bound}
        places = [
            (index, text, array("I", _starts(text, starts, length, before)))
            for index, text, starts in kept
        ]
        if not before:
            break
    return stored


def _starts(text: str, places: Iterable[int], length: int, wanted: Container[str]) -> Iterator[int]:
    """Yield the places of a text at which one of the wanted runs begins."""
    return (at for at in places if text[at : at + length] in wanted)


def _bits(held: Sequence[int]) -> int:
    """Return a number whose bits are the parts."""
    bits = bytearray(held[-1] // 8 + 1)
    for part in held:
        bits[part >> 3] |= 1 << (part & 7)
    return int.from_bytes(bits, "little")
