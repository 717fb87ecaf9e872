"""An edition as the last build knew it, in which a few items are read anew."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import compress, repeat
from operator import is_, is_not
from pathlib import Path
from typing import Any, TypeVar

from plugins.model.addresses import archive_addresses, fixed_addresses, item_address
from plugins.model.bodies import BodyRecord
from plugins.model.content_files import ContentFile, kind_of
from plugins.model.edition import Edition, Mode, scheduled
from plugins.model.finishing import finish_some
from plugins.model.gates.exceptions import load_exceptions
from plugins.model.gates.gate import gate_of
from plugins.model.gates.wording import load_wording
from plugins.model.item_loader import ItemContext
from plugins.model.item_reading import Entry, Means, Reading, read_anew, reading_program
from plugins.model.item_store import ItemStore
from plugins.model.items import Item, ItemKind, Status
from plugins.model.known import Known, RecallError
from plugins.model.problems import Problems, Severity
from plugins.model.site import Site

T = TypeVar("T")
_FIELDS = tuple(Item.__dataclass_fields__)
_WRITTEN = tuple(name for name in _FIELDS if name != "status")
"""Those that an item's text alone decides; a status depends on the time too."""


class RecalledItem(Item):
    """An item of which lists' part is here, and the rest is read from the store when asked for."""

    __slots__ = ("recall",)

    def __getattr__(self, name: str) -> Any:
        """Take a field from what the last build knew."""
        if name not in _FIELDS:
            raise AttributeError(name)
        recall: Recall = self.recall
        if name == "date":
            moment = recall.known.dates[recall.known.places[self.path]]
            object.__setattr__(self, name, moment)
            return moment
        whole = recall.entry(self.path).read.item
        for one in _WRITTEN:
            object.__setattr__(self, one, getattr(whole, one))
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class Recall:
    """What an edition has of the last build, and what is new."""

    known: Known
    store: ItemStore
    anew: tuple[Item, ...]
    """The items read anew, by path."""
    added: frozenset[str]
    """Paths of those that weren't there before."""
    paths: frozenset[str]
    """Paths of all that are read anew."""

    def entry(self, path: str) -> Entry:
        """Return an item as it was read.

        Raises:
            RecallError: the store doesn't have it any more.

        """
        row = self.store.item(path)
        if row is None or row.source != self.digest(path):
            raise RecallError(path)
        entry: Entry = pickle.loads(row.record)  # noqa: S301 - our own file, its digest checked
        return entry

    def record(self, path: str) -> BodyRecord | None:
        """Return what the store says of a finished body; None where it doesn't have it."""
        row = self.store.body(path)
        record: BodyRecord | None = pickle.loads(row.record) if row else None  # noqa: S301
        return record if record and record.source == self.digest(path) else None

    def digest(self, path: str) -> str:
        """Return the digest of an item's file."""
        return self.known.sources.digests[self.known.places[path]]


class _Lazy(dict[str, T]):
    """Something of each item by path: of those read anew it is here, of the others looked up."""

    def __init__(self, own: Mapping[str, T], other: Callable[[str], T]) -> None:
        super().__init__(own)
        self._other = other

    def __missing__(self, path: str) -> T:
        return self._other(path)


class _Records(dict[str, BodyRecord]):
    """What the store says of finished bodies; those read anew aren't among them."""

    def __init__(self, recall: Recall) -> None:
        super().__init__()
        self._recall = recall
        self._out = set(recall.paths)

    def __contains__(self, path: object) -> bool:
        return path in self._recall.known.places and path not in self._out

    def get(self, path: str, default: Any = None) -> Any:
        """Return what the store says of a body, else the default."""
        record = self._recall.record(path) if path in self else None
        return default if record is None else record

    def pop(self, path: str, default: Any = None) -> Any:
        """Forget a body."""
        self._out.add(path)
        return default


