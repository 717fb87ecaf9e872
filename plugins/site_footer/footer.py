"""What the footer says."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.model.edition import Edition
from plugins.model.item_views import Link
from plugins.model.qr import qr_svg
from plugins.model.site import Channel, ChannelKind, Site
from plugins.model.views import ChannelView, FilingView, Footer
from plugins.site_footer.checks import police_code
from plugins.site_footer.filing_links import ICP_URL, error_report_url, police_url
from plugins.site_footer.placeholders import is_placeholder_number

PAGES = ("pages/about.md", "pages/contact.md", "pages/accessibility.md", "pages/privacy.md")
"""Standing pages that the footer links where they exist."""


def make_footer(edition: Edition) -> Footer:
    """Return the footer of every page; what site.toml leaves out leaves no trace."""
    site = edition.site
    return Footer(
        holders=site.copyright.holders,
        notice=site.copyright.notice,
        organisers=site.identity.organisers,
        undertaker=site.identity.undertaker,
        address=site.contact.address,
        postcode=site.contact.postcode,
        phone=site.contact.phone,
        email=site.contact.email,
        technical_support=site.identity.technical_support,
        filings=tuple(_filings(site)),
        channels=tuple(_channel(site, channel) for channel in site.channels),
        links=tuple(_links(edition)),
    )


def _filings(site: Site) -> Iterator[FilingView]:
    filing = site.filing
    icons = f"{site.identity.base_path}theme/icons/"
    if filing.icp:
        yield FilingView("icp", "ICP备案", filing.icp.text, filing.icp_url.text or ICP_URL, "")
    if filing.public_security:
        text = filing.public_security.text
        code = "" if is_placeholder_number(text) else police_code(site)
        url = filing.public_security_url.text or police_url(code)
        yield FilingView("public_security", "", text, url, f"{icons}public-security.svg")
    if filing.site_code:
        yield FilingView("site_code", "网站标识码", filing.site_code.text, "", "")
    if filing.conac_url:
        body = "事业单位" if filing.conac_kind.text == "institution" else "党政机关"
        url = filing.conac_url.text
        yield FilingView("conac", "", f"{body}网站标识", url, f"{icons}conac.svg")
    report = filing.error_report_url.text
    if filing.error_report and filing.site_code:
        report = report or error_report_url(filing.site_code.text, site.root)
    if report:
        yield FilingView("error_report", "", "我为政府网站找错", report, "")


def _channel(site: Site, channel: Channel) -> ChannelView:
    """Return a channel; an app without address of its own is the portal's."""
    own = channel.kind is ChannelKind.APP and not channel.qr
    return ChannelView(
        kind=channel.kind,
        name=channel.name,
        url=channel.url or (f"{site.identity.base_path}app/" if own else ""),
        qr=qr_svg(channel.qr, title=f"{channel.name}二维码") if channel.qr else None,
        text=channel.text,
    )


def _links(edition: Edition) -> Iterator[Link]:
    base = edition.site.identity.base_path
    yield Link("网站地图", f"{base}sitemap/")
    yield Link("搜索", f"{base}search/")
    yield Link("分类查找", f"{base}find/")
    yield Link("按年月查看", f"{base}archive/")
    if edition.site.topics:
        yield Link("专题", f"{base}topics/")
    if edition.registers.entries:
        yield Link("发文登记簿", f"{base}registers/")
    yield Link("统计", f"{base}statistics/")
    yield Link("数据开放和订阅", f"{base}data/")
    if edition.site.app.enabled:
        yield Link("安装客户端", f"{base}app/")
    for path in PAGES:
        item = edition.by_path.get(path)
        if item and edition.shown(item):
            yield Link(item.title, edition.urls[path])
