"""Machine-readable lists: Atom feeds, sitemap.xml, robots.txt."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

from feedgenerator import Atom1Feed

from plugins.model.addresses import column_address
from plugins.model.edition import Edition
from plugins.model.frames import absolute
from plugins.model.items import Item
from plugins.model.site import Column
from plugins.model.summaries import summary_of
from plugins.portal.listings import column_items

FEED_COUNT = 20
"""Items of a feed."""
_LOCAL = re.compile(r'( (?:href|src)=")(/[^"]*)"')


def feeds(edition: Edition) -> dict[str, str]:
    """Return the Atom feeds (RFC 4287) of the site and of each column with items, by address."""
    site = edition.site
    found = {}
    home = site.identity.base_path
    if edition.listed:
        found[f"{home}feed.xml"] = _feed(edition, None, edition.listed)
    for column in site.columns:
        items = column_items(edition, column)
        if items:
            found[f"{column_address(site, column)}feed.xml"] = _feed(edition, column, items)
    return found


def _feed(edition: Edition, column: Column | None, items: Sequence[Item]) -> str:
    site = edition.site
    page = column_address(site, column) if column else site.identity.base_path
    feed = Atom1Feed(
        title=f"{column.name} - {site.identity.name}" if column else site.identity.name,
        link=absolute(site, page),
        description=column.description if column else site.identity.description,
        feed_url=absolute(site, f"{page}feed.xml"),
        language=site.identity.language,
        author_name="、".join(site.identity.organisers),
        feed_guid=absolute(site, page),
    )
    for item in items[:FEED_COUNT]:
        address = absolute(site, edition.urls[item.path])
        feed.add_item(
            title=item.title,
            link=address,
            description=summary_of(edition, item),
            content=_absolute_links(edition, edition.bodies[item.path]),
            unique_id=address,
            pubdate=item.date,
            updateddate=item.modified or item.date,
            author_name=item.author or item.source or None,
            categories=(edition.column(item).name, *item.keywords),
        )
    out = io.StringIO()
    feed.write(out, "utf-8")
    return out.getvalue()


def _absolute_links(edition: Edition, body: str) -> str:
    host = f"https://{edition.site.identity.domain}"
    return _LOCAL.sub(lambda match: f'{match[1]}{host}{match[2]}"', body)


def sitemap(edition: Edition, pages: Iterable[str]) -> str:
    """Return sitemap.xml (sitemaps.org 0.9) of items and of other pages, by address.

    An item's date of change is its own, never the clock's.
    """
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    root = ElementTree.Element("urlset", xmlns=namespace)
    changed = {
        edition.urls[item.path]: (item.modified or item.date).isoformat()
        for item in edition.visible
        if item.status == "published"
    }
    for url in sorted({*pages, *changed}):
        node = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(node, "loc").text = absolute(edition.site, url)
        if url in changed:
            ElementTree.SubElement(node, "lastmod").text = changed[url]
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def robots(edition: Edition) -> str:
    """Return robots.txt; a sample keeps every robot away."""
    if edition.site.sample:
        return "User-agent: *\nDisallow: /\n"
    return f"User-agent: *\nAllow: /\n\nSitemap: {edition.site.root}sitemap.xml\n"
