"""Who publishes: the records that content/site.toml is read into."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plugins.model.index_numbers import IndexNumbers
from plugins.model.series import Series


@dataclass(frozen=True, slots=True)
class Field:
    """A text of site.toml with the place that it stands at."""

    text: str
    """Empty where the key is absent."""
    line: int
    column: int

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Identity:
    """Table [identity]."""

    name: str
    """站点名称, in full."""
    short_name: str
    """Name for narrow screens and feeds."""
    domain: str
    """Host name without scheme, as in www.example.org."""
    base_path: str
    """Folder of the host that the portal lives in; starts and ends with a slash."""
    language: str
    """BCP 47 tag of the content, as in zh-CN."""
    time_zone: str
    """IANA name of the zone that dates without one are in."""
    organisers: tuple[str, ...]
    """主办单位, full names."""
    undertaker: str
    """承办单位; empty where there is none."""
    technical_support: str
    """技术支持; empty where there is none."""
    description: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """Table [contact]: where the public reaches the body; empty text where not given."""

    address: str
    postcode: str
    phone: str
    email: str
    report_phone: str
    """举报电话, as in 12388."""
    report_url: str
    """Address of the service that takes reports."""
    report_address: str
    """信访 address for letters and visits."""
    report_guide: Field
    """Path of the item that tells how to report, below the content folder."""


@dataclass(frozen=True, slots=True)
class Copyright:
    """Table [copyright]."""

    holders: tuple[str, ...]
    notice: str
    """Sentence after the holders, as in 未经许可禁止复制或镜像."""

    @property
    def sentence(self) -> str:
        """Holders and notice in one text."""
        holders = f"版权所有：{'、'.join(self.holders)}"
        return f"{holders}。{self.notice}" if self.notice else holders


FOOTER_ITEMS = (
    "organisers", "contact", "icp", "public_security", "site_code", "conac", "error_report",
)  # fmt: skip
"""Items of the bottom zone that a body may be held to; which ones differs from body to body."""
EXPECTED = ("organisers", "contact", "icp")
"""Those that are expected unless site.toml says otherwise."""


@dataclass(frozen=True, slots=True)
class Filing:
    """Table [filing]: what authorities issued to the site; every key is optional."""

    icp: Field
    """ICP备案号, as in 皖ICP备07004725号-31."""
    icp_url: Field
    """Where the ICP number leads; the authority's site when absent."""
    public_security: Field
    """公安备案号, as in 皖公网安备 34… 号."""
    public_security_url: Field
    site_code: Field
    """网站标识码."""
    conac_url: Field
    """Link of the 党政机关网站标识 (bszs.conac.cn)."""
    conac_kind: Field
    """`party` (党政机关) or `institution` (事业单位)."""
    error_report_url: Field
    """Link of 我为政府网站找错; built from the site code when `error_report` is true."""
    error_report: bool
    expected: tuple[str, ...]
    """What a production build misses when it is absent; names of `FOOTER_ITEMS`."""


class ChannelKind(StrEnum):
    """The ways besides the site to be read."""

    MOBILE = "mobile"
    APP = "app"
    WECHAT = "wechat"
    WEIBO = "weibo"


@dataclass(frozen=True, slots=True)
class Channel:
    """One of [[channels]]."""

    kind: ChannelKind
    name: str
    """As shown: 手机站, 客户端, 微信, 微博."""
    url: str
    """Where it leads; empty when only a code to scan is given, or for the portal's own app."""
    qr: str
    """What the QR code holds; empty for none."""
    text: str
    """For those who can't scan: account name or how to find it."""
    line: int


@dataclass(frozen=True, slots=True)
class Column:
    """One of [[columns]]: where items appear."""

    code: str
    """Lower-case ASCII letters, digits, hyphens; last part of the address."""
    name: str
    kind: str
    """栏目类别 (ColumnType), as in 工作动态."""
    description: str
    keywords: tuple[str, ...]
    parent: str
    """Code of the column above; empty at the top."""
    series: tuple[str, ...]
    """Codes of the series that its notices may carry; not empty: a numbered column."""
    in_menu: bool
    line: int


@dataclass(frozen=True, slots=True)
class Topic:
    """One of [[topics]]: items of any column that belong to one matter (专题)."""

    code: str
    """Lower-case ASCII letters, digits, hyphens; last part of the address."""
    name: str
    description: str
    archived: bool
    """Whether it has ended (归档): its items stay, and it says so."""
    line: int


@dataclass(frozen=True, slots=True)
class Term:
    """One of [[issuers]] or [[subjects]]: a value that notices are looked up by."""

    code: str
    """Lower-case ASCII letters, digits, hyphens; last part of the address."""
    name: str
    """As notices write it."""
    line: int


