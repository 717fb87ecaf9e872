"""Segments kept from build to build: made anew is only what follows from changed documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from plugins.full_text.facts import Fact
from plugins.full_text.making import Fetch, make_segment, renew_segment
from plugins.full_text.rows import AbsentError
from plugins.full_text.segments import Segment
from plugins.full_text.store import IndexStore, Summary
from plugins.model.item_stamps import digest_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """A segment as a build needs it."""

    number: int
    count: int
    """How many segments there are."""
    facts: Sequence[Fact]
    facets: Mapping[str, Sequence[str]]
    program: str
    """Digest of what the files of the same documents depend on."""

    @property
    def key(self) -> str:
        """What its files depend on."""
        documents = [(one.path, one.digest) for one in self.facts]
        return digest_of(documents, self.facets, self.count, self.program)


def kept_segment(store: IndexStore, wanted: Wanted, fetch: Fetch) -> Segment:
    """Return a segment, from the store as far as that has it; `fetch` returns documents."""
    with store.locked(wanted.number):
        return _segment(store, wanted, fetch)


def kept_summary(store: IndexStore, wanted: Wanted, fetch: Fetch) -> Summary:
    """Return the summary of a segment, which is made where the store doesn't have it as wanted."""
    with store.locked(wanted.number):
        kept = store.summary(wanted.number, wanted.key)
        return kept or _summary(_segment(store, wanted, fetch), wanted)


def _segment(store: IndexStore, wanted: Wanted, fetch: Fetch) -> Segment:
    earlier = store.segment(wanted.number, wanted.program)
    if earlier and store.summary(wanted.number, wanted.key):
        return earlier
    made = None
    if earlier:
        try:
            record = partial(store.record, wanted.number)
            made = renew_segment(earlier, record, wanted.facts, wanted.count, fetch)
        except AbsentError:
            made = None  # The store was damaged.
    if made is None:
        made = make_segment(wanted.facts, wanted.count, fetch)
    store.keep(wanted.number, wanted.key, wanted.program, made, _summary(made, wanted))
    return made


def _summary(segment: Segment, wanted: Wanted) -> Summary:
    names = [name for name, _ in segment.files(wanted.facets)]
    return Summary(names[0], "".join(sorted(segment.characters)), len(names))
