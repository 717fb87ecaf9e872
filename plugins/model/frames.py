"""Frames: what every page has around its own content."""

from __future__ import annotations

from plugins.model.addresses import absolute, column_address, share_address
from plugins.model.data_links import notice_data_address
from plugins.model.edition import Edition
from plugins.model.feed_links import SERIES_FORMATS, feed_links, series_folder
from plugins.model.item_views import Link
from plugins.model.items import Item, ItemKind, Status
from plugins.model.labels import page_labels
from plugins.model.linked_data import page_data
from plugins.model.site import Column, Site
from plugins.model.traditional import FOLDER
from plugins.model.views import FeedLink, Frame, ShareCard

HOME_TITLE = "首页"
_SIMPLIFIED_ONLY = frozenset({"not_found", "document", "gallery", "example"})
"""Kinds of pages that the Traditional edition leaves out."""
SHARE_SIZE = (1200, 630)
"""Width and height of share pictures in pixels, as social networks ask for."""


def column_trail(site: Site, column: Column) -> tuple[Link, ...]:
    """Return the way from the home page down to a column, itself included."""
    above = (Link(one.name, column_address(site, one)) for one in site.column_path(column))
    return (Link(HOME_TITLE, site.identity.base_path), *above)


def make_frame(
    edition: Edition,
    *,
    kind: str,
    title: str,
    url: str,
    trail: tuple[Link, ...] = (),
    column: Column | None = None,
    item: Item | None = None,
    description: str = "",
    image_url: str = "",
) -> Frame:
    """Return the frame of the page at `url` (root-relative with the base path).

    `trail` leads down to the page above; the page itself is added. By default it is the home page.
    """
    site = edition.site
    trail = trail or (Link(HOME_TITLE, site.identity.base_path),)
    whole = absolute(site, url)
    steps = () if kind == "home" else (*trail, Link(title, ""))
    labels = page_labels(
        site,
        url=whole,
        column=column,
        home=kind == "home",
        item=item,
        image_url=absolute(site, image_url) if image_url else "",
    )
    return Frame(
        kind=kind,
        title=title,
        url=url,
        canonical=whole,
        description=description or site.identity.description,
        trail=steps,
        section=site.column_path(column)[0].code if column else "",
        labels=labels,
        described=any(name == "Description" for name, _ in labels),
        feed=_feed(edition, column),
        feeds=_feeds(edition, column, item),
        robots="noindex, nofollow" if site.sample else "",
        traditional=_traditional(site, kind, url),
        share=_share(site, url, item),
        data=notice_data_address(edition, item) if item and kind == ItemKind.NOTICE else "",
        linked=page_data(edition, kind=kind, trail=steps, url=url, item=item),
    )


def _share(site: Site, url: str, item: Item | None) -> ShareCard:
    picture = share_address(site, url.removesuffix("document/") if item else "")
    return ShareCard(
        kind="article" if item else "website",
        picture=absolute(site, picture),
        width=SHARE_SIZE[0],
        height=SHARE_SIZE[1],
        published=item.date.isoformat() if item else "",
        modified=item.modified.isoformat() if item and item.modified else "",
    )


def _traditional(site: Site, kind: str, url: str) -> Link | None:
    """Return the page's counterpart in the Traditional edition, where it has one."""
    if site.traditional == "off" or kind in _SIMPLIFIED_ONLY:
        return None
    base = site.identity.base_path
    address = f"{base}{FOLDER}/{url.removeprefix(base)}"
    return Link(absolute(site, address), address)


def _feed(edition: Edition, column: Column | None) -> Link | None:
    """Return the feed of a column that has items."""
    if column is None:
        return None
    below = {column.code, *descendants(edition.site, column.code)}
    if edition.columns_in_use.isdisjoint(below):
        return None
    return Link(column.name, f"{column_address(edition.site, column)}feed.xml")


def _feeds(edition: Edition, column: Column | None, item: Item | None) -> tuple[FeedLink, ...]:
    """Return the feeds of the site, of the column and of the series, where they have items."""
    site = edition.site
    base = site.identity.base_path
    found: tuple[FeedLink, ...] = ()
    if edition.listed:
        found = feed_links(site.identity.name, base)
    own = _feed(edition, column)
    if column and own:
        folder = column_address(site, column)
        found += feed_links(f"{column.name} - {site.identity.name}", folder)
    number = edition.numbers.get(item.path) if item else None
    series = site.series_of(number.series) if number else None
    if item and series and item.status is Status.PUBLISHED and item.path not in edition.proposed:
        folder = series_folder(base, series.code)
        found += feed_links(f"{series.name} - {site.identity.name}", folder, SERIES_FORMATS)
    return found


def descendants(site: Site, code: str) -> tuple[str, ...]:
    """Return the codes of all columns below a column."""
    found: list[str] = []
    for child in site.children(code):
        found += [child.code, *descendants(site, child.code)]
    return tuple(found)
