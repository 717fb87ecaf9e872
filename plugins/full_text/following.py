"""Following: the lists of a segment after some parts changed, without looking at all others.

A list changes where a run comes into a changed part or goes from it. A run comes to be stored, or
ceases to, where the lists of the two runs that it is made of change; then both stand in a changed
part, or one of them came to be stored or ceased to itself, and such a run stands in few parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from plugins.full_text.grams import REACH, grams_of
from plugins.full_text.shelf import Shelf
from plugins.full_text.windows import bits_of

Texts = tuple[str, ...]
Moved = tuple[Sequence[int], Sequence[int]]
"""The parts of a run before and now; none where it has no list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a part holds; empty where there is none."""

    texts: Texts = ()
    """Folded."""
    spellings: tuple[str, ...] = ()
    """Pairs that stand for spellings of a number."""

    def holds(self, run: str) -> bool:
        """Whether a run stands in it."""
        return any(run in text for text in self.texts)

    def pairs(self) -> set[str]:
        """Return its bigrams."""
        return grams_of(self.texts).union(self.spellings)


@dataclass(frozen=True, slots=True)
class Change:
    """A part as it was and as it is."""

    before: Piece
    after: Piece

    def both(self) -> Texts:
        """Return all its texts."""
        return tuple(dict.fromkeys((*self.before.texts, *self.after.texts)))

    def stretches(self, length: int) -> Iterator[str]:
        """Yield what of its texts has the runs of a length that may have come or gone."""
        for one, other in zip_longest(self.before.texts, self.after.texts, fillvalue=""):
            if one == other:
                continue
            start = _alike(one, other)
            end = _alike(one[start:][::-1], other[start:][::-1])
            first = max(0, start - length + 1)
            for text in (one, other):
                yield text[first : min(len(text), len(text) - end + length - 1)]


def follow(
    pairs: Shelf,
    runs: Shelf,
    changes: Mapping[int, Change],
    texts_of: Callable[[int], Texts],
    bound: int,
) -> None:
    """Bring lists up to date with the parts that changed, by their numbers.

    `texts_of` returns the folded texts of any other part.
    """
    moved: dict[str, Moved] = {}
    for part, change in changes.items():
        for gram in change.before.pairs() ^ change.after.pairs():
            held = pairs.get(gram)
            after = without(held, part) if part in held else sorted((*held, part))
            pairs.put(gram, after)
            if runs.below(gram):
                runs.touch(gram)
            moved[gram] = moved[gram][0] if gram in moved else held, after
    work = _Level(pairs, runs, changes, texts_of, bound)
    for length in range(3, REACH + 1):
        moved = work.step(length, moved)


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def without(held: Iterable[int], part: int) -> list[int]:
    """Return a list without one part."""
    return [one for one in held if one != part]


class _Level:
    """Follows the runs of one length after those of the length before."""

    def __init__(
        self,
        pairs: Shelf,
        runs: Shelf,
        changes: Mapping[int, Change],
        texts_of: Callable[[int], Texts],
        bound: int,
    ) -> None:
        self._pairs, self._runs, self._changes = pairs, runs, changes
        self._texts_of, self._bound = texts_of, bound
        self._bits: dict[str, int] = {}

    def step(self, length: int, moved: Mapping[str, Moved]) -> dict[str, Moved]:
        """Follow the runs of a length; return those whose lists changed."""
        self._bits = {}
        found: dict[str, Moved] = {}
        for run in self._candidates(length, moved):
            before = self._runs.get(run)
            after = self._after(run, before, moved)
            if list(after) != list(before):
                self._runs.put(run, after)
                found[run] = before, after
        return found

    def _candidates(self, length: int, moved: Mapping[str, Moved]) -> set[str]:
        """Return the runs that may have come or gone, in a part or altogether."""
        found: set[str] = set()
        before, behind = self._beside(length - 2)
        for run in moved:
            found.update(run + char for char in behind.get(run[1:], ""))
            found.update(char + run for char in before.get(run[:-1], ""))
        for change in self._changes.values():
            for text in change.stretches(length):
                found.update(text[at : at + length] for at in range(len(text) - length + 1))
        for run, (was, now) in moved.items():
            parts = () if was and now else (*was, *now)
            for text in (text for part in parts for text in self._texts(part)):
                found.update(run + text[end] for end in _behind(text, run))
                found.update(text[at] + run for at in _ahead(text, run))
        return found

    def _beside(self, length: int) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
        """Return the characters before and behind each run of a length in the changed parts."""
        before: defaultdict[str, set[str]] = defaultdict(set)
        behind: defaultdict[str, set[str]] = defaultdict(set)
        for text in {text for change in self._changes.values() for text in change.both()}:
            for at in range(len(text) - length):
                behind[text[at : at + length]].add(text[at + length])
                before[text[at + 1 : at + 1 + length]].add(text[at])
        return before, behind

    def _texts(self, part: int) -> Texts:
        change = self._changes.get(part)
        return change.both() if change else self._texts_of(part)

    def _after(self, run: str, before: Sequence[int], moved: Mapping[str, Moved]) -> Sequence[int]:
        """Return the list that a run must have now."""
        others: Iterable[int] = before
        if not before or run[:-1] in moved or run[1:] in moved:
            both = self._known(run[:-1]) & self._known(run[1:])
            if both.bit_count() <= self._bound:
                return ()
            if not before and not self._stood_nowhere(run, moved):
                others = (part for part in _parts(both) if self._stands(run, part))
        kept = [part for part in others if part not in self._changes]
        own = [part for part, change in self._changes.items() if change.after.holds(run)]
        return sorted(kept + own) if own else kept

    def _stood_nowhere(self, run: str, moved: Mapping[str, Moved]) -> bool:
        """Whether a run that had no list would have had one if it had stood anywhere."""
        both = self._known_before(run[:-1], moved) & self._known_before(run[1:], moved)
        return both.bit_count() > self._bound

    def _known_before(self, run: str, moved: Mapping[str, Moved]) -> int:
        if run not in moved:
            return self._known(run)
        held = moved[run][0]
        return bits_of(held) if len(held) > self._bound else 0

    def _stands(self, run: str, part: int) -> bool:
        return part not in self._changes and any(run in one for one in self._texts_of(part))

    def _known(self, run: str) -> int:
        """Return the parts of a run as bits; none where they are too few to go on from."""
        found = self._bits.get(run)
        if found is None:
            held = (self._pairs if len(run) == 2 else self._runs).get(run)
            found = self._bits[run] = bits_of(held) if len(held) > self._bound else 0
        return found


def _behind(text: str, run: str) -> Iterator[int]:
    """Yield where a run ends that another character follows."""
    at = text.find(run)
    while at >= 0 and at + len(run) < len(text):
        yield at + len(run)
        at = text.find(run, at + 1)


def _ahead(text: str, run: str) -> Iterator[int]:
    """Yield the place of each character that a run follows."""
    at = text.find(run, 1)
    while at > 0:
        yield at - 1
        at = text.find(run, at + 1)


def _parts(bits: int) -> Iterator[int]:
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1
