"""Pages of a list: numbered from the oldest, so that what is new changes the newest page alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from plugins.model.item_views import Link
from plugins.model.views import Page

PAGES_NEAR = 2
"""Numbered pages linked on either side."""
T = TypeVar("T")


def slice_pages(items: Sequence[T], size: int) -> tuple[tuple[T, ...], ...]:
    """Cut items (newest first) into pages, the oldest page first.

    Every page but the last holds `size` items and never changes when items are added; the last
    one, the list's own address, holds up to twice as many less one.
    """
    oldest_first = tuple(reversed(items))
    full = page_count(len(items), size) - 1
    pages = [oldest_first[n * size : (n + 1) * size] for n in range(full)]
    pages.append(oldest_first[full * size :])
    return tuple(tuple(reversed(page)) for page in pages)


def page_count(total: int, size: int) -> int:
    """Return how many pages a list of `total` items has; one where it has none."""
    return max(1, total // size)


def page_addresses(home: str, count: int) -> tuple[str, ...]:
    """Return the address of each page, the oldest first; the newest is the list's own, `home`."""
    return (*(f"{home}page/{n}/" for n in range(1, count)), home)


def page_link(addresses: Sequence[str], index: int) -> Link | None:
    """Return the link to the page of that index; None where there is none."""
    if not 0 <= index < len(addresses):
        return None
    return Link(page_label(index), addresses[index])


def page_label(index: int) -> str:
    """Return what the page of that index is called."""
    return f"第{index + 1}页"


def pages_near(addresses: Sequence[str], index: int) -> tuple[Page, ...]:
    """Return links to the pages near one, newest first; none where there is one page."""
    if len(addresses) == 1:
        return ()
    first, last = max(0, index - PAGES_NEAR), min(len(addresses) - 1, index + PAGES_NEAR)
    return tuple(Page(n + 1, addresses[n], n == index) for n in range(last, first - 1, -1))
