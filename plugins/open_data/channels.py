"""What can be followed: the site, its columns, its series, each with its newest items."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from plugins.model.addresses import absolute, column_address, file_address
from plugins.model.edition import Edition
from plugins.model.feed_links import FORMATS, SERIES_FORMATS, FeedFormat, series_folder
from plugins.model.items import Item, ItemKind
from plugins.model.media_types import media_type
from plugins.model.picture_markup import with_plain_pictures
from plugins.model.site import Site
from plugins.model.summaries import summary_of
from plugins.model.validity import withdrawal_sentence

FEED_COUNT = 20
"""Items of a feed."""
_PLACE = re.compile(r'( (?:href|src)=")(#|/(?!/))([^"]*)"')
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Channel:
    """Something that can be followed."""

    title: str
    """Its own name, without the site's."""
    description: str
    page: str
    """Root-relative address of the page that shows the same to people."""
    folder: str
    """Root-relative address that its files lie below."""
    formats: tuple[FeedFormat, ...]
    items: tuple[Item, ...]
    """The newest, newest first; never empty."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that comes with an entry."""

    url: str
    """Absolute."""
    title: str
    type: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An item as feeds show it; every text is plain and fit for XML."""

    title: str
    url: str
    """Absolute; the item's identifier as well."""
    summary: str
    html: str
    """The whole text, addresses absolute."""
    published: datetime
    updated: datetime
    author: str
    """Author, else source, else issuer."""
    categories: tuple[str, ...]
    """Column, 文种, keywords."""
    image: str
    """Absolute address of its picture; empty for none."""
    files: tuple[File, ...]


def channels(edition: Edition) -> Iterator[Channel]:
    """Yield the site, the columns and the series that have items, in site.toml's order.

    Beside what lists show, a withdrawn item keeps its entry, which says so: it takes the place of
    the text that readers' programs have stored.
    """
    site = edition.site
    base = site.identity.base_path
    listed = _fed(edition)
    if _has_items(listed):
        name, about = site.identity.name, site.identity.description
        yield Channel(name, about, base, base, FORMATS, tuple(listed[:FEED_COUNT]))
    by_column = _by_column(site, listed)
    for column in site.columns:
        page = column_address(site, column)
        items = tuple(by_column[column.code])
        if _has_items(items):
            yield Channel(column.name, column.description, page, page, FORMATS, items)
    by_series: dict[str, list[Item]] = defaultdict(list)
    for item in listed:
        number = edition.numbers.get(item.path)
        if number and item.path not in edition.proposed:
            _keep(by_series[number.series], item)
    for series in site.series:
        items = tuple(by_series[series.code])
        if _has_items(items):
            about = f"{series.issuer}发布的{series.name}。"
            folder = series_folder(base, series.code)
            page = f"{base}registers/"
            yield Channel(series.name, about, page, folder, SERIES_FORMATS, items)


def _fed(edition: Edition) -> Sequence[Item]:
    """Return what feeds may hold, newest first."""
    gone = [item for item in edition.visible if item.withdrawn and item.kind is not ItemKind.PAGE]
    if not gone:
        return edition.listed
    found = [*edition.listed, *gone]
    return sorted(found, key=lambda item: (item.date, item.path), reverse=True)


def _has_items(items: Sequence[Item]) -> bool:
    """Whether anything is left to follow."""
    return any(item.withdrawn is None for item in items)


def _by_column(site: Site, listed: Iterable[Item]) -> dict[str, list[Item]]:
    """Return the newest items of each column and of those below it, by code."""
    above = {column.code: site.column_path(column) for column in site.columns}
    found: dict[str, list[Item]] = defaultdict(list)
    for item in listed:
        for column in above[item.column]:
            _keep(found[column.code], item)
    return found


def _keep(items: list[Item], item: Item) -> None:
    if len(items) < FEED_COUNT:
        items.append(item)


def feed_entry(edition: Edition, item: Item) -> FeedEntry:
    """Return an item as feeds show it."""
    site = edition.site
    url = absolute(site, edition.urls[item.path])
    notice = item.notice
    categories = (edition.column(item).name, notice.kind if notice else "", *item.keywords)
    gone = withdrawal_sentence(item)
    body = with_plain_pictures(edition.bodies[item.path], edition.pictures, site.identity.base_path)
    if gone:
        body = f"<p>{html.escape(gone)}</p>"
    return FeedEntry(
        title=_plain(f"（已撤回）{item.title}" if gone else item.title),
        url=url,
        summary=_plain(gone or summary_of(edition, item)),
        html=_plain(absolute_html(site, url, body)),
        published=item.date,
        updated=_updated(item),
        author=_plain(item.author or item.source or ("、".join(notice.issuers) if notice else "")),
        categories=tuple(dict.fromkeys(_plain(one) for one in categories if one)),
        image=absolute(site, file_address(site, item.image.path)) if item.image else "",
        files=tuple(
            File(
                url=absolute(site, file_address(site, one.path)),
                title=_plain(one.title),
                type=media_type(one.path),
                size=one.size,
            )
            for one in item.attachments
        ),
    )


def _updated(item: Item) -> datetime:
    """Return when an item last changed, its withdrawal included."""
    changed = item.modified or item.date
    if item.withdrawn is None:
        return changed
    return max(changed, datetime.combine(item.withdrawn, time(), tzinfo=item.date.tzinfo))


def absolute_html(site: Site, url: str, body: str) -> str:
    """Return a body whose links and pictures lead to the same places from anywhere.

    `url` is the absolute address of the body's own page.
    """
    host = f"https://{site.identity.domain}"

    def whole(match: re.Match[str]) -> str:
        start = html.escape(url) if match[2] == "#" else host
        return f'{match[1]}{start}{match[2]}{match[3]}"'

    return _PLACE.sub(whole, body)


def _plain(text: str) -> str:
    """Return a text without the characters that XML 1.0 can't hold."""
    return _NO_XML.sub("", text)
