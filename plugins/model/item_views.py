"""Views of items: what a template may see of one. Every text is plain; HTML only where Markup."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere."""

    title: str
    url: str
    """Root-relative with the base path, or absolute; empty: plain text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in a list."""

    title: str
    url: str
    day: str
    """YYYY-MM-DD."""
    time: str
    """YYYY-MM-DD HH:MM."""
    iso: str
    """RFC 3339 with offset, for time elements."""
    column: Link
    number: str
    """Full name of its number; empty for none."""
    proposed: bool
    """Whether the number is only proposed (拟编号)."""
    validity: str
    """有效性 where it is not 有效; empty otherwise."""
    summary: str
    image: ImageView | None


@dataclass(frozen=True, slots=True)
class ImageView:
    """A picture."""

    url: str
    """What every browser can show, without metadata."""
    alt: str
    width: int
    height: int
    webp: str
    """Value of srcset with the widths that were made of it as WebP; empty for none."""


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file to download."""

    title: str
    url: str
    kind: str
    """Upper-case file type, as in PDF."""
    size: str
    """As read by people, as in 24 KB."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the disclosure block of a notice."""

    label: str
    """索引号, 发布机构, …"""
    text: str
    iso: str
    """RFC 3339 date where the text is one; empty otherwise."""
    links: tuple[Link, ...] = ()
    """The text in parts that lead to the notices of the same value; empty: plain text."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Documents that stand in one relation to a notice."""

    label: str
    """As in 废止的文件, 废止本文的文件, 引用本文的稿件."""
    links: tuple[Link, ...]
    decisive: bool = False
    """Whether these documents decide on the notice's validity: shown beside its banner as well."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of an item after its publication (更正)."""

    day: str
    """YYYY-MM-DD."""
    what: str
    """What was changed, without a full stop."""
    why: str
    """The reason, without a full stop."""
    hidden: bool
    """Whether what stood there before is not shown any more."""
    url: str
    """Page that sets the earlier text against the later; empty for none."""


@dataclass(frozen=True, slots=True)
class ComparisonPart:
    """A stretch of a line of a comparison."""

    kind: str
    """same, removed or added."""
    text: str


@dataclass(frozen=True, slots=True)
class ComparisonLine:
    """A paragraph of a comparison."""

    kind: str
    """same, removed, added, changed, or gap: paragraphs without a change that are left out."""
    parts: tuple[ComparisonPart, ...]
    count: int
    """How many paragraphs a gap stands for; 0 for the others."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An item's text before a change against that after it."""

    item: Link
    change: ChangeView
    lines: tuple[ComparisonLine, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """A whole item."""

    title: str
    body: Markup
    day: str
    time: str
    iso: str
    source: str
    author: str
    editor: str
    summary: str
    keywords: tuple[str, ...]
    topics: tuple[Link, ...]
    """Special topics that it belongs to."""
    column: Link
    image: ImageView | None
    attachments: tuple[AttachmentView, ...]
    newer: Link | None
    """The next newer item of the column (上一篇)."""
    older: Link | None
    """The next older item of the column (下一篇)."""
    share: Share
    status: str
    """published, hidden, draft, scheduled or withdrawn."""
    withdrawal: str
    """Sentence for readers where the item was withdrawn; empty otherwise."""
    relations: tuple[Relation, ...]
    """What it does to other documents and they to it."""
    changes: tuple[ChangeView, ...]
    """更正记录, the newest first."""
    notice: NoticeView | None


@dataclass(frozen=True, slots=True)
class Share:
    """Ways to pass a page on."""

    qr: Markup
    """SVG of a QR code that holds the page's absolute address."""
    weibo: str
    """Address of Weibo's share page for this item."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What a notice shows besides."""

    number: str
    """Full name of its number; empty for none."""
    proposed: bool
    """Whether the number is only proposed (拟编号)."""
    issuer: str
    """Every body that issues it, parted by 、."""
    kind: str
    """文种."""
    recipients: str
    signed: str
    """成文日期 as in 2020年2月5日."""
    signed_iso: str
    rows: tuple[Row, ...]
    """The disclosure block, in the order to show."""
    validity: str
    """有效性, always filled."""
    validity_kind: str
    """valid, pending, amended, partly, lapsed or repealed: for style."""
    banner: str
    """Sentence for readers where the notice is not simply valid; empty otherwise."""
    register: Link | None
    """The register page that lists its number."""
    official: OfficialDocument | None
    """The notice as it stands on paper; None once withdrawn."""
    previous: Link | None
    """The issue before this one, for issues of a bulletin."""
    next: Link | None
    """The issue after this one."""


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A notice as it stands on paper (GB/T 9704-2012); empty texts are left out."""

    form: str
    """Layout: document, letter, announcement, order or issue."""
    heading: tuple[str, ...]
    """发文机关标志, one line for each body."""
    heading_end: str
    """What stands once, right of all lines (文件 of a joint document); empty for none."""
    size: str
    """How large the heading may be to fit: xl, l, m, s, xs or xxs."""
    number: str
    """As printed, without the series' title."""
    signer: str
    """签发人 of a document to a higher body."""
    title: str
    recipients: str
    """主送机关 with its colon."""
    body: Markup
    attachments: tuple[str, ...]
    """Names for 附件说明."""
    issuer: str
    """Bodies that issue together are parted by white space."""
    signed: str
    """成文日期 as in 2020年2月5日."""
    signed_iso: str
    note: str
    """附注 in its brackets."""
    copies: str
    """抄送机关 with the full stop."""
    printed_by: str
    printed: str
    """As in 2020年2月6日印发."""
    warning: str
    """Sentence for readers where the notice is not simply valid."""
    sample: bool
    """Whether the portal is a sample, so that the document must say it has no force."""
    url: str
    """Address of the notice's page."""
    view: str
    """Address of the paper view."""
    pdf: str
    """Address of the PDF; empty where the build makes none."""
