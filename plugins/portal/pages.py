"""The pages that are no items: what template shows each, with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plugins.model.edition import Edition
from plugins.model.finders import finder_items
from plugins.model.frames import make_frame
from plugins.model.views import Frame
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
    frame: Frame
    names: Mapping[str, object]
    """What the template sees besides."""


def plain_pages(edition: Edition) -> Iterator[PlainPage]:
    """Yield home, columns, topics, archive, finders, app, site map and the error page."""
    base = edition.site.identity.base_path
    finders = finder_items(edition)

    def page(kind: str, title: str, end: str, **names: object) -> PlainPage:
        frame = make_frame(edition, kind=kind, title=title, url=f"{base}{end}")
        return PlainPage(kind, frame, names)

    yield page("home", edition.site.identity.name, "", home=home_view(edition))
    for column in edition.site.columns:
        for one in column_pages(edition, column):
            yield PlainPage("column", one.frame, {"listing": one.listing})
    if edition.site.topics:
        yield page("topics", TOPICS, "topics/", topics=topic_cards(edition))
    yield page("archive", ARCHIVE, "archive/", years=archive_years(edition))
    for one in (*topic_pages(edition), *archive_pages(edition)):
        yield PlainPage("list", one.frame, {"listing": one.listing})
    yield PlainPage("finders", *finder_index(edition, finders))
    for finder in finders:
        yield PlainPage("finders", *finder_page(edition, finders, finder))
    for one in value_pages(edition, finders):
        yield PlainPage("list", one.frame, {"listing": one.listing})
    if edition.site.app.enabled:
        yield page("app", APP_TITLE, "app/", qr=app_code(edition.site))
        yield page("offline", OFFLINE_TITLE, "offline/")
    facets = notice_facets(edition, finders)
    yield page("sitemap", "网站地图", "sitemap/", tree=site_map(edition), facets=facets)
    yield page("not_found", "页面不存在", "404.html")