class BlockKind(StrEnum):
    """What a home page block shows."""

    HEADLINE = "headline"
    """The newest item of a column that asks for the head of the page."""
    PICTURES = "pictures"
    """The newest items with a picture."""
    LIST = "list"
    """The newest items of a column."""
    REPORT = "report"
    """How to report, from [contact]."""
    REGISTERS = "registers"
    """The newest number of each series."""
    TOPICS = "topics"
    """The special topics that haven't ended."""
    LINKS = "links"
    """The friendly links, by group."""


@dataclass(frozen=True, slots=True)
class Block:
    """One of [[home.blocks]], in the order of the page."""

    kind: BlockKind
    title: str
    columns: tuple[str, ...]
    """Codes of the columns that feed it; empty: all."""
    count: int
    line: int


@dataclass(frozen=True, slots=True)
class FriendlyLink:
    """One of [[links]]."""

    group: str
    name: str
    url: str
    line: int


class SearchEngine(StrEnum):
    """Who answers queries."""

    STATIC = "static"
    """The reader's browser, from files of the portal."""
    OPENSEARCH = "opensearch"
    """An OpenSearch cluster."""


@dataclass(frozen=True, slots=True)
class Search:
    """Table [search]."""

    engine: str
    """One of `SearchEngine`."""
    cluster: str
    """Address of the cluster that `portal.py index` sends the items to."""
    index: str
    """Alias that names the index in use."""
    query: str
    """Public, read-only address that readers' browsers ask; ends with `_search` or a path of a
    gateway that passes queries on to it."""


@dataclass(frozen=True, slots=True)
class DataTerms:
    """Table [data]: on what terms others may use the data files."""

    licence: str
    """Name of the licence; empty where none was chosen."""
    licence_url: str
    """Address of its text; empty where not given."""


@dataclass(frozen=True, slots=True)
class App:
    """Table [app]: the portal as an app (客户端) that devices install and read offline."""

    enabled: bool
    """Whether there is one; false takes it off the devices that have it."""
    offline_notices: int
    """How many of the newest notices a device keeps, read or not."""


@dataclass(frozen=True, slots=True)
class Gates:
    """Table [gates]: what the checks before publication take into account."""

    known: tuple[str, ...]
    """Phones, mail and postal addresses that the body makes public, besides those of [contact]."""
    editor: bool
    """Whether news must name a 责任编辑."""
    attachment_size: int
    """MB that an attachment may have."""


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that site.toml says, checked."""

    path: str
    """site.toml as shown in problems."""
    sample: bool
    """Whether the portal is a sample: banner on every page, robots kept away."""
    identity: Identity
    contact: Contact
    copyright: Copyright
    filing: Filing
    data: DataTerms
    index_numbers: IndexNumbers
    channels: tuple[Channel, ...]
    columns: tuple[Column, ...]
    series: tuple[Series, ...]
    topics: tuple[Topic, ...]
    issuers: tuple[Term, ...]
    """发布机构 that have a code for addresses; others get one made of pinyin."""
    subjects: tuple[Term, ...]
    """主题分类 that have a code for addresses; others get one made of pinyin."""
    blocks: tuple[Block, ...]
    links: tuple[FriendlyLink, ...]
    page_size: int
    """Items a list page."""
    traditional: str
    """Traditional Chinese edition: tw or hk for the characters of that place, off for none."""
    share_pictures: bool
    """Whether each item has a share picture of its own; else all have the portal's."""
    app: App
    search: Search
    gates: Gates

    @property
    def root(self) -> str:
        """Absolute address of the portal's root, with a final slash."""
        return f"https://{self.identity.domain}{self.identity.base_path}"

    def column(self, code: str) -> Column | None:
        """Return the column of that code."""
        return next((column for column in self.columns if column.code == code), None)

    def find_column(self, text: str) -> Column | None:
        """Return the column of that code, else the only one of that name."""
        named = [column for column in self.columns if column.name == text]
        return self.column(text) or (named[0] if len(named) == 1 else None)

    def column_path(self, column: Column) -> tuple[Column, ...]:
        """Return the columns from the top down to this one, itself included."""
        above = self.column(column.parent) if column.parent else None
        return (*self.column_path(above), column) if above else (column,)

    def children(self, code: str) -> tuple[Column, ...]:
        """Return the columns right below that code, in site.toml's order; "" for the top."""
        return tuple(column for column in self.columns if column.parent == code)

    def find_topic(self, text: str) -> Topic | None:
        """Return the topic of that code or name."""
        return next((topic for topic in self.topics if text in (topic.code, topic.name)), None)

    def series_of(self, code: str) -> Series | None:
        """Return the series of that code."""
        return next((series for series in self.series if series.code == code), None)