def recalled_edition(
    known: Known,
    changed: Collection[str],
    added: Collection[str],
    seen: Mapping[str, str],
    root: Path,
    label: str,
    site: Site,
    mode: Mode,
    today: date,
    problems: Problems,
    means: Means,
    now: datetime,
) -> Edition:
    """Return the edition of the last build with the items at `changed` and `added` read anew.

    `seen` has the stamp of each file of the content folder but items that are as they were.

    Raises:
        RecallError: more may be different than these items' texts, or something is wrong in them.

    """
    if means.store is None:
        raise RecallError("no store")
    gate = gate_of(site, load_wording(root, label, problems))
    context = ItemContext(root, label, site, today, gate)
    reading = Reading(program=reading_program(context, problems))
    before = len(problems)
    files = [ContentFile(path, kind_of(path)) for path in sorted((*changed, *added))]
    stamped = means.store.now()
    production = problems.production
    if read_anew(files, seen, context, means, stamped, reading, production=production):
        raise RecallError("problems")
    _check_read(files, reading, added, preview=mode is Mode.PREVIEW)
    excepted = {one.path for one in load_exceptions(root, label, problems)}
    if not excepted.isdisjoint(reading.entries):
        raise RecallError("exceptions")
    fresh = dict(reading.entries)
    anew = tuple(fresh[file.path].read.item for file in files)
    if any(scheduled(item, today, now) is not item for item in anew):
        raise RecallError("scheduled")
    recall = Recall(known, means.store, anew, frozenset(added), frozenset(fresh))
    whole = _items(recall, {item.path: item for item in anew if item.path not in added})
    newest = [item for item in anew if item.path in added]
    if newest:
        whole = tuple(sorted((*whole, *newest), key=lambda item: item.path))
    rest = known.rest
    edition = Edition(root, label, site, problems, mode, today, whole, rest.registers)
    edition.recalled, edition.means, edition.reading = recall, means, reading
    edition.numbers, edition.proposed = rest.numbers, rest.proposed
    edition.relations, edition.compared = rest.relations, rest.compared
    edition.rasters, edition.pictures = rest.rasters, rest.pictures
    edition.stamps, edition.files = seen, rest.files
    edition.bound = rest.bound
    edition.urls = dict(zip(known.paths.items, known.faces.urls, strict=True))
    edition.addresses = rest.addresses.union(archive_addresses(site, newest))
    _address(edition, anew)
    edition.listed = _listed(edition, recall, newest)
    reading.entries = _Lazy(fresh, recall.entry)
    reading.sources = _Lazy(reading.sources, recall.digest)
    leads = {path: entry.lead for path, entry in fresh.items()}
    edition.leads = _Lazy(leads, lambda path: recall.entry(path).lead)
    finish_some(edition, [fresh[item.path] for item in anew], _Records(recall))
    if len(problems) > before:
        raise RecallError("problems")
    return edition


def _check_read(
    files: list[ContentFile], reading: Reading, added: Collection[str], *, preview: bool
) -> None:
    shown = {Status.PUBLISHED, Status.HIDDEN, *((Status.DRAFT,) if preview else ())}
    for file in files:
        entry = reading.entries.get(file.path)
        if entry is None or not entry.read.whole or entry.problems:
            raise RecallError(file.path)
        if any(one.severity is Severity.ERROR for one in entry.read.gated):
            raise RecallError(file.path)
        reading.gated += entry.read.gated
        item = entry.read.item
        if item.status not in shown or item.changes or item.old_addresses:
            raise RecallError(file.path)
        parts = item.targets or item.image or item.attachments
        if file.path in added and (file.kind is not ItemKind.NEWS or parts):
            raise RecallError(file.path)


def _items(recall: Recall, anew: Mapping[str, Item]) -> tuple[Item, ...]:
    """Return an item for each that is known, by path."""
    known, faces = recall.known, recall.known.faces
    paths = known.paths.items
    found: list[Item] = [object.__new__(RecalledItem) for _ in paths]
    _put(found, "recall", repeat(recall))
    _put(found, "path", paths)
    for name, column in (
        ("kind", faces.kinds), ("status", faces.statuses), ("column", faces.columns),
        ("topics", faces.topics), ("title", faces.titles), ("image", faces.images),
        ("modified", faces.modified),
    ):  # fmt: skip
        _put(found, name, column)
    unchanged = map(is_, faces.modified, repeat(None))
    _put(compress(found, unchanged), "changes", repeat(()))
    valid = map(is_not, faces.statuses, repeat(Status.WITHDRAWN))
    _put(compress(found, valid), "withdrawn", repeat(None))
    plain = map(is_not, faces.kinds, repeat(ItemKind.NOTICE))
    _put(compress(found, plain), "notice", repeat(None))
    if recall.added:  # Lists are put in order anew.
        _put(found, "date", known.dates)
    for path, item in anew.items():
        found[known.places[path]] = item
    return tuple(found)


def _put(items: Iterable[Item], name: str, values: Iterable[object]) -> None:
    """Give a field of each item its value, without a step of Python for each."""
    deque(map(getattr(RecalledItem, name).__set__, items, values), maxlen=0)


def _address(edition: Edition, anew: tuple[Item, ...]) -> None:
    """Check that known items keep their addresses, and give new ones theirs."""
    recall = edition.recalled
    taken: frozenset[str] = frozenset()
    folded: frozenset[str] = frozenset()
    if recall and recall.added:
        own = fixed_addresses(edition.site)
        taken = frozenset(edition.urls.values()) | edition.addresses | own
        folded = frozenset(path.casefold() for path in edition.urls)
    for item in anew:
        url = item_address(edition.site, item, edition.numbers, edition.proposed)
        before = edition.urls.get(item.path)
        if before is None:
            if url in taken or item.path.casefold() in folded or edition.is_bound(url):
                raise RecallError(item.path)
            taken |= {url}
            folded |= {item.path.casefold()}
            edition.urls[item.path] = url
        elif before != url:
            raise RecallError(item.path)


def _listed(edition: Edition, recall: Recall, newest: list[Item]) -> tuple[Item, ...]:
    """Return the listed items, newest first, with new ones among them."""
    found = [edition.by_path[path] for path in recall.known.paths.listed]
    for item in newest:
        if item.status is not Status.HIDDEN:
            place = (item.date, item.path)
            at = 0
            while at < len(found) and (found[at].date, found[at].path) > place:
                at += 1
            found.insert(at, item)
    return tuple(found)
