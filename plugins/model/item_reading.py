"""Reading all items: from the store where their files are as before, else anew, side by side."""

from __future__ import annotations

import copyreg
import hashlib
import html
import os
import pickle
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from plugins.model.body import BodyConverter
from plugins.model.content_files import ContentFile
from plugins.model.forked import parts_of, side_by_side
from plugins.model.item_loader import ItemContext, ReadItem, read_item
from plugins.model.item_store import ItemRow, ItemStore, by_fields
from plugins.model.items import Attachment, Image, Item, NoticeFields, Status
from plugins.model.problems import Problem, Problems, Severity

for _kind in (Item, NoticeFields, Image, Attachment, ReadItem):
    copyreg.pickle(_kind, by_fields)
FEW = 48
"""Items that one process reads sooner than several would begin."""
FINE, COARSE = 100_000_000, 2_000_000_000
"""Nanoseconds after which a file that is changed again has another stamp: on file systems that tell
times finely, and on any."""
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


@dataclass(frozen=True, slots=True)
class Entry:
    """An item with its body converted."""

    read: ReadItem
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
    """HTML of the bodies that were converted anew, by path."""
    sources: dict[str, str] = field(default_factory=dict)
    """Digest of what each entry was made of, by path."""
    rows: list[ItemRow] = field(default_factory=list)
    """What the store doesn't hold yet."""
    gone: tuple[str, ...] = ()
    """Paths that the store holds and the folder doesn't."""
    program: str = ""
    """Digest of what reading any item depends on besides its file and the day."""


def compares_contents() -> bool:
    """Whether the environment wants contents compared, whatever stamps say: always in CI."""
    return os.environ.get("TONGBAO_PARANOID", "1" if os.environ.get("CI") else "0") == "1"


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
    read_anew(anew, stamps, context, means, problems, found)
    found.rows = rows_of(found, stamps, now) if store else []
    for path in sorted(found.entries):
        problems.extend(found.entries[path].problems)
    return found


def reading_program(context: ItemContext, problems: Problems) -> str:
    """Return a digest of what reading any item depends on besides its file and the day."""
    site = context.site
    told = (site.columns, site.series, site.topics, site.identity.time_zone)
    about = (context.label, site.identity.base_path, problems.production, _program(), told)
    return hashlib.sha256(repr(about).encode()).hexdigest()


@cache
def _program() -> str:
    """Return a digest of the modules that read items and convert bodies."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".toml"):
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


def read_anew(
    files: list[ContentFile],
    stamps: Mapping[str, str],
    context: ItemContext,
    means: Means,
    problems: Problems,
    found: Reading,
) -> None:
    """Read items and convert their bodies into `found`; what has no header becomes problems."""
    converter = BodyConverter()

    def work(start: int, stop: int) -> list[tuple[str, Entry | None, str, str, list[Problem]]]:
        done = []
        for file in files[start:stop]:
            own = Problems(production=problems.production)
            source = _source(context.root / file.path) if means.store else ""
            read = read_item(file, context, own)
            text, entry = "", None
            if read:
                text = converter.convert(read.item.body)
                withdrawn = read.item.status is Status.WITHDRAWN
                written = converter.convert(read.written) if withdrawn else ""
                told = tuple(own)
                latest = _latest(read.item)
                paths = _own_files(read.item)
                stamped = tuple((path, stamps.get(path, "")) for path in paths)
                entry = Entry(read, lead_of(text), written, told, stamped, latest)
            done.append((file.path, entry, source, text, [] if read else list(own)))
        return done

    workers = means.workers if len(files) > FEW else 1
    results = {}
    for some in side_by_side(work, parts_of(len(files), workers), workers):
        results.update({one[0]: one for one in some})
    for path in sorted(results):
        _, entry, source, text, told = results[path]
        problems.extend(told)
        if entry:
            found.entries[path] = entry
            found.sources[path] = source
            found.fresh[path] = text


def _source(path: Path) -> str:
    """Return the digest of a file before it is read; a change in between shows in its stamp."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


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


def rows_of(found: Reading, stamps: Mapping[str, str], now: int) -> list[ItemRow]:
    """Return what the store should have of the items read anew at the file system's time `now`."""
    return [
        _row(one, found, found.program, settled(stamps.get(one, ""), now))
        for one in found.fresh
        if found.sources[one] and _keepable(found.entries[one])
    ]


def _row(path: str, found: Reading, about: str, stamp: str) -> ItemRow:
    record = pickle.dumps(found.entries[path], protocol=pickle.HIGHEST_PROTOCOL)
    return ItemRow(path, stamp, found.sources[path], about, record, found.fresh[path])
