"""Site maps for robots: sitemap.xml, the news site map, robots.txt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice, takewhile
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from plugins.model.addresses import absolute, column_address
from plugins.model.edition import Edition
from plugins.model.items import Item, Status

PLACES_LIMIT = 50_000
"""Addresses of one site map, at most (sitemaps.org)."""
SIZE_LIMIT = 50 * 1024 * 1024
"""Bytes of one site map, at most (sitemaps.org)."""
NEWS_LIMIT = 1000
"""Items of a news site map, at most."""
NEWS_SPAN = timedelta(days=2)
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS_NAMESPACE = "http://www.google.com/schemas/sitemap-news/0.9"
_MARKUP = 120
"""Bytes that a place takes besides its address, at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page in a site map."""

    url: str
    """Absolute."""
    changed: datetime | None
    """When its content last changed, by the content itself; None where nothing tells."""


def sitemap_files(
    edition: Edition, pages: Iterable[str], limit: int = PLACES_LIMIT, size: int = SIZE_LIMIT
) -> dict[str, str]:
    """Return sitemap.xml, and its parts where one file can't hold all, by output path.

    `pages` are the root-relative addresses that are no items. Parts go by the year of
    publication, oldest places first, so that a new item changes the last part of its year alone.
    """
    groups = _groups(edition, pages)
    every = [place for group in groups.values() for place in group]
    if len(list(_parts(every, limit, size))) <= 1:
        return {"sitemap.xml": _urlset(every)}
    files = {}
    index: list[Place] = []
    for name, group in groups.items():
        for number, part in enumerate(_parts(group, limit, size), start=1):
            path = f"sitemap-{name}.xml" if number == 1 else f"sitemap-{name}-{number}.xml"
            files[path] = _urlset(part)
            index.append(Place(f"{edition.site.root}{path}", _newest(part)))
    return {"sitemap.xml": _tree("sitemapindex", "sitemap", index), **files}


def _groups(edition: Edition, pages: Iterable[str]) -> dict[str, list[Place]]:
    site = edition.site
    changed = _changes(edition)
    groups = {"pages": [Place(absolute(site, url), changed.get(url)) for url in sorted(set(pages))]}
    years: dict[str, list[Place]] = defaultdict(list)
    items = [item for item in edition.visible if item.status is Status.PUBLISHED]
    for item in sorted(items, key=lambda one: (one.date, one.path)):
        address = absolute(site, edition.urls[item.path])
        years[str(item.date.year)].append(Place(address, item.modified or item.date))
    return groups | {year: years[year] for year in sorted(years)}


def _changes(edition: Edition) -> dict[str, datetime]:
    """Return when the pages that list items changed: the home page and the columns."""
    site = edition.site
    found: dict[str, datetime] = {}
    lists = {
        column.code: [column_address(site, one) for one in site.column_path(column)]
        for column in site.columns
    }
    for item in edition.listed:
        moment = item.modified or item.date
        for url in (site.identity.base_path, *lists[item.column]):
            found[url] = max(moment, found.get(url, moment))
    return found


def _parts(places: Sequence[Place], limit: int, size: int) -> Iterator[list[Place]]:
    """Cut places into parts that keep to both limits."""
    part: list[Place] = []
    weight = 0
    for place in places:
        own = len(place.url) + 4 * place.url.count("&") + _MARKUP
        if part and (len(part) == limit or weight + own > size - 2 * _MARKUP):
            yield part
            part, weight = [], 0
        part.append(place)
        weight += own
    if part:
        yield part


def _newest(places: Iterable[Place]) -> datetime | None:
    return max((place.changed for place in places if place.changed), default=None)


def _urlset(places: Iterable[Place]) -> str:
    return _tree("urlset", "url", places)


def _tree(root: str, each: str, places: Iterable[Place]) -> str:
    """Return a site map as `_document` would, written at once: there may be many places."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f'<{root} xmlns="{_NAMESPACE}">']
    for place in places:
        lines.append(f"  <{each}>\n    <loc>{escape(place.url)}</loc>")
        if place.changed:
            lines.append(f"    <lastmod>{place.changed.isoformat()}</lastmod>")
        lines.append(f"  </{each}>")
    return "\n".join((*lines, f"</{root}>", ""))


def _document(tree: ElementTree.Element) -> str:
    ElementTree.indent(tree)
    text = ElementTree.tostring(tree, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def recent(edition: Edition) -> tuple[Item, ...]:
    """Return the items of the two days that end with the newest one, newest first.

    Were they those of the last two days by the clock, the site map would change without any change
    of content.
    """
    items = (item for item in edition.listed if item.status is Status.PUBLISHED)
    newest = next(items, None)
    if newest is None:
        return ()
    after = takewhile(lambda item: item.date > newest.date - NEWS_SPAN, items)
    return tuple(islice(chain((newest,), after), NEWS_LIMIT))


def news_sitemap(edition: Edition) -> str:
    """Return the news site map (Google's form); empty where there are no items."""
    items = recent(edition)
    if not items:
        return ""
    tree = ElementTree.Element("urlset", {"xmlns": _NAMESPACE, "xmlns:news": _NEWS_NAMESPACE})
    for item in items:
        _news(tree, edition, item)
    return _document(tree)


def _news(tree: ElementTree.Element, edition: Edition, item: Item) -> None:
    node = ElementTree.SubElement(tree, "url")
    ElementTree.SubElement(node, "loc").text = absolute(edition.site, edition.urls[item.path])
    news = ElementTree.SubElement(node, "news:news")
    publication = ElementTree.SubElement(news, "news:publication")
    ElementTree.SubElement(publication, "news:name").text = edition.site.identity.name
    language = ElementTree.SubElement(publication, "news:language")
    language.text = _news_language(edition.site.identity.language)
    ElementTree.SubElement(news, "news:publication_date").text = item.date.isoformat()
    ElementTree.SubElement(news, "news:title").text = item.title


def _news_language(tag: str) -> str:
    """Return a language as news site maps name it: Chinese by place, the others by language."""
    parts = tag.lower().split("-")
    if parts[0] != "zh":
        return parts[0]
    return "zh-tw" if {"tw", "hk", "mo", "hant"} & set(parts) else "zh-cn"


def robots(edition: Edition, sitemaps: Iterable[str]) -> str:
    """Return robots.txt, which names the site maps; a sample keeps every robot away."""
    if edition.site.sample:
        return "User-agent: *\nDisallow: /\n"
    lines = [f"Sitemap: {edition.site.root}{name}" for name in sitemaps]
    return "\n".join(("User-agent: *", "Allow: /", "", *lines, ""))
