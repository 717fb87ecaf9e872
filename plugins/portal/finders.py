"""分类查找: items by column and year, notices by 文种, 发布机构, 主题分类 and 有效性."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from plugins.model.addresses import archive_address, column_address
from plugins.model.edition import Edition
from plugins.model.finders import Finder, FinderItems, finder_address, finder_root
from plugins.model.frames import HOME_TITLE, make_frame
from plugins.model.item_stamps import ItemStamps
from plugins.model.item_views import Link
from plugins.model.views import Facet, FacetValue
from plugins.portal.listings import ListPage, list_pages

FIND = "分类查找"
SHOWN = 24
"""Values of a finder that indexes show; the others are on the finder's own page."""
_UNIT = "篇"


def index_facets(edition: Edition, finders: FinderItems) -> tuple[Facet, ...]:
    """Return everything that items are found by; what has no values is left out."""
    found = (*notice_facets(edition, finders), _columns(edition), _years(edition))
    return tuple(facet for facet in found if facet.values)


def notice_facets(edition: Edition, finders: FinderItems) -> tuple[Facet, ...]:
    """Return what notices are found by, each with its first values."""
    return tuple(_facet(edition, finders, finder, SHOWN) for finder in finders)


def finder_index(edition: Edition, finders: FinderItems) -> Mapping[str, object]:
    """Return what the template of the index sees."""
    frame = make_frame(
        edition,
        kind="finders",
        title=FIND,
        url=finder_root(edition.site),
        description="公文按文种、发布机构、主题分类和有效性查找，全部内容按栏目和年份查找。",
    )
    return {"frame": frame, "facets": index_facets(edition, finders)}


def finder_page(edition: Edition, finders: FinderItems, finder: Finder) -> Mapping[str, object]:
    """Return what the template of the page that shows all values of a finder sees."""
    url = finder_root(edition.site, finder)
    frame = make_frame(
        edition,
        kind="finders",
        title=f"按{finder.label}查找",
        url=url,
        trail=_top(edition),
        description=f"全部公文按{finder.label}分列。",
    )
    facet = _facet(edition, finders, finder, len(finders[finder]))
    return {"frame": frame, "facets": (facet,)}


def value_pages(edition: Edition, stamps: ItemStamps, finders: FinderItems) -> Iterator[ListPage]:
    """Yield every page of every value that has notices."""
    site = edition.site
    for finder, values in finders.items():
        above = Link(f"按{finder.label}查找", finder_root(site, finder))
        for value, items in values.items():
            home = finder_address(site, finder, value)
            yield from list_pages(
                edition,
                stamps,
                items,
                kind="find",
                trail=(*_top(edition), above, Link(f"{finder.label}：{value}", home)),
                home=home,
                description=f"{finder.label}为“{value}”的公文。",
            )


def _top(edition: Edition) -> tuple[Link, ...]:
    return (
        Link(HOME_TITLE, edition.site.identity.base_path),
        Link(FIND, finder_root(edition.site)),
    )


def _facet(edition: Edition, finders: FinderItems, finder: Finder, shown: int) -> Facet:
    values = finders[finder]
    found = [
        FacetValue(value, finder_address(edition.site, finder, value), len(items))
        for value, items in values.items()
    ]
    return Facet(
        title=finder.label,
        url=finder_root(edition.site, finder),
        unit=_UNIT,
        values=tuple(found[:shown]),
        total=len(found),
    )


def _columns(edition: Edition) -> Facet:
    """Return the columns with items, their own and those of columns below counted."""
    counts: Counter[str] = Counter()
    paths = {
        column.code: tuple(one.code for one in edition.site.column_path(column))
        for column in edition.site.columns
    }
    for item in edition.listed:
        counts.update(paths[item.column])
    found = [
        FacetValue(column.name, column_address(edition.site, column), counts[column.code])
        for column in edition.site.columns
        if counts[column.code]
    ]
    return Facet(
        "栏目", f"{edition.site.identity.base_path}sitemap/", _UNIT, tuple(found), len(found)
    )


def _years(edition: Edition) -> Facet:
    counts = Counter(item.date.year for item in edition.listed)
    found = [
        FacetValue(f"{year}年", archive_address(edition.site, year), counts[year])
        for year in sorted(counts, reverse=True)
    ]
    url = f"{edition.site.identity.base_path}archive/"
    return Facet("年份", url, _UNIT, tuple(found), len(found))
