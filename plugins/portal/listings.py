"""Column pages: numbered from the oldest, so that a new item changes the newest page alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from plugins.model.addresses import column_address
from plugins.model.edition import Edition
from plugins.model.frames import column_trail, descendants, make_frame
from plugins.model.item_stamps import ItemStamps, digest_of
from plugins.model.item_views import Link
from plugins.model.items import Item
from plugins.model.paging import page_addresses, page_label, page_link, pages_near, slice_pages
from plugins.model.series import SeriesKind
from plugins.model.site import Column
from plugins.model.views import ColumnDigest, Listing
from plugins.portal.entries import Around, entry

_NEAR = 5
"""Pages before the newest that a page more or less may change."""
DIGEST_COUNT = 6
"""Items of a column shown on the page of the column above."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page to write."""

    url: str
    """Root-relative, with the base path."""
    views: Callable[[], Mapping[str, object]]
    """Makes what the template sees: frame and listing."""
    key: Mapping[str, str] | None
    """What it depends on; None where it is as the last build left it."""


def column_items(edition: Edition, column: Column) -> tuple[Item, ...]:
    """Return the listed items of a column and of those below it, newest first."""
    return edition.listed_in(column_codes(edition, column))


def column_codes(edition: Edition, column: Column) -> frozenset[str]:
    """Return the code of a column and of those below it."""
    return frozenset((column.code, *descendants(edition.site, column.code)))


def column_pages(edition: Edition, stamps: ItemStamps, column: Column) -> Iterator[ListPage]:
    """Yield every page of a column, the newest last."""
    if not stamps.asks_columns(column_codes(edition, column)):
        return
    items = column_items(edition, column)
    children = edition.site.children(column.code)
    below = [stamps.faces(column_items(edition, child)[:DIGEST_COUNT]) for child in children]
    yield from list_pages(
        edition,
        stamps,
        items,
        kind="column",
        trail=column_trail(edition.site, column),
        home=column_address(edition.site, column),
        description=column.description,
        column=column,
        children=partial(_digests, edition, column),
        below=digest_of(below),
    )


def list_pages(
    edition: Edition,
    stamps: ItemStamps,
    items: Sequence[Item],
    *,
    kind: str,
    trail: tuple[Link, ...],
    home: str,
    description: str,
    column: Column | None = None,
    children: Callable[[], tuple[ColumnDigest, ...]] = tuple,
    below: str = "",
    note: str = "",
) -> Iterator[ListPage]:
    """Yield the pages of a list of items (newest first), the newest page last.

    `trail` leads down to the list itself, whose own address is `home`; `children` makes what the
    newest page shows of the lists below it, and `below` is the stamp of that.
    """
    name = trail[-1].title
    pages = slice_pages(items, edition.site.page_size)
    urls = page_addresses(home, len(pages))

    def views(index: int) -> Mapping[str, object]:
        newest = index == len(pages) - 1
        frame = make_frame(
            edition,
            kind=kind,
            title=name if newest else f"{name}（{page_label(index)}）",
            url=urls[index],
            trail=trail[:-1] if newest else trail,
            column=column,
            description=description,
        )
        listing = Listing(
            title=name,
            description=description,
            entries=tuple(entry(edition, item) for item in pages[index]),
            children=children() if newest else (),
            newest=newest,
            label=page_label(index) if len(pages) > 1 else "",
            newer=page_link(urls, index + 1),
            older=page_link(urls, index - 1),
            pages=pages_near(urls, index),
            total=len(items) if newest else 0,
            note=note,
        )
        return {"frame": frame, "listing": listing}

    first = _first_due(stamps, pages)
    for index, url in enumerate(urls):
        newest = index == len(pages) - 1
        if not newest and index < first and not stamps.concerns(pages[index]):
            yield ListPage(url, partial(views, index), None)
            continue
        near = urls[max(0, index - 3) : index + 4]
        about = (name, description, note, trail, near, len(pages) > 1)
        key = {
            "items": stamps.faces(pages[index]),
            "list": digest_of(about, index, (len(items), below) if newest else ""),
        }
        yield ListPage(url, partial(views, index), key)


def _first_due(stamps: ItemStamps, pages: Sequence[Sequence[Item]]) -> int:
    """Return the first page that new items may have moved others to, or that links to new pages."""
    added = stamps.added
    if not added:
        return len(pages)
    holding = (at for at, page in enumerate(pages) if any(one.path in added for one in page))
    return min(next(holding, len(pages)), len(pages) - _NEAR)


def _digests(edition: Edition, column: Column) -> tuple[ColumnDigest, ...]:
    return tuple(
        ColumnDigest(
            title=child.name,
            url=column_address(edition.site, child),
            entries=tuple(
                entry(edition, item) for item in column_items(edition, child)[:DIGEST_COUNT]
            ),
        )
        for child in edition.site.children(column.code)
    )


def neighbours(edition: Edition, wanted: Collection[str] | None = None) -> dict[str, Around]:
    """Return what stands beside each listed item, or each of those wanted, by path."""
    columns = {edition.by_path[path].column for path in wanted or ()}
    by_column: dict[str, list[Item]] = {}
    issues: dict[str, list[Item]] = {}
    bulletins = {one.code for one in edition.site.series if one.kind is SeriesKind.ISSUE}
    for item in edition.listed:
        if wanted is None or item.column in columns:
            by_column.setdefault(item.column, []).append(item)
        number = edition.numbers.get(item.path)
        if number and number.series in bulletins and item.path not in edition.proposed:
            issues.setdefault(number.series, []).append(item)
    numbered: dict[str, tuple[Item | None, Item | None]] = {}
    for series in issues.values():
        series.sort(key=lambda item: edition.numbers[item.path])
        numbered.update(_beside(series))
    found: dict[str, Around] = {}
    for items in by_column.values():
        for path, (newer, older) in _beside(items, wanted).items():
            found[path] = Around(newer, older, *numbered.get(path, (None, None)))
    return found


def _beside(
    items: Sequence[Item], wanted: Collection[str] | None = None
) -> dict[str, tuple[Item | None, Item | None]]:
    """Return the items before and behind each one, or each of those wanted, by path."""
    around = [None, *items, None]
    return {
        item.path: (around[at], around[at + 2])
        for at, item in enumerate(items)
        if wanted is None or item.path in wanted
    }
