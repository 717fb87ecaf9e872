"""Read one file into an Item."""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from plugins.model.change_reader import read_changes
from plugins.model.content_files import ContentFile, static_file
from plugins.model.front_matter import FrontMatter, split_front_matter
from plugins.model.gates.gate import Gate, check_item
from plugins.model.item_reader import ItemReader
from plugins.model.items import (
    UPWARD_KINDS,
    Attachment,
    Change,
    Image,
    Item,
    ItemKind,
    NoticeFields,
    OldAddress,
    Status,
    Validity,
)
from plugins.model.picture_kinds import picture_size
from plugins.model.problems import Problem, Problems
from plugins.model.site import Column, Site
from plugins.model.source import read_source
from plugins.model.target_reader import read_targets

TITLE_LIMIT = 100
"""Characters."""
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class ItemContext:
    """What reading an item needs besides its file."""

    root: Path
    """The content folder."""
    label: str
    """The content folder as shown in problems."""
    site: Site
    today: date
    gate: Gate | None = None
    """What the source is looked through for; None: it isn't."""


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item as read, and whether it can be used."""

    item: Item
    whole: bool
    """False where a field is wrong; then only the body means anything."""
    written: str
    """The body as it stands in the file, also of a withdrawn item."""
    digest: str
    """SHA-256 of the file."""
    gated: tuple[Problem, ...]
    """What gates stop at, before any exception."""


def load_item(file: ContentFile, context: ItemContext, problems: Problems) -> Item | None:
    """Read a file; None, with problems, where anything in its header is wrong."""
    found = read_item(file, context, problems)
    return found.item if found and found.whole else None


def read_item(file: ContentFile, context: ItemContext, problems: Problems) -> ReadItem | None:
    """Read a file; None, with problems, where it has no header that can be read."""
    shown = f"{context.label}/{file.path}"
    source = read_source(context.root / file.path, shown, problems)
    header = split_front_matter(source.text, shown, problems) if source else None
    if source is None or header is None:
        return None
    before = len(problems.errors)
    reader = ItemReader(header, file.kind, shown, problems)
    zone = ZoneInfo(context.site.identity.time_zone)
    published = reader.moment("date", zone) or datetime(1970, 1, 1, tzinfo=zone)
    changes = read_changes(reader, zone, published, context.today)
    column = _column(reader, context.site)
    title = reader.text("title")
    if len(title) > TITLE_LIMIT:
        reader.add("I004", "title", length=len(title), limit=TITLE_LIMIT)
    item = Item(
        path=file.path,
        kind=file.kind,
        title=title,
        date=published,
        modified=_modified(reader, zone, published, changes),
        column=column.code if column else "",
        slug=_slug(reader, file.path, published),
        status=Status(reader.choice("status") or Status.PUBLISHED),
        source=reader.text("source"),
        author=reader.text("author"),
        editor=reader.text("editor"),
        summary=reader.text("summary"),
        keywords=reader.texts("keywords"),
        image=_image(reader, file.path, context.root),
        attachments=_attachments(reader, file.path, context.root),
        topics=_topics(reader, context.site),
        targets=read_targets(reader),
        changes=changes,
        old_addresses=_old_addresses(reader),
        notice=_notice(reader, column, context) if file.kind is ItemKind.NOTICE else None,
        withdrawn=reader.day("withdrawn"),
        withdrawn_reason=reader.text("withdrawn_reason").rstrip("。"),
        body=header.body,
        body_line=header.body_line,
        lines=tuple((name, value.line) for name, value in reader.values.items()),
    )
    if item.status is Status.WITHDRAWN:
        item = _withdrawn(reader, item, context)
    elif item.withdrawn or item.withdrawn_reason:
        reader.add("I026", "withdrawn" if item.withdrawn else "withdrawn_reason")
    gated = _gated(source.text, header, file.kind, shown, context, production=problems.production)
    return ReadItem(item, len(problems.errors) == before, header.body, source.digest, gated)


def _gated(
    text: str,
    header: FrontMatter,
    kind: ItemKind,
    shown: str,
    context: ItemContext,
    *,
    production: bool,
) -> tuple[Problem, ...]:
    if context.gate is None:
        return ()
    return check_item(text, header, shown, kind, context.gate, production=production)


def _withdrawn(reader: ItemReader, item: Item, context: ItemContext) -> Item:
    """Return a withdrawn item with nothing that must not be published any more.

    Files that its text names are kept back (Edition.published_files); those of its header must go.
    """
    for name, given in (("withdrawn", item.withdrawn), ("withdrawn_reason", item.withdrawn_reason)):
        if not given:
            reader.add("I025", name if name in reader.values else "status", field=name)
    if item.withdrawn and not item.date.date() <= item.withdrawn <= context.today:
        reader.add("I027", "withdrawn", value=item.withdrawn.isoformat())
    for name, held in (("attachments", bool(item.attachments)), ("image", item.image is not None)):
        if held:
            reader.add("I028", name, field=name)
    return replace(item, body="", summary="", keywords=(), attachments=(), image=None, changes=())


def _modified(
    reader: ItemReader, zone: ZoneInfo, published: datetime, changes: tuple[Change, ...]
) -> datetime | None:
    """Return when an item was modified: as written, else by its newest change."""
    written = reader.moment("modified", zone)
    newest = changes[-1].at if changes else None
    if written and written < published:
        reader.add("I005", "modified")
    if written and newest and written.date() != newest.date():
        reader.add("I050", "modified", day=newest.date().isoformat())
    # A change without a time of day would else come before a publication on that day.
    return written or (max(newest, published) if newest else None)


def _column(reader: ItemReader, site: Site) -> Column | None:
    if reader.kind is ItemKind.PAGE:
        return None
    text = reader.text("column")
    if not text:
        return None
    column = site.find_column(text)
    if column is None:
        codes = [column.code for column in site.columns]
        names = [column.name for column in site.columns]
        near = difflib.get_close_matches(text, codes + names, n=1, cutoff=0.5)
        options = "、".join(near or codes)
        reader.add("I006", "column", value=text, options=options)
    elif column.series and reader.kind is ItemKind.NEWS:
        reader.add("I007", "column", value=column.name)
    return column


def _topics(reader: ItemReader, site: Site) -> tuple[str, ...]:
    found = []
    for text in reader.texts("topics"):
        topic = site.find_topic(text)
        if topic:
            found.append(topic.code)
        else:
            options = "、".join(one.code for one in site.topics) or "—"
            reader.add("I029", "topics", value=text, options=options)
    return tuple(dict.fromkeys(found))


def _old_addresses(reader: ItemReader) -> tuple[OldAddress, ...]:
    found = reader.elements("redirect_from")
    if any(one.pairs is not None for one in found):
        reader.wrong("redirect_from")
        return ()
    return tuple(OldAddress(one.text, one.line, one.column) for one in found)


def _slug(reader: ItemReader, path: str, published: datetime) -> str:
    """Return the slug written, else the file's stem, else a stable one made of date and stem."""
    text = reader.text("slug")
    if text:
        if not _SLUG.match(text):
            reader.add("I008", "slug", value=text)
        return text
    stem = PurePosixPath(path).stem
    if _SLUG.match(stem.lower()):
        return stem.lower()
    digest = hashlib.sha256(stem.encode("utf-8")).hexdigest()[:8]
    return f"t{published:%Y%m%d}_{digest}"


