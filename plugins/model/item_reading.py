"""Reading all items: from the store where their files are as before, else anew, side by side."""

from __future__ import annotations

import copyreg
import hashlib
import html
import pickle
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from plugins.model.body import BodyConverter
from plugins.model.content_files import ContentFile
from plugins.model.forked import by_parts
from plugins.model.item_loader import ItemContext, ReadItem, read_item
from plugins.model.item_store import ItemRow, ItemStore, by_fields, fields_of
from plugins.model.items import Attachment, Image, Item, NoticeFields, Status
from plugins.model.problems import Problem, Problems, Severity

FEW = 48
"""Items that one process reads sooner than several would begin."""
FINE, COARSE = 100_000_000, 2_000_000_000
"""Nanoseconds after which a file that is changed again has another stamp: on file systems that tell
times finely, and on any."""
MANY = 5_000
"""Texts beyond which those that the store has are let go of."""
LEAD_LENGTH = 100
"""Characters of a summary taken from the text."""
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Means:
    """What reading may use."""

    store: ItemStore | None = None
    """None: everything is read anew and nothing is kept."""
    workers: int = 1
    """Processes side by side."""
    paranoid: bool = False
    """Whether every file is read to see if it is as before, whatever its stamp."""
    elsewhere: Elsewhere | None = None
    """Reads files on other machines or in processes begun anew; None: in forked ones."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item with its body converted."""

    read: ReadItem
    linked: bool
    """Whether its HTML holds links or pictures, whose addresses must be made final."""
    lead: str
    """The start of its text."""
    written: str
    """HTML of the text of a withdrawn item, which is shown nowhere."""
    problems: tuple[Problem, ...]
    files: tuple[tuple[str, str], ...]
    """Pictures and attachments of its header: path and stamp of the file."""
    latest: date | None
    """Its latest date that is compared with the present day."""


@dataclass
class Reading:
    """All items as read."""

    entries: dict[str, Entry] = field(default_factory=dict)
    """By path; those whose header can't be read are left out."""
    fresh: dict[str, str] = field(default_factory=dict)
    """HTML of bodies that were converted anew, by path; where they are many, of `unkept` alone."""
    unkept: set[str] = field(default_factory=set)
    """Paths of the entries that the store doesn't hold."""
    sources: dict[str, str] = field(default_factory=dict)
    """Digest of what each entry was made of, by path."""
    gone: tuple[str, ...] = ()
    """Paths that the store holds and the folder doesn't."""
    gated: list[Problem] = field(default_factory=list)
    """What gates stop at in items, before any exception."""
    program: str = ""
    """Digest of what reading any item depends on besides its file and the day."""


@dataclass(frozen=True, slots=True)
class Anew:
    """An item's file as it was read anew."""

    path: str
    record: bytes
    """The entry, pickled; empty where the file can't be read."""
    html: str
    keepable: bool
    """Whether the store may keep the entry."""
    problems: tuple[Problem, ...]
    """Everything told of the file; those of an entry are among the entry's."""


Elsewhere = Callable[[Sequence[ContentFile], Callable[[ContentFile], Anew]], Iterator[list[Anew]]]
"""Yields what came of each file, some at a time and in any order; given what reads one here."""


_FIELDS = tuple(Item.__dataclass_fields__)
_NAMES = tuple(_FIELDS.index(name) for name in ("column", "source", "author", "editor"))
_LINES = _FIELDS.index("lines")


def _item(*fields: Any) -> Item:
    """Make an item anew; what many items have alike is held once."""
    given = list(fields)
    for place in _NAMES:
        given[place] = sys.intern(given[place])
    given[_LINES] = _held_once(given[_LINES])
    return Item(*given)


