"""Addresses: where each page of the portal is, root-relative with the base path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote

from plugins.model.items import Item, ItemKind
from plugins.model.numbers import Number
from plugins.model.site import Column, Site

_PLAIN = re.compile(r"[A-Za-z0-9_.~/%#?=&-]*")
"""Addresses that are as they must be; nearly all are."""


def absolute(site: Site, url: str) -> str:
    """Return the absolute address of a root-relative one."""
    return f"https://{site.identity.domain}{_quoted(url)}"


@lru_cache(maxsize=4096)
def _quoted(url: str) -> str:
    return url if _PLAIN.fullmatch(url) else quote(url, safe="/%#?=&")


def column_address(site: Site, column: Column) -> str:
    """Return the address of a column's newest page."""
    codes = "/".join(one.code for one in site.column_path(column))
    return f"{site.identity.base_path}{codes}/"


def series_address(site: Site, series: str) -> str:
    """Return the address of the newest page of a series' register."""
    return f"{site.identity.base_path}registers/{series}/"


def register_address(site: Site, series: str, year: int) -> str:
    """Return the address of the register of a series and year."""
    return f"{site.identity.base_path}registers/{series}/{year}/"


def item_address(
    site: Site, item: Item, numbers: Mapping[str, Number], proposed: frozenset[str]
) -> str:
    """Return the address of an item; a notice's follows from its number."""
    base = site.identity.base_path
    if item.kind is ItemKind.PAGE:
        return f"{base}{item.slug}/"
    number = numbers.get(item.path)
    if number and item.path in proposed:
        return f"{base}{number.series}/draft/{item.slug}/"
    if number:
        return f"{base}{number.series}/{number.year}/{number.serial}/"
    column = site.column(item.column)
    return f"{column_address(site, column) if column else base}{item.slug}/"


def topic_address(site: Site, code: str) -> str:
    """Return the address of a special topic's newest page."""
    return f"{site.identity.base_path}topics/{code}/"


def archive_address(site: Site, year: int, month: int = 0) -> str:
    """Return the address of a year's archive, or of a month's."""
    end = f"{month:02d}/" if month else ""
    return f"{site.identity.base_path}archive/{year}/{end}"


def file_address(site: Site, path: str) -> str:
    """Return the address of a picture or attachment by its path below the content folder."""
    return site.identity.base_path + quote(path)


def data_address(site: Site, file: str = "") -> str:
    """Return the address of a data file, or of the page that explains them."""
    return f"{site.identity.base_path}data/{file}"


def document_address(url: str) -> str:
    """Return the address of a notice's paper view, by the notice's own."""
    return f"{url}document/"


def pdf_address(url: str) -> str:
    """Return the address of a notice's PDF: the end of its own address names the file."""
    parts = url.strip("/").split("/")[-3:]
    return f"{url}{'-'.join(parts)}.pdf"


def share_address(site: Site, url: str = "") -> str:
    """Return the address of an item's share picture by its own; of the portal's for none."""
    if url and site.share_pictures:
        return f"{url}share.png"
    return f"{site.identity.base_path}theme/app/share.png"


def comparison_address(url: str, number: int) -> str:
    """Return the address of the page on an item's change `number`, by the item's own."""
    return f"{url}changes/{number}/"


def archive_addresses(site: Site, items: Iterable[Item]) -> Iterator[str]:
    """Yield the addresses of the years and months that items were published in."""
    for item in items:
        yield archive_address(site, item.date.year)
        yield archive_address(site, item.date.year, item.date.month)


def fixed_addresses(site: Site) -> frozenset[str]:
    """Return the addresses of the pages that a site has whatever its items are."""
    base = site.identity.base_path
    columns = {column_address(site, column) for column in site.columns}
    topics = {topic_address(site, topic.code) for topic in site.topics}
    names = ("registers/", "sitemap/", "topics/", "archive/", "find/", "search/", "zh-hant/",
             "data/", "statistics/", "feed.xml", "feed.json", "rss.xml", "data/notices.json",
             "data/notices.csv", "data/catalog.jsonld", "404.html")  # fmt: skip
    app = ("app/", "offline/") if site.app.enabled else ()
    own = {base, *(base + name for name in (*names, *app))}
    return frozenset(columns | topics | own)


def output_path(site: Site, address: str) -> str:
    """Return the file below the output folder that an address is served from."""
    path = address.removeprefix(site.identity.base_path)
    return f"{path}index.html" if not path or path.endswith("/") else path
