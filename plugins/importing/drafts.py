"""Drafts: what a Word file, a page or an official text was read into, and the item it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import PurePath

from plugins.importing.blocks import Block, BlockKind, join_blocks
from plugins.importing.findings import Finding, Sure
from plugins.importing.html_writing import escaped, line_escaped
from plugins.importing.items import (
    ImportedItem,
    Numbered,
    Wishes,
    date_in,
    guess_title,
    item_file,
    number_series,
)
from plugins.importing.official_text import OfficialText, number_of, read_official, with_title
from plugins.importing.page_text import SOURCE
from plugins.importing.report import Doubt, Repair
from plugins.model.item_loader import TITLE_LIMIT
from plugins.model.series import SeriesKind
from plugins.model.site import Site

_MIDNIGHT = time(0, 0)
_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Draft:
    """A source, read."""

    name: str
    """Of its file."""
    digest: str
    """Eight hexadecimal digits of its content's SHA-256."""
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    title: str = ""
    """As the source tells it outside the text; empty where it doesn't."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Front matter fields as the source tells them outside the text."""
    moment: tuple[date, time | None] | None = None
    """Day and time of publication, where it tells them."""
    findings: tuple[Finding, ...] = ()
    left_out: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()
    """Path and title of the files that stood beside the text."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Pictures and attachments to write, by path."""
    pages: tuple[str, ...] = ()
    """Pages of the set that placeholders in the text mean."""
    old_addresses: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    """Where attachments of an old portal went, by their address there."""


class _Making:
    """Front matter under way, with what is known of its fields."""

    def __init__(self, draft: Draft, site: Site, wishes: Wishes) -> None:
        self.draft, self.site, self.wishes = draft, site, wishes
        self.findings: list[Finding] = []

    def guess(self, name: str, value: str, reason: str) -> str:
        """Take a value that the source doesn't tell; the item stays a draft."""
        self.findings.append(Finding(name, value, Sure.LOW, reason))
        return value

    def derive(self, name: str, value: str, reason: str) -> str:
        """Take a value that follows from others."""
        self.findings.append(Finding(name, value, Sure.MEDIUM, reason))
        return value


def is_official(draft: Draft) -> bool:
    """Whether a source has the marks of an official document."""
    return read_official(draft.blocks, draft.title).is_notice


def draft_item(draft: Draft, site: Site, wishes: Wishes) -> ImportedItem:
    """Return the item that a source becomes."""
    official = read_official(draft.blocks, wishes.title or draft.title)
    official = with_title(official, wishes.title)
    making = _Making(draft, site, wishes)
    notice = official.is_notice or bool(wishes.column.series)
    fields = _notice(making, official) if notice else _news(making, official)
    lead = _fit_title(making, fields, official)
    numbered = None
    if notice:
        numbered = _number(making, fields, official)
    _optional(making, fields, official, notice=notice)
    findings = (*draft.findings, *(official.findings if notice else ()), *making.findings)
    if any(one.sure is Sure.LOW for one in findings):
        fields["status"] = "draft"
    blocks = [*lead, *(official.blocks if notice else _news_blocks(draft, official))]
    body = join_blocks(blocks, draft.notes)
    day = date.fromisoformat(str(fields["date"])[:10])
    signed = date.fromisoformat(str(fields["signed"])) if notice else day
    return ImportedItem(
        path=f"{'notices' if notice else 'news'}/{signed.year}/{_stem(draft, signed)}.md",
        text=item_file(fields, body),
        repairs=draft.repairs,
        doubts=_doubts(findings),
        numbered=numbered,
        findings=_once(findings),
        left_out=(*draft.left_out, *_left_out(findings)),
        files=draft.files,
        pages=draft.pages,
        moved=draft.moved,
        title=str(fields["title"]),
        number=str(fields.get("number", "")),
        is_signed=notice and official.signed is not None,
        digest=draft.digest,
    )


def _once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(one for one in findings if one.field != "left out"))


