"""Read content/site.toml into a Site."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.model.former_codes import ISSUER_CODE, read_former_codes
from plugins.model.gates.settings import read_gates
from plugins.model.index_loader import read_index_numbers
from plugins.model.problems import Problems
from plugins.model.search_settings import read_search
from plugins.model.series import Reset, Series, SeriesKind
from plugins.model.site import (
    EXPECTED,
    FOOTER_ITEMS,
    App,
    Block,
    BlockKind,
    Channel,
    ChannelKind,
    Column,
    Contact,
    Copyright,
    DataTerms,
    Filing,
    FriendlyLink,
    Identity,
    Site,
    Term,
    Topic,
)
from plugins.model.site_codes import read_code
from plugins.model.toml_source import load_toml
from plugins.model.toml_table import TomlTable

SITE_FILE = "site.toml"
COLUMN_DEPTH = 3
"""Levels of the column tree."""
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\Z")
_BASE_PATH = re.compile(r"/(?:[A-Za-z0-9._~-]+/)*\Z")


def load_site(root: Path, label: str, problems: Problems) -> Site | None:
    """Read `root`/site.toml; None where it can't be read at all or a table that all need is wrong.

    Problems carry `label`/site.toml as their path.
    """
    shown = f"{label}/{SITE_FILE}"
    if not (root / SITE_FILE).is_file():
        problems.add("S001", shown, file=shown)
        return None
    document = load_toml(root / SITE_FILE, shown, problems)
    if document is None:
        return None
    before = len(problems)
    top = TomlTable(document, problems)
    series = _series(top)
    columns = _columns(top, {one.code for one in series})
    app = _app(top.table("app"))
    site = Site(
        path=shown,
        sample=top.truth("sample", default=False),
        page_size=top.whole("page_size", default=20, low=1, high=200),
        share_pictures=top.truth("share_pictures", default=True),
        traditional=top.choice("traditional", ("tw", "hk", "off"), default="tw") or "tw",
        identity=_identity(top.table("identity")),
        contact=_contact(top.table("contact")),
        copyright=_copyright(top.table("copyright")),
        filing=_filing(top.table("filing")),
        data=_data(top.table("data")),
        index_numbers=read_index_numbers(top.table("index_numbers")),
        channels=_channels(top, app),
        columns=columns,
        series=series,
        topics=_topics(top),
        issuers=_terms(top, "issuers"),
        subjects=_terms(top, "subjects"),
        blocks=_blocks(top, {column.code for column in columns}),
        links=_links(top),
        app=app,
        search=read_search(top.table("search")),
        gates=read_gates(top.table("gates")),
    )
    top.finish()
    return site if len(problems) == before else None


def _identity(table: TomlTable) -> Identity:
    identity = Identity(
        name=table.text("name", need=True),
        short_name=table.text("short_name"),
        domain=table.text("domain", need=True),
        base_path=table.text("base_path", default="/"),
        language=table.text("language", default="zh-CN"),
        time_zone=table.text("time_zone", default="Asia/Shanghai"),
        organisers=table.texts("organisers", need=True),
        undertaker=table.text("undertaker"),
        technical_support=table.text("technical_support"),
        description=table.text("description"),
        keywords=table.texts("keywords"),
    )
    if identity.domain and not _DOMAIN.match(identity.domain):
        table.add("S010", "domain", value=identity.domain)
    if not _BASE_PATH.match(identity.base_path):
        table.add("S011", "base_path", value=identity.base_path)
    try:
        ZoneInfo(identity.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        table.add("S012", "time_zone", value=identity.time_zone)
    table.finish()
    return identity


def _contact(table: TomlTable) -> Contact:
    contact = Contact(
        address=table.text("address"),
        postcode=table.text("postcode"),
        phone=table.text("phone"),
        email=table.text("email"),
        report_phone=table.text("report_phone"),
        report_url=_url(table, "report_url"),
        report_address=table.text("report_address"),
        report_guide=table.field("report_guide"),
    )
    table.finish()
    return contact


def _copyright(table: TomlTable) -> Copyright:
    rights = Copyright(holders=table.texts("holders", need=True), notice=table.text("notice"))
    table.finish()
    return rights


def _filing(table: TomlTable) -> Filing:
    expected = table.texts("expected")
    filing = Filing(
        icp=table.field("icp"),
        icp_url=table.field("icp_url"),
        public_security=table.field("public_security"),
        public_security_url=table.field("public_security_url"),
        site_code=table.field("site_code"),
        conac_url=table.field("conac_url"),
        conac_kind=table.field("conac_kind"),
        error_report_url=table.field("error_report_url"),
        error_report=table.truth("error_report", default=False),
        expected=expected if "expected" in table.values else EXPECTED,
    )
    for name in filing.expected:
        if name not in FOOTER_ITEMS:
            table.add(
                "S005", "expected", key="expected", value=name, options="、".join(FOOTER_ITEMS)
            )
    for key in ("icp_url", "public_security_url", "conac_url", "error_report_url"):
        _check_url(table, key)
    if filing.conac_kind and filing.conac_kind.text not in ("party", "institution"):
        table.add(
            "S005", "conac_kind", key="conac_kind", value=filing.conac_kind.text,
            options="party、institution",
        )  # fmt: skip
    table.finish()
    return filing


def _data(table: TomlTable) -> DataTerms:
    terms = DataTerms(licence=table.text("licence"), licence_url=_url(table, "licence_url"))
    if terms.licence_url and not terms.licence:
        table.add("S075", "licence_url")
    table.finish()
    return terms


def _app(table: TomlTable) -> App:
    app = App(
        enabled=table.truth("enabled", default=True),
        offline_notices=table.whole("offline_notices", default=20, low=0, high=100),
    )
    table.finish()
    return app


def _channels(top: TomlTable, app: App) -> tuple[Channel, ...]:
    channels = []
    for table in top.tables("channels"):
        kind = table.choice("kind", tuple(ChannelKind))
        channel = Channel(
            kind=ChannelKind(kind or ChannelKind.MOBILE),
            name=table.text("name", need=True),
            url=_url(table, "url"),
            qr=table.text("qr"),
            text=table.text("text"),
            line=table.line,
        )
        if channel.kind is ChannelKind.APP and not channel.url and not channel.qr:
            if not app.enabled:
                table.add("S050", "url", name=channel.name)
        elif not channel.url and not channel.qr:
            table.add("S013", "url", name=channel.name)
        if channel.qr and not channel.url and not channel.text:
            table.add("S014", "text", name=channel.name)
        table.finish()
        channels.append(channel)
    return tuple(channels)


def _series(top: TomlTable) -> tuple[Series, ...]:
    found = []
    seen: dict[str, int] = {}
    for table in top.tables("series"):
        kind = SeriesKind(table.choice("kind", tuple(SeriesKind)) or SeriesKind.DOCUMENT)
        usual = Reset.NEVER if kind is SeriesKind.ORDER else Reset.YEARLY
        series = Series(
            code=read_code(table, seen),
            name=table.text("name", need=True),
            kind=kind,
            issuer=table.text("issuer", need=True),
            issuer_code=table.text("issuer_code", need=kind is SeriesKind.DOCUMENT),
            title=table.text("title", need=kind is not SeriesKind.DOCUMENT),
            aliases=table.texts("aliases"),
            heading=table.text("heading"),
            reset=Reset(table.choice("reset", tuple(Reset), default=usual) or usual),
            first=table.whole("first", default=1, low=1, high=99999),
            total=table.truth("total", default=False),
            line=table.line,
            former_codes=read_former_codes(table, kind),
        )
        _check_series(table, series)
        table.finish()
        found.append(series)
    return tuple(found)


def _check_series(table: TomlTable, series: Series) -> None:
    if series.kind is SeriesKind.DOCUMENT:
        if series.issuer_code and not ISSUER_CODE.match(series.issuer_code):
            table.add("S030", "issuer_code", value=series.issuer_code)
        if series.reset is Reset.NEVER:
            table.add("S031", "reset", name=series.name)
    elif series.issuer_code:
        table.add("S032", "issuer_code", name=series.name)
    if series.kind is SeriesKind.ANNOUNCEMENT and series.reset is Reset.NEVER:
        table.add("S031", "reset", name=series.name)
    if series.total and (series.kind is not SeriesKind.ISSUE or series.reset is Reset.NEVER):
        table.add("S033", "total", name=series.name)


def _columns(top: TomlTable, series_codes: set[str]) -> tuple[Column, ...]:
    columns: list[Column] = []
    tables: list[TomlTable] = []
    seen: dict[str, int] = {}
    for table in top.tables("columns"):
        column = Column(
            code=read_code(table, seen),
            name=table.text("name", need=True),
            kind=table.text("kind", need=True),
            description=table.text("description", need=True),
            keywords=table.texts("keywords"),
            parent=table.text("parent"),
            series=table.texts("series"),
            in_menu=table.truth("in_menu", default=True),
            line=table.line,
        )
        for code in column.series:
            if code not in series_codes:
                table.add("S040", "series", value=code, options=_listed(series_codes))
        table.finish()
        columns.append(column)
        tables.append(table)
    above = {column.code: column.parent for column in columns}
    for column, table in zip(columns, tables, strict=True):
        _check_place(table, column, above)
        if not column.parent and column.code in series_codes:
            table.add("S022", "code", value=column.code, line=column.line)
    return tuple(columns)


def _check_place(table: TomlTable, column: Column, above: dict[str, str]) -> None:
    """Check that the way up from a column ends at the top within the levels allowed."""
    if column.parent and column.parent not in above:
        table.add("S041", "parent", value=column.parent, options=_listed(set(above)))
        return
    depth, code = 1, column.parent
    while code and depth <= len(above):
        depth, code = depth + 1, above.get(code, "")
    if code:
        table.add("S042", "parent", value=column.parent)
    elif depth > COLUMN_DEPTH:
        table.add("S043", "parent", name=column.name, depth=depth, limit=COLUMN_DEPTH)


def _blocks(top: TomlTable, column_codes: set[str]) -> tuple[Block, ...]:
    home = top.table("home")
    blocks = []
    for table in home.tables("blocks"):
        kind = BlockKind(table.choice("kind", tuple(BlockKind)) or BlockKind.LIST)
        block = Block(
            kind=kind,
            title=table.text("title", need=kind is BlockKind.REPORT),
            columns=table.texts("columns", need=kind is BlockKind.LIST),
            count=table.whole("count", default=6, low=1, high=50),
            line=table.line,
        )
        for code in block.columns:
            if code not in column_codes:
                table.add("S044", "columns", value=code, options=_listed(column_codes))
        table.finish()
        blocks.append(block)
    home.finish()
    return tuple(blocks)


def _topics(top: TomlTable) -> tuple[Topic, ...]:
    found = []
    seen: dict[str, int] = {}
    for table in top.tables("topics"):
        topic = Topic(
            code=read_code(table, seen),
            name=table.text("name", need=True),
            description=table.text("description", need=True),
            archived=table.truth("archived", default=False),
            line=table.line,
        )
        table.finish()
        found.append(topic)
    return tuple(found)


def _terms(top: TomlTable, key: str) -> tuple[Term, ...]:
    found: list[Term] = []
    seen: dict[str, int] = {}
    for table in top.tables(key):
        name = " ".join(table.text("name", need=True).split())
        term = Term(code=read_code(table, seen), name=name, line=table.line)
        same = next((one for one in found if name and one.name == name), None)
        if same:
            table.add("S056", "name", name=name, line=same.line)
        table.finish()
        found.append(term)
    return tuple(found)


def _links(top: TomlTable) -> tuple[FriendlyLink, ...]:
    links = []
    for table in top.tables("links"):
        links.append(
            FriendlyLink(
                group=table.text("group", need=True),
                name=table.text("name", need=True),
                url=_url(table, "url", need=True),
                line=table.line,
            )
        )
        table.finish()
    return tuple(links)


def _url(table: TomlTable, key: str, *, need: bool = False) -> str:
    url = table.text(key, need=need)
    _check_url(table, key)
    return url


def _check_url(table: TomlTable, key: str) -> None:
    value = table.values.get(key)
    if isinstance(value, str) and value and not re.match(r"https?://[^\s/]+(?:/\S*)?\Z", value):
        table.add("S015", key, key=key, value=value)


def _listed(codes: set[str]) -> str:
    return "、".join(sorted(codes)) or "—"
