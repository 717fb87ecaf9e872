"""Items gathered across columns: special topics, and the archive by year and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain

from plugins.model.addresses import archive_address, topic_address
from plugins.model.edition import Edition
from plugins.model.frames import HOME_TITLE, make_frame
from plugins.model.item_stamps import ItemStamps, digest_of
from plugins.model.item_views import Link
from plugins.model.items import Item
from plugins.model.site import Topic
from plugins.model.views import ArchiveMonth, ArchiveYear, ColumnDigest, Listing, TopicCard
from plugins.portal.entries import entry
from plugins.portal.listings import DIGEST_COUNT, ListPage, list_pages

TOPICS = "专题"
ARCHIVE = "按年月查看"
ENDED = "本专题已结束，内容存档备查。"
_Months = dict[int, list[Item]]


def topic_items(edition: Edition, topic: Topic) -> tuple[Item, ...]:
    """Return the listed items of a topic, newest first."""
    return tuple(item for item in edition.listed if topic.code in item.topics)


def topic_cards(edition: Edition, *, ended: bool = True) -> tuple[TopicCard, ...]:
    """Return the topics that have items, present ones first; those that ended where `ended`."""
    cards = []
    for topic in sorted(edition.site.topics, key=lambda one: one.archived):
        items = topic_items(edition, topic)
        if items and (ended or not topic.archived):
            cards.append(
                TopicCard(
                    title=topic.name,
                    url=topic_address(edition.site, topic.code),
                    description=topic.description,
                    archived=topic.archived,
                    total=len(items),
                    newest=f"{items[0].date:%Y-%m-%d}",
                )
            )
    return tuple(cards)


def topic_pages(edition: Edition, stamps: ItemStamps) -> Iterator[ListPage]:
    """Yield every page of every topic."""
    base = edition.site.identity.base_path
    for topic in edition.site.topics if stamps.asks(edition.listed) else ():
        items = topic_items(edition, topic)
        if not stamps.asks(items):
            continue
        trail = (Link(HOME_TITLE, base), Link(TOPICS, f"{base}topics/"))
        home = topic_address(edition.site, topic.code)
        yield from list_pages(
            edition,
            stamps,
            items,
            kind="topic",
            trail=(*trail, Link(topic.name, home)),
            home=home,
            description=topic.description,
            note=ENDED if topic.archived else "",
        )


def _by_month(edition: Edition) -> dict[int, _Months]:
    """Return the listed items by year and month, everything newest first."""
    found: dict[int, _Months] = defaultdict(lambda: defaultdict(list))
    for item in edition.listed:
        found[item.date.year][item.date.month].append(item)
    return found


def archive_years(edition: Edition) -> tuple[ArchiveYear, ...]:
    """Return the years that have items, the newest first."""
    return tuple(
        ArchiveYear(
            year=year,
            url=archive_address(edition.site, year),
            total=sum(len(items) for items in months.values()),
            months=tuple(
                ArchiveMonth(month, archive_address(edition.site, year, month), len(items))
                for month, items in months.items()
            ),
        )
        for year, months in _by_month(edition).items()
    )


def archive_pages(edition: Edition, stamps: ItemStamps) -> Iterator[ListPage]:
    """Yield the page of every year, and the pages of every month."""
    base = edition.site.identity.base_path
    top = (Link(HOME_TITLE, base), Link(ARCHIVE, f"{base}archive/"))
    if not stamps.asks(edition.listed):
        return
    for year, months in _by_month(edition).items():
        url = archive_address(edition.site, year)
        if not stamps.asks(chain.from_iterable(months.values())):
            continue
        shown = [
            (month, len(items), stamps.faces(items[:DIGEST_COUNT]))
            for month, items in months.items()
        ]
        views = partial(_year_views, edition, year, months, top)
        yield ListPage(url, views, {"months": digest_of(shown)})
        for month, items in months.items():
            home = archive_address(edition.site, year, month)
            yield from list_pages(
                edition,
                stamps,
                items,
                kind="archive",
                trail=(*top, Link(f"{year}年", url), Link(f"{year}年{month}月", home)),
                home=home,
                description=f"{year}年{month}月发布的全部内容。",
            )


def _year_views(
    edition: Edition, year: int, months: _Months, trail: tuple[Link, ...]
) -> Mapping[str, object]:
    frame = make_frame(
        edition,
        kind="archive",
        title=f"{year}年",
        url=archive_address(edition.site, year),
        trail=trail,
        description=f"{year}年发布的全部内容，按月排列。",
    )
    return {"frame": frame, "listing": _year_listing(edition, year, months)}


def _year_listing(edition: Edition, year: int, months: _Months) -> Listing:
    return Listing(
        title=f"{year}年",
        description=f"共{sum(len(items) for items in months.values())}篇，按月排列。",
        entries=(),
        children=tuple(
            ColumnDigest(
                title=f"{month}月（{len(items)}篇）",
                url=archive_address(edition.site, year, month),
                entries=tuple(entry(edition, item) for item in items[:DIGEST_COUNT]),
            )
            for month, items in months.items()
        ),
        newest=True,
        label="",
        newer=None,
        older=None,
        pages=(),
        total=0,
        note="",
    )
