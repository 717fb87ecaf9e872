"""The finished bodies of an edition: in memory, or in the store from an earlier build."""

from __future__ import annotations

import copyreg
import pickle
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass

from plugins.model.item_reading import MANY
from plugins.model.item_store import BodyRow, ItemStore, by_fields
from plugins.model.links import Fact

Mention = tuple[str, str, str]
"""A number in a text: as written, address and path of what it leads to, both empty for nothing."""


@dataclass(frozen=True, slots=True)
class BodyRecord:
    """What a finished body is made of and depends on."""

    source: str
    """Digest of its item's file."""
    program: str
    """Digest of what converting depends on besides."""
    pictures: tuple[str, ...]
    """Paths of the pictures that it shows."""
    files: tuple[str, ...]
    """Paths of the other files that it links to."""
    links: tuple[Fact, ...]
    words: str = ""
    """Digest of what numbers were looked for; empty before any were."""
    mentions: tuple[Mention, ...] = ()
    """The numbers found, each once."""


copyreg.pickle(BodyRecord, by_fields)


class Bodies(MutableMapping[str, str]):
    """HTML of each body by the path of its item."""

    def __init__(self, store: ItemStore | None = None) -> None:
        """Take from `store` what `kept` says is finished there."""
        self.store = store
        self.kept: dict[str, BodyRecord] = {}
        """Bodies that are as the store has them."""
        self.records: dict[str, BodyRecord] = {}
        """Bodies that the store could keep."""
        self.resolved: Callable[[str], str] = self._absent
        """Converts a body anew and resolves its links."""
        self.again: Callable[[str], str] = self._absent
        """Finishes a body anew that the store has lost; who adds to bodies puts a step here."""
        self._made: dict[str, str] = {}
        self._converted: set[str] = set()
        """Bodies in which nothing was to be made final: as the store has them converted."""

    def __getitem__(self, path: str) -> str:
        if path in self._made:
            return self._made[path]
        if path not in self or self.store is None:
            raise KeyError(path)
        read = self.store.finished if path in self.kept else self.store.converted
        found = read(path)
        return self.again(path) if found is None else found

    def __contains__(self, path: object) -> bool:
        return path in self._made or path in self.kept or path in self._converted

    def __setitem__(self, path: str, html: str) -> None:
        self._forget(path)
        self._made[path] = html

    def __delitem__(self, path: str) -> None:
        if path not in self:
            raise KeyError(path)
        self._forget(path)

    def __iter__(self) -> Iterator[str]:
        yield from dict.fromkeys((*self._made, *self.kept, *self._converted))

    def __len__(self) -> int:
        return len({*self._made, *self.kept, *self._converted})

    def _forget(self, path: str) -> None:
        self._made.pop(path, None)
        self.kept.pop(path, None)
        self._converted.discard(path)

    def take_converted(self, path: str, html: str | None = None) -> None:
        """Take the body of an item as the store has it converted; `html` is that where known."""
        self._forget(path)
        self._converted.add(path)
        if html is not None:
            self._made[path] = html

    def of_store(self) -> dict[str, BodyRecord]:
        """Return what the store says of finished bodies, by path."""
        rows = self.store.bodies() if self.store else {}
        return {path: pickle.loads(row.record) for path, row in rows.items()}  # noqa: S301 - our own

    def rows(self) -> Iterator[BodyRow]:
        """Yield what the store doesn't have yet."""
        for path, record in self.records.items():
            if path in self._made or path in self._converted:
                html = None if path in self._converted else self._made[path]
                yield BodyRow(path, pickle.dumps(record, pickle.HIGHEST_PROTOCOL), html)

    def let_go(self) -> None:
        """Forget texts that the store has, where they are many."""
        if len(self._made) > MANY:
            for path in self.records:
                self._forget(path)
            self.kept |= self.records

    @staticmethod
    def _absent(path: str) -> str:
        raise KeyError(path)
