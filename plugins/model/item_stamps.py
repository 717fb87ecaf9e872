"""Stamps of items: another one whenever anything changes that a page may show of an item."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from enum import StrEnum
from functools import cached_property

from plugins.model.corrections import change_views
from plugins.model.edition import Edition
from plugins.model.items import Item, ItemKind
from plugins.model.known import Stamp, Sums
from plugins.model.summaries import summary_of
from plugins.model.validity import validity_of, validity_sentence

_SIZE = 12
"""Bytes of a digest."""


def digest_of(*parts: object) -> str:
    """Return a digest of texts, numbers and records of them; never of sets, which have no order."""
    raw = repr(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(raw, digest_size=_SIZE).hexdigest()


class Facet(StrEnum):
    """How much of items something shows."""

    TEXT = "text"
    """All of them."""
    FACE = "face"
    """What lists show: all but the text, where it isn't the summary."""
    FRAME = "frame"
    """What counts and addresses depend on: all but text, summary, and the titles of news."""


class ItemStamps:
    """The stamps of an edition's items."""

    def __init__(self, edition: Edition) -> None:
        """Stamp items as they are now: plugins have completed the edition."""
        self._edition = edition
        self._found: dict[str, Stamp] = {}

    def stamp(self, item: Item) -> Stamp:
        """Return the stamps of an item."""
        found = self._found.get(item.path)
        if found is None:
            recall = self._edition.recalled
            known = recall is not None and item.path not in recall.paths
            found = recall.known.stamp(item.path) if recall and known else self._make(item)
            self._found[item.path] = found
        return found

    def text(self, item: Item) -> str:
        """Return the stamp of an item's own page: its file, links, number, relations."""
        return self.stamp(item).text

    def faces(self, items: Iterable[Item | None]) -> str:
        """Return one stamp for what lists show of some items, in their order."""
        return digest_of([self.stamp(item).face if item else "" for item in items])

    @cached_property
    def moved(self) -> frozenset[str] | None:
        """Paths of the items that lists show otherwise than the last build; None: any may be."""
        recall = self._edition.recalled
        if recall is None:
            return None
        return recall.added.union(
            item.path
            for item in recall.anew
            if item.path not in recall.added
            and self.stamp(item).face != recall.known.stamp(item.path).face
        )

    def concerns(self, items: Iterable[Item]) -> bool:
        """Whether lists may show any of these items otherwise than the last build."""
        moved = self.moved
        return moved is None or (bool(moved) and any(item.path in moved for item in items))

    def asks(self, items: Iterable[Item]) -> bool:
        """Whether pages that list these items must be looked at.

        They may differ, or new items ask for the address of every page.
        """
        return bool(self.added) or self.concerns(items)

    def asks_columns(self, codes: Container[str]) -> bool:
        """Whether pages that list the items of these columns must be looked at."""
        moved, by_path = self.moved, self._edition.by_path
        if moved is None or self.added:
            return True
        return any(by_path[path].column in codes for path in moved)

    @property
    def added(self) -> frozenset[str]:
        """Paths of the items that the last build didn't know, where it is known."""
        recall = self._edition.recalled
        return recall.added if recall else frozenset()

    def all(self, facet: Facet, *kinds: ItemKind) -> str:
        """Return one stamp for every item of these kinds, by default of all."""
        sums = self.sums
        whole = sum(sums.get(f"{kind} {facet}", 0) for kind in kinds or ItemKind)
        return f"{whole % (1 << (8 * _SIZE)):x} {self.besides}"

    @cached_property
    def sums(self) -> Sums:
        """The sums that `all` is made of: no order matters, since every stamp has a date in it."""
        edition = self._edition
        recall = edition.recalled
        if recall:
            found = dict(recall.known.sums)
            for item in recall.anew:
                if item.path not in recall.added:
                    add(found, item.kind, recall.known.stamp(item.path), sign=-1)
                add(found, item.kind, self.stamp(item))
            return found
        found = {}
        for item in edition.visible:
            add(found, item.kind, self.stamp(item))
        hidden = (edition.urls[one.path] for one in edition.items if not edition.shown(one))
        found["hidden"] = sum(int(digest_of(url), 16) for url in hidden)
        return found

    @cached_property
    def besides(self) -> str:
        """One stamp for what is no item but shown with them: numbers, files, the day."""
        edition = self._edition
        if edition.recalled:
            return edition.recalled.known.rest.besides
        return digest_of(
            sorted(edition.registers.entries.items(), key=lambda pair: repr(pair[0])),
            edition.published_files,
            edition.today,
            self.sums["hidden"],
        )

    def _make(self, item: Item) -> Stamp:
        edition, path = self._edition, item.path
        bodies = edition.bodies
        record = bodies.kept.get(path) or bodies.records.get(path)
        entry = edition.reading.entries[path]
        shown = edition.pictures_in.get(path, ())
        frame = digest_of(
            (path, item.kind, item.date, item.modified, item.column, item.status, item.topics),
            (item.attachments, item.targets, item.changes, item.old_addresses, item.notice),
            (item.withdrawn, item.withdrawn_reason, "" if item.notice is None else item.title),
            edition.urls[path],
            edition.number_text(item),
            path in edition.proposed,
            (item.image, edition.pictures.get(item.image.path)) if item.image else "",
            change_views(edition, item) if item.changes else "",
            (validity_of(edition, item), validity_sentence(edition, item)) if item.notice else "",
            self._related(path),
        )
        face = digest_of(frame, item.title, summary_of(edition, item))
        text = digest_of(
            face,
            edition.reading.sources.get(path, ""),
            entry.files,
            (record.links, record.mentions) if record else bodies[path],
            [edition.pictures.get(one) for one in shown] if shown else (),
        )
        return Stamp(text, face, frame)

    def _related(self, path: str) -> list[tuple[object, ...]]:
        """Return the relations of an item, and what is shown of those at their other ends."""
        edition = self._edition
        found: list[tuple[object, ...]] = []
        ends = [(edge, edge.target) for edge in edition.relations.of(path)]
        ends += [(edge, edge.source) for edge in edition.relations.to(path)]
        for edge, end in ends:
            other = edition.by_path.get(end)
            about: tuple[object, ...] = ()
            if other:
                about = (
                    other.title,
                    edition.urls[other.path],
                    edition.number_text(other),
                    other.status,
                    other.date,
                    other.path in edition.proposed,
                )
            found.append((edge, *about))
        return found


def add(sums: Sums, kind: ItemKind, stamp: Stamp, *, sign: int = 1) -> None:
    """Add an item to sums, or take it out with `sign` -1."""
    for facet in Facet:
        name = f"{kind} {facet}"
        sums[name] = sums.get(name, 0) + sign * int(getattr(stamp, facet), 16)