@lru_cache(maxsize=4096)
def _held_once(lines: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    return lines


for _kind in (NoticeFields, Image, Attachment, ReadItem, Entry, Anew):
    copyreg.pickle(_kind, by_fields)
copyreg.pickle(Item, lambda item: (_item, fields_of(item)))


def lead_of(body: str) -> str:
    """Return the start of a body's text: its first paragraph that says something."""
    for match in _PARAGRAPH.finditer(body):
        text = " ".join(html.unescape(_TAG.sub("", match[1])).split())
        if len(text) > 10:
            return text if len(text) <= LEAD_LENGTH else f"{text[:LEAD_LENGTH]}…"
    return ""


def read_items(
    files: Iterable[ContentFile],
    stamps: Mapping[str, str],
    context: ItemContext,
    means: Means,
    problems: Problems,
) -> Reading:
    """Read the items' files; `stamps` has the stamp of every file of the folder by its path."""
    found = Reading()
    about = found.program = reading_program(context, problems) if means.store else ""
    store = means.store
    rows = store.items() if store else {}
    known = {path: row for path, row in rows.items() if row.context == about}
    anew: list[ContentFile] = []
    same: dict[str, str] = {}
    for file in files:
        row = known.get(file.path)
        entry = _usable(row, file, stamps, context, paranoid=means.paranoid) if row else None
        if row is None or entry is None:
            anew.append(file)
            continue
        found.entries[file.path] = entry
        found.sources[file.path] = row.source
        if row.stamp != stamps.get(file.path):
            same[file.path] = stamps.get(file.path, "")
    present = {file.path for file in files}
    found.gone = tuple(sorted(path for path in rows if path not in present))
    now = store.now() if store else 0
    if store and same:
        store.restamp({path: settled(stamp, now) for path, stamp in same.items()})
    told = read_anew(anew, stamps, context, means, now, found, production=problems.production)
    for path in sorted(told):
        problems.extend(told[path])
    for path in sorted(found.entries):
        problems.extend(found.entries[path].problems)
        found.gated += found.entries[path].read.gated
    return found


def reading_program(context: ItemContext, problems: Problems) -> str:
    """Return a digest of what reading any item depends on besides its file and the day."""
    site = context.site
    told = (site.columns, site.series, site.topics, site.identity.time_zone)
    gate = context.gate.digest if context.gate else ""
    about = (context.label, site.identity.base_path, problems.production, _program(), told, gate)
    return hashlib.sha256(repr(about).encode()).hexdigest()


@cache
def _program() -> str:
    """Return a digest of the modules that read items and convert bodies."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".toml", ".yaml"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _usable(
    row: ItemRow,
    file: ContentFile,
    stamps: Mapping[str, str],
    context: ItemContext,
    *,
    paranoid: bool,
) -> Entry | None:
    """Return a kept entry whose file, pictures and attachments are what they were."""
    if paranoid or not row.stamp or row.stamp != stamps.get(file.path):
        try:
            raw = (context.root / file.path).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(raw).hexdigest() != row.source:
            return None
    entry: Entry = pickle.loads(row.record)  # noqa: S301 - our own file, its digest checked
    if entry.latest and entry.latest > context.today:
        return None
    if any(stamps.get(path) != stamp for path, stamp in entry.files):
        return None
    return entry


@dataclass(frozen=True, slots=True)
class FileReader:
    """Reads items and converts their bodies."""

    context: ItemContext
    stamps: Mapping[str, str]
    """Stamp of each picture and attachment by its path."""
    production: bool
    """Whether doubts are errors."""
    converter: BodyConverter = field(default_factory=BodyConverter)

    def read(self, file: ContentFile) -> Anew:
        """Return what comes of an item's file."""
        own = Problems(production=self.production)
        item = read_item(file, self.context, own)
        if item is None:
            return Anew(file.path, b"", "", False, tuple(own))
        text = self.converter.convert(item.item.body)
        withdrawn = item.item.status is Status.WITHDRAWN
        entry = Entry(
            item,
            "<a " in text or "<img " in text,
            lead_of(text),
            self.converter.convert(item.written) if withdrawn else "",
            tuple(own),
            tuple((path, self.stamps.get(path, "")) for path in _own_files(item.item)),
            _latest(item.item),
        )
        record = pickle.dumps(entry, protocol=pickle.HIGHEST_PROTOCOL)
        return Anew(file.path, record, text, _keepable(entry), entry.problems)


def read_anew(
    files: list[ContentFile],
    stamps: Mapping[str, str],
    context: ItemContext,
    means: Means,
    now: int,
    found: Reading,
    *,
    production: bool,
) -> dict[str, tuple[Problem, ...]]:
    """Read files into `found` and the store; return what is told of those that can't be read."""
    reader = FileReader(context, stamps, production)
    told: dict[str, tuple[Problem, ...]] = {}

    def work(start: int, stop: int) -> list[Anew]:
        return [reader.read(file) for file in files[start:stop]]

    if means.elsewhere:
        parts = means.elsewhere(files, reader.read)
    else:
        parts = by_parts(work, len(files), means.workers, FEW)
    for some in parts:
        for one in some:
            if one.record:
                entry: Entry = pickle.loads(one.record)  # noqa: S301 - made just now
                found.entries[one.path] = entry
                found.sources[one.path] = entry.read.digest
            else:
                told[one.path] = one.problems
        rows = [
            ItemRow(one.path, settled(stamps.get(one.path, ""), now), found.sources[one.path],
                    found.program, one.record, one.html)
            for one in some if one.keepable
        ]  # fmt: skip
        kept = means.store is not None and means.store.add(rows)
        for one in some:
            if one.record and not (kept and one.keepable):
                found.unkept.add(one.path)
            if one.record and (len(files) <= MANY or one.path in found.unkept):
                found.fresh[one.path] = one.html
    return told


def _own_files(item: Item) -> tuple[str, ...]:
    own = (item.image.path,) if item.image else ()
    return (*own, *(one.path for one in item.attachments))


def _latest(item: Item) -> date | None:
    days = [item.withdrawn, *(change.at.date() for change in item.changes)]
    days += [item.notice.signed, item.notice.printed] if item.notice else []
    return max((day for day in days if day), default=None)


def _keepable(entry: Entry) -> bool:
    """Whether an entry may be kept: one with errors is read again until it has none."""
    errors = any(one.severity is Severity.ERROR for one in entry.problems)
    return entry.read.whole and not errors


def settled(stamp: str, now: int) -> str:
    """Return a stamp that may be trusted, else none: a file changed just now may change again."""
    times = [int(part) for part in stamp.split()[:2]]
    if not times:
        return ""
    latest = max(times)
    return stamp if latest < now - (FINE if latest % 1_000_000 else COARSE) else ""
