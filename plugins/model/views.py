"""Views: what a template may see of a page. Every text is plain; HTML only where typed Markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from plugins.model.item_views import Entry, Link


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the main menu with those below it."""

    code: str
    title: str
    url: str
    children: tuple[MenuEntry, ...]


@dataclass(frozen=True, slots=True)
class Assets:
    """The theme's own files; each address holds a hash of the content, so it never changes."""

    styles: str
    """The one style sheet."""
    sprite: str
    """SVG file that holds every icon of theme/icons as a symbol of that name."""
    document: str
    """Style sheet of official documents: on paper, and in the paper view."""
    scripts: Mapping[str, str]
    """Address of each script of theme/scripts by its name without .js."""


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What social networks show of a page (Open Graph)."""

    kind: str
    """article or website."""
    picture: str
    """Absolute address."""
    width: int
    height: int
    published: str
    """RFC 3339 with offset; empty for other pages than items."""
    modified: str
    """The same; empty where it was never changed."""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed in one format."""

    title: str
    """As in 通知公告（Atom）."""
    url: str
    type: str
    """Media type."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page has around its own content."""

    kind: str
    """home, column, topics, topic, archive, finders, find, registers, register, news, notice, page,
    document, search, sitemap, app, offline or not_found."""
    title: str
    """The page's own title, without the site's name."""
    url: str
    """Root-relative address with the base path."""
    canonical: str
    """Absolute address."""
    description: str
    trail: tuple[Link, ...]
    """当前位置, from the home page down; the last entry is the page itself, without address."""
    section: str
    """Code of the top column that the page belongs to; empty for none."""
    labels: tuple[tuple[str, str], ...]
    """Page labels (SiteName … Url): name and content of each meta element, in order."""
    described: bool
    """Whether one of the labels is a description, so that the page needs no other."""
    feed: Link | None
    """The Atom feed of the column, to subscribe to; None where only the site's feed applies."""
    feeds: tuple[FeedLink, ...]
    """The feeds that the page belongs to, in every format: of site, column and series."""
    robots: str
    """Content of the robots meta element; empty for none."""
    traditional: Link | None
    """The page in the Traditional edition: absolute address and address; None where it has none."""
    share: ShareCard
    data: str
    """Address of the notice as JSON; empty for other pages."""
    linked: Markup
    """JSON-LD of the page for programs, fit to stand in a script element; empty for none."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What stands at an old address."""

    title: str
    """What the new address shows; the address itself where that is on another site."""
    url: str
    """The new address, root-relative with the base path, or absolute."""
    canonical: str
    """The new address, absolute."""


@dataclass(frozen=True, slots=True)
class Page:
    """A numbered page of a list."""

    number: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A column page: its items, newest first, and the way through the older ones."""

    title: str
    description: str
    entries: tuple[Entry, ...]
    children: tuple[ColumnDigest, ...]
    """Columns below it, each with its newest items; on the newest page alone."""
    newest: bool
    """Whether this is the column's own address."""
    label: str
    """As in 第3页，共12页 (pages counted from the oldest); empty where there is one page."""
    newer: Link | None
    older: Link | None
    pages: tuple[Page, ...]
    """Pages near this one, newest first."""
    total: int
    """Items of the column."""
    note: str
    """Sentence about the whole list, as for a topic that has ended; empty for none."""


@dataclass(frozen=True, slots=True)
class ColumnDigest:
    """A column and its newest items."""

    title: str
    url: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block of the home page; which fields are filled follows from its kind."""

    kind: str
    """headline, pictures, list, report, registers or links."""
    title: str
    url: str
    """Address of its column, or of the item that tells how to report; empty for none."""
    entries: tuple[Entry, ...]
    groups: tuple[LinkGroup, ...]
    """Links by group (kind links), or newest numbers by series (kind registers)."""
    topics: tuple[TopicCard, ...]
    """Special topics (kind topics)."""


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A special topic in a list of topics."""

    title: str
    url: str
    description: str
    archived: bool
    """Whether it has ended (归档)."""
    total: int
    """Its items."""
    newest: str
    """Day of its newest item, YYYY-MM-DD; empty for none."""


@dataclass(frozen=True, slots=True)
class ArchiveYear:
    """A year of the archive with its months."""

    year: int
    url: str
    total: int
    """Items of the year."""
    months: tuple[ArchiveMonth, ...]
    """Those with items, the newest first."""


@dataclass(frozen=True, slots=True)
class ArchiveMonth:
    """A month of the archive."""

    month: int
    url: str
    total: int


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """Links under one heading."""

    title: str
    url: str
    links: tuple[Link, ...]
    """Kind links."""
    entries: tuple[Entry, ...] = ()
    """The newest numbered items of a series (kind registers)."""


@dataclass(frozen=True, slots=True)
class Home:
    """The front page."""

    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """Values to look things up by, each with a list of its own."""

    title: str
    """As in 文种."""
    url: str
    """Where all its values are; empty for none."""
    unit: str
    """What its values count: 篇 or 个."""
    values: tuple[FacetValue, ...]
    total: int
    """All values; more than `values` holds where the rest is at `url` alone."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet."""

    title: str
    url: str
    total: int
    """What its list holds."""


@dataclass(frozen=True, slots=True)
class MapNode:
    """A column on the site map with the columns below it."""

    title: str
    url: str
    description: str
    children: tuple[MapNode, ...]


@dataclass(frozen=True, slots=True)
class FilingView:
    """One 备案 number or mark in the footer."""

    kind: str
    """icp, public_security, site_code, conac or error_report."""
    label: str
    """As in ICP备案; empty where the text says it all."""
    text: str
    url: str
    """Where it can be checked; empty for none."""
    icon: str
    """Address of the mark beside it; empty for none."""


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One more way to read: 手机站, 客户端, 微信, 微博."""

    kind: str
    name: str
    url: str
    """Empty where there is only a code to scan."""
    qr: Markup | None
    """SVG of the code to scan."""
    text: str
    """For those who can't scan; empty for none."""


@dataclass(frozen=True, slots=True)
class Footer:
    """Everything that the footer says; empty texts and tuples where site.toml is silent."""

    holders: tuple[str, ...]
    """版权所有."""
    notice: str
    """未经许可禁止复制或镜像."""
    organisers: tuple[str, ...]
    """主办单位."""
    undertaker: str
    """承办单位."""
    address: str
    postcode: str
    phone: str
    email: str
    technical_support: str
    filings: tuple[FilingView, ...]
    channels: tuple[ChannelView, ...]
    links: tuple[Link, ...]
    """Site map, registers, contact and the like."""


@dataclass(frozen=True, slots=True)
class SearchOption:
    """One value that search results can be narrowed to."""

    value: str
    """As in the page's address."""
    title: str
    covers: tuple[str, ...]
    """Values of items that it stands for: a column and those below it; else itself."""


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What search results can be narrowed by."""

    name: str
    """Name in the page's address: column, series, kind, year, validity, issuer or subject."""
    label: str
    options: tuple[SearchOption, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The search page."""

    engine: str
    """static or opensearch."""
    source: str
    """Folder of the index, or address of the cluster's query endpoint."""
    filters: tuple[SearchFilter, ...]
