"""Items: repaired text as a file of the content folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath

import yaml

from plugins.importing.findings import Finding
from plugins.importing.legal_text import LegalText, is_legal_text, read_legal_text
from plugins.importing.page_text import read_page
from plugins.importing.report import Doubt, Repair
from plugins.model.item_loader import TITLE_LIMIT
from plugins.model.numbers import NumberError, parse_number
from plugins.model.site import Column, Site

GUESS_LENGTH = 40
"""Characters of a title that is taken from the text."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who imports says, over what the source says."""

    column: Column
    title: str
    day: date | None
    source: str
    today: date


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """A file to write."""

    path: str
    """Below the content folder."""
    text: str
    repairs: tuple[Repair, ...]
    doubts: tuple[Doubt, ...]
    numbered: Numbered | None = None
    """The number of a series of the portal that it carries."""
    findings: tuple[Finding, ...] = ()
    """What was taken for what."""
    left_out: tuple[str, ...] = ()
    """What of the source isn't in the item."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Pictures and attachments to write with it, by path."""
    pages: tuple[str, ...] = ()
    """Pages of the set that placeholders in the text mean."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Where attachments of an old portal went, by their address there."""
    title: str = ""
    number: str = ""
    is_signed: bool = False
    """Whether the source tells the day of signing."""
    digest: str = ""
    """Eight hexadecimal digits in the file's name that tell its source again."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number to register."""

    series: str
    number: str
    title: str
    day: date


def import_text(
    text: str, name: str, site: Site, wishes: Wishes, learned: str = ""
) -> ImportedItem:
    """Return the item that a text becomes.

    `name` is its file's, `learned` the number that other texts cite it with.
    """
    if is_legal_text(text):
        found = read_legal_text(text, name)
        if learned:
            doubt = Doubt("number", learned, "取自其他文件对本文的引用 (from texts that cite it)")
            found = replace(found, number=learned, doubts=(*found.doubts, doubt))
        return _notice(found, name, site, wishes)
    return _news(text, name, site, wishes)


def _notice(found: LegalText, name: str, site: Site, wishes: Wishes) -> ImportedItem:
    doubts = list(found.doubts)
    signed = found.signed or wishes.day or wishes.today
    published = wishes.day or found.published or signed
    title = wishes.title or found.title
    lead = ""
    if len(title) > TITLE_LIMIT:
        lead = f"{title}\n\n"
        title = f"{title[: TITLE_LIMIT - 1]}…"
        doubts.append(Doubt("title", title, "标题过长，全文写在正文开头 (title too long)"))
    fields: dict[str, object] = {
        "title": title,
        "date": published.isoformat(),
        "column": wishes.column.code,
        "kind": found.kind,
        "issuer": found.issuer,
        "signed": signed.isoformat(),
    }
    if found.number:
        fields["number"] = found.number
    if found.effective:
        fields["effective"] = found.effective.isoformat()
    code = number_series(found.number, site, wishes.column.series) if found.number else ""
    if code:
        fields["series"] = code
    if not found.signed:
        fields["status"] = "draft"
    events = "".join(f"{line}  \n" for line in found.events)
    body = f"{lead}{events}\n{found.body}".strip()
    path = f"notices/{signed.year}/{_stem(PurePath(name).stem, signed)}.md"
    numbered = Numbered(code, found.number, title, signed) if code else None
    return ImportedItem(
        path,
        item_file(fields, body),
        found.repairs,
        tuple(doubts),
        numbered,
        title=title,
        number=found.number,
    )


def number_series(number: str, site: Site, codes: Iterable[str]) -> str:
    """Return the first series, of these, that a number belongs to; empty for none."""
    for code in codes:
        series = site.series_of(code)
        try:
            if series:
                parse_number(series, number)
                return code
        except NumberError:
            continue
    return ""


def _news(text: str, name: str, site: Site, wishes: Wishes) -> ImportedItem:
    page = read_page(text, site)
    doubts = []
    title = wishes.title or page.title
    if not title:
        title = guess_title(page.paragraphs)
        doubts.append(Doubt("title", title, "原文没有标题，取自正文 (taken from the text)"))
    day = wishes.day or date_in(name)
    if day is None:
        day = wishes.today
        doubts.append(Doubt("date", day.isoformat(), "原文没有日期，写的是今天 (today)"))
    source = wishes.source or page.source
    if not source:
        source = site.identity.organisers[0]
        doubts.append(Doubt("source", source, "原文没有来源，写的是主办单位 (the organiser)"))
    doubts += [
        Doubt("furniture", one.text, "与 site.toml 不一致，请核对 (differs from site.toml)")
        for one in page.furniture
        if not one.matches
    ]
    fields: dict[str, object] = {
        "title": title[:TITLE_LIMIT],
        "date": day.isoformat(),
        "column": wishes.column.code,
        "source": source,
    }
    if any(doubt.field != "furniture" for doubt in doubts):
        fields["status"] = "draft"
    body = "\n\n".join(page.paragraphs)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]
    stem = PurePath(name).stem.lower()
    plain = stem if re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", stem) else f"t{day:%Y%m%d}"
    return ImportedItem(
        f"news/{day.year}/{plain}-{digest}.md",
        item_file(fields, body),
        page.repairs,
        tuple(doubts),
        title=title,
        digest=digest,
    )


def guess_title(paragraphs: tuple[str, ...]) -> str:
    """Return the first clause of the text that says something."""
    first = next((one for one in paragraphs if not one.startswith("#")), "")
    clauses = [clause.strip("“”‘’ ") for clause in re.split(r"[，。；：！？]", first)]
    long = [clause for clause in clauses if len(clause) >= 10]
    return (long or clauses or [""])[0][:GUESS_LENGTH] or "无题"


def date_in(name: str) -> date | None:
    """Return the day that a file's name holds."""
    match = re.search(r"(?<!\d)((?:19|20)\d{2})[-_.年]?(\d{1,2})[-_.月]?(\d{1,2})(?!\d)", name)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _stem(stem: str, day: date) -> str:
    digest = hashlib.sha256(stem.encode("utf-8")).hexdigest()[:8]
    return f"t{day:%Y%m%d}-{digest}"


def item_file(fields: dict[str, object], body: str) -> str:
    """Return an item's file."""
    header = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=10000)
    return f"---\n{header}---\n\n{body}\n"
