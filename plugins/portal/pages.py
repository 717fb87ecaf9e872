"""The pages that are no items: what template shows each, with what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

from plugins.model.edition import Edition
from plugins.model.finders import FinderItems, finder_items, finder_root
from plugins.model.frames import make_frame
from plugins.model.item_stamps import Facet, ItemStamps
from plugins.model.items import ItemKind
from plugins.portal.app import APP_TITLE, OFFLINE_TITLE, app_code
from plugins.portal.collections import (
    ARCHIVE,
    TOPICS,
    archive_pages,
    archive_years,
    topic_cards,
    topic_pages,
)
from plugins.portal.finders import finder_index, finder_page, notice_facets, value_pages
from plugins.portal.home import home_view, site_map
from plugins.portal.listings import column_pages


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page to write."""

    template: str
    url: str
    """Root-relative, with the base path."""
    views: Callable[[], Mapping[str, object]]
    """Makes what the template sees."""
    key: Mapping[str, str] | None
    """What it depends on; None where it is as the last build left it."""


def plain_pages(edition: Edition, stamps: ItemStamps) -> Iterator[PlainPage]:
    """Yield home, columns, topics, archive, finders, app, site map and the error page."""
    base = edition.site.identity.base_path
    frames = {"items": stamps.all(Facet.FRAME)}
    faces = {"items": stamps.all(Facet.FACE)}

    def page(
        kind: str, title: str, end: str, names: Callable[[], Mapping[str, object]] = dict
    ) -> PlainPage:
        url = f"{base}{end}"

        def views() -> Mapping[str, object]:
            return {"frame": make_frame(edition, kind=kind, title=title, url=url), **names()}

        return PlainPage(kind, url, views, faces if kind == "home" else frames)

    yield page("home", edition.site.identity.name, "", lambda: {"home": home_view(edition)})
    for column in edition.site.columns:
        for one in column_pages(edition, stamps, column):
            yield PlainPage("column", one.url, one.views, one.key)
    if edition.site.topics:
        yield page("topics", TOPICS, "topics/", lambda: {"topics": topic_cards(edition)})
    yield page("archive", ARCHIVE, "archive/", lambda: {"years": archive_years(edition)})
    for one in (*topic_pages(edition, stamps), *archive_pages(edition, stamps)):
        yield PlainPage("list", one.url, one.views, one.key)

    @cache
    def finders() -> FinderItems:
        return finder_items(edition)

    yield from _finder_pages(edition, stamps, finders)
    if edition.site.app.enabled:
        yield page("app", APP_TITLE, "app/", lambda: {"qr": app_code(edition.site)})
        yield page("offline", OFFLINE_TITLE, "offline/")
    yield page(
        "sitemap",
        "网站地图",
        "sitemap/",
        lambda: {"tree": site_map(edition), "facets": notice_facets(edition, finders())},
    )
    yield page("not_found", "页面不存在", "404.html")


def _finder_pages(
    edition: Edition, stamps: ItemStamps, finders: Callable[[], FinderItems]
) -> Iterator[PlainPage]:
    frames = {"items": stamps.all(Facet.FRAME)}
    notices = {"items": stamps.all(Facet.FRAME, ItemKind.NOTICE)}
    root = finder_root(edition.site)
    yield PlainPage("finders", root, lambda: finder_index(edition, finders()), frames)
    if stamps.asks(item for item in edition.due if item.notice):
        for finder in finders():
            url = finder_root(edition.site, finder)
            views = partial(finder_page, edition, finders(), finder)
            yield PlainPage("finders", url, views, notices)
        for one in value_pages(edition, stamps, finders()):
            yield PlainPage("list", one.url, one.views, one.key)
