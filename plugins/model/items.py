"""Items: what editors write, read into typed records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Day = date
"""Items have a field of the type's own name."""

KIND_CODES = {
    "决议": "jueyi", "决定": "jueding", "命令": "mingling", "公报": "gongbao", "公告": "gonggao",
    "通告": "tonggao", "意见": "yijian", "通知": "tongzhi", "通报": "tongbao", "报告": "baogao",
    "请示": "qingshi", "批复": "pifu", "议案": "yian", "函": "han", "纪要": "jiyao",
}  # fmt: skip
"""What each 文种 is called in addresses; they are published, so none may ever change."""
DOCUMENT_KINDS = tuple(KIND_CODES)
"""The 15 文种 of 党政机关公文处理工作条例, clause 8; 令 is accepted for 命令."""
KIND_WORDS = (*DOCUMENT_KINDS, "令")
"""Words that the title of a document may end with."""


def kind_named(word: str) -> str:
    """Return the 文种 that a title's last word means."""
    return "命令" if word == "令" else word


UPWARD_KINDS = ("请示", "报告", "议案")
"""文种 that go to a higher body and name who signed them (GB/T 9704-2012, 7.2.6)."""


class ItemKind(StrEnum):
    """What an item is; follows from the folder that it lies in."""

    NEWS = "news"
    NOTICE = "notice"
    PAGE = "page"


class Status(StrEnum):
    """Who sees an item."""

    PUBLISHED = "published"
    """Listed and at its address."""
    HIDDEN = "hidden"
    """At its address only."""
    DRAFT = "draft"
    """In preview only."""
    SCHEDULED = "scheduled"
    """In preview only, until it is due; never written: what is published or hidden by its text."""
    WITHDRAWN = "withdrawn"
    """At its address, which tells that and why; nothing of its content is published."""


WAITING = (Status.DRAFT, Status.SCHEDULED)
"""Statuses of items that only a preview shows."""
WRITTEN = tuple(status for status in Status if status is not Status.SCHEDULED)
"""Statuses that front matter may name."""


class Validity(StrEnum):
    """有效性 of a notice."""

    VALID = "有效"
    PENDING = "尚未施行"
    AMENDED = "已修改"
    PARTLY = "部分失效"
    LAPSED = "失效"
    REPEALED = "废止"

    @property
    def code(self) -> str:
        """What it is called in addresses and styles."""
        return self.name.lower()


class RelationKind(StrEnum):
    """What a document does to another; the value is the field of front matter that says so."""

    REPEALS = "repeals"
    """废止, the whole or a part of it."""
    REPLACES = "replaces"
    """代替: the other one is no longer in force."""
    AMENDS = "amends"
    FORWARDS = "forwards"
    """转发."""
    INTERPRETS = "interprets"
    """解读."""
    CITES = "cites"
    """引用: found in the text, never written in front matter."""


@dataclass(frozen=True, slots=True)
class Target:
    """Another document as front matter names it."""

    kind: RelationKind
    number: str
    """As written, without white space; empty where it is named by its title alone."""
    title: str
    """Without 《》; empty where the number stands alone."""
    part: str
    """The part that is repealed, as in 第三部分第二项; empty for the whole document."""
    since: date | None
    """The day from which it holds; None for the day on which this document takes effect."""
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an item after its publication (更正)."""

    at: datetime
    """When it was made, with its zone."""
    what: str
    """What was changed, without a full stop."""
    why: str
    """The reason, without a full stop."""
    hide_earlier: bool
    """Whether readers must not see what stood there before, as where it told personal data."""


@dataclass(frozen=True, slots=True)
class OldAddress:
    """An address that an item had before, as front matter says it."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to an item."""

    title: str
    """As readers see it."""
    path: str
    """Below the content folder, with forward slashes."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Image:
    """The picture of an item."""

    path: str
    """Below the content folder, with forward slashes."""
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class NoticeFields:
    """What a notice says besides."""

    kind: str
    """文种."""
    series: str
    """Code of its series; empty for a document that carries another body's number or none."""
    number: str
    """Its number as written; empty where it has none yet."""
    issuer: str
    """发文机关; 主办机关 of a joint document, whose number it carries."""
    joint_issuers: tuple[str, ...]
    """The other bodies that issue a joint document (联合行文), in their order."""
    signed: date
    """成文日期."""
    recipients: str
    """主送机关; empty where there are none."""
    signer: str
    """签发人 of a document to a higher body; empty where there is none."""
    copies: tuple[str, ...]
    """抄送机关."""
    printed_by: str
    """印发机关; empty where there is none."""
    printed: date | None
    """印发日期."""
    note: str
    """附注 without its brackets, as in 此件公开发布; empty where there is none."""
    index_number: str
    """索引号."""
    subject: str
    """主题分类."""
    validity: Validity | None
    """有效性 as stated; None where the front matter leaves it open."""
    effective: date | None
    """施行日期."""
    repealed: date | None
    """废止日期: the first day on which it is no longer in force."""
    expires: date | None
    """有效期至: the last day on which it is in force."""

    @property
    def issuers(self) -> tuple[str, ...]:
        """Every body that issues it, 主办机关 first."""
        return (self.issuer, *self.joint_issuers)


@dataclass(frozen=True, slots=True)
class Item:
    """One file of content/news, content/notices or content/pages."""

    path: str
    """Below the content folder, with forward slashes: its identity."""
    kind: ItemKind
    title: str
    date: datetime
    """发布日期, with its zone."""
    modified: datetime | None
    """更新日期, with its zone: the newest change where it is not written; None for none."""
    column: str
    """Code of its column; empty for pages."""
    slug: str
    status: Status
    source: str
    author: str
    editor: str
    summary: str
    keywords: tuple[str, ...]
    image: Image | None
    attachments: tuple[Attachment, ...]
    topics: tuple[str, ...]
    """Codes of the special topics that it belongs to."""
    targets: tuple[Target, ...]
    """The documents that it repeals, replaces, amends, forwards or interprets."""
    changes: tuple[Change, ...]
    """What was changed after publication, the oldest first; empty once withdrawn."""
    old_addresses: tuple[OldAddress, ...]
    """Addresses that lead here (redirect_from)."""
    notice: NoticeFields | None
    """Present for notices alone."""
    withdrawn: Day | None
    """Day of withdrawal; present where the status is withdrawn."""
    withdrawn_reason: str
    """Why, for readers; present where the status is withdrawn."""
    body: str
    """Markdown, without front matter, lines ended by a line feed; empty once withdrawn."""
    body_line: int
    """Line of the file that the body begins at."""
    lines: tuple[tuple[str, int], ...]
    """Line of each front matter field."""

    def line_of(self, field: str) -> int:
        """Return the line that a field stands at, 1 where it is absent."""
        return dict(self.lines).get(field, 1)