def _left_out(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(f"{one.value}（{one.reason}）" for one in findings if one.field == "left out")


def _doubts(findings: tuple[Finding, ...]) -> tuple[Doubt, ...]:
    return tuple(
        Doubt(one.field, one.value, one.reason) for one in findings if one.sure is Sure.LOW
    )


def _stem(draft: Draft, day: date) -> str:
    stem = PurePath(draft.name).stem.lower()
    plain = stem if _NAME.match(stem) and len(stem) <= 60 else f"t{day:%Y%m%d}"
    return f"{plain}-{draft.digest}"


def _news_blocks(draft: Draft, official: OfficialText) -> tuple[Block, ...]:
    """Return the whole text of news, of which nothing but the title belongs to a field."""
    first = draft.blocks[0] if draft.blocks else None
    taken = first is not None and _same(first.text, official.title)
    return draft.blocks[1:] if taken else draft.blocks


def _source_at_end(draft: Draft) -> str:
    """Return the body that news names in brackets at its end; empty for none."""
    found = SOURCE.search(draft.blocks[-1].text) if draft.blocks else None
    return found["source"] if found else ""


def _same(one: str, other: str) -> bool:
    return re.sub(r"\s", "", one) == re.sub(r"\s", "", other)


def _title(making: _Making, official: OfficialText) -> str:
    title = making.wishes.title or official.title or making.draft.title
    if title:
        return title
    texts = tuple(one.text for one in making.draft.blocks if one.kind is BlockKind.PARAGRAPH)
    return making.guess("title", guess_title(texts), "原文没有标题，取自正文 (taken from the text)")


def _fit_title(making: _Making, fields: dict[str, object], official: OfficialText) -> list[Block]:
    """Shorten a title that is too long; the whole of it then opens the text."""
    title = str(fields["title"])
    if len(title) <= TITLE_LIMIT:
        return []
    fields["title"] = making.guess(
        "title", f"{title[: TITLE_LIMIT - 1]}…", "标题过长，全文写在正文开头 (title too long)"
    )
    return [Block(BlockKind.PARAGRAPH, title, line_escaped(escaped(title)))]


def _published(making: _Making, signed: date | None) -> str:
    """Return the day of publication, and the time where the page tells it."""
    draft, wishes = making.draft, making.wishes
    if wishes.day:
        return wishes.day.isoformat()
    if draft.moment:
        day, clock = draft.moment
        if clock and clock != _MIDNIGHT:
            return datetime.combine(day, clock).strftime("%Y-%m-%d %H:%M")
        return day.isoformat()
    if signed:
        return making.derive("date", signed.isoformat(), "按成文日期 (the day of signing)")
    named = date_in(draft.name)
    if named:
        return making.derive("date", named.isoformat(), "取自文件名 (from the file's name)")
    return making.guess("date", wishes.today.isoformat(), "原文没有日期，写的是今天 (today)")


def _news(making: _Making, official: OfficialText) -> dict[str, object]:
    title = _title(making, official)
    if official.title and not making.wishes.title and not making.draft.title:
        making.derive("title", title, "正文第一行 (first line)")
    fields: dict[str, object] = {
        "title": title,
        "date": _published(making, None),
        "column": making.wishes.column.code,
    }
    source = making.wishes.source or making.draft.facts.get("source", "")
    signed = _source_at_end(making.draft)
    if not source and signed:
        source = making.derive("source", signed, "文末括号里的单位 (in brackets at the end)")
    if not source:
        first = making.site.identity.organisers[0]
        source = making.guess("source", first, "原文没有来源，写的是主办单位 (the organiser)")
    fields["source"] = source
    return fields


def _notice(making: _Making, official: OfficialText) -> dict[str, object]:
    facts = making.draft.facts
    title = _title(making, official)
    signed = official.signed or _told_day(making)
    published = _published(making, signed)
    if signed is None:
        signed = date.fromisoformat(published[:10])
        making.guess("signed", signed.isoformat(), "没有写明成文日期 (no day of signing)")
    issuer = official.issuer or facts.get("issuer", "")
    if not issuer:
        first = making.site.identity.organisers[0]
        issuer = making.guess("issuer", first, "没有写明机关，写的是主办单位 (the organiser)")
    kind = official.kind
    if not kind:
        kind = making.guess("kind", "通知", "标题没有写明文种 (no kind in the title)")
    fields: dict[str, object] = {
        "title": title,
        "date": published,
        "column": making.wishes.column.code,
        "kind": kind,
        "issuer": issuer,
        "signed": signed.isoformat(),
    }
    if official.joint_issuers:
        fields["joint_issuers"] = list(official.joint_issuers)
    return fields


def _told_day(making: _Making) -> date | None:
    written = making.draft.facts.get("signed", "")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None


def _number(making: _Making, fields: dict[str, object], official: OfficialText) -> Numbered | None:
    """Write the number and its series; one that no series here may carry is reported."""
    told = making.draft.facts.get("number", "")
    number = official.number or number_of(told)
    if not number and number_series(told, making.site, [one.code for one in making.site.series]):
        number = told
    column = making.wishes.column
    series = _series_of(making, fields, number) if number else ""
    if series:
        fields["series"], fields["number"] = series, number
        signed = date.fromisoformat(str(fields["signed"]))
        return Numbered(series, number, str(fields["title"]), signed)
    if number and not column.series:
        fields["number"] = number
        return None
    if number:
        making.guess(
            "number", number, "不属于本栏目的文号系列，没有写入 (of no series of the column)"
        )
    if len(column.series) > 1:
        fields["series"] = making.guess(
            "series", column.series[0], "没有写明文号，写的是第一个系列 (the column's first)"
        )
    return None


def _series_of(making: _Making, fields: dict[str, object], number: str) -> str:
    """Return the series of a number; one of another column takes the item there.

    Numbers that name no issuer, as 2020年第3号, are of a series of the column or of none.
    """
    column, site = making.wishes.column, making.site
    own = number_series(number, site, column.series)
    if own:
        return own
    bare = re.match(r"\d{4}年|第", number) is not None
    others = [one.code for one in site.series if not bare or one.kind is SeriesKind.DOCUMENT]
    found = number_series(number, site, others)
    carrying = next((one for one in site.columns if found in one.series), None)
    if carrying is None:
        return ""
    reason = f"文号属于“{carrying.name}”的系列 (the number is of that column's series)"
    fields["column"] = making.derive("column", carrying.code, reason)
    return found


def _optional(
    making: _Making, fields: dict[str, object], official: OfficialText, *, notice: bool
) -> None:
    draft, facts, end = making.draft, making.draft.facts, official.end
    if notice:
        found: dict[str, object] = {
            "recipients": official.recipients,
            "signer": official.signer,
            "copies": list(end.copies),
            "printed_by": end.printed_by,
            "printed": end.printed.isoformat() if end.printed else "",
            "note": end.note,
            "subject": facts.get("subject", ""),
            "source": making.wishes.source or facts.get("source", ""),
        }
        fields.update({name: value for name, value in found.items() if value})
    for name in ("author", "editor"):
        if facts.get(name):
            fields[name] = facts[name]
    keywords = [one for one in re.split(r"[;；,，、\s]+", facts.get("keywords", "")) if one]
    if keywords and all(len(one) <= 20 for one in keywords):
        fields["keywords"] = list(dict.fromkeys(keywords))[:10]
    if draft.attachments:
        fields["attachments"] = [
            {"file": path, "title": title} for path, title in draft.attachments
        ]
    if draft.old_addresses:
        fields["redirect_from"] = list(draft.old_addresses)
