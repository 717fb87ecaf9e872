"""The front page, the main menu and the site map."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat

from plugins.model.addresses import column_address, register_address
from plugins.model.edition import Edition
from plugins.model.item_views import Link
from plugins.model.items import Item
from plugins.model.pictures import SMALL, WIDE
from plugins.model.site import Block, BlockKind
from plugins.model.views import BlockView, Home, LinkGroup, MapNode, MenuEntry, TopicCard
from plugins.portal.collections import topic_cards
from plugins.portal.entries import entry
from plugins.portal.listings import column_codes


def home_view(edition: Edition) -> Home:
    """Return the blocks of the front page; those with nothing to show are left out."""
    blocks = []
    for block, items in _filled(edition):
        view = _block_view(edition, block, items)
        if view.entries or view.groups or view.topics or block.kind is BlockKind.REPORT:
            blocks.append(view)
    return Home(tuple(blocks))


def home_pictures(edition: Edition) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the path of each picture that the front page shows, and the steps of its widths."""
    for block, items in _filled(edition):
        if block.kind is BlockKind.PICTURES:
            for item, steps in zip(items, _steps(), strict=False):
                if item.image:
                    yield item.image.path, steps


def _steps() -> Iterator[tuple[int, ...]]:
    """Yield the steps of the pictures of a block: the first is large."""
    return chain((WIDE,), repeat(SMALL))


def _filled(edition: Edition) -> Iterator[tuple[Block, tuple[Item, ...]]]:
    """Yield each block with its items; what stands in a headline isn't repeated below it."""
    headlines: set[str] = set()
    for block in edition.site.blocks:
        items = _block_items(edition, block)
        if block.kind is BlockKind.HEADLINE:
            headlines.update(item.path for item in items)
        elif block.kind in (BlockKind.PICTURES, BlockKind.LIST):
            items = tuple(item for item in items if item.path not in headlines)
        yield block, items[: block.count]


def _block_items(edition: Edition, block: Block) -> tuple[Item, ...]:
    if block.kind not in (BlockKind.HEADLINE, BlockKind.PICTURES, BlockKind.LIST):
        return ()
    if block.columns:
        columns = [edition.site.column(code) for code in block.columns]
        codes = (column_codes(edition, column) for column in columns if column)
        items = edition.listed_in(frozenset(chain.from_iterable(codes)))
    else:
        items = edition.listed
    if block.kind is BlockKind.HEADLINE:
        return items[: block.count]
    if block.kind is BlockKind.PICTURES:
        return tuple(item for item in items if item.image)
    return items


def _block_view(edition: Edition, block: Block, items: tuple[Item, ...]) -> BlockView:
    column = edition.site.column(block.columns[0]) if len(block.columns) == 1 else None
    url = column_address(edition.site, column) if column else ""
    groups: tuple[LinkGroup, ...] = ()
    if block.kind is BlockKind.LINKS:
        groups = _link_groups(edition)
    elif block.kind is BlockKind.REGISTERS:
        groups = _newest_numbers(edition, block.count)
        url = f"{edition.site.identity.base_path}registers/"
    elif block.kind is BlockKind.REPORT:
        url = edition.urls.get(edition.site.contact.report_guide.text, "")
    topics: tuple[TopicCard, ...] = ()
    if block.kind is BlockKind.TOPICS:
        topics = topic_cards(edition, ended=False)[: block.count]
        url = f"{edition.site.identity.base_path}topics/"
    return BlockView(
        kind=block.kind,
        title=block.title or (column.name if column else ""),
        url=url,
        entries=tuple(
            entry(edition, item, steps) for item, steps in zip(items, _steps(), strict=False)
        ),
        groups=groups,
        topics=topics,
    )


def _link_groups(edition: Edition) -> tuple[LinkGroup, ...]:
    groups: dict[str, list[Link]] = {}
    for link in edition.site.links:
        groups.setdefault(link.group, []).append(Link(link.name, link.url))
    return tuple(LinkGroup(title, "", tuple(links)) for title, links in groups.items())


def _newest_numbers(edition: Edition, count: int) -> tuple[LinkGroup, ...]:
    """Return the newest issued numbers of each series that has any."""
    groups = []
    for series in edition.site.series:
        numbered = [
            (number, edition.by_path[path])
            for path, number in edition.numbers.items()
            if number.series == series.code and path not in edition.proposed
        ]
        shown = [(number, item) for number, item in numbered if item in edition.listed]
        shown.sort(key=lambda pair: pair[0], reverse=True)
        if shown:
            groups.append(
                LinkGroup(
                    title=series.name,
                    url=register_address(edition.site, series.code, shown[0][0].year),
                    links=(),
                    entries=tuple(entry(edition, item) for _, item in shown[:count]),
                )
            )
    return tuple(groups)


def menu(edition: Edition, parent: str = "") -> tuple[MenuEntry, ...]:
    """Return the columns below one that belong in the main menu."""
    return tuple(
        MenuEntry(
            code=column.code,
            title=column.name,
            url=column_address(edition.site, column),
            children=menu(edition, column.code),
        )
        for column in edition.site.children(parent)
        if column.in_menu
    )


def menu_pages(edition: Edition) -> frozenset[str]:
    """Return the addresses that the main menu leads to."""
    found = {edition.site.identity.base_path}
    waiting = list(menu(edition))
    while waiting:
        one = waiting.pop()
        found.add(one.url)
        waiting += one.children
    return frozenset(found)


def site_map(edition: Edition, parent: str = "") -> tuple[MapNode, ...]:
    """Return the tree of all columns."""
    return tuple(
        MapNode(
            title=column.name,
            url=column_address(edition.site, column),
            description=column.description,
            children=site_map(edition, column.code),
        )
        for column in edition.site.children(parent)
    )
