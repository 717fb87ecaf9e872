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
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, compress, islice, pairwise
from operator import add

from plugins.full_text.windows import bits_of, extended

REACH = 20
"""Characters of the longest run that is stored."""
END = "\n"
"""Stands behind the last character of each text, so that it begins a bigram too."""
REPEATED = 4
"""Places for each different text behind them from which on those of longer runs are looked at all
at once: where texts repeat each other so much, that takes less time and memory."""
_SAMPLE = 16
"""One run in so many is asked how often what is behind it repeats."""


def grams_of(texts: Sequence[str]) -> set[str]:
    """Return every bigram of a part, by its folded texts."""
    return {gram for text in texts for gram in map(add, text, text[1:] + END)}


def bigrams(parts: Sequence[Sequence[str]]) -> dict[str, list[int]]:
    """Return the parts of each bigram, by folded texts of the parts."""
    return _turned(grams_of(texts) for texts in parts)


def _turned(grams: Iterable[set[str]]) -> dict[str, list[int]]:
    """Return the parts of each gram, by the grams of each part."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index, held in enumerate(grams):
        for gram in held:
            found[gram].append(index)
    return dict(found)


class _Wanted(dict[str, str]):
    """Each run that must be stored as one object, empty for another, worked out when first met."""

    def __init__(self, before: Mapping[str, Sequence[int]], bound: int) -> None:
        super().__init__()
        self._before = {run: bits_of(held) for run, held in before.items() if len(held) > bound}
        self._bound = bound

    def __missing__(self, run: str) -> str:
        both = self._before.get(run[:-1], 0) & self._before.get(run[1:], 0)
        self[run] = found = run if both.bit_count() > self._bound else ""
        return found


@dataclass(slots=True)
class _Places:
    """Where runs begin in a text, rising, and which."""

    text: str
    starts: Sequence[int]
    runs: list[str]

    def choose(self, length: int, wanted: _Wanted) -> None:
        """Keep the places at which a run of a length begins that must be stored."""
        text = self.text
        runs = [wanted[text[start : start + length]] for start in self.starts]
        self.starts = array("I", compress(self.starts, runs))
        self.runs = list(filter(None, runs))

    def follow(self, known: Set[str]) -> None:
        """Keep the places at which a known run begins and one behind it begins another."""
        kept = compress(self.starts, map(known.__contains__, self.runs))
        self.starts = array("I", [one for one, behind in pairwise(kept) if behind == one + 1])

    def behind(self, some: Set[str]) -> Iterator[str]:
        """Yield the windows of some runs."""
        chosen = compress(self.starts, map(some.__contains__, self.runs))
        return (self.text[start : start + REACH] for start in chosen)

    def windows(self) -> Iterator[str]:
        """Yield what stands at each place, as long as runs become, or up to the end."""
        text = self.text
        return (text[start : start + REACH] for start in self.starts)


def long_runs(
    parts: Sequence[Sequence[str]], pairs: Mapping[str, list[int]], bound: int
) -> dict[str, list[int]]:
    """Return the parts of each run of more than two characters that must be stored."""
    stored: dict[str, list[int]] = {}
    before: Mapping[str, list[int]] = pairs
    places = [[_Places(text, range(len(text) - 2), []) for text in texts] for texts in parts]
    for length in range(3, REACH + 1):
        wanted = _Wanted(before, bound)
        for one in chain.from_iterable(places):
            one.choose(length, wanted)
        if _repeat(places, wanted):
            windows = _turned({each for one in texts for each in one.windows()} for texts in places)
            return stored | extended(windows, length, REACH, bound)
        before = _turned({run for one in texts for run in one.runs} for texts in places)
        stored |= before
        known = {run for run, held in before.items() if len(held) > bound}
        if not known:
            break
        for one in chain.from_iterable(places):
            one.follow(known)
    return stored


def _repeat(places: Iterable[Iterable[_Places]], wanted: _Wanted) -> bool:
    """Whether what is behind the runs that must be stored repeats itself much."""
    some = set(islice(filter(None, wanted.values()), 0, None, _SAMPLE))
    windows = [each for texts in places for one in texts for each in one.behind(some)]
    return len(windows) > REPEATED * len(set(windows))
