"""Frames: what every page has around its own content."""

from __future__ import annotations

from urllib.parse import quote

from plugins.model.addresses import column_address
from plugins.model.edition import Edition
from plugins.model.item_views import Link
from plugins.model.items import Item
from plugins.model.labels import page_labels
from plugins.model.site import Column, Site
from plugins.model.traditional import FOLDER
from plugins.model.views import Frame, ShareCard

HOME_TITLE = "首页"
_SIMPLIFIED_ONLY = frozenset({"not_found", "document", "search", "gallery", "example"})
"""Kinds of pages that the Traditional edition leaves out."""
SHARE_SIZE = (1200, 630)
"""Width and height of share pictures in pixels, as social networks ask for."""


def column_trail(site: Site, column: Column) -> tuple[Link, ...]:
    """Return the way from the home page down to a column, itself included."""
    above = (Link(one.name, column_address(site, one)) for one in site.column_path(column))
    return (Link(HOME_TITLE, site.identity.base_path), *above)


def absolute(site: Site, url: str) -> str:
    """Return the absolute address of a root-relative one."""
    return f"https://{site.identity.domain}{quote(url, safe='/%#?=&')}"


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
    return Frame(
        kind=kind,
        title=title,
        url=url,
        canonical=whole,
        description=description or site.identity.description,
        trail=() if kind == "home" else (*trail, Link(title, "")),
        section=site.column_path(column)[0].code if column else "",
        labels=page_labels(
            site,
            url=whole,
            column=column,
            home=kind == "home",
            item=item,
            image_url=absolute(site, image_url) if image_url else "",
        ),
        feed=_feed(edition, column),
        robots="noindex, nofollow" if site.sample else "",
        traditional=_traditional(site, kind, url),
        share=_share(site, url, item),
    )


def _share(site: Site, url: str, item: Item | None) -> ShareCard:
    base = site.identity.base_path
    picture = f"{url.removesuffix('document/')}share.png" if item else f"{base}theme/app/share.png"
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
    if site.traditional == "off" or kind in (
        "not_found",
        "document",
        "search",
        "gallery",
        "example",
    ):
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


def descendants(site: Site, code: str) -> tuple[str, ...]:
    """Return the codes of all columns below a column."""
    found: list[str] = []
    for child in site.children(code):
        found += [child.code, *descendants(site, child.code)]
    return tuple(found)
