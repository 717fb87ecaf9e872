"""Stamps of items: another one whenever anything changes that a page may show of an item."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property

from plugins.model.corrections import change_views
from plugins.model.edition import Edition
from plugins.model.items import Item
from plugins.model.validity import validity_of, validity_sentence


def digest_of(*parts: object) -> str:
    """Return a digest of texts, numbers and records of them; never of sets, which have no order."""
    raw = repr(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(raw, digest_size=12).hexdigest()


class ItemStamps:
    """The stamps of an edition's items."""

    def __init__(self, edition: Edition) -> None:
        """Stamp items as they are now: plugins have completed the edition."""
        self._edition = edition
        self._known: dict[str, str] = {}

    def of(self, *items: Item | None) -> str:
        """Return one stamp for some items in their order."""
        return digest_of([self.one(item) if item else "" for item in items])

    def each(self, items: Iterable[Item]) -> str:
        """Return one stamp for a list of items."""
        return digest_of([self.one(item) for item in items])

    @cached_property
    def all(self) -> str:
        """One stamp for everything that lists, data files and counts may show."""
        edition = self._edition
        return digest_of(
            [self.one(item) for item in edition.visible],
            [edition.urls[item.path] for item in edition.items],
            sorted(edition.registers.entries.items(), key=lambda pair: repr(pair[0])),
            edition.published_files,
            edition.today,
        )

    def one(self, item: Item) -> str:
        """Return the stamp of an item: its file, its body's links, its number, its relations."""
        known = self._known.get(item.path)
        if known is None:
            known = self._known[item.path] = self._make(item)
        return known

    def _make(self, item: Item) -> str:
        edition, path = self._edition, item.path
        bodies = edition.bodies
        record = bodies.kept.get(path) or bodies.records.get(path)
        entry = edition.reading.entries[path]
        shown = edition.pictures_in.get(path, ())
        pictures = [edition.pictures.get(one) for one in shown] if shown else ()
        return digest_of(
            edition.reading.sources.get(path, ""),
            entry.files,
            (record.links, record.mentions) if record else bodies[path],
            edition.urls[path],
            edition.number_text(item),
            path in edition.proposed,
            pictures,
            edition.pictures.get(item.image.path) if item.image else "",
            change_views(edition, item) if item.changes else "",
            (validity_of(edition, item), validity_sentence(edition, item)) if item.notice else "",
            self._related(path),
        )

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