def _image(reader: ItemReader, beside: str, root: Path) -> Image | None:
    written = reader.text("image")
    if not written:
        return None
    path = static_file(root, f"/{written.lstrip('/')}") or static_file(root, written, beside)
    if path is None:
        reader.add("I009", "image", value=written)
        return None
    alt = reader.text("image_alt")
    if not alt:
        reader.add("I010", "image")
    width, height = picture_size(root / path)
    if not width:
        reader.add("I011", "image", value=written)
    return Image(path, alt, width, height)


def _attachments(reader: ItemReader, beside: str, root: Path) -> tuple[Attachment, ...]:
    found = []
    for written, title, line in reader.files("attachments"):
        path = static_file(root, f"/{written.lstrip('/')}") or static_file(root, written, beside)
        if path is None:
            reader.problems.add("I012", reader.shown, line, value=written)
            continue
        size = (root / path).stat().st_size
        found.append(Attachment(title or PurePosixPath(path).stem, path, size))
    return tuple(found)


def _notice(reader: ItemReader, column: Column | None, context: ItemContext) -> NoticeFields:
    signed = reader.day("signed")
    if signed and signed > context.today:
        reader.add("I013", "signed", value=signed.isoformat())
    effective, repealed, expires = (
        reader.day(name) for name in ("effective", "repealed", "expires")
    )
    if effective and repealed and repealed < effective:
        reader.add("I014", "repealed")
    start = effective or signed
    if start and expires and expires < start:
        reader.add("I041", "expires", value=expires.isoformat())
    validity = reader.choice("validity")
    printed = reader.day("printed")
    if printed and signed and printed < signed:
        reader.add("D001", "printed")
    elif printed and printed > context.today:
        reader.add("D002", "printed", value=printed.isoformat())
    issuer, joint = _issuers(reader)
    kind, signer = reader.choice("kind"), reader.text("signer")
    if kind in UPWARD_KINDS and not signer:
        reader.add("D003", "kind", kind=kind)
    return NoticeFields(
        kind=kind,
        series=_series(reader, column, context.site),
        number=reader.text("number"),
        issuer=issuer,
        joint_issuers=joint,
        signed=signed or context.today,
        recipients=reader.text("recipients").rstrip("：:"),
        signer=signer,
        copies=reader.texts("copies"),
        printed_by=reader.text("printed_by"),
        printed=printed,
        note=reader.text("note").strip("（）()"),
        index_number=reader.text("index_number"),
        subject=reader.text("subject"),
        validity=Validity(validity) if validity else None,
        effective=effective,
        repealed=repealed,
        expires=expires,
    )


def _issuers(reader: ItemReader) -> tuple[str, tuple[str, ...]]:
    """Return 主办机关 and the other bodies; white space in `issuer` parts bodies too."""
    first, *others = reader.text("issuer").split() or [""]
    joint = (*others, *reader.texts("joint_issuers"))
    names = (first, *joint)
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            reader.add("I065", "joint_issuers" if name in joint else "issuer", body=name)
    return first, joint


def _series(reader: ItemReader, column: Column | None, site: Site) -> str:
    """Return the series written, else the only one of the column, else none."""
    text = reader.text("series")
    if text:
        if site.series_of(text) is None:
            options = "、".join(series.code for series in site.series) or "—"
            reader.add("I015", "series", value=text, options=options)
        return text
    if column is None or not column.series:
        return ""
    if len(column.series) > 1:
        reader.add("I016", "series", value=column.name, options="、".join(column.series))
        return ""
    return column.series[0]
